"""The commands that propose what goes with claims: ``rederive relate | evidence | notebook``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rederive.errors import InputError
from rederive.language.counting import counted
from rederive.starting import of_report, tell_changed_texts

if TYPE_CHECKING:
    from rederive.book.parts import Part

_FROM_LEVELS = "; its check may work it out from series of levels"
_NAMED = 6
"""How many entities are named."""


@click.command()
@of_report
@click.option("--most", default=20, show_default=True, help="How many of each to show.")
@click.option("--all", "whole", is_flag=True, help="Also what chance would bring as often.")
@click.option("--write", "chosen", default="", help="Write these of those that agree: 1,3,4.")
@click.option("--misprint", default="", help="Write these of those that almost agree: 21.")
def relate(name: str, most: int, whole: bool, chosen: str, misprint: str) -> None:
    """Propose relations between the printed numbers by arithmetic, and what a misprint would leave.

    Looks at the claims of the register and at the drafts that wait. A person decides which
    relations the text means: --write puts them into data/claims/relations.yaml. A relation that
    holds only if a number is a misprint contradicts it, so that it is written with --misprint only.
    Of each kind so many are shown, the least likely by chance first, as are more than chance would
    bring among the numbers of the text, and always the first few that almost agree.
    """
    from rederive.book.book import Book
    from rederive.drafting import waiting
    from rederive.relating import arithmetic, figures, written

    here = Book.here()
    tell_changed_texts(here)
    book = here.of(name)
    numbers = figures.of_claims(book.register)
    numbers += figures.of_drafts(waiting.read(book.place / waiting.NAME))
    numbers.sort(key=lambda figure: figure.line)
    agreeing, almost = arithmetic.relate(numbers)
    path = book.data / "claims" / "relations.yaml"
    if chosen or misprint:
        right, end = len(agreeing), len(agreeing) + len(almost)
        places = _places("--write", chosen, 1, right, "agree; name others under --misprint")
        places += _places("--misprint", misprint, right + 1, end, "almost agree")
        found = [(agreeing + almost)[place - 1] for place in places]
        for made in written.add(path, here.register, found):
            click.echo(f"wrote {made}")
        click.echo("To take one back, delete it in data/claims/relations.yaml.")
        return
    shown = arithmetic.beyond_chance(agreeing, almost, len(numbers))
    if whole:
        shown = len(agreeing), len(almost)
    there = written.related(path, here.register)
    for heading, found, start, likely in (
        ("Agrees", agreeing, 1, shown[0]),
        ("Almost agrees", almost, len(agreeing) + 1, shown[1]),
    ):
        told = counted(likely, "relation")
        click.echo(f"{heading}: {told} of {counted(len(numbers), 'number')}")
        for at, each in enumerate(found[: min(most, likely)], start=start):
            name = there.get(written.joined(each), "")
            click.echo(f"{at:4} {each}{f' (written: {name})' if name else ''}")
        if likely > most:
            click.echo(f"     and {likely - most} more: --most {likely} shows them")
        if left := len(found) - likely:
            others = counted(left, "other that is", "others that are")
            click.echo(f"     {others} no more than chance would bring: --all lists them too")


def _places(option: str, text: str, first: int, last: int, which: str) -> list[int]:
    """The numbers of an option, which has to lie in one part of the list."""
    words = [word.strip() for word in text.split(",")] if text else []
    if not all(word.isdecimal() and first <= int(word) <= last for word in words):
        span = f"{first} to {last}" if first <= last else "none"
        raise InputError(
            f"{option} {text}: give numbers of the list that `rederive relate` shows, as in 1,3: "
            f"{span} {which}."
        )
    found = [int(word) for word in words]
    if twice := [place for place in found if found.count(place) > 1]:
        raise InputError(f"{option} names {twice[0]} twice; name each relation once.")
    return found


@click.command()
@click.argument("claim_id", required=False, default="")
@click.option("--all", "whole", is_flag=True, help="Also those that may be of another quantity.")
def evidence(claim_id: str, whole: bool) -> None:
    """Say which series fit CLAIM_ID, or each claim: by words, unit, time, country and figure.

    With --all also every other series that has a figure in its unit and for its time.
    """
    from rederive.book.book import Book
    from rederive.book.candidates import Finder
    from rederive.core.measured import SHARES

    book = Book.here()
    tell_changed_texts(book)
    if not book.series.names():
        click.echo(
            "data/series has no figures yet: put a table there, with its sources in references.bib."
        )
        return
    finder, foreign = Finder(book), dict[str, set[str]]()
    for claim in [book.register[claim_id]] if claim_id else list(book.register):
        found = finder.of(claim)
        if not book.report_of(claim).report.country:
            entities = {each.entity for each in found if not each.home}
            foreign.setdefault(claim.report, set()).update(entities)
        shown = [each for each in found if whole or each.fits]
        click.echo(f"{claim.id}: {claim.says}")
        for each in shown:
            click.echo(f"  {each}")
        if not found:
            rate = any(value.unit in SHARES for value in claim.values)
            click.echo("  no series has its unit and time" + (_FROM_LEVELS if rate else ""))
        elif len(shown) < len(found):
            left = counted(len(found) - len(shown), "other")
            click.echo(f"  {left} of its unit and time: --all lists them")
    for name, entities in foreign.items():
        if entities:
            click.echo(_without_country(book.of(name), sorted(entities)))


def _without_country(one: Part, entities: list[str]) -> str:
    """What to add where it is not known whose figures a report means."""
    path = (one.folder / "report.yaml").relative_to(one.root)
    some = ", ".join(entities[:_NAMED]) + (", ..." if len(entities) > _NAMED else "")
    return (
        f"{path} does not say whose figures are meant, so that none of a series with several "
        f"entities fits: add `country: {entities[0]}`, or another of {some}."
    )


@click.command()
@click.argument("chapter")
def notebook(chapter: str) -> None:
    """Add a cell to the notebook of CHAPTER (ch1) for every claim that it does not name yet.

    A claim that exactly one series fits gets a check, and that series under `evidence` of
    data/claims; every other one is left for later, with what it could be checked against.
    """
    from rederive.book.book import Book
    from rederive.notebook.scaffold import scaffold

    number = chapter.removeprefix("ch")
    if not number.isdecimal():
        raise InputError(f"{chapter!r} is not a chapter; write it as ch1.")
    book = Book.here()
    tell_changed_texts(book)
    added = scaffold(book, int(number))
    if not added.claims:
        click.echo(
            f"{added.path.name}: names every claim of the chapter already; nothing is added."
        )
        return
    for claim, series in added.evidence.items():
        click.echo(f"data/claims/ch{number}.yaml: {claim} has `evidence: [{', '.join(series)}]`")
    click.echo(
        f"{added.path.name}: {counted(len(added.claims), 'claim')} added, {len(added.evidence)} of "
        "them with a check and its series under `evidence`; work on them, then `rederive verify`. "
        "Where you check another series, name that one under `evidence`."
    )


COMMANDS = [relate, evidence, notebook]

"""The commands for several reports in one book: ``rederive add | across | edition``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rederive.errors import InputError
from rederive.language.counting import counted

if TYPE_CHECKING:
    from rederive.book.book import Book
    from rederive.starter.texts import Text


@click.command()
@click.argument("name")
@click.option(
    "--text",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help="Plain text, Markdown or a PDF.",
)
@click.option("--title", default="", help="The report's title; its first line by default.")
@click.option("--publisher", default="", help="Who published it.")
@click.option(
    "--written", default="", help="The month in which it was written: 2024-06; else this month."
)
@click.option("--language", default="", help="The language of its text: en, zh-Hans, zh-Hant.")
@click.option("--follows", default="", help="Which report it is the next edition of: first, NAME.")
def add(name: str, path: Path, follows: str, **about: str) -> None:
    """Add another report to the book, which calls it NAME.

    It has a text, a language, exclusions and a chapter of its own. The ids of its claims begin
    with its name. Series, sources, relations and verdicts are those of the book.
    """
    from rederive.book.book import Book
    from rederive.starter import adding, making, texts

    book = Book.here()
    given = making.About(**about)
    if follows:
        book.of(follows)  # refuses one that is not there
    text = texts.read(path)
    title = given.title or text.title
    same = [each.report.title for each in book.reports.values()]
    if title.casefold() in map(str.casefold, same):
        raise InputError(
            f"--title: the book has a report called {title!r} already; give this one another, "
            "with its year for one."
        )
    adding.refuse_name(book.root, name)
    _refuse_known(book, text, path)
    files = adding.add(book.root, name, text, given, follows, book.report.language)
    for file in files:
        click.echo(f"wrote {file.relative_to(book.root)}")
    click.echo(
        f"Next: `rederive draft --report {name}`, `rederive review --report {name}`, "
        "`rederive across`, `rederive verify --update`, `rederive book`."
    )
    if not given.written:
        click.echo(making.dated_today(f"data/reports/{name}"))


def _refuse_known(book: Book, text: Text, path: Path) -> None:
    """Refuse a text that a report of the book has already."""
    from rederive.starter import making

    known = {one.report.sha256: name or "first" for name, one in book.reports.items()}
    if twin := known.get(making.digest("\n".join(text.lines).encode())):
        raise InputError(
            f"--text: {path} is the text of the report {twin}, which the book has already; give "
            "the text of the other report."
        )


@click.command()
@click.option("--write", "chosen", default="", help="Set these equal in a relation: 1,3.")
def across(chosen: str) -> None:
    """List the numbers that several reports print for one quantity, and those that may be one.

    A person decides which of these are: --write puts a relation for them into
    data/claims/relations.yaml, and then they stand side by side.
    """
    from rederive.book.book import Book
    from rederive.core.relations import across as module
    from rederive.pages.across import side_by_side
    from rederive.relating import written

    book = Book.here()
    pairs = module.proposed(book.register, book.relations, book.proposed)
    if chosen:
        places = [word.strip() for word in chosen.split(",")]
        if not all(word.isdecimal() and 0 < int(word) <= len(pairs) for word in places):
            raise InputError("--write: give numbers of the list that `rederive across` shows: 1,3.")
        found = [pairs[int(word) - 1] for word in places]
        path = book.data / "claims" / "relations.yaml"
        for made in written.set_equal(path, book.register, found):
            click.echo(f"wrote {made}")
        return
    if told := str(side_by_side(book)):
        click.echo(told)
    click.echo(f"{counted(len(pairs), 'pair')} that may be one quantity:")
    for at, pair in enumerate(pairs, start=1):
        values = [book.register[claim].value(name) for claim, name in (pair.first, pair.second)]
        sides = [
            f"{'/'.join(key)}: {value}"
            for key, value in zip((pair.first, pair.second), values, strict=True)
        ]
        click.echo(f"{at:4} {pair.reason}: {' | '.join(sides)}")


@click.command()
@click.argument("name")
@click.option("--all", "whole", is_flag=True, help="Also the numbers that did not change.")
def edition(name: str, whole: bool) -> None:
    """Say what changed from the report that NAME follows to NAME, number by number."""
    from rederive.book.book import Book
    from rederive.core import editions
    from rederive.pages import edition_changes

    found = edition_changes.found(Book.here(), name)
    for each in found:
        if whole or each.change is not editions.Change.UNCHANGED:
            click.echo(edition_changes.told(each))
    counts = editions.counts(found)
    click.echo(", ".join(f"{count} {change}" for change, count in counts.items()) + ".")


COMMANDS = [add, across, edition]

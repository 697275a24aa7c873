"""The commands that lead from a text to a register: ``rederive draft | ...``."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from rederive.errors import InputError
from rederive.language.counting import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rederive.book.book import Book
    from rederive.book.parts import Part
    from rederive.core.coverage import Coverage
    from rederive.drafting.anchoring import Anchors
    from rederive.drafting.review import Review
    from rederive.starter.texts import Text

_TEXT = click.Path(path_type=Path)
_HASH = re.compile(r"^sha256:\s*[\"']?([0-9a-f]+)", re.MULTILINE)
of_report = click.option(
    "--report", "name", default="", help="Which report of the book; the first by default."
)


def text_of(one: Part, path: Path | None) -> Path:
    """Where the text of a report lies: as given, as the environment says, or in its place.

    The environment speaks of the first report of the book only.

    Raises
    ------
    InputError
        If none of them says.
    """
    told = "" if one.name else os.environ.get("REDERIVE_REPORT", "")
    named = path or (Path(told) if told else one.place / "report.txt")
    if not path and not told and not named.is_file():
        remedy = "put it there" if one.name else "set REDERIVE_REPORT"
        raise InputError(
            f"say where the report's text lies: give its path or {remedy}; {named} is not there."
        )
    return named


def texts_in_place(book: Book) -> Iterator[tuple[Part, Path]]:
    """Each report of a book, with where its text would lie."""
    for one in book.reports.values():
        told = "" if one.name else os.environ.get("REDERIVE_REPORT", "")
        yield one, Path(told) if told else one.place / "report.txt"


def unprinted(book: Book) -> list[str]:
    """A sentence for each number of a claim that the report's text has not on its line any more."""
    from rederive.core import coverage as module

    return [
        f"{sentence}; correct `printed` in data/claims, or the text."
        for one, path in texts_in_place(book)
        if path.is_file() and not module.has_changed(path, one.report)
        for sentence in module.absent(module.read_text(path, one.report), one.register)
    ]


def tell_changed_texts(book: Book) -> None:
    """Say of each text that lies in its place when it is not that of the register any more."""
    for one, path in texts_in_place(book):
        _tell_if_changed(path, one.report.sha256, one.name)


def tell_changed_texts_in(root: Path) -> None:
    """The same of a book that is not read, for which only its root is known."""
    for about in [root / "data/report.yaml", *sorted(root.glob("data/reports/*/report.yaml"))]:
        name = "" if about.parent.name == "data" else about.parent.name
        told = "" if name else os.environ.get("REDERIVE_REPORT", "")
        path = root / "reports" / name if name else root
        known = about.is_file() and _HASH.search(about.read_text("utf-8", errors="replace"))
        if known:
            _tell_if_changed(Path(told) if told else path / "report.txt", known[1], name)


def _tell_if_changed(path: Path, known: str, name: str) -> None:
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() == known:
        return
    option = f" --report {name}" if name else ""
    click.echo(
        f"{path}: was changed since the register was made of it (its SHA-256 is another): "
        f"`rederive anchor{option}` says which lines moved, and with --write moves the claims "
        "with them.",
        err=True,
    )


@click.command()
@click.argument("path", required=False, type=_TEXT)
@of_report
@click.option("--book", "own", is_flag=True, help="Account for the numerals of the book itself.")
def coverage(path: Path | None, name: str, own: bool) -> None:
    """Prove that claims and exclusions account for every number of the report's text at PATH.

    Counted are numerals in digits and, where data/number-words.csv says what the text's language
    counts with, numbers and quantities in words.

    Without PATH the environment variable REDERIVE_REPORT names the text, or it is report.txt.
    Drafts that wait for a decision are counted apart. With --book it is the
    book's own text: each numeral is bound to a cell that computes it, or claims nothing.

    Exits with 1 while a number is not accounted for or a draft waits.
    """
    from rederive.book.book import Book

    if own:
        _own_coverage(Book.here())
    book = Book.here()
    reports = [book.of(name)] if name or path else list(book.reports.values())
    whole = [_covered(one, text_of(one, path), several=len(book.reports) > 1) for one in reports]
    sys.exit(0 if all(whole) else 1)


def _covered(one: Part, path: Path, *, several: bool) -> bool:
    """Say how the numbers of one text are accounted for; whether all are."""
    from rederive.core import coverage as module
    from rederive.core import word_coverage
    from rederive.drafting import waiting

    lines = module.read_text(path, one.report)
    drafts = waiting.read(one.place / waiting.NAME)
    digits, words = (waiting.counted(drafts, words=each) for each in (False, True))
    found = module.coverage(lines, one.register, one.exclusions, digits)
    counts = {"numerals in digits": found}
    if one.number_words is not None:
        counts["numbers and quantities in words"] = word_coverage.coverage(
            lines, one.register, one.number_words, one.excluded_words, words
        )
    problems = [problem for result in counts.values() for problem in result.problems]
    problems += one.printed_pages.problems(lines) if one.printed_pages.lines else []
    if several:
        click.echo(f"{one.report.named}:")
    for problem in problems:
        click.echo(problem)
    for name, result in counts.items():
        click.echo(f"{result.tokens} {name}: {_accounts(result)}")
    if drafts:
        wait = counted(len(drafts), "draft waits", "drafts wait")
        click.echo(f"{wait} for a decision: go through them with `rederive review`.")
    return not problems and not drafts


def _accounts(result: Coverage) -> str:
    """How numbers are accounted for, in words."""
    told = f"{result.claimed} in claims, {result.excluded} excluded"
    if result.drafted:
        told += f", {result.drafted} in drafts that wait"
    if result.problems:
        return f"{told}; {counted(len(result.problems), 'problem')}, named above."
    return f"{told}; {'none is left out' if result.drafted else 'every one accounted for'}."


def _own_coverage(book: Book) -> NoReturn:
    """Say how the numerals of the book's own text are accounted for."""
    from rederive.book import own_numerals
    from warmbook import toc

    problems, counts = own_numerals.check(book, toc.files(book.root))
    for problem in problems:
        click.echo(problem)
    click.echo(
        f"{counts.total()} numerals in the book's text: {counts['bound']} bound to a cell, "
        f"{counts['excluded']} excluded; "
        + (f"{counted(len(problems), 'problem')}." if problems else "every one accounted for.")
    )
    sys.exit(1 if problems else 0)


@click.command()
@click.argument("path", required=False, type=_TEXT)
@of_report
@click.option("--again", is_flag=True, help="Make the drafts again; what was decided is kept.")
def draft(path: Path | None, name: str, again: bool) -> None:
    """Propose a claim, or nothing and why, for every number of the report's text at PATH.

    Without PATH it is report.txt, or what REDERIVE_REPORT names. Writes drafts.csv; nothing is
    claimed until a person accepts it.
    """
    from rederive.book.book import Book
    from rederive.core import coverage
    from rederive.drafting import drafted, waiting

    one = Book.here().of(name)
    file = one.place / waiting.NAME
    if file.exists() and not again:
        raise InputError(
            f"{file}: is there already; decide on its drafts with `rederive review`, or make them "
            "again with `rederive draft --again`."
        )
    lines = coverage.read_text(text_of(one, path), one.report)
    drafts = drafted.make(one, lines)
    waiting.write(file, drafts)
    for line in drafted.told(drafts):
        click.echo(line)
    if drafts:
        click.echo(f"They wait in {file.name}: `rederive review` goes through them.")


@click.command()
@click.argument("folder", type=_TEXT)
@click.option("--text", "path", required=True, type=_TEXT, help="Plain text, Markdown or a PDF.")
@click.option("--title", default="", help="The report's title; its first line by default.")
@click.option("--publisher", default="", help="Who published it.")
@click.option(
    "--written", default="", help="The month in which it was written: 2024-06; else this month."
)
@click.option("--language", default="", help="The language of its text: en, zh-Hans, zh-Hant.")
def new(folder: Path, path: Path, **about: str) -> None:
    """Make a book in FOLDER for another report, which builds at once.

    The report's text is kept beside it as report.txt, outside the repository.
    """
    from rederive.starter import making, texts

    text = texts.read(path)
    making.make(folder, text, making.About(**about))
    click.echo(
        f"{folder} is a book for a text of {counted(len(text.lines), 'line')}. Next, in it: "
        "`rederive draft`, "
        "`rederive review`, `rederive coverage`, `rederive relate`; with series in data/series and "
        "their sources in references.bib `rederive evidence`, `rederive notebook ch1`; then "
        "`rederive verify --update`, `rederive book`."
    )
    if not about["written"]:
        click.echo(making.dated_today("data"))


def _is_piped() -> bool:
    """Whether answers come from a file or a pipe."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


@click.command()
@click.argument("path", required=False, type=_TEXT)
@of_report
@click.option("--chapter", type=int, help="Where accepted claims go; the report's first chapter.")
@click.option("--ask", is_flag=True, help="Ask without a terminal too: a line an answer.")
def review(path: Path | None, name: str, chapter: int | None, ask: bool) -> None:
    """Go through the drafts that wait: accept, change, exclude, split, undo, quit and resume.

    What is decided is written after every answer. Without a terminal the drafts are listed,
    and of answers that are piped the first that cannot be carried out ends the session.
    """
    from rederive.book.book import Book
    from rederive.core import coverage
    from rederive.drafting import review as module
    from rederive.drafting.accepting import Desk

    one = Book.here().of(name)
    desk = Desk(one, chapter or next(iter(one.register.titles), 1))
    lines = coverage.read_text(text_of(one, path), one.report)
    strict = not sys.stdin.isatty()
    session = module.Review(desk, desk.left(lines), strict=strict)
    given = ask or _is_piped()
    if strict and not given:
        if not session.drafts:
            click.echo("No draft waits.")
        for each in session.drafts:
            click.echo(module.shown(each, desk.change(each)))
        return
    click.echo(module.HELP)
    _ask(session, strict=strict)


def _ask(session: Review, *, strict: bool) -> None:
    """Ask for answers until the person ends, or none is left and the last is not taken back.

    Raises
    ------
    InputError
        If ``strict`` and an answer cannot be carried out: later ones would decide other drafts.
    """
    number = 0
    while not session.ended:
        number += 1
        left = len(session.drafts)
        click.echo(f"\n[{left} left] {session.shown()}" if left else f"\n{session.asked_to_end()}")
        try:
            text = click.prompt("", prompt_suffix="> ", default="", show_default=False)
        except click.Abort:
            text = "q"
        try:
            click.echo(session.answer(text))
        except InputError as error:
            if strict:
                raise InputError(
                    f"answer {number}, {text!r}, ends the session, and those before it are kept: "
                    f"{error}"
                ) from None
            click.echo(str(error))


@click.command()
@click.argument("path", required=False, type=_TEXT)
@of_report
@click.option("--write", is_flag=True, help="Move claims, exclusions, pages and drafts with them.")
def anchor(path: Path | None, name: str, write: bool) -> None:
    """Say which lines moved in a text that was changed, and which claims can be found again.

    Lines are found by their numerals. With --write the book takes the text at PATH for its own.
    """
    from rederive.book.book import Book
    from rederive.drafting import anchoring, waiting
    from rederive.reading.files import write_all
    from rederive.starter import texts

    one = Book.here().of(name)
    text = texts.read(text_of(one, path))
    drafts = waiting.read(one.place / waiting.NAME)
    old = anchoring.numerals_of(one.register, one.exclusions, drafts)
    found = anchoring.anchors(old, text.lines)
    for sentence in found.told():
        click.echo(sentence)
    lost = [claim.id for claim in one.register if found.span(claim) is None]
    for claim in lost:
        first, last = one.register[claim].lines
        click.echo(f"{claim}: its numbers are not found again (lines {first}-{last}).")
    other = dict(anchoring.changed(one.register, found, text.lines))
    for sentence in other.values():
        click.echo(sentence)
    same = len(one.register) - len(lost) - len(other)
    click.echo(
        f"Found again: {len(found.moved)} of {counted(len(old), 'line')} with numerals, and "
        f"{same} of {counted(len(one.register), 'claim')} with the same numbers."
    )
    if write:
        write_all(_anchored(one, text_of(one, path), text, found))
        click.echo("The book has the new text: `rederive coverage` says what is left to do.")


def _anchored(one: Part, path: Path, text: Text, found: Anchors) -> dict[Path, str]:
    """The files of a report with their lines moved, its new hash, and its text if it is kept."""
    from rederive.drafting import anchoring, waiting
    from rederive.reading.tables import read_text
    from rederive.starter.making import digest

    chapters = [one.data / "claims" / f"ch{number}.yaml" for number in one.register.titles]
    files = {place: anchoring.chapter(read_text(place), one.register, found) for place in chapters}
    tables = [one.folder / f"{name}.csv" for name in ("excluded-numerals", "excluded-words")]
    for place in (*tables, one.place / waiting.NAME):
        if place.is_file():
            files[place] = anchoring.table(read_text(place), found)
    pages, about, kept = (
        *(one.folder / name for name in ("pages.csv", "report.yaml")), one.place / "report.txt"
    )  # fmt: skip
    if pages.is_file():
        files[pages] = anchoring.table(read_text(pages), found, near=True)
    content = path.read_bytes()
    if kept.is_file():
        files[kept] = "\n".join(text.lines)
        content = files[kept].encode()
    known = f"sha256: {digest(content)}"
    files[about] = re.sub("^sha256:.*$", known, read_text(about), count=1, flags=re.MULTILINE)
    return files


COMMANDS = [anchor, coverage, new, draft, review]

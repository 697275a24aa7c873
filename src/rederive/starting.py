"""The commands that lead from a text to a register: ``rederive draft | ...``."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from rederive.errors import InputError

if TYPE_CHECKING:
    from rederive.book.book import Book

_TEXT = click.Path(path_type=Path)


def text_of(book: Book, path: Path | None) -> Path:
    """Where the text of a book's report lies: as given, as the environment says, or beside it.

    Raises
    ------
    InputError
        If none of them says.
    """
    named = path or (Path(name) if (name := os.environ.get("REDERIVE_REPORT")) else None)
    if named is None and (book.root / "report.txt").is_file():
        named = book.root / "report.txt"
    if named is None:
        raise InputError("say where the report's text lies: give its path or set REDERIVE_REPORT.")
    return named


@click.command()
@click.argument("path", required=False, type=_TEXT)
@click.option("--book", "own", is_flag=True, help="Account for the numerals of the book itself.")
def coverage(path: Path | None, own: bool) -> None:
    """Prove that claims and exclusions account for every number of the report's text at PATH.

    Counted are numerals in digits and, where data/number-words.csv says what the text's language
    counts with, numbers and quantities in words.

    Without PATH the environment variable REDERIVE_REPORT names the text, or it is report.txt.
    Drafts that wait for a decision are counted apart. With --book it is the
    book's own text: each numeral is bound to a cell that computes it, or claims nothing.
    """
    from rederive.book.book import Book
    from rederive.core import coverage as module
    from rederive.core import word_coverage
    from rederive.drafting import waiting

    if own:
        _own_coverage(Book.here())
    book = Book.here()
    lines = module.read_text(text_of(book, path), book.report)
    drafts = waiting.read(book.root / waiting.NAME)
    digits, words = (waiting.counted(drafts, words=each) for each in (False, True))
    found = module.coverage(lines, book.register, book.exclusions, digits)
    counts = {"numerals in digits": found}
    if book.number_words is not None:
        counts["numbers and quantities in words"] = word_coverage.coverage(
            lines, book.register, book.number_words, book.excluded_words, words
        )
    problems = [problem for result in counts.values() for problem in result.problems]
    problems += book.printed_pages.problems(lines) if book.printed_pages.lines else []
    for problem in problems:
        click.echo(problem)
    for name, result in counts.items():
        left = len(result.problems)
        click.echo(
            f"{result.tokens} {name}: {result.claimed} in claims, {result.excluded} excluded"
            + (f", {result.drafted} drafts to decide on" if result.drafted else "")
            + (f"; {left} problems." if left else "; every one accounted for.")
        )
    sys.exit(1 if problems or drafts else 0)


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
        + (f"{len(problems)} problems." if problems else "every one accounted for.")
    )
    sys.exit(1 if problems else 0)


@click.command()
@click.argument("path", required=False, type=_TEXT)
@click.option("--again", is_flag=True, help="Make the drafts again; what was decided is kept.")
def draft(path: Path | None, again: bool) -> None:
    """Propose a claim, or nothing and why, for every number of the report's text at PATH.

    Without PATH it is report.txt, or what REDERIVE_REPORT names. Writes drafts.csv; nothing is
    claimed until a person accepts it.
    """
    from rederive.book.book import Book
    from rederive.core import coverage
    from rederive.drafting import drafted, waiting

    book = Book.here()
    file = book.root / waiting.NAME
    if file.exists() and not again:
        raise InputError(
            f"{file}: is there already; decide on its drafts with `rederive review`, or make them "
            "again with `rederive draft --again`."
        )
    lines = coverage.read_text(text_of(book, path), book.report)
    drafts = drafted.make(book, lines)
    waiting.write(file, drafts)
    for line in drafted.told(drafts):
        click.echo(line)
    click.echo(f"They wait in {file.name}: `rederive review` goes through them.")


@click.command()
@click.argument("folder", type=_TEXT)
@click.option("--text", "path", required=True, type=_TEXT, help="Plain text, Markdown or a PDF.")
@click.option("--title", default="", help="The report's title; its first line by default.")
@click.option("--publisher", default="", help="Who published it.")
@click.option("--written", default="", help="The month in which it was written: 2024-06.")
@click.option("--language", default="", help="The language of its text: en, zh-Hans, zh-Hant.")
def new(folder: Path, path: Path, **about: str) -> None:
    """Make a book in FOLDER for another report, which builds at once.

    The report's text is kept beside it as report.txt, outside the repository.
    """
    from rederive.starter import making, texts

    text = texts.read(path)
    making.make(folder, text, making.About(**about))
    click.echo(
        f"{folder} is a book for a text of {len(text.lines)} lines. Next, in it: `rederive draft`, "
        "`rederive review`, `rederive verify --update`, `rederive book`."
    )


@click.command()
@click.option("--most", default=20, show_default=True, help="How many of each to show.")
@click.option("--write", "chosen", default="", help="Write these of those that agree: 1,3,4.")
def relate(most: int, chosen: str) -> None:
    """Propose relations between the printed numbers by arithmetic, and what a misprint would leave.

    Looks at the claims of the register and at the drafts that wait. A person decides which
    relations the text means: --write puts them into data/claims/relations.yaml.
    """
    from rederive.book.book import Book
    from rederive.drafting import waiting
    from rederive.relating import arithmetic, figures, written

    book = Book.here()
    numbers = figures.of_claims(book.register)
    numbers += figures.of_drafts(waiting.read(book.root / waiting.NAME))
    numbers.sort(key=lambda figure: figure.line)
    agreeing, almost = arithmetic.relate(numbers)
    if chosen:
        places = [word.strip() for word in chosen.split(",")]
        if not all(word.isdecimal() and 0 < int(word) <= len(agreeing + almost) for word in places):
            raise InputError("--write: give numbers of the list that `rederive relate` shows: 1,3.")
        found = [(agreeing + almost)[int(word) - 1] for word in places]
        path = book.data / "claims" / "relations.yaml"
        for name in written.add(path, book.register, found):
            click.echo(f"wrote {name}")
        return
    for heading, found, start in (
        ("Agrees", agreeing, 1),
        ("Almost agrees", almost, len(agreeing) + 1),
    ):
        click.echo(f"{heading}: {len(found)} relations of {len(numbers)} numbers")
        for at, each in enumerate(found[:most], start=start):
            click.echo(f"{at:4} {each}")


def _is_piped() -> bool:
    """Whether answers come from a file or a pipe."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


@click.command()
@click.argument("path", required=False, type=_TEXT)
@click.option("--chapter", default=1, show_default=True, help="Where accepted claims go.")
@click.option("--ask", is_flag=True, help="Ask without a terminal too: a line an answer.")
def review(path: Path | None, chapter: int, ask: bool) -> None:
    """Go through the drafts that wait: accept, change, exclude, split, undo, quit and resume.

    What is decided is written after every answer. Without a terminal the drafts are listed.
    """
    from rederive.book.book import Book
    from rederive.core import coverage
    from rederive.drafting import review as module
    from rederive.drafting.accepting import Desk

    book = Book.here()
    desk = Desk(book, chapter)
    lines = coverage.read_text(text_of(book, path), book.report)
    session = module.Review(desk, desk.left(lines))
    given = ask or _is_piped()
    if not given and not sys.stdin.isatty():
        for each in session.drafts:
            click.echo(module.shown(each))
        return
    click.echo(module.HELP)
    while session.drafts and not session.ended:
        click.echo(f"\n[{len(session.drafts)} left] {module.shown(session.drafts[0])}")
        try:
            text = click.prompt("", prompt_suffix="> ", default="", show_default=False)
        except click.Abort:
            text = "q"
        try:
            click.echo(session.answer(text))
        except InputError as error:
            click.echo(str(error))
    if not session.drafts:
        click.echo("No draft is left.")


@click.command()
@click.argument("claim_id", required=False, default="")
def evidence(claim_id: str) -> None:
    """Say which series have a figure in the unit and for the time of CLAIM_ID, or of each claim."""
    from rederive.book.book import Book
    from rederive.book.candidates import candidates

    book = Book.here()
    claims = [book.register[claim_id]] if claim_id else list(book.register)
    for claim in claims:
        found = candidates(book, claim)
        click.echo(f"{claim.id}: {claim.says}")
        for line in map(str, found) if found else ["no series has its unit and time"]:
            click.echo(f"  {line}")


@click.command()
@click.argument("chapter")
def notebook(chapter: str) -> None:
    """Add a cell to the notebook of CHAPTER (ch1) for every claim that it does not name yet."""
    from rederive.book.book import Book
    from rederive.notebook.scaffold import scaffold

    number = chapter.removeprefix("ch")
    if not number.isdecimal():
        raise InputError(f"{chapter!r} is not a chapter; write it as ch1.")
    path, added = scaffold(Book.here(), int(number))
    click.echo(f"{path.name}: {len(added)} claims added; work on them, then `rederive verify`.")


COMMANDS = [coverage, new, draft, review, relate, evidence, notebook]

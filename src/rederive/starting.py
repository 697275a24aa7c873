"""The commands that lead from a text to a register: ``rederive draft | ...``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

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
@click.option("--again", is_flag=True, help="Make the drafts anew; what was decided is kept.")
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
            "anew with `rederive draft --again`."
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
def relate(most: int) -> None:
    """Propose relations between the printed numbers by arithmetic, and what a misprint would leave.

    Looks at the claims of the register and at the drafts that wait. Nothing is written: a person
    decides which relations the text means, in data/claims/relations.yaml.
    """
    from rederive.book.book import Book
    from rederive.drafting import waiting
    from rederive.relating import arithmetic, figures

    book = Book.here()
    numbers = figures.of_claims(book.register)
    numbers += figures.of_drafts(waiting.read(book.root / waiting.NAME))
    numbers.sort(key=lambda figure: figure.line)
    agreeing, almost = arithmetic.relate(numbers)
    for heading, found in (("Agrees", agreeing), ("Almost agrees", almost)):
        click.echo(f"{heading}: {len(found)} relations of {len(numbers)} numbers")
        for each in found[:most]:
            click.echo(f"  {each}")


COMMANDS = [new, draft, relate]

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


COMMANDS = [draft]

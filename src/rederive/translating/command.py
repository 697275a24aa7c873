"""``rederive translate``: what another language lacks, and catalogues brought up to date."""

from __future__ import annotations

import sys

import click

from rederive.book.place import find_root


@click.command()
@click.option("--check", is_flag=True, help="Print what is missing by page; exit with 1.")
@click.option("--update", is_flag=True, help="Write today's texts into the catalogues.")
@click.option("--fast", is_flag=True, help="Leave out what cells show, and run nothing.")
@click.option("--counts", is_flag=True, help="Print every catalogue, also those that are whole.")
def translate(check: bool, update: bool, fast: bool, counts: bool) -> None:
    """Compare the catalogues in locale/zh_CN/LC_MESSAGES with the texts of the book.

    With --update texts that are new are added, those that changed are marked fuzzy, and those that
    are gone are taken out. Notebooks whose results are not kept are run.
    """
    from rederive.book.book import Book
    from rederive.language.book_language import CHINESE, read
    from rederive.translating import catalogue

    root = find_root()
    known = read(root, CHINESE)  # what cannot be read ends here, before anything runs
    there = catalogue.sources(Book(root), run=not fast)
    states = catalogue.update(root, there) if update else catalogue.states(there, known)
    for line in catalogue.lines(states, whole=counts):
        click.echo(line)
    sys.exit(1 if check and not all(state.is_whole for state in states) else 0)

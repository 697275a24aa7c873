"""Which editions in other languages are built: those that are whole, or asked for."""

from __future__ import annotations

from pathlib import Path

import click

from rederive.book.book import Book
from rederive.errors import InputError
from rederive.language import book_language, catalogues
from rederive.translating import catalogue
from warmbook import options


def to_build(root: Path, asked: str = "") -> list[str]:
    """The editions to build beside the book; says of each that is not built why.

    What cells show is compared only by ``rederive translate --check``, which runs them.

    Parameters
    ----------
    root
        The book's folder.
    asked
        The edition that is built whatever it lacks, in English where it has no words.

    Raises
    ------
    InputError
        If the book has no such edition, or a catalogue cannot be read.
    """
    known = {
        name: settings.get("language", "") for name, settings in options.read(root).editions.items()
    }
    if asked and asked not in known:
        names = ", ".join(known) or "none"
        raise InputError(
            f"_config.yml: there is no edition {asked!r} under warmbook; it has {names}."
        )
    built = []
    for name, tag in known.items():
        if tag not in catalogues.languages(root) and name != asked:
            continue
        there = catalogue.sources(Book(root), run=False)
        states = catalogue.states(there, book_language.read(root, tag))
        missing = sum(len(state.missing) + len(state.fuzzy) for state in states)
        if name == asked or not missing:
            built.append(name)
        else:
            messages = sum(state.messages for state in states)
            click.echo(
                f"  the edition {name} is not built: {missing} of {messages} messages are not "
                f"translated; rederive translate --check lists them"
            )
    return built

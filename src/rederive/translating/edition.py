"""Which editions in other languages are built: those that are whole, or asked for."""

from __future__ import annotations

from pathlib import Path

import click

from rederive.errors import InputError
from rederive.language import book_language, catalogues
from rederive.language.catalogues import Message
from warmbook import options


def to_build(root: Path, asked: str = "") -> list[str]:
    """The editions to build beside the book; says of each that is not built why.

    What cells show is compared only by ``rederive translate --check``, which runs them.

    Parameters
    ----------
    root
        The book's folder.
    asked
        The edition that is built also with gaps, in English where it has no words.

    Raises
    ------
    InputError
        If the book has no such edition, or a catalogue cannot be read.
    """
    known = _known(root)
    if asked and asked not in known:
        names = ", ".join(known) or "none"
        raise InputError(
            f"_config.yml: there is no edition {asked!r} under warmbook; it has {names}."
        )
    built = []
    for name, tag in known.items():
        if tag not in catalogues.languages(root) and name != asked:
            continue
        known_of = book_language.read(root, tag)
        messages = [each for one in known_of.values() for each in one.values()]
        missing = sum(not each.is_done for each in messages)
        if name == asked or not (missing or _lacks(root, known_of)):
            built.append(name)
        else:
            click.echo(
                f"  the edition {name} is not built: {missing or 'some'} of {len(messages)} "
                "messages are not translated; rederive translate --check lists them"
            )
    return built


def languages(root: Path, asked: str = "") -> dict[str, str]:
    """The languages of the editions to build, by name; see :func:`to_build`."""
    known = _known(root)
    return {name: known[name] for name in to_build(root, asked)}


def _known(root: Path) -> dict[str, str]:
    """The languages of all editions that the book names."""
    return {
        name: settings.get("language", "") for name, settings in options.read(root).editions.items()
    }


def _lacks(root: Path, known: dict[str, dict[str, Message]]) -> bool:
    """Whether today's texts have a message that no catalogue has."""
    # Asked only of an edition that is otherwise whole: to gather all texts loads the whole package.
    from rederive.book.book import Book
    from rederive.translating import catalogue

    states = catalogue.states(catalogue.sources(Book(root), run=False), known)
    return not all(state.is_whole for state in states)

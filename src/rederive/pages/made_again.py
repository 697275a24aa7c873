"""Tables made from the ledger carry what they were made of, so that they can be made again.

A notebook runs once; an edition in another language makes its tables again, from its own words.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, cast

from rederive.book.book import Book
from rederive.core.entries import Entry
from rederive.core.register import Register
from rederive.core.relations.formula import Relation
from rederive.core.verdicts import Verdict
from rederive.core.words import Words
from rederive.evidence.bibliography import Bibliography
from rederive.show.html import Table

MIME = "application/vnd.rederive.made+json"
"""Under which a table says by which function it was made, and of what."""
_HERE = f"{__name__.rpartition('.')[0]}."
_OF_BOOK: dict[type, str] = {Register: "register", Words: "words", Bibliography: "bibliography"}


def again(make: Callable[..., Table]) -> Callable[..., Table]:
    """Have a table carry what it was made of, where that is the book's own."""

    @functools.wraps(make)
    def made(*given: Any, **options: Any) -> Table:
        table = make(*given, **options)
        named = [_named(each) for each in given]
        if None not in named and not options:
            by = f"{make.__module__.removeprefix(_HERE)}.{make.__name__}"
            table.data = {**table.data, MIME: {"by": by, "of": named}}
        return table

    return made


def make(data: Mapping[str, Any], book: Book) -> Table:
    """The table that carries this, made from a book in the language that is spoken."""
    module, _, name = data["by"].partition(".")
    maker: Callable[..., Table] = getattr(import_module(f"{_HERE}{module}"), name)
    return maker(*(_found(each, book) for each in data["of"]))


def _named(given: object) -> dict[str, Any] | None:
    """What is needed to find a value in a book; None for a value that is not found there."""
    if isinstance(given, Book):
        return {"book": None}
    for kind, name in _OF_BOOK.items():
        if isinstance(given, kind):
            return {name: None}
    if isinstance(given, str):
        return {"plain": given}
    if isinstance(given, list | tuple) and given:
        for kind, name, brief in _LISTS:
            if all(isinstance(each, kind) for each in given):
                return {name: [brief(each) for each in given]}
    if isinstance(given, Mapping) and all(isinstance(each, set) for each in given.values()):
        return {"sets": {name: sorted(each) for name, each in given.items()}}
    return None


def _found(named: Mapping[str, Any], book: Book) -> object:
    """The value in a book."""
    ((kind, what),) = named.items()
    if kind == "book":
        return book
    if kind in _OF_BOOK.values():
        return getattr(book, kind)
    if kind == "entries":
        known = {each.key: each for each in book.ledger}
        return [known[(claim, value)] for claim, value in what]
    if kind == "relations":
        known_by_id = {each.id: each for each in book.relations}
        return tuple(known_by_id[name] for name in what)
    if kind == "verdicts":
        return [Verdict.of(word) for word in what]
    if kind == "sets":
        return {name: set(each) for name, each in what.items()}
    return what


_LISTS: list[tuple[type, str, Callable[[Any], object]]] = [
    (Entry, "entries", lambda entry: list(cast("Iterable[str]", entry.key))),
    (Relation, "relations", lambda relation: relation.id),
    (Verdict, "verdicts", lambda verdict: verdict.value),
]

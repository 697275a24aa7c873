"""The claims of a book in its other languages, for who asks in one and reads in another."""

from __future__ import annotations

from collections.abc import Iterator

from rederive.book.book import Book
from rederive.core.register import Register
from rederive.language import book_language, catalogues
from rederive.language.spoken import ENGLISH, SOURCE, speaking, spoken


def source_register(book: Book) -> Register:
    """The claims in the language that they are written in."""
    if spoken().is_source:
        return book.register
    with speaking(SOURCE):
        return Book(book.root).register


def other_registers(book: Book) -> Iterator[Register]:
    """The claims in each language that the book has, other than the one that is spoken."""
    for tag in (ENGLISH, *catalogues.languages(book.root)):
        if tag != spoken().tag:
            with speaking(book_language.language(book.root, tag)):
                yield Book(book.root).register

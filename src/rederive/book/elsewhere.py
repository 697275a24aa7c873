"""The claims of a book in each of its languages, for who asks in one and reads in another."""

from __future__ import annotations

from rederive.book.book import Book
from rederive.core.register import Register
from rederive.language import book_language, catalogues
from rederive.language.spoken import ENGLISH, SOURCE, Language, speaking, spoken


def source_register(book: Book) -> Register:
    """The claims in the language that they are written in."""
    if spoken().is_source:
        return book.register
    with speaking(SOURCE):
        return Book(book.root).register


def registers(book: Book) -> dict[str, Register]:
    """The claims by language, the one that they are written in first."""
    found = {ENGLISH: source_register(book)}
    chapters = [book_language.of_chapter(number) for number in book.register.titles]
    for tag in catalogues.languages(book.root):
        if tag == spoken().tag:
            found[tag] = book.register
            continue
        with speaking(Language(tag, texts=book_language.texts(book.root, tag, chapters))):
            found[tag] = Book(book.root).register
    return found

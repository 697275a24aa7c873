"""The whole book as one Typst document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from rederive.book.book import Book
from rederive.edition import title_page, typst
from rederive.edition.book_pages import Page, pages
from rederive.edition.cells import PageWriter, count_figures, derived_claims
from rederive.edition.places import Places, page_label
from rederive.publishing import citation

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass
class Document:
    """A Typst document with its pictures by the names of their files."""

    text: str
    pictures: dict[str, str] = field(default_factory=dict)


def document(book: Book, executed: Mapping[Path, NotebookNode]) -> Document:
    """The whole book as a Typst document, in the language that is spoken.

    Parameters
    ----------
    book : Book
    executed : mapping of Path to notebook
        The executed notebooks by their files, in the language that is spoken.

    Raises
    ------
    InputError
        If a page holds what has no form in print.
    """
    listed = pages(book.root, executed)
    printed = [page for page in listed if page.printed]
    colophon = [page.colophon for page in printed if page.colophon]
    result = Document("")
    result.text = "".join(
        [
            title_page.variables(citation.read(book.root), colophon),
            files("rederive.edition").joinpath("edition.typ").read_text("utf-8"),
            "#show: edition\n",
            *_body(listed, _places(book, listed, printed), book, result.pictures),
        ]
    )
    return result


def _places(book: Book, listed: Sequence[Page], printed: Sequence[Page]) -> Places:
    """Everything that links can lead to, seen from no page yet."""
    claims = (derived_claims(page.name, page.cells, book.register) for page in printed)
    return Places(
        "",
        titles={page.name: page.title for page in listed},
        pages=frozenset(page.name for page in printed),
        claims=frozenset().union(*claims),
        sources=frozenset(book.bibliography),
    )


def _body(
    listed: Sequence[Page], places: Places, book: Book, pictures: dict[str, str]
) -> Iterator[str]:
    part, figure = "", 1
    for page in listed:
        first, figure = figure, figure + count_figures(page.cells)
        if not page.printed:
            continue
        yield "#pagebreak(weak: true);\n"
        if page.part != part:
            part = page.part
            yield typst.heading(1, typst.text(part))
        heading = typst.heading(2, typst.text(page.title)).rstrip("\n")
        yield f"{heading}#{page_label(page.name)};\n"
        here = replace(places, page=page.name, translations=page.translations)
        writer = PageWriter(here, book.register, pictures, first)
        yield from map(writer.cell, page.cells)

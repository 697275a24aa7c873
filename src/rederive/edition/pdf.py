"""The PDF editions: the pages of the book on paper, in each of its languages."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import warmbook
from rederive.book.book import Book
from rederive.edition.compiler import compile_pdf, load_typst
from rederive.edition.document import document
from rederive.language import book_language
from rederive.language.spoken import ENGLISH, speaking, spoken
from rederive.pages import shown_in
from rederive.publishing import pdf_edition

if TYPE_CHECKING:
    from nbformat import NotebookNode


def write(book: Book, editions: Mapping[str, str] | None = None) -> list[Path]:
    """Run the notebooks that are stale, and write the book as ``_build/rederive.pdf``.

    Parameters
    ----------
    book : Book
    editions : mapping of str to str, optional
        Further editions that are written beside it: the language of each by its name.

    Returns
    -------
    list of Path
        The PDFs.

    Raises
    ------
    BuildError
        If Typst is missing or a glyph is, or a PDF cannot be written.
    InputError
        If a page holds what has no form in print, or a catalogue cannot be read.
    """
    load_typst()  # before the notebooks run
    languages = {
        name: replace(book_language.language(book.root, tag), folder=name)
        for name, tag in {"": ENGLISH, **(editions or {})}.items()
    }
    executed = warmbook.execute(book.root)
    written = []
    for name, language in languages.items():
        written.append(book.root / pdf_edition.place(name))
        with speaking(language):
            compile_pdf(document(book, in_language(executed, book)), book, written[-1])
    return written


def in_language(executed: Mapping[Path, NotebookNode], book: Book) -> Mapping[Path, NotebookNode]:
    """The executed notebooks with what their cells showed in the language that is spoken."""
    if spoken().is_source:
        return executed
    said = copy.deepcopy(dict(executed))
    for path, notebook in said.items():
        page = path.resolve().relative_to(book.root).with_suffix("").as_posix()
        shown_in.speak_all(notebook, page, book)
    return said

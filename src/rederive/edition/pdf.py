"""The PDF edition: the pages of the book on paper."""

from __future__ import annotations

from pathlib import Path

import warmbook
from rederive.book.book import Book
from rederive.edition.compiler import compile_pdf, load_typst
from rederive.edition.document import document
from rederive.publishing.pdf_edition import PDF_EDITION


def write(book: Book) -> Path:
    """Run the notebooks that are stale, and write the book as ``_build/rederive.pdf``.

    Returns
    -------
    Path
        The PDF.

    Raises
    ------
    BuildError
        If Typst is missing or a glyph is, or the PDF cannot be written.
    InputError
        If a page holds what has no form in print.
    """
    load_typst()  # before the notebooks run
    target = book.root / PDF_EDITION
    compile_pdf(document(book, warmbook.execute(book.root)), book, target)
    return target

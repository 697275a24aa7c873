"""The invented book, on disk and printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode, write
from pypdf import PdfReader

from rederive.book.book import Book
from rederive.edition.compiler import compile_pdf
from rederive.edition.document import document
from rederive.publishing import pdf_edition

from .invented import FILES, notebooks


@pytest.fixture(autouse=True)
def _no_text_of_another_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """The books made here have texts of their own, whatever text the tests were given."""
    monkeypatch.delenv("REDERIVE_REPORT", raising=False)


@pytest.fixture
def volume(book: Path) -> Book:
    """An invented book that can be printed."""
    for name, text in FILES.items():
        (book / name).write_text(text, encoding="utf-8")
    return Book(book)


@pytest.fixture
def executed(volume: Book) -> dict[Path, NotebookNode]:
    """Its notebooks, as if they had been run."""
    found = notebooks(volume.root, volume.register)
    for path, notebook in found.items():
        path.parent.mkdir(exist_ok=True)
        write(notebook, path)
    return found


@pytest.fixture
def printed(volume: Book, executed: dict[Path, NotebookNode]) -> PdfReader:
    """The book, printed and opened."""
    target = volume.root / pdf_edition.place()
    compile_pdf(document(volume, executed), volume, target)
    return PdfReader(target)

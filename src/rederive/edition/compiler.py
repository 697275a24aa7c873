"""Typst (https://typst.app), which makes the PDF.

It is asked for PDF/UA-1, so that a picture without a text or a character without a glyph is an
error.
"""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from rederive.book.book import Book
from rederive.edition.document import Document
from rederive.errors import BuildError
from rederive.publishing import citation
from rederive.reading.files import write_whole

_NO_GLYPH = re.compile(r'the text `?"(.*?)"`? could not be displayed')


def load_typst() -> Any:
    """The package that holds Typst.

    Raises
    ------
    BuildError
        If it is not installed.
    """
    try:
        import typst
    except ImportError:
        raise BuildError(
            "the PDF edition needs typst, which is not installed; "
            "run: python -m pip install --require-hashes -r requirements.lock"
        ) from None
    return typst


def compile_pdf(document: Document, book: Book, target: Path) -> None:
    """Make the PDF of a document; the PDF before it stays until the new one is whole.

    Parameters
    ----------
    document : Document
    book : Book
        Which names the sources and the day of the release.
    target : Path
        The PDF.

    Raises
    ------
    BuildError
        If Typst cannot, told in one sentence.
    """
    day = citation.released(citation.read(book.root))
    with tempfile.TemporaryDirectory(prefix="rederive-pdf-") as folder:
        main = _lay_out(document, book, Path(folder))
        content = _compiled(main, datetime.datetime(*day.timetuple()[:3], tzinfo=datetime.UTC))
    target.parent.mkdir(exist_ok=True)
    write_whole(target, content)


def _lay_out(document: Document, book: Book, folder: Path) -> Path:
    """Write the document with all it needs into a folder; return its main file."""
    main = folder / "book.typ"
    main.write_text(document.text, encoding="utf-8")
    shutil.copy(book.root / "references.bib", folder)
    for name, picture in document.pictures.items():
        (folder / name).write_text(picture, encoding="utf-8")
    return main


def _compiled(main: Path, moment: datetime.datetime) -> bytes:
    typst = load_typst()
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(files("rederive.show").joinpath("fonts"))]
    )
    try:
        compiler = typst.Compiler(str(main), root=str(main.parent), font_paths=fonts)
        return compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=moment)
    except typst.TypstError as error:
        raise BuildError(_explain(str(error))) from error


def _explain(message: str) -> str:
    """Typst's complaint in one sentence, with a remedy where we know one."""
    if missing := _NO_GLYPH.search(message):
        return (
            f"the PDF edition: no font has a glyph for {missing[1]!r}; "
            "add the character to EXTRA in src/rederive/show/fonts/make.py and run that file"
        )
    return f"the PDF edition could not be made: {message.strip().partition(chr(10))[0]}"

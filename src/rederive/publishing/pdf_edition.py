"""The PDF editions among the downloads: where each lies, and its line on their page."""

from __future__ import annotations

import re
from pathlib import Path

from rederive.show import html

_PDF_LINE = re.compile(r'<p class="pdf-edition">.*?</p>')


def place(edition: str = "") -> Path:
    """Where the PDF of an edition lies, from the book's folder; the book's own has no name.

    Examples
    --------
    >>> place().as_posix(), place("fr").as_posix()
    ('_build/rederive.pdf', '_build/rederive-fr.pdf')
    """
    return Path("_build", "-".join(filter(None, ["rederive", edition])) + ".pdf")


def offer_pdf(page: str, name: str, size: int | None) -> str:
    """The page of downloads with a link to the PDF edition, or without if there is none.

    Parameters
    ----------
    page : str
        The page as HTML.
    name : str
        The file beside the page.
    size : int or None
        Its size in bytes, if it exists.

    Examples
    --------
    >>> offer_pdf('<p class="pdf-edition">x</p>', "book.pdf", 2_340_000)
    '<p class="pdf-edition"><a href="book.pdf" download="">The book as a PDF</a> (2.3 MB)</p>'
    """
    size_in_mb = None if size is None else f"{size / 1e6:.1f}"
    line = html.render(
        "rederive.publishing",
        "pdf-edition.html",
        name=name,
        size_in_mb=size_in_mb,
        missing=html.say(
            "The PDF is not among these files: {command}, run in a copy of the book, makes it.",
            command=html.code("make pdf"),
        ),
    )
    return _PDF_LINE.sub(lambda _: line, page, count=1)

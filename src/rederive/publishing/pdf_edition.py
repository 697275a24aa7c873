"""The PDF edition among the downloads: where it lies, and its line on their page."""

from __future__ import annotations

import re
from pathlib import Path

from rederive.show import html

#: Where the PDF edition lies, from the book's folder.
PDF_EDITION = Path("_build", "rederive.pdf")
_PDF_LINE = re.compile(r'<p class="pdf-edition">.*?</p>')


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
    line = html.render("rederive.publishing", "pdf-edition.html", name=name, size_in_mb=size_in_mb)
    return _PDF_LINE.sub(lambda _: line, page, count=1)

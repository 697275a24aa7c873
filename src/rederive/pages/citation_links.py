"""Citations on the built pages: links that name who is cited become the roles that set them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from rederive import __version__
from rederive.book.book import Book
from rederive.core.prose import citations

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("source-read", set_citations)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def set_citations(app: Sphinx, page: str, source: list[str]) -> None:
    """Set the citations of a page; one whose words are not those of its sources is told."""
    known = Book(app.srcdir).bibliography if "](#@" in source[0] else {}
    for each in citations.find(source[0]):
        sources = [known[key] for key in each.keys if key in known]
        # A key that nobody knows is told by the extension that sets citations.
        expected = each.expected((source.short, source.year) for source in sources)
        if len(sources) == len(each.keys) and each.words != expected:
            logging.getLogger(__name__).warning(
                "the citation “%s” is of “%s” by the bibliography; write [%s](#@%s)",
                each.words,
                expected,
                expected,
                ",".join(each.keys),
                location=page,
                type="rederive",
                subtype="citation",
            )
    source[0] = citations.as_roles(source[0])

"""The texts of a page's Markdown: a heading, a paragraph, an item, a cell of a table is a message.

They are the messages that Sphinx itself looks up when it sets a page in another language; before
them stands what the page says only for the PDF. A file that a page includes is part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rederive.book.prose import text_cells
from rederive.edition import book_pages
from rederive.edition.markdown import tokens
from rederive.language.catalogues import Source
from rederive.language.shown_texts import met
from rederive.reading.tables import read_text
from warmbook import toc

#: A text in which nothing is said: a picture, a mark, a number.
_SAYS = re.compile(r"[A-Za-z]")
#: A file that is included, from its beginning or from behind a mark.
_INCLUDE = re.compile(
    r'^```\{include\} (?P<file>\S+)\n(?::start-after: "(?P<after>[^"]*)"\n)?```', re.M
)


def messages(root: Path, page: toc.Page) -> list[Source]:
    """The messages of one page, in its order.

    Parameters
    ----------
    root
        The book's folder.
    page
        One of its table of contents.
    """
    place = page.path.relative_to(root).as_posix()
    found = [Source(each, place) for each in book_pages.texts(page)]
    for cell, text in text_cells(page.path):
        where = f"{place}:{cell}" if page.path.suffix == ".ipynb" else place
        found += [Source(each, where) for each in texts(_with_included(page.path.parent, text))]
    return found


def _with_included(folder: Path, markdown: str) -> str:
    """A text with what it includes of other files."""

    def included(match: re.Match[str]) -> str:
        text = read_text(folder / match["file"])
        return text.partition(match["after"])[2] if match["after"] else text

    return _INCLUDE.sub(included, markdown)


def texts(markdown: str) -> Iterator[str]:
    """The messages of a Markdown text.

    Examples
    --------
    >>> list(texts("# A *title*\\n\\nTwo\\nlines.\\n\\n- one [2](#=n)\\n\\n| a | 1 |\\n|---|---|"))
    ['A *title*', 'Two lines.', 'one [2](#=n)', 'a']
    >>> list(texts('<form aria-label="Ask">\\n<button>Look</button></form>'))
    ['Ask', 'Look']
    """
    for text in met(lambda note: tokens(markdown, note)):
        if _SAYS.search(text):
            yield text.strip()

"""The texts of what notebooks show: tables, pictures, printed lines, by page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rederive.book.book import Book
from rederive.language.book_language import of_shown
from rederive.language.catalogues import Source
from rederive.pages import shown_in
from rederive.translating.words import SHOWN
from warmbook import execute, toc


def messages(book: Book) -> dict[str, list[Source]]:
    """The messages by catalogue; notebooks whose results are not kept are run."""
    names = {page.path.resolve(): page for page in toc.pages(book.root)}
    found = {}
    for path, notebook in execute(book.root).items():
        page = names[Path(path).resolve()]
        place = page.path.relative_to(book.root).as_posix()
        found[of_shown(page.name)] = list(_of_page(place, notebook["cells"]))
    return found


def _of_page(place: str, cells: list[dict[str, Any]]) -> Iterator[Source]:
    for cell in cells:
        # The cells of a Markdown page get another name each time it is read.
        where = f"{place}:{cell['id']}" if place.endswith(".ipynb") else place
        for output in cell.get("outputs", []):
            for english in shown_in.texts(output):
                if english not in SHOWN:
                    yield Source(english, where)

"""The pages of the book in their order, with what their own metadata say of the PDF.

A page may say under ``rederive``, in its front matter or its notebook's metadata, ``edition:
false``, which leaves it out of the PDF; or what differs there::

    rederive:
      edition:
        title: The result in short
        part: At a glance
        colophon: Text and pictures are under CC BY 4.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rederive.edition.markdown import front_matter, title
from rederive.errors import InputError
from rederive.language import book_language
from rederive.language.spoken import say, told
from rederive.reading.tables import read_text
from rederive.reading.yaml_files import parse_yaml
from warmbook import notebooks, toc

if TYPE_CHECKING:
    from nbformat import NotebookNode

Cell = Mapping[str, Any]
#: What a page may say of the PDF.
_OPTIONS = {"title", "part", "colophon"}


@dataclass(frozen=True)
class Page:
    """A page of the book.

    Parameters
    ----------
    name : str
        As the table of contents names it.
    part : str
        Caption of its part in the PDF.
    title : str
    cells : tuple of notebook cells
        Without the title; a page that is not a notebook is one cell of Markdown.
    printed : bool
        Whether it is in the PDF.
    colophon : str
        What the page adds to the colophon.
    translations : mapping of str to str
        The page's texts in the language that is spoken; none in English.
    """

    name: str
    part: str
    title: str
    cells: tuple[Cell, ...]
    printed: bool = True
    colophon: str = ""
    translations: Mapping[str, str] = field(default_factory=dict)


def pages(root: Path, executed: Mapping[Path, NotebookNode]) -> list[Page]:
    """All pages of the book, in the language that is spoken.

    Parameters
    ----------
    root : Path
        The book's folder.
    executed : mapping of Path to notebook

    Raises
    ------
    InputError
        If the table of contents, a page or its metadata cannot be read.
    """
    known = {path.relative_to(root): notebook for path, notebook in executed.items()}
    return [
        _page(
            listed,
            known.get(listed.path.relative_to(root)),
            book_language.translations(root, listed.name),
        )
        for listed in toc.pages(root)
    ]


def texts(listed: toc.Page) -> Iterator[str]:
    """What a page says only for the PDF: its title and part there, its words of the colophon."""
    read = notebooks.read(listed.path) if listed.path.suffix == ".ipynb" else None
    _, metadata = _read(listed, read)
    yield from (_options(listed.name, metadata) or {}).values()


def _read(listed: toc.Page, notebook: NotebookNode | None) -> tuple[list[Cell], Any]:
    """The cells of a page and its metadata."""
    if notebook is None:
        return _text(listed.path)
    return notebook["cells"], notebook["metadata"]


def _page(listed: toc.Page, notebook: NotebookNode | None, translations: Mapping[str, str]) -> Page:
    cells, metadata = _read(listed, notebook)
    options = _options(listed.name, metadata)
    given = {name: translations.get(text, text) for name, text in (options or {}).items()}
    return Page(
        listed.name,
        given.get("part") or told(listed.part) or say("The book"),
        given.get("title") or _title(listed.name, cells, translations),
        tuple(_without_title(cells)),
        options is not None,
        given.get("colophon", ""),
        translations,
    )


def _text(path: Path) -> tuple[list[Cell], Any]:
    """A page that is not a notebook, as one cell, and its metadata."""
    if path.suffix != ".md":
        raise InputError(f"{path}: only Markdown and notebooks can be printed; convert the page.")
    source = read_text(path)
    metadata = parse_yaml(front_matter(source), f"{path}, front matter")
    return [{"cell_type": "markdown", "source": source, "metadata": {}}], metadata


def _options(name: str, metadata: Any) -> dict[str, str] | None:
    """What a page says of the PDF; None if it is left out.

    Raises
    ------
    InputError
        If it says what is not understood.
    """
    ours = metadata.get("rederive") if isinstance(metadata, Mapping) else None
    given = ours.get("edition", True) if isinstance(ours, Mapping) else True
    if isinstance(given, bool):
        return {} if given else None
    if isinstance(given, Mapping) and set(given) <= _OPTIONS:
        options = dict(given)
        if all(isinstance(text, str) for text in options.values()):
            return options
    raise InputError(
        f"{name}: rederive: edition: is neither true nor false, nor texts under "
        f"{', '.join(sorted(_OPTIONS))}; correct the page's metadata."
    )


def _title(name: str, cells: Sequence[Cell], translations: Mapping[str, str]) -> str:
    sources = (cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    heading = next(filter(None, (title(source, translations) for source in sources)), "")
    if not heading:
        raise InputError(f"{name}: has no heading; give the page a title.")
    return heading


def _without_title(cells: Sequence[Cell]) -> Iterator[Cell]:
    """The cells of a page without its title, which is set already."""
    title_seen = False
    for cell in cells:
        if not title_seen and cell["cell_type"] == "markdown":
            source, count = re.subn(r"(?m)^# .*\n?", "", cell["source"], count=1)
            title_seen, cell = bool(count), {**cell, "source": source}
        yield cell

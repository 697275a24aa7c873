"""The book's own words: the text cells of its pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from rederive.core.prose import bindings
from rederive.core.prose.bindings import Binding
from rederive.core.prose.citations import as_roles
from rederive.errors import InputError
from rederive.reading.tables import read_text

_HEADER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FENCE = re.compile(r"^(?P<fence>`{3,})\{code-cell\}.*?^(?P=fence)\s*$", re.DOTALL | re.MULTILINE)


def find_page(root: Path, page: str, is_file: Callable[[Path], bool] = Path.is_file) -> Path:
    """The file of a page, by its name: a notebook of ``notebooks``, or a Markdown file.

    Parameters
    ----------
    root
        The book's folder.
    page
        The name.
    is_file
        Tells whether there is a file.

    Raises
    ------
    InputError
        If there is none.
    """
    for place in (f"notebooks/{page}.ipynb", f"notebooks/{page}.md", f"{page}.md"):
        if is_file(root / place):
            return root / place
    raise InputError(f"{root}: there is no page {page!r}; name a notebook as `deep-first-topic`.")


def text_cells(path: Path) -> list[tuple[str, str]]:
    """Ids and texts of the Markdown cells of a page; what lies between two code cells in a file.

    Citations are roles in them, as pages and print have them.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    text = read_text(path)
    if path.suffix == ".md":
        parts = _FENCE.split(_HEADER.sub("", text))[::2]
        return [(f"part {number}", as_roles(part)) for number, part in enumerate(parts, start=1)]
    return [(cell, as_roles(each)) for cell, each in _cells(path, text, "markdown")]


def code_cells(path: Path) -> list[tuple[str, str]]:
    """Ids and texts of the code cells of a notebook.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    return _cells(path, read_text(path), "code")


def _cells(path: Path, text: str, kind: str) -> list[tuple[str, str]]:
    """Ids and texts of the cells of a kind."""
    try:
        cells = json.loads(text)["cells"]
        return [
            (str(cell.get("id", number)), "".join(cell["source"]))
            for number, cell in enumerate(cells, start=1)
            if cell["cell_type"] == kind
        ]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path}: is not a notebook that can be read.") from None


def bound(path: Path) -> list[Binding]:
    """The bound words of a page.

    Raises
    ------
    InputError
        If a name does not fit.
    """
    try:
        return bindings.find(text_cells(path))
    except ValueError as error:
        raise InputError(f"{path}, {error}.") from None


def pages_with_bound_words(root: Path) -> list[Path]:
    """The pages with code that hold bound words, in order."""
    files = sorted(
        [
            *(root / "notebooks").glob("*.ipynb"),
            *(root / "notebooks").glob("*.md"),
            *root.glob("*.md"),
        ]
    )
    return [path for path in files if _has_code(path) and bound(path)]


def _has_code(path: Path) -> bool:
    return path.suffix == ".ipynb" or _FENCE.search(read_text(path)) is not None

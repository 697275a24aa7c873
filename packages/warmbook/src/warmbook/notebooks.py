"""Notebooks: told apart from other pages, read, and looked through for what they import."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: A line of code that imports something, in a cell or in a notebook's file.
_IMPORT = re.compile(r"^[\s\"]*((?:import|from)\s+[A-Za-z_][^\n\"#;]*)", re.MULTILINE)


def is_notebook(path: Path) -> bool:
    """Tell whether a page of the book is a notebook."""
    if path.suffix == ".ipynb":
        return True
    if path.suffix != ".md":
        return False
    head = path.read_text(encoding="utf-8", errors="replace")[:2000].partition("\n---")[0]
    return head.startswith("---") and ("mystnb" in head or "format_name: myst" in head)


def read(path: Path) -> NotebookNode:
    """Read a notebook: a Jupyter one, or MyST Markdown with code cells."""
    import warmbook.light_imports  # noqa: F401 I001
    import nbformat

    if path.suffix == ".ipynb":
        return nbformat.read(path, as_version=4)
    from myst_nb.core.read import read_myst_markdown_notebook

    return read_myst_markdown_notebook(
        path.read_text(encoding="utf-8"), add_source_map=True, path=str(path)
    )


def imports(paths: Iterable[Path]) -> list[str]:
    """Name the modules that notebooks import, looking at the text of their files only.

    It is a guess, made before anything is loaded that could read them: what is missed is imported
    later, and what is too much is passed over.
    """
    found: dict[str, None] = {}
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue
        for line in _IMPORT.findall(text.replace("\\n", "")):
            found.update(dict.fromkeys(imported(line)))
    return list(found)


def imported(line: str) -> list[str]:
    """Name the modules that a line of code imports; none if it is not such a line.

    >>> imported("import numpy as np, scipy.stats"), imported("from pandas import DataFrame")
    (['numpy', 'scipy.stats'], ['pandas'])
    >>> imported("from here to there")
    []
    """
    try:
        (statement,) = ast.parse(line.strip().rstrip("(")).body
    except (SyntaxError, ValueError):
        # An import that goes on in the next line has its module at its beginning.
        start = re.match(r"\s*from\s+([\w.]+)\s+import\b", line)
        return [start[1]] if start else []
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
        return [statement.module]
    return []

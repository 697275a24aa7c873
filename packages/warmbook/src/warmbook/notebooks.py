"""Notebooks: told apart from other pages, read, and looked through for what they import."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: A line of code that imports something, in a cell or in a notebook's file.
_IMPORT = re.compile(r"^[\s\"]*((?:import|from)\s+[A-Za-z_][^\n\"#;]*)", re.MULTILINE)
#: Code that changes what an import finds or says: the path of modules, the environment, warnings
#: that are shown, logging.
_PREPARES = (
    r"\bsys\s*\.\s*path\s*(?:\[|\+?=(?!=)|\.\s*(?:insert|append|extend|remove|pop|clear)\b)"
    r"|\bsys\s*\.\s*(?:meta_path|path_hooks)\b|\baddsitedir\b|\bload_dotenv\b|\bputenv\b"
    r"|\benviron\s*(?:\[[^\]\n]*\]\s*=(?!=)|\.\s*(?:update|setdefault|pop|clear)\b)|\bdel\s+os\.environ"
    r"|^\s*%(?:set_)?env\s+\w+[\s=]|\bbasicConfig\b"
    r"|\b(?:simplefilter|filterwarnings)\(\s*[\"'](?:always|error|default|once|module)"
)
_IN_CELLS = re.compile(rf"{_PREPARES}|\bsys\s*\.\s*modules\b", re.MULTILINE)
#: Modules often ask which modules are loaded; here only those count that change it.
_IN_MODULES = re.compile(
    rf"{_PREPARES}|\bsys\s*\.\s*modules\s*(?:\[[^\]\n]*\]\s*=(?!=)|\.\s*(?:pop|update|setdefault|clear)\b)"
    r"|\bdel\s+sys\s*\.\s*modules\b",
    re.MULTILINE,
)
#: One of these is in whatever matches.
_WORDS = (
    *("sys", "environ", "addsitedir", "load_dotenv", "putenv", "%env", "%set_env"),
    *("basicConfig", "simplefilter", "filterwarnings"),
)


def is_notebook(path: Path) -> bool:
    """Tell whether a page of the book is a notebook."""
    if path.suffix == ".ipynb":
        return True
    if path.suffix != ".md":
        return False
    head = path.read_text(encoding="utf-8", errors="replace")[:2000].partition("\n---")[0]
    return head.startswith("---") and ("mystnb" in head or "format_name: myst" in head)


def read(path: Path) -> NotebookNode:
    """Read a notebook: a Jupyter one, or MyST Markdown with code cells.

    Raises
    ------
    ValueError
        If its metadata are of another kind than they must be.
    """
    import warmbook.light_imports  # noqa: F401 I001
    import nbformat
    from nbformat.warnings import MissingIDFieldWarning

    if path.suffix == ".ipynb":
        with warnings.catch_warnings():  # cells had no id before 2021
            warnings.simplefilter("ignore", MissingIDFieldWarning)
            notebook = nbformat.read(path, as_version=4)
    else:
        from myst_nb.core.read import read_myst_markdown_notebook

        notebook = read_myst_markdown_notebook(
            path.read_text(encoding="utf-8"), add_source_map=True, path=str(path)
        )
    _check_metadata(notebook)
    return notebook


def _check_metadata(notebook: NotebookNode) -> None:
    kernel = notebook.metadata.get("kernelspec") or {}
    if not isinstance(kernel, dict) or not isinstance(kernel.get("name") or "", str):
        raise ValueError("its kernelspec names no kernel")
    for number, cell in enumerate(notebook.cells, start=1):
        tags = cell.metadata.get("tags") or []
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise ValueError(f"the tags of cell {number} are no list of words")


def prepares_imports(notebook: NotebookNode) -> bool:
    """Tell whether code of a notebook changes what its imports find, do or say.

    Libraries that are loaded already would not notice; such a notebook needs a kernel of its own.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> for line in ("import os; os.environ['A'] = '1'", "print(os.environ['A'])"):
    ...     print(prepares_imports(new_notebook(cells=[new_code_cell(line)])))
    True
    False
    """
    code = (cell.source for cell in notebook.cells if cell.cell_type == "code")
    return any(_IN_CELLS.search(text) for text in code)


def module_prepares(path: Path) -> bool:
    """Tell whether code of a module does so, or looks like it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    # Most have none of the words, which takes far less time to see.
    return any(word in text for word in _WORDS) and bool(_IN_MODULES.search(text))


def modules_beside(path: Path) -> list[Path]:
    """The modules that a notebook seems to import and that lie beside it."""
    names = (name.replace(".", "/") for name in imports([path]))
    places = (
        path.parent / each for name in names for each in (f"{name}.py", f"{name}/__init__.py")
    )
    return [place for place in places if place.is_file()]


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

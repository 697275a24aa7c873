"""What went wrong, in one sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from warmbook.errors import BuildError, InputError
from warmbook.files import first_line, short

if TYPE_CHECKING:
    from nbformat import NotebookNode


def explain(root: Path, path: Path, notebook: NotebookNode, error: Exception) -> Exception:
    """Say which notebook failed where and why; the traceback is kept in ``_build/reports``.

    Parameters
    ----------
    root
        The book's folder.
    path, notebook
        What was run.
    error
        What nbclient raised.

    Returns
    -------
    BuildError or InputError
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    ran = [number for number, cell in enumerate(cells, 1) if cell.get("execution_count")]
    where = f"{short(root, path)}, code cell {ran[-1] if ran else 1}"
    if isinstance(error, CellTimeoutError):
        return BuildError(f"{where}: it took longer than _config.yml allows (execute: timeout)")
    if not isinstance(error, CellExecutionError):
        return BuildError(f"{where}: the kernel died, perhaps for want of memory")
    failed = (any(output.output_type == "error" for output in cell.outputs) for cell in cells)
    where = f"{short(root, path)}, code cell {list(failed).index(True) + 1}"
    report = root / "_build" / "reports" / f"{path.stem}.log"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(_without_colours(error.traceback), encoding="utf-8")
    value = first_line(error.evalue or "").rstrip(".")
    if error.ename == InputError.__name__:
        return InputError(f"{value} ({where}).")
    what = f"{error.ename}: {value}" if value else error.ename
    return BuildError(f"{where}: {what} (the traceback is in {short(root, report)})")


def _without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)

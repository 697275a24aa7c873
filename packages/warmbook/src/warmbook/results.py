"""Fingerprints of what came out of the notebooks, page by page.

Sphinx reads a page again when its text changed. That its results changed, though its text did
not, it learns from these.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from warmbook.files import write_whole

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Where they are noted, in the book's folder.
NOTED = Path("_build", ".results.json")


def brief(notebook: NotebookNode) -> str:
    """Fingerprint of what came out of a notebook."""
    outputs = [cell.get("outputs") for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256(json.dumps(outputs, sort_keys=True).encode()).hexdigest()


def note(root: Path, briefs: dict[Path, str]) -> None:
    """Write down what came out of each notebook, in brief."""
    noted = read(root)
    for file, fingerprint in briefs.items():
        if file.is_relative_to(root):
            noted[file.relative_to(root).with_suffix("").as_posix()] = fingerprint
    write_whole(root / NOTED, json.dumps(noted, indent=1, sort_keys=True))


def read(root: Path) -> dict[str, str]:
    """Fingerprints of the results that were noted, by page."""
    try:
        return json.loads((root / NOTED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}

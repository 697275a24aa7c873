"""What a release still lacks: ``make release-check``.

``CITATION.cff`` is the one place for the book's address, its repository and its DOI. What it does
not say stands nowhere: no page and no citation has a placeholder.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rederive.publishing import citation

_NEEDED = {
    "url": "the address of the published book, for citations, reviews and what is shared of pages",
    "doi": "the DOI of the archived release",
    "repository-code": "the address of the repository, for Binder, Colab and reports of errors",
}
_PLACEHOLDER = re.compile(r"PLACEHOLDER|OWNER/NAME|\bexample\.(?:org|com)\b|10\.0000/|\bTODO\b")


def missing(root: Path, today: datetime.date) -> Iterator[str]:
    """One sentence for each thing that is missing; none when a release may go out.

    Parameters
    ----------
    root : Path
        The book's folder.
    today : date
    """
    work = citation.read(root)
    for key, what in _NEEDED.items():
        if not work.get(key):
            yield f"CITATION.cff: {key} is missing: {what}."
    for key in ("url", "repository-code"):
        if work.get(key) and not str(work[key]).startswith("https://"):
            yield f"CITATION.cff: {key} does not begin with https://."
    yield from _placeholders(root)
    if citation.released(work) > today:
        yield f"CITATION.cff: date-released {citation.released(work)} has not come yet."
    yield from _changelog(root, work)
    committed = root / ".zenodo.json"
    if not committed.is_file() or _json(committed) != citation.zenodo(work):
        yield ".zenodo.json: does not say what CITATION.cff says; write it again."


def _placeholders(root: Path) -> Iterator[str]:
    for name in ("CITATION.cff", ".zenodo.json", "README.md", "_config.yml", "index.md"):
        path = root / name
        found = _PLACEHOLDER.search(path.read_text("utf-8")) if path.is_file() else None
        if found:
            yield f"{name}: holds the placeholder {found[0]!r}."


def _changelog(root: Path, work: dict[str, Any]) -> Iterator[str]:
    path = root / "CHANGELOG.md"
    text = path.read_text("utf-8") if path.is_file() else ""
    first = re.search(r"^## (.*)$", text, re.MULTILINE)
    wanted = f"{work['version']} ({citation.released(work)})"
    if not first or first[1] != wanted:
        said = first[1] if first else "nothing"
        yield f"CHANGELOG.md: the first heading says {said!r} where a release says {wanted!r}."


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError:
        return None

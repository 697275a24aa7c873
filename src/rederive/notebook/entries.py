"""The entries that executed notebooks carry in their outputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rederive.core.entries import Entry

MIME = "application/vnd.rederive.entries+json"


def collect(notebooks: Iterable[Mapping]) -> list[Entry]:
    """The entries of executed notebooks, in their order.

    Parameters
    ----------
    notebooks : iterable of nbformat notebooks
    """
    return [
        Entry.from_row(row)
        for notebook in notebooks
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        for row in output.get("data", {}).get(MIME, [])
    ]

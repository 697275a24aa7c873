"""Outputs of a cell: their order, and whether a page can show them."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode


def settle(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Merge the pieces in which a kernel sends what is printed, and nothing else.

    What is printed comes in one or several pieces, as the kernel's clock has it, and between two
    displays the pieces of standard output and of standard error come in no certain order: these
    are merged into one text each, standard output first. What is displayed stays where it was.
    """
    settled: list[NotebookNode] = []
    streams: dict[str, list[NotebookNode]] = {}
    for output in [*outputs, None]:
        if output is not None and output["output_type"] == "stream":
            streams.setdefault(output["name"], []).append(output)
            continue
        for name in sorted(streams, key=lambda name: (name != "stdout", name)):
            first, *_ = pieces = streams[name]
            first["text"] = overwritten("".join(piece["text"] for piece in pieces))
            if first["text"]:
                settled.append(first)
        streams.clear()
        if output is not None:
            settled.append(output)
    return settled


def overwritten(text: str) -> str:
    r"""What a terminal would show: a carriage return begins its line again.

    >>> overwritten("10 %\r100 %\nend\r\n")
    '100 %\nend\r\n'
    """
    if "\r" not in text:
        return text
    return "\n".join(line[line.rfind("\r", 0, -1) + 1 :] for line in text.split("\n"))


#: What MyST-NB shows in pages, but for text.
_SHOWN = {
    "application/vnd.jupyter.widget-view+json", "application/javascript", "text/html",
    "image/svg+xml", "image/png", "image/gif", "image/jpeg", "text/markdown", "text/latex",
}  # fmt: skip
#: What is to be seen, and not data for a machine; where there is text beside it, only text is.
_PICTURES = ("image/", "video/", "audio/", "application/pdf", "application/vnd.")
#: What MyST-NB's glue keeps in outputs that are not shown.
_GLUED = "application/papermill.record/"


def doubtful(notebook: NotebookNode) -> list[list[Any]]:
    """Of the outputs of a notebook those that MyST-NB by itself would not show.

    Returns
    -------
    list
        The number of the code cell, and the kinds in which the output is there.
    """
    found: list[list[Any]] = []
    code = (cell for cell in notebook.cells if cell.cell_type == "code")
    for number, cell in enumerate(code, 1):
        if {"remove-cell", "remove-output"} & set(cell.metadata.get("tags") or ()):
            continue
        for output in cell.get("outputs", ()):
            kinds = {kind for kind in output.get("data", ()) if not kind.startswith(_GLUED)}
            if not (kinds <= {"text/plain"} or kinds & _SHOWN):
                found.append([number, sorted(kinds)])
    return found


def unshown(outputs: Iterable[list[Any]], also: Collection[str] = ()) -> Iterator[str]:
    """Say which outputs no page can show.

    Parameters
    ----------
    outputs
        What :func:`doubtful` found.
    also
        Further kinds of outputs that the book makes provision for.
    """
    for number, kinds in outputs:
        if {*kinds} & {*also, *_of_plugins()}:
            continue
        others = [kind for kind in kinds if kind != "text/plain"]
        if "text/plain" not in kinds:
            yield f"code cell {number}: an output of {', '.join(others)} is not shown"
        elif seen := [kind for kind in others if kind.startswith(_PICTURES)]:
            yield f"code cell {number}: of an output of {', '.join(seen)} only text is shown"


@cache
def _of_plugins() -> set[str]:
    """What plug-ins of MyST-NB show; they are loaded only where something is not shown."""
    from importlib.metadata import entry_points

    kinds: set[str] = set()
    for point in entry_points(group="myst_nb.mime_renderers"):
        with contextlib.suppress(Exception):  # the pages will tell
            kinds.update(each[1] for each in point.load().mime_priority_overrides)
    return kinds

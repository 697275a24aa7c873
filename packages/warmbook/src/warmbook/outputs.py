"""Outputs of a cell, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

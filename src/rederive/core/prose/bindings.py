"""Which words of a page are bound to which computed number.

Bound words are a link whose address is ``#=`` and a name: ``premiums grew by [4.6%](#=growth)``.
It reads as text in the source and in JupyterLab; the cell that computes the number hands it over
under that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rederive.reading.tables import objection

NAME = r"[a-z0-9][a-z0-9/_.-]*"
_BOUND = re.compile(r"\[(?P<text>[^\[\]]+)\]\(#=(?P<name>[^()\s]*)\)")


@dataclass(frozen=True)
class Binding:
    """Words that are bound to a number.

    Attributes
    ----------
    name : str
        Under which the number is handed over.
    text : str
        The words, without line breaks.
    cell : str
        Where they stand: the cell's id.
    """

    name: str
    text: str
    cell: str = ""


def find(cells: Iterable[tuple[str, str]]) -> list[Binding]:
    """The bound words of a page, in their order.

    Parameters
    ----------
    cells : iterable of (str, str)
        Ids and texts of its Markdown cells.

    Raises
    ------
    ValueError
        If a name does not fit, or words that the record cannot hold, with the cell.
    """
    found = []
    for cell, text in cells:
        for match in _BOUND.finditer(text):
            if not re.fullmatch(NAME, match["name"]):
                raise ValueError(
                    f"cell {cell}: {match['name']!r} does not fit as a name; write small "
                    "letters, digits and hyphens, such as growth-2022"
                )
            words = " ".join(match["text"].split())
            if problem := objection(words):
                raise ValueError(f"cell {cell}: {problem}")
            found.append(Binding(match["name"], words, cell))
    return found


def unbound(text: str) -> str:
    """A text without its bound words."""
    return _BOUND.sub(" ", text)


def plain(text: str) -> str:
    """A text whose bound words are words like all others."""
    return _BOUND.sub(lambda match: match["text"], text)

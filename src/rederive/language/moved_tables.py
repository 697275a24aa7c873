"""Tables whose numbers have their point moved where the head of their column or row asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from rederive.language.moved_points import all_moved

Moves = Callable[[str], int]
"""By how many places the point moves in the numbers of a label; 0 for any other text."""
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"(?P<open><(?P<kind>t[hd])\b[^>]*>)(?P<inner>.*?)(?=</(?P=kind)>)", re.DOTALL)
_SPAN = re.compile(r'\b(?P<side>row|col)span="(?P<cells>\d+)"')
_TAG = re.compile(r"(<[^>]+>)")
#: A unit in a cell of its own: it is that of the number in the cell before it.
_UNIT = re.compile(r"(?:million|billion|bn)\b[A-Za-z ]*")


def in_tables(markup: str, moves: Moves) -> str:
    """HTML in which the numbers that a label governs have their point moved.

    The head of a column governs the cells below it, that of a row those beside it.

    Examples
    --------
    >>> row = "<tr><th></th><th>paid, billion</th></tr><tr><th>2013</th><td>1.5</td></tr>"
    >>> made = in_tables(f"<table>{row}</table>", lambda label: 1 if "billion" in label else 0)
    >>> made.partition("<th>2013")[2]
    '</th><td>15</td></tr></table>'
    """
    return _TABLE.sub(lambda table: _Table(moves).moved(table[0]), markup)


class _Table:
    """One table, read from its first row on."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves
        self._columns: dict[int, int] = {}
        #: By column: in how many rows a cell from above goes on, and what it governs.
        self._above: dict[int, tuple[int, int]] = {}

    def moved(self, table: str) -> str:
        return _ROW.sub(lambda row: self._row(row[0]), table)

    def _row(self, row: str) -> str:
        cells = list(_CELL.finditer(row))
        is_head = all(cell["kind"] == "th" for cell in cells)
        places, of_row = self._places(cells, is_head=is_head)
        if is_head:
            return row
        by = [
            0 if cell["kind"] == "th" else of_row or self._columns.get(place, 0)
            for cell, place in zip(cells, places, strict=True)
        ]
        for number, cell in enumerate(cells[1:]):
            if cell["kind"] == "td" and _UNIT.fullmatch(text := _words(cell["inner"])):
                by[number] = by[number] or self._moves(text)
        made = iter(by)
        return _CELL.sub(lambda cell: cell["open"] + _in_cell(cell["inner"], next(made)), row)

    def _places(self, cells: list[re.Match[str]], *, is_head: bool) -> tuple[list[int], int]:
        """The column of each cell, and what the heads of the row govern."""
        place, of_row, found = 0, 0, []
        for cell in cells:
            place, from_above = self._passed(place)
            of_row = of_row or from_above
            found.append(place)
            spans = {each["side"]: int(each["cells"]) for each in _SPAN.finditer(cell["open"])}
            by = self._moves(_words(cell["inner"])) if cell["kind"] == "th" else 0
            across = range(place, place + spans.get("col", 1))
            if is_head and by:
                self._columns |= dict.fromkeys(across, by)
            elif by:
                of_row = of_row or by
            if (down := spans.get("row", 1) - 1) > 0:
                self._above |= dict.fromkeys(across, (down, 0 if is_head else by))
            place = across.stop
        return found, of_row

    def _passed(self, place: int) -> tuple[int, int]:
        """The next column that no cell from above goes through, and what such a cell governs."""
        governs = 0
        while place in self._above:
            rows, by = self._above.pop(place)
            if rows > 1:
                self._above[place] = (rows - 1, by)
            governs = governs or by
            place += 1
        return place, governs


def _words(inner: str) -> str:
    return " ".join(unescape(_TAG.sub("", inner)).split())


def _in_cell(inner: str, by: int) -> str:
    """What stands in a cell, with its numbers moved."""
    parts = _TAG.split(inner) if by else [inner]
    return "".join(part if part.startswith("<") else all_moved(part, by) for part in parts)

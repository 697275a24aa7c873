"""Tables on paper: letters as large as fit, or a paragraph per row where columns are too many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rederive.edition import typst

#: Sizes of letters in tables and the space beside a cell, in points.
_SIZES = [(8.5, 4), (7.5, 4), (6.5, 2)]
#: The width of a letter by its size, and the width of the page in points.
_LETTER, _PAGE = 0.48, 453
#: Columns up to so many letters keep their width where a table does not fit.
_NARROW = 16
_WIDE = re.compile("[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
#: What stands in one line: a word, or one wide character.
_UNBROKEN = re.compile(rf"{_WIDE.pattern}|(?:(?!{_WIDE.pattern})\S)+")
_NUMBER = re.compile(r"[-+−]?[\d.,]*\d[\d.,]*( ?%)?|[-–—]|-?inf|nan|NaN|")


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its content as Typst, its words, whether it is a head, what it spans."""

    content: str
    text: str
    head: bool = False
    across: int = 1
    down: int = 1

    def __str__(self) -> str:
        if self.across == self.down == 1:
            return f"[{self.content}]"
        return f"table.cell(colspan: {self.across}, rowspan: {self.down})[{self.content}]"


Rows = Sequence[Sequence[Cell]]


def listed(rows: Rows) -> str:
    """Each row as a paragraph: its head, then the texts of the other cells."""
    paragraphs = []
    for first, *others in rows[1:]:
        texts = ", ".join(f"[{cell.content}]" for cell in others if cell.text)
        paragraphs.append(f"#row([{first.content}], {texts});\n")
    return "".join(paragraphs)


def stacked(rows: Rows) -> str:
    """Each row as a paragraph: its first three cells, then the names and texts of the others."""
    names = [cell.text for cell in rows[0]]
    blocks = []
    for row in rows[1:]:
        first, badge, says = (cell.content for cell in row[:3])
        terms = ", ".join(
            f"({typst.string(name)}, [{cell.content}])"
            for name, cell in zip(names[3:], row[3:], strict=True)
            if cell.text
        )
        blocks.append(f"#finding([{first}], [{badge}], [{says}], ({terms},));\n")
    return "".join(blocks)


def sheet(rows: Rows) -> str:
    """A table that repeats its head on every page; long columns share what room is left."""
    if not rows:
        return ""
    count = max(sum(cell.across for cell in row) for row in rows)
    rows, heads = _one_head(rows)
    columns = [list(column) for column in zip(*(r for r in rows if len(r) == count), strict=True)]
    columns = columns or [[Cell("", "")]] * count
    size, inset, widths = _layout(columns)
    head = ", ".join(str(cell) for row in rows[:heads] for cell in row)
    given = [
        f"columns: ({', '.join(widths)},)",
        f"align: ({', '.join(map(_side, columns))},)",
        f"size: {size}pt",
        f"inset: {inset}pt",
        *([f"table.header({head})"] if heads else []),
        *(str(cell) for row in rows[heads:] for cell in row),
    ]
    return f"#sheet({', '.join(given)});\n"


def _one_head(rows: Rows) -> tuple[Rows, int]:
    """The rows and how many of them are the head.

    The name of a pandas index, which has a row of its own, moves into the row above.
    """
    heads = 0
    while heads < len(rows) - 1 and all(cell.head for cell in rows[heads]):
        heads += 1
    if heads == 2 and len(rows[0]) == len(rows[1]) and not rows[0][0].text:
        first, *others = rows[1]
        if not any(cell.text for cell in others):
            return [[first, *rows[0][1:]], *rows[2:]], 1
    return rows, heads


def _layout(columns: list[list[Cell]]) -> tuple[float, int, list[str]]:
    """Size of letters, space beside a cell, and the width of each column."""
    longest = [max(map(_room, column)) for column in columns]
    for size, inset in _SIZES:
        if sum(longest) * size * _LETTER + 2 * inset * len(columns) <= _PAGE:
            return size, inset, ["auto"] * len(columns)
    size, inset = _SIZES[1]
    widths = [
        "auto" if width <= _NARROW else f"{max(1.0, _mean_length(column) ** 0.5):.1f}fr"
        for width, column in zip(longest, columns, strict=True)
    ]
    return size, inset, widths


def _room(cell: Cell) -> int:
    """Letters that a cell needs in a line; a head may take two lines, and no word is broken."""
    if not cell.head:
        return _length(cell.text)
    return max([_length(cell.text) // 2, *map(_length, _UNBROKEN.findall(cell.text))])


def _length(text: str) -> int:
    """How many Latin letters have the room of a text; a wide character takes that of two."""
    return len(text) + len(_WIDE.findall(text))


def _mean_length(column: list[Cell]) -> float:
    return sum(_length(cell.text) for cell in column) / len(column)


def _side(column: list[Cell]) -> str:
    """Numbers stand at the right."""
    texts = [cell.text for cell in column if not cell.head]
    return "right" if texts and all(map(_NUMBER.fullmatch, texts)) else "left"

"""A figure whose numbers have their point moved where its panels measure in millions or billions.

Its table and the values that are told; of its drawings see :mod:`rederive.show.relettered`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rederive.language.moved_points import all_moved

if TYPE_CHECKING:
    from rederive.show.figures import Shown

#: The columns of a specification curve that have numbers of its unit.
_ESTIMATES = ("estimate", "low", "high")


def with_points_moved(shown: Shown, moves: Callable[[str], int]) -> Shown:
    """A figure, in English, with the numbers of its table and its values moved.

    Parameters
    ----------
    shown : Shown
    moves : callable
        By how many places the point moves under what is measured.
    """
    panels = [str(value[6]) if len(value) > 6 else "" for value in shown.values]
    by = {panel: moves(panel) for panel in dict.fromkeys(panels)}
    if not any(by.values()):
        return shown
    lying = {
        panel
        for panel, row in zip(panels, shown.rows, strict=True)
        if (y := dict(zip(shown.columns, row, strict=True)).get("y")) and not _is_number(y)
    }
    pairs = [
        _moved(shown.columns, row, value, by[panel], lies=panel in lying)
        for panel, row, value in zip(panels, shown.rows, shown.values, strict=True)
    ]
    return replace(shown, rows=[row for row, _ in pairs], values=[value for _, value in pairs])


def _moved(
    columns: list[str], row: list[str], value: list[Any], by: int, *, lies: bool
) -> tuple[list[str], list[Any]]:
    """A row of the table, and the words that tell it."""
    if not by:
        return row, value
    side = "x" if lies else "y"
    curve = columns[:2] == ["rank", "estimate"]
    governed = _ESTIMATES if curve else (side, f"{side}_from", f"{side}_to")
    new = [
        all_moved(cell, by) if name in governed else cell
        for name, cell in zip(columns, row, strict=True)
    ]
    if curve:
        number, gap, chosen = str(value[1]).partition(" (")
        told = all_moved(number, by, grouped=True) + gap + chosen
    else:
        told = _told(columns, row, governed, by, lies=lies)
    return new, [value[0], told, *value[2:]]


def _told(
    columns: list[str], row: list[str], governed: tuple[str, ...], by: int, *, lies: bool
) -> str:
    """The words for a datum, with the same digits as in English."""
    from rederive.show import figure_data  # most figures have no such panel

    cells = {
        name: all_moved(figure_data.shown(cell), by, grouped=True) if name in governed else cell
        for name, cell in zip(columns, row, strict=True)
    }
    return figure_data.said([cells.get(name, "") for name in figure_data.COLUMNS], lies=lies)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

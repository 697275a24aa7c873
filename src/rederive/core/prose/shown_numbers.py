"""The numbers that the cells of a page show, and the record of them, ``data/shown.csv``.

A sentence is bound to what it says. A table or a printed line shows numbers that no sentence names;
they are recorded as well, so that those who change a figure are told of every number that moves.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rederive.core.prose.sentences import REWRITE
from rederive.errors import InputError
from rederive.language.counting import counted
from rederive.reading.tables import read_rows

COLUMNS = ["page", "cell", "numbers"]
_NUMBER = re.compile(r"(?:(?<![\w)])[-−])?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")
#: What a computer's own rounding may add to a number that is nothing.
_NOTHING = 1e-12
#: A little more than one step, as the last digit is itself rounded twice.
_STEPS = 1.001
#: Part of itself by which a fitted number may differ: searches stop within some 1e-8 of an optimum,
#: and where exactly depends on the last bit of a processor's sums.
_FITTED = 1e-6


@dataclass(frozen=True)
class Shown:
    """The numbers that a cell shows, as they stand there.

    Parameters
    ----------
    page : str
        The page's name, as ``deep-first-topic``.
    cell : str
        The cell's id; on a page in Markdown its place among the cells.
    numbers : tuple of str
        In their order, with a true minus.
    """

    page: str
    cell: str
    numbers: tuple[str, ...]


def numbers_of(text: str) -> tuple[str, ...]:
    """The numbers of a text as they stand there.

    Examples
    --------
    >>> numbers_of("2021 -34.5, 1,352 (3e-05) ch4-a 2023-08")
    ('2021', '−34.5', '1,352', '3e-05', '4', '2023', '08')
    """
    found = (match[0] for match in _NUMBER.finditer(text))
    return tuple(f"−{each[1:]}" if each[0] == "-" else each for each in found)


def to_csv(shown: Iterable[Shown]) -> str:
    """The record as CSV text, by page and in the order of each page."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((each.page, each.cell, " ".join(each.numbers)) for each in shown)
    return buffer.getvalue()


def read(path: Path) -> list[Shown]:
    """Read the record.

    Raises
    ------
    InputError
        If it has other columns, or a row that `verify` would not write.
    """
    found = []
    for row, (page, cell, numbers) in enumerate(read_rows(path, COLUMNS), start=2):
        if not (page and cell and numbers):
            raise InputError(f"{path}, row {row}: is not a record of a cell; {REWRITE}.")
        found.append(Shown(page, cell, tuple(numbers.split(" "))))
    return found


def differences(committed: Iterable[Shown], derived: Iterable[Shown]) -> list[str]:
    """One line for each cell that shows other numbers, with the first that moved.

    A number that is not whole may differ by one step of its last digit, or by a millionth of
    itself: what a cell rounds need not be the same to the last bit on every machine, nor where a
    search for an optimum stops.
    """
    before, after = ({(one.page, one.cell): one for one in each} for each in (committed, derived))
    lines = []
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        cell = f"{key[0]}, cell {key[1]}"
        if old is None or new is None:
            lines.append(f"{cell}: {'shows numbers now' if old is None else 'shows none any more'}")
        elif told := _told(old.numbers, new.numbers):
            lines.append(f"{cell}: {told}")
    return lines


def _told(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    if len(old) != len(new):
        return f"showed {counted(len(old), 'number')}, now {len(new)}"
    moved = [pair for pair in zip(old, new, strict=True) if is_moved(*pair)]
    if not moved:
        return ""
    more = f", and {counted(len(moved) - 1, 'other')}" if len(moved) > 1 else ""
    return f"showed {moved[0][0]}, now {moved[0][1]}{more}"


def is_moved(old: str, new: str) -> bool:
    """Whether a shown number differs by more than its rounding.

    Examples
    --------
    >>> is_moved("34.5", "34.6"), is_moved("34.5", "34.3"), is_moved("7", "8"), is_moved("8", "8.0")
    (False, True, True, False)
    >>> is_moved("7.59522322954", "7.59522361174"), is_moved("26291330390", "26291330391")
    (False, True)
    """
    one, other = (float(each.replace(",", "").replace("−", "-")) for each in (old, new))
    step = max(_step(old), _step(new))
    fitted = _FITTED * max(abs(one), abs(other)) if step else 0.0
    return abs(one - other) > max(_STEPS * step, fitted) + _NOTHING


def _step(number: str) -> float:
    """One step of the last digit; nothing for a whole number."""
    digits, _, exponent = number.partition("e")
    decimals = len(digits.partition(".")[2])
    return 10.0 ** (int(exponent or 0) - decimals) if decimals or exponent else 0.0

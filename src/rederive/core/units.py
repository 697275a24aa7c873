"""The vocabulary of units, ``data/units.csv``, and the prefixes that series may add."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rederive.errors import InputError
from rederive.reading.files import root
from rederive.reading.tables import read_rows

COLUMNS = ["unit", "countable", "chinese", "description"]
PREFIXES = {
    "thousand": 1_000,
    "10 thousand": 10_000,
    "100 thousand": 100_000,
    "million": 1_000_000,
    "10 million": 10_000_000,
    "100 million": 100_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}


#: Units that name a place in an order: the word goes before the number.
_PLACES = frozenset({"year", "month", "date", "rank", "level"})


@lru_cache
def _vocabulary(path: Path) -> dict[str, bool]:
    known = {}
    for number, (unit, countable, *_) in enumerate(read_rows(path, COLUMNS), start=2):
        if not unit or unit in known or countable not in ("yes", "no"):
            raise InputError(
                f"{path}, row {number}: needs a unit that no other row has, and yes or no "
                "under countable."
            )
        known[unit] = countable == "yes"
    return known


def vocabulary() -> dict[str, bool]:
    """Base units, and whether each counts whole things."""
    return _vocabulary(root() / "data" / "units.csv")


def parse(unit: str) -> tuple[int, str]:
    """Split a unit into its factor and base unit: ``100 million CNY`` is ``(10**8, "CNY")``.

    Raises
    ------
    InputError
        If the base unit is not in the vocabulary.
    """
    known = vocabulary()
    if unit in known:
        return 1, unit
    for prefix, factor in PREFIXES.items():
        base = unit.removeprefix(prefix + " ")
        if base != unit and base in known:
            return factor, base
    raise InputError(
        f"the unit {unit!r} is unknown: use a unit of data/units.csv, with a prefix such as "
        f"{', '.join(list(PREFIXES)[:4])}, or add it there."
    )


def countable(unit: str) -> bool:
    """Whether a base unit counts whole things, so that a bare integer is exact."""
    return vocabulary()[unit]


@lru_cache
def _in_chinese(path: Path) -> dict[str, str]:
    return {unit: chinese for unit, _, chinese, _ in read_rows(path, COLUMNS)}


def chinese(unit: str) -> str:
    """A base unit as a Chinese text writes it after the numeral; empty where it writes none."""
    return _in_chinese(root() / "data" / "units.csv")[unit]


def with_unit(number: str, unit: str) -> str:
    """A number with its unit, for reading.

    Examples
    --------
    >>> with_unit("3.1", "percent"), with_unit("4", "month")
    ('3.1 percent', 'month 4')
    """
    return f"{unit} {number}" if unit in _PLACES else f"{number} {unit}"

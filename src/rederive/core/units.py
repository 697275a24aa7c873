"""The vocabulary of units, and the prefixes that series may add to one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rederive.core.scales import SCALES
from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = ["unit", "countable", "native", "description"]
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
_BEFORE_THE_NUMBER = frozenset({"year", "month", "day", "date", "rank", "level"})


class Unit(str):
    """A base unit: its name, which also knows whether the unit counts whole things.

    Parameters
    ----------
    name : str
    countable : bool
        Whether a bare integer in this unit is exact.
    native : str
        How the report's language writes it after a numeral; empty where it writes nothing. Of
        several, joined by ``; ``, the first.

    Examples
    --------
    >>> Unit("persons", countable=True) == "persons"
    True
    """

    countable: bool
    native: str
    natives: tuple[str, ...]

    def __new__(cls, name: str, *, countable: bool = False, native: str = "") -> Unit:
        unit = super().__new__(cls, name)
        unit.countable, unit.native = countable, native.partition("; ")[0]
        unit.natives = tuple(filter(None, native.split("; ")))
        return unit

    def after(self, number: str) -> str:
        """A number with this unit, for reading.

        Examples
        --------
        >>> Unit("percent").after("3.1"), Unit("month").after("4")
        ('3.1 percent', 'month 4')
        """
        return f"{self} {number}" if self in _BEFORE_THE_NUMBER else f"{number} {self}"


class Units(Mapping[str, Unit]):
    """Base units by name; :meth:`parse` knows them also as the report's language writes them.

    Parameters
    ----------
    units : iterable of Unit
    place : str
        Where a reader adds a unit, for error messages.

    Examples
    --------
    >>> units = Units([Unit("CNY"), Unit("persons", countable=True)])
    >>> units.parse("100 million CNY")
    (100000000, 'CNY')
    >>> Units([Unit("EUR", native="€; euros")]).parse("bn euros")
    (1000000000, 'EUR')
    """

    def __init__(self, units: Any = (), place: str = "the units") -> None:
        self._units: dict[str, Unit] = {unit: unit for unit in units}
        self._place = place
        called = [(name, unit) for unit in self.values() for name in unit.natives]
        names = [name for name, _ in called]
        self._natives = {name: unit for name, unit in called if names.count(name) == 1}

    @classmethod
    def read(cls, path: Path) -> Units:
        """The vocabulary of a file such as ``data/units.csv``.

        Raises
        ------
        InputError
            Naming file, row and remedy.
        """
        units: dict[str, Unit] = {}
        for number, (name, countable, native, _) in enumerate(read_rows(path, COLUMNS), start=2):
            if not name or name in units or countable not in ("yes", "no"):
                raise InputError(
                    f"{path}, row {number}: needs a unit that no other row has, and yes or no "
                    "under countable."
                )
            units[name] = Unit(name, countable=countable == "yes", native=native)
        return cls(units.values(), f"{path.parent.name}/{path.name}")

    def written(self, natives: Mapping[str, str]) -> Units:
        """The same units as another language writes them; of those not named, not at all.

        Examples
        --------
        >>> Units([Unit("persons", native="人")]).written({"persons": "people"})["persons"].native
        'people'
        """
        units = (
            Unit(unit, countable=unit.countable, native=natives.get(unit, ""))
            for unit in self.values()
        )
        return Units(units, self._place)

    def __getitem__(self, name: str) -> Unit:
        return self._units[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._units)

    def __len__(self) -> int:
        return len(self._units)

    def parse(self, text: str) -> tuple[int, Unit]:
        """Split a unit into its factor and base unit: ``100 million CNY`` is ``(10**8, "CNY")``.

        A scale may be any of :data:`~rederive.core.scales.SCALES`, and the unit as the report's
        language writes it, where that means one unit only.


        Raises
        ------
        InputError
            If the base unit is not in the vocabulary.
        """
        if text in self._units:
            return 1, self._units[text]
        for prefix, factor in PREFIXES.items():
            base = text.removeprefix(prefix + " ")
            if base != text and base in self._units:
                return factor, self._units[base]
        for scale in sorted(SCALES, key=len, reverse=True):
            word = scale + " " * (scale.isascii() and scale != "")  # letters stand apart
            base = text.removeprefix(word)
            unit = self._natives.get(base) or self._units.get(base)
            if text.startswith(word) and SCALES[scale] not in (10, 100) and unit is not None:
                return SCALES[scale], unit
        raise InputError(
            f"the unit {text!r} is unknown: use a unit of {self._place}, with a prefix such as "
            f"{', '.join(list(PREFIXES)[:4])}, or add it there."
        )

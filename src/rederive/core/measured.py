"""Numbers that carry their unit through arithmetic, so that persons never pass for person-times.

A unit is a product of powers of base units: ``CNY per person`` is ``CNY`` by ``person``. Pure
numbers (percent, ratios, ranks, years of the calendar) have none, and are not told apart.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

Dimension = tuple[tuple[str, int], ...]
"""Base units with their powers, in alphabetical order; empty for pure numbers."""

#: Units that measure nothing: parts of a whole, multiples, places in an order, names.
PURE = frozenset(
    {
        *("percent", "percentage points", "per mille", "per 100 000", "tenths", "ratio"),
        *("factor", "times increase", "index", "year", "month", "day", "date", "rank", "level"),
        *("label", "edition", "items", "fields", "classes", "stages", "phases", "domains"),
    }
)
#: Parts of a whole: a million of them make no sense.
SHARES = frozenset({"percent", "percentage points", "basis points", "per mille", "tenths"})
#: The unit of a difference, which may be one of anything.
ANY = "change"
#: Singulars that are not the plural without its last letter.
_SINGULAR = {"classes": "class", "series": "series", "sorties": "sortie"}


def dimension(unit: str) -> Dimension:
    """The base units that a unit is made of.

    Examples
    --------
    >>> dimension("CNY per person")
    (('CNY', 1), ('person', -1))
    >>> dimension("persons"), dimension("percent")
    ((('person', 1),), ())
    """
    if unit in PURE:
        return ()
    over, *under = unit.split(" per ")
    powers = Counter({singular(over): 1})
    powers.subtract(singular(name) for name in under)
    return _sorted(powers)


def singular(name: str) -> str:
    """The name of one of several things.

    Examples
    --------
    >>> singular("counties"), singular("persons"), singular("CNY")
    ('county', 'person', 'CNY')
    """
    if name in _SINGULAR:
        return _SINGULAR[name]
    if name.endswith("ies"):
        return f"{name.removesuffix('ies')}y"
    return name.removesuffix("s") if name[-2:] not in ("SD", "ss") and len(name) > 3 else name


def _sorted(powers: Counter[str]) -> Dimension:
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def times(one: Dimension, other: Dimension, power: int = 1) -> Dimension:
    """The dimension of a product with another, raised to a power."""
    powers = Counter(dict(one))
    for name, exponent in other:
        powers[name] += power * exponent
    return _sorted(powers)


def words(of: Dimension) -> str:
    """A dimension for reading.

    Examples
    --------
    >>> words(dimension("CNY per person"))
    'CNY per person'
    """
    over = [name for name, power in of for _ in range(power)]
    under = [name for name, power in of for _ in range(-power)]
    return " per ".join([" by ".join(over) or "one", *under]) if of else "a pure number"


def dimension_of(number: object) -> Dimension | None:
    """What a number is measured in; None where it does not say."""
    found: Dimension | None = getattr(number, "dimension", None)
    return found


def _is_lost(other: object) -> bool:
    """Whether a number comes out of a table that keeps no units, unlike one that is written."""
    return type(other).__module__ == "numpy"


class Measured(float):
    """A float that knows what it is measured in.

    Sums keep what both share, products and quotients combine; with a plain number it stays. What
    cannot be said, such as a sum of different things, becomes a plain float.

    Examples
    --------
    >>> premium, people = Measured(50.0, dimension("CNY")), Measured(2.0, dimension("persons"))
    >>> words((premium / people).dimension)
    'CNY per person'
    """

    dimension: Dimension

    def __new__(cls, number: float, dimension: Dimension) -> Measured:
        made = super().__new__(cls, number)
        made.dimension = dimension
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Measured, (float(self), self.dimension)

    def _sum(self, result: Any, other: object) -> Any:
        if result is NotImplemented:
            return result
        theirs = dimension_of(other)
        if _is_lost(other) or (theirs is not None and theirs != self.dimension):
            return float(result)
        return Measured(result, self.dimension)

    def _product(self, result: Any, other: object, power: int = 1) -> Any:
        if result is NotImplemented:
            return result
        if _is_lost(other):
            return float(result)
        return Measured(result, times(self.dimension, dimension_of(other) or (), power))

    def __add__(self, other: Any) -> Any:
        return self._sum(super().__add__(other), other)

    def __radd__(self, other: Any) -> Any:
        return self._sum(super().__radd__(other), other)

    def __sub__(self, other: Any) -> Any:
        return self._sum(super().__sub__(other), other)

    def __rsub__(self, other: Any) -> Any:
        return self._sum(super().__rsub__(other), other)

    def __mul__(self, other: Any) -> Any:
        return self._product(super().__mul__(other), other)

    def __rmul__(self, other: Any) -> Any:
        return self._product(super().__rmul__(other), other)

    def __truediv__(self, other: Any) -> Any:
        return self._product(super().__truediv__(other), other, -1)

    def __rtruediv__(self, other: Any) -> Any:
        result = super().__rtruediv__(other)
        if result is NotImplemented or _is_lost(other):
            return result
        return Measured(result, times(dimension_of(other) or (), self.dimension, -1))

    def __neg__(self) -> Measured:
        return Measured(super().__neg__(), self.dimension)

    def __abs__(self) -> Measured:
        return Measured(super().__abs__(), self.dimension)

    def round(self, digits: int = 0) -> Measured:
        """Rounded as a number of NumPy is; negative digits round before the point."""
        return Measured(round(float(self), digits), self.dimension)

    def __round__(self, digits: Any = None) -> Any:
        return Measured(super().__round__(digits or 0), self.dimension)


def check(number: object, unit: str, stated: str | None = None) -> None:
    """Check that a number is measured in a unit; it carries its own, or it is stated.

    Parameters
    ----------
    number : object
    unit : str
        Of what is printed.
    stated : str, optional
        The unit of a number that does not carry one.

    Raises
    ------
    ValueError
        Saying what the number is measured in, and what to do.
    """
    wanted, carried = dimension(unit), dimension_of(number)
    if unit == ANY:
        return
    if stated is not None:
        given = dimension(stated)
        if carried is not None and carried != given:
            raise ValueError(
                f"the value is in {words(carried)}, and unit={stated!r} says otherwise; "
                "leave unit out or hand over the right value"
            )
        carried = given
    if carried is None and wanted:
        raise ValueError(
            f"the value has lost its unit, and {unit} is printed; say unit={unit!r} if that is "
            "what it is in"
        )
    if carried is not None and carried != wanted:
        raise ValueError(
            f"the value is in {words(carried)}, and {unit} is printed; hand over a value of what "
            "is printed"
        )

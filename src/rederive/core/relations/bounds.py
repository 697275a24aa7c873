"""What the other numbers leave for one that is left out.

The bounds are outward: nothing beyond them can be true with the others. They are found by
bisection on whole tenths of the number's last printed digit, from only the nearest relations;
those farther away could only narrow them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from decimal import Decimal
from fractions import Fraction
from functools import partial

from rederive.core.claims import Value
from rederive.core.numerals import Interval, parse_numeral
from rederive.core.relations.formula import Key
from rederive.core.relations.solver import Bound, Component, Solver, Spent, Undecided

NEAREST = 12
"""Relations that are looked at."""
BUDGET = 50_000_000
"""Steps of the solver for one number; an end that is not found by then stays open."""
FARTHEST = 2**50
"""Tenths of the last digit beyond which a number has no bound."""
DATES = ("year", "month", "day", "date")
"""Units of dates, of which none is more than another, but later."""
ANY = Interval(-math.inf, math.inf, False, False)


def left_for(component: Component, key: Key, out: Collection[Key], value: Value) -> Interval:
    """Where a number must lie if all others but those left out are true.

    Parameters
    ----------
    component : Component
    key : (claim id, value name)
    out : collection of key
        Numbers that are left out, the number itself among them.
    value : Value
        The number as printed.

    Returns
    -------
    Interval
        In base units, closed, its ends whole tenths of the last printed digit; an end is infinite
        where the others set none, or none was found within :data:`BUDGET`.
    """
    near = _near(component, key)
    names = {each for bound in near for _, each in bound.names}
    numbers = tuple(
        (each, ANY if each in out else interval)
        for each, interval in component.numbers
        if each in names
    )
    solver = Solver(Component(numbers, near), BUDGET)
    others = [each for each, _ in numbers if each not in out]
    unit = value.step / 10
    start = int(parse_numeral(value.numeral)[0] * value.factor / unit)

    def possible(sign: int, steps: int) -> bool:
        end = sign * steps * unit
        low, high = (end, math.inf) if sign > 0 else (-math.inf, end)
        try:
            return solver.possible(others, instead={key: Interval(low, high, False, False)})
        except Undecided:
            return True

    high = _last(partial(possible, 1), start)
    low = _last(partial(possible, -1), -start)
    return Interval(
        -math.inf if low is None else -low * unit,
        math.inf if high is None else high * unit,
        low is not None,
        high is not None,
    )


def _near(component: Component, key: Key) -> tuple[Bound, ...]:
    """The relations nearest to a number, through the numbers that they have in common."""
    reached = {key}
    found: list[Bound] = []
    waiting = list(component.relations)
    while waiting and len(found) < NEAREST:
        ring = [bound for bound in waiting if reached & {each for _, each in bound.names}]
        ring = ring[: NEAREST - len(found)]
        if not ring:
            break
        found += ring
        waiting = [bound for bound in waiting if bound not in ring]
        reached |= {each for bound in ring for _, each in bound.names}
    return tuple(found)


def _last(possible: Callable[[int], bool], start: int) -> int | None:
    """The least whole number beyond which nothing is possible; None if there is none."""
    try:
        if possible(start + FARTHEST):
            return None
        stride = 1
        if possible(start):
            while possible(start + stride):
                stride *= 2
            inside, outside = start + stride // 2, start + stride
        else:
            while stride < FARTHEST and not possible(start - stride):
                stride *= 2
            inside, outside = start - stride, start - stride // 2
        while outside - inside > 1:
            middle = (inside + outside) // 2
            if possible(middle):
                inside = middle
            else:
                outside = middle
    except Spent:
        return None
    return outside


def in_words(value: Value, interval: Interval) -> str:
    """An interval in scale and unit of a printed number, or empty: ``between 5 and 6 percent``."""
    within = whole(value, interval)
    low, high = (_decimal(end, value.factor) for end in (within.low, within.high))
    dated = str(value.unit) in DATES
    if low and high:
        return f"at {value.told(low)}" if low == high else f"between {low} and {value.told(high)}"
    if low:
        return f"at {value.told(low)} or {'later' if dated else 'more'}"
    return f"at {value.told(high)} or {'earlier' if dated else 'less'}" if high else ""


def whole(value: Value, interval: Interval) -> Interval:
    """An interval of things that are counted, or of dates, from whole number to whole number.

    Where no whole number lies in it, it stays as it is.

    Examples
    --------
    >>> from rederive.core.units import Unit
    >>> year = Value(name="x", printed="2017", line=1, unit=Unit("year", countable=True))
    >>> float(whole(year, Interval(-math.inf, Fraction(4033, 2), False)).high)
    2016.0
    """
    if not value.unit.countable:
        return interval
    low = interval.low if math.isinf(interval.low) else Fraction(math.ceil(interval.low))
    high = interval.high if math.isinf(interval.high) else Fraction(math.floor(interval.high))
    if low > high:
        return interval
    return Interval(low, high, not math.isinf(low), not math.isinf(high))


def _decimal(end: Fraction | float, factor: int) -> str:
    """An end in another scale, written out; empty for none."""
    if isinstance(end, float):
        return ""
    number, places = end / factor, 0
    while (number * 10**places).denominator != 1:
        places += 1
    return f"{Decimal(int(number * 10**places)).scaleb(-places):f}"

"""How firm a verdict is: the least change of the evidence that would turn it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from rederive.core.numerals import Interval


@dataclass(frozen=True)
class Margin:
    """How far the evidence would have to move to turn the verdict.

    ``percent`` of the recomputed value, and in units of the last printed digit; infinite where no
    change could turn it.
    """

    percent: float
    steps: float


def margin(
    recomputed: Interval,
    ends: Iterable[Fraction | float],
    step: Fraction,
    outcome: Callable[[Interval], object],
) -> Margin:
    """The least shift of the whole recomputed range, up or down, that changes its outcome.

    Parameters
    ----------
    recomputed : Interval
    ends : iterable of Fraction or float
        Where an outcome may change: the ends of what the printed number claims and expects.
    step : Fraction
        The unit of the last printed digit, in the unit of the intervals.
    outcome : callable
        What comes of holding a range against the printed number.
    """
    now = outcome(recomputed)
    reaches = [
        abs(Fraction(end) - Fraction(own))
        for end in ends
        for own in (recomputed.low, recomputed.high)
        if math.isfinite(end) and math.isfinite(own)
    ]
    turning = (
        reach
        for reach, probe in _probes(reaches, step)
        if any(outcome(_moved(recomputed, by)) != now for by in (probe, -probe))
    )
    least = next(turning, None)
    if least is None:
        return Margin(math.inf, math.inf)
    middle: Any = _middle(recomputed)  # a Fraction or infinity
    percent = to_float(100 * least / abs(middle)) if middle else math.inf
    return Margin(percent, to_float(least / step))


def _probes(reaches: list[Fraction], step: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Each shift at which something may change, with one at it and one just beyond it."""
    ordered = sorted({Fraction(0), *reaches})
    for here, beyond in pairwise([*ordered, ordered[-1] + Fraction(step)]):
        yield here, here
        yield here, (here + beyond) / 2


def _moved(interval: Interval, by: Fraction) -> Interval:
    return replace(interval, low=interval.low + by, high=interval.high + by)


def _middle(interval: Interval) -> Fraction | float:
    if math.isinf(interval.low):
        return interval.high
    return interval.low if math.isinf(interval.high) else (interval.low + interval.high) / 2


def to_float(number: Fraction | float) -> float:
    """As a float; infinite where it is too large for one."""
    try:
        return float(number)
    except OverflowError:
        return math.inf

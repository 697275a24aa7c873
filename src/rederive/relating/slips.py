"""Whether a printed number is the one that was meant, but for one slip of the pen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from rederive.core.scales import SCALES, mistaken_for
from rederive.relating.figures import Figure

SWAPPED, LOST, ADDED = "two neighbouring digits swapped", "a digit lost", "a digit too many"
POINT, SCALE, CHANGED = "the decimal point moved", "another scale", "one digit changed"
TRIES = {SWAPPED: 6, LOST: 60, ADDED: 6, POINT: 4, SCALE: 8, CHANGED: 40}
"""About how many other numbers each slip makes of one: so often it could fit by chance."""


def slip(figure: Figure, low: float, high: float) -> tuple[str, float]:
    """The slip that would put a number between two ends, and what was meant; empty if none does.

    Parameters
    ----------
    figure : Figure
    low, high : float
        Between which the number should lie, in its base unit; both positive.
    """
    if low <= 0 or figure.size <= 0:
        return "", 0.0
    ratio = (low + high) / 2 / figure.size
    if abs(math.log10(ratio)) > _FARTHEST:
        return "", 0.0
    for kind, candidate in _others(figure, low, high):
        half = figure.step / 2
        if candidate + half >= low and candidate - half <= high:
            return kind, candidate
    return "", 0.0


_FARTHEST = 4.5
"""Powers of ten beyond which no slip is looked for."""
_SCALES_APART, _MOVED = 4, 2
"""Powers of ten by which a scale is mistaken, and by which a point is moved."""


@cache
def _digits(numeral: str) -> str:
    """The digits of a numeral, without sign, marks and point."""
    return numeral.lstrip("-").replace(",", "").replace(" ", "").replace(".", "", 1)


def _others(figure: Figure, low: float, high: float) -> Iterator[tuple[str, float]]:
    """What else could have been meant, by the kind of the slip; only what comes near."""
    ratio = (low + high) / 2 / figure.size
    power = round(exact := math.log10(ratio))
    if power and abs(exact - power) < 0.05:
        factor = SCALES[figure.scale]
        steps = {SCALES[scale] / factor for scale in mistaken_for(figure.scale)}
        if figure.scale and 10.0**power in steps and abs(power) <= _SCALES_APART:
            yield SCALE, figure.size * 10.0**power
        elif abs(power) <= _MOVED:
            yield POINT, figure.size * 10.0**power
    digits, unit = _digits(figure.numeral), figure.step
    if 0.1 < ratio < 10:
        yield from ((SWAPPED, size * unit) for size in _swapped(digits))
        apart = figure.size * (ratio - 1) / unit
        yield from ((CHANGED, size * unit) for size in _changed(digits, apart))
    if 4 < ratio < 100:
        yield from ((LOST, size * unit) for size in _longer(digits, low / unit, high / unit))
    if 0.01 < ratio < 0.25 and len(digits) > 2:
        for place in range(len(digits)):
            shorter = digits[:place] + digits[place + 1 :]
            if not shorter.startswith("0"):
                yield ADDED, int(shorter) * unit


def _swapped(digits: str) -> Iterator[int]:
    """Numbers with two neighbouring digits swapped, but for those that would begin with nothing."""
    number, power = int(digits), 10 ** len(digits)
    for place, (left, right) in enumerate(pairwise(map(int, digits))):
        power //= 10
        if left != right and (place or right):
            yield number + (right - left) * (power - power // 10)


def _longer(digits: str, low: float, high: float) -> Iterator[int]:
    """Numbers with one digit more, of which each place has those that come between the ends."""
    for place in range(len(digits) + 1):
        power = 10 ** (len(digits) - place)
        least = int(digits[:place] + "0" + digits[place:])
        first = max(0, math.floor((low - 1 - least) / power))
        last = min(9, math.ceil((high + 1 - least) / power))
        for digit in range(first, last + 1):
            if (digits[0] if place else str(digit)) != "0":
                yield least + digit * power


def _changed(digits: str, apart: float) -> Iterator[int]:
    """Numbers with one other digit, which is the one that comes nearest at its place."""
    number, power = int(digits), 10 ** len(digits)
    for place, digit in enumerate(map(int, digits)):
        power //= 10
        other = digit + round(apart / power)
        if 0 <= other <= 9 and other != digit and (place or other):
            yield number + (other - digit) * power

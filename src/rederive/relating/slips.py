"""Whether a printed number is the one that was meant, but for one slip of the pen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from rederive.core.scales import SCALES, mistaken_for
from rederive.relating.figures import Figure

SWAPPED, LOST, ADDED = "two neighbouring digits swapped", "a digit lost", "a digit too many"
POINT, SCALE, CHANGED = "the decimal point moved", "another scale", "one digit changed"
TRIES = {SWAPPED: 6, LOST: 60, ADDED: 6, POINT: 4, SCALE: 8, CHANGED: 40}
"""About how many other numbers each slip makes of one: so often it could fit by chance."""


def slip(figure: Figure, low: float, high: float) -> str:
    """The slip that would put a number between two ends; empty if none does.

    Parameters
    ----------
    figure : Figure
    low, high : float
        Between which the number should lie, in its base unit; both positive.
    """
    if low <= 0 or figure.size <= 0:
        return ""
    ratio = (low + high) / 2 / figure.size
    if abs(math.log10(ratio)) > _FARTHEST:
        return ""
    for kind, candidate in _others(figure, ratio):
        half = figure.step / 2
        if candidate + half >= low and candidate - half <= high:
            return kind
    return ""


_FARTHEST = 4.5
"""Powers of ten beyond which no slip is looked for."""
_SCALES_APART, _MOVED = 4, 2
"""Powers of ten by which a scale is mistaken, and by which a point is moved."""


def _others(figure: Figure, ratio: float) -> Iterator[tuple[str, float]]:
    """What else could have been meant, by the kind of the slip; only what comes near."""
    power = round(math.log10(ratio))
    if power and abs(math.log10(ratio) - power) < 0.05:
        factor = SCALES[figure.scale]
        steps = {SCALES[scale] / factor for scale in mistaken_for(figure.scale)}
        if figure.scale and 10.0**power in steps and abs(power) <= _SCALES_APART:
            yield SCALE, figure.size * 10.0**power
        elif abs(power) <= _MOVED:
            yield POINT, figure.size * 10.0**power
    whole, _, decimals = figure.numeral.lstrip("-").replace(",", "").replace(" ", "").partition(".")
    digits = whole + decimals
    unit = figure.step
    if 0.1 < ratio < 10:
        for left, right in pairwise(range(len(digits))):
            if digits[left] != digits[right] and (left or digits[right] != "0"):
                swapped = [*digits]
                swapped[left], swapped[right] = swapped[right], swapped[left]
                yield SWAPPED, int("".join(swapped)) * unit
        yield from ((CHANGED, size) for size in _changed(digits, unit, figure.size * (ratio - 1)))
    if 4 < ratio < 100:
        for place in range(len(digits) + 1):
            for digit in "0123456789":
                longer = digits[:place] + digit + digits[place:]
                if not longer.startswith("0"):
                    yield LOST, int(longer) * unit
    if 0.01 < ratio < 0.25 and len(digits) > 2:
        for place in range(len(digits)):
            shorter = digits[:place] + digits[place + 1 :]
            if not shorter.startswith("0"):
                yield ADDED, int(shorter) * unit


def _changed(digits: str, unit: float, apart: float) -> Iterator[float]:
    """Numbers with one other digit, which is the one that comes nearest at its place."""
    for place, digit in enumerate(digits):
        power = 10 ** (len(digits) - place - 1)
        other = int(digit) + round(apart / unit / power)
        if 0 <= other <= 9 and other != int(digit) and (place or other):
            yield (int(digits) + (other - int(digit)) * power) * unit

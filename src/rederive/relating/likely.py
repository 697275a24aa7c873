"""How likely a relation is meant, by more than its arithmetic: times, units, and how many agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from rederive.core import periods
from rederive.relating.figures import Figure

OTHER_TIME = 30.0
"""So much likelier than meant is an agreement between numbers of different times.

The same of a sum or a share of rates by which something grew or fell."""
ODD = 10.0
"""The same of a difference of two percentages that is not said in percentage points."""
OTHER_UNIT = 3.0
"""The same of a share, or a change, of one thing in another."""
FAR = 3.0
"""The same of percentages of distant lines that are added."""
_LINES = 3


def unlikeliness(kind: str, figures: Sequence[Figure]) -> float:
    """By how much an agreement is the less likely to be meant, for what its numbers are.

    Parameters
    ----------
    kind : str
        Of the relation.
    figures : sequence of Figure
        The number that follows, then those it follows from.
    """
    target, *others = figures
    factor = 1.0
    if kind.startswith("change"):
        factor *= OTHER_TIME if _one_time(*others) else 1.0
    elif any(other_time(one, other) for one, other in combinations(figures, 2)):
        factor *= OTHER_TIME
    if kind == "difference" and {figure.unit for figure in figures} == {"percent"}:
        factor *= ODD
    units = {figure.unit for figure in others if figure.unit}
    if kind in ("share", "change") and len(units) > 1:
        factor *= OTHER_UNIT
    lines = [figure.line for figure in figures]
    if kind in ("sum", "share") and any(figure.is_change for figure in figures):
        factor *= OTHER_TIME
    if kind == "sum" and target.kind == "share" and max(lines) - min(lines) >= _LINES:
        factor *= FAR
    return factor


def other_time(one: Figure, other: Figure) -> bool:
    """Whether two numbers are known to be of times that have no day in common."""
    if not one.as_of or not other.as_of:
        return False
    (start, end), (first, last) = periods.days(one.as_of), periods.days(other.as_of)
    return end < first or last < start


def _one_time(one: Figure, other: Figure) -> bool:
    """Whether two numbers are known to be of one time, or one of a part of the other's.

    Nothing changes from one to the other.
    """
    return bool(one.as_of and other.as_of) and not other_time(one, other)


def alike(one: Figure, other: Figure) -> float:
    """What part of their words two sentences share, from 0 to 1."""
    both = len(one.words) + len(other.words)
    return 2 * len(one.words & other.words) / both if both else 0.0


def beyond_chance(chances: Sequence[float], tries: float) -> int:
    """How many findings are more than chance would bring.

    Parameters
    ----------
    chances : sequence of float
        Of each, in ascending order: how many as good as it chance brings for one number.
    tries : float
        For how many numbers that was tried.

    Examples
    --------
    >>> beyond_chance([0.001, 0.01, 0.5], 40)
    2
    """
    kept = (at for at, chance in enumerate(chances, start=1) if tries * chance <= at)
    return max(kept, default=0)

"""Comparing a recomputed value with what is printed.

Knows neither where the value comes from nor what the claim is about.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from rederive.core.numerals import Interval

VERDICTS = {
    "reproduced": "recomputed from data outside the report; agrees as printed",
    "reproduced-with-caveat": "agrees only under a named vintage, definition or base",
    "not-reproduced": "independent data disagree with what is printed",
    "consistent": "testable against the report's own numbers alone; they agree",
    "contradicted": "the report's own numbers cannot all be true",
    "traced": "not recomputable; the same figure stands in a source outside the report",
    "untraced": "no public evidence found",
    "normative": "a target, rule or definition; nothing to test",
    "pending": "not yet derived",
}

#: The verdicts that rest on evidence from outside the report, which bears the number out.
CONFIRMED = ("reproduced", "reproduced-with-caveat", "traced")
#: The verdicts that speak against a number.
REFUTED = ("contradicted", "not-reproduced")

BEYOND = "true, but the value lies well beyond what is printed"

WORST_FIRST = (
    "contradicted",
    "not-reproduced",
    "pending",
    "untraced",
    "reproduced-with-caveat",
    "traced",
    "consistent",
    "reproduced",
    "normative",
)


def worst(verdicts: list[str]) -> str:
    """The verdict of a claim from those of its numbers."""
    return min(verdicts, key=WORST_FIRST.index)


@dataclass(frozen=True)
class Margin:
    """How much the recomputed value would have to change to flip agreement.

    ``percent`` of the recomputed value, and in units of the last printed digit; infinite where no
    change could flip it.
    """

    percent: float
    steps: float


def agrees(recomputed: Interval, claimed: Interval) -> bool:
    """Whether the recomputed value, or part of its range, is what the claim allows."""
    return recomputed.overlaps(claimed)


def gap(recomputed: Interval, claimed: Interval, step: float) -> float:
    """Distance from the recomputed value to what is claimed, in units of the last printed digit.

    Zero where they overlap; positive when the recomputed value is above.
    """
    if recomputed.overlaps(claimed):
        return 0.0
    if recomputed.low >= claimed.high:
        return float(recomputed.low - claimed.high) / step
    return -float(claimed.low - recomputed.high) / step


def margin(recomputed: Interval, claimed: Interval, step: float) -> Margin:
    """The least shift of the recomputed value that would flip agreement.

    For agreement, the shift that takes the whole range out of the claimed interval; for
    disagreement, the shift that brings it to the interval's edge.
    """
    if recomputed.overlaps(claimed):
        ends = [
            claimed.high - recomputed.low if claimed.high < math.inf else math.inf,
            recomputed.high - claimed.low if claimed.low > -math.inf else math.inf,
        ]
        least = float(min(ends))
    else:
        least = abs(gap(recomputed, claimed, 1.0))
    middle = _middle(recomputed)
    if math.isinf(least):
        return Margin(math.inf, math.inf)
    percent = 100 * least / abs(middle) if middle else math.inf
    return Margin(percent, least / step)


def _middle(interval: Interval) -> float:
    if isinstance(interval.low, Fraction) and isinstance(interval.high, Fraction):
        return float((interval.low + interval.high) / 2)
    return float(interval.high if math.isinf(interval.low) else interval.low)


def from_data(
    recomputed: Interval,
    claimed: Interval,
    expected: Interval,
    vintages: dict[str, Interval] | None = None,
    alternatives: dict[str, Interval] | None = None,
) -> tuple[str, str]:
    """The verdict on a number that was recomputed from independent data, and why.

    Parameters
    ----------
    recomputed : Interval
        On the data and definition that the report's authors could have used.
    claimed, expected : Interval
        What the printed number asserts, and what would have been printed this way.
    vintages : dict of str to Interval
        The same under other vintages of the data; a verdict that depends on one is a caveat.
    alternatives : dict of str to Interval
        The same under other definitions, looked at only if ``recomputed`` fails.

    Returns
    -------
    verdict, why : str
        ``why`` is empty for a plain verdict.
    """
    vintages = vintages or {}
    alternatives = alternatives or {}
    agreeing = [name for name, value in vintages.items() if agrees(value, claimed)]
    failing = [name for name in vintages if name not in agreeing]
    if agrees(recomputed, claimed):
        if failing:
            return "reproduced-with-caveat", f"does not hold with {' or '.join(failing)}"
        if not agrees(recomputed, expected):
            return "reproduced-with-caveat", BEYOND
        return "reproduced", ""
    if agreeing:
        return "reproduced-with-caveat", f"holds only with {' or '.join(agreeing)}"
    under = [name for name, value in alternatives.items() if agrees(value, claimed)]
    if under:
        return "reproduced-with-caveat", f"holds only for {' or '.join(under)}"
    return "not-reproduced", ""


def from_report(recomputed: Interval, claimed: Interval, expected: Interval) -> tuple[str, str]:
    """The verdict on a number that was recomputed from the report's own numbers, and why.

    Parameters
    ----------
    recomputed, claimed, expected : Interval
        As for :func:`from_data`.
    """
    if not agrees(recomputed, claimed):
        return "contradicted", ""
    if not agrees(recomputed, expected):
        return "consistent", BEYOND
    return "consistent", ""

"""Comparing a recomputed value with what is printed, and the verdict that follows.

Knows neither where the value comes from nor what the claim is about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from rederive.core.claims import Claim, Value
from rederive.core.entries import Condition, ConditionKind, Entry, Reading, ledger_number
from rederive.core.numerals import Interval
from rederive.core.verdicts import Verdict

ROUND_OFF = Fraction(1, 10**12)
"""The relative error granted to floating-point arithmetic; this is the one place that says it.

What is recomputed comes from 64-bit floats, whose every step may be wrong by 1.1e-16 of its
result; sums of a few thousand figures, and growth rates of a thousandth, stay below 1e-12. A
recomputed value this near to an end of what is claimed is that end: 0.7 + 0.1 is 0.8. At most a
thousandth of the last printed digit's unit is granted, so that no real difference is hidden.
"""
LEAST_PART = 1000
"""The part of the last printed digit's unit that the granted error never exceeds."""


@dataclass(frozen=True)
class Margin:
    """How much the recomputed value would have to change to flip agreement.

    ``percent`` of the recomputed value, and in units of the last printed digit; infinite where no
    change could flip it.
    """

    percent: float
    steps: float


def tolerance(end: Fraction, step: Fraction) -> Fraction:
    """How far a recomputed value may be from an end of a claim and still count as that end.

    Parameters
    ----------
    end : Fraction
        In base units, as ``step``, the unit of the last printed digit.
    """
    return min(max(abs(end), step) * ROUND_OFF, step / LEAST_PART)


def settled(recomputed: Interval, claimed: Interval, step: Fraction) -> Interval:
    """The recomputed range, with its ends moved onto those ends of the claim that they round to.

    Every comparison after this one is exact.
    """
    ends = [Fraction(end) for end in {claimed.low, claimed.high} if not math.isinf(end)]

    def nearest(number: Fraction | float) -> Fraction | float:
        if math.isinf(number):
            return number
        number = Fraction(number)
        return next((end for end in ends if abs(number - end) <= tolerance(end, step)), number)

    return replace(recomputed, low=nearest(recomputed.low), high=nearest(recomputed.high))


def agrees(recomputed: Interval, claimed: Interval, step: Fraction) -> bool:
    """Whether the recomputed value, or part of its range, is what the claim allows.

    Parameters
    ----------
    recomputed, claimed : Interval
    step : Fraction
        The unit of the last printed digit, in the unit of the intervals.
    """
    return settled(recomputed, claimed, step).overlaps(claimed)


def gap(recomputed: Interval, claimed: Interval, step: Fraction) -> float:
    """Distance from the recomputed value to what is claimed, in units of the last printed digit.

    Zero where they overlap; positive when the recomputed value is above.
    """
    return _float(_distance(settled(recomputed, claimed, step), claimed) / step)


def _distance(recomputed: Interval, claimed: Interval) -> Fraction | float:
    if recomputed.overlaps(claimed):
        return Fraction(0)
    if recomputed.low >= claimed.high:
        return recomputed.low - claimed.high
    return recomputed.high - claimed.low


def margin(recomputed: Interval, claimed: Interval, step: Fraction) -> Margin:
    """The least shift of the recomputed value that would flip agreement.

    For agreement, the shift that takes the whole range out of the claimed interval; for
    disagreement, the shift that brings it to the interval's edge.
    """
    recomputed = settled(recomputed, claimed, step)
    least: Any  # a Fraction or infinity, whose differences mypy does not follow
    if recomputed.overlaps(claimed):
        least = min(
            claimed.high - recomputed.low if claimed.high < math.inf else math.inf,
            recomputed.high - claimed.low if claimed.low > -math.inf else math.inf,
        )
    else:
        least = abs(_distance(recomputed, claimed))
    middle = _middle(recomputed)
    if math.isinf(least):
        return Margin(math.inf, math.inf)
    percent = _float(100 * least / abs(middle)) if middle else math.inf
    return Margin(percent, _float(least / step))


def _float(number: Fraction | float) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _middle(interval: Interval) -> Fraction | float:
    if math.isinf(interval.low):
        return interval.high
    return interval.low if math.isinf(interval.high) else (interval.low + interval.high) / 2


def from_data(
    recomputed: Interval,
    claimed: Interval,
    expected: Interval,
    step: Fraction,
    vintages: Mapping[str, Interval] | None = None,
    alternatives: Mapping[str, Interval] | None = None,
) -> tuple[Verdict, Condition | None]:
    """The verdict on a number that was recomputed from independent data, and its condition.

    Parameters
    ----------
    recomputed : Interval
        On the data and definition that the report's authors could have used.
    claimed, expected : Interval
        What the printed number asserts, and what would have been printed this way.
    step : Fraction
        The unit of the last printed digit, in the unit of the intervals.
    vintages : mapping of str to Interval
        The same under other vintages of the data; a verdict that depends on one is a caveat.
    alternatives : mapping of str to Interval
        The same under other definitions; they count only if ``recomputed`` fails.

    Returns
    -------
    verdict : Verdict
    condition : Condition or None
        None for a plain verdict.
    """
    vintages = vintages or {}
    alternatives = alternatives or {}
    agreeing = tuple(name for name, value in vintages.items() if agrees(value, claimed, step))
    failing = tuple(name for name in vintages if name not in agreeing)
    caveat = Verdict.REPRODUCED_WITH_CAVEAT
    if agrees(recomputed, claimed, step):
        if failing:
            return caveat, Condition(ConditionKind.FAILS_WITH, failing)
        if not agrees(recomputed, expected, step):
            return caveat, Condition(ConditionKind.FAR_BEYOND)
        return Verdict.REPRODUCED, None
    if agreeing:
        return caveat, Condition(ConditionKind.HOLDS_ONLY_WITH, agreeing)
    under = tuple(name for name, value in alternatives.items() if agrees(value, claimed, step))
    if under:
        return caveat, Condition(ConditionKind.HOLDS_ONLY_FOR, under)
    return Verdict.NOT_REPRODUCED, None


def from_report(
    recomputed: Interval, claimed: Interval, expected: Interval, step: Fraction
) -> tuple[Verdict, Condition | None]:
    """The verdict on a number that was recomputed from the report's own numbers.

    Parameters
    ----------
    recomputed, claimed, expected, step
        As for :func:`from_data`.
    """
    if not agrees(recomputed, claimed, step):
        return Verdict.CONTRADICTED, None
    if not agrees(recomputed, expected, step):
        return Verdict.CONSISTENT, Condition(ConditionKind.FAR_BEYOND)
    return Verdict.CONSISTENT, None


def judge(
    claim: Claim,
    value: Value,
    recomputed: Interval,
    *,
    vintages: Mapping[str, Interval] | None = None,
    alternatives: Mapping[str, Interval] | None = None,
    note: str = "",
) -> Entry:
    """The ledger's entry for one printed number and what was recomputed for it.

    Parameters
    ----------
    claim : Claim
    value : Value
        One of its numbers.
    recomputed : Interval
        In base units.
    vintages, alternatives : mapping of str to Interval
        The same under other vintages and definitions, as for :func:`from_data`.
    note : str
        How to read the result.
    """
    claimed, expected = value.claimed, value.expected
    if claim.check == "arithmetic":
        verdict, condition = from_report(recomputed, claimed, expected, value.step)
    else:
        verdict, condition = from_data(
            recomputed, claimed, expected, value.step, vintages, alternatives
        )
    firmness = margin(recomputed, claimed, value.step)
    readings = {**(vintages or {}), **(alternatives or {})}
    return Entry(
        claim.id,
        value.name,
        str(value),
        verdict,
        recomputed_low=ledger_number(recomputed.low),
        recomputed_high=ledger_number(recomputed.high),
        evidence=claim.evidence or ("the report's own numbers",),
        note=note,
        margin_percent=round(firmness.percent, 4),
        margin_digits=round(firmness.steps, 4),
        under=tuple(
            Reading(name, ledger_number(each.low), ledger_number(each.high))
            for name, each in readings.items()
        ),
        condition=condition,
    )

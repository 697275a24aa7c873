"""Comparing a recomputed value with what is printed, and the verdict that follows.

Knows neither where the value comes from nor what the claim is about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from rederive.core.claims import Claim, Value
from rederive.core.entries import Condition, ConditionKind, Entry, Reading, ledger_number
from rederive.core.numerals import Interval
from rederive.core.verdicts import Verdict


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
    vintages : mapping of str to Interval
        The same under other vintages of the data; a verdict that depends on one is a caveat.
    alternatives : mapping of str to Interval
        The same under other definitions, looked at only if ``recomputed`` fails.

    Returns
    -------
    verdict : Verdict
    condition : Condition or None
        None for a plain verdict.
    """
    vintages = vintages or {}
    alternatives = alternatives or {}
    agreeing = tuple(name for name, value in vintages.items() if agrees(value, claimed))
    failing = tuple(name for name in vintages if name not in agreeing)
    caveat = Verdict.REPRODUCED_WITH_CAVEAT
    if agrees(recomputed, claimed):
        if failing:
            return caveat, Condition(ConditionKind.FAILS_WITH, failing)
        if not agrees(recomputed, expected):
            return caveat, Condition(ConditionKind.FAR_BEYOND)
        return Verdict.REPRODUCED, None
    if agreeing:
        return caveat, Condition(ConditionKind.HOLDS_ONLY_WITH, agreeing)
    under = tuple(name for name, value in alternatives.items() if agrees(value, claimed))
    if under:
        return caveat, Condition(ConditionKind.HOLDS_ONLY_FOR, under)
    return Verdict.NOT_REPRODUCED, None


def from_report(
    recomputed: Interval, claimed: Interval, expected: Interval
) -> tuple[Verdict, Condition | None]:
    """The verdict on a number that was recomputed from the report's own numbers.

    Parameters
    ----------
    recomputed, claimed, expected : Interval
        As for :func:`from_data`.
    """
    if not agrees(recomputed, claimed):
        return Verdict.CONTRADICTED, None
    if not agrees(recomputed, expected):
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
        verdict, condition = from_report(recomputed, claimed, expected)
    else:
        verdict, condition = from_data(recomputed, claimed, expected, vintages, alternatives)
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

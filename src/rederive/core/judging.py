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
from rederive.core.entries import (
    OWN_NUMBERS,
    SEPARATOR,
    Condition,
    ConditionKind,
    Entry,
    Part,
    Reading,
    ledger_number,
)
from rederive.core.firmness import margin, to_float
from rederive.core.numerals import Interval
from rederive.core.verdicts import Basis, Group, Outcome, Verdict, verdict_of

ROUND_OFF = Fraction(1, 10**12)
"""The relative error granted to floating-point arithmetic; this is the one place that says it.

What is recomputed comes from 64-bit floats, whose every step may be wrong by 1.1e-16 of its
result; sums of a few thousand figures, and growth rates of a thousandth, stay below 1e-12. A
recomputed value this near to an end of what is claimed is that end: 0.7 + 0.1 is 0.8. At most a
thousandth of the last printed digit's unit is granted, so that no real difference is hidden.
"""
LEAST_PART = 1000
"""The part of the last printed digit's unit that the granted error never exceeds."""


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
    return to_float(_distance(settled(recomputed, claimed, step), claimed) / step)


def _distance(recomputed: Interval, claimed: Interval) -> Fraction | float:
    if recomputed.overlaps(claimed):
        return Fraction(0)
    if recomputed.low >= claimed.high:
        return recomputed.low - claimed.high
    return recomputed.high - claimed.low


COARSE = 2
"""How many times as wide as the printed interval evidence may be and still test the number.

A sum or difference of two numbers with the same last digit is exactly twice as wide as one of
them, and such arithmetic should test a number; what is wider fits several printed numbers as well.
The page on method shows where this cuts the ledger's own distribution.
"""


def relative_width(
    recomputed: Interval, claimed: Interval, expected: Interval, step: Fraction
) -> float:
    """How many times as wide as the printed interval the evidence is; 0 where it lies within.

    What is printed is at least as wide as one unit of its last digit, and as wide as what a
    careful writer would have printed this way. Evidence that lies wholly within what is claimed
    tests it, however wide.

    Parameters
    ----------
    recomputed, claimed, expected : Interval
    step : Fraction
        The unit of the last printed digit, in the unit of the intervals.
    """
    recomputed = settled(recomputed, claimed, step)
    if recomputed.within(claimed):
        return 0.0
    width: Any = recomputed.high - recomputed.low
    printed: Any = max(expected.high - expected.low, step)
    if math.isinf(width):
        return math.inf
    if math.isinf(printed):
        # A bound without another end, which the evidence has on both sides of it.
        return math.inf if recomputed.overlaps(claimed) and width else 0.0
    return to_float(width / printed)


@dataclass(frozen=True)
class Printed:
    """What a printed number means, as it is judged.

    Parameters
    ----------
    claimed, expected : Interval
        What the printed number asserts, and what would have been printed this way.
    step : Fraction
        The unit of the last printed digit, in the unit of the intervals.
    """

    claimed: Interval
    expected: Interval
    step: Fraction

    @classmethod
    def of(cls, value: Value) -> Printed:
        """What a value of a claim means."""
        return cls(value.claimed, value.expected, value.step)

    @property
    def ends(self) -> tuple[Fraction | float, ...]:
        """Where what is claimed begins and ends, and what is expected."""
        return (self.claimed.low, self.claimed.high, self.expected.low, self.expected.high)

    def agrees(self, recomputed: Interval) -> bool:
        """Whether the recomputed value, or part of its range, is what the claim allows."""
        return agrees(recomputed, self.claimed, self.step)

    def tests(self, recomputed: Interval) -> bool:
        """Whether the evidence is fine enough to support the number.

        Evidence that disagrees is always fine enough; what lies on both sides of a bound never is.
        """
        if not self.agrees(recomputed):
            return True
        return self.is_fine(recomputed) and not self._is_cut_by_bound(recomputed)

    def is_fine(self, recomputed: Interval) -> bool:
        """Whether the evidence is not much wider than what is printed."""
        return self.width(recomputed) <= COARSE

    def _is_cut_by_bound(self, recomputed: Interval) -> bool:
        is_bound = math.isinf(self.claimed.low) or math.isinf(self.claimed.high)
        return is_bound and not settled(recomputed, self.claimed, self.step).within(self.claimed)

    def width(self, recomputed: Interval) -> float:
        """:func:`relative_width` of the evidence."""
        return relative_width(recomputed, self.claimed, self.expected, self.step)

    def is_beyond(self, recomputed: Interval) -> bool:
        """Whether the value is allowed, but a careful writer would have printed another."""
        return not agrees(recomputed, self.expected, self.step)


def compare(
    recomputed: Interval,
    printed: Printed,
    vintages: Mapping[str, Interval] | None = None,
    alternatives: Mapping[str, Interval] | None = None,
) -> tuple[Outcome, Condition | None]:
    """What comes of holding a recomputed number against a printed one.

    Parameters
    ----------
    recomputed : Interval
        On the main reading: the data and definition that the report's authors could have used.
    printed : Printed
    vintages, alternatives : mapping of str to Interval
        The same on other reasonable readings, by name: other vintages of the data; other
        definitions, bases or scopes of the same quantity. One too coarse counts for nothing.

    Returns
    -------
    outcome : Outcome
    condition : Condition or None
        None for a plain agreement or failure.
    """
    vintages, alternatives = vintages or {}, alternatives or {}
    readings = {name: at for name, at in {**vintages, **alternatives}.items() if printed.tests(at)}
    agreeing = tuple(name for name, at in readings.items() if printed.agrees(at))
    failing = tuple(name for name in readings if name not in agreeing)
    if not printed.agrees(recomputed):
        if not agreeing:
            return Outcome.FAILS, None
        only_vintages = all(name in vintages for name in agreeing)
        kind = ConditionKind.HOLDS_ONLY_WITH if only_vintages else ConditionKind.HOLDS_ONLY_FOR
        return Outcome.OTHERWISE, Condition(kind, agreeing)
    if not printed.tests(recomputed):
        return Outcome.TOO_COARSE, Condition(
            ConditionKind.TOO_COARSE, (_coarse(recomputed, printed),)
        )
    if failing:
        return Outcome.WITH_CAVEAT, Condition(ConditionKind.FAILS_WITH, failing)
    if printed.is_beyond(recomputed):
        return Outcome.WITH_CAVEAT, Condition(ConditionKind.FAR_BEYOND)
    return Outcome.AGREES, None


def _coarse(recomputed: Interval, printed: Printed) -> str:
    width = printed.width(recomputed)
    if math.isinf(width) or width <= COARSE:
        return "open to one side, or to both sides of a bound"
    return f"{width:,.0f} times as wide" if width >= 1000 else f"{width:.3g} times as wide"


def beside(entry: Entry, value: Value, readings: Mapping[str, Interval]) -> Entry:
    """A traced entry with what the book computes for the same thing; what disagrees is a caveat.

    Parameters
    ----------
    entry : Entry
    value : Value
        Its number.
    readings : mapping of str to Interval
        By name, in base units.
    """
    printed = Printed.of(value)
    failing = tuple(
        name for name, at in readings.items() if printed.tests(at) and not printed.agrees(at)
    )
    entry = replace(entry, under=(*entry.under, *_named(readings)))
    if not failing or entry.verdict.group not in (Group.HOLDS, Group.HOLDS_WITH_CAVEAT):
        return entry
    return replace(
        entry,
        verdict=Verdict.TRACED_WITH_CAVEAT,
        condition=Condition(ConditionKind.FAILS_WITH, failing),
        note=SEPARATOR.join(filter(None, [str(entry.condition or ""), entry.note])),
    )


def _named(readings: Mapping[str, Interval]) -> tuple[Reading, ...]:
    return tuple(
        Reading(name, ledger_number(each.low), ledger_number(each.high))
        for name, each in readings.items()
    )


def judge(
    claim: Claim,
    value: Value,
    recomputed: Interval,
    *,
    vintages: Mapping[str, Interval] | None = None,
    alternatives: Mapping[str, Interval] | None = None,
    part: Part | None = None,
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
        The same on other readings, as for :func:`compare`.
    part : Part, optional
        The part of the claim that was tested, where that is not the whole.
    note : str
        How to read the result.
    """
    printed = Printed.of(value)
    outcome, condition = compare(recomputed, printed, vintages, alternatives)
    itself = claim.tests_against_itself(value)
    basis = Basis.REPORT if itself else Basis.STATISTICS
    firmness = margin(
        recomputed,
        printed.ends,
        printed.step,
        lambda at: compare(at, printed, vintages, alternatives)[0],
    )
    readings = {**(vintages or {}), **(alternatives or {})}
    entry = Entry(
        claim.id,
        value.name,
        str(value),
        verdict_of(outcome, basis),
        recomputed_low=ledger_number(recomputed.low),
        recomputed_high=ledger_number(recomputed.high),
        evidence=(() if itself else claim.evidence) or (OWN_NUMBERS,),
        note=note,
        margin_percent=round(firmness.percent, 4),
        margin_digits=round(firmness.steps, 4),
        under=_named(readings),
        condition=condition,
        basis=basis,
        width=round(printed.width(recomputed), 4) or None,
    )
    return entry.tested_in_part(part) if part else entry

"""The margin: the least change of the evidence that would turn the verdict."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core.firmness import Margin, margin
from rederive.core.judging import Printed, compare
from rederive.core.numerals import Interval, claimed, expected, parse_numeral, point

INF = math.inf
STEP = Fraction(1, 10)


def printed(numeral: str, hedge: str = "exact") -> Printed:
    return Printed(claimed(numeral, hedge), expected(numeral, hedge), parse_numeral(numeral)[1])


def outcome(at: Interval, number: Printed, readings: dict[str, Interval] | None = None):
    return compare(at, number, alternatives=readings)[0]


def found(value, number: Printed, readings: dict[str, Interval] | None = None) -> Margin:
    return margin(point(value), number.ends, number.step, lambda at: outcome(at, number, readings))


@pytest.mark.parametrize(
    ("value", "numeral", "hedge", "percent", "steps"),
    [
        (Fraction("15.40"), "15.4", "exact", 100 * 0.05 / 15.4, 0.5),
        (Fraction("15.44"), "15.4", "exact", 100 * 0.01 / 15.44, 0.1),
        (Fraction("15.95"), "15.4", "exact", 100 * 0.5 / 15.95, 5),
        (20, "30", "over", 50, 10),
        (0, "0", "exact", INF, 0.5),
        (Interval(-INF, INF), "30", "over", INF, INF),
        # from 31 to 40 the evidence is on one side of the bound; one down, and it tests nothing
        (Interval(Fraction(31), Fraction(34)), "30", "over", 100 / 32.5, 1),
        (5e-324, "4.8", "exact", INF, 47.5),
    ],
)
def test_the_least_change_that_turns_the_verdict(value, numeral, hedge, percent, steps):
    result = found(value, printed(numeral, hedge))
    assert result.percent == pytest.approx(percent)
    assert result.steps == pytest.approx(steps)


def test_what_is_more_than_expected_is_told_before_what_fails():
    number = printed("30", "over")
    far = number.expected.high
    assert outcome(point(far - 1), number) != outcome(point(far + 1), number)
    assert found(far - 1, number).steps == 1


def test_a_reading_that_fails_already_turns_nothing_again():
    number = printed("30", "over")
    fails = {"another definition": point(10)}
    far = number.expected.high
    assert found(far - 1, number, fails).steps == far - 1 - 30


# --- laws ---

NUMBERS = st.fractions(-1000, 1000, max_denominator=1000)
WIDTHS = st.fractions(0, 100, max_denominator=100)
PRINTED = st.builds(
    lambda n, hedge: printed(f"{n / 10:.1f}", hedge),
    st.integers(0, 9999),
    st.sampled_from(["exact", "about", "over", "nearly", "at_most", "under", "at_least"]),
)


@given(NUMBERS, WIDTHS, PRINTED)
def test_no_shift_within_the_margin_turns_the_verdict(low, width, number):
    value = Interval(low, low + width)
    steps = found(value, number).steps
    if math.isinf(steps):
        return
    inside = Fraction(999, 1000) * Fraction(steps) * STEP
    for by in (inside, -inside):
        assert outcome(Interval(low + by, low + width + by), number) == outcome(value, number)


@given(NUMBERS, WIDTHS, PRINTED)
def test_a_shift_beyond_the_margin_turns_it_in_one_direction(low, width, number):
    value = Interval(low, low + width)
    steps = found(value, number).steps
    if math.isfinite(steps):
        near = Fraction(steps) * STEP
        shifts = [sign * (near + more) for sign in (1, -1) for more in (0, Fraction(1, 10**6))]
        moved = [outcome(Interval(low + by, low + width + by), number) for by in shifts]
        assert any(each != outcome(value, number) for each in moved)


@given(NUMBERS, WIDTHS, PRINTED)
def test_agreement_that_no_shift_turns_would_claim_nothing(low, width, number):
    """Every number with an end can be failed by some shift."""
    assert math.isfinite(found(Interval(low, low + width), number).steps)

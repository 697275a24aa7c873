"""One recomputed value, one expected verdict each."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core.entries import ConditionKind
from rederive.core.judging import agrees, from_data, from_report, gap, margin
from rederive.core.numerals import Interval, claimed, expected, point
from rederive.core.verdicts import Verdict, worst

INF = math.inf
BEYOND = ConditionKind.FAR_BEYOND.value


def data(value, numeral, hedge="exact", **others) -> tuple[str, str]:
    """Verdict on a numeral from a recomputed number and the same under other choices."""
    choices = {
        kind: {name: point(number) for name, number in numbers.items()}
        for kind, numbers in others.items()
    }
    return told(
        from_data(point(value), claimed(numeral, hedge), expected(numeral, hedge), **choices)
    )


def told(judged) -> tuple[str, str]:
    """A verdict and its condition as words."""
    verdict, condition = judged
    return verdict.value, str(condition or "")


@pytest.mark.parametrize(
    ("value", "numeral", "hedge", "verdict", "why"),
    [
        # rounding
        (15.37, "15.4", "exact", "reproduced", ""),
        (Fraction("15.35"), "15.4", "exact", "reproduced", ""),
        (Fraction("15.45"), "15.4", "exact", "not-reproduced", ""),
        (15.46, "15.4", "exact", "not-reproduced", ""),
        (-0.149, "-0.15", "exact", "reproduced", ""),
        # a range agrees where it meets the claim
        (Interval(Fraction(15), Fraction("15.36")), "15.4", "exact", "reproduced", ""),
        (Interval(Fraction(14), Fraction(15)), "15.4", "exact", "not-reproduced", ""),
        # hedges
        (29.9, "30", "over", "not-reproduced", ""),
        (30, "30", "over", "not-reproduced", ""),
        (34, "30", "over", "reproduced", ""),
        (41, "30", "over", "reproduced-with-caveat", BEYOND),
        (95, "95", "at_least", "reproduced", ""),
        (99, "95", "at_least", "reproduced", ""),
        (94.9, "95", "at_least", "not-reproduced", ""),
        (2.4, "3", "at_most", "reproduced", ""),
        (19.9, "20", "under", "reproduced", ""),
        (20, "20", "under", "not-reproduced", ""),
        (4.79, "4.8", "nearly", "reproduced", ""),
        (4.8, "4.8", "nearly", "not-reproduced", ""),
        (4.6, "4.8", "nearly", "not-reproduced", ""),
        (7.42, "7.5", "about", "reproduced", ""),
        (7.39, "7.5", "about", "not-reproduced", ""),
        # directions and comparisons: however far beyond, no caveat
        (1e9, "0", "over", "reproduced", ""),
        (-0.1, "0", "over", "not-reproduced", ""),
        (1.7, "1", "over", "reproduced", ""),
    ],
)
def test_a_number_from_data(value, numeral, hedge, verdict, why):
    assert data(value, numeral, hedge) == (verdict, why)


@pytest.mark.parametrize(
    ("value", "vintages", "alternatives", "verdict", "why"),
    [
        (15.4, {"2024": 15.4}, {}, "reproduced", ""),
        (
            15.4,
            {"2024": 15.9},
            {},
            "reproduced-with-caveat",
            "does not hold with 2024",
        ),
        (15.9, {"2024": 15.4}, {}, "reproduced-with-caveat", "holds only with 2024"),
        (
            15.9,
            {"2023": 15.4, "2024": 15.41, "2025": 16},
            {},
            "reproduced-with-caveat",
            "holds only with 2023 or 2024",
        ),
        (
            15.9,
            {"2024": 16},
            {"all firms": 15.4},
            "reproduced-with-caveat",
            "holds only for all firms",
        ),
        (15.9, {"2024": 16}, {"all firms": 17}, "not-reproduced", ""),
        (15.4, {}, {"all firms": 17}, "reproduced", ""),
    ],
)
def test_vintages_and_other_definitions_make_caveats(value, vintages, alternatives, verdict, why):
    assert data(value, "15.4", vintages=vintages, alternatives=alternatives) == (verdict, why)


@pytest.mark.parametrize(
    ("value", "numeral", "hedge", "verdict", "why"),
    [
        (715, "745", "exact", "contradicted", ""),
        (745, "745", "exact", "consistent", ""),
        (Interval(Fraction("76.3"), Fraction("80.6")), "74.7", "over", "consistent", BEYOND),
        (Interval(Fraction("74.6"), Fraction("80.6")), "74.7", "over", "consistent", ""),
        (Interval(Fraction("70"), Fraction("74.7")), "74.7", "over", "contradicted", ""),
    ],
)
def test_a_number_from_the_reports_own_numbers(value, numeral, hedge, verdict, why):
    judged = from_report(point(value), claimed(numeral, hedge), expected(numeral, hedge))
    assert told(judged) == (verdict, why)


@pytest.mark.parametrize(
    ("several", "verdict"),
    [
        (["reproduced"], "reproduced"),
        (["reproduced", "reproduced-with-caveat"], "reproduced-with-caveat"),
        (["consistent", "traced"], "traced"),
        (["traced", "untraced"], "untraced"),
        (["untraced", "pending"], "pending"),
        (["pending", "not-reproduced"], "not-reproduced"),
        (["not-reproduced", "contradicted", "reproduced"], "contradicted"),
        (["normative", "reproduced"], "reproduced"),
    ],
)
def test_a_claim_gets_the_worst_verdict_of_its_numbers(several, verdict):
    found = [Verdict(each) for each in several]
    assert worst(found) is worst(found[::-1]) is Verdict(verdict)


def test_every_verdict_has_its_place():
    assert sorted(verdict.rank for verdict in Verdict) == list(range(len(Verdict)))
    assert worst(Verdict) is Verdict.CONTRADICTED
    assert all(worst([verdict, Verdict.NORMATIVE]) is verdict for verdict in Verdict)


@pytest.mark.parametrize(
    ("value", "numeral", "hedge", "steps"),
    [
        (15.4, "15.4", "exact", 0),
        (Fraction("15.65"), "15.4", "exact", 2),
        (Fraction("15.15"), "15.4", "exact", -2),
        (Fraction("15.45"), "15.4", "exact", 0),  # at the open end: disagrees by nothing
        (25, "30", "over", -5),
        (1e9, "30", "over", 0),
        (Interval(Fraction(16), Fraction(17)), "15.4", "exact", 5.5),
    ],
)
def test_the_gap_counts_units_of_the_last_digit(value, numeral, hedge, steps):
    interval = claimed(numeral, hedge)
    step = float(Fraction("0.1") if "." in numeral else 1)
    assert gap(point(value), interval, step) == pytest.approx(steps)


@pytest.mark.parametrize(
    ("value", "numeral", "hedge", "percent", "steps"),
    [
        (Fraction("15.40"), "15.4", "exact", 100 * 0.05 / 15.4, 0.5),
        (Fraction("15.44"), "15.4", "exact", 100 * 0.01 / 15.44, 0.1),
        (Fraction("15.95"), "15.4", "exact", 100 * 0.5 / 15.95, 5),
        (40, "30", "over", 25, 10),
        (20, "30", "over", 50, 10),
        (Interval(Fraction(35), Fraction(45)), "30", "over", 37.5, 15),
        (0, "0", "exact", INF, 0.5),
        (Interval(-INF, INF), "30", "over", INF, INF),
    ],
)
def test_the_margin_is_the_least_shift_that_flips_agreement(value, numeral, hedge, percent, steps):
    step = float(Fraction("0.1") if "." in numeral else 1)
    found = margin(point(value), claimed(numeral, hedge), step)
    assert found.percent == pytest.approx(percent)
    assert found.steps == pytest.approx(steps)


# --- laws ---

NUMBERS = st.fractions(-1000, 1000, max_denominator=1000)
WIDTHS = st.fractions(0, 100, max_denominator=100)
CLAIMS = st.builds(
    lambda n, hedge: claimed(f"{n / 10:.1f}", hedge),
    st.integers(0, 9999),
    st.sampled_from(["exact", "about", "over", "nearly", "at_most", "under"]),
)


@given(NUMBERS, WIDTHS, WIDTHS, CLAIMS)
def test_a_wider_range_never_turns_agreement_into_disagreement(low, width, more, claim):
    if agrees(Interval(low, low + width), claim):
        assert agrees(Interval(low - more, low + width + more), claim)


@given(NUMBERS, WIDTHS, CLAIMS)
def test_no_shift_within_the_margin_flips_agreement(low, width, claim):
    value = Interval(low, low + width)
    steps = margin(value, claim, 1.0).steps
    if math.isinf(steps):
        return
    inside = Fraction(999, 1000) * Fraction(steps)
    for by in (inside, -inside):
        shifted = Interval(low + by, low + width + by)
        assert agrees(shifted, claim) is agrees(value, claim)


@given(NUMBERS, WIDTHS, CLAIMS)
def test_a_shift_beyond_the_margin_ends_agreement_on_one_side(low, width, claim):
    value = Interval(low, low + width)
    steps = margin(value, claim, 1.0).steps
    if agrees(value, claim) and math.isfinite(steps):
        beyond = Fraction(steps) * Fraction(1001, 1000) + Fraction(1, 10**6)
        shifted = [Interval(low + by, low + width + by) for by in (beyond, -beyond)]
        assert not all(agrees(one, claim) for one in shifted)


@given(NUMBERS, WIDTHS, CLAIMS)
def test_the_gap_is_nothing_where_they_agree_and_has_the_sign_of_the_side(low, width, claim):
    value = Interval(low, low + width)
    distance = gap(value, claim, 1.0)
    if agrees(value, claim):
        assert distance == 0
    elif value.low >= claim.high:
        assert distance >= 0
    else:
        assert distance <= 0

"""One recomputed value, one expected verdict each."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import iv

from rederive.core.entries import ConditionKind
from rederive.core.judging import COARSE, Printed, agrees, compare, gap
from rederive.core.numerals import (
    HEDGES,
    Interval,
    claimed,
    exact,
    expected,
    parse_numeral,
    point,
    product,
)
from rederive.core.verdicts import Basis, Outcome, Verdict, verdict_of, worst

INF = math.inf
BEYOND = ConditionKind.FAR_BEYOND.value


def step_of(numeral: str) -> Fraction:
    return parse_numeral(numeral)[1]


def data(value, numeral, hedge="exact", **others) -> tuple[str, str]:
    """Verdict on a numeral from a recomputed number and the same under other choices."""
    choices = {
        kind: {name: point(number) for name, number in numbers.items()}
        for kind, numbers in others.items()
    }
    return told(compare(point(value), printed(numeral, hedge), **choices), Basis.STATISTICS)


def printed(numeral: str, hedge: str = "exact") -> Printed:
    """A numeral as it is judged."""
    return Printed(claimed(numeral, hedge), expected(numeral, hedge), step_of(numeral))


def told(compared, basis: Basis) -> tuple[str, str]:
    """A verdict and its condition as words."""
    outcome, condition = compared
    return verdict_of(outcome, basis).value, str(condition or "")


@pytest.mark.parametrize(
    ("value", "numeral", "hedge", "verdict", "why"),
    [
        # rounding
        (15.37, "15.4", "exact", "reproduced", ""),
        (Fraction("15.35"), "15.4", "exact", "reproduced", ""),
        (Fraction("15.45"), "15.4", "exact", "reproduced", ""),
        (Fraction("15.45"), "15.5", "exact", "reproduced", ""),
        (Fraction("15.55"), "15.5", "exact", "not-reproduced", ""),
        # what is exact on paper agrees in floats, and stays outside an open end
        (0.7 + 0.1, "0.8", "at_least", "reproduced", ""),
        (0.7 + 0.1, "0.8", "over", "not-reproduced", ""),
        (0.1 + 0.2, "0.3", "over", "not-reproduced", ""),
        (0.1 + 0.2, "0.3", "at_most", "reproduced", ""),
        (point(iv.mpf("0.7") + iv.mpf("0.1")), "0.8", "over", "not-reproduced", ""),
        (0.3 - 0.2 - 0.1, "0", "over", "not-reproduced", ""),
        (0.3 - 0.2 - 0.1, "0", "under", "not-reproduced", ""),
        (15.46, "15.4", "exact", "not-reproduced", ""),
        (-0.149, "-0.15", "exact", "reproduced", ""),
        # a range agrees where it meets the claim
        (Interval(Fraction("15.2"), Fraction("15.36")), "15.4", "exact", "reproduced", ""),
        (Interval(Fraction(14), Fraction(15)), "15.4", "exact", "not-reproduced", ""),
        # hedges
        (29.9, "30", "over", "not-reproduced", ""),
        (30, "30", "over", "not-reproduced", ""),
        (34, "30", "over", "reproduced", ""),
        (41, "30", "over", "reproduced-with-caveat", BEYOND),
        (95, "95", "at_least", "reproduced", ""),
        (99, "95", "at_least", "reproduced-with-caveat", BEYOND),
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
        (15.9, {"2024": 15.4}, {}, "holds-otherwise", "holds only with 2024"),
        (
            15.9,
            {"2023": 15.4, "2024": 15.41, "2025": 16},
            {},
            "holds-otherwise",
            "holds only with 2023 or 2024",
        ),
        (15.9, {"2024": 16}, {"all firms": 15.4}, "holds-otherwise", "holds only for all firms"),
        (15.9, {"2024": 16}, {"all firms": 17}, "not-reproduced", ""),
        (15.4, {}, {"all firms": 17}, "reproduced-with-caveat", "does not hold with all firms"),
        (15.4, {"2024": 15.4}, {"all firms": 15.38}, "reproduced", ""),
        # a reading too coarse to test the number counts for nothing, on either side
        (15.9, {}, {"all firms": Interval(10, 20)}, "not-reproduced", ""),
        (15.4, {}, {"all firms": Interval(10, 20)}, "reproduced", ""),
    ],
)
def test_vintages_and_other_definitions_make_caveats(value, vintages, alternatives, verdict, why):
    assert data(value, "15.4", vintages=vintages, alternatives=alternatives) == (verdict, why)


@pytest.mark.parametrize(
    ("value", "numeral", "hedge", "verdict", "why"),
    [
        (715, "745", "exact", "contradicted", ""),
        (745, "745", "exact", "consistent", ""),
        (
            Interval(Fraction("76.3"), Fraction("80.6")),
            "74.7",
            "over",
            "consistent-with-caveat",
            BEYOND,
        ),
        (
            Interval(Fraction("74.6"), Fraction("80.6")),
            "74.7",
            "over",
            "compatible",
            "compared with what is printed, the evidence is 60 times as wide",
        ),
        (Interval(Fraction("70"), Fraction("74.7")), "74.7", "over", "contradicted", ""),
    ],
)
def test_a_number_from_the_reports_own_numbers(value, numeral, hedge, verdict, why):
    assert told(compare(point(value), printed(numeral, hedge)), Basis.REPORT) == (verdict, why)


OTHER_READINGS = {
    Outcome.AGREES: (15.4, {}),
    Outcome.WITH_CAVEAT: (15.4, {"today": 15.9}),
    Outcome.OTHERWISE: (15.9, {"today": 15.4}),
    Outcome.FAILS: (15.9, {"today": 15.9}),
    Outcome.TOO_COARSE: (Interval(Fraction("15.3"), Fraction("15.7")), {}),
}


@pytest.mark.parametrize(
    ("outcome", "statistics", "another_print", "report"),
    [
        (Outcome.AGREES, "reproduced", "traced", "consistent"),
        (
            Outcome.WITH_CAVEAT,
            "reproduced-with-caveat",
            "traced-with-caveat",
            "consistent-with-caveat",
        ),
        (Outcome.OTHERWISE, "holds-otherwise", "holds-otherwise", "holds-otherwise"),
        (Outcome.FAILS, "not-reproduced", "not-reproduced", "contradicted"),
        (Outcome.TOO_COARSE, "compatible", "compatible", "compatible"),
    ],
)
def test_each_outcome_has_its_word_for_each_kind_of_evidence(
    outcome, statistics, another_print, report
):
    main, others = OTHER_READINGS[outcome]
    readings = {name: point(value) for name, value in others.items()}
    assert compare(point(main), printed("15.4"), readings)[0] is outcome
    words = [verdict_of(outcome, basis).value for basis in Basis]
    assert words == [statistics, another_print, report]


@pytest.mark.parametrize(
    ("low", "high", "numeral", "hedge", "outcome"),
    [
        ("15.35", "15.55", "15.4", "exact", Outcome.AGREES),  # twice as wide as 15.4
        ("15.35", "15.56", "15.4", "exact", Outcome.TOO_COARSE),
        ("15.5", "16", "15.4", "exact", Outcome.FAILS),  # wide, and elsewhere
        ("700", "800", "745", "exact", Outcome.TOO_COARSE),
        # within a bound any width tests it; on both sides of it none does
        ("1827", "2144", "1800", "at_least", Outcome.AGREES),
        ("29", "56", "50", "at_least", Outcome.TOO_COARSE),
        ("-0.1", "0.1", "0", "over", Outcome.TOO_COARSE),
        ("0.1", "9", "0", "over", Outcome.AGREES),
    ],
)
def test_evidence_much_wider_than_the_print_tests_nothing(low, high, numeral, hedge, outcome):
    found = compare(Interval(Fraction(low), Fraction(high)), printed(numeral, hedge))
    assert found[0] is outcome


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
    ranks = sorted(verdict.rank for verdict in Verdict)
    assert ranks == list(range(len(Verdict))), "number the ranks from 0 without gaps"
    assert worst(Verdict) is Verdict.CONTRADICTED
    last = max(Verdict, key=lambda verdict: verdict.rank)
    assert last is Verdict.NORMATIVE, "a claim with anything to test never counts as normative"


@pytest.mark.parametrize(
    ("value", "numeral", "hedge", "steps"),
    [
        (15.4, "15.4", "exact", 0),
        (Fraction("15.65"), "15.4", "exact", 2),
        (Fraction("15.15"), "15.4", "exact", -2),
        (Fraction("15.55"), "15.5", "exact", 0),  # at the open end: disagrees by nothing
        (25, "30", "over", -5),
        (1e9, "30", "over", 0),
        (Interval(Fraction(16), Fraction(17)), "15.4", "exact", 5.5),
    ],
)
def test_the_gap_counts_units_of_the_last_digit(value, numeral, hedge, steps):
    interval = claimed(numeral, hedge)
    assert gap(point(value), interval, step_of(numeral)) == pytest.approx(steps)


# --- laws ---

STEP = Fraction(1, 10)
NUMBERS = st.fractions(-1000, 1000, max_denominator=1000)
WIDTHS = st.fractions(0, 100, max_denominator=100)
CLAIMS = st.builds(
    lambda n, hedge: claimed(f"{n / 10:.1f}", hedge),
    st.integers(0, 9999),
    st.sampled_from(["exact", "about", "over", "nearly", "at_most", "under"]),
)


@given(
    st.integers(0, 2**63 - 1),
    st.integers(0, 10**12),
    st.sampled_from([np.int8, np.uint8, np.int32, np.int64, np.uint64]),
)
def test_a_whole_number_of_numpy_is_judged_as_that_of_python(number, printed, kind):
    """NumPy's overflow, in silence: half of the wrong numbers above 10**7 came out as right."""
    number %= np.iinfo(kind).max
    given_as = [point(each) for each in (number, kind(number))]
    claim, step = claimed(str(printed)), step_of(str(printed))
    one, other = [(agrees(each, claim, step), gap(each, claim, step)) for each in given_as]
    assert one == other


@pytest.mark.parametrize("number", [5e-324, -1e-310])
def test_a_value_near_zero_is_judged(number):
    claim = claimed("4.8")
    assert not agrees(point(number), claim, Fraction(1, 10))


@given(NUMBERS, WIDTHS, WIDTHS, CLAIMS)
def test_a_wider_range_never_turns_agreement_into_disagreement(low, width, more, claim):
    if agrees(Interval(low, low + width), claim, STEP):
        assert agrees(Interval(low - more, low + width + more), claim, STEP)


@given(NUMBERS, WIDTHS, CLAIMS)
def test_the_gap_is_nothing_where_they_agree_and_has_the_sign_of_the_side(low, width, claim):
    value = Interval(low, low + width)
    distance = gap(value, claim, STEP)
    if agrees(value, claim, STEP):
        assert distance == 0
    elif value.low >= claim.high:
        assert distance >= 0
    else:
        assert distance <= 0


PRINTS = st.builds(
    lambda n, hedge: printed(f"{n / 10:.1f}", hedge),
    st.integers(0, 9999),
    st.sampled_from(["exact", "about", "over", "nearly", "at_most", "under"]),
)
RANGES = st.builds(lambda low, width: Interval(low, low + width), NUMBERS, WIDTHS)
READINGS = st.dictionaries(st.sampled_from("abc"), RANGES, max_size=3)


def near(print_: Printed, by: Fraction, width: Fraction) -> Interval:
    """A range at a distance from an end of what is printed, so that many agree."""
    end = print_.claimed.low if not math.isinf(print_.claimed.low) else print_.claimed.high
    return Interval(end + by, end + by + width)


CLOSE = st.fractions(-2, 2, max_denominator=40)
NARROW = st.fractions(0, 1, max_denominator=40)


def rank(value: Interval, print_: Printed, readings: dict[str, Interval], basis: Basis) -> int:
    return verdict_of(compare(value, print_, readings)[0], basis).rank


@given(PRINTS, CLOSE, NARROW, CLOSE, NARROW, READINGS, st.sampled_from(Basis))
def test_an_agreeing_reading_never_makes_a_verdict_worse(one, by, w, by2, w2, readings, basis):
    value, more = near(one, by, w), near(one, by2, w2)
    assume(one.agrees(more))
    assert rank(value, one, {**readings, "more": more}, basis) >= rank(value, one, readings, basis)


@given(PRINTS, CLOSE, NARROW, CLOSE, NARROW, READINGS, st.sampled_from(Basis))
def test_a_failing_reading_never_makes_a_verdict_better(one, by, w, by2, w2, readings, basis):
    value, more = near(one, by, w), near(one, by2, w2)
    assume(not one.agrees(more))
    assert rank(value, one, {**readings, "more": more}, basis) <= rank(value, one, readings, basis)


@given(PRINTS, CLOSE, NARROW, NARROW, NARROW, st.sampled_from(Basis))
def test_a_stricter_print_never_gets_a_better_verdict(one, by, w, cut_low, cut_high, basis):
    """If what is printed allows less, the same evidence cannot speak better of it."""
    low, high = one.expected.low, one.expected.high
    assume(not math.isinf(low) and not math.isinf(high) and low + cut_low < high - cut_high)
    strict = Interval(low + cut_low, high - cut_high, False, False)
    wide, narrow = (Printed(each, each, one.step) for each in (one.expected, strict))
    value = near(one, by, w)
    assert rank(value, narrow, {}, basis) <= rank(value, wide, {}, basis)


@given(PRINTS, CLOSE, NARROW, st.fractions(0, 5, max_denominator=20), st.sampled_from(Basis))
def test_vaguer_evidence_never_gets_an_agreeing_word_again(one, by, w, more, basis):
    """Once too coarse, evidence does not begin to test the number by growing wider."""
    value = near(one, by, w)
    wider = Interval(value.low - more, value.high + more)
    if compare(value, one)[0] is Outcome.TOO_COARSE:
        assert compare(wider, one)[0] is Outcome.TOO_COARSE
    if compare(wider, one)[0] in (Outcome.AGREES, Outcome.WITH_CAVEAT):
        assert one.width(wider) <= COARSE


@given(PRINTS, CLOSE, NARROW, READINGS)
def test_the_order_of_readings_does_not_matter(one, by, w, readings):
    value = near(one, by, w)
    backwards = dict(reversed(readings.items()))
    assert compare(value, one, readings)[0] is compare(value, one, backwards)[0]
    assert compare(value, one, readings)[0] is compare(value, one, None, readings)[0]


# --- exactness ---

DIGITS = st.integers(0, 4)
FIGURES = st.builds(
    lambda size, decimals: Decimal(size).scaleb(-decimals), st.integers(-(10**9), 10**9), DIGITS
)
PLAIN_HEDGES = [hedge for hedge in HEDGES if hedge != "several"]


@given(FIGURES, st.sampled_from([1, 10**4, 10**8, 10**12]), st.booleans())
def test_a_number_never_fails_against_its_own_value(figure, factor, countable):
    numeral = f"{figure:f}"
    claim = claimed(numeral, countable=countable).scaled(factor)
    step = step_of(numeral) * factor
    for value in (
        Fraction(figure) * factor,
        product(float(figure), factor),
        float(figure) * factor,
    ):
        assert agrees(point(value), claim, step)
        assert gap(point(value), claim, step) == 0


@given(st.text("0123456789", min_size=1, max_size=18), st.integers(0, 18), st.booleans())
def test_a_longest_numeral_never_fails_against_the_float_it_becomes(digits, point_at, countable):
    assume(digits[0] != "0" and point_at > 0)
    numeral = digits[:point_at] + ("." + digits[point_at:] if digits[point_at:] else "")
    assume(len(digits) <= 15)  # so many digits a float keeps
    claim = claimed(numeral, countable=countable)
    assert agrees(point(float(numeral)), claim, step_of(numeral))


@given(
    st.lists(FIGURES, min_size=1, max_size=40),
    st.sampled_from(PLAIN_HEDGES),
    st.sampled_from([1, 10**4, 10**8]),
)
def test_a_sum_of_floats_is_judged_as_the_exact_sum(figures, hedge, factor):
    total = sum(figures)
    assume(sum(map(abs, figures)) <= 100 * abs(total))  # no more is cancelled
    assume(abs(total) <= 10**9 * step_of(f"{total:f}"))  # else a float leaves too few digits
    numeral, step = f"{total:f}", step_of(f"{total:f}") * factor
    claim = claimed(numeral, hedge).scaled(factor)
    summed = sum(float(figure) * factor for figure in figures)
    assert agrees(point(summed), claim, step) is agrees(point(total * factor), claim, step)


@given(FIGURES, FIGURES, st.sampled_from(PLAIN_HEDGES))
def test_a_product_of_floats_is_judged_as_the_exact_product(one, other, hedge):
    product_ = Fraction(one) * Fraction(other)
    numeral = f"{Decimal(product_.numerator) / Decimal(product_.denominator):f}"
    claim, step = claimed(numeral, hedge), step_of(numeral)
    found = point(float(one) * float(other))
    assume(abs(product_) <= 10**12 * step)  # beyond, a float leaves too few digits
    assert agrees(found, claim, step) is agrees(point(product_), claim, step)


@given(st.integers(1, 10**15), DIGITS, st.sampled_from([-1, 1]), st.sampled_from([1, 10**8]))
def test_one_unit_of_the_last_digit_is_never_hidden(size, decimals, side, factor):
    figure = Decimal(size).scaleb(-decimals)
    numeral, step = f"{figure:f}", step_of(f"{figure:f}") * factor
    value = point(Fraction(figure) * factor + side * step)
    for countable in (False, True):
        assert not agrees(value, claimed(numeral, countable=countable).scaled(factor), step)
    bound = "at_least" if side < 0 else "at_most"
    assert not agrees(value, claimed(numeral, bound).scaled(factor), step)
    strict = "over" if side > 0 else "under"
    assert agrees(value, claimed(numeral, strict).scaled(factor), step)


@given(FIGURES)
def test_a_thousandth_of_a_unit_beyond_an_end_is_seen(figure):
    numeral = f"{figure:f}"
    claim, step = claimed(numeral), step_of(numeral)
    beyond = step / 999
    assert not agrees(point(claim.high + beyond), claim, step)
    assert not agrees(point(claim.low - beyond), claim, step)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_stands_for_the_decimal_it_prints_as(number):
    assert exact(number) == Fraction(Decimal(repr(number)))
    assert float(exact(number)) == number


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["over", "at_least"]))
def test_evidence_on_both_sides_of_a_bound_does_not_test_it(below, above, hedge):
    """However narrow it is: the sentence may be false."""
    value = Fraction(2 * 10**7)
    printed = Printed(claimed("2", hedge).scaled(10**7), expected("2", hedge).scaled(10**7), 10**7)
    outcome, condition = compare(Interval(value - below, value + above), printed)
    assert outcome is Outcome.TOO_COARSE
    assert "both sides of a bound" in str(condition)

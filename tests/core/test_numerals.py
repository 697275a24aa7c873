"""One printed number, one expected interval: grouped by what may be misread."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import iv

from rederive.core import numerals
from rederive.core.numerals import HEDGES, Interval, claimed, expected, parse_numeral, point
from rederive.core.scales import FAMILIES, SCALE_WORDS, SCALES, mistaken_for

INF = math.inf


def between(text: str) -> Interval:
    """An interval written as in a textbook: ``[15.35, 15.45)``."""
    low, high = (
        number if math.isinf(float(number)) else Fraction(number)
        for number in (part.strip() for part in text[1:-1].split(","))
    )
    low, high = (float(end) if isinstance(end, str) else end for end in (low, high))
    return Interval(low, high, text[0] == "[", text[-1] == "]")


@pytest.mark.parametrize(
    ("numeral", "value", "step"),
    [
        ("7", 7, 1),
        ("15.4", "15.4", "0.1"),
        ("2.90", "2.9", "0.01"),
        ("1,345.92", "1345.92", "0.01"),
        ("12,345,678", 12345678, 1),
        ("134592", 134592, 1),
        ("0", 0, 1),
        ("0.8", "0.8", "0.1"),
        ("-0.15", "-0.15", "0.01"),
    ],
)
def test_a_numeral_is_read_with_the_unit_of_its_last_digit(numeral, value, step):
    assert parse_numeral(numeral) == (Fraction(value), Fraction(step))


@pytest.mark.parametrize(
    "numeral",
    [
        "",
        "-",
        "1,23",
        "1,2345",
        ",5",
        "5.",
        ".5",
        "1e3",
        "五",
        "10 00",
        "1 00 000",
        "1,000 000",
        "一",
        "3-5",
        "\u20145",
        "5−",
        "−-1",
        "²",
        "--1",
        "1.2.3",
        "inf",
    ],
)
def test_what_is_no_numeral_is_refused(numeral):
    with pytest.raises(ValueError, match="cannot read the numeral"):
        parse_numeral(numeral)


@pytest.mark.parametrize(
    ("numeral", "hedge", "interval"),
    [
        # half a unit of the last printed digit; half rounds up, or to the even digit
        ("36", "exact", "[35.5, 36.5]"),
        ("37", "exact", "[36.5, 37.5)"),
        ("38", "exact", "[37.5, 38.5]"),
        ("-36", "exact", "[-36.5, -35.5]"),
        ("-37", "exact", "(-37.5, -36.5]"),
        ("100", "exact", "[99.5, 100.5]"),
        # decimals
        ("15.4", "exact", "[15.35, 15.45]"),
        ("2.90", "exact", "[2.895, 2.905]"),
        ("7", "exact", "[6.5, 7.5)"),
        ("134592", "exact", "[134591.5, 134592.5]"),
        # edges
        ("0", "exact", "[-0.5, 0.5]"),
        ("-0.15", "exact", "(-0.155, -0.145]"),
        # about: one unit of the last digit that is no trailing zero, at most a tenth
        ("230", "about", "[220, 240]"),
        ("7.5", "about", "[7.4, 7.6]"),
        ("2.17", "about", "[2.16, 2.18]"),
        ("50", "about", "[45, 55]"),
        ("1500", "about", "[1400, 1600]"),
        ("5", "about", "[4.5, 5.5]"),
        ("20", "about", "[18, 22]"),
        # about: never narrower than rounding
        ("1", "about", "[0.5, 1.5]"),
        ("3", "about", "[2.5, 3.5]"),
        ("0", "about", "[-1, 1]"),
        # one-sided
        ("600", "over", "(600, inf)"),
        ("74.7", "over", "(74.7, inf)"),
        ("95", "at_least", "[95, inf)"),
        ("3", "at_most", "(-inf, 3]"),
        ("20", "under", "(-inf, 20)"),
        # nearly: below, by less than one step and less than a tenth
        ("4.8", "nearly", "[4.7, 4.8)"),
        ("1300", "nearly", "[1200, 1300)"),
        ("216", "nearly", "[215, 216)"),
        ("1", "nearly", "[0.9, 1)"),
        # words
        ("10", "several", "[20, 100)"),
        ("1", "ordinal", "[1, 1]"),
    ],
)
def test_what_a_printed_number_claims(numeral, hedge, interval):
    assert claimed(numeral, hedge) == between(interval)


@pytest.mark.parametrize(
    ("numeral", "hedge", "interval"),
    [
        ("116", "exact", "[116, 116]"),
        ("2500", "exact", "[2500, 2500]"),
        ("3.7", "exact", "[3.65, 3.75)"),
        ("50", "about", "[45, 55]"),
        ("600", "over", "(600, inf)"),
    ],
)
def test_a_bare_count_of_things_is_exact(numeral, hedge, interval):
    assert claimed(numeral, hedge, countable=True) == between(interval)


@pytest.mark.parametrize(
    ("numeral", "interval"),
    [
        ("30", "(30, 40)"),
        ("600", "(600, 700)"),
        ("8100", "(8100, 8200)"),
        ("7.5", "(7.5, 7.6)"),
        ("2.0", "(2, 2.1)"),
        ("150", "(150, 160)"),
        ("0", "(0, inf)"),  # a direction: more than nothing
        ("1", "(1, 2)"),
    ],
)
def test_over_is_expected_to_end_at_the_next_step(numeral, interval):
    assert expected(numeral, "over") == between(interval)


@pytest.mark.parametrize(
    ("numeral", "hedge", "interval"),
    [
        ("7", "at_least", "[7, 8)"),
        ("95", "at_least", "[95, 96)"),
        ("50", "at_least", "[50, 60)"),
        ("20", "under", "(10, 20)"),
        ("0.8", "at_most", "(0.7, 0.8]"),
        ("0", "at_least", "[0, inf)"),
        ("0", "under", "(-inf, 0)"),
    ],
)
def test_every_bound_is_expected_to_end_at_the_next_step(numeral, hedge, interval):
    assert expected(numeral, hedge) == between(interval)


BOUNDS = {"over", "at_least", "at_most", "under"}


@pytest.mark.parametrize("hedge", [hedge for hedge in HEDGES if hedge not in BOUNDS])
def test_other_hedges_expect_what_they_claim(hedge):
    assert expected("37.5", hedge) == claimed("37.5", hedge)


@given(st.integers(1, 10**6), st.sampled_from(sorted(HEDGES)), st.sampled_from([0, 1, 2]))
def test_what_is_expected_is_always_true(digits, hedge, places):
    numeral = f"{Decimal(digits).scaleb(-places):f}"
    assert expected(numeral, hedge).within(claimed(numeral, hedge))


def test_an_unknown_hedge_is_refused_with_the_known_ones():
    with pytest.raises(
        ValueError, match="unknown hedge 'perhapsish': use one of exact, about, over"
    ):
        claimed("5", "perhapsish")


@pytest.mark.parametrize(
    ("scale", "interval"),
    [
        ("", "[8.285, 8.295)"),
        ("十", "[82.85, 82.95)"),
        ("千", "[8285, 8295)"),
        ("万", "[82850, 82950)"),
        ("百万", "[8285000, 8295000)"),
        ("亿", "[828500000, 829500000)"),
        ("万亿", "[8285000000000, 8295000000000)"),
    ],
)
def test_a_chinese_scale_multiplies_both_ends(scale, interval):
    assert claimed("8.29").scaled(SCALES[scale]) == between(interval)


def test_scales_are_what_they_are_called():
    words = {"ten": 10, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "": 1}
    words["trillion"] = 1e12
    for scale, factor in SCALES.items():
        number, _, word = SCALE_WORDS[scale].rpartition(" ")
        assert factor == int(number or 1) * words[word]


@given(st.sampled_from(list(SCALES)))
def test_a_scale_is_mistaken_for_others_of_its_own_writing(scale):
    others = set(mistaken_for(scale)) - {""}
    homes = [family for family in FAMILIES if scale in family] or FAMILIES
    assert any(others <= set(home) | set(FAMILIES[0]) for home in homes)


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [
        ("[1, 2)", [1, 1.5], [0.9, 2]),
        ("(1, 2]", [1.5, 2], [1, 2.1]),
        ("(-inf, 3]", [-1e300, 3], [3.1]),
        ("[3, 3]", [3, Fraction(3)], [2.999]),
    ],
)
def test_an_interval_holds_its_closed_ends_alone(interval, inside, outside):
    assert all(number in between(interval) for number in inside)
    assert not any(number in between(interval) for number in outside)


@pytest.mark.parametrize(
    ("one", "other", "overlap", "within"),
    [
        ("[1, 2]", "[2, 3]", True, False),
        ("[1, 2)", "[2, 3]", False, False),
        ("[1, 2]", "(2, 3]", False, False),
        ("[1, 3]", "[0, 9]", True, True),
        ("[0, 9]", "[1, 3]", True, False),
        ("(1, 3)", "[1, 3]", True, True),
        ("[1, 3]", "(1, 3)", True, False),
        ("(5, inf)", "(-inf, 6)", True, False),
        ("(5, inf)", "(5, inf)", True, True),
        ("[7, 7]", "[7, 7]", True, True),
    ],
)
def test_overlap_and_containment_heed_open_ends(one, other, overlap, within):
    assert between(one).overlaps(between(other)) is overlap
    assert between(other).overlaps(between(one)) is overlap
    assert between(one).within(between(other)) is within


@pytest.mark.parametrize(
    ("number", "low", "high"),
    [
        (3, 3, 3),
        (0.5, Fraction(1, 2), Fraction(1, 2)),
        (4.8, Fraction(48, 10), Fraction(48, 10)),
        (np.float64(15.45), Fraction("15.45"), Fraction("15.45")),
        (1e22, 10**22, 10**22),
        (10**17 + 1, 10**17 + 1, 10**17 + 1),
        (np.int64(10**17 + 1), 10**17 + 1, 10**17 + 1),
        (np.float64(0.25), Fraction(1, 4), Fraction(1, 4)),
        (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)),
        (iv.mpf([1, 2]), 1, 2),
        (iv.mpf([1, "inf"]), 1, INF),
        (Interval(Fraction(1), Fraction(2)), 1, 2),
        (Interval(0.1, np.float64(0.7)), Fraction(1, 10), Fraction(7, 10)),
        (Interval(0, INF), 0, INF),
        (Decimal("0.10000000000000000000000001"), Fraction(10**25 + 1, 10**26), None),
        (np.float32(0.1), Fraction(1, 10), Fraction(1, 10)),
    ],
)
def test_whatever_stands_for_a_number_becomes_an_interval(number, low, high):
    assert (point(number).low, point(number).high) == (low, low if high is None else high)


@pytest.mark.parametrize(
    "number", [math.nan, np.float64("nan"), iv.mpf("nan"), Decimal("nan"), Interval(math.nan, 1)]
)
def test_a_missing_number_is_refused(number):
    with pytest.raises(ValueError, match="missing"):
        point(number)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "'None' is not a number"),
        (pd.NA, "'<NA>' is not a number"),
        ("4.8", "'4.8' is not a number"),
        (pd.Series([4.8]), "is not a number"),
        (10**400, "too large"),
        (Interval(0, 10**400), "too large"),
        (Interval(5, 3), "from 5 to 3 runs backwards"),
    ],
    ids=repr,
)
def test_what_stands_for_no_number_is_refused_in_one_sentence(given, said):
    with pytest.raises(ValueError, match=said) as refused:
        point(given)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("sign", numerals.MINUS_SIGNS)
def test_every_kind_of_minus_is_read(sign):
    assert parse_numeral(f"{sign}1,234.5") == (Fraction("-1234.5"), Fraction(1, 10))


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("４５６", 456),
        ("１２.３", "12.3"),
        ("１２．３", "12.3"),
        ("１，０２４", 1024),
        ("－５", -5),
    ],
)
def test_full_width_numerals_are_read(numeral, value):
    assert numerals.in_digits(numeral)
    assert parse_numeral(numeral)[0] == Fraction(value)


def test_a_float_in_an_interval_counts_as_the_decimal_it_prints_as():
    assert 0.7 in claimed("0.7", "at_least")
    assert 0.7 not in claimed("0.7", "over")
    assert 8.29 in Interval(Fraction("8.29"), Fraction("8.29"))


def test_a_negative_number_is_not_several():
    with pytest.raises(ValueError, match="negative, which the hedge 'several' cannot be"):
        claimed("-3", "several")


# --- laws ---

DECIMALS = st.integers(0, 4)


def as_printed(number: Fraction, decimals: int) -> str:
    """A number rounded half away from zero, as statistical offices do, and printed."""
    size = math.floor(abs(number) * 10**decimals + Fraction(1, 2))
    sign = "-" if number < 0 and size else ""
    digits = f"{size:0{decimals + 1}d}"
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


@given(st.fractions(-(10**6), 10**6, max_denominator=10**6), DECIMALS)
def test_the_interval_of_a_number_contains_all_that_rounds_to_it(number, decimals):
    assert number in claimed(as_printed(number, decimals))


@given(st.fractions(Fraction(1, 100), 10**6, max_denominator=10**4), DECIMALS)
def test_what_does_not_round_to_a_number_is_outside_its_interval(number, decimals):
    assume(number * 10**decimals % 1 != Fraction(1, 2))  # a tie lies in two intervals
    numeral = as_printed(number, decimals)
    _, step = parse_numeral(numeral)
    assert number + step not in claimed(numeral)
    assert number - step not in claimed(numeral)


NUMERALS = st.builds(lambda n, d: as_printed(Fraction(n, 100), d), st.integers(0, 10**7), DECIMALS)


@given(NUMERALS)
def test_about_is_never_narrower_than_a_plain_number(numeral):
    assert claimed(numeral).within(claimed(numeral, "about"))


@given(NUMERALS)
def test_nearly_below_plain_and_over_above_never_meet(numeral):
    value, _ = parse_numeral(numeral)
    over, nearly = claimed(numeral, "over"), claimed(numeral, "nearly")
    assert not over.overlaps(nearly)
    assert value not in over
    assert value not in nearly


@given(NUMERALS, st.sampled_from(list(HEDGES)))
def test_what_is_expected_is_always_claimed(numeral, hedge):
    assert expected(numeral, hedge).within(claimed(numeral, hedge))


@given(NUMERALS, st.sampled_from(list(HEDGES)), *[st.sampled_from(list(SCALES.values()))] * 2)
def test_scaling_commutes(numeral, hedge, one, other):
    interval = claimed(numeral, hedge)
    assert interval.scaled(one).scaled(other) == interval.scaled(other).scaled(one)
    assert interval.scaled(one).scaled(other) == interval.scaled(one * other)


@given(NUMERALS, st.sampled_from(list(HEDGES)), st.sampled_from(list(SCALES.values())))
def test_scaling_back_gives_the_interval_back(numeral, hedge, factor):
    interval = claimed(numeral, hedge)
    assert interval.scaled(factor).scaled(Fraction(1, factor)) == interval


def test_a_sliver_below_the_reach_of_floats_widens_the_hull_no_more_than_a_wider_one():
    sliver = Interval(Fraction(28), Fraction(28) + Fraction(1, 54705794522404719))
    wider = Interval(Fraction(28), Fraction(28) + Fraction(1, 203247995060121))
    assert point(sliver.iv()).within(point(wider.iv()))


@given(NUMERALS, st.sampled_from(list(HEDGES)))
def test_the_hull_for_arithmetic_contains_the_interval(numeral, hedge):
    interval = claimed(numeral, hedge)
    assert interval.within(point(interval.iv()))


ENDS = st.fractions(-1000, 1000, max_denominator=997)
OPERATIONS = st.sampled_from(
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / b,
        lambda a, b: a**3 + b,
    ]
)


@given(ENDS, ENDS, st.fractions(0, 50), st.fractions(0, 50), st.fractions(0, 50), OPERATIONS)
def test_widening_an_input_never_narrows_a_result(a, b, width, below, above, operation):
    narrow = Interval(a, a + width)
    wide = Interval(a - below, a + width + above)
    other = Interval(b, b + 1).iv()
    if 0 in point(other):
        return
    result = point(operation(narrow.iv(), other))
    assert result.within(point(operation(wide.iv(), other)))


@given(ENDS, ENDS, OPERATIONS)
def test_interval_arithmetic_contains_the_exact_result(a, b, operation):
    if b == 0:
        return
    assert operation(a, b) in point(operation(point(a).iv(), point(b).iv()))


@given(st.lists(st.tuples(ENDS, st.fractions(0, 9), *[st.booleans()] * 2), min_size=2, max_size=4))
def test_an_interval_within_another_overlaps_it(parts):
    intervals = [
        Interval(low, low + width, left or width == 0, right or width == 0)
        for low, width, left, right in parts
    ]
    for one, other in combinations(intervals, 2):
        if one.within(other):
            assert one.overlaps(other)


@given(st.integers(-(10**6), 10**6), DECIMALS, st.integers(0, 3))
def test_an_interval_holds_what_either_convention_rounds_to_the_numeral(size, decimals, more):
    """Halves above all: ``more`` digits behind those that are printed, all tried."""
    unit = Decimal(1).scaleb(-decimals)
    number = Decimal(size).scaleb(-decimals - more)
    either = {number.quantize(unit, rounding) for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN)}
    near = {number.quantize(unit, ROUND_HALF_UP) + step * unit for step in (-2, -1, 0, 1, 2)}
    for printed in near:
        assert (Fraction(number) in claimed(f"{printed:f}")) is (printed in either)


@given(st.integers(-(10**6), 10**6), DECIMALS)
def test_a_tie_is_rounded_up_or_to_the_even_digit(size, decimals):
    unit = Decimal(1).scaleb(-decimals)
    tie = (Decimal(size) + Decimal("0.5")) * unit
    for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN):
        assert Fraction(tie) in claimed(f"{tie.quantize(unit, rounding):f}")
    held = [n for n in (size, size + 1) if Fraction(tie) in claimed(f"{Decimal(n) * unit:f}")]
    away = size + 1 if size >= 0 else size
    assert held == ([size, size + 1] if away % 2 else [away])


@given(st.integers(-(10**15), 10**15), st.integers(0, 12))
def test_a_figure_in_another_unit_is_the_float_nearest_to_it(size, power):
    figure = Decimal(size).scaleb(-4)
    found = numerals.product(float(figure), 10**power)
    assert found == float(Fraction(figure) * 10**power)


def test_an_end_that_is_not_there_holds_every_other():
    """Whether infinity is said to belong to it or not."""
    over = claimed("10", "over")
    assert Interval(11, math.inf, True, True).within(over)
    assert Interval(-math.inf, 9, True, True).within(claimed("10", "under"))
    assert not Interval(10, math.inf).within(over)

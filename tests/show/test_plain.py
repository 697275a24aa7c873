"""Numbers as people say them."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive import Book
from rederive.core.claims import Value
from rederive.core.numerals import Interval
from rederive.core.units import Unit
from rederive.show import plain
from samples import UNITS

ROOT = Path(__file__).parents[2]


def value(printed: str, unit: str = "CNY", scale: str = "", **given: Any) -> Value:
    return Value(name="x", printed=printed, line=1, unit=UNITS[unit], scale=scale, **given)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (value("113.6", scale="亿"), "11.36 billion yuan"),
        (value("414.2", "persons", "万"), "4.142 million people"),
        (value("12.8", "villages", "万"), "128,000 villages"),
        (value("17.2", "percent"), "17.2%"),
        (value("2013", "year"), "2013"),
        (value("1", "hospitals"), "1 hospital"),
        (value("30", "percent", hedge="over"), "over 30%"),
        (value("26.5", "USD", "亿", hedge="over"), "over 2.65 billion dollars"),
        (value("1259.60", "CNY per person"), "1259.60 yuan per person"),
        (value("7", "edition"), "edition 7"),
        (value("1", "persons"), "1 person"),
    ],
)
def test_a_printed_number_is_said_with_one_unit(number: Value, text: str) -> None:
    assert plain.printed(number) == text


@pytest.mark.parametrize(
    ("number", "low", "high", "text", "gap"),
    [
        (
            value("113.6", scale="亿"),
            *(22_165_000_000, 22_175_000_000),
            *("22.17 billion yuan", "about twice what is printed (+95%)"),
        ),
        (
            value("17.2", "percent"),
            *(8.63022113, 8.63022113),
            *("8.6%", "8.6 percentage points less, about half of what is printed (−50%)"),
        ),
        (
            value("414.2", "persons", "万"),
            *(4_222_000, 4_227_000),
            *("4.222 to 4.227 million people", "at least 1.9% more than what is printed"),
        ),
        (value("-6.7", "percent"), -6.91, -6.89, "−6.9%", "0.19 percentage points less"),
        (value("-4.6", "percent"), -1.6, -1.6, "−1.6%", "3 percentage points more"),
        (value("4", "month"), 10, 10, "month 10", "6 months later"),
        (value("2.90", "percent"), 2.9044, 2.9044, "2.90%", ""),
        (value("8.29", "CNY", "万亿"), None, 9e12, "up to 9 trillion yuan", ""),
        (
            value("1,562.1", "EUR", "billion"),
            *(1_562_000_000_000, 1_562_000_000_000),
            *("1,562 billion euros", "0.0064% less than what is printed"),
        ),
        (value("5", "years"), None, None, "", ""),
    ],
)
def test_a_result_has_the_digits_of_the_print_and_its_gap_in_words(
    number: Value, low: float | None, high: float | None, text: str, gap: str
) -> None:
    assert plain.quantity(low, high, number) == text
    if low is not None and high is not None:
        assert plain.gap(number, Interval(low, high)) == gap


def test_a_word_is_said_with_its_reading_and_has_no_last_digit() -> None:
    rising = value("上升", "change", reading="0", hedge="over")
    assert plain.printed(rising) == "a change over 0, as we read “上升”"
    assert plain.quantity(-1.7868, -1.7868, rising) == "a change of −1.79"
    assert plain.gap(rising, Interval(-1.7868, -1.7868)) == "the other way round"
    assert plain.last_digits(rising, Interval(-1.7868, -1.7868)) == ""


def test_the_gap_in_digits_is_the_gap_in_words() -> None:
    assert plain.last_digits(value("93.4", "percent"), Interval(95.6, 95.6)).startswith("22 units")
    profit = value("113.6", scale="亿")
    assert plain.last_digits(profit, Interval(22_170_000_000, 22_170_000_000)).startswith("1,081 ")
    assert plain.last_digits(profit, Interval(11_360_000_000, 11_360_000_000)) == ""


def test_a_change_is_told_in_the_unit_of_what_changes() -> None:
    falling = value("下降", "change", reading="0", hedge="under", of=UNITS["CNY per vehicle"])
    assert plain.printed(falling) == "a change under 0 yuan per vehicle, as we read “下降”"
    assert plain.quantity(-6.06, -1, falling) == "a change of −6.06 to −1 yuan per vehicle"
    with pytest.raises(ValueError, match="of what a change is"):
        value("3", "percent", of=UNITS["CNY"])


def test_a_word_of_another_script_stands_beside_its_english() -> None:
    (nearly,) = Book(ROOT).register["ch4-motor-small-all-lose"].values
    told = "“基本年承保均为亏损” (nearly all), read as at least 90%"
    assert plain.printed(nearly) == told
    assert plain.printed(value("六", "villages", reading="6")) == "6 villages (“六”)"
    six = value("six", "villages", reading="6")
    assert plain.printed(six) == "“six”, read as 6 villages"
    assert plain.gap(nearly, Interval(45, 45)).endswith("about half of our reading (−50%)")


def test_one_of_a_unit_is_singular() -> None:
    assert plain.printed(value("1", "percentage points", hedge="over")) == "over 1 percentage point"
    assert plain.gap(value("3", "percent"), Interval(2, 2)).startswith("1 percentage point less")
    assert plain.quantity(-1, -1, value("2", "persons")) == "−1 person"


def test_where_a_number_must_lie_has_its_unit_and_whole_numbers_where_it_counts() -> None:
    money = value("4.6", scale="万亿")
    ends = (Fraction(5_450_000_000_000), Fraction(5_470_000_000_000))
    assert plain.within(money, Interval(*ends)) == "between 5.45 and 5.47 trillion yuan"
    year = Interval(-math.inf, Fraction(4033, 2), False, False)
    assert plain.within(value("2017", "year"), year) == "at 2016 or earlier"
    month = Interval(Fraction(19, 2), math.inf, False, False)
    assert plain.within(value("4", "month"), month) == "at month 10 or later"
    assert plain.within(value("7", "villages"), Interval(8, 8)) == "at 8 villages"
    assert plain.within(money, Interval(-math.inf, math.inf)) == ""


def test_what_fails_never_looks_like_what_is_printed() -> None:
    years = value("13", "years", hedge="nearly")
    assert plain.quantity(11.9167, 11.9167, years) == "11.9 years"


@given(st.integers(1, 10**13), st.sampled_from(["", "万", "亿", "万亿"]))
def test_what_is_said_of_a_number_is_within_half_a_last_digit(amount: int, scale: str) -> None:
    number = value("11.36", scale=scale)
    told = plain.number(amount, number.step).replace("−", "-").replace(",", "")
    digits, _, word = told.partition(" ")
    factor = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}[word]
    assert abs(Fraction(digits) * factor - amount) <= number.step / 2
    assert "e" not in digits


@given(
    st.sampled_from(["162 000", "162\u00a0000", "162,000", "24.550", "1.10", "7", "12345"]),
    st.sampled_from(["", "million", "bn"]),
    st.sampled_from(["", "over"]),
)
def test_a_text_that_counts_in_our_words_keeps_its_digits(numeral, scale, hedge):
    men = Unit("persons", native="men")
    given = Value(name="x", printed=numeral, line=1, unit=men, scale=scale, hedge=hedge or "exact")
    assert f"{hedge} {numeral}".strip() in plain.printed(given)

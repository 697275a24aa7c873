"""Numbers as people say them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import UNITS
from rederive.core.claims import Value
from rederive.core.numerals import Interval
from rederive.core.units import Unit
from rederive.show import plain


def value(printed: str, unit: str = "CNY", scale: str = "", **given: str) -> Value:
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
        (value("4", "month"), 10, 10, "month 10", "6 months later"),
        (value("2.90", "percent"), 2.9044, 2.9044, "2.90%", ""),
        (value("8.29", "CNY", "万亿"), None, 9e12, "up to 9 trillion yuan", ""),
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
    assert plain.printed(rising) == "“上升”, read as a change over 0"
    assert plain.quantity(-1.7868, -1.7868, rising) == "a change of −1.79"
    assert plain.gap(rising, Interval(-1.7868, -1.7868)) == "the other way round"
    assert plain.last_digits(rising, Interval(-1.7868, -1.7868)) == ""
    assert plain.last_digits(value("17.2", "percent"), Interval(8.63, 8.63)).startswith("85 units")


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

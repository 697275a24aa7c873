"""Periods and vintages are real dates, in one spelling each."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core import periods
from rederive.errors import InputError


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2013", "2013-01-01", "2013-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2013-06-30", "2013-06-30", "2013-06-30"),
        ("2013-H1", "2013-01-01", "2013-06-30"),
        ("2013-H2", "2013-07-01", "2013-12-31"),
        ("2013-Q1", "2013-01-01", "2013-03-31"),
        ("2013-Q4", "2013-10-01", "2013-12-31"),
        ("2013/2022", "2013-01-01", "2022-12-31"),
        ("2013-H2/2014-Q1", "2013-07-01", "2014-03-31"),
        ("2023-01/2023-10", "2023-01-01", "2023-10-31"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period, first, last):
    assert tuple(map(str, periods.days(period))) == (first, last)
    assert periods.is_period(period)


NO_DATES = [
    "",
    " 2013",
    "2013 ",
    "2013\n",
    "213",
    "2013-",
    "2013-6",
    "2013-00",
    "2013-13",
    "2013-06-00",
    "2013-06-31",
    "2023-02-29",
    "2023-02-30",
    "2013/06",
    "2013.06",
    "20130630",
    "2013-06-30T00",
    "0000",
    "-2013",
    "２０１３",
    "2013-０６",
    "٢٠١٣",
    "二〇一三",
    "today",
    "June 2024",
]


@pytest.mark.parametrize(
    "text",
    [*NO_DATES, "2013-H3", "2013-H0", "2013-Q5", "2013-h1", "2022/2013", "2013/", "/2013", "1/2/3"],
)
def test_what_is_no_period_is_refused(text):
    assert not periods.is_period(text)
    with pytest.raises(InputError, match="is not a period: write 2013, 2013-06") as refusal:
        periods.days(text, "as_of")
    assert "\n" not in str(refusal.value).replace(repr(text), "")


@pytest.mark.parametrize("text", [*NO_DATES, "2013-H1", "2013-Q1", "2013/2022", "first"])
def test_what_is_no_vintage_is_refused(text):
    assert not periods.is_vintage(text)
    with pytest.raises(InputError, match="is not a date: write 2024, 2024-06 or 2024-06-30"):
        periods.published(text)


@pytest.mark.parametrize(
    "text", [*NO_DATES, "2024-H1", "2013/2022", "First", 2024, None, 2024.06, pd.NA]
)
def test_as_of_takes_first_and_dates_alone(text):
    with pytest.raises(InputError, match=r"as_of .* is not a date: write first, 2024, 2024-06 or"):
        periods.as_of(text)


def test_as_of_is_a_day_or_the_first_vintage():
    assert periods.as_of("first") is None
    assert periods.as_of("2024-02") == date(2024, 2, 29)


# --- laws ---

DAYS = st.dates()
VINTAGES = st.builds(lambda day, length: str(day)[:length], DAYS, st.sampled_from([4, 7, 10]))


@given(VINTAGES, VINTAGES)
def test_a_vintage_is_known_when_its_last_day_has_passed(vintage, by):
    assert periods.known(vintage, by) is (periods.published(vintage) <= periods.published(by))
    assert periods.known(vintage, vintage)


@given(VINTAGES)
def test_the_last_day_of_a_vintage_is_its_own_and_the_next_is_not(vintage):
    last = periods.published(vintage)
    assert str(last).startswith(vintage)
    if last < date.max:
        assert not str(last + timedelta(days=1)).startswith(vintage)


@given(st.lists(VINTAGES, max_size=9))
def test_vintages_sort_as_texts_by_their_first_day_the_less_exact_before(vintages):
    def order(vintage: str) -> tuple[date, int]:
        return periods.days(vintage)[0], len(vintage)

    assert sorted(vintages) == sorted(vintages, key=order)


@given(VINTAGES, VINTAGES)
def test_a_span_reaches_from_the_first_to_the_last_day(one, other):
    one, other = sorted([one, other])
    first, last = periods.days(f"{one}/{other}")
    assert (first, last) == (periods.days(one)[0], periods.days(other)[1])


@given(st.text("0123456789-/HQ０６", max_size=12))
def test_every_text_is_read_or_refused_in_one_sentence(text):
    try:
        first, last = periods.days(text)
    except InputError:
        return
    assert first <= last or "/" in text

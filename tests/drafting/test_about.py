"""The time that a number is about: its own date, and not that of its neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core.units import Units
from rederive.drafting import language
from rederive.drafting.proposals import CLAIM, draft

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
ORDINALS = ("first", "second", "third", "fourth")


def dated(tag: str, *lines: str) -> list[tuple[str, str]]:
    """Each number that is drafted as a claim, with the time that it is about."""
    found = draft(list(lines), language.of(tag), Units())
    return [(each.printed, each.as_of) for each in found if each.proposal == CLAIM]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Dorn had 27.2% (5.1 million in January 2013), Bria 26.7% and Cadia 17.5%.",
            [("27.2", ""), ("5.1", "2013-01"), ("26.7", ""), ("17.5", "")],
        ),
        (
            "In Dorn it was 27.2% (January 2013), in Bria 26.7%.",
            [("27.2", "2013-01"), ("26.7", "")],
        ),
        ("It sold 5 boats (2012) and 7 boats (2013).", [("5", "2012"), ("7", "2013")]),
        ("In 2013 it sold 5 boats (7 cars in 2012).", [("5", "2013"), ("7", "2012")]),
        ("In 2013 (a good year) it sold 5 boats.", [("5", "2013")]),
    ],
)
def test_a_date_in_brackets_rules_only_what_it_belongs_to(line, expected):
    assert dated("en", line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Compared with January 2012, it sold 5 boats more.", ""),
        ("The rate was 10.9%, stable compared with February 2013.", ""),
        ("Sales were 5% higher than in the same month of 2012.", ""),
        ("In 2013 it was 5% higher than in 2012.", "2013"),
        ("Relative to 2012, it sold 5 boats more in 2013.", "2013"),
        ("Exports in December 2013: -4.6% on November 2013", "2013-12"),
        ("In 2013 trade rose by 5 per cent on 2012.", "2013"),
        ("Exports also decreased by 4.6% from December 2012 and imports fell.", ""),
        ("Sales grew by 5% from January 2012 to March 2013.", "2012-01/2013-03"),
        ("More than 5 boats sailed in 2012.", "2012"),
        ("2023 年年底较 2022 年底增长 7%。", "2023"),
        ("2023 年同比 2022 年增长 7%。", "2022"),
    ],
)
def test_the_date_of_a_comparison_is_not_that_of_the_number(line, expected):
    tag = "en" if line.isascii() else "zh"
    assert dated(tag, line)[0][1] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("In 2013 it was 12.1%, against 6% in 2012, and 7% abroad.", ["2013", "2012", "2013"]),
        ("It rose against March 2012, when it was 11.0%.", ["2012-03"]),
        (
            "In March 2013 it was 23.5%, compared with 22.6% and 22.5% respectively in March 2012.",
            ["2013-03", "2012-03", "2012-03"],
        ),
        ("It earned 5.0% more than the 120.0 million euros of 2030.", ["", "2030"]),
    ],
)
def test_what_is_compared_with_has_the_date_of_the_comparison(line, expected):
    assert [as_of for _, as_of in dated("en", line)] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("In 2013 it was 10.7% in January, up from 10.1% in December.", ["2013-01", "2012-12"]),
        ("It was 10.7% in January 2013, up from 10.1% in December.", ["2013-01", "2012-12"]),
        ("It was 10.7% in December 2012, up from 10.1% in January.", ["2012-12", "2012-01"]),
        ("It had 5% and 7% in 2011 and 2012.", ["2011", "2012"]),
        ("It had 5% in January 2012 and 7% in May 2012.", ["2012-01", "2012-05"]),
        ("In May 2012 it was 5%. May that hold.", ["2012-05"]),
        ("Marina had 5% in 2012.", ["2012"]),
        ("In 2011 and 2012 it sold 7 boats.", ["2011/2012"]),
    ],
)
def test_the_date_right_behind_a_number_is_its_own(line, expected):
    assert [as_of for _, as_of in dated("en", line)] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Between 2011 and 2012, it rose from 5 million to 7 million euros.", ["2011", "2012"]),
        ("It rose from 5% to 7% in 2012.", ["2012", "2012"]),
        ("It rose from 5% in 2011 to 7% in 2012.", ["2011", "2012"]),
        ("It rose in Bria (5% to 7% between 2011 and 2012), fast.", ["2011", "2012"]),
        (
            "It rose from 4.2% to 5.0% in Bria and from 5.3% to 5.5% in Dorn from 2011 to 2012.",
            ["2011", "2012", "2011", "2012"],
        ),
        (
            "In Bria it rose from 4% to 5% between 2011 and 2012. In Dorn it rose from 6% to 7%.",
            ["2011", "2012", "2011", "2012"],
        ),
        (
            "It rose in Bria (from 4% to 5% between 2011 and 2012) and Dorn (from 6% to 7%).",
            ["2011", "2012", "", ""],
        ),
        ("2013 年至 2021 年，从 6.5 万亿元增长到 11.6 万亿元。", ["2013", "2021"]),
        ("2013 年至 2021 年增长 7%。", ["2013/2021"]),
    ],
)
def test_what_went_from_one_number_to_another_has_two_dates(line, expected):
    assert [as_of for _, as_of in dated("en" if line.isascii() else "zh", line)] == expected


def test_a_new_paragraph_is_parallel_to_nothing():
    lines = ["It rose from 4% to 5% between 2011 and 2012.", "", "It rose from 6% to 7%."]
    assert [as_of for _, as_of in dated("en", *lines)] == ["2011", "2012", "", ""]


@given(
    st.tuples(st.sampled_from(MONTHS), st.integers(2000, 2030)),
    st.tuples(st.sampled_from(MONTHS), st.integers(2000, 2030)),
    st.integers(10, 99),
    st.integers(10, 99),
    st.booleans(),
)
def test_the_first_of_two_numbers_has_the_first_date(one, other, low, high, early):
    """Whatever the numbers and the dates are, and whichever stand first."""
    when = f"between {one[0]} {one[1]} and {other[0]} {other[1]}"
    what = f"it rose from {low}.5% to {high}.5%"
    line = f"{when.capitalize()} {what}." if early else f"There {what} {when}."
    line = line.replace(one[0].lower(), one[0]).replace(other[0].lower(), other[0])
    first, last = (f"{year}-{MONTHS.index(month) + 1:02d}" for month, year in (one, other))
    assert [as_of for _, as_of in dated("en", line)] == [first, last]


@given(st.sampled_from(ORDINALS), st.integers(2000, 2029), st.integers(1, 9))
def test_quarters_of_several_years_are_dates_and_no_part(ordinal, year, later):
    quarter = f"Q{ORDINALS.index(ordinal) + 1}"
    line = f"Sales rose from 5% to 7% between the {ordinal} quarters of {year} and {year + later}."
    assert dated("en", line) == [("5", f"{year}-{quarter}"), ("7", f"{year + later}-{quarter}")]


HEADLINES = """\
Exports of goods, seasonally adjusted, as the office found them, December 2013
125.3 billion euros
-4.6% on the same month a year earlier
2013
1,562.1 billion euros
-1.4% on the previous year

Foreign trade balance (calendar and seasonally adjusted), December 2013:
+22.2 billion euros
2013
+209.6 billion euros

Foreign trade balance of the years before, seasonally adjusted, December 2012:
+20.1 billion euros
2013
+199.6 billion euros
"""


def test_lines_of_figures_have_the_date_above_them():
    assert dated("en", *HEADLINES.split("\n")) == [
        ("125.3", "2013-12"),
        ("-4.6", "2013-12"),
        ("1,562.1", "2013"),
        ("-1.4", "2013"),
        ("22.2", "2013-12"),
        ("209.6", "2013"),
        ("20.1", "2012-12"),
        ("199.6", "2013"),
    ]
    found = draft(HEADLINES.split("\n"), language.of("en"), Units())
    assert {each.reason for each in found if each.printed == "2013"} == {"year"}


def test_the_number_of_a_document_ends_no_sentence():
    found = draft(["Press release No. 44 of 5 February 2024"], language.of("en"), Units())
    assert {each.sentence for each in found} == {"Press release No. 44 of 5 February 2024"}

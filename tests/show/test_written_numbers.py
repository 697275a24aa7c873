"""Numbers of a picture are written in one way, at ticks and in labels."""

from __future__ import annotations

import re

import matplotlib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rederive.show import charts
from rederive.show.written import number_words

matplotlib.use("agg")
ALT = "Something invented that says nothing."


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


def test_ticks_and_labels_have_a_true_minus_and_commas_and_years_have_none() -> None:
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    ax.plot([2000, 2010, 2020], [-12000, 5000, 12000])
    charts.label(ax, 2010, 5000, "loss -16.1 of 10 000")
    ax.set_xticks([2000, 2010, 2020])
    for svg in ((shown := charts.as_shown(fig, alt=ALT)).wide, shown.narrow):
        said = texts(svg)
        assert {"2000", "2010", "2020", "−10,000", "10,000"} <= set(said)
        assert "loss −16.1 of 10,000" in " ".join(said)
        assert not [each for each in said if re.search(r"(?<!\w)-\d|\d \d{3}|\d{5}", each)]


@given(st.integers(1950, 2040), st.integers(1, 12))
@example(1999, 1)
@settings(max_examples=8, deadline=None)
def test_an_axis_of_years_has_no_half_year(first: int, span: int) -> None:
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    ax.plot([first, first + span], [0.25, 0.75])
    said = texts(charts.as_shown(fig, alt=ALT).wide)
    years = [each for each in said if re.match(r"(?:19|20|2,0|1,9)\d", each)]
    assert years
    assert all(re.fullmatch(r"\d{4}", each) for each in years)


def test_words_given_to_ticks_are_written_so_too() -> None:
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    ax.plot([0, 1], [1000, 2000])
    ax.set_yticks([1000, 2000], ["1 000", "2 000"])
    assert {"1,000", "2,000"} <= set(texts(charts.as_shown(fig, alt=ALT).wide))


@given(st.integers(-(10**7), 10**7))
def test_a_number_is_the_same_number_and_is_written_once(number: int) -> None:
    said = number_words(f"about {number} of them")
    assert int(re.sub(r"[^\d−]", "", said).replace("−", "-")) == number
    assert number_words(said) == said

"""The table of a figure is what is drawn: every datum, where it stands in both drawings."""

from __future__ import annotations

import re

import matplotlib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.show import charts, figure_data

matplotlib.use("agg")
ALT = "Something invented that says nothing."
NUMBERS = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
POINTS = st.tuples(st.integers(1990, 2030), NUMBERS)
LINES = st.lists(
    st.lists(POINTS, min_size=1, max_size=6, unique_by=lambda point: point[0]),
    min_size=1,
    max_size=3,
)
NAME = st.text("abcdefg ", min_size=2, max_size=9).map(lambda text: " ".join(text.split()))
NAMES = st.lists(NAME.filter(bool), min_size=1, max_size=5, unique=True)
SLOW = settings(max_examples=8)


def table(shown) -> list[dict[str, str]]:
    return [dict(zip(shown.columns, row, strict=True)) for row in shown.rows]


@SLOW
@given(LINES)
def test_every_point_of_every_line_is_in_the_table_and_stands_on_the_line(lines) -> None:
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    for number, line in enumerate(lines):
        ax.plot(*zip(*sorted(line), strict=True), label=f"line {number}")
    shown = charts.as_shown(fig, alt=ALT)
    told = [(row["series"], float(row["x"]), float(row["y"])) for row in table(shown)]
    drawn = [(f"line {n}", x, y) for n, line in enumerate(lines) for x, y in sorted(line)]
    assert told == drawn
    for svg, first in ((shown.wide, 2), (shown.narrow, 4)):
        vertices = [
            (float(x), float(y))
            for path in re.findall(r' d="([^"]+)"', svg)
            for x, y in re.findall(r"[ML] ([-\d.]+) ([-\d.]+)", path)
        ]
        for line in lines:
            if len(line) < 2:
                continue  # a single point draws no line
            for value in [v for v in shown.values if v[0] == f"line {lines.index(line)}"]:
                away = [np.hypot(x - value[first], y - value[first + 1]) for x, y in vertices]
                assert min(away) < 1, "the place of a value is not where it is drawn"


@SLOW
@given(NAMES, st.data(), st.booleans())
def test_bars_are_told_with_their_categories(names, data, lying) -> None:
    lengths = data.draw(st.lists(NUMBERS, min_size=len(names), max_size=len(names)))
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    (ax.barh if lying else ax.bar)(names, lengths)
    category, value = ("y", "x") if lying else ("x", "y")
    told = {row[category]: float(row[value]) for row in table(charts.as_shown(fig, alt=ALT))}
    assert told == dict(zip(names, lengths, strict=True))


@SLOW
@given(st.lists(st.tuples(NUMBERS, NUMBERS).map(sorted), min_size=2, max_size=6))
def test_bands_and_intervals_are_told_by_their_ends(ends) -> None:
    low, high = zip(*ends, strict=True)
    places = range(2000, 2000 + len(ends))
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    ax.fill_between(places, low, high, label="band")
    ax.vlines(places, low, high, label="interval")
    rows = table(charts.as_shown(fig, alt=ALT))
    for name in ("band", "interval"):
        told = [
            (int(row["x"]), float(row["y_from"]), float(row["y_to"]))
            for row in rows
            if row["series"] == name
        ]
        assert told == [(x, *pair) for x, pair in zip(places, ends, strict=True)]


def test_bars_beside_each_other_are_told_at_their_tick() -> None:
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    years = np.array([2020, 2021])
    ax.bar(years - 0.2, [1, 2], width=0.38, label="one")
    ax.bar(years + 0.2, [3, 4], width=0.38, label="other")
    ax.set_xticks(years)
    assert [row["x"] for row in table(charts.as_shown(fig, alt=ALT))] == ["2020", "2021"] * 2


def test_words_at_the_ticks_are_told_and_numbers_in_other_digits_are_not() -> None:
    fig, (left, right) = charts.figure("A title", unit="tonnes", source="an office", columns=2)
    left.bar([0, 1], [5, 6], label="a")
    left.set_xticks([0, 1], ["2021", "2024"])
    right.plot([1000, 2500], [1, 2], label="b")
    right.set_xticks([1000, 2000], ["1 000", "2 000"])
    rows = table(charts.as_shown(fig, alt=ALT))
    assert [row["x"] for row in rows] == ["2021", "2024", "1000", "2500"]


def test_dates_and_levels_across_are_told_as_such() -> None:
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    ax.plot(pd.to_datetime(["2023-08-03", "2023-08-28"]), [1, 2], label="paid")
    ax.axhline(1.5, color=charts.COLOURS["report"])
    ax.axhline(0)  # an axis, no datum
    rows = table(charts.as_shown(fig, alt=ALT))
    assert [row["x"] for row in rows] == ["2023-08-03", "2023-08-28", ""]
    assert rows[-1]["series"] == "the report"
    assert rows[-1]["y"] == "1.5"


def test_a_series_is_called_by_its_direct_label_and_a_number_is_no_name() -> None:
    fig, (left, right) = charts.figure("A title", unit="tonnes", source="an office", columns=2)
    left.plot([1, 2], [3, 4], color=charts.COLOURS["data"])
    charts.label(left, 2, 4, "China\n4.0", "data")
    left.plot([1, 2], [1, 1.5], color=charts.COLOURS["muted"])
    charts.label(left, 2, 1.5, "1.5", "muted")
    right.set_title("heads", loc="left")
    right.plot([1, 2], [5, 6], color=charts.COLOURS["data"])
    rows = table(charts.as_shown(fig, alt=ALT))
    assert [(row["panel"], row["series"]) for row in rows] == [
        ("tonnes", "China"), ("tonnes", "China"), ("tonnes", "tonnes"), ("tonnes", "tonnes"),
        ("heads", "China"), ("heads", "China"),
    ]  # fmt: skip


def test_what_is_not_understood_is_refused() -> None:
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    ax.imshow([[1, 2], [3, 4]])
    with pytest.raises(TypeError, match="draw marks instead"):
        figure_data.read(fig)


def test_a_specification_curve_is_told_with_the_choices_of_each_estimate() -> None:
    results = pd.DataFrame(
        {"year": [2020, 2021, 2020], "way": ["a", "b", "b"], "estimate": [3.0, 1.0, 2.0],
         "low": [None] * 3, "high": [None] * 3}
    )  # fmt: skip
    fig = charts.specification_curve(
        results, ["year", "way"], title="A title", unit="tonnes", source="own", printed=(1.5, 2.5)
    )
    shown = charts.as_shown(fig, alt=ALT)
    assert shown.columns == ["rank", "estimate", "low", "high", "year", "way"]
    assert shown.rows == [
        ["1", "1", "", "", "2021", "b"],
        ["2", "2", "", "", "2020", "b"],
        ["3", "3", "", "", "2020", "a"],
        ["printed", "2", "1.5", "2.5", "", ""],
    ]

"""A picture for a telephone: its own width, its text as large as on the page, nothing cut off."""

from __future__ import annotations

import re
from itertools import pairwise

import matplotlib
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rederive.show import charts, narrow
from rederive.show.figures import size

matplotlib.use("agg")
ALT = "Something invented that says nothing."
WORDS = st.lists(st.text("abcdefghij", min_size=1, max_size=9), min_size=1, max_size=4).map(
    " ".join
)
#: Pixels, at 96 an inch; a point of the drawing is a third larger.
LEAST, PIXELS = 11, 96 / 72


@settings(max_examples=8)
@given(
    WORDS, st.lists(WORDS, min_size=2, max_size=6, unique=True), st.integers(1, 2), st.booleans()
)
def test_text_is_large_and_the_drawing_narrow_whatever_is_said(unit, names, columns, lying) -> None:
    # Side by side, the wide picture itself has no room for longer names.
    assume(columns == 1 or max(map(len, names)) <= 20)
    fig, panels = charts.figure("A title", unit=unit, source="an office", columns=columns)
    for ax in [panels] if columns == 1 else panels:
        (ax.barh if lying else ax.bar)(names, range(len(names)))
        charts.label(ax, 0, 1, names[0], "report", size=8)
    svg = charts.as_shown(fig, alt=ALT).narrow
    assert size(svg)[0] * PIXELS <= 345
    sizes = [float(each) for each in re.findall(r'font-size="([\d.]+)"', svg)]
    assert min(sizes) * PIXELS >= LEAST
    assert min(sizes) == narrow.SMALLEST


def test_panels_stand_one_above_the_other() -> None:
    fig, axes = charts.figure("A title", unit="tonnes", source="an office", columns=2)
    narrow.narrow(fig)
    upper, lower = (ax.get_position() for ax in axes)
    assert upper.y0 > lower.y1
    assert abs(upper.x0 - lower.x0) < 0.02


def test_labels_that_would_meet_are_moved_apart() -> None:
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    ax.plot([1, 2], [3, 4])
    for name in ("first", "second", "third"):
        charts.label(ax, 1.5, 3.2, name)
    narrow.narrow(fig)
    boxes = [label.get_window_extent() for label in ax.texts]
    assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[:n])


def test_a_legend_stands_below_and_leaves_its_room_to_the_data() -> None:
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    ax.barh(["one", "other"], [3, 4], label="a legend of many words that is long")
    ax.set_xlim(0, 8)
    ax.legend(loc="lower right")
    narrow.narrow(fig)
    (legend,) = fig.legends
    assert ax.get_legend() is None
    assert legend.get_window_extent().y1 < ax.get_window_extent().y0
    assert ax.get_xlim()[1] < 5
    assert ax.get_position().width > 0.6


def test_ticks_that_would_touch_are_left_out_and_years_stay_whole() -> None:
    fig, ax = charts.figure("A title", unit="tonnes", source="an office", size=(9, 4))
    ax.plot([f"in the year {year}" for year in range(2000, 2020)], range(20))
    narrow.narrow(fig)
    shown = [label for label in ax.get_xticklabels() if label.get_text()]
    assert 1 < len(shown) < 20
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    ax.plot([2010, 2013, 2017], [1, 2, 3])
    narrow.narrow(fig)
    assert all(float(place).is_integer() for place in ax.get_xticks())


@settings(max_examples=8)
@given(st.lists(st.integers(3, 90), min_size=2, max_size=6))
def test_a_number_within_a_bar_is_shown_where_the_bar_has_room(lengths) -> None:
    fig, ax = charts.figure("A title", unit="claims", source="an office")
    ax.bar_label(ax.barh(["one"], [1000]), ["1000"], label_type="center")
    left = 0
    for length in lengths:
        bars = ax.barh(["other"], [length], left=left)
        ax.bar_label(bars, [str(length)], label_type="center")
        left += length
    narrow.narrow(fig)
    bars = narrow._in_bars(ax)
    assert len(bars) == len(lengths) + 1
    for label, bar in bars.items():
        assert not label.get_visible() or label.get_window_extent().width <= bar.width
    assert ax.texts[0].get_visible()


@pytest.mark.parametrize("names", [["spring wheat", "winter rice", "maize"], ["2013-2016", "all"]])
def test_no_name_of_a_category_is_left_out(names: list[str]) -> None:
    many = [f"{name} of {letter}" for name in names for letter in ("Ada", "Bea", "Cleo")]
    fig, ax = charts.figure("A title", unit="tonnes", source="an office")
    ax.bar(range(len(many)), range(len(many)))
    ax.set_xticks(range(len(many)), many)
    narrow.narrow(fig)
    shown = [label for label in ax.get_xticklabels() if label.get_text()]
    assert [" ".join(label.get_text().split()) for label in shown] == many
    boxes = [label.get_window_extent() for label in shown]
    assert not any(a.overlaps(b) for a, b in pairwise(boxes))


def test_a_part_too_narrow_for_its_name_keeps_its_value_and_a_legend_has_the_name() -> None:
    fig, ax = charts.figure("A title", unit="percent", source="an office")
    left = 0
    for name, width in {"prices": 6, "income of each": 60, "penetration": 34}.items():
        ax.barh(["one"], [width], left=left, label=name)
        ax.text(left + width / 2, 0, f"{name}\n{width}", ha="center", va="center")
        left += width
    narrow.narrow(fig)
    assert [text.get_text() for text in ax.texts] == ["6", "60", "34"]
    assert [text.get_text() for text in fig.legends[0].get_texts()] == [
        "prices",
        "income of each",
        "penetration",
    ]

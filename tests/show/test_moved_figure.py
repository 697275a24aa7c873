"""Value times unit is the same in both languages in a drawing, its table and what it tells."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.pages import shown_in
from rederive.show import charts, relettered
from rederive.show.figures import Shown, size
from rederive.show.svg_names import LINES, TICK, VALUE

matplotlib.use("agg")
ALT = "Something invented that says nothing."
#: Units with their translations, and what each counts in.
UNITS = [
    ("paid, billion CNY", "赔付，亿元", 10**9, 10**8),
    ("persons in 2023, million", "2023 年人数，万", 10**6, 10**4),
    ("persons, million", "人数，亿", 10**6, 10**8),
    ("share, percent", "份额，%", 1, 1),
]
WORDS = {"persons in {1}, million": "{1} 年人数，万", "wheat": "小麦"}
WORDS |= {unit: said for unit, said, _, _ in UNITS if "2023" not in unit}
WORDS |= {"wheat: {1}": "小麦：{1}", "about {1}": "约 {1}", "one: {1}": "一：{1}"}
VALUES = st.lists(
    st.integers(-9999, 9999).map(lambda each: each / 10), min_size=3, max_size=3, unique=True
)
YEARS = (2013, 2018, 2023)


def numbers(text: str) -> list[Fraction]:
    found = re.findall(r"(?:(?<!\w)[-−])?\d[\d,]*(?:\.\d+)?", text)
    return [Fraction(each.replace(",", "").replace("−", "-")) for each in found]


def texts(svg: str) -> list[tuple[str, str]]:
    """What each text of a drawing says how much of, and the text."""
    found = []
    for holder in ElementTree.fromstring(svg).iter():
        if LINES in holder.attrib:
            said = " ".join(relettered._block(holder).lines)
            found.append((holder.get(TICK, holder.get(VALUE, "")), said))
    return found


def figure(unit: str, values: list[float], kind: str) -> Shown:
    fig, ax = charts.figure("A title of 2013", unit=unit, source="it")
    if kind == "lying":
        ax.barh(["one", "two", "three"], values, label="wheat")
        for name, value in zip(["one", "two", "three"], values, strict=True):
            charts.label(ax, value, name, f"{value}")
    else:
        ax.plot(YEARS, values, color=charts.COLOURS["data"], label="wheat")
        if kind == "level":
            ax.axhline(values[0] or 1)
        charts.label(ax, YEARS[0], values[0], f"wheat: {values[0]}", "data")
        charts.label(ax, YEARS[1], values[1], f"wheat\n{values[1]}", "data")
        charts.label(ax, YEARS[2], values[2], f"about {abs(values[2])}", "data")
        charts.label(ax, YEARS[0], values[2], "34%", "ink")
    return charts.as_shown(fig, alt=ALT)


@settings(max_examples=16, deadline=None)
@given(st.sampled_from(UNITS), VALUES, st.sampled_from(["line", "level", "lying"]))
def test_value_times_unit_is_the_same_in_a_figure(unit, values, kind) -> None:
    english, chinese, before, after = unit
    shown = figure(english, values, kind)
    there = shown_in.figure_in(shown, WORDS)
    factor = Fraction(before, after)
    governed = [name in ("x", "x_from", "x_to") for name in shown.columns]
    if kind != "lying":
        governed = [name in ("y", "y_from", "y_to") for name in shown.columns]
    for one, two in zip(shown.rows, there.rows, strict=True):
        for cell, other, moves in zip(one, two, governed, strict=True):
            if moves:
                assert [each * factor for each in numbers(cell)] == numbers(other)
            elif cell.isdigit():
                assert other == cell
    for one, two in zip(shown.values, there.values, strict=True):
        assert two[2:6] == one[2:6]
        assert two[6] == chinese
        *first, told = numbers(one[1])
        assert numbers(two[1]) == [*first, told * factor]
    for kind_of in ("wide", "narrow"):
        ours, theirs = texts(getattr(shown, kind_of)), texts(getattr(there, kind_of))
        for (panel, text), (_, said) in zip(ours, theirs, strict=True):
            moved = factor if panel else 1
            assert [each * moved for each in numbers(text)] == numbers(said)
        moving = [text for panel, text in ours if panel]
        assert not moving or {"34%", *map(str, YEARS)}.isdisjoint(moving)
        assert bool(moving) == (before != 1)


@pytest.mark.parametrize("kind", ["wide", "narrow"])
def test_numbers_that_became_longer_have_room_and_stay_at_their_axis(kind) -> None:
    shown = figure("persons in 2023, million", [5.0, 17.5, 34.2], "line")
    there = shown_in.figure_in(shown, WORDS)
    svg = getattr(there, kind)
    left = float(re.findall(r'viewBox="(\S+) ', svg)[0])
    assert -14 < left < 0
    assert size(svg)[0] > size(getattr(shown, kind))[0]
    ticks = [
        relettered._block(each)
        for each in ElementTree.fromstring(svg).iter()
        if TICK in each.attrib
    ]
    assert len({tick.x for tick in ticks}) == 1
    assert min(tick.box.left for tick in ticks) >= left


def test_the_estimates_of_a_specification_curve_are_moved_and_not_their_choices() -> None:
    told = "93.28 (a ceiling of 100, 2023)"
    value = ["estimates", told, 1, 2, 3, 4, "persons, million"]
    columns, row = ["rank", "estimate", "known", "low"], ["1", "93.28", "2023", "90"]
    shown = Shown("A", "B", ALT, SVG, SVG, columns, [row], [value])
    there = shown_in.figure_in(shown, WORDS)
    assert there.rows == [["1", "0.9328", "2023", "0.90"]]
    assert there.values[0][1] == "0.9328 (a ceiling of 100, 2023)"


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text x="1">2023</text></svg>'

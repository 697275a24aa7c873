"""A drawing in another language: texts are translated whole, stay within it and lie on no other."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.language import shown_texts
from rederive.show import charts, relettered
from rederive.show.figures import size

matplotlib.use("agg")
ALT = "Something invented that says nothing."


def blocks(svg: str) -> list[relettered.Block]:
    return [relettered._block(each) for each in relettered._holders(ElementTree.fromstring(svg))]


@pytest.fixture(scope="module")
def shown():
    fig, ax = charts.figure("A title", unit="people of all ages who live, million", source="it")
    ax.plot([2013, 2018, 2023], [1, 2, 4], color=charts.COLOURS["data"])
    charts.label(ax, 2023, 4, "from 2022 on: 64", "data")
    charts.label(ax, 2018, 2, "the floor in the report of the year", "report", ha="right")
    charts.label(ax, 2013, 1, "land use\n7", "ink")
    return charts.as_shown(fig, alt=ALT)


def test_a_text_is_met_whole_however_it_was_broken(shown) -> None:
    for svg in (shown.wide, shown.narrow):
        met = shown_texts.met(lambda note, svg=svg: relettered.relettered(svg, note))
        assert relettered.relettered(svg, str) == svg
        assert "the floor in the report of the year" in met
        assert {"land use", "7", "from 2022 on: 64"} <= set(met)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 16))
def test_another_text_stays_within_the_drawing_and_on_no_other(shown, long: int) -> None:
    for svg in (shown.wide, shown.narrow):
        other = relettered.relettered(
            svg, lambda text: f"从 2022 年{'出' * long}：64" if re.search("[a-z]", text) else text
        )
        width, height = size(other)
        for block in blocks(other):
            box = block.box
            assert box.left >= -1
            assert box.right <= width + 1
            assert box.top >= -1
            assert box.bottom <= height + 1
    if long < 8:
        covered = [each.box for each in blocks(other)]
        assert not [1 for one, two in combinations(covered, 2) if one.shared(two) > 4]


def test_a_value_keeps_a_line_of_its_own(shown) -> None:
    chinese = {"land use": "土地利用"}
    other = relettered.relettered(shown.narrow, lambda text: chinese.get(text, text))
    assert ("土地利用", "7") in [block.lines for block in blocks(other)]


def test_a_mark_of_percent_begins_no_line() -> None:
    fig, _ = charts.figure("A title", unit="yield at year end of bonds, percent", source="it")
    svg = charts.as_shown(fig, alt=ALT).narrow
    for words in ("中国十年期国债年末收益率在各年之间的变化情况一览表，%", "增长" * 14 + "，%/年"):
        said = relettered.relettered(
            svg, lambda text, words=words: words if "yield" in text else text
        )
        lines = [line for block in blocks(said) for line in block.lines]
        assert not [line for line in lines if line.startswith(("%", "年"))]

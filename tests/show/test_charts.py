"""The house style of pictures."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib import font_manager
from matplotlib.colors import to_hex

from rederive.core.verdicts import Group
from rederive.show import charts, figures, widen
from rederive.show.palette import STRONG

matplotlib.use("agg")
ROOT = Path(__file__).parents[2]


def shown(alt: str) -> dict:
    InteractiveShell.instance()
    fig, ax = charts.figure("A rise 上升", unit="percent", source="an office")
    ax.plot([1, 2], [3, 4])
    charts.label(ax, 2, 4, "end")
    with capture_output() as captured:
        charts.show(fig, alt=alt)
    return captured.outputs[0]


def test_a_picture_carries_its_text():
    output = shown("A line rises from three to four.")
    assert output.metadata["image/svg+xml"]["alt"] == "A line rises from three to four."
    assert "<svg" in output.data["image/svg+xml"]


def test_a_picture_without_text_is_refused():
    with pytest.raises(ValueError, match="say in `alt`"):
        shown("line")


def test_the_same_picture_has_the_same_bytes():
    first, second = (shown("A line rises from three to four.").data for _ in range(2))
    assert first["image/svg+xml"] == second["image/svg+xml"]


def test_chinese_glyphs_are_in_the_font():
    charts.use_style()
    path = font_manager.findfont("Rederive Sans SC", fallback_to_default=False)
    glyphs = font_manager.get_font(path).get_charmap()
    assert all(ord(character) in glyphs for character in "保险密度深度人口老龄化新能源汽车一带一路")


def test_every_chinese_japanese_and_korean_character_of_the_data_has_a_glyph():
    fonts = Path(charts.__file__).parent / "fonts"
    texts = [*(ROOT / "data").rglob("*.csv"), *(ROOT / "data").rglob("*.yaml")]
    written = set().union(*(path.read_text("utf-8") for path in [ROOT / "references.bib", *texts]))
    for font in fonts.glob("*.ttf"):
        glyphs = font_manager.get_font(font).get_charmap()
        lacking = sorted(c for c in written if ord(c) >= 0x1100 and ord(c) not in glyphs)
        assert not lacking, f"add {''.join(lacking)} to EXTRA in fonts/make.py and run that file"


def test_title_and_source_stand_with_the_picture_that_is_taken_along():
    message = "In 2021 and 2023 the market was highly concentrated; for other years we cannot say"
    fig, _ = charts.figure(message, unit="percent", source="an office & others")
    shown = charts.as_shown(fig, alt="Nothing is drawn here at all.")
    assert message not in shown.wide
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", shown.standalone)
    assert message in " ".join(texts)
    assert "Source: an office &amp; others" in texts
    ElementTree.fromstring(shown.standalone)


def test_a_figure_comes_back_from_a_notebook_as_it_was_shown():
    output = shown("A line rises from three to four.")
    data = json.loads(json.dumps(output.data[figures.MIME]))
    again = figures.Shown.from_json(data)
    assert (again.title, again.alt) == ("A rise 上升", "A line rises from three to four.")
    assert again.csv.splitlines() == [
        "panel,series,x,y",
        *("percent,percent," + xy for xy in ("1,3", "2,4")),
    ]


def test_the_legend_of_stacked_bars_lies_over_no_bar():
    counts = pd.DataFrame(50, index=["one", "two"], columns=list(Group))
    fig, ax = charts.figure("A title", unit="claims", source="a source", size=(6.4, 5.8))
    charts.bars_by_group(ax, ["One", "Two"], counts)
    fig.draw_without_rendering()
    assert not ax.get_legend().get_window_extent().overlaps(ax.get_window_extent())
    plt.close(fig)


def test_every_pale_bar_of_verdicts_has_an_outline_that_is_seen():
    fig, ax = charts.figure("A title", unit="claims", source="a source")
    charts.bars_by_group(ax, ["One"], pd.DataFrame(5, index=["one"], columns=list(Group)))
    for bar in ax.patches:
        colours = {to_hex(bar.get_facecolor()), to_hex(bar.get_edgecolor())}
        assert colours & {each.lower() for each in (*STRONG, charts.COLOURS["muted"])}
    plt.close(fig)


def test_text_of_a_wide_picture_is_large_enough_where_a_page_shrinks_it():
    fig, ax = charts.figure("A title", unit="percent", source="an office", size=(9, 4))
    ax.plot([1, 2], [3, 4])
    charts.label(ax, 1, 3, "small", size=8)
    svg = charts.as_shown(fig, alt="A line rises from three to four.").wide
    scale = min(96 / 72, widen.WIDTH / figures.size(svg)[0])
    assert min(map(float, re.findall(r'font-size="([\d.]+)"', svg))) * scale >= 11

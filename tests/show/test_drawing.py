"""A drawing is small, its text is text, and its colours are those of its page."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG

import rederive
from rederive.show import charts, drawing, font_heights, narrow, palette
from rederive.show.svg_names import with_prefix

matplotlib.use("agg")
CSS = (Path(rederive.__file__).parent / "assets" / "charts.css").read_text(encoding="utf-8")
LIGHT, DARK = CSS.partition("@media screen")[::2]
#: How much of what is seen as light is red, green, blue.
EYE = (0.2126, 0.7152, 0.0722)
PAGES = {"light": ("#ffffff", LIGHT), "dark": ("#14181e", DARK)}


@pytest.fixture(scope="module")
def svg() -> str:
    fig, ax = charts.figure("A rise", unit="percent", source="an office")
    ax.plot([1, 2], [3, 4], "o-", color=charts.COLOURS["data"])
    ax.fill_between([1, 2], [2, 2], [3, 3], color=charts.COLOURS["report"], lw=0)
    charts.label(ax, 2, 4, "the end 上升")
    return drawing.draw(fig)


def some_figure() -> charts.Chart:
    fig, axes = charts.figure("Rises", unit="percent", source="an office", columns=2)
    axes[0].plot([1, 2, 3], [3, 4, 2], "o-", label="of all\nten")
    axes[0].legend()
    axes[1].barh(["one", "two of 上升"], [1, 2])
    charts.label(axes[0], 2, 4, "the end 上升")
    return fig


def test_a_figure_is_written_as_matplotlib_saves_it() -> None:
    written, saved = some_figure(), some_figure()
    for each in (written, saved):
        buffer = io.BytesIO()
        saved.savefig(
            buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
        assert drawing._written(written) == buffer.getvalue()
        assert written.dpi == saved.dpi
        assert each.patch.get_facecolor() == (1, 1, 1, 1)
        narrow.narrow(written)
        narrow.narrow(saved)


@pytest.mark.parametrize(("side", "anchor"), [("right", "end"), ("center", "middle")])
def test_the_lines_of_a_text_are_tied_to_its_side(side: str, anchor: str) -> None:
    fig, ax = charts.figure("A rise", unit="percent", source="an office")
    ax.set_xlim(0, 1)
    for words in ("one line", "rule: pooled over\ncountries"):
        charts.label(ax, 0.5, 0.5, words, ha=side, xytext=(20, 5))
    ax.text(0.5, 0.2, "turned\nlines", ha=side, rotation=90)
    found = re.findall(r"<text ([^>]*)>([^<]*)</text>", drawing.draw(fig))
    tied = {words: given for given, words in found if "text-anchor" in given}
    assert {"one line", "rule: pooled over", "countries"} <= set(tied)
    assert not {"turned", "lines"} & set(tied)
    assert all(f"text-anchor: {anchor}" in tied[word] for word in ("one line", "countries"))
    at = [re.search(r'x="([\d.]+)"', tied[word])[1] for word in ("one line", "countries")]
    assert float(at[0]) == pytest.approx(float(at[1]), abs=0.02)


def test_a_font_is_as_high_as_where_nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = drawing.draw(some_figure())
    monkeypatch.setattr(font_heights, "remember", lambda: None)
    for renderer in (RendererSVG, RendererAgg):
        monkeypatch.delattr(renderer, font_heights._ASKED)
    assert drawing.draw(some_figure()) == drawn


def test_text_is_text_and_nothing_is_said_that_draws_nothing(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "the end 上升" in [text.text for text in root.iter() if text.tag.endswith("}text")]
    assert not names & {"style", "metadata"}
    known = {element.get("id") for element in root.iter()} - {None}
    assert known == set(re.findall(r"(?:\"|url\()#([\w-]+)", svg))
    assert len(svg) < 6000


def test_a_hatched_area_keeps_its_hatching_and_follows_the_theme() -> None:
    fig, ax = charts.figure("A rise", unit="percent", source="an office")
    ax.bar([1], [2], color="#7FA8C9", hatch="//", edgecolor="white")
    svg = with_prefix(palette.themed(drawing.draw(fig)), "x-")
    (hatch,) = re.findall(r"fill: url\(#([^)]+)\)", svg)
    assert f'<pattern id="{hatch}"' in svg
    assert "fill: var(--chart-steel, #7fa8c9)" in svg


def test_two_drawings_of_a_page_share_no_identifier(svg: str) -> None:
    first, second = (set(re.findall(r'\bid="([^"]+)"', with_prefix(svg, p))) for p in "ab")
    assert first
    assert not first & second


def test_every_colour_of_the_page_is_that_of_its_theme(svg: str) -> None:
    themed = palette.themed(svg)
    assert not re.findall(r"(?:fill|stroke): #", themed)
    assert "var(--chart-ink-text, #1f2937)" in themed


@pytest.mark.parametrize("theme", PAGES)
def test_the_sheet_has_every_colour_light_and_dark(theme: str) -> None:
    names = set(re.findall(r"--chart-([\w-]+):", PAGES[theme][1]))
    light_only = {"paper"} if theme == "dark" else set()  # that of the page, in both
    assert set(palette.NAMES.values()) - light_only <= names
    assert {name.removesuffix("-text") for name in names} <= set(palette.NAMES.values())


@pytest.mark.parametrize("theme", PAGES)
def test_words_of_every_role_can_be_read_in_light_and_dark(theme: str) -> None:
    paper, sheet = PAGES[theme]
    for role in charts.COLOURS:
        (colour,) = re.findall(rf"--chart-{role}-text: (#\w+);", sheet)
        assert contrast(colour, paper) >= 4.5, (role, theme)
        (line,) = re.findall(rf"--chart-{role}: (#\w+);", sheet)
        assert contrast(line, paper) >= 3 or role == "second", (role, theme)


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(share * part for share, part in zip(EYE, linear, strict=True))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@given(st.sampled_from(sorted(palette.NAMES)), st.sampled_from(["fill", "stroke"]))
def test_a_colour_keeps_its_look_where_no_sheet_is(colour: str, use: str) -> None:
    assert palette.themed(f'<path style="{use}: {colour}"/>').count(colour) == 1

"""A figure on its page: number, caption, address, text, data, citation, description."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st

from rederive.pages import figures as pages
from rederive.pages.theme_fixes import apply
from rederive.show import figures
from rederive.show.figures import Shown, figure_id

WORK = {
    "title": "invented: a book for the tests",
    "authors": [{"name": "Nobody"}],
    "version": "1",
    "date-released": "2026-01-02",
}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90pt" height="60pt" viewBox="0 0 90 60">'
    '<defs><path id="m" d="M 0 0"/></defs><use href="#m" style="fill: #0072b2"/>'
    '<text font-size="9" style="fill: #1f2937">A</text></svg>'
)
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)
WORDS = TEXTS.map(lambda text: " ".join(text.split()) or "x")


def shown(title: str = "A title", alt: str = "A text", cell: str = "1") -> Shown:
    columns = ["panel", "series", "x", "y"]
    rows = [["tonnes", "wheat", "2020", cell]]
    values = [["wheat", f"2020: {cell}", 1.0, 2.0, 3.0, 4.0]]
    return Shown(title, f"an office, {title}", alt, SVG, SVG, columns, rows, values)


def element(figure: Shown, work: dict = WORK, number: int = 7) -> BeautifulSoup:
    made = pages.element(figure, "notebooks/a", "figure-b", number, work)
    return BeautifulSoup(str(made), "html.parser")


@given(WORDS, WORDS, WORDS, st.integers(1, 999))
def test_every_figure_has_all_its_parts_whatever_they_say(title, alt, cell, number) -> None:
    figure = shown(title, alt, cell)
    page = element(figure, number=number)
    (outer,) = page.find_all("figure")
    assert outer["id"] == "figure-b"
    caption = page.figcaption.get_text()
    assert caption.startswith(f"Figure {number}. ")
    assert title in caption
    assert page.figcaption.a["href"] == "#figure-b"
    assert page.find(role="img")["aria-label"] == alt
    assert {each["class"][0] for each in page.find_all("svg")} == {"chart-wide", "chart-narrow"}
    assert [a["href"] for a in page.select(".chart-links a")] == [
        "../figures/notebooks/a/figure-b.csv",
        "../figures/notebooks/a/figure-b.svg",
    ]
    assert list(csv.reader(io.StringIO(figure.csv))) == [figure.columns, *figure.rows]
    cited = page.select_one(".chart-cite").get_text()
    assert f"Figure {number}: " in cited
    assert "@incollection{" in cited
    assert '"type": "figure"' in cited
    values = json.loads(page.select_one(".chart-values").string)
    assert values == figure.values


@given(WORDS, WORDS)
def test_machines_are_told_what_readers_see(title, alt) -> None:
    described = json.loads(element(shown(title, alt)).find(type="application/ld+json").string)
    assert described["@type"] == "ImageObject"
    assert (described["caption"], described["description"]) == (title, alt)
    assert described["contentUrl"] == "../figures/notebooks/a/figure-b.svg"
    data = described["mainEntity"]
    assert data["@type"] == "Dataset"
    assert data["variableMeasured"] == ["tonnes"]
    assert data["distribution"]["contentUrl"] == "../figures/notebooks/a/figure-b.csv"
    absolute = WORK | {"url": "https://example.org/book/"}
    described = json.loads(element(shown(), absolute).find(type="application/ld+json").string)
    assert described["url"] == "https://example.org/book/notebooks/a.html#figure-b"
    at = "https://example.org/book/figures/notebooks/a/figure-b"
    assert described["contentUrl"] == f"{at}.svg"
    assert described["mainEntity"]["distribution"]["contentUrl"] == f"{at}.csv"


def test_a_book_that_cannot_be_cited_has_figures_too() -> None:
    page = element(shown(), {})
    assert page.select(".chart-links a")
    assert not page.select(".chart-cite")
    assert not page.find(type="application/ld+json")


def test_the_drawings_share_no_identifier_and_follow_the_theme() -> None:
    page = element(shown())
    names = [each["id"] for each in page.select("svg [id]")]
    assert len(set(names)) == len(names) == 2
    assert all(use["href"].removeprefix("#") in names for use in page.select("use"))
    assert page.use["style"] == "fill: var(--chart-data, #0072b2)"


def test_data_of_a_figure_are_no_script_that_the_policy_has_to_know() -> None:
    page = apply(f'<meta charset="utf-8" /><script>let a;</script>{element(shown())}')
    assert page.count("'sha256-") == 1


def test_figures_are_named_by_their_cells_and_numbered_by_the_book(tmp_path: Path) -> None:
    cells = [{"id": "rank"}, {"id": "figure-b"}, {}]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert pages.cell_names(tmp_path / "a.ipynb") == {0: "rank", 1: "figure-b"}
    assert pages.cell_names(tmp_path / "a.md") == {}


@given(st.lists(st.sampled_from(["a", "b", "figure-a", "a-2"]), max_size=8))
def test_no_two_figures_of_a_page_have_one_name(cells) -> None:
    names: list[str] = []
    for cell in cells:
        names.append(figure_id(cell, names))
    assert len(set(names)) == len(names)
    assert all(name.startswith("figure-") for name in names)


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/plain"])
def test_only_figures_are_taken_over(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "is_node_registered", lambda _: True)

    def data(mime: str, metadata: dict) -> SimpleNamespace:
        return SimpleNamespace(
            mime_type=mime, content={}, cell_index=3, output_metadata=metadata
        )  # fmt: skip

    assert pages.FigureOutput.handle_mime(None, data(kind, {}), inline=False) is None
    marked = {"image/svg+xml": {"figure": True}}
    (made,) = pages.FigureOutput.handle_mime(None, data(figures.MIME, marked), inline=False)
    assert isinstance(made, nodes.Element)
    assert pages.FigureOutput.handle_mime(None, data("image/svg+xml", marked), False) == []


def test_a_book_without_our_extension_shows_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "is_node_registered", lambda _: False)
    figure = shown()
    output = SimpleNamespace(mime_type=figures.MIME, content=figure.to_json(), output_metadata={})
    (made,) = pages.FigureOutput.handle_mime(None, output, inline=False)
    assert made.astext() == figure.standalone


def test_files_of_figures_that_are_gone_go(tmp_path: Path) -> None:
    folder = tmp_path / "figures" / "notebooks" / "a"
    folder.mkdir(parents=True)
    for name in ("figure-b.csv", "figure-old.csv"):
        (folder / name).touch()
    env = SimpleNamespace(rederive_figures={"notebooks/a": ["figure-b"]})
    app = SimpleNamespace(env=env, outdir=tmp_path, builder=SimpleNamespace(format="html"))
    pages.remove_stale(app, None)
    assert [path.name for path in folder.iterdir()] == ["figure-b.csv"]

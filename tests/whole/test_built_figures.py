"""Every figure of the built book is whole, can be read on a telephone, and tells its values."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Page

import browser
import built
import warmbook
from rederive.show.figures import MIME
from rederive.show.palette import NAMES

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
#: Pixels of the smallest words, in a window of 390.
LEAST, TELEPHONE = 11, 390


@pytest.fixture(scope="module")
def pages() -> dict[str, BeautifulSoup]:
    """The pages that have figures, by their addresses."""
    built.build()
    texts = {name: (HTML / name).read_text(encoding="utf-8") for name in built.pages()}
    return {
        name: BeautifulSoup(text, "html.parser")
        for name, text in texts.items()
        if 'class="chart"' in text
    }


def lacking(figure: Tag, page: Path) -> list[str]:
    """What a figure lacks of what every figure has."""
    links = [a["href"] for a in figure.select(".chart-links a[download]")]
    found = {
        "a number": re.match(r"Figure \d+\. \S", figure.figcaption.get_text()),
        "a permalink": figure.select_one(f'a.headerlink[href="#{figure["id"]}"]'),
        "a text for who does not see it": figure.find(role="img")["aria-label"].count(" ") > 2,
        "a source": figure.select_one(".chart-source"),
        "a drawing for page and telephone": len(figure.select("svg")) == 2,
        "text as text": all(svg.find("text") for svg in figure.select("svg")),
        "its files": links and all((page.parent / link).is_file() for link in links),
        "a citation": "@incollection" in figure.select_one(".chart-cite").get_text(),
    }
    described = json.loads(figure.find(type="application/ld+json").string)
    found["a description"] = described["mainEntity"]["@type"] == "Dataset"
    colours = set(re.findall(r"(?:fill|stroke): (#\w+)", str(figure)))
    found[f"colours of the palette, not {colours}"] = not colours - NAMES.keys()
    with (page.parent / links[0]).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    values = json.loads(figure.select_one(".chart-values").string)
    found["the data that it draws"] = len(rows) - 1 == len(values) > 0
    return [part for part, there in found.items() if not there]


def test_every_figure_has_all_that_a_figure_has(pages: dict[str, BeautifulSoup]) -> None:
    wanting = {
        f"{name}#{figure['id']}": lacks
        for name, page in pages.items()
        for figure in page.select("figure.chart")
        if (lacks := lacking(figure, HTML / name))
    }
    assert not wanting


def test_figures_are_counted_through_the_book_and_none_is_a_bare_picture(
    pages: dict[str, BeautifulSoup],
) -> None:
    numbers = [
        int(each.get_text().split()[1].rstrip("."))
        for page in pages.values()
        for each in page.select(".chart-number")
    ]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    bare = [n for n, page in pages.items() if page.select(".cell_output img[src$='.svg']")]
    assert not bare


def test_print_has_the_figures_of_the_web_under_the_same_numbers(
    pages: dict[str, BeautifulSoup],
) -> None:
    from rederive.book.book import Book
    from rederive.edition.document import document

    executed = warmbook.execute(ROOT)
    printed = dict(
        re.findall(
            r'number: (\d+), title: "((?:[^"\\]|\\.)*)"', document(Book(ROOT), executed).text
        )
    )
    assert printed
    shown = {
        figure.select_one(".chart-number").get_text().split()[1].rstrip("."): json.loads(
            figure.find(type="application/ld+json").string
        )["caption"]
        for page in pages.values()
        for figure in page.select("figure.chart")
    }
    assert {n: json.loads(f'"{title}"') for n, title in printed.items()}.items() <= shown.items()
    assert MIME in str(executed.values())


#: Of each figure that is seen: the size of its smallest words in pixels, and what is cut off.
MEASURE = """() => Array.from(document.querySelectorAll("figure.chart"), (figure) => {
    const svg = Array.from(figure.querySelectorAll(".chart-drawing > svg"))
        .find((each) => each.getBoundingClientRect().width > 0);
    const sizes = Array.from(svg.querySelectorAll("text, tspan"),
        (text) => {
            const { a, b } = text.getScreenCTM();  // also where it stands upright
            return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
        });
    const over = Array.from(svg.querySelectorAll("text"))
        .filter((text) => text.getBoundingClientRect().right > innerWidth + 1);
    return [figure.id, svg.getAttribute("class"), Math.min(...sizes), over.length];
})"""


@pytest.fixture(scope="module")
def telephone() -> Page:
    with browser.running(needed=True) as running:
        context = running.new_context(viewport={"width": TELEPHONE, "height": 844})
        yield context.new_page()


def test_words_can_be_read_on_a_telephone(pages: dict[str, BeautifulSoup], telephone: Page) -> None:
    small = []
    for name in pages:
        telephone.goto((HTML / name).as_uri())
        for figure, kind, size, over in telephone.evaluate(MEASURE):
            if kind != "chart-narrow" or size < LEAST or over:
                small.append((f"{name}#{figure}", kind, round(size, 1), over))
    assert not small


def told(value: list) -> str:
    """What is told of a datum: its series and words, and below what is measured, with the unit."""
    measured = f"\n{value[6]}" if value[6] != value[0] else ""
    return f"{value[0]}: {value[1]}{measured}"


def test_values_are_told_by_keyboard_and_under_the_pointer(
    pages: dict[str, BeautifulSoup], telephone: Page
) -> None:
    name = next(iter(page for page in pages if page.startswith("notebooks/")))
    telephone.goto((HTML / name).as_uri())
    figure = telephone.locator("figure.chart").first
    values = json.loads(figure.locator(".chart-values").text_content())
    view, note = figure.locator(".chart-view"), figure.locator(".chart-value")
    assert note.is_hidden()
    view.focus()
    telephone.keyboard.press("ArrowRight")
    assert note.inner_text() == told(values[0])
    telephone.keyboard.press("Escape")
    assert note.is_hidden()
    drawing = figure.locator("svg.chart-narrow")
    drawing.evaluate("(each) => each.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = drawing.bounding_box()
    scale = box["width"] / float(drawing.get_attribute("viewBox").split()[2])
    x, y = (scale * each for each in values[-1][4:6])
    telephone.mouse.move(box["x"] + x, box["y"] + y)
    assert note.is_visible()
    words = {told(v) for v in values if abs(v[4] - values[-1][4]) < 25}
    assert note.inner_text() in words


def test_the_colours_follow_the_theme_of_the_page(
    pages: dict[str, BeautifulSoup], telephone: Page
) -> None:
    telephone.goto((HTML / next(iter(pages))).as_uri())
    ink = """(theme) => { document.documentElement.dataset.theme = theme;
        return getComputedStyle(document.querySelector("svg.chart-narrow text")).fill; }"""
    assert telephone.evaluate(ink, "light") != telephone.evaluate(ink, "dark")

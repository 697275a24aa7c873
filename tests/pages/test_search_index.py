"""The book's own search in a browser, over the real register, pages and sources."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Page, expect

import browser
from rederive import Book
from rederive.pages import search_index
from rederive.pages.generated_pages import search_page
from rederive.publishing.library import Library

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "src/rederive/assets"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page of the search and what it looks through."""
    folder = tmp_path_factory.mktemp("search")
    book = Book(ROOT)
    found = [*search_index.sections(book), *search_index.entries(Library(book))]
    search_index.write(found, folder)
    scripts = [
        ASSETS / "find.js",
        folder / search_index.FILE,
        ASSETS / "search.js",
    ]
    loaded = "".join(f"<script defer src='{path.as_uri()}'></script>" for path in scripts)
    (folder / "search.html").write_text(
        "<!doctype html><html lang='en' data-theme='light'><meta charset='utf-8'><title>S</title>"
        f"<link rel='stylesheet' href='{(ASSETS / 'rederive.css').as_uri()}'>{loaded}"
        f"<body><main><article class='bd-article'>{search_page(Book(ROOT))}</article></main>",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def tab(index: Path) -> Iterator[Page]:
    """The page of the search, opened as a file: no server, no network."""
    with browser.running() as running:
        page = running.new_page(viewport={"width": 390, "height": 844})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((index / "search.html").as_uri())
        yield page
        assert errors == []


def test_what_was_meant_comes_first(tab: Page) -> None:
    with (Path(__file__).parent / "queries.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["found"] != "-"]
    wanted = {row["query"]: row["found"].split("; ") for row in rows}
    first = tab.evaluate(
        """queries => queries.map(query => {
            document.getElementById("search-words").value = query;
            document.getElementById("search-form").requestSubmit();
            return document.querySelector("#search-found a")?.getAttribute("href").split("#")[0];
        })""",
        list(wanted),
    )
    found = dict(zip(wanted, first, strict=True))
    assert {query: page for query, page in found.items() if page not in wanted[query]} == {}


def test_a_result_shows_the_words_around_what_was_found(tab: Page, index: Path) -> None:
    for asked, marked in (("Herfindahl", "Herfindahl"), ("个人养老金 regulators", "个人养老金")):
        tab.goto(f"{(index / 'search.html').as_uri()}?q={asked}")
        said = tab.locator("#search-found p mark").first
        expect(said).to_have_text(marked, ignore_case=True)
        expect(tab.get_by_role("status")).to_contain_text("found.")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    link = tab.get_by_role("link", name="Look only for claims")
    address = unquote_plus(link.get_attribute("href") or "")
    assert address.endswith("register.html?q=个人养老金 regulators")


def test_nothing_found_is_said_and_markup_stays_text(tab: Page, index: Path) -> None:
    tab.goto(f"{(index / 'search.html').as_uri()}?q=%3Cimg%20src%3Dx%3E%20xqzvv")
    assert tab.locator("#search-found img").count() == 0
    tab.get_by_role("searchbox").fill("xqzvv")
    expect(tab.get_by_role("status")).to_contain_text("Nothing was found. Try fewer words")


def test_more_is_shown_when_asked(tab: Page, index: Path) -> None:
    tab.goto(f"{(index / 'search.html').as_uri()}?q=insurance")
    shown = tab.locator("#search-found > li")
    assert shown.count() == 20
    tab.get_by_role("button", name="Show more").click()
    assert shown.count() == 40
    expect(shown.nth(20).get_by_role("link")).to_be_focused()


def test_the_index_has_the_words_of_pages_without_their_markup(index: Path) -> None:
    text = (index / search_index.FILE).read_text("utf-8")
    listed = json.loads(text.partition(" = ")[2].rstrip(";\n"))
    assert len(text.encode()) < 800_000
    kinds = {kind.split(",")[0].split(":")[0] for _, kind, *_ in listed}
    assert kinds == {"Page", "In", "Claim", "Source"}
    for address, kind, *_, said in listed:
        if kind.startswith(("Page", "In")):
            assert "{cite" not in said, address
            assert "](" not in said, address

"""What is folded opens: by a switch, a link, a search, the keyboard, without scripts, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

import browser
from rederive.pages.packaged_assets import FOLDER

CODE = "<details class='code-fold'><summary>Code</summary><pre>a = 1</pre></details>"
CARD = (
    "<section class='claim-card'><details><summary>A claim</summary>"
    "<div class='claim-body' id='ch1-a'><p>evidence of it</p></div></details></section>"
)
DATA = "<details class='claims-list'><summary>The data</summary><p>sources of it</p></details>"
INSIDE = ("a = 1", "evidence of it", "sources of it")


@pytest.fixture
def address(tmp_path: Path) -> str:
    path = tmp_path / "page.html"
    far = "<p style='height: 3000px'>Far below:</p>"
    path.write_text(
        f"<!doctype html><meta charset=utf-8><title>t</title>"
        f"<link rel=stylesheet href='{(FOLDER / 'rederive.css').as_uri()}'>"
        f"<script defer src='{(FOLDER / 'rederive.js').as_uri()}'></script>"
        f"<article class=bd-article><h1>T</h1>{CODE}{DATA}{far}{CARD}</article>",
        encoding="utf-8",
    )
    return path.as_uri()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.running() as running:
        yield running


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def seen(page: Page) -> list[str]:
    return [text for text in INSIDE if page.get_by_text(text).is_visible()]


def test_all_is_folded_and_opens_by_keyboard(page: Page, address: str) -> None:
    page.goto(address)
    assert not seen(page)
    page.get_by_text("A claim").focus()
    page.keyboard.press("Enter")
    assert seen(page) == ["evidence of it"]


def test_a_link_to_a_claim_opens_it_and_no_other(page: Page, address: str) -> None:
    page.goto(f"{address}#ch1-a")
    page.get_by_text("evidence of it").wait_for()
    assert seen(page) == ["evidence of it"]
    box = page.get_by_text("A claim").bounding_box()
    assert box is not None
    assert box["y"] >= 0, "its line is above the window"


def test_a_search_for_what_is_folded_opens_it(page: Page, address: str) -> None:
    page.goto(f"{address}#:~:text=sources%20of%20it")  # finds as the browser's own search does
    page.get_by_text("sources of it").wait_for()
    assert seen(page) == ["sources of it"]


def test_paper_shows_everything(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address)
    page.pdf(path=tmp_path / "page.pdf")
    printed = "".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "page.pdf").pages)
    assert all(text in printed for text in INSIDE)
    assert not seen(page), "and afterwards the page is as it was"


def test_one_switch_opens_all_and_is_remembered(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    page.get_by_role("button", name="Unfold everything").click()
    assert len(seen(page)) == len(INSIDE)
    page.reload()
    assert len(seen(page)) == len(INSIDE)
    page.get_by_role("button", name="Fold the details").click()
    assert not seen(page)
    page.reload()
    assert not seen(page)
    page.close()


def test_without_a_switch_nothing_is_missing(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.get_by_role("button").count() == 0
    for name in ("Code", "The data", "A claim"):
        page.get_by_text(name, exact=True).click()
    assert len(seen(page)) == len(INSIDE)
    context.close()

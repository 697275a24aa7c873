"""Code and cards that are folded, and the switch that is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

import browser
from rederive.pages.packaged_assets import FOLDER

CELL = '<div class="cell"><div class="cell_input"><pre>{}</pre></div></div>'
QUIET = (
    '<section class="claim-card quiet" id="ch1-a"><details><summary>a</summary><p>more</p>'
    "</details></section>"
)


@pytest.fixture
def address(tmp_path: Path) -> str:
    codes = ["a = 1", "fig, ax = charts.figure('x')", "\n".join(f"b{n} = {n}" for n in range(20))]
    path = tmp_path / "page.html"
    path.write_text(
        f"<!doctype html><meta charset=utf-8><title>t</title>"
        f"<script defer src='{(FOLDER / 'rederive.js').as_uri()}'></script>"
        f"<article class=bd-article><h1>T</h1>{''.join(map(CELL.format, codes))}{QUIET}</article>",
        encoding="utf-8",
    )
    return path.as_uri()


def test_code_that_draws_or_is_long_is_folded_and_one_switch_is_remembered(address: str) -> None:
    program = browser.find()
    if program is None:
        pytest.skip("no Chromium here: tests/browser.sh says how to get one")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=browser.ARGUMENTS)
        page = running.new_page()
        page.goto(address)
        cells = page.locator(".cell_input")
        assert [cell.is_visible() for cell in cells.all()] == [True, False, False]
        switch = page.get_by_role("button", name="Show all code")
        expect(switch).to_have_attribute("aria-pressed", "false")
        switch.click()
        assert all(cell.is_visible() for cell in cells.all())
        page.reload()
        expect(page.get_by_role("button", name="Fold the longer code")).to_be_visible()
        assert all(cell.is_visible() for cell in cells.all())
        expect(page.get_by_text("more")).to_be_hidden()
        page.goto(f"{address}#ch1-a")
        expect(page.get_by_text("more")).to_be_visible()
        running.close()

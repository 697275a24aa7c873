"""The search of the built pages, in both editions and both languages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
FOUND = """queries => queries.map(query => {
    document.getElementById("search-words").value = query;
    document.getElementById("search-form").requestSubmit();
    return document.querySelector("#search-found a")?.getAttribute("href").split("#")[0];
})"""


@pytest.mark.parametrize(("folder", "column"), [("", "found"), ("zh/", "found_zh")])
def test_what_was_meant_comes_first(site: str, chromium: Browser, folder: str, column: str) -> None:
    """Each query finds one of the pages that answer it; in Chinese the same where none is named."""
    with (ROOT / "tests/pages/queries.csv").open(encoding="utf-8") as stream:
        asked = {row["query"]: row[column] or row["found"] for row in csv.DictReader(stream)}
    asked = {query: pages for query, pages in asked.items() if pages != "-"}
    assert len(asked) >= 60
    tab = chromium.new_page()
    tab.goto(f"{site}{folder}search.html")
    first = dict(zip(asked, tab.evaluate(FOUND, list(asked)), strict=True))
    tab.close()
    assert {query: page for query, page in first.items() if page not in asked[query]} == {}

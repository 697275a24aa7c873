"""Nothing bars anybody's way: axe finds no fault on any page, narrow or wide, light or dark.

Every page is looked at unfolded, which shows all that it has, but of long tables the first rows,
which are made as all others are, and of the claims' pages one for each verdict. With
``REDERIVE_WHOLE_BOOK=1`` it is every row of every page, folded too: half an hour.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import built
from browser import settle

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
EVERY = bool(os.environ.get("REDERIVE_WHOLE_BOOK"))
WIDTHS = {390: 844, 1440: 900}

#: Faults, each with the elements that have it.
LOOK = """async ([rules, exclude]) =>
    (await axe.run({ exclude }, { resultTypes: ["violations"], ...rules }))
    .violations.map((each) => [each.id, each.nodes.map((node) => node.html.slice(0, 160))])"""
#: What is left out: rows far down a table.
LEFT = [] if EVERY else ["tbody tr:nth-child(n + 31)"]
#: What depends on the theme: colours only.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
THEME = "(theme) => { document.documentElement.dataset.theme = theme; }"
FOLDS = "(open) => { for (const each of document.querySelectorAll('details')) each.open = open; }"


def of_every_verdict(claims: list[str]) -> list[str]:
    """One claim's page for each verdict that a page shows."""
    chosen: dict[str, str] = {}
    for page in claims:
        text = (HTML / page).read_text(encoding="utf-8")
        for verdict in re.findall(r'class="verdict verdict-([a-z-]+)', text):
            chosen.setdefault(verdict, page)
    return sorted(set(chosen.values()))


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on the page that is open: in both themes, as it is and unfolded."""
    page.evaluate(AXE)
    found = []
    for unfolded in (False, True) if EVERY else (True,):
        page.evaluate(FOLDS, unfolded)
        page.evaluate(THEME, "light")
        found += page.evaluate(LOOK, [{}, LEFT])
        page.evaluate(THEME, "dark")
        found += page.evaluate(LOOK, [COLOURS, LEFT])
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_fault(pages: list[str], site: str, chromium: Browser, width: int) -> None:
    claims = [page for page in pages if page.startswith("claims/ch")]
    seen = claims if EVERY else of_every_verdict(claims)
    context = chromium.new_context(
        viewport={"width": width, "height": WIDTHS[width]}, reduced_motion="reduce"
    )
    page, found = context.new_page(), []
    chinese = built.pages(built.CHINESE) if EVERY else built.chinese_kinds()
    for name in [*(page for page in pages if page not in claims), *seen, *chinese]:
        settle(page, site + name)
        for rule, elements in faults(page):
            found.append(f"{name}: {rule}: {len(elements)} times, first {elements[0]}")
    context.close()
    assert not found, "\n".join(found)

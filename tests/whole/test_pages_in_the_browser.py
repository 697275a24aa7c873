"""The built book as its readers get it: every page is whole, stands alone and serves everybody."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

import built
from browser import settle

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"

#: What a reader would see amiss: what sticks out of the window, pictures without a text.
SEEN = """() => {
    const amiss = [];
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > room) {
        const wide = Array.from(document.querySelectorAll("body *"))
            .filter((element) => element.getBoundingClientRect().right > room + 1);
        const last = wide.at(-1)?.outerHTML.slice(0, 120);
        amiss.push(["layout", `${document.documentElement.scrollWidth} wide of ${room}: ${last}`]);
    }
    for (const image of document.images) {
        const text = image.getAttribute("alt") ?? "";
        if (!text.trim() || /\\.(png|svg|jpe?g)$/.test(text)) {
            amiss.push(["picture", `no text stands for ${image.getAttribute("src")}`]);
        }
    }
    return amiss;
}"""


#: Whether every page is opened, also those of claims that have no part which another has not.
EVERY = bool(os.environ.get("REDERIVE_WHOLE_BOOK"))


@pytest.fixture
def telephone(chromium: Browser) -> Iterator[Page]:
    """A page in a window as wide as a telephone."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


class _Parts(HTMLParser):
    """The kinds of elements of a page: their names with their classes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.kinds: set[tuple[str, str]] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.kinds.add((tag, dict(attributes).get("class") or ""))


def various(pages: list[str]) -> list[str]:
    """Pages that hold every kind of element there is, and the widest words.

    All but the pages of claims; of these, as few as show each kind of element that one of them
    has, and those with the longest words, which stick out first.
    """
    claims = [page for page in pages if page.startswith("claims/")]
    texts = {page: (HTML / page).read_text(encoding="utf-8") for page in claims}
    kinds = {page: _Parts(text).kinds for page, text in texts.items()}
    chosen, missing = [], set().union(*kinds.values()) if kinds else set()
    while missing:
        chosen.append(max(claims, key=lambda page: len(kinds[page] & missing)))
        missing -= kinds[chosen[-1]]
    words = {
        page: max(map(len, re.sub("<[^>]*>", " ", text.partition("<main")[2]).split()), default=0)
        for page, text in texts.items()
    }
    chosen += sorted(claims, key=words.__getitem__)[-8:]
    return [page for page in pages if page not in claims or page in chosen]


def test_every_page_opens_without_a_complaint_and_asks_nobody_else(
    pages: list[str], site: str, telephone: Page
) -> None:
    complaints: list[str] = []
    elsewhere: set[str] = set()
    here = ""

    def told(kind: str, text: str) -> None:
        complaints.append(f"{here}: {kind}: {text}")

    telephone.on(
        "console", lambda m: told(m.type, m.text) if m.type in ("error", "warning") else None
    )
    telephone.on("pageerror", lambda error: told("exception", str(error)))
    telephone.on(
        "request",
        lambda r: elsewhere.add(f"{here}: {r.url}") if not r.url.startswith((site, "data:")) else 0,
    )
    telephone.on("response", lambda r: told(str(r.status), r.url) if r.status >= 400 else None)
    chinese = built.pages(built.CHINESE) if EVERY else built.chinese_kinds()
    for here in [*(pages if EVERY else various(pages)), *chinese]:
        settle(telephone, site + here)
        for kind, text in telephone.evaluate(SEEN):
            told(kind, text)
    assert not sorted(complaints)[:40], f"{len(complaints)} complaints"
    assert not elsewhere


#: What a sheet of paper would cut off: what scrolls there, and what sticks out.
CLIPPED = """() => {
    window.dispatchEvent(new Event("beforeprint"));
    const room = document.documentElement.clientWidth;
    return Array.from(document.querySelectorAll(".bd-article, .bd-article *"))
        .filter((each) => {
            const style = getComputedStyle(each);
            const hides = ["auto", "scroll", "hidden", "clip"].includes(style.overflowX);
            const wide = each.scrollWidth > each.clientWidth + 1;
            const scrolls = hides && each.clientWidth > 1 && wide;
            const box = each.getBoundingClientRect();
            return scrolls || (box.right > room + 1 && style.position !== "absolute");
        })
        .map((each) => each.outerHTML.slice(0, 80));
}"""


#: What a printed page begins with, and its titles.
TITLES = """() => {
    const seen = (each) => each.checkVisibility({ visibilityProperty: true });
    const says = (each) => seen(each) && Array.from(each.childNodes)
        .some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const first = Array.from(document.querySelectorAll("main *")).find(says);
    const titles = Array.from(document.querySelectorAll("main h1")).filter(seen);
    return [first?.tagName, ...titles.map((each) => each.textContent.trim() ? "title" : "")];
}"""


def test_paper_clips_nothing_and_begins_with_the_title(
    pages: list[str], site: str, chromium: Browser
) -> None:
    page = chromium.new_page(viewport={"width": 718, "height": 1000})  # A4 within its margins
    page.emulate_media(media="print")
    found, titles = {}, {}
    for name in pages if EVERY else various(pages):
        settle(page, site + name)
        found[name] = page.evaluate(CLIPPED)
        titles[name] = page.evaluate(TITLES)
    page.close()
    assert not {name: each for name, each in titles.items() if each != ["H1", "title"]}
    assert not {name: clipped[:3] for name, clipped in found.items() if clipped}


def test_the_reader_can_choose_the_theme_and_search(site: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    settle(page, site + "index.html")
    theme = "() => document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "light"
    for _ in range(3):
        page.click(".theme-switch-button")
        if page.evaluate(theme) == "dark":
            break
    assert page.evaluate(theme) == "dark"
    settle(page, site + "search.html?q=population")
    page.wait_for_selector("#search-found li a")
    context.close()


def test_a_number_leads_to_the_register_from_the_first_page_and_the_search(
    site: str, chromium: Browser
) -> None:
    page = chromium.new_page()
    settle(page, site + "index.html")
    page.get_by_label("Does a number of the report hold?").fill("15.4")
    page.keyboard.press("Enter")
    page.locator("#row-ch3-share-65plus-2023").wait_for()
    assert page.url.endswith("/notebooks/register.html?q=15.4")
    settle(page, site + "search.html?q=15.4+percent")
    page.get_by_role("link", name="Look only for claims, in the register").click()
    page.locator("#row-ch3-share-65plus-2023").wait_for()
    page.close()


class _Links(HTMLParser):
    """The anchors of a page, and what it links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.twice: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if "id" in given:
            (self.twice if given["id"] in self.anchors else self.anchors).add(given["id"])
        if tag == "a" and "name" in given:
            self.anchors.add(given["name"])
        for name in ("href", "src"):
            if name in given and tag != "base":
                self.links.add(given[name])


def test_every_link_leads_somewhere(pages: list[str]) -> None:
    # 404.html is shown under any address, so its links are set by its script.
    ours = [page for page in pages if page != "404.html"]
    parsed = {page: _Links((HTML / page).read_text(encoding="utf-8")) for page in ours}
    broken = set()
    for page, content in parsed.items():
        for link in content.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (HTML / page).parent / unquote(parts.path) if parts.path else HTML / page
            if not target.is_file():
                broken.add(f"{page}: {link}: no such file")
                continue
            name = target.resolve().relative_to(HTML.resolve()).as_posix()
            place = unquote(parts.fragment)
            if place and name in parsed and place not in parsed[name].anchors:
                broken.add(f"{page}: {link}: no such place on the page")
    assert not sorted(broken)[:20]


def test_every_page_forbids_whatever_is_not_its_own(pages: list[str]) -> None:
    for page in pages:
        text = (HTML / page).read_text(encoding="utf-8")
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert policy, page
        assert "default-src 'none'" in policy[1], page
        scripts = policy[1].partition("script-src")[2].partition(";")[0]
        assert "unsafe" not in scripts, page
        assert "http" not in scripts, page
        assert not re.search(r"<[^>]+\son\w+=", text), f"{page} has a handler the policy forbids"


def test_a_script_that_got_into_a_page_does_not_run(site: str, chromium: Browser) -> None:
    intruders = (
        "<script>window.intruder = 'script'</script>"
        "<img src='data:,' alt='x' onerror=\"window.intruder = 'handler'\">"
        "<a id='trap' href=\"javascript:window.intruder = 'address'\">x</a>"
        "<iframe srcdoc=\"<script>parent.intruder = 'frame'</script>\"></iframe>"
    )
    context = chromium.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda m: refused.append(m.text) if m.type == "error" else None)

    def injected(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", intruders + "</main>"))

    page.route("**/index.html", injected)
    settle(page, site + "index.html")
    page.eval_on_selector("#trap", "(link) => link.click()")
    page.wait_for_function("() => document.images[document.images.length - 1].complete")
    assert page.evaluate("() => window.intruder") is None
    refusals = [text for text in refused if "Content Security Policy" in text]
    assert len(refusals) >= 4, refused
    # The page's own scripts went on.
    assert page.evaluate("() => document.documentElement.dataset.theme")
    context.close()


#: Elements that scroll within themselves, are seen, and cannot be reached by keyboard.
UNREACHED = """() => Array.from(document.querySelectorAll("main pre, main .output")).filter(
    (each) => each.checkVisibility() && each.clientWidth && each.scrollWidth > each.clientWidth
        && each.tabIndex < 0 && getComputedStyle(each).overflowX !== "visible"
).map((each) => each.outerHTML.slice(0, 90))"""


def test_what_scrolls_can_be_reached_by_keyboard_once_it_is_unfolded(
    site: str, telephone: Page
) -> None:
    settle(telephone, f"{site}notebooks/deep-ageing-outlook.html")
    assert telephone.evaluate(UNREACHED) == []
    telephone.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    reached = "main pre[tabindex='0'], main .output[tabindex='0']"
    telephone.wait_for_selector(reached, state="attached")
    telephone.wait_for_function(f"({UNREACHED})().length === 0", timeout=5000)

"""What a page needs before it shows its text, and that nothing was lost in making it little."""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import browser
import built
from rederive.pages import stylesheet, theme_fixes
from rederive.pages.finished import Finished
from rederive.pages.generated_pages import summary
from rederive.show import pictures

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
CLAIM = "claims/ch1-density-2013.html"
#: Pages of every kind.
KINDS = ["index.html", "notebooks/ch4-motor-and-nev.html", "notebooks/register.html", CLAIM]
#: Bytes, compressed, that come before the text of any page: a second of Lighthouse's telephone.
MOST = 200_000

SHEET = """
/* a remark */
:root { --used: 1px; --idle: 2px; --chain: var(--idle); }
.there, .never { margin: var(--used) }
.there:not(.never) { color: red }
p:is(.never, .there) { color: blue }
p:is(.never, .nowhere) { color: blue }
#mark.never { color: red }
.later { animation: turn 1s }
@keyframes turn { to { opacity: 0 } }
@keyframes idle { to { opacity: 0 } }
@media print { .never { color: red } .there { color: black !important } }
@media screen { .never { color: red } }
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A book of one page and one sheet."""
    static = tmp_path / "_static"
    static.mkdir()
    (static / "rederive.css").write_text(SHEET, encoding="utf-8")
    (static / "own.js").write_text("element.classList.add('later')", encoding="utf-8")
    page = f'<html><head>{stylesheet.link("_static/")}</head><p class="there" id="mark"></p></html>'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    return tmp_path


def made(folder: Path) -> str:
    Finished(folder / "note.json").finish(folder)
    return (folder / "_static" / stylesheet.NAME).read_text(encoding="utf-8")


def test_only_rules_that_a_page_or_script_can_use_are_left(small: Path) -> None:
    assert made(small).splitlines()[1:] == [
        ":root{--used:1px}",
        ".there{margin:var(--used)}",
        ".there:not(.never){color:red}",
        "p:is(.never, .there){color:blue}",
        ".later{animation:turn 1s}",
        "@keyframes turn{to{opacity:0}}",
        "@media print{.there{color:black!important}}",
    ]


def test_pages_ask_for_the_sheet_they_were_made_with(small: Path) -> None:
    first = made(small)
    before = (small / "index.html").read_text(encoding="utf-8")
    (small / "other.html").write_text(before.replace("there", "never"), encoding="utf-8")
    second = made(small)
    assert ".never" in second
    assert ".never{" not in first
    versions = {
        re.search(r"\?v=(\w+)", path.read_text("utf-8"))[1] for path in small.glob("*.html")
    }
    assert len(versions) == 1
    assert versions != {re.search(r"\?v=(\w+)", before)[1]}
    (small / "other.html").unlink()
    assert made(small) == first


def test_a_sheet_nobody_knows_is_left_alone() -> None:
    page = '<meta charset="utf-8" /><link rel="stylesheet" href="_static/{}" />'
    assert "own.css" in theme_fixes.apply(page.format("own.css"))
    assert "pygments.css" not in theme_fixes.apply(page.format("pygments.css?v=1"))


def test_formulas_bring_their_program_only_where_they_are() -> None:
    scripts = (
        '<meta charset="utf-8" /><script>window.MathJax = {"options": {}}</script>'
        '<script defer="defer" src="_static/mathjax/tex-mml-chtml.js?v=1"></script>'
    )
    assert "MathJax" not in theme_fixes.apply(scripts)
    assert "window.MathJax" in theme_fixes.apply(scripts + '<div class="math">')


def test_pictures_have_their_size_and_only_the_first_is_hurried(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text('<svg xmlns="x" width="72pt" height="36pt">', "utf-8")
    page = '<img alt="A" src="a.svg" /><img alt="B" src="a.svg" /><img alt="C" src="none.svg" />'
    once = pictures.sized(page, tmp_path / "index.html")
    assert once == (
        '<img width="96" height="48" alt="A" src="a.svg" />'
        '<img loading="lazy" width="96" height="48" alt="B" src="a.svg" />'
        '<img loading="lazy" alt="C" src="none.svg" />'
    )


def test_a_description_is_one_that_can_be_shown() -> None:
    assert summary(["Short."]) == "Short."
    assert len(summary(["word " * 100])) <= 156
    assert summary([]) == ""


# The built book.


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The built pages by their addresses."""
    built.build()
    return {
        name: (HTML / name).read_text(encoding="utf-8")
        for name in built.pages()
        if not name.startswith("404")
    }


def test_no_script_holds_up_a_page(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        waiting = [
            tag for tag in re.findall(r"<script[^>]*\ssrc=[^>]*>", text) if "defer" not in tag
        ]
        assert not waiting, name
        assert "document.write" not in text, name


def test_little_comes_before_the_text(pages: dict[str, str]) -> None:
    sheet = len(gzip.compress((HTML / "_static" / stylesheet.NAME).read_bytes()))
    assert sheet < 30_000
    for name, text in pages.items():
        sheets = re.findall(r'<link[^>]*rel="stylesheet"[^>]*>', text)
        assert len(sheets) == 1, f"{name} loads {sheets}; name new sheets in stylesheet.SHEETS"
        assert sheet + len(gzip.compress(text.encode())) < MOST, name


def test_every_page_says_what_it_is_about_and_no_two_the_same(pages: dict[str, str]) -> None:
    said: dict[str, str] = {}
    for name, text in pages.items():
        found = re.findall(r'<meta name="description" content="([^"]+)" />', text)
        assert len(found) == 1, name
        if not name.startswith("claims/"):  # two claims of the report may say the same
            assert found[0] not in said, f"{name} and {said.get(found[0])}"
            said[found[0]] = name


def test_every_drawing_has_its_size(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for picture in re.findall(r'<img [^>]*\.svg"[^>]*>', text):
            assert re.search(r'width="\d+" height="\d+"', picture), f"{name}: {picture[:120]}"


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    handler = functools.partial(_Silent, directory=str(HTML))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def in_browser(work: Callable[[Browser, str], None]) -> None:
    """Do something with a browser and the address of the book."""

    def run() -> None:
        with sync_playwright() as playwright, served() as site:
            launched = playwright.chromium.launch(executable_path=program, args=browser.ARGUMENTS)
            work(launched, site)
            launched.close()

    program = browser.find()
    if program is None:
        pytest.fail("no Chromium or Chrome found; bash tests/browser.sh says what to do")
    # A thread drives one Playwright at a time, and another test may still hold this one's.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


#: Load the sheets that ours was made of, in its place.
ORIGINALS = """async (sheets) => {
    const ours = document.querySelector('link[href*="book.css"]');
    const folder = ours.href.replace(/book[.]css.*/, '');
    const links = sheets.map((name) => {
        const link = document.createElement('link');
        link.rel = 'stylesheet';
        link.href = folder + name;
        return link;
    });
    await Promise.all(links.map((link) => new Promise((done) => {
        link.addEventListener('load', done);
        ours.before(link);
    })));
    ours.remove();
    await document.fonts.ready;
}"""


#: Resolved when fonts are there and the window has been drawn twice.
DRAWN = """() => document.fonts.ready.then(() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))))"""


def picture(page: Page) -> bytes:
    """The page from top to bottom, or what a browser can draw of it, as a PNG."""
    height = min(page.evaluate("() => document.documentElement.scrollHeight"), 8_000)
    page.set_viewport_size({"width": page.viewport_size["width"], "height": height})
    page.evaluate(DRAWN)
    return page.screenshot(animations="disabled")


def alike(ours: bytes, theirs: bytes) -> bool:
    """Whether two pictures differ in next to nothing."""
    if ours == theirs:
        return True
    first, second = (matplotlib.image.imread(io.BytesIO(each)) for each in (ours, theirs))
    return first.shape == second.shape and (np.abs(first - second) > 0.05).mean() <= 0.0005


def test_pages_look_as_with_all_the_rules(pages: dict[str, str]) -> None:
    static = HTML / "_static"
    sheets = [
        path.relative_to(static).as_posix()
        for pattern in stylesheet.SHEETS
        for path in sorted(static.glob(pattern))
    ]
    different: list[str] = []

    def compare(chromium: Browser, site: str) -> None:
        for theme, width in (("light", 1280), ("dark", 390)):
            context = chromium.new_context(color_scheme=theme)
            page = context.new_page()
            for name in KINDS:
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(site + name, wait_until="load")
                ours = picture(page)
                page.evaluate(ORIGINALS, sheets)
                if not alike(ours, picture(page)):
                    different.append(f"{name}, {theme}, {width} px")
            context.close()

    in_browser(compare)
    assert not different


def test_what_scripts_add_still_works(pages: dict[str, str]) -> None:
    def use(chromium: Browser, site: str) -> None:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site + KINDS[1], wait_until="load")
        # the button that copies code, its icon and its tick
        cell = page.locator("div.highlight:has(button.copybtn):visible").first
        button = cell.locator("button.copybtn").first
        cell.hover()
        assert button.locator("svg").is_visible()
        button.click()
        # the menu, its icon from the font, and a hint
        menu = page.locator(".dropdown-download-buttons")
        family = menu.locator("i").first.evaluate(
            "(e) => getComputedStyle(e, '::before').fontFamily"
        )
        assert "Font Awesome" in family
        assert not menu.locator(".dropdown-menu").is_visible()
        menu.locator("button").first.click()
        assert menu.locator(".dropdown-menu").is_visible()
        page.keyboard.press("Escape")
        page.locator(".theme-switch-button").first.hover()
        page.locator(".tooltip .tooltip-inner").first.wait_for()
        # the sidebar goes and comes back
        sidebar = page.locator(".bd-sidebar-primary")
        start = sidebar.bounding_box()["x"]
        page.locator(".primary-toggle").click()
        page.wait_for_function(
            "() => document.querySelector('.bd-sidebar-primary').getBoundingClientRect().right <= 1"
        )
        page.locator(".primary-toggle").click()
        page.wait_for_function(
            "(start) => document.querySelector('.bd-sidebar-primary').getBoundingClientRect().x "
            "=== start",
            arg=start,
        )
        # the search
        page.keyboard.press("Control+k")
        page.locator(".search-button__search-container input").wait_for(state="visible")
        page.goto(site + "search.html?q=population")
        page.wait_for_selector("#search-found li a")
        assert not complaints

    in_browser(use)


def test_a_browser_that_stores_nothing_shows_the_page_in_its_theme(pages: dict[str, str]) -> None:
    def use(chromium: Browser, site: str) -> None:
        page = chromium.new_page(color_scheme="dark")
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('none'); } })"
        )
        page.goto(site, wait_until="domcontentloaded")
        assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"

    in_browser(use)


def test_no_page_moves_while_it_loads(pages: dict[str, str]) -> None:
    moved: list[tuple[str, float]] = []
    watch = """() => { window.moved = 0; new PerformanceObserver((list) => {
        for (const each of list.getEntries()) window.moved += each.value;
    }).observe({ type: 'layout-shift', buffered: true }); }"""

    def load(chromium: Browser, site: str) -> None:
        context = chromium.new_context(viewport={"width": 412, "height": 823})
        page = context.new_page()
        page.add_init_script(f"({watch})()")
        # Scripts come late, so that the page is drawn without them first.
        page.route(
            re.compile(r"\.js"), lambda route: (page.wait_for_timeout(150), route.continue_())
        )
        for name in KINDS:
            page.goto(site + name, wait_until="load")
            page.wait_for_timeout(500)
            moved.append((name, page.evaluate("() => window.moved")))
        context.close()

    in_browser(load)
    assert all(each < 0.05 for _, each in moved), moved

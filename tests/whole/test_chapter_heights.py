"""A chapter is read in a sitting: how many screens it has when folded, and where it begins."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from rederive import Book

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
#: Windows by width: their height, and how many of them a chapter may fill.
WINDOWS = {1440: (900, 20), 390: (844, 40)}
#: Height of a page, and how far down its first verdict is; nothing on a page without any.
MEASURE = """() => [
    document.documentElement.scrollHeight,
    document.querySelector(".tally-groups, .bd-article .verdict")?.getBoundingClientRect().bottom
        ?? null,
]"""


@dataclass(frozen=True)
class Height:
    """How long a page is in a window."""

    page: str
    width: int
    screens: float
    first: float | None

    def __str__(self) -> str:
        first = "" if self.first is None else f"{self.first:5.2f}"
        return f"{self.page:42} {self.width:5} {self.screens:8.1f} {first:>6}"


def heights(chromium: Browser, names: list[str]) -> Iterator[Height]:
    """Each page in each window, folded as it is opened for the first time."""
    for width, (height, _) in WINDOWS.items():
        context = chromium.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        for name in names:
            page.goto((HTML / f"{name}.html").as_uri(), wait_until="load")
            whole, first = page.evaluate(MEASURE)
            yield Height(name, width, whole / height, None if first is None else first / height)
        context.close()


@pytest.mark.parametrize("edition", ["", "zh/"], ids=["English", "Chinese"])
def test_chapters_are_short_and_tell_their_verdicts_on_the_first_screen(
    chromium: Browser, capsys: pytest.CaptureFixture[str], edition: str
) -> None:
    # In a process of its own: where a browser runs, no other loop can.
    subprocess.run([sys.executable, ROOT / "tests" / "built.py"], check=True)
    place = f"{edition}notebooks/"
    chapters = [place + name for name in Book(ROOT).register.notebooks.values()]
    deep = sorted(place + path.stem for path in (ROOT / "notebooks").glob("deep-*.ipynb"))
    found = list(heights(chromium, [*chapters, *deep]))
    with capsys.disabled():
        print(f"\n{'page':42} {'width':>5} {'screens':>8} {'first verdict':>6}")
        print(*found, sep="\n")
    long = [str(each) for each in found if each.screens > WINDOWS[each.width][1]]
    assert not long
    late = [
        str(each)
        for each in found
        if each.page in chapters and (each.first is None or each.first > 1)
    ]
    assert not late

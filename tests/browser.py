"""The browser that opens the built pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: The same names as in browser.sh.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
WINDOWS = r"C:\Program Files\Google\Chrome\Application\chrome.exe"

#: Playwright adds --headless; these keep the browser from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """Return the path of a Chromium or Chrome, or None if there is none."""
    if named := os.environ.get("CHROME"):
        return named if Path(named).is_file() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((path for path in (MAC, WINDOWS) if Path(path).is_file()), None)


@contextmanager
def running(*arguments: str, needed: bool = False) -> Iterator[Browser]:
    """A browser for tests; while it is open, nothing else in the process may run a loop.

    Parameters
    ----------
    *arguments : str
        Further ones of the command line.
    needed : bool
        Without a browser the test fails, instead of being skipped.
    """
    import pytest
    from playwright.sync_api import sync_playwright

    program = find()
    if program is None:
        if needed:
            pytest.fail("no Chromium or Chrome found; bash tests/browser.sh says what to do")
        pytest.skip("no Chromium here: tests/browser.sh says how to get one")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=program, args=[*ARGUMENTS, *arguments]
        )
        yield launched
        launched.close()


def settle(page: Page, address: str) -> None:
    """Open a page and wait until its formulas are there."""
    page.goto(address, wait_until="load")
    page.evaluate("() => window.MathJax?.startup?.promise?.then(() => null)")

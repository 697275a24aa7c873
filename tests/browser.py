"""The browser that opens the built pages."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

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

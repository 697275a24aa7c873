"""The last step over every page: corrections, sizes of pictures, one style sheet for all.

What a finished page names is remembered by its content, so that a page which no build touched since
is not looked through again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rederive.pages import stylesheet, theme_fixes, web_font
from rederive.reading.files import write_whole
from rederive.show import pictures

SEARCH_INDEX = "search-index.js"
"""What the book's search shows, below the static files."""


@dataclass
class _Page:
    """A page of the built book: its text where it had to be read, and what it names."""

    path: Path
    text: str | None
    written: str | None
    names: list[str]
    linked: bool
    foreign: str


class Finished:
    """What is known of the pages that were finished.

    Parameters
    ----------
    note
        A file beside those that Sphinx keeps between builds.
    """

    def __init__(self, note: Path) -> None:
        self._note = note
        try:
            self._noted: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._noted = {}
        self._pages: dict[str, list[Any]] = self._noted.get("pages", {})
        self._drafts: dict[str, list[str]] = self._noted.get("drafts", {})
        self._made: dict[str, str] = {}

    def write(self, path: Path, text: str) -> None:
        """Write a page that is still to be finished, unless it stands there, finished."""
        draft = _digest(text.encode())
        self._made[str(path)] = draft
        before = self._drafts.get(str(path), ["", ""])
        if before[0] != draft or not path.is_file() or before[1] != _digest(path.read_bytes()):
            path.write_text(text, encoding="utf-8")

    def finish(self, out: Path) -> None:
        """Finish the pages in the folder ``out``."""
        pages = [self._looked_at(path) for path in sorted(out.rglob("*.html"))]
        linked = [page for page in pages if page.linked]
        names = {name for page in linked for name in page.names}
        if linked:
            static = out / "_static"
            index = static / SEARCH_INDEX
            found_by_search = [index.read_text(encoding="utf-8")] if index.is_file() else []
            texts = [*(page.foreign for page in pages), *found_by_search]
            web_font.write(static, texts, figures="chart-drawing" in names)
        version = stylesheet.make(out, names) if linked else ""
        found = {}
        for page in pages:
            text = page.text
            if page.linked and (text is not None or version != self._noted.get("version")):
                text = page.path.read_text(encoding="utf-8") if text is None else text
                text = stylesheet.with_version(text, version)
            if text is not None and text != page.written:
                page.path.write_text(text, encoding="utf-8")
            content = page.path.read_bytes() if text is None else text.encode()
            digest = _digest(content)
            found[digest] = [page.linked, " ".join(page.names), page.foreign]
            if str(page.path) in self._made:
                self._made[str(page.path)] += f" {digest}"
        drafts = {path: both.split() for path, both in self._made.items() if " " in both}
        self._write_note(found, drafts or self._drafts, version)

    def _looked_at(self, path: Path) -> _Page:
        content = path.read_bytes()
        known = self._pages.get(_digest(content), [])
        if len(known) == len(("linked", "names", "foreign")):
            return _Page(path, None, None, known[1].split(), known[0], known[2])
        written = content.decode()
        text = pictures.sized(theme_fixes.apply(written), path)
        linked = stylesheet.is_linked(text)
        foreign = "".join(sorted(web_font.characters([text])))
        return _Page(path, text, written, sorted(stylesheet.in_pages([text])), linked, foreign)

    def _write_note(
        self, pages: dict[str, list[Any]], drafts: dict[str, list[str]], version: str
    ) -> None:
        noted = {"pages": pages, "drafts": drafts, "version": version}
        write_whole(self._note, json.dumps(noted))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""The last step over every page: corrections, sizes of pictures, one style sheet for all.

What a finished page names is remembered by its content, so that a page which no build touched since
is not looked through again; nor is it read while size and time of its file are what they were.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rederive.pages import plain_code, stylesheet, theme_fixes, web_font
from rederive.reading.files import write_whole
from rederive.show import pictures

SEARCH_INDEX = "search-index.js"
"""What the book's search shows, below the static files."""
CODE_STYLE = "pygments.css"
"""How words of code look, below the static files."""


@dataclass
class _Page:
    """A page of the built book: its text where it had to be read, and what it names."""

    path: Path
    digest: str
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
        self._files: dict[str, list[Any]] = self._noted.get("files", {})
        self._made: dict[str, str] = {}
        self._from: str = self._noted.get("from", "")
        self._plain: frozenset[str] = frozenset()

    def stand(self, paths: Iterable[Path], made_from: str) -> bool:
        """Tell whether these are the generated pages, and they stand there finished.

        Parameters
        ----------
        paths
            All that are to be written.
        made_from
            Everything that they are made from; it is kept for the next build.
        """
        digest = _digest(made_from.encode())
        self._from, before = digest, self._noted.get("from")
        return before == digest and all(map(self._known, paths))

    def write(self, path: Path, text: str) -> None:
        """Write a page that is still to be finished, unless it stands there, finished."""
        draft = _digest(text.encode())
        self._made[str(path)] = draft
        before = self._drafts.get(str(path), ["", ""])
        if before[0] != draft or not path.is_file() or before[1] != self._digest_of(path):
            path.write_text(text, encoding="utf-8")

    def _digest_of(self, path: Path) -> str:
        """Fingerprint of a file, which is read unless its size and time are those noted."""
        return self._known(path) or _digest(path.read_bytes())

    def _known(self, path: Path) -> str:
        """Fingerprint of a file that is as it was noted; nothing of another."""
        *look, digest = self._files.get(str(path), [""])
        return digest if look and look == _look(path) else ""

    def finish(self, out: Path) -> None:
        """Finish the pages in the folder ``out``."""
        css = out / "_static" / CODE_STYLE
        self._plain = plain_code.plain_kinds(css.read_text("utf-8") if css.is_file() else "")
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
        found, files = {}, {}
        for page in pages:
            text = page.text
            if page.linked and (text is not None or version != self._noted.get("version")):
                text = page.path.read_text(encoding="utf-8") if text is None else text
                text = stylesheet.with_version(text, version)
            if text is not None and text != page.written:
                page.path.write_text(text, encoding="utf-8")
            digest = page.digest if text is None else _digest(text.encode())
            files[str(page.path)] = [*_look(page.path), digest]
            found[digest] = [page.linked, " ".join(page.names), page.foreign]
            if str(page.path) in self._made:
                self._made[str(page.path)] += f" {digest}"
        drafts = {path: both.split() for path, both in self._made.items() if " " in both}
        noted = {"pages": found, "drafts": drafts or self._drafts, "files": files}
        write_whole(self._note, json.dumps({**noted, "version": version, "from": self._from}))

    def _looked_at(self, path: Path) -> _Page:
        digest = self._digest_of(path)
        known = self._pages.get(digest, [])
        if len(known) == len(("linked", "names", "foreign")):
            return _Page(path, digest, None, None, known[1].split(), known[0], known[2])
        written = path.read_bytes().decode()
        text = plain_code.without(written, self._plain)
        text = pictures.sized(theme_fixes.apply(text), path)
        linked = stylesheet.is_linked(text)
        foreign = "".join(sorted(web_font.characters([text])))
        names = sorted(stylesheet.in_pages([text]))
        return _Page(path, digest, text, written, names, linked, foreign)


def _look(path: Path) -> list[int]:
    """Size and time of a file; nothing if there is none."""
    try:
        found = path.stat()
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns, found.st_ino]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

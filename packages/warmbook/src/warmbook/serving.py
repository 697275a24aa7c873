"""``warmbook serve``: keep everything warm, and show each page a moment after it is saved.

The process with the libraries, that with Jupyter Book, and the server live on between builds. The
book's files are looked at several times a second: sphinx-autobuild and others have the system
tell them of changes, in every folder below the book's; a virtual environment in there has tens of
thousands. Looking through the few hundred files that a page may depend on takes some milliseconds,
and works on every disk.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time
from pathlib import Path
from typing import IO

from warmbook import book, freshness, record
from warmbook.book import PagesError
from warmbook.errors import BuildError, InputError
from warmbook.files import say
from warmbook.freshness import Stamp, View
from warmbook.live import Live
from warmbook.locking import lock
from warmbook.pages_builder import PagesBuilder

#: Of the time, how much may go into looking for changes: one part in so many.
_SHARE = 20
_WARNING = re.compile(r"\b(?:WARNING|ERROR|CRITICAL|error):")
#: What a change of code, or of the installed packages, is told by.
_CODE = (".py", ".pyc", ".so", ".pyd", "packages", "python")


def serve(root: Path, *, port: int = 8000) -> None:
    """Build the book, serve it on this machine, and build it again whenever a file changes.

    Parameters
    ----------
    root
        The book's folder.
    port
        Where a browser finds it; any that is free if 0.

    Raises
    ------
    InputError
        If there is no such folder, or the port is in use.
    KeyboardInterrupt
        When the user has enough.
    """
    root = Path(root).resolve()
    if not root.is_dir():
        raise InputError(f"{root}: there is no such folder.")
    with contextlib.ExitStack() as stack:
        live = stack.enter_context(Live(root / "_build" / "html", port))
        said = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))
        stage = root / "_build" / ".stage"
        pages = stack.enter_context(PagesBuilder(root, stage, again=True, errors=said))
        served = _Served(root, pages, live, said)
        say(f"Serving the book at {live.address} (Ctrl-C ends it)")
        while True:
            seen = served.look()
            served.build()
            served.wait_for_a_change(seen)


class _Served:
    """A book that is served."""

    def __init__(self, root: Path, pages: PagesBuilder, live: Live, said: IO[str]) -> None:
        self._root, self._pages, self._live, self._said = root, pages, live, said
        self._view = View()
        self._code: dict[str, str] = {}

    def build(self) -> None:
        """Build what changed, and tell the pages that are open; what fails, they show."""
        started = time.perf_counter()
        before = _times(self._live.folder)
        try:
            with lock(self._root):
                self._build()
        except (InputError, BuildError) as error:
            self._fail(str(error))
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            self._fail(f"{place}{error.strerror or error}; free space or change permissions.")
        else:
            now = _times(self._live.folder)
            names = before.keys() | now.keys()
            self._live.built(name for name in names if before.get(name) != now.get(name))
            say(f"Ready ({time.perf_counter() - started:.1f} s)")

    def _build(self) -> None:
        stamp = Stamp(self._root)
        self._renew(stamp)
        if stamp.holds():
            return
        stage = book.clear_stage(self._root, stamp)
        self._said.truncate(0)
        self._said.seek(0)
        try:
            book.make(self._root, stamp, self._pages, stage, fork=True)
        except PagesError as error:
            warning = self._show_warnings()
            raise BuildError(warning or str(error)) from error
        self._show_warnings()
        self._view = stamp.view

    def _renew(self, stamp: Stamp) -> None:
        """Have the warm processes load anew what is another: code, or packages."""
        code = {label: it for label, it in stamp.sources.items() if label.endswith(_CODE)}
        if self._code and code != self._code:
            from warmbook import provisioner

            provisioner.end_keeper()
            self._pages.renew()
        self._code, self._view = code, stamp.view

    def _fail(self, sentence: str) -> None:
        say(f"warmbook: {sentence}")
        self._live.failed(sentence)

    def _show_warnings(self) -> str:
        """Pass on what Jupyter Book said; return its first warning."""
        self._said.seek(0)
        lines = self._said.read().splitlines()
        for line in lines:
            say(line)
        first = next((line for line in lines if _WARNING.search(line)), "")
        return first.replace(f"{self._root}{os.sep}", "").strip()

    def look(self) -> dict[str, object]:
        """Size and time of every file that a page may depend on, and what else there is to see."""
        found: dict[str, object] = {}
        places = list(freshness.files(self._root, self._view))
        for label in self._view.elsewhere:
            opened = record.files(self._root, label)
            places += [(file, Path(file)) for file in opened]
            if not opened:
                found[label] = record.now(self._root, label)
        for label, path in places:
            with contextlib.suppress(OSError):
                status = path.stat()
                found[label] = (status.st_size, status.st_mtime_ns)
        return found

    def wait_for_a_change(self, seen: dict[str, object]) -> None:
        """Wait until files are not as they were, and are not being changed any more."""
        changing = False
        while True:
            started = time.perf_counter()
            now = self.look()
            took = time.perf_counter() - started
            if now == seen and changing:
                return
            changing = changing or now != seen
            seen = now
            time.sleep(0.02 if changing else max(0.05, _SHARE * took))


def _times(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file of a built book."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            with contextlib.suppress(OSError):
                status = path.stat()
                found[path.relative_to(folder).as_posix()] = (status.st_size, status.st_mtime_ns)
    return found

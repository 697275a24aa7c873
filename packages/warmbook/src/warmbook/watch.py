"""A second witness: which files of the book were opened while a notebook ran (Linux).

The recorder sees what Python opens. A compiled library opens a file by its name without asking
Python. The system tells which files are opened in a folder (inotify), by whomever: a file that no
recorder has noted was opened by such a library, and counts as read by every notebook that was
running (:mod:`warmbook.witness`). It does not tell who it was, nor what was looked for and missing;
so it is a net below the recorder, not one in its place.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

_OPEN, _MODIFY, _MOVED_TO, _CREATE, _CLOSE = 0x20, 0x2, 0x80, 0x100, 0x18
_OVERFLOW, _ISDIR, _ONLYDIR = 0x4000, 0x40000000, 0x01000000
_EVENT = struct.Struct("iIII")
_SKIPPED = {"_build", "__pycache__", "node_modules"}
#: Pages and code are opened by us and by Jupyter Book, and by no library.
_NOT_DATA = (".py", ".pyc", ".ipynb", ".md", ".rst", "_config.yml", "_toc.yml")


def _is_data(path: str) -> bool:
    return not path.endswith(_NOT_DATA) and "/." not in f"/{path}"


class Moment(NamedTuple):
    """A point in what has happened.

    Attributes
    ----------
    events
        How many events had been taken in. The system does not tell when each happened, so what is
        before and what is after is told by this number, not by a clock.
    clock
        The time, of :func:`time.time`.
    """

    events: int
    clock: float


@dataclass
class Seen:
    """What was seen of the files of a book in some time, by their paths from its folder.

    Attributes
    ----------
    made
        Files that were made, or came from elsewhere.
    changed
        Files that were there and were changed.
    all
        Whether nothing was missed.
    """

    made: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    all: bool = True


class Watch:
    """Watches the folders of a book.

    Parameters
    ----------
    root
        The book's folder.

    Attributes
    ----------
    opened
        How often each file was opened, as far as that has been taken in.
    """

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self.opened: Counter[str] = Counter()
        self._folders: dict[int, str] = {}
        self._events: list[tuple[int, str]] = []
        self.descriptor = -1
        if sys.platform == "linux":
            with contextlib.suppress(OSError, AttributeError):
                self._c = ctypes.CDLL(None, use_errno=True)
                self.descriptor = self._c.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
                self._add(self._root)

    def close(self) -> None:
        """Watch no more."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def take(self) -> None:
        """Take in what has happened."""
        while self.descriptor >= 0:
            try:
                data = os.read(self.descriptor, 1 << 16)
            except BlockingIOError:
                return
            for kind, path in self._read(data):
                if kind & _CLOSE and not kind & _OVERFLOW:
                    # Of no use but to part two openings: the system makes one event of two that
                    # are alike and follow each other.
                    continue
                self._events.append((kind, path))
                if kind & _OPEN and not kind & _ISDIR and _is_data(path):
                    self.opened[path] += 1
                if kind & _ISDIR and kind & (_CREATE | _MOVED_TO):
                    self._add(os.path.join(self._root, path))

    def mark(self) -> Moment:
        """Take in what has happened, and tell the moment; what comes later is after it."""
        self.take()
        return Moment(len(self._events), time.time())

    @contextlib.contextmanager
    def but_ours(self) -> Iterator[Counter[str]]:
        """Leave out the files that we open ourselves meanwhile, as often as we say."""
        self.take()
        begun, ours = len(self._events), Counter[str]()
        yield ours
        self.take()
        events, self._events[begun:] = self._events[begun:], []
        for kind, path in events:
            if kind & _OPEN and ours[path] > 0:
                ours[path] -= 1
                self.opened[path] -= 1
            else:
                self._events.append((kind, path))

    def between(self, start: Moment, end: Moment) -> Seen:
        """What was seen between two moments (:meth:`mark`)."""
        seen = Seen()
        for kind, path in self._events[start.events : end.events]:
            if kind & _OVERFLOW:
                seen.all = False
            elif kind & _ISDIR or not _is_data(path):
                continue
            elif kind & (_CREATE | _MOVED_TO):
                seen.made.add(path)
            elif kind & _MODIFY and path not in seen.made:
                seen.changed.add(path)
        return seen

    def _read(self, data: bytes) -> Iterator[tuple[int, str]]:
        place = 0
        while place < len(data):
            folder, kind, _, length = _EVENT.unpack_from(data, place)
            place += _EVENT.size
            name = os.fsdecode(data[place : place + length].rstrip(b"\0"))
            place += length
            if kind & _OVERFLOW or name:
                yield kind, os.path.join(self._folders.get(folder, ""), name)

    def _add(self, top: str) -> None:
        for folder, subfolders, files in os.walk(top):
            if "pyvenv.cfg" in files:
                subfolders.clear()
                continue
            # Hidden folders belong to tools, whose work is no notebook's.
            subfolders[:] = [
                name for name in subfolders if name not in _SKIPPED and not name.startswith(".")
            ]
            number = self._c.inotify_add_watch(
                self.descriptor,
                os.fsencode(folder),
                _OPEN | _MODIFY | _MOVED_TO | _CREATE | _CLOSE | _ONLYDIR,
            )
            if number >= 0:
                inside = os.path.relpath(folder, self._root)
                self._folders[number] = "" if inside == "." else inside

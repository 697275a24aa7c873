"""Which files a notebook may have read behind the recorder's back.

The system tells how often each file of the book was opened (:mod:`warmbook.watch`), the recorders
tell how often they saw it opened. What is more was opened by a compiled library, and counts as read
by all notebooks that were running, but for those whose recorder has noted the file anyway.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from warmbook import record
from warmbook.record import Log, Record
from warmbook.watch import Moment, Watch


@dataclass
class Span:
    """The time in which one notebook ran.

    Attributes
    ----------
    log
        What its recorder notes.
    start, end
        When it began, and when it ended.
    before, after
        How often each file had been opened by nobody knows whom when it began, and when it ended.
    """

    log: Log
    start: Moment
    end: Moment
    before: Counter[str]
    after: Counter[str] = field(default_factory=Counter)


class Witness:
    """Watches a book while notebooks run; to be closed.

    Parameters
    ----------
    root
        The book's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.watch = Watch(root)
        self._running: list[Span] = []
        self._told: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._known: set[Log] = set()

    def close(self) -> None:
        """Watch no more."""
        self.watch.close()

    @contextlib.contextmanager
    def span(self, log: Path) -> Iterator[Span]:
        """The time of the ``with`` block is that in which the notebook with this log runs."""
        now = self.watch.mark()
        span = Span(Log(self._root, log), now, now, self._unknown(begins=True))
        self._running.append(span)
        try:
            yield span
        finally:
            span.after = self._unknown(begins=False)
            span.end = self.watch.mark()
            self._running.remove(span)
            self._told += span.log.opened
            self._known.add(span.log)

    def _unknown(self, begins: bool) -> Counter[str]:
        """How often each file has been opened by nobody knows whom.

        Others run meanwhile, and an opening is told just before it happens. So what is told and
        what is seen are looked at until nothing is told in between and all that was told has
        happened. Where they never pause, there are rather too few when a span begins, and too many
        when it ends. What was told and does not happen (it failed) is not waited for again.
        """
        for _ in range(20):
            before = self._all_told()
            self.watch.take()
            unknown = self.watch.opened.copy()
            after = self._all_told()
            unknown.subtract(after if begins else before)
            awaited = {file: n for file, n in unknown.items() if n < self._failed[file]}
            if before == after and not awaited:
                return unknown
            if awaited:
                time.sleep(0.002)
        self._failed.update({file: n - self._failed[file] for file, n in awaited.items()})
        return unknown

    def _all_told(self) -> Counter[str]:
        total = self._told.copy()
        for span in self._running:
            span.log.update()
            total += span.log.opened
        return total

    def add(self, noted: Record, span: Span) -> list[str]:
        """Add to a record what was opened meanwhile and was not told; return what we opened."""
        seen = self.watch.between(span.start, span.end)
        unknown = {file for file, times in span.after.items() if times > span.before[file]}
        logs = [*self._known, *(other.log for other in self._running)]
        added = []
        for file in sorted(unknown | seen.changed):
            others = any(log.tells_of(file) for log in logs if log is not span.log)
            if span.log.tells_of(file) or (file not in unknown and others):
                continue
            path = self._root / file
            changed = file in seen.changed or file in seen.made
            if file in seen.made and not others:
                continue  # what a library makes for itself
            label = record.label(self._root, record.READ, str(path))
            if changed or (path.exists() and path.stat().st_ctime > span.start.clock):
                noted.inputs.setdefault(label, "another one meanwhile")
            else:
                noted.inputs.setdefault(label, record.now(self._root, label))
                added.append(label)
        if not seen.all:
            noted.unseen.append("too many files were opened at once")
        return added

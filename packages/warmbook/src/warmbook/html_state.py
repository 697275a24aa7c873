"""What was written last time by a builder of HTML, and what that leaves to be written.

It is noted when a build has come to its end, and taken away before the next one writes: pages that
a killed build left half-written are never taken for whole.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.i18n import format_date
from sphinx.util.osutil import relpath

from warmbook import shared
from warmbook.built_files import BuiltFiles, Entry
from warmbook.files import write_whole

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder


class HtmlState:
    """The pages of a builder.

    Parameters
    ----------
    builder
        Sphinx's builder.
    sources
        Fingerprints of all files that a page may depend on.

    Attributes
    ----------
    path
        Where it is noted.
    files
        The files of the built book.
    asked
        How many pages are to be written whatever is read.
    collected
        Pages that were made by extensions, or by Sphinx itself, in this build.
    """

    def __init__(self, builder: StandaloneHTMLBuilder, sources: dict[str, str]) -> None:
        self._builder = builder
        self._sources = shared.brief(sources)
        self._out = Path(builder.outdir)
        self.path = Path(builder.doctreedir, f".warmbook-{builder.name}.json")
        try:
            noted = json.loads(self.path.read_text(encoding="utf-8"))
            noted["files"] = {name: tuple(entry) for name, entry in noted["files"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            noted = {"files": {}}
        self._noted: dict[str, Any] = noted
        aside = self.path.with_suffix(".aside")
        self.files = BuiltFiles(self._out, noted["files"], aside)
        self.asked, self._all = 0, False
        self.written: set[str] = set()
        self._late: list[str] | None = None
        self.collected: set[str] = set()

    def outdated(self) -> list[str]:
        """Name the pages that are to be written whatever is read: Sphinx's own question."""
        found = self._builder.env.found_docs
        pages = {self._file(page): page for page in found}
        altered = {
            name for name, entry in self._noted["files"].items() if self._differs(name, entry)
        }
        if self._noted.get("frame") != self._frame() or altered - pages.keys():
            outdated = set(found)
        else:
            outdated = {pages[name] for name in altered}
        self.asked = len(outdated)
        return sorted(outdated)

    def something(self) -> set[str]:
        """A page to be written where no other is, for a source changed.

        What extensions make of some data is made whenever anything is written.
        """
        same = self._noted.get("sources") == self._sources
        return set() if same else {self._builder.config.root_doc}

    def differs(self, looks: str) -> bool:
        """Tell whether what shapes every page is another than when the pages were written."""
        return self._noted.get("looks") != looks

    def write_all(self) -> None:
        """Have every page and all that lies beside it made anew."""
        self.files.move_aside()
        self.asked, self._all = len(self._builder.env.found_docs), True

    def to_write(self, read: dict[str, str], shared_now: str) -> set[str]:
        """Name the pages that were read since they were written, or share in what changed."""
        if self._all or self._noted.get("shared") != shared_now:
            return set(read)
        pages = self._noted.get("pages", {})
        return {page for page, digest in read.items() if not digest or pages.get(page) != digest}

    def begin_writing(self) -> None:
        """Take away what must not be there while pages are written."""
        self.path.unlink(missing_ok=True)  # from now on the pages are half-written
        for name in self._noted.get("late", ()):
            (self._out / name).unlink(missing_ok=True)

    def note_written(self, page: str) -> None:
        """Note a page that is about to be written."""
        if not self.written:
            # MyST-NB brings its style sheet when all is written, so that no page knows its version:
            # unless it lies there from an earlier build.
            sheets = getattr(self._builder, "_css_files", ())
            scripts = getattr(self._builder, "_js_files", ())
            names = {str(each.filename) for each in (*sheets, *scripts) if each.filename}
            self._late = sorted(name for name in names if not (self._out / name).exists())
        self.written.add(page)

    def give_up(self, pickled: Path | None) -> None:
        """Leave things so that the next build does not rest on this one, which failed."""
        self.files.put_back()
        if pickled:
            pickled.unlink(missing_ok=True)

    def finish(self, read: dict[str, str], shared_now: str, looks: str) -> None:
        """Remove what a clean build would not have made, and note what there is."""
        shown = self._shown()
        if self.written:
            self._remove_stale({name for names in shown.values() for name in names})
        else:
            self.collected = set(self._noted.get("collected", ()))
        noted = {
            "collected": sorted(self.collected),
            "files": self.files.settle(),
            "frame": self._frame(),
            "late": self._noted.get("late", []) if self._late is None else self._late,
            "looks": looks,
            "pages": read,
            "shared": shared_now,
            "shown": shown,
            "sources": self._sources,
        }
        write_whole(self.path, json.dumps(noted))

    def _shown(self) -> dict[str, list[str]]:
        """Names of the pictures that each page shows."""
        env = self._builder.env
        noted = self._noted.get("shown", {})
        shown = {page: noted[page] for page in noted if page in env.found_docs - self.written}
        for path, name in self._builder.images.items():
            for page in env.images[path][0] & self.written if path in env.images else ():
                shown.setdefault(page, []).append(name)
        return shown

    def _remove_stale(self, shown: set[str]) -> None:
        env, images = self._builder.env, self._builder.imagedir
        kept = {f"{images}/{name}" for name in shown}
        kept |= {f"_downloads/{name}" for _, name in env.dlfiles.values()}
        for name in self._noted["files"]:
            if name.startswith((f"{images}/", "_downloads/")) and name not in kept:
                self.files.remove(name)
        for page in set(self._noted.get("collected", ())) - self.collected - env.found_docs:
            self.files.remove(self._file(page))

    def _frame(self) -> str:
        """What shapes every page beside the files of the book."""
        config = self._builder.config
        day = config.html_last_updated_fmt
        today = format_date(day, language=config.language) if day else ""
        info = self._builder.build_info
        return shared.brief([today, info.config_hash, info.tags_hash])

    def _file(self, page: str) -> str:
        return Path(relpath(self._builder.get_outfilename(page), str(self._out))).as_posix()

    def _differs(self, name: str, entry: Entry) -> bool:
        try:
            status = (self._out / name).stat()
        except OSError:
            return True
        return (status.st_size, status.st_mtime_ns) != entry[:2]

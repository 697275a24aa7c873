"""Whether the built book is still the book of these files.

A stamp lists a fingerprint of every file that a page may depend on, and size
and time of every file that was built. While both still hold, there is nothing
to do, and that is known without loading a single library.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_SKIPPED = {"_build", "__pycache__", "node_modules", "tests"}
#: Files that shape every page: when one changes, all pages are made anew.
_FRAME = (
    "python",
    "packages",
    "_config.yml",
    "_toc.yml",
    "CITATION.cff",
    "assets/templates/",
    "src/rederive/publishing/citation.py",
    "src/rederive/pages/extension.py",
    "src/rederive/pages/generated_pages.py",
    "src/rederive/pages/theme_fixes.py",
    "src/rederive/show/pictures.py",
    "src/rederive/pages/stylesheet.py",
    "src/rederive/runner/jupyter_book_process.py",
)


class Stamp:
    """The stamp of the book in the folder ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = root / "_build" / ".stamp.json"
        try:
            self._noted = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._noted = {}
        self._sources = dict(_sources(root))

    def holds(self) -> bool:
        """Tell whether sources and pages are those of the last build."""
        return (
            self._noted.get("sources") == self._sources
            and self._noted.get("pages") == self._pages()
        )

    def same_frame(self) -> bool:
        """Tell whether what shapes every page is that of the last build."""
        return _frame(self._noted.get("sources", {})) == _frame(self._sources)

    def write(self) -> None:
        """Note the sources as they were before the build, and the pages as they are."""
        noted = {"sources": self._sources, "pages": self._pages()}
        self._path.write_text(json.dumps(noted, sort_keys=True), encoding="utf-8")

    def _pages(self) -> dict[str, list[int]]:
        place = self._root / "_build" / "html"
        found = {}
        for path in place.rglob("*"):
            if path.is_file():
                status = path.stat()
                found[path.relative_to(place).as_posix()] = [status.st_size, status.st_mtime_ns]
        return found


def _sources(root: Path) -> Iterator[tuple[str, str]]:
    """Yield every file a page may depend on, with its fingerprint."""
    yield "python", sys.version
    packages = Path(json.__file__).parents[1]
    for entry in sys.path:
        if entry.endswith(("site-packages", "dist-packages")) and os.path.isdir(entry):
            packages = Path(entry)
            break
    names = sorted(name for name in os.listdir(packages) if name.endswith(".dist-info"))
    yield "packages", hashlib.sha256("\n".join(names).encode()).hexdigest()
    for folder, subfolders, files in os.walk(root):
        subfolders[:] = sorted(
            name for name in subfolders if name not in _SKIPPED and not name.startswith(".")
        )
        for name in sorted(files):
            if not name.startswith("."):
                path = Path(folder, name)
                yield path.relative_to(root).as_posix(), _digest(path)
    edition = root / "_build" / "rederive.pdf"  # offered on the page of downloads
    if edition.is_file():
        yield "_build/rederive.pdf", _digest(edition)
    package = Path(__file__).parents[1]
    if not package.is_relative_to(root):  # the book of one checkout, the code of another
        for path in sorted(package.rglob("*.py")):
            yield f"src/rederive/{path.relative_to(package).as_posix()}", _digest(path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _frame(sources: dict[str, str]) -> dict[str, str]:
    return {label: digest for label, digest in sources.items() if label.startswith(_FRAME)}

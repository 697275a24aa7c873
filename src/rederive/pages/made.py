"""The pages of the claims and the downloads, as they were made last, and from what.

They are made from the data, the bibliography, the configuration and this package's code; notebooks
and other pages have no part in them. While all of these are the same, they are not made again.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator
from pathlib import Path

import rederive
from rederive.pages.claim_page import Page
from warmbook import freshness
from warmbook.freshness import View

_PAGES = (".ipynb", ".md", ".rst")
#: Folders of the book in which nothing lies that they are made from.
_APART = ("tests", "benchmarks", "notebooks", "assets", "packages", "locale", "binder")


class Made:
    """What was made last.

    Parameters
    ----------
    root
        The book's folder.
    downloads
        Where the downloads are.
    note
        Where it is noted.

    Attributes
    ----------
    pages
        The pages of the claims; None if anything is to be made again.
    """

    def __init__(self, root: Path, downloads: Path, note: Path) -> None:
        self._downloads, self._note = downloads, note
        self._key = _key(root)
        self.pages: list[Page] | None = None
        try:
            key, files, pages = pickle.loads(note.read_bytes())
        except (OSError, ValueError, TypeError, EOFError, AttributeError, pickle.PickleError):
            return
        if key == self._key and files == _files(downloads):
            self.pages = pages

    def note(self, pages: list[Page]) -> None:
        """Keep what was made just now."""
        self.pages = pages
        made = (self._key, _files(self._downloads), pages)
        self._note.write_bytes(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))


def _key(root: Path) -> str:
    """All that they are made from, in brief."""
    digest = hashlib.sha256()
    for label, content in _sources(root):
        digest.update(f"{label} {content}\n".encode())
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[tuple[str, str]]:
    code = str(Path(rederive.__file__).resolve().parent)
    for label, content in freshness.sources(root, View(ignore=_APART, packages=(code,))):
        if not label.endswith(_PAGES):
            yield label, content


def _files(folder: Path) -> dict[str, str]:
    """Every file of a folder, in brief."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

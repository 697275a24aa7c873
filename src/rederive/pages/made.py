"""The pages of the claims and the downloads, as they were made last, and from what.

They are made from the data, the bibliography, the configuration and this package's code; notebooks
and other pages have no part in them. While all of these are the same, they are not made again.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

import rederive
from warmbook import freshness
from warmbook.freshness import View

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from rederive.pages.claim_page import Page
    from rederive.pages.search_index import Document

_PAGES = (".ipynb", ".md", ".rst")
#: Folders of the book in which nothing lies that they are made from.
_APART = ("tests", "benchmarks", "notebooks", "assets", "packages", "locale", "binder")


class Claims(NamedTuple):
    """What was made of the claims.

    Attributes
    ----------
    pages
        A page of each.
    found
        What the book's search finds of them, and of the sources.
    """

    pages: list[Page]
    found: list[Document]


class Made:
    """What was made last.

    Parameters
    ----------
    made_from
        All that they are made from (:func:`key_of`).
    downloads
        Where the downloads are.
    note
        Where it is noted.

    Attributes
    ----------
    claims
        What was made of the claims; None if anything is to be made again.
    """

    def __init__(self, made_from: str, downloads: Path, note: Path) -> None:
        self._downloads, self._note = downloads, note
        self._key = made_from
        self.claims: Claims | None = None
        try:
            before, files, claims = pickle.loads(note.read_bytes())
        except (OSError, ValueError, TypeError, EOFError, AttributeError, pickle.PickleError):
            return
        if before == self._key and files == _files(downloads):
            self.claims = claims

    def note(self, claims: Claims) -> None:
        """Keep what was made just now."""
        self.claims = claims
        made = (self._key, _files(self._downloads), claims)
        self._note.write_bytes(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))


#: Of a build, what everything is made from as it was when that was asked first.
_KEYS: WeakKeyDictionary[Sphinx, str] = WeakKeyDictionary()


def key_of(app: Sphinx) -> str:
    """All that a build makes pages from, in brief, looked at once."""
    if app not in _KEYS:
        _KEYS[app] = key(Path(app.srcdir))
    return _KEYS[app]


def key(root: Path) -> str:
    """All that they are made from, in brief: the files of a book but its pages."""
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

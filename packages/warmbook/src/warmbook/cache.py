"""An honest cache of executed notebooks.

Results lie in Jupyter Book's own cache, so that Jupyter Book finds them. Stock
Jupyter Book asks that cache for a notebook's code cells alone, and so serves
yesterday's numbers when the data have changed. We write beside each result what
it depends on (the files the notebook read, the modules it imported that are not
installed, the installed packages) and drop the result as soon as one of them is
another.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import weakref
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.cache.db import NbCacheRecord
from nbformat import NotebookNode

#: Label of the interpreter and the installed packages.
ENVIRONMENT = "<environment>"


class Cache:
    """The executed notebooks of one book.

    Parameters
    ----------
    root
        The book's folder.
    folder
        Where Jupyter Book keeps its cache.
    depends
        Files on which every result depends.
    """

    def __init__(self, root: Path, folder: Path, depends: tuple[str, ...] = ()) -> None:
        self.root = root
        self.depends = depends
        self._cache = get_cache(folder)
        # Closed when we go; a pool would keep the database open for as long as Python pleases.
        weakref.finalize(self, self._cache.db.dispose)

    def find(self, notebook: NotebookNode) -> NotebookNode | None:
        """Return the notebook with its results, or None if it must be run.

        A result that is no longer true is dropped, so that nobody else serves it.
        """
        try:
            record = self._cache.match_cache_notebook(notebook)
        except KeyError:
            return None
        inputs = record.data.get("inputs")
        needed = {ENVIRONMENT, *self.depends}
        if inputs is not None and needed <= set(inputs) and inputs == self._digests(inputs):
            try:
                return self._cache.merge_match_into_notebook(notebook)[1]
            except (KeyError, ValueError):
                pass  # the result was lost, or written by halves
        NbCacheRecord.remove_record(record.pk, self._cache.db)
        shutil.rmtree(self._cache.path / "executed" / record.hashkey, ignore_errors=True)
        return None

    def store(self, path: Path, notebook: NotebookNode, reads: list[str], seconds: float) -> None:
        """Keep an executed notebook together with what it read."""
        inputs = self._digests([ENVIRONMENT, *self.depends, *reads])
        bundle = CacheBundleIn(
            notebook, str(path), data={"execution_seconds": seconds, "inputs": inputs}
        )
        self._cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)

    def seconds(self) -> dict[str, float]:
        """How long each notebook took last time, by its path."""
        records = sorted(self._cache.list_cache_records(), key=lambda record: record.pk)
        return {record.uri: record.data.get("execution_seconds", 0) for record in records}

    def reads(self) -> set[str]:
        """What all notebooks read, as the recorder labels it."""
        records = self._cache.list_cache_records()
        found = {label for record in records for label in record.data.get("inputs") or {}}
        return found - {ENVIRONMENT, *self.depends}

    def _digests(self, labels: list[str] | dict[str, str]) -> dict[str, str]:
        return {label: digest(self.root, label) for label in labels}


def digest(root: Path, label: str) -> str:
    """Return a fingerprint of one thing a notebook depends on.

    Parameters
    ----------
    root
        The book's folder.
    label
        A path, from there if it lies beneath it; a listed folder with ``/`` at its end; or
        :data:`ENVIRONMENT`.
    """
    if label == ENVIRONMENT:
        return _text(_environment())
    if label.endswith("/"):
        folder = root / label
        return _text("\n".join(sorted(os.listdir(folder)))) if folder.is_dir() else "absent"
    return _file(root / label)


def _file(path: Path) -> str:
    if not path.is_file():
        return "absent"
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1)
def _environment() -> str:
    """The interpreter and every installed package with its version."""
    packages = sorted(f"{package.name}=={package.version}" for package in distributions())
    return "\n".join([sys.version, *packages])

"""An honest store of executed notebooks.

The result of a notebook is kept together with all that it may depend on: its path, cells and
kernel, the installed packages, and everything that it read or looked for, as it was when it was
met (:mod:`warmbook.recorder`). It is given out again only while all of that is the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warmbook import outputs, record, results
from warmbook.environment import environment
from warmbook.errors import BuildError
from warmbook.files import write_whole
from warmbook.options import Options
from warmbook.record import Record

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Where the results lie, in the book's folder.
FOLDER = Path("_build", ".warmbook")


@dataclass
class Result:
    """What is kept of a notebook.

    Attributes
    ----------
    key
        Fingerprint of its path, cells, kernel and surroundings.
    record
        What it read, wrote, and did unseen.
    shown
        Of each code cell its number and outputs, as JSON: most of what is kept, and asked for by
        few.
    metadata
        What the run added to the notebook's own.
    seconds
        How long it took.
    good
        Whether it may be given out again; the pages show it once even if not.
    brief
        Fingerprint of what came out.
    doubtful
        Outputs that perhaps no page can show (:func:`warmbook.outputs.doubtful`).
    source, surroundings
        Fingerprints of the notebook's file and of its surroundings: where both are the same, the
        key is, and nobody needs to read the notebook.
    tolerated
        Whether a cell failed that nothing but the book's ``allow_errors`` lets fail.
    limit
        The book's time limit when it ran; none if it has its own.
    """

    key: str
    record: Record
    shown: str
    metadata: dict[str, Any]
    seconds: float
    good: bool
    brief: str
    doubtful: list[list[Any]]
    source: str = ""
    surroundings: str = ""
    tolerated: bool = False
    limit: float | None = None

    @cached_property
    def outputs(self) -> list[list[Any]]:
        """Of each code cell its number and outputs."""
        found: list[list[Any]] = json.loads(self.shown)
        return found

    def put_into(self, notebook: NotebookNode) -> bool:
        """Give a notebook these results; False if they are not those of its cells."""
        import warmbook.light_imports  # noqa: F401 I001
        import nbformat

        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        if len(cells) != len(self.outputs):
            return False
        for cell, (count, found) in zip(cells, self.outputs, strict=True):
            cell.execution_count = count
            cell.outputs = [nbformat.from_dict(output) for output in found]
        notebook.metadata.update(nbformat.from_dict(self.metadata))
        return True

    def allowed(self, given: Options) -> bool:
        """Tell whether the notebook would run through with a book's options."""
        longer = self.limit is None or given.timeout < 0 or 0 < self.limit <= given.timeout
        return (longer or self.seconds < given.timeout) and (
            given.allow_errors or not self.tolerated
        )


def result(key: str, noted: Record, notebook: NotebookNode, seconds: float, good: bool) -> Result:
    """What is to be kept of a notebook that has run; see :class:`Result`."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    added = ("language_info", "widgets")
    own = notebook.metadata.get("execution") or {}
    return Result(
        key=key,
        record=noted,
        shown=json.dumps([[cell.execution_count, cell.outputs] for cell in code]),
        metadata={name: notebook.metadata[name] for name in added if name in notebook.metadata},
        seconds=seconds,
        good=good,
        brief=results.brief(notebook),
        doubtful=outputs.doubtful(notebook),
        tolerated=own.get("allow_errors") is None and any(map(_failed, code)),
    )


def _failed(cell: NotebookNode) -> bool:
    """Tell whether a cell failed that was not to fail."""
    tags = cell.get("metadata", {}).get("tags") or []
    return "raises-exception" not in tags and any(
        output.output_type == "error" for output in cell.outputs
    )


class Store:
    """The executed notebooks of one book.

    Parameters
    ----------
    root
        The book's folder.
    given
        The book's options; the usual ones if None.
    """

    def __init__(self, root: Path, given: Options | None = None) -> None:
        given = given or Options()
        self.root, self.options = root, given
        self.folder = root / FOLDER
        self._surroundings = surroundings(root, given.depends)
        self._results: dict[str, Result | None] = {}
        self._sources: dict[str, str] = {}

    @contextlib.contextmanager
    def reading(self, path: Path) -> Iterator[None]:
        """Note which version of a notebook's file is read meanwhile; none if it changes."""
        before = self._source(path)
        yield
        self._sources[self._name(path)] = before if before == self._source(path) else ""

    def key(self, path: Path, notebook: NotebookNode) -> str:
        """Fingerprint of a notebook and its surroundings, but for what it reads."""
        metadata = notebook.metadata
        parts = {
            "path": self._name(path),
            "cells": [
                [cell.source, cell.get("metadata", {}).get("tags", [])]
                for cell in notebook.cells
                if cell.cell_type == "code"
            ],
            "kernel": (metadata.get("kernelspec") or {}).get("name"),
            "execution": metadata.get("execution"),
            "declared": metadata.get("warmbook"),
            "surroundings": self._surroundings,
        }
        return _text(json.dumps(parts, sort_keys=True, default=str))

    def find(
        self,
        path: Path,
        notebook: NotebookNode,
        shared: set[str] | None = None,
        known: dict[str, str] | None = None,
    ) -> bool:
        """Give a notebook its results; False if it must be run.

        Parameters
        ----------
        path, notebook
            The notebook, without outputs.
        shared
            Files that one notebook writes and another reads (:meth:`shared`): those it has
            written must still be there as it left them.
        known
            As for :meth:`warmbook.record.Record.changed`.
        """
        result = self.get(path)
        if (
            result is None
            or result.key != self.key(path, notebook)
            or not self._rests(path, result, shared or set(), known)
            or not result.put_into(notebook)
        ):
            return False
        if result.source != self._sources.get(self._name(path), result.source):
            self.put(path, result)  # its prose is another: next time it need not be read
        return True

    def holds(self, path: Path, shared: set[str], known: dict[str, str]) -> bool:
        """Tell whether the result of a notebook holds that nobody has read, as for :meth:`find`."""
        result = self.get(path)
        return (
            result is not None
            and result.surroundings == self._surroundings
            and result.source == self._source(path)
            and self._rests(path, result, shared, known)
        )

    def ask_parts(self, paths: Iterable[Path], known: dict[str, str]) -> None:
        """Find out for all notebooks in one go what the parts of files are that they rest on.

        Parameters
        ----------
        paths
            The notebooks.
        known
            As for :meth:`warmbook.record.Record.changed`.
        """
        records = [result.record for path in paths if (result := self.get(path))]
        record.ask_parts(self.root, records, known)

    def _rests(
        self, path: Path, result: Result, shared: set[str], known: dict[str, str] | None
    ) -> bool:
        """Tell whether all is as it was that a result rests on, beside the notebook."""
        met = dict(result.record.inputs)
        if not (result.good and result.allowed(self.options)) or result.record.changed(
            self.root, known
        ):
            return False
        if result.record.inputs != met:
            self._write(path, result)  # its parts lie in other files: next time nobody asks them
        return not any(
            record.now(self.root, f"{record.READ} {file}") != found
            for file, found in result.record.written.items()
            if file in shared
        )

    def shared(self) -> set[str]:
        """Files that one notebook writes and another one reads."""
        results = list(self.all().values())
        return {
            file
            for writer in results
            for file in writer.record.written
            for reader in results
            if reader is not writer
            and any(record.file_of(label) == file for label in reader.record.inputs)
        }

    def get(self, path: Path) -> Result | None:
        """What is kept of the notebook at a path, whether it still holds or not."""
        name = self._name(path)
        if name not in self._results:
            self._results[name] = _load(self._file(name))[1]
        return self._results[name]

    def put(self, path: Path, result: Result) -> None:
        """Keep the result of a notebook.

        Raises
        ------
        BuildError
            If it cannot be written.
        """
        result.source = self._sources.get(self._name(path), "")
        result.surroundings = self._surroundings
        self._write(path, result)

    def _write(self, path: Path, result: Result) -> None:
        name, kept = self._name(path), asdict(result)
        with writing(self.root):
            shown = kept.pop("shown")
            text = f"{json.dumps({'path': name, **kept})}\n{shown}"
            write_whole(self._file(name), f"{_text(text)}\n{text}")
        self._results[name] = result

    def forget(self, path: Path) -> None:
        """Drop what is kept of a notebook, so that nobody takes it for good."""
        name = self._name(path)
        self._results[name] = None
        self._file(name).unlink(missing_ok=True)

    def all(self) -> dict[str, Result]:
        """Whatever is kept, by the notebook's path from the book's folder."""
        for file in self.folder.glob("*.json"):
            name, result = _load(file)
            self._results.setdefault(name, result)
        return {
            name: result
            for name, result in sorted(self._results.items())
            if result is not None and os.path.exists(self.root / name)
        }

    def clear(self) -> None:
        """Drop everything."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._results.clear()

    def _source(self, path: Path) -> str:
        return record.now(self.root, record.label(self.root, record.READ, str(path)))

    def _name(self, path: Path) -> str:
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def _file(self, name: str) -> Path:
        return self.folder / f"{Path(name).stem[:40]}-{_text(name)[:12]}.json"


def _load(file: Path) -> tuple[str, Result | None]:
    """The name of a notebook and its result; None if it was never written or is damaged."""
    try:
        fingerprint, _, text = file.read_text(encoding="utf-8").partition("\n")
        if fingerprint != _text(text):
            return "", None
        noted, _, shown = text.partition("\n")
        kept = json.loads(noted)
        found = Record(**kept.pop("record"))
        return kept.pop("path"), Result(record=found, shown=shown, **kept)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return "", None


@contextlib.contextmanager
def writing(root: Path) -> Iterator[Path]:
    """Say in one sentence that the folder of the results cannot be written.

    Raises
    ------
    BuildError
    """
    folder = root / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
    except OSError as error:
        raise BuildError(
            f"{FOLDER} cannot be written ({error.strerror}); free space, or delete that folder"
        ) from error


def surroundings(root: Path, depends: tuple[str, ...]) -> str:
    """Fingerprint of the interpreter, the installed packages and the files that all depend on."""
    files = [record.now(root, f"f {name}") for name in depends]
    return _text("\n".join([environment(), *depends, *files]))


def _text(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()

"""Running several notebooks at the same time, in rounds, until each has read what is there now.

A notebook may read what another writes. Nobody says so beforehand; it shows in what they read and
wrote. So whatever was written in a round is compared with what all others have read, and those
whose inputs are no longer the same run again. A notebook that failed for want of a file that
another has written meanwhile runs again, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import glob
import itertools
import os
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warmbook import failures, kernels, options, record, scratch, store
from warmbook.errors import BuildError, InputError
from warmbook.execution import read_notebook, to_preload
from warmbook.files import say, short
from warmbook.notebooks import module_prepares, modules_beside, prepares_imports
from warmbook.options import Options
from warmbook.record import Record
from warmbook.store import Store
from warmbook.witness import Span, Witness

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass
class _Failed:
    """A notebook that failed, and perhaps only came too early."""

    error: Exception
    missing: set[str]


class Runner:
    """Runs notebooks, as many at a time as there are cores.

    Parameters
    ----------
    root
        The book's folder.
    given
        Its options.
    results
        Where they are kept.
    jobs
        How many notebooks run at the same time.
    fork
        Whether kernels are forked; if None, where there are enough notebooks to repay it.
    failures
        Where to put what failed, by notebook, while the others go on; None: the first failure
        ends all.
    """

    def __init__(
        self,
        root: Path,
        given: Options,
        results: Store,
        jobs: int,
        fork: bool | None,
        failures: dict[Path, Exception] | None = None,
    ) -> None:
        self.root, self.options, self.store, self.jobs, self.fork = root, given, results, jobs, fork
        self.failures = failures
        self.seconds = {name: result.seconds for name, result in results.all().items()}
        self.numbers = itertools.count()
        self.done: dict[Path, NotebookNode] = {}
        self.failed: dict[Path, _Failed] = {}
        self.records: dict[Path, Record] = {}
        self.count = 0

    def run(self, stale: dict[Path, NotebookNode], kept: list[Path]) -> dict[Path, NotebookNode]:
        """Run the stale notebooks, and of those whose results were kept what that makes stale.

        Raises
        ------
        InputError, BuildError
            For the first one that fails.
        """
        if self.fork is None:
            # Loading the libraries once for all costs as much as one notebook's loading.
            self.fork = len(stale) > self.jobs
        self.fork = self.fork and kernels.can_fork()
        if self.fork:
            kernels.warm_up(to_preload(self.options, list(stale), self.store), self.root)
        fresh = copy.deepcopy(stale)
        results = {path: self.store.get(path) for path in kept}
        self.records = {path: result.record for path, result in results.items() if result}
        todo = dict(stale)
        for _ in range(len(stale) + len(kept) + 2):
            with contextlib.closing(Witness(self.root)) as self.witness:
                asyncio.run(self._round(todo))
            again = self._again()
            if not again:
                return self.done
            for path in again:
                self.store.forget(path)
                if path not in fresh:
                    with self.store.reading(path):
                        fresh[path] = read_notebook(self.root, path)
            todo = {path: copy.deepcopy(fresh[path]) for path in again}
        names = ", ".join(sorted(short(self.root, path) for path in again))
        raise InputError(
            f"{names}: each writes what another one reads, without end; "
            "let one notebook write a file, and the others read it."
        )

    def _again(self) -> set[Path]:
        """The notebooks whose inputs were written by others since."""
        writers: dict[str, set[Path]] = defaultdict(set)
        for path, noted in self.records.items():
            for file in noted.written:
                writers[file].add(path)
        again = set()
        for path, failure in self.failed.items():
            if any(writers[file] - {path} for file in failure.missing if file in writers):
                again.add(path)
            else:
                self._fail(path, failure.error)
        for path, noted in self.records.items():
            self._refuse_chance(path, noted, writers)
            for label in noted.changed(self.root):
                if _writers_of(label, writers) - {path}:
                    again.add(path)
        self.failed.clear()
        return again

    def _refuse_chance(self, path: Path, noted: Record, writers: dict[str, set[Path]]) -> None:
        """Refuse that a notebook reads what two others write."""
        for label in noted.inputs:
            file = record.file_of(label)
            others = sorted(short(self.root, other) for other in writers.get(file, set()) - {path})
            if len(others) > 1:
                raise InputError(
                    f"{file} is written by {' and by '.join(others)}, and read by "
                    f"{short(self.root, path)}: which one it finds is chance; "
                    "let each write a file of its own."
                )

    async def _round(self, notebooks: dict[Path, NotebookNode]) -> None:
        """Run some notebooks in place; the first failure ends the others."""
        self.count += len(notebooks)
        self.turn = asyncio.Semaphore(self.jobs)
        # Starting and ending a kernel is mostly waiting: one more than run stands ready.
        self.alive = asyncio.Semaphore(self.jobs + 1)
        watch = self.witness.watch
        if watch.descriptor >= 0:
            asyncio.get_running_loop().add_reader(watch.descriptor, watch.take)
        with scratch.folder() as sockets:
            try:
                async with asyncio.TaskGroup() as group:
                    for path in self._order(notebooks):
                        name = f"k{next(self.numbers)}"
                        group.create_task(self._one(path, notebooks[path], sockets, name))
            except* Exception as several:
                first = several.exceptions[0]
            else:
                return
        raise first  # here, so that it keeps its own cause

    def _order(self, notebooks: dict[Path, NotebookNode]) -> list[Path]:
        """The longest first, so that no core waits at the end for one of them."""

        def length(path: Path) -> tuple[float, int]:
            return self.seconds.get(short(self.root, path), 0), len(notebooks[path].cells)

        return sorted(notebooks, key=length, reverse=True)

    def _fail(self, path: Path, error: Exception) -> None:
        """End with what failed, or note it and go on with the others."""
        if self.failures is None:
            raise error
        self.failures[path] = error
        self.done.pop(path, None)

    async def _one(self, path: Path, notebook: NotebookNode, sockets: Path, name: str) -> None:
        """Run one notebook and keep its result."""
        try:
            await self._attempt(path, notebook, sockets, name)
        except (BuildError, InputError) as error:
            self._fail(path, error)

    async def _attempt(self, path: Path, notebook: NotebookNode, sockets: Path, name: str) -> None:
        with self.witness.watch.but_ours() as ours:
            declared = _declared(self.root, path, notebook)
            for label in declared or ():
                ours.update(record.opens(self.root, label))
        key = self.store.key(path, notebook)
        alone = self._needs_its_own(path, notebook)
        self.store.forget(path)
        for fork in (True, False) if self.fork and not alone else (False,):
            log = sockets / f"{name}.log"
            try:
                noted, span = await self._in_kernel(path, notebook, log, fork, declared)
            except kernels.FAILURES as error:
                task = asyncio.current_task()
                if task and task.cancelling():
                    raise asyncio.CancelledError from error  # nbclient takes it for a death
                if not (fork and log.exists() and self._is_alone(self._read(log))):
                    self.failed[path] = self._failure(path, notebook, error, log)
                    return
            else:
                if not (fork and self._is_alone(noted)):
                    break
            alone, name = True, f"{name}-alone"
        noted.alone = noted.alone or alone
        self._keep(path, notebook, key, noted, span, declared)

    async def _in_kernel(
        self,
        path: Path,
        notebook: NotebookNode,
        log: Path,
        fork: bool,
        declared: dict[str, str] | None,
    ) -> tuple[Record, Span]:
        """Run a notebook in a kernel; return what it read, and when.

        Raises
        ------
        nbclient.exceptions.CellExecutionError, CellTimeoutError, DeadKernelError
        """
        shown = short(self.root, path)
        own = _own_options(notebook, shown)
        limit = self.options.timeout if own.get("timeout") is None else own["timeout"]
        kernel = kernels.started(
            notebook,
            root=self.root,
            path=path,
            sockets=log.parent,
            name=log.stem,
            timeout=options.seconds(limit, f"{shown}: timeout"),
            fork=fork,
            allow_errors=bool(own.get("allow_errors", self.options.allow_errors)),
        )
        async with self.alive, kernel as client, self.turn:
            with self.witness.span(log) as span:
                told = await kernels.run(client, self.root, log)
                noted = Record(unseen=["its kernel is not Python"])
                if told:
                    noted = self._read(log, declared is not None)
        return noted, span

    def _needs_its_own(self, path: Path, notebook: NotebookNode) -> bool:
        """Tell whether a notebook needs a kernel of its own, as far as that is known before."""
        last = self.store.get(path)
        if prepares_imports(notebook) or (last is not None and last.record.alone):
            return True
        return any(map(module_prepares, modules_beside(path)))

    def _is_alone(self, noted: Record) -> bool:
        """Tell whether what a notebook did shows that it needs a kernel of its own."""
        return noted.alone or any(map(module_prepares, record.modules(self.root, noted)))

    def _read(self, log: Path, declared: bool = False) -> Record:
        """What a recorder noted; the files that we open for that are opened by no notebook."""
        with self.witness.watch.but_ours() as ours:
            noted = record.read(self.root, log, declared)
            for file in noted.written:
                ours.update(record.opens(self.root, f"{record.READ} {file}"))
        return noted

    def _keep(
        self,
        path: Path,
        notebook: NotebookNode,
        key: str,
        noted: Record,
        span: Span,
        declared: dict[str, str] | None,
    ) -> None:
        """Keep a result with all that it rests on, and say what became of it."""
        shown = short(self.root, path)
        seconds = time.time() - span.start.clock
        with self.witness.watch.but_ours() as ours:
            opened = self.witness.add(noted, span)
            noted.inputs.update(declared or {})
            kernel = (notebook.metadata.get("kernelspec") or {}).get("name") or "python3"
            label = record.label(self.root, record.KERNEL, kernel)
            noted.inputs[label] = record.now(self.root, label)
            for label in (*opened, *noted.inputs):
                ours.update(record.opens(self.root, label))
            changed = noted.changed(self.root)
        good = not changed and (not noted.unseen or declared is not None)
        result = store.result(key, noted, notebook, seconds, good)
        if (notebook.metadata.get("execution") or {}).get("timeout") is None:
            result.limit = self.options.timeout
        self.store.put(path, result)
        self.records[path], self.done[path] = noted, notebook
        say(f"  {len(self.done):>2}/{self.count} ran {shown} in {seconds:.1f} s")
        _tell(shown, noted, changed, declared is not None)

    def _failure(self, path: Path, notebook: NotebookNode, error: Exception, log: Path) -> _Failed:
        """What failed, if it may work once another notebook has written what is missing.

        Raises
        ------
        BuildError or InputError
            Where nothing was missing.
        """
        from nbclient.exceptions import DeadKernelError

        failure = failures.explain(self.root, path, notebook, error)
        failure.__cause__ = error
        missing = record.missing(self._read(log)) if log.exists() else set()
        if not missing or isinstance(error, DeadKernelError):
            raise failure from error
        return _Failed(failure, missing)


def _tell(shown: str, noted: Record, changed: list[str], declared: bool) -> None:
    """Say why a result is not kept."""
    if changed:
        file = record.file_of(changed[0]) or "what it asked of the system"
        say(f"     {shown}: {file} changed while it ran, so it runs again next time")
    elif noted.unseen and not declared:
        say(
            f"     {shown}: {noted.unseen[0]}, and what that reads cannot be seen, so it runs "
            "every time; or name it in the notebook's metadata (warmbook: inputs)"
        )


def _own_options(notebook: NotebookNode, shown: str) -> dict[str, Any]:
    """The options of execution in a notebook's own metadata."""
    own = notebook.metadata.get("execution") or {}
    if not isinstance(own, dict):
        raise InputError(f"{shown}: execution in its metadata needs to be options with values.")
    return own


def _declared(root: Path, path: Path, notebook: NotebookNode) -> dict[str, str] | None:
    """What a notebook says that it reads, beside what can be seen; None if it says nothing."""
    given = notebook.metadata.get("warmbook")
    if given is None:
        return None
    inputs = given.get("inputs") if isinstance(given, dict) else None
    if not isinstance(inputs, list) or not all(isinstance(each, str) for each in inputs):
        raise InputError(
            f"{short(root, path)}: warmbook in its metadata needs to be inputs with a list of "
            "paths or patterns, from the notebook's folder."
        )
    here = glob.escape(os.path.relpath(path.parent, root))
    places = [os.path.normpath(root / here / each) for each in inputs]
    labels = [record.label(root, record.PATTERN, place) for place in places]
    return {label: record.now(root, label) for label in labels}


def _writers_of(label: str, writers: dict[str, set[Path]]) -> set[Path]:
    """Who wrote the file of a label, or a file in the folder of one."""
    file = record.file_of(label)
    if not file:
        return set()
    found = set(writers.get(file, ()))
    if not label.startswith(("f ", "s ")):
        for other, paths in writers.items():
            if os.path.dirname(other) == file.rstrip("/").replace(".", "", file == "."):
                found |= paths
    return found

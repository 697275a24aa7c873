"""Run the notebooks that need it, in parallel, and leave the results in Jupyter Book's cache."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import warmbook.light_imports  # noqa: F401
from warmbook import failures, notebooks, options, results, toc
from warmbook.errors import InputError
from warmbook.files import first_line, say, short
from warmbook.locking import lock
from warmbook.options import Options

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from warmbook.cache import Cache

#: Jupyter Book's own cache of executed notebooks, in the book's folder.
CACHE = Path("_build", ".jupyter_cache")


def execute(
    root: Path,
    chosen: list[Path] | None = None,
    *,
    force: bool = False,
    jobs: int | None = None,
    fork: bool | None = None,
) -> dict[Path, NotebookNode]:
    """Run the book's notebooks, or take their results from the cache.

    Parameters
    ----------
    root
        The book's folder, where ``_toc.yml`` lies.
    chosen
        Notebooks to run; all of the table of contents if None.
    force
        Run them even where the cache holds their results.
    jobs
        How many run at the same time; the number of cores if None.
    fork
        Whether to fork the kernels from one process with the libraries loaded.
        If None, they are where the system can and there are enough notebooks
        to repay the loading.

    Returns
    -------
    dict
        The executed notebooks by their paths, in the order of the book.

    Raises
    ------
    InputError
        If a notebook cannot be read.
    BuildError
        If one of its cells fails.
    """
    root = Path(root).resolve()
    with lock(root):
        return execute_locked(root, chosen, force=force, jobs=jobs, fork=fork)


def execute_locked(
    root: Path,
    chosen: list[Path] | None = None,
    *,
    force: bool = False,
    jobs: int | None = None,
    fork: bool | None = None,
) -> dict[Path, NotebookNode]:
    """Do what :func:`execute` does, for whoever holds the folder's lock."""
    with failures.of_the_cache(CACHE):
        return _execute(root, chosen, force, jobs, fork)


def _execute(
    root: Path, chosen: list[Path] | None, force: bool, jobs: int | None, fork: bool | None
) -> dict[Path, NotebookNode]:
    from warmbook.cache import Cache

    given = options.read(root)
    if chosen is None:
        paths = [path for path in toc.files(root) if notebooks.is_notebook(path)]
    else:
        paths = [(root / path).resolve() for path in chosen]
    if fork is None:
        warm_up_early(root, given)
    cache = Cache(root, root / CACHE, given.depends)
    done: dict[Path, NotebookNode | None] = {}
    stale: dict[Path, NotebookNode] = {}
    for path in paths:
        notebook = _read(root, path)
        done[path] = None if force else cache.find(notebook)
        if done[path] is None:
            stale[path] = notebook
    kept = len(paths) - len(stale)
    if kept:
        say(f"  {kept} of {len(paths)} notebooks are up to date")
    if stale:
        jobs = jobs or os.cpu_count() or 1
        asyncio.run(_Run(root, given, cache, jobs, fork).all(stale))
        done.update(stale)
    results.note(root, done)  # type: ignore[arg-type]
    return done  # type: ignore[return-value]


def warm_up_early(root: Path, given: Options) -> None:
    """Load the libraries of the notebooks while we read, if everything will run."""
    if not (root / CACHE).is_dir():
        from warmbook import kernels

        kernels.warm_up(to_preload(given, toc.files(root)))


def to_preload(given: Options, paths: list[Path]) -> list[str] | tuple[str, ...]:
    """Name what the notebooks will import: what the options say, or what their text shows."""
    return notebooks.imports(paths) if given.preload is None else given.preload


def all_reads(root: Path) -> set[str]:
    """What the notebooks of a book read when they were last run."""
    from warmbook.cache import Cache

    with failures.of_the_cache(CACHE):
        return Cache(root, root / CACHE).reads()


def _read(root: Path, path: Path) -> NotebookNode:
    try:
        return notebooks.read(path)
    except Exception as error:
        raise InputError(
            f"{short(root, path)} is no notebook that can be read: {first_line(error)[:200]}"
        ) from error


class _Run:
    """Running several notebooks, as many at a time as there are cores."""

    def __init__(
        self, root: Path, given: Options, cache: Cache, jobs: int, fork: bool | None
    ) -> None:
        self.root, self.options, self.cache, self.jobs, self.fork = root, given, cache, jobs, fork
        self.done = 0

    async def all(self, stale: dict[Path, NotebookNode]) -> None:
        """Run the notebooks in place; the first failure ends the others."""
        from warmbook import kernels

        if self.fork is None:
            # Loading the libraries once for all costs as much as one notebook's loading.
            self.fork = len(stale) > self.jobs
        self.fork = self.fork and kernels.can_fork()
        if self.fork:
            kernels.warm_up(to_preload(self.options, list(stale)))
        self.count = len(stale)
        self.turn = asyncio.Semaphore(self.jobs)
        # Starting and ending a kernel is mostly waiting: one more than run stands ready.
        self.alive = asyncio.Semaphore(self.jobs + 1)
        with tempfile.TemporaryDirectory(prefix="warmbook-") as sockets:
            try:
                async with asyncio.TaskGroup() as group:
                    for number, path in enumerate(self.order(stale)):
                        group.create_task(self.one(path, stale[path], Path(sockets), f"k{number}"))
            except* Exception as several:
                first = several.exceptions[0]
            else:
                return
        raise first  # here, so that it keeps its own cause

    def order(self, stale: dict[Path, NotebookNode]) -> list[Path]:
        """The longest first, so that no core waits at the end for one of them."""
        seconds = self.cache.seconds()
        return sorted(
            stale,
            key=lambda path: (seconds.get(str(path), 0), len(stale[path].cells)),
            reverse=True,
        )

    async def one(self, path: Path, notebook: NotebookNode, sockets: Path, name: str) -> None:
        """Run one notebook and keep its result."""
        from nbclient.exceptions import (
            CellExecutionError,
            CellTimeoutError,
            DeadKernelError,
        )

        from warmbook import kernels

        kernel = kernels.started(
            notebook,
            folder=path.parent,
            sockets=sockets,
            name=name,
            timeout=notebook.metadata.get("execution", {}).get("timeout", self.options.timeout),
            fork=bool(self.fork),
        )
        try:
            async with self.alive, kernel as client, self.turn:
                started = time.perf_counter()
                reads = await kernels.run(client, self.root)
                seconds = time.perf_counter() - started
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            if asyncio.current_task().cancelling():
                raise asyncio.CancelledError from error  # nbclient takes it for a death
            raise failures.explain(self.root, path, notebook, error) from error
        self.cache.store(path, notebook, reads, seconds)
        self.done += 1
        say(f"  {self.done:>2}/{self.count} ran {short(self.root, path)} in {seconds:.1f} s")

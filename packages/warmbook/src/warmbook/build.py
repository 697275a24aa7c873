"""Run the notebooks and build the book.

:func:`execute` runs the notebooks that need it, in parallel, and leaves the
results in Jupyter Book's own cache. :func:`book` does that and then lets Jupyter
Book build the pages; a new book takes the old one's place only when it is whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

import rederive.runner.light_imports  # noqa: F401
from rederive.errors import BuildError, InputError
from rederive.reading.files import write_whole
from rederive.reading.tables import read_text
from rederive.runner.freshness import Stamp

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Seconds one cell may take, unless _config.yml says otherwise.
TIMEOUT = 600
#: Jupyter Book's own cache of executed notebooks.
CACHE = Path("_build", ".jupyter_cache")
#: Fingerprints of the results, page by page, for the Sphinx extension.
RESULTS = Path("_build", ".results.json")
#: Set in the environment of a Jupyter Book that need not run the notebooks again.
EXECUTED = "REDERIVE_EXECUTED"
#: The same surroundings for every build of the pages.
PAGES_ENVIRONMENT = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def execute(
    root: Path,
    notebooks: list[Path] | None = None,
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
    notebooks
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
    with lock(root), _cache_told():
        return _execute(root, notebooks, force=force, jobs=jobs, fork=fork)


def _execute(
    root: Path,
    notebooks: list[Path] | None,
    *,
    force: bool = False,
    jobs: int | None = None,
    fork: bool | None = None,
) -> dict[Path, NotebookNode]:
    from rederive.runner.cache import Cache, is_notebook, read

    if fork is None:
        _warm_up(root)
    if notebooks is None:
        paths = [path for path in toc_files(root) if is_notebook(path)]
    else:
        paths = [(root / path).resolve() for path in notebooks]
    cache = Cache(root, root / CACHE)
    results: dict[Path, NotebookNode | None] = {}
    stale: dict[Path, NotebookNode] = {}
    for path in paths:
        try:
            notebook = read(path)
        except Exception as error:
            raise InputError(
                f"{_short(root, path)} is no notebook that can be read: {_first_line(error)[:200]}"
            ) from error
        results[path] = None if force else cache.find(notebook)
        if results[path] is None:
            stale[path] = notebook
    kept = len(paths) - len(stale)
    if kept:
        _say(f"  {kept} of {len(paths)} notebooks are up to date")
    if stale:
        jobs = jobs or os.cpu_count() or 1
        asyncio.run(_Run(root, cache, jobs, fork).all(stale))
        results.update(stale)
    _note_results(root, results)
    return results  # type: ignore[return-value]


def _warm_up(root: Path) -> None:
    """Load the libraries of the notebooks while we read, if everything will run."""
    if not (root / CACHE).is_dir():
        from rederive.runner import kernels

        kernels.warm_up()


def _note_results(root: Path, notebooks: dict[Path, NotebookNode]) -> None:
    """Write down what came out of each notebook, in brief."""
    path = root / RESULTS
    noted = results(root)
    for file, notebook in notebooks.items():
        if file.is_relative_to(root):
            outputs = [cell.get("outputs") for cell in notebook.cells]
            text = json.dumps(outputs, sort_keys=True)
            page = file.relative_to(root).with_suffix("").as_posix()
            noted[page] = hashlib.sha256(text.encode()).hexdigest()
    write_whole(path, json.dumps(noted, indent=1, sort_keys=True))


def results(root: Path) -> dict[str, str]:
    """Fingerprints of the results that were noted, by page."""
    try:
        return json.loads((root / RESULTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def book(root: Path, *, force: bool = False, check: Callable[[], object] | None = None) -> None:
    """Build the book into ``_build/html``.

    The notebooks run first. The pages are built beside the present ones and
    take their place at the end, so that a failure leaves the old book whole.

    Parameters
    ----------
    root
        The book's folder.
    force
        Run every notebook and make every page anew.
    check
        Called before anything runs, unless nothing changed since the book was built.

    Raises
    ------
    BuildError
        If a notebook fails or Jupyter Book warns of anything.
    """
    root = Path(root).resolve()
    started = time.perf_counter()
    with lock(root):
        stamp = Stamp(root)
        if stamp.holds() and not force:
            _say("  nothing changed since the book was built")
        else:
            _make_pages(root, stamp, force, check)
    index = root / "_build" / "html" / "index.html"
    _say(f"The book is at {index} ({time.perf_counter() - started:.1f} s)")


def _make_pages(root: Path, stamp: Stamp, force: bool, check: Callable[[], object] | None) -> None:
    """Check the book, run the notebooks, have the pages built, and publish them."""
    _warm_up(root)
    stage = root / "_build" / ".stage"
    # Sphinx takes a page for whole that is newer than its source, half-written or not.
    unfinished = stage / ".unfinished"
    if force or unfinished.exists() or not stamp.same_frame():
        shutil.rmtree(stage, ignore_errors=True)
    with subprocess.Popen(
        [sys.executable, "-m", "rederive.runner.jupyter_book_process", str(root), str(stage)],
        stdin=subprocess.PIPE,
        text=True,
        env={**os.environ, **PAGES_ENVIRONMENT, EXECUTED: "1"},
        start_new_session=True,  # Ctrl-C is ours to pass on
    ) as pages:
        try:
            if check:
                check()
            _say("Running the notebooks")
            with _cache_told():
                _execute(root, None, force=force)
            _say("Building the pages")
            stage.mkdir(parents=True, exist_ok=True)
            unfinished.touch()
            with contextlib.suppress(BrokenPipeError):
                pages.stdin.write("go\n")
                pages.stdin.flush()
            pages.wait()
        finally:
            _end(pages)
    unfinished.unlink(missing_ok=True)
    if pages.returncode:
        shutil.rmtree(stage, ignore_errors=True)
        raise BuildError("the pages could not be built: Jupyter Book's warnings stand above")
    _publish(stage / "html", root / "_build" / "html")
    stamp.write()


def _end(process: subprocess.Popen) -> None:
    """End a process that leads a session, with all it started there."""
    if process.poll() is None:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _publish(new: Path, place: Path) -> None:
    """Put a copy of the folder ``new`` where ``place`` is, in one step."""
    fresh, old = place.with_name(".html-new"), place.with_name(".html-old")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(new, fresh)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)


class _Run:
    """Running several notebooks, as many at a time as there are cores."""

    def __init__(self, root: Path, cache: Any, jobs: int, fork: bool | None) -> None:
        self.root, self.cache, self.jobs, self.fork = root, cache, jobs, fork
        self.timeout = _timeout(root)
        self.done = 0

    async def all(self, notebooks: dict[Path, NotebookNode]) -> None:
        """Run the notebooks in place; the first failure ends the others."""
        from rederive.runner import kernels

        if self.fork is None:
            # Loading the libraries once for all costs as much as one notebook's loading.
            self.fork = len(notebooks) > self.jobs
        self.fork = self.fork and kernels.can_fork()
        if self.fork:
            kernels.warm_up()
        self.count = len(notebooks)
        self.turn = asyncio.Semaphore(self.jobs)
        # Starting and ending a kernel is mostly waiting: one more than run stands ready.
        self.alive = asyncio.Semaphore(self.jobs + 1)
        # The longest first, so that no core waits at the end for one of them.
        seconds = self.cache.seconds()
        order = sorted(
            notebooks,
            key=lambda path: (seconds.get(str(path), 0), len(notebooks[path].cells)),
            reverse=True,
        )
        with tempfile.TemporaryDirectory(prefix="rederive-") as sockets:
            try:
                async with asyncio.TaskGroup() as group:
                    for number, path in enumerate(order):
                        group.create_task(
                            self.one(path, notebooks[path], Path(sockets), f"k{number}")
                        )
            except* Exception as failures:
                first = failures.exceptions[0]
            else:
                return
        raise first  # here, so that it keeps its own cause

    async def one(self, path: Path, notebook: NotebookNode, sockets: Path, name: str) -> None:
        """Run one notebook and keep its result."""
        from nbclient.exceptions import (
            CellExecutionError,
            CellTimeoutError,
            DeadKernelError,
        )

        from rederive.runner import kernels

        shown = _short(self.root, path)
        options = notebook.metadata.get("execution", {})
        kernel = kernels.started(
            notebook,
            folder=path.parent,
            sockets=sockets,
            name=name,
            timeout=options.get("timeout", self.timeout),
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
            raise _explain(self.root, path, notebook, error) from error
        self.cache.store(path, notebook, reads, seconds)
        self.done += 1
        _say(f"  {self.done:>2}/{self.count} ran {shown} in {seconds:.1f} s")


def _explain(root: Path, path: Path, notebook: NotebookNode, error: Exception) -> Exception:
    """Say in one sentence which notebook failed where and why; keep the traceback."""
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    ran = [number for number, cell in enumerate(cells, 1) if cell.get("execution_count")]
    where = f"{_short(root, path)}, code cell {ran[-1] if ran else 1}"
    if isinstance(error, CellTimeoutError):
        return BuildError(f"{where}: it took longer than _config.yml allows (execute: timeout)")
    if not isinstance(error, CellExecutionError):
        return BuildError(f"{where}: the kernel died, perhaps for want of memory")
    failed = (any(output.output_type == "error" for output in cell.outputs) for cell in cells)
    where = f"{_short(root, path)}, code cell {list(failed).index(True) + 1}"
    report = root / "_build" / "reports" / f"{path.stem}.log"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(_plain(error.traceback), encoding="utf-8")
    value = _first_line(error.evalue or "").rstrip(".")
    if error.ename == InputError.__name__:
        return InputError(f"{value} ({where}).")
    what = f"{error.ename}: {value}" if value else error.ename
    return BuildError(f"{where}: {what} (the traceback is in {_short(root, report)})")


def toc_files(root: Path) -> list[Path]:
    """Return the files of the table of contents, in the order of the book.

    Raises
    ------
    InputError
        If ``_toc.yml`` cannot be read or names a file that does not exist or lies elsewhere.
    """
    found = []
    for entry in _entries(_yaml(root / "_toc.yml")):
        for suffix in ("", ".md", ".ipynb"):
            path = root / f"{entry}{suffix}"
            if path.is_file() and path.resolve().is_relative_to(root.resolve()):
                found.append(path)
                break
        else:
            raise InputError(f"_toc.yml names {entry}, and there is no such file; mend the name.")
    return found


def _entries(node: object) -> Iterator[str]:
    """Yield the files a table of contents names."""
    if isinstance(node, list):
        for child in node:
            yield from _entries(child)
    elif isinstance(node, dict):
        for key in ("root", "file"):
            if key in node:
                yield node[key]
        for key in ("parts", "chapters", "sections"):
            yield from _entries(node.get(key))


@contextlib.contextmanager
def lock(root: Path) -> Iterator[None]:
    """Keep other builds out of the folder; the system frees the lock of a process that dies."""
    path = root / "_build" / ".lock"
    try:
        path.parent.mkdir(exist_ok=True)
        stream = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise BuildError(f"{path.parent} cannot be written: {error.strerror}") from error
    with stream:
        if not _try_lock(stream):
            stream.seek(0)
            holder = stream.read().strip() or "unknown"
            _say(f"  another build is running in this folder (process {holder}); waiting for it")
            while not _try_lock(stream):
                time.sleep(0.2)
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield


def _try_lock(stream: Any) -> bool:
    """Take the lock on an open file if it is free."""
    try:
        if os.name == "nt":
            import msvcrt

            stream.seek(1 << 20)  # beyond the text, which others may still read
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _timeout(root: Path) -> float:
    """Seconds that a cell may take according to ``_config.yml``."""
    path = root / "_config.yml"
    execute = (_yaml(path) if path.is_file() else {}).get("execute") or {}
    seconds = execute.get("timeout", TIMEOUT) if isinstance(execute, dict) else None
    if type(seconds) not in (int, float) or not 0 < seconds < math.inf:
        raise InputError("_config.yml: execute: timeout needs to be a number of seconds.")
    return seconds


def _yaml(path: Path) -> dict[str, Any]:
    """Read one of Jupyter Book's two YAML files."""
    try:
        content = yaml.safe_load(read_text(path))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{path.name} cannot be read: {_first_line(error)}") from error
    if not isinstance(content, dict):
        raise InputError(f"{path.name} cannot be read: it needs to be keys with values")
    return content


@contextlib.contextmanager
def _cache_told() -> Iterator[None]:
    """Say in one sentence that the cache's database is damaged or cannot grow."""
    try:
        yield
    except Exception as error:
        for reason in (error, error.__context__):  # Jupyter's cache may wrap it
            if type(reason).__module__.startswith("sqlalchemy."):  # loaded only with the cache
                raise BuildError(
                    f"{CACHE} cannot be used ({_first_line(reason)}); "
                    "free space, or delete that folder"
                ) from error
        raise


def _short(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0]


def _plain(text: str) -> str:
    """Drop the colours of a traceback."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def _say(line: str) -> None:
    """Show progress, on the error stream: standard output belongs to results."""
    print(line, file=sys.stderr, flush=True)

"""Run the notebooks that need it, in parallel, and keep the results."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from warmbook import notebooks, options, outputs, record, results, toc
from warmbook.errors import InputError
from warmbook.files import first_line, say, short
from warmbook.locking import lock
from warmbook.options import Options
from warmbook.store import FOLDER, Store

if TYPE_CHECKING:
    from nbformat import NotebookNode


def execute(
    root: Path,
    chosen: list[Path] | None = None,
    *,
    force: bool = False,
    jobs: int | None = None,
    fork: bool | None = None,
    given: Options | None = None,
    failures: dict[Path, Exception] | None = None,
) -> dict[Path, NotebookNode]:
    """Run the book's notebooks, or take their results from the store.

    Parameters
    ----------
    root
        The book's folder, where ``_toc.yml`` lies.
    chosen
        Notebooks to run; all of the table of contents if None.
    force
        Run them even where results are kept.
    jobs
        How many run at the same time; the number of cores if None.
    fork
        Whether to fork the kernels from one process with the libraries loaded.
        If None, they are where the system can and there are enough notebooks
        to repay the loading.
    given
        The options; those of ``_config.yml`` if None.
    failures
        An empty dictionary, if the others are to go on when a notebook fails: what failed is put
        there, by path, and is not among what is returned.

    Returns
    -------
    dict
        The executed notebooks by their paths, in the order of the book.

    Raises
    ------
    InputError
        If a notebook cannot be read, or which of two results it has would be chance.
    BuildError
        If one of its cells fails.
    """
    root = Path(root).resolve()
    with lock(root):
        return execute_locked(
            root, chosen, force=force, jobs=jobs, fork=fork, given=given, failures=failures
        )


def refresh(root: Path, chosen: list[Path] | None = None, given: Options | None = None) -> None:
    """Run the notebooks that need it, for those who take the results from the store.

    Parameters are those of :func:`execute`, and so is what is raised.
    """
    root = Path(root).resolve()
    with lock(root):
        execute_locked(root, chosen, given=given, whole=False)


def execute_locked(
    root: Path,
    chosen: list[Path] | None = None,
    *,
    force: bool = False,
    jobs: int | None = None,
    fork: bool | None = None,
    given: Options | None = None,
    failures: dict[Path, Exception] | None = None,
    whole: bool = True,
) -> dict[Path, NotebookNode]:
    """Do what :func:`execute` does, for whoever holds the folder's lock.

    Unless ``whole``, notebooks are left out whose results are kept: to read them takes a while,
    and the pages take the results from the store.
    """
    given = options.read(root) if given is None else given
    paths = _paths(root, chosen)
    if fork is None:
        warm_up_early(root, given, paths)
    store = Store(root, given)
    force = force or given.mode == "force"
    shared, known = store.shared(), dict[str, str]()
    look = not (whole or force or given.mode == "auto")
    if not force:
        store.ask_parts(paths, known)
    unread = set(_held(store, paths, given, shared, known)) if look else set()
    read = _read_all(store, [path for path in paths if path not in unread], failures)
    run = {path: nb for path, nb in read.items() if is_run(path, nb, given)}
    stale = {
        path: copy.deepcopy(notebook)
        for path, notebook in run.items()
        if force or not store.find(path, notebook, shared, known)
    }
    kept = [path for path in paths if path in unread or (path in run and path not in stale)]
    if kept:
        say(f"  {len(kept)} of {len(kept) + len(stale)} notebooks are up to date")
    if stale:
        from warmbook.running import Runner

        runner = Runner(root, given, store, jobs or os.cpu_count() or 1, fork, failures)
        read |= runner.run(stale, kept)
    read = {path: notebook for path, notebook in read.items() if path not in (failures or ())}
    _note(store, read, unread, given)
    return read


def _held(
    store: Store,
    paths: list[Path],
    given: Options,
    shared: set[str],
    known: dict[str, str],
) -> Iterator[Path]:
    """Notebooks whose results are kept, told without reading them."""
    for path in paths:
        if not is_left_out(path, given) and store.holds(path, shared, known):
            yield path


def _note(
    store: Store, read: dict[Path, NotebookNode], unread: Iterable[Path], given: Options
) -> None:
    """Note what came out of all notebooks, and say what of it no page can show."""
    briefs = {path: results.brief(notebook) for path, notebook in read.items()}
    doubtful = {path: outputs.doubtful(notebook) for path, notebook in read.items()}
    for path in unread:
        result = store.get(path)
        if result and path not in read:
            briefs[path], doubtful[path] = result.brief, result.doubtful
    results.note(store.root, briefs)
    for path, found in doubtful.items():
        shown = short(store.root, path)
        for what in outputs.unshown(found, given.shown):
            say(f"     {shown}, {what} by the pages; give it as PNG, SVG or HTML too")


def _paths(root: Path, chosen: list[Path] | None) -> list[Path]:
    """The notebooks that are asked for; all of the table of contents if None."""
    if chosen is None:
        return [path for path in toc.files(root) if notebooks.is_notebook(path)]
    return [(root / path).resolve() for path in chosen]


def is_left_out(path: Path, given: Options) -> bool:
    """Tell whether a notebook is not to be run, whatever is in it."""
    place = PurePosixPath(path.as_posix())
    return given.mode in ("off", "inline") or any(place.match(each) for each in given.exclude)


def is_run(path: Path, notebook: NotebookNode, given: Options) -> bool:
    """Tell whether a notebook is to be run at all, as Jupyter Book's own options have it."""
    if is_left_out(path, given):
        return False
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return given.mode != "auto" or not all(cell.get("outputs") for cell in code)


def warm_up_early(root: Path, given: Options, paths: list[Path] | None = None) -> None:
    """Load the libraries of the notebooks while we read, if everything will run."""
    if not (root / FOLDER).is_dir():
        import warmbook.light_imports  # noqa: F401
        from warmbook import kernels

        kernels.warm_up(to_preload(given, toc.files(root) if paths is None else paths), root)


def to_preload(
    given: Options, paths: list[Path], store: Store | None = None
) -> list[str] | tuple[str, ...]:
    """Name what the notebooks will import: what the options say, or what is known of them.

    That is what their text shows, and the text of the book's own modules that they loaded when
    they last ran. What libraries load by themselves is left to them: a library that some notebook
    loads may change what is seen in the others.
    """
    if given.preload is not None:
        return given.preload
    last = filter(None, (store.get(path) for path in paths)) if store else ()
    modules = {file for result in last for file in record.modules(store.root, result.record)}
    return notebooks.imports([*paths, *sorted(modules)])


def all_reads(root: Path) -> set[str]:
    """What the notebooks met or wrote when they last ran: labels of :mod:`warmbook.record`."""
    found = set()
    for result in Store(root).all().values():
        found.update(result.record.inputs)
        found.update(f"{record.READ} {file}" for file in result.record.written)
    return found


def _read_all(
    store: Store, paths: list[Path], failures: dict[Path, Exception] | None
) -> dict[Path, NotebookNode]:
    """Read the notebooks; what cannot be read is a failure like any other."""
    read = {}
    for path in paths:
        try:
            with store.reading(path):
                read[path] = read_notebook(store.root, path)
        except InputError as error:
            if failures is None:
                raise
            failures[path] = error
    return read


def read_notebook(root: Path, path: Path) -> NotebookNode:
    """Read a notebook.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        return notebooks.read(path)
    except Exception as error:
        raise InputError(
            f"{short(root, path)} is not a notebook that can be read: {first_line(error)[:200]}; "
            "save it from Jupyter again, or take it out of _toc.yml."
        ) from error

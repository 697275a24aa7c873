"""An executor for jupyter-cache: ``jcache project execute --executor warmbook``.

jupyter-cache asks for a notebook again when its cells change. With this executor a notebook also
runs again when anything that it read has changed, and its result in the cache is replaced.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_cache.base import CacheBundleIn
from jupyter_cache.cache.db import NbProjectRecord
from jupyter_cache.executors.base import ExecutorRunResult, JupyterExecutorAbstract
from nbclient.exceptions import CellControlSignal, DeadKernelError

from warmbook import options
from warmbook.execution import execute
from warmbook.store import Result, Store

if TYPE_CHECKING:
    from nbformat import NotebookNode


class Executor(JupyterExecutorAbstract):
    """Runs the notebooks of a project in parallel, from a warm process."""

    def run_and_cache(
        self,
        *,
        filter_uris: list[str] | None = None,
        filter_pks: list[int] | None = None,
        timeout: int | None = 30,
        allow_errors: bool = False,
        force: bool = False,
        **_: Any,
    ) -> ExecutorRunResult:
        """Run the notebooks that need it; cache those whose results are new.

        Returns
        -------
        ExecutorRunResult
            Which notebooks were cached, which failed while they ran, and which could not be run.
        """
        records = self.get_records(filter_uris, filter_pks, force=True)
        paths = {Path(record.uri).resolve(): record for record in records}
        root = _root(Path(self.cache.path), paths)
        given = replace(
            options.read(root),
            timeout=-1 if timeout is None else timeout,
            mode="cache",
            exclude=(),
            allow_errors=allow_errors,
        )
        failures: dict[Path, Exception] = {}
        executed = execute(root, list(paths), force=force, given=given, failures=failures)
        found = ExecutorRunResult()
        for path, error in failures.items():
            self._tell(paths[path].uri, error, found)
        store = Store(root, given)
        results = {path: store.get(path) for path in executed}
        self._cache_all({paths[path].uri: result for path, result in results.items()}, force, found)
        return found

    def _tell(self, uri: str, error: Exception, found: ExecutorRunResult) -> None:
        self.logger.error(str(error))
        NbProjectRecord.set_traceback(uri, str(error.__cause__ or error), self.cache.db)
        ran = isinstance(error.__cause__, (CellControlSignal, DeadKernelError))
        (found.excepted if ran else found.errored).append(uri)

    def _cache_all(
        self, results: dict[str, Result | None], force: bool, found: ExecutorRunResult
    ) -> None:
        """Cache the results that are not there yet."""
        twins: dict[str, tuple[str, list]] = {}
        for uri, result in results.items():
            notebook = self.cache.get_project_notebook(uri).nb
            if result is None or not result.put_into(notebook):
                found.errored.append(uri)
                continue
            _, key = self.cache.create_hashed_notebook(notebook)
            other, outputs = twins.setdefault(key, (uri, result.outputs))
            if outputs != result.outputs:
                self.logger.error(
                    f"{uri} has the cells of {other} and other results, and jupyter-cache knows "
                    "notebooks by their cells alone; change a cell in one of them"
                )
                found.errored.append(uri)
            elif force or self._outputs(uri) != result.outputs:
                bundle = CacheBundleIn(notebook, uri, data={"execution_seconds": result.seconds})
                self.cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
                found.succeeded.append(uri)

    def _outputs(self, uri: str) -> list | None:
        """What is cached of a notebook."""
        cached = self.cache.get_cached_project_nb(uri)
        if cached is None:
            return None
        notebook: NotebookNode = self.cache.get_cache_bundle(cached.pk).nb
        code = (cell for cell in notebook.cells if cell.cell_type == "code")
        return [[cell.execution_count, cell.outputs] for cell in code]


def _root(cache: Path, paths: Iterable[Path]) -> Path:
    """The folder in which cache and notebooks lie."""
    home = cache.resolve().parent
    if home.name == "_build":
        home = home.parent
    return Path(os.path.commonpath([home, *(path.parent for path in paths)]))

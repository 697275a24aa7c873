"""Jupyter kernels that start with the libraries already loaded.

Most of a small notebook's time goes into importing pandas, seaborn and
statsmodels. So one process, the standard library's fork server, imports them
once, and each kernel is a fork of it. Jupyter's official extension point for
starting kernels, the kernel provisioner, hides that from everything above.
Where there is no fork (Windows) the kernels start in the ordinary way and give
the same results, only later.

The warm process holds no code of the book: a change in ``src/`` can never be
missed by it.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import multiprocessing.forkserver
import os
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbclient import NotebookClient
from nbformat import NotebookNode

from rederive.runner import forked_kernel

#: What the warm process imports. A library that is missing is passed over.
PRELOAD = [
    "numpy",
    "pandas",
    "pyarrow",
    "matplotlib.pyplot",
    "seaborn",
    "statsmodels.api",
    "pandera.pandas",
    "pandera.strategies.pandas_strategies",  # at the first validation, and hypothesis with it
    "pydantic",
    "yaml",
    "mpmath",
    "z3",
    "joblib",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.extensions.storemagic",
    "IPython.core.completerlib",
]

#: The same surroundings for every kernel, so that builds can be compared byte by byte.
#: MPLBACKEND must stand before matplotlib is imported, or figures vanish from forks.
ENVIRONMENT = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # Warm kernels carry the debugger's modules; it need not say so.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def can_fork() -> bool:
    """Tell whether kernels can be forked from a warm process on this system."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def warm_up() -> None:
    """Start the warm process, where there is fork; it loads the libraries while others go on."""
    if not can_fork():
        return
    multiprocessing.forkserver.set_forkserver_preload(PRELOAD)
    with _environment(ENVIRONMENT):
        multiprocessing.forkserver.ensure_running()


@contextlib.asynccontextmanager
async def started(
    notebook: NotebookNode,
    *,
    folder: Path,
    sockets: Path,
    name: str,
    timeout: int | None,
    fork: bool,
) -> AsyncIterator[NotebookClient]:
    """A kernel of its own for a notebook, as long as the ``with`` block lasts.

    Parameters
    ----------
    notebook
        The notebook to be run in it.
    folder
        The kernel's working directory.
    sockets
        A short path for the kernel's sockets (their names are limited to 100 characters).
    name
        The kernel's name among those that share ``sockets``.
    timeout
        Seconds that one cell may take; None for any.
    fork
        Whether to fork the kernel from the warm process.

    Yields
    ------
    nbclient.NotebookClient
        For :func:`run`.

    Raises
    ------
    nbclient.exceptions.DeadKernelError
    """
    manager = AsyncKernelManager(
        kernel_name=notebook.metadata.get("kernelspec", {}).get("name", "python3"),
        connection_file=str(sockets / f"{name}.json"),
        # TCP would let every user of the machine reach the kernel.
        transport="tcp" if os.name == "nt" else "ipc",
    )
    if fork:
        manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": "rederive-forked"}
    # A kernel sends what is printed in one or several pieces, as its clock has it.
    client = NotebookClient(
        notebook, km=manager, timeout=timeout, record_timing=False, coalesce_streams=True
    )
    client.reset_execution_trackers()
    try:
        await client.async_start_new_kernel(cwd=str(folder), env={**os.environ, **ENVIRONMENT})
        kernel = await client.async_start_new_kernel_client()
        info = await client.async_wait_for_reply(kernel.kernel_info())
        notebook.metadata["language_info"] = info["content"]["language_info"]
        yield client
    finally:
        await _to_the_end(_stop(client, manager))


async def run(client: NotebookClient, root: Path) -> list[str]:
    """Run the cells of a notebook in its kernel.

    Parameters
    ----------
    client
        A kernel just :func:`started`; the code cells of its notebook receive their outputs.
    root
        The book's folder; what is read beneath it is recorded.

    Returns
    -------
    list of str
        What the notebook read; see :func:`rederive.runner.recorder.reads`.

    Raises
    ------
    nbclient.exceptions.CellExecutionError, CellTimeoutError, DeadKernelError
    """
    await _ask(
        client.kc, f"__import__('rederive.runner.recorder').runner.recorder.start({str(root)!r})"
    )
    for index, cell in enumerate(client.nb.cells):
        count = client.code_cells_executed + 1
        if cell.cell_type == "code":
            cell.execution_count = count  # known also when the kernel dies in this cell
        await client.async_execute_cell(cell, index, execution_count=count)
    client.set_widgets_metadata()
    answer = await _ask(
        client.kc, "'\\n'.join(__import__('rederive.runner.recorder').runner.recorder.reads())"
    )
    return answer.splitlines()


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Await work that must not be left half done; a cancellation is passed on after it.

    :func:`asyncio.shield` alone would let us go on at once, and the work die with the loop.
    """
    task = asyncio.ensure_future(work)
    cancelled = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    await task  # its own failure, if it had one


async def _ask(kernel: Any, expression: str) -> str:
    """Evaluate an expression in a kernel, unseen by the notebook; return it as text."""
    message = kernel.execute("", silent=True, user_expressions={"answer": expression})
    while True:
        reply = await kernel.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == message:
            break
    result = reply["content"]["user_expressions"]["answer"]
    if result["status"] != "ok":
        raise RuntimeError(f"{result['ename']}: {result['evalue']}")
    from ast import literal_eval

    return str(literal_eval(result["data"]["text/plain"]))


async def _stop(client: NotebookClient, manager: AsyncKernelManager) -> None:
    """End a kernel at once and close what leads to it."""
    if client.kc is not None:
        client.kc.stop_channels()
    if manager.has_kernel:
        await manager.shutdown_kernel(now=True)
    else:
        await manager.cleanup_resources()


class ForkedProvisioner(LocalProvisioner):
    """Start a kernel as a fork of the warm process."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        folder = kwargs.get("cwd") or os.getcwd()
        process = multiprocessing.get_context("forkserver").Process(
            target=forked_kernel.become_kernel, args=(cmd, str(folder), dict(kwargs["env"]))
        )
        with _no_main_module():
            process.start()
        self.process = _Process(process)
        self.pid = self.pgid = process.pid
        self.cwd = folder
        return self.connection_info


class _Process:
    """What a kernel provisioner asks of a process, for one of multiprocessing's."""

    stdin = stdout = stderr = None

    def __init__(self, process: multiprocessing.process.BaseProcess) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):  # it may have died meanwhile
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


@contextlib.contextmanager
def _no_main_module() -> Iterator[None]:
    """Hide the main module: every fork would import it again, and no kernel needs it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

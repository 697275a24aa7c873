"""Jupyter kernels that start with the libraries already loaded.

Most of a small notebook's time goes into importing pandas, seaborn and
statsmodels. So one process, the keeper (:mod:`warmbook.keeper`), imports them
once, and each kernel is a fork of it. Jupyter's official extension point for
starting kernels, the kernel provisioner, hides that from everything above.
Where there is no fork (Windows) the kernels start in the ordinary way and give
the same results, only later.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

from warmbook.provisioner import can_fork, can_keep, keeper

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


def warm_up(modules: Sequence[str]) -> None:
    """Have the keeper load libraries, where kernels can be forked, while others go on."""
    if can_fork():
        keeper(modules, {**os.environ, **ENVIRONMENT})


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
        Whether to fork the kernel from the keeper, if it is a kernel of this very Python.

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
    if can_keep():
        manager.kernel_spec.metadata["kernel_provisioner"] = {
            "provisioner_name": "warmbook",
            "config": {"fork": fork and can_fork()},
        }
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
        What the notebook read; see :func:`warmbook.recorder.reads`.

    Raises
    ------
    nbclient.exceptions.CellExecutionError, CellTimeoutError, DeadKernelError
    """
    await _ask(client.kc, f"__import__('warmbook.recorder').recorder.start({str(root)!r})")
    for index, cell in enumerate(client.nb.cells):
        count = client.code_cells_executed + 1
        if cell.cell_type == "code":
            cell.execution_count = count  # known also when the kernel dies in this cell
        await client.async_execute_cell(cell, index, execution_count=count)
    client.set_widgets_metadata()
    answer = await _ask(client.kc, "'\\n'.join(__import__('warmbook.recorder').recorder.reads())")
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

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
import shutil
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_path
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from warmbook import inside, recorder
from warmbook.errors import InputError
from warmbook.files import short
from warmbook.outputs import settle
from warmbook.provisioner import can_fork, can_keep, keeper
from warmbook.store import FOLDER, writing

#: The same for every kernel, so that builds can be compared byte by byte.
#: MPLBACKEND must stand before matplotlib is imported, or figures vanish from forks.
ENVIRONMENT = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # The memory of Arrow, and so of pandas, would be kept by a thread, and no fork is safe then.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # Warm kernels carry the debugger's modules; it need not say so.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYDEVD_USE_FRAME_EVAL": "NO",  # it would set this by itself, when it is imported
}


#: How a notebook fails.
FAILURES = (CellExecutionError, CellTimeoutError, DeadKernelError)
#: Texts that are run in every Python kernel; see :mod:`warmbook.recorder`.
_RECORDER = Path(recorder.__file__)
_INSIDE = Path(inside.__file__)


def warm_up(modules: Sequence[str], root: Path) -> None:
    """Have the keeper load libraries, where kernels can be forked, while others go on."""
    if can_fork():
        keeper(surroundings(root)).load(modules)


def surroundings(root: Path) -> dict[str, str]:
    """The environment of a kernel: the caller's, without what is the caller's own taste."""
    own = {"PYTHONSTARTUP", "PYTHONINSPECT", "IPYTHONDIR", "MATPLOTLIBRC", "MPLBACKEND"}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, **ENVIRONMENT, "MPLCONFIGDIR": str(_matplotlib(root))}


def _matplotlib(root: Path) -> Path:
    """A folder of matplotlib's own without anybody's settings, but with the list of fonts."""
    folder = root / FOLDER / "matplotlib"
    if folder.is_dir():
        return folder
    with writing(root):
        folder.mkdir()
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        for place in (os.environ.get("MPLCONFIGDIR"), home / "matplotlib"):
            for file in Path(place).glob("fontlist-*.json") if place else ():
                shutil.copy(file, folder)
    return folder


@contextlib.asynccontextmanager
async def started(
    notebook: NotebookNode,
    *,
    root: Path,
    path: Path,
    sockets: Path,
    name: str,
    timeout: float | None,
    fork: bool,
    allow_errors: bool = False,
) -> AsyncIterator[NotebookClient]:
    """A kernel of its own for a notebook, as long as the ``with`` block lasts.

    Parameters
    ----------
    notebook
        The notebook to be run in it.
    root
        The book's folder.
    path
        The notebook's file; the kernel works in its folder.
    sockets
        A short path for the kernel's sockets (their names are limited to 100 characters).
    name
        The kernel's name among those that share ``sockets``.
    timeout
        Seconds that one cell may take; None for any.
    fork
        Whether to fork the kernel from the keeper, if it is a kernel of this very Python.
    allow_errors
        Whether a failing cell is shown and the next one run.

    Yields
    ------
    nbclient.NotebookClient
        For :func:`run`.

    Raises
    ------
    InputError
        If there is no such kernel.
    nbclient.exceptions.DeadKernelError
    """
    manager = AsyncKernelManager(
        kernel_name=(notebook.metadata.get("kernelspec") or {}).get("name") or "python3",
        connection_file=str(sockets / f"{name}.json"),
        # TCP would let every user of the machine reach the kernel.
        transport="tcp" if os.name == "nt" else "ipc",
        # IPython's own folder of kernels (before 2015) is not asked for: where the home cannot be
        # written, asking makes a folder that nobody takes away.
        kernel_spec_manager=KernelSpecManager(kernel_dirs=jupyter_path("kernels")),
    )
    _check_kernel(manager, short(root, path))
    if can_keep():
        manager.kernel_spec.metadata["kernel_provisioner"] = {
            "provisioner_name": "warmbook",
            "config": {"fork": fork and can_fork()},
        }
    client = NotebookClient(
        notebook, km=manager, timeout=timeout, record_timing=False, allow_errors=allow_errors
    )
    client.reset_execution_trackers()
    own = sockets / f"{name}-ipython"
    own.mkdir()
    try:
        environment = {**surroundings(root), "IPYTHONDIR": str(own)}
        await _start(client, path.parent, _with_its_python(manager, environment))
        yield client
    finally:
        await _to_the_end(_stop(client, manager))


def _with_its_python(manager: AsyncKernelManager, environment: dict[str, str]) -> dict[str, str]:
    """Have ``!python`` in a notebook be the Python of its kernel, whoever called us."""
    program = manager.kernel_spec.argv[0]
    folder = os.path.dirname(program if os.path.isabs(program) else sys.executable)
    return {**environment, "PATH": f"{folder}{os.pathsep}{environment.get('PATH', os.defpath)}"}


async def _start(client: NotebookClient, folder: Path, environment: dict[str, str]) -> None:
    """Start the kernel and wait until it answers."""
    await client.async_start_new_kernel(cwd=str(folder), env=environment)
    try:
        kernel = await client.async_start_new_kernel_client()
    except RuntimeError as error:  # jupyter_client's word for a kernel that ends at once
        raise DeadKernelError(str(error)) from error
    info = await client.async_wait_for_reply(kernel.kernel_info())
    client.nb.metadata["language_info"] = info["content"]["language_info"]


def _check_kernel(manager: AsyncKernelManager, notebook: str) -> None:
    """Refuse a kernel that is not there, before anything is started."""
    name = manager.kernel_name
    try:
        spec = manager.kernel_spec
    except NoSuchKernel:
        spec = None
    if spec is None:
        raise InputError(
            f"{notebook}: the kernel {name} is not installed; install it, or choose another one "
            "in the notebook (jupyter kernelspec list names those there are)."
        )
    program = spec.argv[0] if spec.argv else ""
    if shutil.which(program) is None and not program.startswith("{"):
        raise InputError(
            f"{notebook}: the kernel {name} starts {program or 'nothing'}, which is not there; "
            "install that kernel again, or choose another one in the notebook."
        )


async def run(client: NotebookClient, root: Path, log: Path) -> bool:
    """Run the cells of a notebook in its kernel.

    Parameters
    ----------
    client
        A kernel just :func:`started`; the code cells of its notebook receive their outputs.
    root
        The book's folder.
    log
        A file that is not there yet, for what is read.

    Returns
    -------
    bool
        Whether what it read, wrote, and did unseen is noted: only a kernel of Python does so.

    Raises
    ------
    nbclient.exceptions.CellExecutionError, CellTimeoutError, DeadKernelError
    """
    python = client.nb.metadata["language_info"].get("name") == "python"
    if python:
        await _ask(client.kc, _call(_RECORDER, "start", str(log), str(root), str(_RECORDER)))
        await _ask(client.kc, _call(_INSIDE, "prepare"))
    for index, cell in enumerate(client.nb.cells):
        count = client.code_cells_executed + 1
        if cell.cell_type == "code":
            cell.execution_count = count  # known also when the kernel dies in this cell
        try:
            await client.async_execute_cell(cell, index, execution_count=count)
        finally:
            if cell.cell_type == "code":
                cell.outputs = settle(cell.outputs)
    client.set_widgets_metadata()
    return python


def _call(module: Path, function: str, *arguments: str) -> str:
    """An expression that runs a module's text in a kernel, unseen, and calls a function of it."""
    text = module.read_text(encoding="utf-8")
    name = f"_warmbook_{module.stem}"
    new = f"__import__('types').ModuleType({name!r})"
    loaded = "__import__('sys').modules"
    space = f"{loaded}.setdefault({name!r}, {new})"
    compiler = f"getattr({loaded}.get('warmbook.importing'), 'compiled', compile)"
    return (
        f"[exec({compiler}({text!r}, '<warmbook {module.stem}>', 'exec'), {space}.__dict__), "
        f"{space}.{function}(*{arguments!r})] and None"
    )


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

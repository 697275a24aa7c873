"""The keeper: the process from which kernels are started, and with which they end.

It imports the libraries once; each kernel is a fork of it, and begins with them loaded. It obeys
one caller, through a socket: when that socket closes, however the caller ended, the keeper ends
every kernel with all that it started, and itself. It holds no code of the book, so that a change
in there can never be missed by it.

The module imports nothing but the standard library.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import warnings
from collections.abc import Iterator
from typing import Any

#: What every kernel of IPython needs.
KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.extensions.storemagic",
    "IPython.core.completerlib",
)


def main(descriptor: int, modules: list[str] | None = None, without: tuple[str, ...] = ()) -> None:
    """Serve the caller at the other end of a socket until it closes.

    Each line from there asks for a kernel: ``{"id", "command", "folder", "environment", "fork"}``;
    each line to there is ``{"id", "pid"}``, or ``{"pid", "code"}`` when a kernel has ended. A
    line ``{"preload"}`` names modules that are to be imported first.
    """
    for place in ("", os.getcwd()):
        if sys.path[0] == place:  # nothing is to be imported from where we happen to be
            del sys.path[0]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _leave_no_dumps()
    _adopt_orphans()
    if modules is not None:
        _preload_or_begin_again(modules, without, descriptor)
    with socket.socket(fileno=descriptor) as control:
        wake, waken = os.pipe()
        for end in (wake, waken):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(waken)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        kernels: set[int] = set()
        try:
            for request in _lines(control, wake, kernels):
                if "preload" in request:
                    _preload_or_begin_again(request["preload"], without, descriptor)
                    continue
                pid = _start(request, close=(control.fileno(), wake, waken))
                kernels.add(pid)
                _tell(control, {"id": request["id"], "pid": pid})
        finally:
            for pid in kernels:
                with contextlib.suppress(OSError):
                    os.killpg(pid, signal.SIGKILL)
            _end_orphans()


def _leave_no_dumps() -> None:
    """Have a program that crashes leave no image of its memory in the folder of a notebook."""
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _adopt_orphans() -> None:
    """Have what kernels leave behind become our children, so that we can end it (Linux)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _end_orphans() -> None:
    """End all our children, and those of theirs that become ours."""
    while True:
        try:
            with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as stream:
                for pid in map(int, stream.read().split()):
                    os.kill(pid, signal.SIGKILL)
            os.waitpid(-1, 0)
        except OSError:  # none is left, or this is another system
            return


def preload(modules: list[str], without: tuple[str, ...] = ()) -> list[str]:
    """Import what the notebooks will; what is missing, broken or of the book is passed over.

    Returns
    -------
    list of str
        Modules that cannot be shared between kernels: their import leaves a thread alive, or says
        something, which every notebook that imports them is to show.
    """
    unfit = []
    for name in (*modules, *KERNEL):
        if name in without or not _is_installed(name):
            continue
        threads, said = _threads(), io.StringIO()
        with (
            warnings.catch_warnings(record=True) as warned,
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
            contextlib.suppress(Exception, SystemExit),  # the notebook that imports it will say so
        ):
            importlib.import_module(name)
        if warned or said.getvalue() or _threads() > threads:
            unfit.append(name)
    gc.collect()
    gc.freeze()  # what is loaded stays shared between the forks
    return unfit


def _preload_or_begin_again(modules: list[str], without: tuple[str, ...], descriptor: int) -> None:
    """Import what the notebooks will; begin again without what turns out to be unfit."""
    if unfit := preload(modules, without):
        without = (*without, *unfit)
        if len(without) > 20 or not set(unfit).isdisjoint(KERNEL):
            modules, without = [], KERNEL  # rather none than one that is not like the others
        code = f"from warmbook.keeper import main; main({descriptor}, {modules!r}, {without!r})"
        os.execv(sys.executable, [sys.executable, "-c", code])


def _threads() -> int:
    """How many threads are alive: a fork takes over one of them only, and the locks of all."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return threading.active_count()


def _is_installed(name: str) -> bool:
    """Tell a library from code of the book, which may change while we live."""
    spec = importlib.util.find_spec(name.partition(".")[0])
    if spec is None:
        return False
    if spec.origin in ("built-in", "frozen"):
        return True
    place = spec.origin or next(iter(spec.submodule_search_locations or []), "")
    rooms = {sysconfig.get_path(key) for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    return any(place.startswith(os.path.join(room, "")) for room in rooms if room)


def _lines(control: socket.socket, wake: int, kernels: set[int]) -> Iterator[dict[str, Any]]:
    """Yield what the caller asks for, and meanwhile tell of the kernels that have ended."""
    buffer = b""
    while True:
        ready, _, _ = select.select([control, wake], [], [])
        if wake in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(wake, 1024)
            _tell_of_the_dead(control, kernels)
        if control in ready:
            received = control.recv(1 << 16)
            if not received:
                return
            *whole, buffer = (buffer + received).split(b"\n")
            yield from map(json.loads, whole)


def _tell_of_the_dead(control: socket.socket, kernels: set[int]) -> None:
    for pid in list(kernels):
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)  # what it left behind
            _, status = os.waitpid(pid, 0)
            kernels.discard(pid)
            _tell(control, {"pid": pid, "code": os.waitstatus_to_exitcode(status)})


def _tell(control: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):
        control.sendall(json.dumps(message).encode() + b"\n")


def _start(request: dict[str, Any], close: tuple[int, ...]) -> int:
    """Start a kernel, as a fork of this process or in the ordinary way; return its number."""
    if not request["fork"] or _threads() > 1:
        process = subprocess.Popen(
            request["command"],
            cwd=request["folder"],
            env={**request["environment"], "JPY_PARENT_PID": str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # the page shows what is said, and nbclient how it failed
            start_new_session=True,
        )
        process.returncode = 0  # it is waited for above, not by its object
        return process.pid
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        for descriptor in close:
            os.close(descriptor)
        _become_kernel(request["command"], request["folder"], request["environment"])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _become_kernel(command: list[str], folder: str, environment: dict[str, str]) -> None:
    """Turn this fork into the kernel that ``command`` would have started."""
    os.setsid()  # so that the kernel ends with all that it started
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # the page shows what is said
        os.dup2(nowhere, stream)
    os.close(nowhere)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment, JPY_PARENT_PID=str(os.getppid()))
    time.tzset()
    if "numpy.random" in sys.modules:  # Python's own generator is seeded again by itself
        sys.modules["numpy.random"].seed()
    # command: python -m ipykernel_launcher -f connection-file ...
    sys.argv = [importlib.util.find_spec(command[2]).origin, *command[3:]]
    from ipykernel import kernelapp

    # The kernel ends by itself when its parent does.
    kernelapp.launch_new_instance(
        argv=[*command[3:], f"--IPKernelApp.parent_handle={os.getppid()}"]
    )

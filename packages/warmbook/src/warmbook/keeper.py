"""The keeper: the process from which kernels are started, and with which they end.

It imports the libraries once; each kernel is a fork of it, and begins with them loaded. It obeys
one caller, through a socket: when that socket closes, however the caller ended, the keeper ends
every kernel with all that it started, and itself. It holds no code of the book, so that a change
in there can never be missed by it.

The module imports nothing but the standard library and parts of the recorder.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import importlib.machinery
import importlib.util
import json
import os
import select
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from warmbook import importing

#: What every kernel of IPython needs.
KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.extensions.storemagic",
    "IPython.core.completerlib",
)
#: How the files of modules end.
_MODULES = frozenset(importlib.machinery.all_suffixes())


def main(descriptor: int, left: int | None = None) -> None:
    """Serve the caller at the other end of a socket until it closes.

    Each line from there asks for a kernel: ``{"id", "command", "folder", "environment", "fork"}``;
    each line to there is ``{"id", "pid"}``, or ``{"pid", "code"}`` when a kernel has ended. A
    line ``{"preload"}`` names modules that are to be imported first. ``left`` is a file with what
    we left to ourselves when we began again.
    """
    for place in ("", os.getcwd()):
        if sys.path[0] == place:  # nothing is to be imported from where we happen to be
            del sys.path[0]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _leave_no_dumps()
    _adopt_orphans()
    state = _State() if left is None else _State.read(left)
    state.preload(descriptor)
    with socket.socket(fileno=descriptor) as control:
        wake, waken = os.pipe()
        for end in (wake, waken):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(waken)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        kernels = state.kernels
        _tell_of_the_dead(control, kernels)
        try:
            for request in _lines(control, wake, state):
                if "preload" in request:
                    state.modules = request["preload"]
                    state.preload(descriptor)
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
        Modules that cannot be shared between kernels (:mod:`warmbook.importing`).
    """
    names = [name for name in (*modules, *KERNEL) if name not in without and _is_installed(name)]
    unfit = importing.preload(names, exempt=KERNEL)
    importing.take_stock()
    gc.collect()
    gc.freeze()  # what is loaded stays shared between the forks
    return unfit


@dataclasses.dataclass
class _State:
    """What must outlast the exchange of this process's program for a fresh one.

    Attributes
    ----------
    modules
        What is to be imported; None before the caller has said so.
    without
        What is not, since it turned out to be unfit.
    waiting
        What the caller has sent and we have not read yet.
    kernels
        Numbers of the kernels that live.
    """

    modules: list[str] | None = None
    without: tuple[str, ...] = ()
    waiting: bytearray = dataclasses.field(default_factory=bytearray)
    kernels: set[int] = dataclasses.field(default_factory=set)

    @classmethod
    def read(cls, descriptor: int) -> _State:
        """Take up what :meth:`begin_again` left."""
        with open(descriptor, encoding="latin-1") as stream:
            stream.seek(0)
            modules, without, waiting, kernels = json.load(stream)
        return cls(modules, tuple(without), bytearray(waiting, "latin-1"), set(kernels))

    def preload(self, descriptor: int) -> None:
        """Import what the notebooks will; begin again without what turns out to be unfit."""
        if self.modules is None:
            return
        if unfit := preload(self.modules, self.without):
            self.without = (*self.without, *unfit)
            if len(self.without) > 20 or not set(unfit).isdisjoint(KERNEL):
                self.modules, self.without = [], KERNEL  # rather none than one unlike the others
            self.begin_again(descriptor)

    def begin_again(self, descriptor: int) -> None:
        """Become a fresh process that has imported nothing, and lose nothing."""
        parts = [self.modules, self.without, self.waiting.decode("latin-1"), sorted(self.kernels)]
        # It stays open, for the program that takes our place reads it.
        stream = tempfile.TemporaryFile("w", encoding="latin-1")  # noqa: SIM115
        json.dump(parts, stream)
        stream.flush()
        os.set_inheritable(stream.fileno(), True)
        code = f"from warmbook.keeper import main; main({descriptor}, {stream.fileno()})"
        os.execv(sys.executable, [sys.executable, "-c", code])


def _is_installed(name: str) -> bool:
    """Tell a library from code of the book, which may change while we live."""
    try:
        spec = importlib.util.find_spec(name.partition(".")[0])
    except (ImportError, ValueError):  # as of __main__
        return False
    if spec is None:
        return False
    if spec.origin in ("built-in", "frozen"):
        return True
    place = spec.origin or next(iter(spec.submodule_search_locations or []), "")
    rooms = {sysconfig.get_path(key) for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    return any(place.startswith(os.path.join(room, "")) for room in rooms if room)


def _lines(control: socket.socket, wake: int, state: _State) -> Iterator[dict[str, Any]]:
    """Yield what the caller asks for, and meanwhile tell of the kernels that have ended."""
    while True:
        while (end := state.waiting.find(b"\n")) >= 0:
            line = bytes(state.waiting[:end])
            del state.waiting[: end + 1]
            yield json.loads(line)
        ready, _, _ = select.select([control, wake], [], [])
        if wake in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(wake, 1024)
            _tell_of_the_dead(control, state.kernels)
        if control in ready:
            received = control.recv(1 << 16)
            if not received:
                return
            state.waiting += received


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


def _hides_a_library(folder: str) -> bool:
    """Tell whether a module beside the notebook has the name of one that is loaded here."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name, dot, ending = entry.name.partition(".")
            if name in sys.modules and (
                dot + ending in _MODULES
                or os.path.exists(os.path.join(folder, name, "__init__.py"))
            ):
                return True
    return False


def _is_like_new(folder: str) -> bool:
    """Tell whether a fork would find what a kernel of its own would find in some folder."""
    alone = importing.count_threads() == 1
    return alone and not _hides_a_library(folder) and importing.holds(folder)


def _start(request: dict[str, Any], close: tuple[int, ...]) -> int:
    """Start a kernel, as a fork of this process or in the ordinary way; return its number."""
    if not (request["fork"] and _is_like_new(request["folder"])):
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
    importing.renew_generators()
    # command: python -m ipykernel_launcher -f connection-file ...
    sys.argv = [importlib.util.find_spec(command[2]).origin, *command[3:]]
    from ipykernel import kernelapp

    # The kernel ends by itself when its parent does.
    kernelapp.launch_new_instance(
        argv=[*command[3:], f"--IPKernelApp.parent_handle={os.getppid()}"]
    )

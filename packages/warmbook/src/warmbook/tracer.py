"""Notes which files a process and its children ask the system for (:mod:`warmbook.tracing`).

The system tells of each call and waits: what is asked for is fingerprinted as it was then, like
what the recorder meets. Calls by Python are told, too, so that rather too much is noted than too
little; but the recorder says what it does itself.

It runs in a process of its own, with the standard library only.
"""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_REQUEST, _ANSWER = "=QIIiIQ6Q", "=QqiI"
_GO_ON = 1
#: Who looks for a file below this tells of one that does not count until he tells of another one
#: (:mod:`warmbook.parts`).
ASIDE = "/proc/warmbook/aside"
#: And below this that what this thread asks for is the recorder's own work ("on"), or is so no
#: longer ("off"), or that it lists a folder once to find modules ("once", then the folder).
HUSH = "/proc/warmbook/hush/"
#: Before the kind of a note: another program asked, not Python.
FOREIGN = "~"
_HERE = 2**32 - 100  # AT_FDCWD, as far as the system looks at it


class Tracer:
    """Takes in what the system tells.

    Parameters
    ----------
    recorder, peers
        The names of :mod:`warmbook.recorder`, which notes, and of :mod:`warmbook.peers`.
    calls
        The numbers of the calls by their names.
    """

    def __init__(
        self, recorder: dict[str, Any], peers: dict[str, Any], calls: dict[str, int]
    ) -> None:
        self._recorder, self._peers, self._guard = recorder, peers, recorder["_guard"]
        self._unseen, self._program = recorder["UNSEEN"], os.path.realpath(sys.executable)
        self._foreign = False
        note = recorder["_note"]
        recorder["_note"] = lambda kind, what, value="": note(
            f"{FOREIGN}{kind}" if self._foreign else kind, what, value
        )
        self._kinds = recorder["STATUS"], recorder["FOLDER"], recorder["FILE"]
        known: dict[str, Callable[..., None]] = {
            "open": lambda pid, path, flags, *_: self._open(pid, _HERE, path, flags),
            "creat": lambda pid, path, *_: self._open(pid, _HERE, path, os.O_WRONLY | os.O_TRUNC),
            "openat": lambda pid, folder, path, flags, *_: self._open(pid, folder, path, flags),
            "openat2": lambda pid, folder, path, how, *_: self._open(
                pid, folder, path, int.from_bytes(_memory(pid, how, 8), sys.byteorder)
            ),
            "connect": self._connect,
            "io_uring_setup": lambda *_: self._recorder["_note"](
                self._unseen, "it had the system read for it"
            ),
        }
        for name in ("stat", "lstat", "access", "readlink"):
            known[name] = lambda pid, path, *_: self._look(pid, _HERE, path)
        for name in ("newfstatat", "faccessat", "faccessat2", "readlinkat", "statx"):
            known[name] = lambda pid, folder, path, *_: self._look(pid, folder, path)
        self._hushed: set[int] = set()
        self._once: set[tuple[int, str]] = set()
        self._calls = {number: known[name] for name, number in calls.items()}

    def serve(self, listener: int) -> None:
        """Take in what is told until nobody is left of whom it could be."""
        import fcntl
        import select
        import struct

        poll = select.poll()
        poll.register(listener, select.POLLIN)
        while not poll.poll()[0][1] & (select.POLLHUP | select.POLLERR):
            request = bytearray(struct.calcsize(_REQUEST))
            try:
                fcntl.ioctl(listener, _RECEIVE, request)
            except OSError:  # it was interrupted, and will ask again
                continue
            number, pid, _, call, _, _, *arguments = struct.unpack(_REQUEST, request)
            try:
                self._foreign = os.readlink(f"/proc/{pid}/exe") != self._program
                self._calls[call](pid, *arguments)
            except OSError:
                if os.path.exists(f"/proc/{pid}"):  # else it has ended, and gets no answer
                    self._fail("it started a program that cannot be followed")
            except Exception as error:  # whoever is followed must not fail for want of us
                self._fail(f"it asked for what could not be noted ({type(error).__name__})")
            try:
                fcntl.ioctl(listener, _SEND, struct.pack(_ANSWER, number, 0, 0, _GO_ON))
            except OSError:  # it is gone
                continue

    def _fail(self, what: str) -> None:
        try:
            self._recorder["_note"](self._unseen, what)
        except Exception:  # rather its end than silence
            os._exit(1)

    def _look(self, pid: int, folder: int, place: int) -> None:
        path = _path(pid, folder, place)
        if path.startswith(ASIDE):
            self._guard.aside = path.removeprefix(ASIDE)
        elif path.startswith(HUSH):
            self._hush(pid, path.removeprefix(HUSH))
        elif pid not in self._hushed and path and "__pycache__" not in path:
            self._recorder["_meet"](self._kinds[0], path)

    def _hush(self, thread: int, state: str) -> None:
        if state.startswith("once"):
            self._once.add((thread, state.removeprefix("once")))
        elif state == "on":
            self._hushed.add(thread)
        else:
            self._hushed.discard(thread)

    def _open(self, pid: int, folder: int, place: int, flags: int) -> None:
        """Note what is opened, but for what Python compiles, of which the recorder knows more."""
        path = _path(pid, folder, place)
        status, names, content = self._kinds
        if pid in self._hushed or not path or "__pycache__" in path:
            return
        if flags & os.O_PATH:
            self._recorder["_meet"](status, path)
        elif os.path.isdir(path):
            if (pid, os.path.abspath(path)) in self._once:
                self._once.discard((pid, os.path.abspath(path)))
            else:
                self._recorder["_meet"](names, path)
        elif not flags & (os.O_WRONLY | os.O_RDWR):
            self._recorder["_meet"](content, path)
        elif flags & os.O_EXCL and os.path.lexists(path):
            self._recorder["_meet"](status, path)
        elif flags & (os.O_EXCL | os.O_TRUNC):
            self._recorder["_wrote"](path)
        else:
            self._recorder["_changed"](path)

    def _connect(self, pid: int, _: int, place: int, size: int, *rest: int) -> None:
        """Note that another program is asked, here or elsewhere, and not one of its own."""
        import socket

        data = _memory(pid, place, min(size, 110))
        family = int.from_bytes(data[:2], sys.byteorder)
        address: Any = None
        if family == socket.AF_UNIX:
            address = os.fsdecode(data[2:3] + data[3:].partition(b"\0")[0])
            if not address.strip("\0") or "/nscd/" in address or "/systemd/" in address:
                return  # who asks for the name of a user
        elif family in (socket.AF_INET, socket.AF_INET6):
            raw = data[4:8] if family == socket.AF_INET else data[8:24]
            address = socket.inet_ntop(family, raw), int.from_bytes(data[2:4], "big")
            if not self._peers["is_local"](address[0]):
                self._recorder["_note"](self._unseen, f"it asked {address[0]} over the network")
                return
        if address and not self._peers["is_ours"](address):
            self._recorder["_note"](self._unseen, "it asked another program on this machine")


def _memory(pid: int, place: int, size: int) -> bytes:
    """What a process has in its memory, not beyond a page that may be the last."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as stream:
        return os.pread(stream.fileno(), size, place)


def _path(pid: int, folder: int, place: int) -> str:
    """The absolute path that a process asks for; empty if it names none."""
    text = b""
    while place and b"\0" not in text:
        size = 4096 - (place + len(text)) % 4096
        text += _memory(pid, place + len(text), size)
    path = os.fsdecode(text.partition(b"\0")[0])
    if not path or path.startswith("/"):
        return path
    folder &= 2**32 - 1
    start = f"/proc/{pid}/cwd" if folder == _HERE else f"/proc/{pid}/fd/{folder}"
    try:
        return os.path.join(os.readlink(start), path)
    except FileNotFoundError:  # no folder is open under that number: the call will fail
        return ""


def main() -> None:
    """Follow whoever is at the other end of standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.fork():
        os._exit(0)  # who started us is to have no child that it does not know
    import json
    import socket

    channel = socket.socket(fileno=0)
    code, machine, pid, *settings = json.loads(channel.makefile("rb").readline())
    parts: dict[str, dict[str, Any]] = {}
    for name in ("recorder", "peers", "tracing"):
        parts[name] = {"__name__": f"_warmbook_{name}"}
        with open(os.path.join(os.path.dirname(code), f"{name}.py"), encoding="utf-8") as stream:
            exec(compile(stream.read(), f"<warmbook {name}>", "exec"), parts[name])
    parts["recorder"]["follow"](*settings)
    tracer = Tracer(parts["recorder"], parts["peers"], parts["tracing"]["CALLS"][machine][1])
    channel.sendall(str(os.getpid()).encode())
    channel.recv(1)  # it has given us leave to read what it asks for, as far as it may
    with open(f"/proc/{pid}/mem", "rb"):
        channel.sendall(b"+")
    listeners = socket.recv_fds(channel, 1, 1)[1]
    channel.close()
    if listeners:
        tracer.serve(listeners[0])


if __name__ == "__main__":
    main()

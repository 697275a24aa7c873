"""Whether a notebook talks to a program of its own or to another one: a part of the recorder.

A pool of workers and a database on this machine are both reached through a socket. Ours is what was
started by the notebook, and so belongs to the kernel's session; of another, say a database, nobody
knows what it answers next time. Only Linux tells (in ``/proc``); elsewhere none counts as ours.

Like the recorder, the text of this module is sent into kernels of any Python.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_LISTENS, _ACCEPTS = "0A", "00010000"
_ours: set[Any] = set()


def is_local(host: Any) -> bool:
    """Tell whether a host is this machine."""
    name = os.fsdecode(host) if isinstance(host, (str, bytes)) else ""
    machine = os.uname().nodename if hasattr(os, "uname") else "localhost"
    return name.startswith(("localhost", "127.", "::1", "::ffff:127.", "0.0.0.0", machine)) or (
        name in ("", "::")
    )


def is_ours(address: Any) -> bool:
    """Tell whether whoever listens at an address of this machine belongs to our session.

    What was ours stays so, for it may be asked once more when it has ended.
    """
    try:
        if address not in _ours:
            wanted = {f"socket:[{number}]" for number in _listeners(address)}
            if not any(_has(pid, wanted) for pid in os.listdir("/proc") if pid.isdigit()):
                return False
            _ours.add(address)
    except (OSError, ValueError, TypeError, IndexError):
        return False
    return True


def _listeners(address: Any) -> Iterator[str]:
    """The numbers of the sockets that listen at an address."""
    if isinstance(address, tuple):
        port = f":{address[1]:04X}"
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            for fields in _rows(table):
                if fields[1].endswith(port) and fields[3] == _LISTENS:
                    yield fields[9]
    else:
        path = os.fsdecode(address).replace("\0", "@")
        for fields in _rows("/proc/net/unix"):
            if fields[7:] == [path] and fields[3] == _ACCEPTS:
                yield fields[6]


def _rows(table: str) -> Iterator[list[str]]:
    with open(table, encoding="utf-8", errors="surrogateescape") as stream:
        next(stream)
        for line in stream:
            yield line.rstrip("\n").split(maxsplit=7 if table.endswith("unix") else -1)


def _has(pid: str, sockets: set[str]) -> bool:
    """Tell whether a process of our session holds one of some sockets."""
    folder = f"/proc/{pid}/fd"
    try:
        if os.getsid(int(pid)) != os.getsid(0):
            return False
        return any(_leads_to(f"{folder}/{number}") in sockets for number in os.listdir(folder))
    except OSError:  # it has ended meanwhile
        return False


def _leads_to(link: str) -> str:
    """What a process holds under a number; empty if it has let go of it meanwhile."""
    try:
        return os.readlink(link)
    except OSError:
        return ""

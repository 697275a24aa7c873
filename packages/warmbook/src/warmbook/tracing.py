"""Has the system tell which files this process and its children ask for: a part of the recorder.

On Linux, a process may have the system tell of some of its calls before they are answered
(``seccomp`` with a listener). It tells a process of its own (:mod:`warmbook.tracer`), which notes
what is asked for. That needs no rights and no compiled helper, and takes some 25 millionths of a
second for each call; and from then on no program that the process starts gains rights (``sudo``).

Like the recorder, the text of this module is sent into kernels of any Python.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: By machine: its name for the system, and the calls that ask for files, a server or a ring of
#: orders (:mod:`warmbook.tracer` says what their arguments are).
CALLS = {
    "x86_64": (
        0xC000003E,
        {"open": 2, "stat": 4, "lstat": 6, "access": 21, "creat": 85, "readlink": 89,
         "openat": 257, "newfstatat": 262, "readlinkat": 267, "faccessat": 269, "statx": 332,
         "openat2": 437, "faccessat2": 439, "connect": 42, "io_uring_setup": 425},
    ),
    "aarch64": (
        0xC00000B7,
        {"openat": 56, "newfstatat": 79, "readlinkat": 78, "faccessat": 48, "statx": 291,
         "openat2": 437, "faccessat2": 439, "connect": 203, "io_uring_setup": 425},
    ),
}  # fmt: skip
_ALLOW, _NOTIFY = 0x7FFF0000, 0x7FC00000
#: Flags of the system: all threads, a listener, no slowing down, an error if a thread refuses; and,
#: where it knows that, no signal disturbs a call that is waited for.
_FLAGS, _UNDISTURBED = 1 | 8 | 4 | 16, 32
_NUMBER = {"x86_64": 317, "aarch64": 277}  # of the call seccomp
_NO_NEW_PRIVILEGES, _MAY_READ_US, _FILTER = 38, 0x59616D61, 1
#: The name in the environment of children by which they know who follows them, and notes where.
BY = "WARMBOOK_FOLLOWER"


def begin(code: str, settings: list[Any]) -> bool:
    """Have this process followed; tell whether it is.

    Parameters
    ----------
    code
        The file of :mod:`warmbook.recorder`.
    settings
        Log, root, and the folders outside and inside that do not count
        (:func:`warmbook.recorder.follow`).
    """
    log, root, outside, inside = settings
    follower, _, where = os.environ.get(BY, "").partition(":")
    if where == log:  # whoever started this process is followed, and so are we
        _be_readable(int(follower))
        return True
    pythons = {os.path.join(each, "") for each in (sys.prefix, sys.base_prefix)}
    apart = [each for each in pythons if not os.path.join(root, "").startswith(each)]
    try:
        _start(code, [log, root, [*outside, *apart], inside])
    except (OSError, ValueError, AttributeError, KeyError):
        return False  # another system, or a place that forbids it
    return True


def _start(code: str, settings: list[Any]) -> None:
    """Start the process that follows, then the telling; the former must not tell of itself."""
    if struct.calcsize("P") != 8 or sys.platform != "linux":
        raise OSError
    machine = os.uname().machine
    program = _filter(*CALLS[machine])
    silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    script = os.path.join(os.path.dirname(code), "tracer.py")
    ours, its = socket.socketpair()
    with ours, its:
        pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", script],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, its.fileno(), 0), *silent],
        )
        its.close()
        os.waitpid(pid, 0)  # it has a child, which is nobody's here
        ours.settimeout(20)
        ours.sendall(json.dumps([code, machine, os.getpid(), *settings]).encode() + b"\n")
        follower = int(ours.recv(20))
        _be_readable(follower)
        ours.sendall(b"-")
        if ours.recv(1) != b"+":  # it may not read what we ask for
            raise OSError
        listener = _install(program, _NUMBER[machine])
        try:  # nothing may ask for a file before this is sent
            told = (socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", listener))
            ours.sendmsg([b"-"], [told])
        finally:
            os.close(listener)
    os.environ[BY] = f"{follower}:{settings[0]}"
    os.register_at_fork(after_in_child=lambda: _be_readable(follower))


def _be_readable(follower: int) -> None:
    """Let the process that follows read which paths we ask for, where that needs leave."""
    ctypes.PyDLL(None).prctl(_MAY_READ_US, ctypes.c_ulong(follower), 0, 0, 0)


def _filter(machine: int, calls: dict[str, int]) -> bytes:
    """A program for the system that has it tell of some calls."""
    load, equal, any_bit, end = 0x20, 0x15, 0x45, 0x06
    steps = [(load, 0, 0, 4), (equal, 1, 0, machine), (end, 0, 0, _ALLOW), (load, 0, 0, 0)]
    for name, number in calls.items():
        if name == "newfstatat":  # of a file that is open, it tells nothing new
            steps += [(equal, 0, 4, number), (load, 0, 0, 40), (any_bit, 0, 1, 0x1000)]
            steps += [(end, 0, 0, _ALLOW), (end, 0, 0, _NOTIFY)]
        else:
            steps += [(equal, 0, 1, number), (end, 0, 0, _NOTIFY)]
    steps.append((end, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _install(program: bytes, number: int) -> int:
    """Give the system a program; return the file in which it tells.

    Raises
    ------
    OSError
        If the system does not take it.
    """
    c = ctypes.PyDLL(None, use_errno=True)  # it keeps other threads from running meanwhile
    room = ctypes.create_string_buffer(program)
    given = ctypes.create_string_buffer(
        struct.pack("HP", len(program) // 8, ctypes.addressof(room))
    )
    listener = -1
    if c.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
        for flags in (_FLAGS | _UNDISTURBED, _FLAGS):
            listener = c.syscall(number, _FILTER, flags, given) if listener < 0 else listener
    if listener < 0:
        raise OSError(ctypes.get_errno(), "not allowed")
    return int(listener)

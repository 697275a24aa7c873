"""A folder below the temporary one while notebooks run; what dead builds left there goes."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

#: How the names of such folders begin.
_PREFIX = "warmbook-run-"
#: Seconds for which a folder may be there before its owner holds it.
_YOUNG = 60


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A new folder with a short path, which is gone after the ``with`` block."""
    place = _short()
    for left in _left(place):
        shutil.rmtree(left, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory(prefix=_PREFIX, dir=place) as name,
        contextlib.ExitStack() as held,
    ):
        with contextlib.suppress(OSError):
            held.enter_context(_held(name))
        yield Path(name)


def _short() -> str:
    """A folder for sockets, whose names the system limits to some hundred characters."""
    usual = tempfile.gettempdir()
    if len(usual) > 60 and os.access("/tmp", os.W_OK):
        return "/tmp"
    return usual


def _left(place: str) -> Iterator[str]:
    """The folders of builds that ended without taking them away, as when they were killed."""
    with contextlib.suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and _is_ours_and_old(entry):
                with contextlib.suppress(OSError), _held(entry.path):
                    yield entry.path


def _is_ours_and_old(entry: os.DirEntry[str]) -> bool:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    ours = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return ours and stat.S_ISDIR(status.st_mode) and status.st_mtime < time.time() - _YOUNG


@contextlib.contextmanager
def _held(name: str) -> Iterator[None]:
    """Hold a folder, which the system lets go of when we end, however we do.

    Raises
    ------
    OSError
        If another one holds it, or the system cannot tell.
    """
    if os.name == "nt":
        raise OSError
    import fcntl

    descriptor = os.open(name, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)

"""One build at a time in one folder."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warmbook.errors import BuildError, InputError
from warmbook.files import say


@contextlib.contextmanager
def lock(root: Path) -> Iterator[None]:
    """Keep other builds out of the folder; the system frees the lock of a process that dies.

    Raises
    ------
    InputError
        If there is no such folder.
    BuildError
        If ``_build`` cannot be written.
    """
    path = root / "_build" / ".lock"
    try:
        if not root.is_dir():
            raise InputError(f"{root}: there is no such folder.")
        path.parent.mkdir(exist_ok=True)
        stream = path.open("a+", encoding="utf-8")
    except OSError as error:
        remedy = "free space, or change permissions"
        if isinstance(error, FileExistsError | NotADirectoryError):
            remedy = "delete that file, or move it away, for a folder is to be there"
        raise BuildError(f"{path.parent} cannot be written ({error.strerror}); {remedy}") from error
    with stream:
        if not _try_lock(stream):
            stream.seek(0)
            holder = stream.read().strip() or "unknown"
            say(f"  another build is running in this folder (process {holder}); waiting for it")
            while not _try_lock(stream):
                time.sleep(0.2)
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield


def _try_lock(stream: Any) -> bool:
    """Take the lock on an open file if it is free."""
    try:
        if os.name == "nt":
            import msvcrt

            stream.seek(1 << 20)  # beyond the text, which others may still read
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

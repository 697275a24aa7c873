"""The files of a built book: which of them we made, and since when each is as it is.

A file that is written again with the same bytes keeps its time, so that whatever looks at times (a
browser, ``rsync``) sees what changed and nothing else. What an earlier build made and a clean one
would not is removed; what others laid there stays.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

#: Size, time of change, and fingerprint.
Entry = tuple[int, int, str]


class BuiltFiles:
    """The files in the folder of a built book.

    Parameters
    ----------
    folder
        Where the pages are.
    noted
        What :meth:`settle` returned after the last build.
    aside
        A folder for what must not be lost before the new build is whole.
    """

    def __init__(self, folder: Path, noted: dict[str, Entry], aside: Path) -> None:
        self.folder = folder
        self.noted = noted
        self._aside = aside
        self._begun = _now(aside.parent)

    def move_aside(self) -> None:
        """Take away all that the last build made, since everything is made anew."""
        shutil.rmtree(self._aside, ignore_errors=True)
        for name in self.noted:
            _move(self.folder / name, self._aside / name)

    def put_back(self) -> None:
        """Bring back what was taken away and not made anew, for the build failed."""
        for name in self.noted:
            if not (self.folder / name).exists():
                _move(self._aside / name, self.folder / name)

    def remove(self, name: str) -> None:
        """Remove a file that the last build made, if it was not made again."""
        path = self.folder / name
        if name in self.noted and path.is_file() and path.stat().st_ctime_ns < self._begun:
            path.unlink()
            with contextlib.suppress(OSError):  # others lie beside it
                path.parent.rmdir()

    def settle(self) -> dict[str, Entry]:
        """Give files that are as they were their old times; tell what we made.

        Returns
        -------
        dict
            By name: size, time and fingerprint.
        """
        shutil.rmtree(self._aside, ignore_errors=True)
        found: dict[str, Entry] = {}
        for name, path in self._files():
            status = path.stat()
            before = self.noted.get(name)
            if status.st_ctime_ns < self._begun:
                if before:
                    found[name] = before
                continue
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if before and before[2] == digest:
                if status.st_mtime_ns != before[1]:
                    os.utime(path, ns=(before[1], before[1]))
                found[name] = before
            else:
                found[name] = (status.st_size, status.st_mtime_ns, digest)
        return found

    def _files(self) -> Iterator[tuple[str, Path]]:
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = Path(folder, name)
                if path.is_file():
                    yield path.relative_to(self.folder).as_posix(), path


def _move(path: Path, target: Path) -> None:
    with contextlib.suppress(OSError):  # it is not there
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)


def _now(folder: Path) -> int:
    """The time as files get it, which may lag behind the clock."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / ".now"
    mark.write_bytes(b"")
    now = mark.stat().st_ctime_ns
    mark.unlink()
    return now

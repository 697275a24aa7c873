"""Files: written whole; and values made from files, made again when a file changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

T = TypeVar("T")
Stamp = tuple[tuple[str, int, int, int, int], ...]


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that no reader sees half of it: the old one stays until the end."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_all(contents: Mapping[Path, str]) -> None:
    """Write several files that belong together: none is touched before all could be written."""
    temporaries = {path: path.with_name(f".{path.name}-{os.getpid()}") for path in contents}
    try:
        for path, content in contents.items():
            temporaries[path].write_bytes(content.encode())
        for path, temporary in temporaries.items():
            temporary.replace(path)
    finally:
        for temporary in temporaries.values():
            temporary.unlink(missing_ok=True)


def stamp(paths: Iterable[Path]) -> Stamp:
    """Path, times, size and number of each file; a missing one has -1 for each.

    The time of its last change in the file system and its number show another file of the same
    size and time of writing, such as one that was restored or copied with its times.

    A folder stands for the files in it, so that a new or a removed file shows.
    """
    statuses = []
    for path in paths:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            try:
                status = file.stat()
                times = status.st_mtime_ns, status.st_ctime_ns
                statuses.append((str(file), *times, status.st_size, status.st_ino))
            except OSError:
                statuses.append((str(file), -1, -1, -1, -1))
    return tuple(statuses)


class FileCache:
    """Values made from files, each made again as soon as one of its files has changed.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "a.txt")
    >>> cache = FileCache()
    >>> write_whole(path, "one"), cache.get("text", [path], path.read_text)
    (None, 'one')
    >>> write_whole(path, "three"), cache.get("text", [path], path.read_text)
    (None, 'three')
    """

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[Stamp, Any]] = {}

    def get(self, key: Hashable, paths: Iterable[Path], make: Callable[[], T]) -> T:
        """The value under a key, made by ``make`` again if one of its files has changed."""
        now = stamp(paths)
        if key in self._made:
            before, kept = self._made[key]
            if before == now:
                return cast(T, kept)
        value = make()
        self._made[key] = now, value
        return value

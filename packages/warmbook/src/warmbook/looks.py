"""What is looked at without opening it: the third part of the recorder.

``os.stat`` and its kin raise no audit event, and the entries that ``os.scandir`` yields tell of a
file without asking ``os.stat``. Both are wrapped here, and ``os.open``, whose event does not say
from which open folder it takes a name, and what finds modules.

Like the recorder, the text of this module is sent into kernels of any Python.
"""

from __future__ import annotations

import functools
import os
import sys
from importlib.machinery import PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def watch(
    look: Callable[[Any, Any, str], None],
    opens: Callable[[Any, Any, int], None],
    quietly: Callable[..., None],
    guard: Any,
) -> None:
    """Wrap the functions of :mod:`os` that look at files.

    Parameters
    ----------
    look
        Called with a path, an open folder that it starts from (None for where the process is), and
        the name of the function.
    opens
        Called with a path, an open folder and flags, where ``os.open`` gets a folder.
    quietly
        Calls a function that looks at files itself, unless the recorder is at work already.
    guard
        Its ``busy`` is true while the recorder itself is at work.
    """

    for name in ("stat", "lstat", "access", "readlink"):
        setattr(os, name, _looking(getattr(os, name), functools.partial(quietly, look)))
    vars(os)["open"] = _opening(os.open, functools.partial(quietly, opens), guard)
    vars(os)["scandir"] = _listing(os.scandir, functools.partial(quietly, look))
    _watch_imports(functools.partial(quietly, look))


def _watch_imports(look: Callable[[Any, Any, str], None]) -> None:
    """Have folders count that would be packages without a file of their own.

    Those matter where nothing else has the name, and all of them together.
    """
    real = PathFinder.find_spec

    def find_spec(name: str, path: Any = None, target: Any = None) -> Any:
        found = real(name, path, target)
        if found is None or found.origin is None:
            for folder in [*(sys.path if path is None else path)]:
                if isinstance(folder, str):
                    look(os.path.join(folder or ".", name.rpartition(".")[2]), None, "find_spec")
        return found

    # A type checker takes the plain assignment of a method for a mistake; here it is meant.
    setattr(PathFinder, "find_spec", staticmethod(find_spec))  # noqa: B010


def _like(real: Any, wrapped: Any) -> Any:
    """Have a wrapped function be able to do what the real one is."""
    for able in (os.supports_dir_fd, os.supports_effective_ids, os.supports_fd):
        if real in able:
            able.add(wrapped)
    if real in os.supports_follow_symlinks:
        os.supports_follow_symlinks.add(wrapped)
    return wrapped


def _looking(real: Any, look: Callable[[Any, Any, str], None]) -> Any:
    @functools.wraps(real)
    def wrapped(path: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(path, int):
            look(path, kwargs.get("dir_fd"), real.__name__)
        return real(path, *args, **kwargs)

    return _like(real, wrapped)


def _opening(real: Any, opens: Callable[[Any, Any, int], None], guard: Any) -> Any:
    @functools.wraps(real)
    def wrapped(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        if kwargs.get("dir_fd") is None or getattr(guard, "busy", False):
            return int(real(path, flags, *args, **kwargs))
        opens(path, kwargs["dir_fd"], flags)
        guard.busy = True  # the event would tell of another path
        try:
            return int(real(path, flags, *args, **kwargs))
        finally:
            guard.busy = False

    return _like(real, wrapped)


class Entry:
    """An entry of a folder; which of them are folders or links is noted with the folder."""

    __slots__ = ("_folder", "_look", "_real")

    def __init__(self, entry: Any, folder: int | None, look: Callable[..., None]) -> None:
        self._real, self._folder, self._look = entry, folder, look

    # It passes for what the system gives, also where a library asks by isinstance; a type checker
    # knows of no class that tells of itself as another one.
    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return os.DirEntry

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __fspath__(self) -> Any:
        return self._real.path

    def __repr__(self) -> str:
        return repr(self._real)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        self._look(self._real.path, self._folder, "stat")
        found: os.stat_result = self._real.stat(follow_symlinks=follow_symlinks)
        return found


class Entries:
    """What is in a folder, as ``os.scandir`` tells it."""

    def __init__(self, entries: Any, folder: int | None, look: Callable[..., None]) -> None:
        self._real, self._folder, self._look = entries, folder, look
        self.close = entries.close

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        return Entry(next(self._real), self._folder, self._look)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _listing(real: Any, look: Callable[[Any, Any, str], None]) -> Any:
    @functools.wraps(real)
    def wrapped(path: Any = ".") -> Any:
        return Entries(real(path), path if isinstance(path, int) else None, look)

    return _like(real, wrapped)

"""What a notebook read: the files its results depend on.

A Python audit hook (:pep:`578`) sees every file that Python opens and every
folder it lists. Of these we keep the ones inside the book, and of the code the
modules that were imported. Files that compiled code opens by itself (an Arrow
file given as a path, say) go unseen: open them in Python, or name them with
:func:`note`.

The module runs inside the kernels, so it imports nothing but the standard library.
"""

from __future__ import annotations

import os
import sys

_SKIPPED = {"_build", "__pycache__", "node_modules"}
_CODE = (".py", ".pyc", ".so")

_root = ""
_reads: set[str] = set()


def start(root: str) -> None:
    """Begin to record what is read beneath the folder ``root``."""
    global _root
    if not _root:
        sys.addaudithook(_hook)
    _root = os.path.join(os.path.realpath(root), "")
    _reads.clear()


def note(path: str | os.PathLike[str]) -> None:
    """Record that ``path`` was read, for readers which the audit hook cannot see."""
    label = _label(os.fspath(path))
    if label and not label.endswith(_CODE):
        _reads.add(label)


def reads() -> list[str]:
    """Return what was read so far, sorted.

    Returns
    -------
    list of str
        Paths beneath the book's folder; a listed folder ends in ``/``. A module
        of this package that lies elsewhere is ``rederive:`` and its path in it.
    """
    package = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "")
    found = set(_reads)
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if not file:
            continue
        label = _label(file)
        if label:
            found.add(label)
        elif file.startswith(package):
            found.add("rederive:" + file.removeprefix(package).replace(os.sep, "/"))
    return sorted(found)


def _label(path: str) -> str | None:
    """Return a path relative to the book, or None if it is none of the book's sources."""
    absolute = os.path.abspath(path)
    if not absolute.startswith(_root):
        return None
    parts = absolute.removeprefix(_root).split(os.sep)
    if any(part.startswith(".") or part in _SKIPPED for part in parts):
        return None
    return "/".join(parts)


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    """Note the opening of a file and the listing of a data folder."""
    if event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR) == os.O_WRONLY:
            return
        if isinstance(path, (str, bytes)):
            note(os.fsdecode(path))
    elif event in ("os.listdir", "os.scandir"):
        path = arguments[0]
        if isinstance(path, (str, bytes)):
            # Importing lists the folders of sys.path, so only data count.
            label = _label(os.fsdecode(path))
            if label and (label == "data" or label.startswith("data/")):
                _reads.add(label + "/")

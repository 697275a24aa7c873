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
import site
import sys
import sysconfig

_SKIPPED = {"_build", "__pycache__", "node_modules"}
_CODE = (".py", ".pyc", ".so")

#: What lists the folders of sys.path whenever something is imported.
_IMPORTING = "<frozen importlib._bootstrap_external>"

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
        Paths, from the book's folder if they lie beneath it; a listed folder ends in ``/``.
        Beside what was read there are the modules that are neither installed nor Python's own.
    """
    found, installed = set(_reads), _installed()
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and os.path.isabs(file) and not file.startswith(installed):
            found.add(_label(file) or file)
    return sorted(found)


def _installed() -> tuple[str, ...]:
    """The folders of Python itself and of the installed packages."""
    folders = set(sysconfig.get_paths().values()) | set(site.getsitepackages())
    return tuple(os.path.join(folder, "") for folder in folders)


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
    """Note the opening of a file and the listing of a folder."""
    if event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR) == os.O_WRONLY:
            return
        if isinstance(path, (str, bytes)):
            note(os.fsdecode(path))
    elif event in ("os.listdir", "os.scandir"):
        path = arguments[0]
        if isinstance(path, (str, bytes)):
            label = _label(os.fsdecode(path))
            if label and sys._getframe(1).f_code.co_filename != _IMPORTING:
                _reads.add(label + "/")

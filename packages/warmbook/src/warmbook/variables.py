"""What a notebook asks of its surroundings: the second part of the recorder.

Environment variables; where it is, which is where the book is; which program a name stands for.

Code of the book that asks for a variable by its name makes it an input: a cell, a module, a script.
What libraries ask for is theirs (they ask for dozens); what looks at all variables at once, say to
hand them on, asks for none; and what C code asks for cannot be seen.

Like the recorder, the text of this module is sent into kernels of any Python.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: The kinds of notes, beside those of :mod:`warmbook.recorder`: a variable, the book's place, a
#: program of the name after the folder that comes first on the kernel's own path.
VARIABLE, PLACE, PROGRAM = "e", "@", "x"
#: Where Python's own code lies that stands between a reader and the variables.
_NAMES = ("os", "_collections_abc", "collections", "posixpath", "ntpath", "genericpath", "string")
_BETWEEN = {
    *(f"<frozen {name}>" for name in _NAMES),
    *(
        os.path.join(os.path.dirname(os.__file__), *parts)
        for name in (*_NAMES, "pathlib")
        for parts in ((f"{name}.py",), (name, "__init__.py"), (name, "_local.py"))
    ),
}
#: Commands of IPython's by which a notebook asks: ``%env``, ``%pwd``.
_MAGICS = os.path.join("IPython", "core", "magics", "osm.py")


def fingerprint(value: str | None) -> str:
    """What there is to know of a variable's value; it may be a secret."""
    if value is None:
        return "absent"
    return hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()


def program(what: str) -> str | None:
    """The program that a noted name stands for now.

    Parameters
    ----------
    what
        The first folder of a kernel's path and the name, as noted.
    """
    import shutil

    first, _, name = what.rpartition(os.pathsep)
    return shutil.which(name, path=f"{first}{os.pathsep}{os.environ.get('PATH', os.defpath)}")


def watch(note: Callable[[str, str, str], None], passed_over: tuple[str, ...], root: str) -> None:
    """Note what is asked from now on.

    Parameters
    ----------
    note
        Called with the kind of note, a variable's name and the fingerprint of its value.
    passed_over
        Beginnings of the names of files whose code is not that of the book.
    root
        The book's folder.
    """
    kind: Any = type(os.environ)
    get, iterate = kind.__getitem__, kind.__iter__
    all_at = (0, 0)
    place = functools.partial(_place, ("<frozen", *passed_over))

    def __getitem__(self: Any, key: Any) -> Any:
        here = place()
        # Python 3.12 goes on with a loop one step after it began it.
        if here is not None and not (here[0] == all_at[0] and 0 <= here[1] - all_at[1] <= 4):
            name = os.fsdecode(key)
            note(VARIABLE, name, fingerprint(_value(get, name)))
        return get(self, key)

    def __iter__(self: Any) -> Any:
        nonlocal all_at
        all_at = place() or (0, 0)
        return iterate(self)

    kind.__getitem__, kind.__iter__ = __getitem__, __iter__
    _watch_places(note, place, root)


def _place(passed_over: tuple[str, ...]) -> tuple[int, int] | None:
    """Which step of which call of the book's code is at work; None if it is none of it."""
    frame: Any = sys._getframe(2)
    while frame is not None and _is_between(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is None:
        return None
    file = frame.f_code.co_filename
    if file.startswith(passed_over) and not file.endswith(_MAGICS):
        return None
    return id(frame), frame.f_lasti


def _watch_places(
    note: Callable[[str, str, str], None], place: Callable[[], object], root: str
) -> None:
    """Note who asks where he is, and which program a name stands for."""
    import shutil

    getcwd, which = os.getcwd, shutil.which

    @functools.wraps(getcwd)
    def where() -> str:
        if place() is not None:
            note(PLACE, "book", fingerprint(root))
        return getcwd()

    @functools.wraps(which)
    def found(cmd: Any, mode: int = os.F_OK | os.X_OK, path: Any = None) -> Any:
        it = which(cmd, mode, path)
        if path is None and place() is not None:
            first = os.environ.get("PATH", os.defpath).partition(os.pathsep)[0]
            name = f"{first}{os.pathsep}{os.fsdecode(cmd)}"
            note(PROGRAM, name, fingerprint(None if it is None else os.fsdecode(it)))
        return it

    vars(os)["getcwd"], vars(shutil)["which"] = where, found


def _value(get: Callable[[Any, str], str], name: str) -> str | None:
    try:
        return get(os.environ, name)
    except KeyError:
        return None


def _is_between(file: str) -> bool:
    return file in _BETWEEN

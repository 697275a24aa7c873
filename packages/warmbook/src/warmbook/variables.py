"""Which environment variables a notebook reads: the second part of the recorder.

Code of the book that asks for a variable by its name makes it an input: a cell, a module, a script.
What libraries ask for is theirs (they ask for dozens); what looks at all variables at once, say to
hand them on, asks for none; and what C code asks for cannot be seen.

Like the recorder, the text of this module is sent into kernels of any Python.
"""

from __future__ import annotations

import hashlib
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: Where Python's own code lies that stands between a reader and the variables.
_BETWEEN = ("<frozen os>", "<frozen _collections_abc>")


def fingerprint(value: str | None) -> str:
    """What there is to know of a variable's value; it may be a secret."""
    if value is None:
        return "absent"
    return hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()


def watch(note: Callable[[str, str], None], passed_over: tuple[str, ...]) -> None:
    """Note the variables that are read from now on.

    Parameters
    ----------
    note
        Called with a variable's name and the fingerprint of its value.
    passed_over
        Beginnings of the names of files whose code is not that of the book.
    """
    kind: Any = type(os.environ)
    get, iterate = kind.__getitem__, kind.__iter__
    all_at = (0, 0)

    def place() -> tuple[int, int] | None:
        """Which step of which call of the book's code is at work; None if it is none of it."""
        frame: Any = sys._getframe(2)
        while frame is not None and _is_between(frame.f_code.co_filename):
            frame = frame.f_back
        if frame is None or frame.f_code.co_filename.startswith(("<frozen", *passed_over)):
            return None
        return id(frame), frame.f_lasti

    def __getitem__(self: Any, key: Any) -> Any:
        here = place()
        # Python 3.12 goes on with a loop one step after it began it.
        if here is not None and not (here[0] == all_at[0] and 0 <= here[1] - all_at[1] <= 4):
            name = os.fsdecode(key)
            note(name, fingerprint(_value(get, name)))
        return get(self, key)

    def __iter__(self: Any) -> Any:
        nonlocal all_at
        all_at = place() or (0, 0)
        return iterate(self)

    kind.__getitem__, kind.__iter__ = __getitem__, __iter__


def _value(get: Callable[[Any, str], str], name: str) -> str | None:
    try:
        return get(os.environ, name)
    except KeyError:
        return None


def _is_between(file: str) -> bool:
    return file in _BETWEEN or file in (os.__file__, sys.modules["_collections_abc"].__file__)

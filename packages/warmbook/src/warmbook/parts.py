"""What a function makes of a file, where a result rests on that alone and not on the whole file.

A notebook may look at its own text, to compare a number with what a sentence says. Were the whole
file what it rests on, each word of prose would have it run again. With ``part_of(path, function)``
it rests on the value: when the file is another, the function is asked anew, in a process of its
own, and only another value makes the notebook run. Whatever else the function reads counts as ever,
its own code included.

The module imports nothing but the standard library: notebooks import it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from warmbook.tracer import ASIDE

T = TypeVar("T")

#: The kind of such a note (:mod:`warmbook.recorder`), and what parts path and function in it.
PART, BETWEEN = "p", "#"


def part_of(path: str | os.PathLike[str], function: Callable[[Path], T]) -> T:
    """What a function makes of a file; the notebook that asks rests on that, not on the file.

    Parameters
    ----------
    path
        The file.
    function
        A function of a module, of the path alone. Of the same file it always makes a value of the
        same ``repr``.

    Examples
    --------
    >>> part_of("no-such-file", Path.is_file)
    False
    """
    file, recorder = Path(path), sys.modules.get("_warmbook_recorder")
    name = f"{function.__module__}:{function.__qualname__}"
    if recorder is None or _found(name) is not function:
        return function(file)
    full = os.path.abspath(file)
    _put_aside(recorder, full)
    before = _fingerprint(recorder, full)
    recorder._guard.aside = full
    try:
        value = function(file)
        whole = _fingerprint(recorder, full) == before
    except BaseException:
        whole = False
        raise
    finally:
        recorder._guard.aside = None
        _put_aside(recorder, "")
        if not whole:  # it changed meanwhile, or there is no value: the file counts
            recorder._note(recorder.FILE, full, before)
    recorder._note(PART, f"{full}{BETWEEN}{name}", f"{before} {_digest(value)}")
    return value


def _put_aside(recorder: Any, path: str) -> None:
    """Tell who may follow this process that a file does not count; none if it is empty."""
    recorder._guard.busy = True
    try:
        os.path.lexists(f"{ASIDE}{path}")
    finally:
        recorder._guard.busy = False


def _fingerprint(recorder: Any, path: str) -> str:
    """The fingerprint of a file, without the recorder's taking it for a reading of the notebook."""
    recorder._guard.busy = True
    try:
        recorder._tell(path, os.O_RDONLY)
        return str(recorder.fingerprint(recorder.FILE, path))
    finally:
        recorder._guard.busy = False


def _found(name: str) -> Any:
    """The function of a name; None if it is none that others can find."""
    module, _, qualified = name.partition(":")
    try:
        found: Any = import_module(module)
        for part in qualified.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):
        return None
    return found


def _digest(value: object) -> str:
    return hashlib.sha256(f"{sys.prefix} {value!r}".encode(errors="surrogatepass")).hexdigest()


def file_of(what: str) -> str:
    """The path in a note."""
    return what.rpartition(BETWEEN)[0]


def now(root: Path, notes: list[str]) -> dict[str, str]:
    """What the functions of some notes make of their files now, in brief, if they can tell.

    They are asked in a process of their own, which has today's code of them.
    """
    from warmbook.pages_builder import ENVIRONMENT

    done = subprocess.run(
        [sys.executable, "-m", "warmbook.parts", *notes],
        cwd=root,
        env={**os.environ, **ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    found = done.stdout.splitlines()[-len(notes) :]
    return dict(zip(notes, found, strict=True)) if len(found) == len(notes) else {}


def main(*notes: str) -> None:
    """Print, in the last lines, what the functions of notes make of their files, in brief."""
    told = []
    for what in notes:
        path, _, name = what.rpartition(BETWEEN)
        try:
            told.append(_digest(_found(name)(Path(path))))
        except Exception:
            told.append("-")
    print("", *told, sep="\n", end="")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What every result rests on beside the book: the interpreter and the installed packages.

Packages are known by the list of their files that comes with each, which has a fingerprint of every
file: one that is installed again with other code is another, and a place where the same packages
are installed anew is the same. Modules and paths that lie among them on their own count, too.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from functools import lru_cache

from warmbook.files import ABSENT, fingerprint

#: Variables of Python that kernels do not get as the caller has them (:mod:`warmbook.kernels`).
_OWN = {"PYTHONHASHSEED", "PYTHONSTARTUP", "PYTHONINSPECT"}
#: How the names end of what tells of packages: their folders, and files that stand alone.
_FOLDERS, _FILES = (".dist-info", ".egg-info"), (".py", ".pth", ".egg-link")
#: What tells which files a package has, and what else there is where nothing does.
_LIST, _OTHERS = "RECORD", ("METADATA", "PKG-INFO", "installed-files.txt")


def environment() -> str:
    """The interpreter, its variables and every installed package, in brief."""
    folders = {sysconfig.get_path(key) for key in ("purelib", "platlib")} | set(sys.path)
    found = [folder for folder in folders if folder and folder.endswith("-packages")]
    asked = [f"{name}={value}" for name, value in os.environ.items() if name.startswith("PYTHON")]
    own = sorted(each for each in asked if each.partition("=")[0] not in _OWN)
    return "\n".join([sys.version, sys.prefix, *own, packages(tuple(sorted(found)))])


def packages(folders: tuple[str, ...]) -> str:
    """Fingerprint of the packages in some folders.

    Parameters
    ----------
    folders
        Folders into which packages are installed.
    """
    return _of(folders, tuple(each for folder in folders for each in _times(folder)))


def _times(folder: str) -> Iterator[tuple[str, int, int]]:
    """Time and size of what tells of packages: where they are the same, it is read once."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((*_FOLDERS, *_FILES)):
                place = os.path.join(entry.path, _LIST)
                status = os.stat(place) if os.path.isfile(place) else entry.stat()
                yield entry.path, status.st_mtime_ns, status.st_size


@lru_cache(maxsize=8)
def _of(folders: tuple[str, ...], _: tuple[tuple[str, int, int], ...]) -> str:
    lines = sorted({line for folder in folders for line in _packages(folder)})
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def kernel(name: str) -> str:
    """Fingerprint of how a kernel is started, and of the packages of its Python if that is another.

    Parameters
    ----------
    name
        Its name in notebooks.
    """
    found = []
    for folder in dict.fromkeys(_kernels()):
        file = os.path.join(folder, "kernels", name, "kernel.json")
        if os.path.isfile(file):
            found += [file.startswith(sys.prefix), fingerprint(file), *_of_its_python(file)]
    return hashlib.sha256(repr(found).encode()).hexdigest()


def _kernels() -> Iterator[str]:
    """Where Jupyter looks for kernels."""
    home = os.path.expanduser("~")
    yield from filter(None, os.environ.get("JUPYTER_PATH", "").split(os.pathsep))
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    yield os.environ.get("JUPYTER_DATA_DIR") or os.path.join(data, "jupyter")
    yield os.path.join(home, "Library", "Jupyter")
    yield os.path.join(os.environ.get("APPDATA") or home, "jupyter")
    for prefix in (sys.prefix, "/usr/local", "/usr"):
        yield os.path.join(prefix, "share", "jupyter")


def _of_its_python(file: str) -> list[str]:
    """The packages of the Python that a kernel starts, unless they are ours."""
    try:
        with open(file, encoding="utf-8") as stream:
            program = json.load(stream)["argv"][0]
    except (OSError, ValueError, LookupError, TypeError):
        return []
    prefix = os.path.dirname(os.path.dirname(str(program)))
    if not os.path.isabs(prefix) or prefix in ("/", sys.prefix):
        return []
    patterns = (("lib", "python*", "*-packages"), ("Lib", "*-packages"))
    places = [os.path.join(glob.escape(prefix), *each) for each in patterns]
    return [packages(tuple(sorted(found for place in places for found in glob.glob(place))))]


def _packages(folder: str) -> Iterator[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        if name.endswith(_FOLDERS):
            place = os.path.join(folder, name)
            known = fingerprint(os.path.join(place, _LIST))
            others = (*(os.path.join(place, each) for each in _OTHERS), place)
            yield " ".join([name, known, *(map(fingerprint, others) if known == ABSENT else ())])
        elif name.endswith(_FILES):
            yield f"{name} {fingerprint(os.path.join(folder, name))}"

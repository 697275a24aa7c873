"""What a notebook read or looked for: the recorder that runs inside its kernel.

A Python audit hook (:pep:`578`) sees every file that Python opens and every folder it lists;
``os.stat`` and its kin, which raise no audit event, are wrapped (``looks.py``). Each thing is
fingerprinted when it is first met, and noted at once in a log that forked children share and other
Python processes find through the environment (``child/sitecustomize.py``). What cannot be seen (a
program that is not Python, a database, the network) is noted as such (``unseen.py``): such a result
is not kept.

The text of this module is sent into kernels of any Python: it imports only the standard library.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Names in the environment of children: the log, what they are to run, the book's folder, and who
#: follows them (:mod:`warmbook.tracing`).
LOG, CODE, ROOT = "WARMBOOK_LOG", "WARMBOOK_RECORDER", "WARMBOOK_ROOT"
FOLLOWER = "WARMBOOK_FOLLOWER"
#: Kinds of notes. What was read: a file's content, whether and how large it is, the names in a
#: folder, the modules in a folder. What was written, a folder that was made. A child that is
#: expected, one that came. What could not be seen. And each opening of a file of the book, so that
#: it can be told from those of which nobody tells. And a variable of the environment.
FILE, STATUS, FOLDER, MODULES, WRITTEN, MADE, CHILD, HELLO, UNSEEN, OPENED, VARIABLE = "fsdmw/ch?oe"
#: How many openings of one file a process tells of.
_MOST = 1000

_IMPORTING = "<frozen importlib._bootstrap_external>"
_COMPILED = f"{os.sep}__pycache__{os.sep}"

_guard = threading.local()
_met: set[tuple[str, str]] = set()
_openings: dict[str, int] = {}
_outside: tuple[str, ...] = ()
_inside: tuple[str, ...] = ()
_log = _root = ""
_descriptor = -1
_callers: dict[str, Any] = {}
#: Whether the system tells of what we look at, too.
_followed = False


def start(log: str, root: str, code: str) -> None:
    """Begin to record what this process and its children read.

    Parameters
    ----------
    log
        The file in which it is noted.
    root
        The book's folder.
    code
        The file of this module; its other parts and the folder ``child`` lie beside it.
    """
    _callers.update(_part(code, "callers"))
    is_child = os.environ.get(LOG) == log
    places = _part(code, "places")
    installed = places["installed"]()
    follow(log, root, *places["apart"](log, root, code))
    child = os.path.join(os.path.dirname(code), "child")
    others = [place for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place]
    if child not in others:
        os.environ["PYTHONPATH"] = os.pathsep.join([child, *others])
    os.environ.update({LOG: log, CODE: code, ROOT: root})
    os.environ.setdefault(FOLLOWER, "")  # so that all kernels have the same names there
    if warm := sys.modules.get("warmbook.importing"):  # what libraries looked at before the fork
        warm.tell(_counts, _note, _meet)
    for place in sys.path:  # some were looked through already, and are remembered
        _meet(MODULES, place or ".")
    _part(code, "looks")["watch"](_look, _open_from, _quietly, _guard)
    unseen = _part(code, "unseen")["Unseen"](_note, log, installed, _part(code, "peers"), _callers)
    _HANDLERS.update(unseen.handlers())
    loud = _part(code, "loud")["Loud"](
        _note, installed, lambda: _begin_to_tell(code), _callers["loader"]
    )
    _heed(loud.handlers(_HANDLERS.pop("ctypes.dlopen")))
    loud.begin()
    if not is_child:
        _heed(_part(code, "preparing")["Preparing"](_note, installed).handlers())
    _part(code, "variables")["watch"](_note, ("<warmbook", *installed), _root)
    sys.addaudithook(_hook)


def _begin_to_tell(code: str) -> bool:
    """Have this process followed, if that can be; tell whether it is."""
    global _followed
    settings = [_log, _root, _outside, _inside]
    _followed = bool(_part(code, "tracing")["begin"](code, settings))
    return _followed


def _heed(handlers: dict[str, Any]) -> None:
    """Have something called, too, when events are met."""
    for event, second in handlers.items():
        first = _HANDLERS.get(event, lambda *_: None)
        _HANDLERS[event] = lambda *given, one=first, two=second: (one(*given), two(*given))


def follow(log: str, root: str, outside: tuple[str, ...], inside: tuple[str, ...]) -> None:
    """Note things from now on, of this process or, as :mod:`warmbook.tracer`, of another one.

    Parameters
    ----------
    log, root
        As for :func:`start`.
    outside, inside
        Folders that do not count, outside the book and inside.
    """
    global _log, _root, _descriptor, _outside, _inside
    _log, _root, _outside, _inside = log, os.path.realpath(root), tuple(outside), tuple(inside)
    _descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _part(code: str, name: str) -> dict[str, Any]:
    """Load another part of the recorder, which lies beside it."""
    space: dict[str, Any] = {"__name__": f"_warmbook_{name}"}
    with open(os.path.join(os.path.dirname(code), f"{name}.py"), encoding="utf-8") as stream:
        text = stream.read()
    # In a fork it was compiled before.
    compiler = getattr(sys.modules.get("warmbook.importing"), "compiled", compile)
    exec(compiler(text, f"<warmbook {name}>", "exec"), space)
    return space


def fingerprint(kind: str, path: str) -> str:
    """What there is to know of a path, in brief.

    Parameters
    ----------
    kind
        :data:`FILE`, :data:`STATUS`, :data:`FOLDER` or :data:`MODULES`.
    path
        An absolute path.
    """
    try:
        if kind in (FOLDER, MODULES):
            return _names(kind, path)
        status, link = os.lstat(path), ""
        if stat.S_ISLNK(status.st_mode):
            link = f"link to {os.readlink(path)}, " if kind == STATUS else ""
            try:
                status = os.stat(path)
            except (FileNotFoundError, NotADirectoryError):
                return f"{link}absent"
        if stat.S_ISDIR(status.st_mode):
            return f"{link}folder"
        if not stat.S_ISREG(status.st_mode):
            return f"{link}special"
        if kind == STATUS:
            return f"{link}file of {status.st_size}, {stat.S_IMODE(status.st_mode):o}"
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return "absent"
    except (OSError, ValueError) as error:
        return f"unreadable: {type(error).__name__}"


def _names(kind: str, path: str) -> str:
    """The names in a folder and which of them are folders or links; or those of its modules."""
    with os.scandir(path) as entries:
        names = [
            f"{each.name}{os.sep * each.is_dir()}{'@' * each.is_symlink()}"
            if kind == FOLDER
            else each.name
            for each in entries
            if each.name != "__pycache__"
        ]
    if kind == MODULES:
        names = [
            name
            for name in names
            if name.endswith((".py", ".pyc", ".so", ".pyd"))
            or os.path.exists(os.path.join(path, name, "__init__.py"))
        ]
    return hashlib.sha256("\0".join(sorted(names)).encode("utf-8", "surrogateescape")).hexdigest()


def _note(kind: str, what: str, value: str = "") -> None:
    """Write a line into the log, once."""
    if (kind, what) not in _met:
        if kind not in (CHILD, HELLO):
            _met.add((kind, what))
        _write((json.dumps([kind, what, value]) + "\n").encode())


def _write(line: bytes) -> None:
    global _descriptor
    try:
        os.write(_descriptor, line)
    except OSError:  # a child may close what it does not know
        _descriptor = os.open(_log, os.O_WRONLY | os.O_APPEND)
        os.write(_descriptor, line)


def _counts(path: str) -> bool:
    """Tell whether a file is one that results may depend on, and not of the system."""
    folder = path + os.sep  # a folder itself counts as little as what is in it
    if folder.startswith(_root + os.sep):
        return not folder.startswith(_inside)
    return not folder.startswith(_outside)


def _text(path: Any, folder: Any = None) -> str | None:
    """A path, from a folder that is open, as an absolute text; None if it is none."""
    if isinstance(path, int) and not isinstance(path, bool):
        try:
            path = os.readlink(f"/proc/self/fd/{path}")
        except OSError:
            return None
    if not isinstance(path, (str, bytes, os.PathLike)):
        return None
    text = os.fsdecode(path)
    if isinstance(folder, int) and folder >= 0 and not os.path.isabs(text):
        text = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), text)
    folded = os.path.abspath(text)
    if os.pardir in text.split(os.sep) and os.path.realpath(text) != os.path.realpath(folded):
        _meet_all(text.partition(f"{os.sep}{os.pardir}")[0])
        return os.path.realpath(text)  # it goes up from where a link leads
    return folded


def _meet_all(path: str) -> None:
    """Note where the links of a path lead."""
    while path and path != os.path.dirname(path):
        _meet(STATUS, path)
        path = os.path.dirname(path)


def _meet(kind: str, path: Any) -> None:
    full = _text(path)
    aside = getattr(_guard, "aside", None)  # it is told of otherwise (warmbook.parts)
    if full is None or full == aside or not _counts(full) or (kind, full) in _met:
        return
    if kind == FILE and full.endswith(".pyc"):
        full = _source(full)
    if (WRITTEN, full) not in _met:
        if kind == FILE:
            _tell(full, os.O_RDONLY)
        _note(kind, full, fingerprint(kind, full))


def _look(path: Any, folder: Any, name: str) -> None:
    """Note what is looked at without opening it."""
    try:
        _meet(STATUS, _text(path, folder))
    except Exception as error:
        _fail(name, error)


def _source(path: str) -> str:
    """The source of a compiled module; it has none if it stands alone."""
    from importlib.util import source_from_cache

    try:
        return source_from_cache(path)
    except (ValueError, NotImplementedError):
        return path


def _wrote(path: Any) -> None:
    full = _text(path)
    if full is not None and _counts(full) and _COMPILED not in full:
        _note(WRITTEN, full)


def _changed(path: Any, *others: Any) -> None:
    if _COMPILED not in (_text(path) or ""):
        _meet(FILE, path)
    for each in (path, *others):
        _wrote(each)


def _made(path: Any, _: Any = 0, folder: Any = -1) -> None:
    """Note that a folder is made, and that it fails where there is one, if that is no matter."""
    full = _text(path, folder)
    if full is None or not _counts(full) or _COMPILED in full + os.sep:
        return
    if not (temporary := _callers["makes_temporary"]()) and not _callers["may_be_there"]():
        _meet(STATUS, full)
    if not os.path.isdir(full):
        _note(MADE, full, "temporary" if temporary else "")


def _tell(path: Any, flags: int) -> None:
    """Tell that a file of the book is about to be opened, unless that must fail."""
    text = _text(path)
    if text is None or not _counts(text) or text.endswith((".py", ".pyc")):
        return
    if (count := _openings.get(text, 0)) >= _MOST:
        return
    full = os.path.realpath(text)
    if not full.startswith(_root + os.sep):
        return
    there, made = os.path.exists(full), flags & os.O_CREAT
    happens = there != bool(made) or (there and not flags & os.O_EXCL)
    if happens:
        _openings[text] = count + 1
        _write((json.dumps([OPENED, full, ""]) + "\n").encode())


def _opened(path: Any, _: Any, flags: Any) -> None:
    if isinstance(path, int) or not isinstance(flags, int):
        return
    _tell(path, flags)
    if not flags & (os.O_WRONLY | os.O_RDWR):
        _meet(FILE, path)
    elif flags & os.O_EXCL:
        if not _callers["makes_temporary"]():  # its names are new ones
            _meet(STATUS, path)
        if not os.path.lexists(path):
            _wrote(path)
    elif flags & os.O_TRUNC:
        _wrote(path)
    else:  # some of what was there stays
        _changed(path)


def _open_from(path: Any, folder: Any, flags: int) -> None:
    """Note what is opened by its name in a folder that is open."""
    try:
        _opened(_text(path, folder), None, flags)
    except Exception as error:
        _fail("os.open", error)


def _listed(path: Any = None) -> None:
    importing = _callers["asker"]().f_code.co_filename == _IMPORTING
    _meet(MODULES if importing else FOLDER, "." if path is None else path)
    if importing:
        _hush(f"once{_text('.' if path is None else path)}")


_HANDLERS: dict[str, Any] = {
    "open": _opened,
    "os.listdir": _listed,
    "os.scandir": _listed,
    "os.truncate": lambda path, *_: _changed(path),
    "os.mkdir": _made,
    "os.rename": lambda old, new, a=-1, b=-1: _changed(_text(old, a), _text(new, b)),
    "os.link": lambda old, new, a=-1, b=-1: _changed(_text(old, a), _text(new, b)),
    "os.symlink": lambda _, new, folder=-1: _wrote(_text(new, folder)),
    "os.remove": lambda path, folder=-1: _wrote(_text(path, folder)),
    "os.rmdir": lambda path, folder=-1: _meet(STATUS, _text(path, folder)),
}


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    handler = _HANDLERS.get(event)
    if handler is not None:
        _quietly(_handle, event, handler, arguments)


def _handle(event: str, handler: Any, arguments: tuple[Any, ...]) -> None:
    try:
        handler(*arguments)
    except Exception as error:  # a notebook must not fail for want of us
        _fail(event, error)


def _quietly(function: Any, *arguments: Any) -> None:
    """Do something of ours, unless we are at it: what we look at is not what the notebook does."""
    if getattr(_guard, "busy", False):
        return
    _guard.busy = True
    try:
        _hush("on")
        function(*arguments)
    finally:
        _hush("off")
        _guard.busy = False


def _hush(state: str) -> None:
    """Tell who follows us what is not the notebook's doing (:mod:`warmbook.tracer`)."""
    if _followed:
        os.path.lexists(f"/proc/warmbook/hush/{state}")


def _fail(event: str, error: Exception) -> None:
    with contextlib.suppress(Exception):
        _note(UNSEEN, f"{event} was met that could not be noted ({type(error).__name__})")

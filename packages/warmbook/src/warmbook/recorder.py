"""What a notebook read or looked for: the recorder that runs inside its kernel.

A Python audit hook (:pep:`578`) sees every file that Python opens and every folder it lists;
``os.stat`` and its kin, which raise no audit event, are wrapped. Each thing is fingerprinted when
it is first met, and noted at once in a log that forked children share and other Python processes
find through the environment (``child/sitecustomize.py``). What cannot be seen (a program that is
not Python, a database, the network) is noted as such: such a result is not kept.

The text of this module is sent into kernels of any Python: it imports only the standard library.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
import site
import stat
import sys
import sysconfig
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Names in the environment of children: the log, what they are to run, the book's folder.
LOG, CODE, ROOT = "WARMBOOK_LOG", "WARMBOOK_RECORDER", "WARMBOOK_ROOT"
#: Kinds of notes. What was read: a file's content, whether and how large it is, the names in a
#: folder, the modules in a folder. What was written, a folder that was made. A child that is
#: expected, one that came. What could not be seen. And each opening of a file of the book, so that
#: it can be told from those of which nobody tells. And a variable of the environment.
FILE, STATUS, FOLDER, MODULES, WRITTEN, MADE, CHILD, HELLO, UNSEEN, OPENED, VARIABLE = "fsdmw/ch?oe"
#: How many openings of one file a process tells of.
_MOST = 1000

_SYSTEM = ("/proc", "/sys", "/dev", "/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc", "/run")
#: Modules of Python's own and of matplotlib that ask small programs about the system.
_ASKING = ("platform.py", "uuid.py", "ctypes/util.py", "matplotlib/font_manager.py")
_IMPORTING = "<frozen importlib._bootstrap_external>"
_COMPILED = f"{os.sep}__pycache__{os.sep}"
_PYTHON = re.compile(r"python(\d+(\.\d+)*)?(\.exe)?$")

_guard = threading.local()
_met: set[tuple[str, str]] = set()
_openings: dict[str, int] = {}
_peers: dict[str, Any] = {}
_outside: tuple[str, ...] = ()
_inside: tuple[str, ...] = ()
_log = _root = ""
_descriptor = -1


def start(log: str, root: str, code: str) -> None:
    """Begin to record what this process and its children read.

    Parameters
    ----------
    log
        The file in which it is noted.
    root
        The book's folder.
    code
        The file of this module; ``variables.py``, ``peers.py`` and the folder ``child`` lie
        beside it.
    """
    global _log, _root, _descriptor, _outside, _inside
    _log, _root = log, os.path.realpath(root)
    _descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    ours = os.path.dirname(os.path.realpath(log)), os.path.dirname(code)
    configured = (os.environ.get(name) for name in ("IPYTHONDIR", "MPLCONFIGDIR"))
    paths = {*ours, *configured, *_installed(), *_SYSTEM}
    folders = {os.path.join(path, "") for path in paths if path}
    top = os.path.join(_root, "")
    _inside = tuple(folder for folder in folders if folder.startswith(top))
    _outside = tuple(folder for folder in folders if not top.startswith(folder))
    if any(top.startswith(folder) for folder in folders):
        # The book lies in one of them, say below /usr: there, only what is its own counts.
        _outside = ("/",)
    child = os.path.join(os.path.dirname(code), "child")
    others = [place for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place]
    if child not in others:
        os.environ["PYTHONPATH"] = os.pathsep.join([child, *others])
    os.environ.update({LOG: log, CODE: code, ROOT: root})
    for place in sys.path:  # some were looked through already, and are remembered
        _meet(MODULES, place or ".")
    _watch_status()
    _peers.update(_part(code, "peers"))
    watch = _part(code, "variables")["watch"]
    watch(functools.partial(_note, VARIABLE), ("<warmbook", *_installed()))
    sys.addaudithook(_hook)


def _part(code: str, name: str) -> dict[str, Any]:
    """Load another part of the recorder, which lies beside it."""
    space: dict[str, Any] = {"__name__": f"_warmbook_{name}"}
    with open(os.path.join(os.path.dirname(code), f"{name}.py"), encoding="utf-8") as stream:
        exec(compile(stream.read(), f"<warmbook {name}>", "exec"), space)
    return space


def _installed() -> set[str]:
    """The folders of Python itself and of the installed packages."""
    folders = set(sysconfig.get_paths().values()) | set(site.getsitepackages())
    return folders | {site.getusersitepackages()}


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
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return "folder"
        if not stat.S_ISREG(status.st_mode):
            return "special"
        if kind == STATUS:
            return f"file of {status.st_size}"
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return "absent"
    except (OSError, ValueError) as error:
        return f"unreadable: {type(error).__name__}"


def _names(kind: str, path: str) -> str:
    names = sorted(name for name in os.listdir(path) if name != "__pycache__")
    if kind == MODULES:
        names = [
            name
            for name in names
            if name.endswith((".py", ".pyc", ".so", ".pyd"))
            or os.path.exists(os.path.join(path, name, "__init__.py"))
        ]
    return hashlib.sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()


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


def _text(path: Any) -> str | None:
    """A path as an absolute text; None if it is none."""
    if isinstance(path, int) and not isinstance(path, bool):
        try:
            path = os.readlink(f"/proc/self/fd/{path}")
        except OSError:
            return None
    if not isinstance(path, (str, bytes, os.PathLike)):
        return None
    return os.path.abspath(os.fsdecode(path))


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


def _made(path: Any) -> None:
    full = _text(path)
    if full is not None and _counts(full) and not os.path.isdir(full):
        _note(MADE, full)


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
    elif flags & (os.O_TRUNC | os.O_EXCL):
        _wrote(path)
    else:  # some of what was there stays
        _changed(path)


def _listed(path: Any = None) -> None:
    importing = sys._getframe(2).f_code.co_filename == _IMPORTING
    _meet(MODULES if importing else FOLDER, "." if path is None else path)


def _started(program: Any, arguments: Any, environment: Any) -> None:
    """Note the start of another program: Python will tell of itself."""
    several = [arguments] if isinstance(arguments, (str, bytes, os.PathLike)) else arguments
    words: list[str] = [os.fsdecode(word) for word in several]
    name: str = os.path.basename(os.fsdecode(program) if program else words[0])
    if _asks_the_system():
        return
    options = []
    for word in words[1:]:
        if not word.startswith("-") or word in ("-c", "-m", "-"):
            break
        options.append(word)
    deaf = any(re.match(r"-[^-]*[EIS]", option) for option in options)
    keeps = environment is None or any(
        os.fsdecode(key) == LOG and os.fsdecode(value) == _log
        for key, value in dict(environment).items()
    )
    if _PYTHON.match(name) and keeps and not deaf:
        _note(CHILD, name, json.dumps(words[1:]))
    else:
        _note(UNSEEN, f"it started {name}")


def _asks_the_system() -> bool:
    """Tell whether a library asks a small program about the system, not about the book."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.endswith(_ASKING) and file.startswith(tuple(_installed())):
            return True
        frame = frame.f_back
    return False


def _ran(program: Any, arguments: Any, *rest: Any) -> None:
    if sys._getframe(2).f_code.co_filename.endswith("subprocess.py"):
        return  # told already
    _started(program, arguments, rest[-1] if rest else None)


def _connected(_: Any, address: Any) -> None:
    if isinstance(address, tuple) and address and not _peers["is_local"](address[0]):
        _asked(address[0])
    elif not _peers["is_ours"](address):
        _note(UNSEEN, "it asked another program on this machine")


def _asked(host: Any, *_: Any) -> None:
    if host and not _peers["is_local"](host):
        _note(UNSEEN, f"it asked {os.fsdecode(host)} over the network")


def _queried(database: Any) -> None:
    name = os.fsdecode(database) if isinstance(database, (str, bytes, os.PathLike)) else "?"
    if name not in (":memory:", ""):
        _note(UNSEEN, f"it opened the database {os.path.basename(name)}")


def _loaded(name: Any) -> None:
    """Note that the notebook, or code of the book, calls a C library by itself."""
    frame: Any = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.endswith("ctypes/__init__.py"):
        frame = frame.f_back
    if frame is not None and not frame.f_code.co_filename.startswith(("<", *_installed())):
        _note(UNSEEN, f"it called the C library {os.path.basename(str(name or 'of Python'))}")


_HANDLERS: dict[str, Any] = {
    "open": _opened,
    "os.listdir": _listed,
    "os.scandir": _listed,
    "os.truncate": lambda path, *_: _changed(path),
    "os.mkdir": lambda path, *_: _made(path),
    "os.rename": lambda old, new, *_: _changed(old, new),
    "os.link": lambda old, new, *_: _changed(old, new),
    "os.symlink": lambda _, new, *__: _wrote(new),
    "os.remove": lambda path, *_: _wrote(path),
    "subprocess.Popen": lambda program, words, _, env: _started(program, words, env),
    "os.posix_spawn": _ran,
    "os.spawn": lambda _, program, words, env: _ran(program, words, env),
    "os.exec": _ran,
    "os.system": lambda command: _note(UNSEEN, "it started a shell"),
    "os.startfile": lambda path, *_: _note(UNSEEN, "it started another program"),
    "os.forkpty": lambda: _note(UNSEEN, "it started a program in a terminal"),
    "pty.spawn": lambda words: _note(UNSEEN, "it started a program in a terminal"),
    "socket.connect": _connected,
    "socket.getaddrinfo": _asked,
    "socket.gethostbyname": _asked,
    "sqlite3.connect": _queried,
    "ctypes.dlopen": _loaded,
}


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    handler = _HANDLERS.get(event)
    if handler is None or getattr(_guard, "busy", False):
        return
    _guard.busy = True
    try:
        handler(*arguments)
    except Exception as error:  # a notebook must not fail for want of us
        _fail(event, error)
    finally:
        _guard.busy = False


def _fail(event: str, error: Exception) -> None:
    with contextlib.suppress(Exception):
        _note(UNSEEN, f"{event} was met that could not be noted ({type(error).__name__})")


def _watch_status() -> None:
    """Wrap what looks at a file without opening it, for which there is no audit event."""

    def watched(real: Any) -> Any:
        @functools.wraps(real)
        def look(path: Any, *args: Any, **kwargs: Any) -> Any:
            if not getattr(_guard, "busy", False) and kwargs.get("dir_fd") is None:
                _guard.busy = True
                try:
                    if not isinstance(path, int):
                        _meet(STATUS, path)
                except Exception as error:
                    _fail(real.__name__, error)
                finally:
                    _guard.busy = False
            return real(path, *args, **kwargs)

        for able in (os.supports_dir_fd, os.supports_effective_ids, os.supports_fd):
            if real in able:
                able.add(look)
        if real in os.supports_follow_symlinks:
            os.supports_follow_symlinks.add(look)
        return look

    for name in ("stat", "lstat", "access", "readlink"):
        setattr(os, name, watched(getattr(os, name)))

"""What the recorder cannot follow: other programs, other machines, databases, libraries in C.

Python that a notebook starts tells of itself, if it hears of the recorder.

Like the recorder, the text of this module is sent into kernels of any Python.
"""

from __future__ import annotations

import json
import os
import re
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: The kinds of notes of :mod:`warmbook.recorder`: a child that is expected, what is not seen.
CHILD, UNSEEN = "c", "?"
#: The name in the environment of children by which they find the log.
LOG = "WARMBOOK_LOG"
#: Modules of Python's own and of matplotlib that ask small programs about the system.
_ASKING = ("platform.py", "uuid.py", "ctypes/util.py", "matplotlib/font_manager.py")
_PYTHON = re.compile(r"python(\d+(\.\d+)*)?(\.exe)?$")


class Unseen:
    """Notes what a process does that cannot be observed in it.

    Parameters
    ----------
    note
        Called with a kind of note, what is noted, and a value.
    log
        The file in which children are to note things, too.
    installed
        The folders of Python itself and of the installed packages.
    peers, callers
        The functions of :mod:`warmbook.peers` and of :mod:`warmbook.callers`.
    """

    def __init__(
        self,
        note: Callable[..., None],
        log: str,
        installed: set[str],
        peers: dict[str, Any],
        callers: dict[str, Any],
    ) -> None:
        self._note, self._log, self._installed = note, log, tuple(installed)
        self._peers, self._callers = peers, callers

    def handlers(self) -> dict[str, Callable[..., None]]:
        """What is called for which audit event."""
        terminal = "it started a program in a terminal"
        return {
            "subprocess.Popen": lambda program, words, _, env: self._started(program, words, env),
            "os.posix_spawn": self._ran,
            "os.spawn": lambda _, program, words, env: self._ran(program, words, env),
            "os.exec": self._ran,
            "os.system": lambda command: self._note(UNSEEN, "it started a shell"),
            "os.startfile": lambda path, *_: self._note(UNSEEN, "it started another program"),
            "os.forkpty": lambda: self._note(UNSEEN, terminal),
            "pty.spawn": lambda words: self._note(UNSEEN, terminal),
            "socket.connect": self._connected,
            "socket.getaddrinfo": self._asked,
            "socket.gethostbyname": self._asked,
            "sqlite3.connect": self._queried,
            "ctypes.dlopen": self._loaded,
        }

    def _started(self, program: Any, arguments: Any, environment: Any) -> None:
        """Note the start of another program: Python will tell of itself."""
        several = [arguments] if isinstance(arguments, (str, bytes, os.PathLike)) else arguments
        words: list[str] = [os.fsdecode(word) for word in several]
        name: str = os.path.basename(os.fsdecode(program) if program else words[0])
        if self._asks_the_system():
            return
        options = []
        for word in words[1:]:
            if not word.startswith("-") or word in ("-c", "-m", "-"):
                break
            options.append(word)
        deaf = any(re.match(r"-[^-]*[EIS]", option) for option in options)
        keeps = environment is None or any(
            os.fsdecode(key) == LOG and os.fsdecode(value) == self._log
            for key, value in dict(environment).items()
        )
        if _PYTHON.match(name) and keeps and not deaf:
            self._note(CHILD, name, json.dumps(words[1:]))
        else:
            self._note(UNSEEN, f"it started {name}")

    def _asks_the_system(self) -> bool:
        """Tell whether a library asks a small program about the system, not about the book."""
        frame: Any = sys._getframe(1)
        while frame is not None:
            file = frame.f_code.co_filename
            if file.endswith(_ASKING) and file.startswith(self._installed):
                return True
            frame = frame.f_back
        return False

    def _ran(self, program: Any, arguments: Any, *rest: Any) -> None:
        if self._callers["asker"]().f_code.co_filename.endswith("subprocess.py"):
            return  # told already
        self._started(program, arguments, rest[-1] if rest else None)

    def _connected(self, _: Any, address: Any) -> None:
        if isinstance(address, tuple) and address and not self._peers["is_local"](address[0]):
            self._asked(address[0])
        elif not self._peers["is_ours"](address):
            self._note(UNSEEN, "it asked another program on this machine")

    def _asked(self, host: Any, *_: Any) -> None:
        if host and not self._peers["is_local"](host):
            self._note(UNSEEN, f"it asked {os.fsdecode(host)} over the network")

    def _queried(self, database: Any) -> None:
        name = os.fsdecode(database) if isinstance(database, (str, bytes, os.PathLike)) else "?"
        if name not in (":memory:", ""):
            self._note(UNSEEN, f"it opened the database {os.path.basename(name)}")

    def _loaded(self, name: Any) -> None:
        """Note that the notebook, or code of the book, calls a C library by itself."""
        file = self._callers["loader"](sys._getframe(1))
        if not file.startswith(("<frozen", "<warmbook", *self._installed)):
            self._note(
                UNSEEN, f"it called the C library {os.path.basename(str(name or 'of Python'))}"
            )

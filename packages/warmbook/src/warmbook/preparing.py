"""Whether code of the book changes what imports find: a part of the recorder.

In a fork of a warm process, libraries are loaded already, and would not notice. What the text of a
notebook shows is known before it runs (:mod:`warmbook.notebooks`); what modules of the book do
meanwhile shows here: they put a folder on Python's path in which something has the name of a loaded
module, take one from it, change how modules are found, or set variables of the environment.

Like the recorder, the text of this module is sent into kernels of any Python.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: The kind of note: the run needs a kernel that has loaded nothing before.
ALONE = "!"


class Preparing:
    """Notes when code of the book changes what imports find.

    Parameters
    ----------
    note
        Called with a kind of note and what is noted.
    installed
        The folders of Python itself and of the installed packages.
    """

    def __init__(self, note: Callable[..., None], installed: set[str]) -> None:
        self._note = note
        self._installed = tuple(os.path.join(each, "") for each in installed)
        self._loaded = {name.partition(".")[0] for name in sys.modules}
        self._path = self._known = [*sys.path]
        self._finders = [*sys.meta_path, *sys.path_hooks]

    def handlers(self) -> dict[str, Callable[..., None]]:
        """What is called for which audit event."""
        return {
            "import": self._compare,
            "exec": self._compare,
            "os.putenv": self._set,
            "os.unsetenv": self._set,
        }

    def _compare(self, *_: Any) -> None:
        """Compare how modules are found with how they were found at first."""
        if sys.path != self._known:
            self._known = [*sys.path]
            left = [each for each in self._known if each in self._path]
            new = [each for each in self._known if each not in self._path]
            if left != self._path or any(map(self._hides_a_library, new)):
                self._note(ALONE, "sys.path")
        finders = [*sys.meta_path, *sys.path_hooks]
        if finders != self._finders:
            new_ones = [each for each in finders if each not in self._finders]
            self._finders = finders
            if any(map(self._is_of_the_book, new_ones)):
                self._note(ALONE, "sys.meta_path")

    def _hides_a_library(self, folder: Any) -> bool:
        """Tell whether a module in a folder has the name of one that is loaded."""
        if not isinstance(folder, str) or folder.startswith(self._installed):
            return False
        try:
            names = os.listdir(folder or ".")
        except OSError:
            return False
        return any(name.partition(".")[0] in self._loaded for name in names)

    def _is_of_the_book(self, finder: Any) -> bool:
        kind = finder if isinstance(finder, type) else getattr(finder, "__code__", type(finder))
        module = sys.modules.get(getattr(kind, "__module__", ""))
        file = str(getattr(module, "__file__", "") or getattr(kind, "co_filename", ""))
        return not file.startswith(("<frozen", *self._installed))

    def _set(self, name: Any, *_: Any) -> None:
        """Take in that a variable is set; what a library sets while it is imported is its own."""
        frame: Any = sys._getframe(1)
        while frame is not None:
            file = frame.f_code.co_filename
            if file.startswith("<frozen importlib"):
                return
            if not file.startswith(("<frozen", "<warmbook", *self._installed)):
                self._note(ALONE, f"the variable {os.fsdecode(name)}")
                return
            frame = frame.f_back

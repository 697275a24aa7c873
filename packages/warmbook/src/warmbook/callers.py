"""Who makes a file or a folder, or loads a library: a part of the recorder.

Like the recorder, the text of this module is sent into kernels of any Python.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Where temporary files and folders are made, and where folders are made as by ``makedirs``.
_TEMPORARY = f"{os.sep}tempfile.py"
_MAKING = ("<frozen os>", f"{os.sep}os.py", f"{os.sep}pathlib.py", f"pathlib{os.sep}__init__.py")

#: How the names of the recorder's parts begin.
_OURS = ("_warmbook_", "warmbook.")


def makes_temporary() -> bool:
    """Tell whether something is made under a name that nobody had before."""
    frame = asker()
    for _ in range(8):
        if frame is None or frame.f_code.co_filename.endswith(_TEMPORARY):
            break
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.endswith(_TEMPORARY)


def may_be_there() -> bool:
    """Tell whether a folder is made by a function that takes one that is there for as good."""
    frame = asker()
    while frame is not None and frame.f_code.co_filename.endswith(_MAKING):
        if frame.f_locals.get("exist_ok"):
            return True
        frame = frame.f_back
    return False


def asker() -> Any:
    """The first frame above us that is not the recorder's."""
    frame: Any = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith(_OURS):
        frame = frame.f_back
    return frame


def loader(frame: Any) -> str:
    """The file of the code that loads a library through ``ctypes``."""
    file = "<warmbook"
    while frame is not None and (
        file.endswith("ctypes/__init__.py") or file.startswith("<warmbook")
    ):
        file, frame = frame.f_code.co_filename, frame.f_back
    return file

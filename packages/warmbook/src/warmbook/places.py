"""Where nothing lies that results depend on: a part of the recorder.

Like the recorder, the text of this module is sent into kernels of any Python.
"""

from __future__ import annotations

import os
import site
import sysconfig

#: Folders of the system.
SYSTEM = ("/proc", "/sys", "/dev", "/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc", "/run")
#: Variables that name folders of settings, which are empty ones in kernels.
_SETTINGS = ("IPYTHONDIR", "MPLCONFIGDIR")


def installed() -> set[str]:
    """The folders of Python itself and of the installed packages."""
    folders = set(sysconfig.get_paths().values()) | set(site.getsitepackages())
    return folders | {site.getusersitepackages()}


def known() -> set[str]:
    """The folders of the system, of Python and its packages, and of settings."""
    settings = (os.environ.get(name) for name in _SETTINGS)
    return {*filter(None, settings), *installed(), *SYSTEM}


def apart(log: str, root: str, code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The folders that do not count, outside a book and inside.

    Parameters
    ----------
    log
        A file in our own folder.
    root
        The book's folder.
    code
        The file of :mod:`warmbook.recorder`.
    """
    ours = os.path.dirname(os.path.realpath(log)), os.path.dirname(code)
    folders = {os.path.join(path, "") for path in {*ours, *known()}}
    top = os.path.join(os.path.realpath(root), "")
    outside = tuple(folder for folder in folders if not top.startswith(folder))
    if any(top.startswith(folder) for folder in folders):
        # The book lies in one of them, say below /usr: there, only what is its own counts.
        outside = ("/",)
    return outside, tuple(folder for folder in folders if folder.startswith(top))

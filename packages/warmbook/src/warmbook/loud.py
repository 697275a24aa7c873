"""Whether compiled code may read by itself: a part of the recorder.

Audit hooks show what Python opens. A compiled library may list, look for and open files without
asking Python, or ask a server. Where one is loaded that is not known to leave that to Python
(:data:`QUIET`), or code of the book names one that others load for other things (:data:`ASKED`),
the system is to tell of each file that is asked for (:mod:`warmbook.tracing`). Where it cannot, the
notebook counts as one that cannot be seen.

Like the recorder, the text of this module is sent into kernels of any Python.
"""

from __future__ import annotations

import os
import sys
import sysconfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Any

#: The kind of notes of :mod:`warmbook.recorder` for what is not seen.
UNSEEN = "?"
#: Packages that usual notebooks load whose compiled parts open no file by its name. What is missing
#: here costs a little time where processes can be followed, and a declaration elsewhere.
_QUIET = """
    PIL Levenshtein _argon2_cffi_bindings _yaml aiohttp arch astropy blis bottleneck cartopy
    cftime charset_normalizer clarabel contourpy cvxpy cymem cytoolz debugpy ecos erfa fontTools
    frozenlist gensim greenlet hdbscan hmmlearn hypothesis joblib kiwisolver linearmodels
    llvmlite lz4 markupsafe matplotlib msgpack multidict murmurhash numba numcodecs numexpr
    numpy orjson osqp pandas patsy preshed propcache psutil pydantic_core pyfixest python pywt
    qdldl rapidfuzz regex rpds ruptures scipy scs shapely simplejson skimage sklearn sqlalchemy
    srsly statsmodels thinc threadpoolctl tornado ujson wordcloud wrapt xxhash yaml yarl zmq
    zstandard
"""
QUIET = frozenset(_QUIET.split())
#: Parts of those that do open files, and others that do not unless code of the book has them do so.
_LOUD_PARTS = ("PIL/_imagingft", "python/lib-dynload/_dbm", "python/lib-dynload/_gdbm")
_QUIET_PARTS = ("lxml/", "pyarrow/lib.", "pyarrow/_compute.", "z3/")
#: Names in code of the book for which the latter count, or a package that asks servers.
_NAMED = {name: name for name in ("lxml", "pyarrow", "zmq")}
_NAMED |= {"parse_smt2_file": "z3", "from_file": "z3"}
ASKED = frozenset(_NAMED.values())
#: Folders of the system's own libraries.
_SYSTEM = ("/lib", "/usr/lib", "/usr/local/lib", "/opt")


class Loud:
    """Has this process followed when compiled code may read by itself.

    Parameters
    ----------
    note
        Called with a kind of note, what is noted, and a value.
    installed
        The folders of Python itself and of the installed packages.
    follow
        Has the process followed; tells whether that works. Called once.
    loader
        That of :mod:`warmbook.callers`.
    """

    def __init__(
        self,
        note: Callable[..., None],
        installed: set[str],
        follow: Callable[[], bool],
        loader: Callable[[Any], str],
    ) -> None:
        self._note, self._follow, self._loader = note, follow, loader
        names = {sysconfig.get_path(name): "python/" for name in ("stdlib", "platstdlib")}
        folders = sorted(installed, key=len, reverse=True)
        self._installed = [(os.path.join(each, ""), names.get(each, "")) for each in folders]
        self._aside = ("<frozen", "<warmbook", *(folder for folder, _ in self._installed))
        self._followed: bool | None = None

    def handlers(self, otherwise: Callable[[Any], None]) -> dict[str, Callable[..., None]]:
        """What is called for which audit event.

        Parameters
        ----------
        otherwise
            Called when ``ctypes`` loads a library and we cannot be followed.
        """

        def loads(name: Any) -> None:
            if not self.loaded(name):
                otherwise(name)

        return {"import": self.imported, "exec": self.executed, "ctypes.dlopen": loads}

    def begin(self) -> None:
        """Look at what is loaded already, as in a fork of a warm process."""
        warm = sys.modules.get("warmbook.importing")  # it has looked at what it loaded
        known: set[str] = getattr(warm, "KNOWN", set())
        new = [module for name, module in [*sys.modules.items()] if name not in known]
        if getattr(warm, "LOUD", False) or any(
            self.is_loud(str(getattr(module, "__file__", ""))) for module in new
        ):
            self._is_followed()

    def is_loud(self, file: str) -> bool:
        """Tell whether a file is that of a compiled module that may read by itself."""
        return file.endswith((".so", ".pyd")) and not self.is_quiet(file)

    def imported(self, _: str, file: Any, *rest: Any) -> None:
        """Take in that a compiled module is loaded: then the audit event names its file."""
        if isinstance(file, str) and not self.is_quiet(file):
            self._load(file)

    def loaded(self, name: Any) -> bool:
        """Take in that ``ctypes`` loads a library; tell whether we are followed then."""
        file = self._loader(sys._getframe(1))
        library = os.fsdecode(name) if isinstance(name, (str, bytes, os.PathLike)) else ""
        own = os.sep in library and not library.startswith(_SYSTEM) and not self._inside(library)
        if not self._inside(file) and not self.is_quiet(file):
            return self._is_followed()  # code of the book: whoever asks tells of it
        if own or not self.is_quiet(file):
            self._load(library if own else file)
        return bool(self._followed)

    def _load(self, file: str) -> None:
        package = self._package(file)
        if not self._is_followed() and package not in ASKED:
            self._tell(os.path.basename(file) if package in ("", "python") else package)

    def executed(self, code: CodeType) -> None:
        """Take in that code of the book runs, and what it names."""
        if self._followed or code.co_filename.startswith(self._aside):
            return
        named = _names(code)
        for name in sorted(named & _NAMED.keys()):
            package = _NAMED[name]
            if (package == name or package in sys.modules) and not self._is_followed():
                self._tell(package)

    def _is_followed(self) -> bool:
        if self._followed is None:
            self._followed = self._follow()
        return self._followed

    def _tell(self, package: str) -> None:
        self._note(UNSEEN, f"it uses {package}, which may read by itself")

    def _inside(self, file: str) -> str:
        """The place of an installed file among the packages; empty for any other."""
        for folder, name in self._installed:
            if file.startswith(folder):
                return name + file[len(folder) :].replace(os.sep, "/")
        return ""

    def _package(self, file: str) -> str:
        return self._inside(file).partition("/")[0].partition(".")[0]

    def is_quiet(self, file: str) -> bool:
        """Tell whether a package, or a compiled part of it, opens no file but through Python."""
        inside = self._inside(file)
        if inside.startswith(_LOUD_PARTS):
            return False
        return (
            file.startswith("<frozen")
            or inside.startswith(_QUIET_PARTS)
            or self._package(file) in QUIET
            or inside.partition(".")[0].endswith("__mypyc")  # Python's own calls, compiled
        )


def _names(code: CodeType) -> set[str]:
    """The first parts of names in some code, and of texts in it that could be names."""
    found = {name.partition(".")[0] for name in code.co_names}
    for constant in code.co_consts:
        if isinstance(constant, str):
            found.add(constant.partition(".")[0])
        elif isinstance(constant, type(code)):
            found |= _names(constant)
    return found

"""What libraries do while the warm process imports them that a kernel of its own would do anew.

A kernel that is forked finds them loaded. So what they read outside the book meanwhile is kept for
its record; generators of random numbers that they made begin anew in it; and a library is left to
the notebooks (it is *unfit*) that says something, leaves a thread alive, looks around in the folder
where it happens to be, or draws numbers at random.

The module imports the standard library and parts of the recorder only.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import os
import random
import secrets
import sys
import threading
import warnings
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from warmbook import callers, loud, places, recorder, tracing
from warmbook.in_kernel import Said, as_in_a_kernel

#: What was looked at outside Python and its packages, by kind and path, with its fingerprint.
LOOKED: dict[tuple[str, str], str] = {}
#: Names that were looked for where it was, or above, and not found.
AROUND: set[str] = set()
#: Files of the code that loaded libraries by itself.
LOADERS: set[str] = set()
#: Generators that began at random: in each kernel they begin anew.
_UNSEEDED: weakref.WeakSet[random.Random] = weakref.WeakSet()
_UNSEEDED_OF_NUMPY: list[Any] = []
#: Who may ask where it is: no result depends on it, it is made good (``inside.py``), or what is
#: looked for there is noted.
_MAY_ASK = (
    "/multiprocessing/process.py",
    "/matplotlib/__init__.py",
    "/hypothesis/configuration.py",
    "/z3/z3core.py",
)
#: Who draws numbers for its documentation, or is seeded otherwise.
_MAY_DRAW = ("/scipy/", "/numpy/")
#: Modules that stand between a library and the system.
_BETWEEN = ("importing", "os", "posixpath", "genericpath", "pathlib", "_local", "glob")
_BETWEEN_FILES = tuple(end.format(name) for name in _BETWEEN for end in ("/{}.py", "<frozen {}>"))


class Watched:
    """What one library does while it is imported.

    Attributes
    ----------
    around
        Whether it looks around where it is.
    drawn
        What NumPy drew at random for whom, by number.
    """

    def __init__(self) -> None:
        self.around = False
        self.drawn: dict[int, str] = {}
        self._system = tuple(
            os.path.join(each, "") for each in {*places.known(), sys.prefix, sys.base_prefix}
        )

    def look(self, kind: str, path: Any) -> None:
        """Note what is looked at."""
        if isinstance(path, int):
            return
        text = os.path.normpath(os.path.join(os.sep, os.fsdecode(path)))
        if not os.path.isabs(os.fsdecode(path)) or not os.path.isdir(_top(text)):
            self._look_around(text)
        elif not f"{text}/".startswith(self._system) and (kind, text) not in LOOKED:
            LOOKED[kind, text] = recorder.fingerprint(kind, text)

    def _look_around(self, path: str) -> None:
        """Note what is looked for where it is: nothing lies there, so what is found is not it."""
        if _file(sys._getframe(1)).endswith("/matplotlib/__init__.py"):
            return
        AROUND.add(path.lstrip(os.sep))
        self.around = self.around or os.path.lexists(path)

    def asked(self) -> None:
        """Note that somebody asks where he is."""
        if not _file(sys._getframe(1)).endswith(_MAY_ASK):
            self.around = True

    def is_unfit(self) -> bool:
        """Tell whether the library is to be left to the notebooks; keep its generators if not."""
        ours = _own_of_numpy()
        drawn = {
            number
            for number, file in self.drawn.items()
            if number != ours and not any(part in file for part in _MAY_DRAW)
        }
        if drawn:
            unused = {each.seed_seq.entropy: each for each in _bit_generators() if _is_unused(each)}
            if not drawn <= unused.keys():
                return True
            _UNSEEDED_OF_NUMPY.extend(unused[number] for number in drawn)
        return self.around


#: Modules that were imported, and whether compiled code among them may read by itself.
KNOWN: set[str] = set()
LOUD = False
#: What is run in every kernel, by the names of its files.
_PARTS = "callers inside loud looks peers places preparing recorder unseen variables"

#: Compiles what is run in every kernel, once for all forks.
compiled = functools.cache(compile)

_now: Watched | None = None
_guard = threading.local()


def preload(names: list[str], exempt: tuple[str, ...] = ()) -> list[str]:
    """Import modules.

    Parameters
    ----------
    names
        The modules; what is missing or broken is passed over.
    exempt
        Modules that may look around, for nothing depends on what they find.

    Returns
    -------
    list of str
        Modules that cannot be shared between kernels.
    """
    unfit = []
    for name in names:
        threads, said, before = count_threads(), Said(), {*sys.modules, *LOADERS}
        with (
            warnings.catch_warnings(record=True) as warned,
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
            contextlib.suppress(Exception, SystemExit),  # the notebook that imports it will say so
            as_in_a_kernel(),
            watching() as watched,
        ):
            importlib.import_module(name)
        alone = watched.is_unfit() and name not in exempt
        if warned or said.getvalue() or count_threads() > threads or alone or _is_unseen(before):
            unfit.append(name)
    return unfit


def _is_unseen(before: set[str]) -> bool:
    """Tell whether compiled code was loaded that may read by itself, and nobody can follow it.

    Parameters
    ----------
    before
        The modules, and the files in :data:`LOADERS`, that there were.
    """
    return _loads_loud(before) and not _can_be_followed()


def _loads_loud(before: set[str]) -> bool:
    gate = loud.Loud(lambda *_: None, places.installed(), lambda: True, callers.loader)
    new = [module for name, module in [*sys.modules.items()] if name not in before]
    files = [str(getattr(module, "__file__", "")) for module in new]
    return any(map(gate.is_loud, files)) or not all(map(gate.is_quiet, LOADERS - before))


@functools.cache
def _can_be_followed() -> bool:
    """Tell whether the system would tell of a process what it asks for; one of ours tries."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            code = int(not tracing.begin(recorder.__file__, [os.devnull, os.sep, [os.sep], []]))
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def take_stock() -> None:
    """Do once for all forks what each would have to do: look at what is loaded, compile."""
    global LOUD
    LOUD = _loads_loud(set())
    KNOWN.update(sys.modules)
    for name in _PARTS.split():
        text = Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
        compiled(text, f"<warmbook {name}>", "exec")


def renew_generators() -> None:
    """Have generators that began at random begin anew."""
    for generator in _UNSEEDED:
        generator.seed()
    for each in _UNSEEDED_OF_NUMPY:
        type(each).__init__(each)
    if "numpy.random" in sys.modules:  # Python's own generator is seeded again by itself
        sys.modules["numpy.random"].seed()


def holds(folder: str) -> bool:
    """Tell whether libraries that were imported in some folder would have found the same."""
    return all(recorder.fingerprint(*what) == found for what, found in LOOKED.items()) and not any(
        map(os.path.lexists, around(folder))
    )


def tell(
    counts: Callable[[str], bool], note: Callable[..., None], meet: Callable[[str, str], None]
) -> None:
    """Tell the recorder of a fork what libraries looked at.

    Parameters
    ----------
    counts, note, meet
        Functions of :mod:`warmbook.recorder`.
    """
    for (kind, path), value in LOOKED.items():
        if counts(path):
            note(kind, path, value)
    for path in around(os.getcwd()):
        meet(recorder.STATUS, path)


def around(folder: str) -> list[str]:
    """The places in a folder, and above, in which libraries would have looked."""
    folders = [folder]
    while (above := os.path.dirname(folders[-1])) != folders[-1]:
        folders.append(above)
    return [os.path.join(each, name) for name in sorted(AROUND) for each in folders]


def count_threads() -> int:
    """How many threads are alive: a fork takes over one of them only, and the locks of all."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return threading.active_count()


@contextlib.contextmanager
def watching() -> Iterator[Watched]:
    """Watch what is done meanwhile."""
    global _now
    _hear()
    _now = watched = Watched()
    seed, draw = random.Random.seed, secrets.randbits
    names = ("stat", "lstat", "access", "readlink")
    before = {name: getattr(os, name) for name in (*names, "getcwd")}

    def seeded(self: random.Random, a: Any = None, version: int = 2) -> None:
        seed(self, a, version)
        (_UNSEEDED.add if a is None else _UNSEEDED.discard)(self)

    def drawing(k: int) -> int:
        number = draw(k)
        watched.drawn[number] = _file(sys._getframe(1))
        return number

    # A method is replaced on purpose, which a type checker takes for a mistake.
    random.Random.seed = seeded  # type: ignore[method-assign]
    _draw_by(drawing)
    for name in names:
        setattr(os, name, _telling(before[name], lambda path: watched.look(recorder.STATUS, path)))
    vars(os)["getcwd"] = _telling(os.getcwd, watched.asked)
    try:
        yield watched
    finally:
        _now = None
        random.Random.seed = seed  # type: ignore[method-assign]
        _draw_by(draw)
        vars(os).update(before)


def _draw_by(function: Callable[[int], int]) -> None:
    """Have NumPy draw the seed of a generator that is given none by a function."""
    for name in ("secrets", "numpy.random.bit_generator"):
        if name in sys.modules:
            vars(sys.modules[name])["randbits"] = function


def _telling(real: Any, tell: Callable[..., None]) -> Any:
    @functools.wraps(real)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        if _now is not None and not getattr(_guard, "busy", False):
            _guard.busy = True
            try:
                tell(*arguments[:1])
            finally:
                _guard.busy = False
        return real(*arguments, **options)

    return wrapped


@functools.cache
def _hear() -> None:
    """Hear of what is opened and listed, from now on."""
    kinds = {"open": recorder.FILE, "os.listdir": recorder.FOLDER, "os.scandir": recorder.FOLDER}

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if _now is None or getattr(_guard, "busy", False):
            return
        if event == "ctypes.dlopen":
            LOADERS.add(callers.loader(sys._getframe(1)))
        elif event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            return
        elif event in kinds and not _file(sys._getframe(1)).startswith("<frozen importlib"):
            _guard.busy = True
            try:
                _now.look(kinds[event], "." if arguments[0] is None else arguments[0])
            finally:
                _guard.busy = False

    sys.addaudithook(hook)


def _file(frame: FrameType | None) -> str:
    """The file of the code at work, but for what stands between it and the system."""
    while frame is not None and frame.f_code.co_filename.endswith(_BETWEEN_FILES):
        frame = frame.f_back
    return "" if frame is None else frame.f_code.co_filename.replace(os.sep, "/")


def _top(path: str) -> str:
    """The first folder of an absolute path."""
    return os.path.join(os.sep, path.lstrip(os.sep).partition(os.sep)[0])


def _own_of_numpy() -> int | None:
    """What NumPy drew for its own generator, which is seeded anew in each kernel."""
    module = sys.modules.get("numpy.random.mtrand")
    try:
        return int(vars(module)["_rand"]._bit_generator.seed_seq.entropy)
    except (AttributeError, KeyError, TypeError):
        return None


def _bit_generators() -> Iterator[Any]:
    """The generators of NumPy that there are."""
    kind = sys.modules["numpy.random"].BitGenerator
    for each in gc.get_objects():
        if kind in type(each).__mro__ and each.seed_seq is not None:
            yield each


def _is_unused(generator: Any) -> bool:
    """Tell whether a generator stands where it began."""
    fresh = type(generator)(generator.seed_seq.entropy)
    return repr(fresh.state) == repr(generator.state)

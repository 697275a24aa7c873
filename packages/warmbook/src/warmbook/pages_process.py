"""Let Jupyter Book build the pages, in a process of its own.

``python -m warmbook.pages_process ROOT TARGET`` loads Jupyter Book, waits for a line
on standard input, and builds. So the loading happens while the notebooks still run. With
``--again`` it builds at every line, and answers with an exit code.
The build is that of ``jupyter-book build``; of ``jupyter-book build -W -n --keep-going`` where the
book's options are strict.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib.metadata
import os
import re
import select
import signal
import sys
import threading
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import warmbook.light_imports  # noqa: F401
from warmbook import options, simple_selectors
from warmbook.deferred import SELDOM_USED, defer

#: So many new objects make it worth to look for garbage among them; a page has some ten thousand.
_OBJECTS = 50_000
_EDITIONS = "--editions="


def main(root: str, target: str, *how: str) -> int:
    """Build the book in ``root`` into the folder ``target``; return the exit code."""
    gc.disable()  # there is no garbage before there are pages
    _find_plug_ins_once()
    _spare_what_is_done_again()
    defer(SELDOM_USED)
    edition = next((each for each in how if each.startswith(_EDITIONS)), _EDITIONS)
    edition = edition.removeprefix(_EDITIONS)
    _load(Path(root))
    if "bs4" in sys.modules:
        simple_selectors.spare_soupsieve()
    gc.freeze()  # what was loaded stays; to look through it again and again costs a tenth
    gc.set_threshold(_OBJECTS, 20, 20)
    gc.enable()
    from sphinx.util.console import nocolor

    if not sys.stderr.isatty():
        nocolor()
    if "--again" in how:
        return _build_again(root, target, edition)
    if not sys.stdin.readline():
        return 1  # nobody wants the pages any more
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return _build(root, target, edition)


def _find_plug_ins_once() -> None:
    """Look through the installed packages once, and not for every citation and cell."""
    found = importlib.metadata.entry_points()

    def entry_points(**wanted: Any) -> Any:
        return found.select(**wanted) if wanted else found

    importlib.metadata.entry_points = entry_points  # type: ignore[assignment]


def _spare_what_is_done_again() -> None:
    """Read YAML in C where that is there; compile the patterns of files to leave out once.

    Sphinx compiles them for each list of contents, and Jupyter Book reads its files several times.
    """
    import yaml
    from sphinx.util import matching

    yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # type: ignore[misc]
    compile_once = functools.cache(lambda each: re.compile(matching._translate_pattern(each)).match)
    matching.compile_matchers = lambda patterns: [compile_once(each) for each in patterns]


def _build_again(root: str, target: str, edition: str) -> int:
    """Build whenever a line is read, each time in a fork of what is loaded; write its exit code."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what extensions print is no answer
    waiting = b""
    while True:
        if b"\n" not in waiting:
            news = os.read(0, 1024)
            if not news:
                return 0
            waiting += news
            continue
        waiting = waiting.partition(b"\n")[2]
        child = os.fork()
        if not child:
            code = 1
            try:
                code = _build(root, target, edition)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        answers.write(f"{_code(child)}\n")
        answers.flush()


def _code(child: int) -> int:
    """Wait for a build; end it, and ourselves, when nobody wants it any more."""
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        # Ready without a line: the other end is closed.
        if select.select([0], [], [], 0.01)[0]:
            os.killpg(0, signal.SIGKILL)


def _build(root: str, target: str, edition: str) -> int:
    """Let Jupyter Book build the pages, as the book or as one of its editions."""
    from jupyter_book.sphinx import build_sphinx

    toc = Path(root, "_toc.yml")
    config = Path(root, "_config.yml")
    strict = options.read(Path(root)).strict
    result = build_sphinx(
        root,
        str(Path(target, "html")),
        noconfig=True,
        path_config=str(config) if config.is_file() else None,
        confoverrides={
            "external_toc_path": toc.as_posix(),
            "latex_individualpages": False,
            **_extensions(Path(root)),
            **({"nitpicky": True} if strict else {}),
            **_of_edition(Path(root), edition),
        },
        doctreedir=str(Path(target, "doctrees")),
        quiet=True,
        warningiserror=strict,
        keep_going=strict,
    )
    return result if isinstance(result, int) else 1


def _of_edition(root: Path, edition: str) -> dict[str, Any]:
    """The settings of an edition, named with a colon and all that are built beside each other."""
    name, _, built = edition.partition(":")
    if not built:
        return {}
    known = options.read(root).editions
    return {
        "warmbook_edition": name,
        "warmbook_editions": built.split(","),
        **(known[name] if name else {}),
    }


def _extensions(root: Path) -> dict[str, list[str]]:
    """The book's Sphinx extensions and ours; nothing if it names ours itself."""
    names = _settings(root)["extensions"]
    return {} if "warmbook" in names else {"extensions": [*names, "warmbook"]}


def _settings(root: Path) -> dict[str, Any]:
    """What Jupyter Book makes of ``_config.yml`` for Sphinx."""
    from jupyter_book.config import get_final_config

    settings, _ = get_final_config(
        user_yaml=options.read_config(root),
        sourcedir=root,
        cli_config={"latex_individualpages": False},
        validate=False,
    )
    return settings


def _load(root: Path) -> None:
    """Import what the build will, while there is time; what fails, Sphinx will tell."""
    extensions = ["myst_nb.sphinx_", "sphinx.builders.html", "warmbook.extension"]
    more: tuple[str, ...] = ()
    with contextlib.suppress(Exception):
        settings = _settings(root)
        extensions += [*settings["extensions"], settings.get("html_theme", "")]
        more = options.read(root).preload_pages
    for module in extensions:
        with contextlib.suppress(Exception):
            import_module(module)
    for module in more:
        if _wanted():
            return  # not every build needs them
        with contextlib.suppress(Exception):
            import_module(module)


def _wanted() -> bool:
    """Tell whether the pages are waited for; not known where pipes cannot be asked (Windows)."""
    try:
        return bool(select.select([0], [], [], 0)[0])
    except OSError:
        return False


def _end_with_parent() -> None:
    """End at once, with all we started, when the build that wants the pages does."""
    # Not sys.stdin.read(), whose lock would keep a fork from closing its own.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _end(code: int) -> NoReturn:
    """End as Python does, but do not take apart first what goes with the process anyway."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # nobody reads it any more
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    _end(main(*sys.argv[1:]))

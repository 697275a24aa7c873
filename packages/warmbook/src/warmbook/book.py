"""Build the whole book: run the notebooks, let Jupyter Book set the pages, and publish them.

A new book takes the old one's place only when it is whole.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from warmbook import freshness, options
from warmbook.errors import BuildError
from warmbook.files import first_line, say
from warmbook.freshness import Stamp
from warmbook.locking import lock

#: Set in the environment of a Jupyter Book that need not run the notebooks again.
EXECUTED = "WARMBOOK_EXECUTED"
#: The same surroundings for every build of the pages.
PAGES_ENVIRONMENT = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def build(root: Path, *, force: bool = False, check: Callable[[], object] | None = None) -> None:
    """Build the book into ``_build/html``.

    The notebooks run first. The pages are built beside the present ones and
    take their place at the end, so that a failure leaves the old book whole.

    Parameters
    ----------
    root
        The book's folder.
    force
        Run every notebook and make every page again.
    check
        Called before anything runs, unless nothing changed since the book was built.

    Raises
    ------
    InputError
        If a notebook or one of Jupyter Book's own files cannot be read.
    BuildError
        If a notebook fails or Jupyter Book warns of anything.
    """
    root = Path(root).resolve()
    started = time.perf_counter()
    with lock(root):
        stamp = Stamp(root)
        if stamp.holds() and not force:
            say("  nothing changed since the book was built")
        else:
            _make_pages(root, stamp, force, check)
    index = root / "_build" / "html" / "index.html"
    say(f"The book is at {index} ({time.perf_counter() - started:.1f} s)")


def _make_pages(root: Path, stamp: Stamp, force: bool, check: Callable[[], object] | None) -> None:
    """Check the book, run the notebooks, have the pages built, and publish them."""
    from warmbook.execution import all_reads, execute_locked, warm_up_early

    given = options.read(root)
    warm_up_early(root, given)
    stage = root / "_build" / ".stage"
    # Sphinx takes a page for whole that is newer than its source, half-written or not.
    unfinished = stage / ".unfinished"
    if force or unfinished.exists() or not stamp.same_frame():
        shutil.rmtree(stage, ignore_errors=True)
    with subprocess.Popen(
        [sys.executable, "-m", "warmbook.pages_process", str(root), str(stage)],
        stdin=subprocess.PIPE,
        text=True,
        env={**os.environ, **PAGES_ENVIRONMENT, EXECUTED: "1"},
        start_new_session=True,  # Ctrl-C is ours to pass on
    ) as pages:
        try:
            if check:
                check()
            say("Running the notebooks")
            execute_locked(root, force=force)
            reads = all_reads(root)
            say("Building the pages")
            stage.mkdir(parents=True, exist_ok=True)
            unfinished.touch()
            with contextlib.suppress(BrokenPipeError):
                pages.stdin.write("go\n")
                pages.stdin.flush()
            pages.wait()
        finally:
            _end(pages)
    unfinished.unlink(missing_ok=True)
    if pages.returncode:
        shutil.rmtree(stage, ignore_errors=True)
        raise BuildError("the pages could not be built: Jupyter Book's warnings stand above")
    _publish(stage / "html", root / "_build" / "html")
    stamp.write(freshness.view(root, given, reads))


def _end(process: subprocess.Popen) -> None:
    """End a process that leads a session, with all it started there."""
    if process.poll() is None:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _publish(new: Path, place: Path) -> None:
    """Put a copy of the folder ``new`` where ``place`` is, in one step.

    Raises
    ------
    BuildError
        If there is no room for it; the old one stays.
    """
    fresh, old = place.with_name(".html-new"), place.with_name(".html-old")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    try:
        shutil.copytree(new, fresh)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)  # what fits is of no use, and fills the disk
        # An error of many files lists all of them, each with its reason.
        several = error.args[0] if isinstance(error, shutil.Error) else None
        reason = first_line(several[0][2] if several else error.strerror)
        raise BuildError(f"_build/html cannot be written ({reason[:200]}); free space") from error
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)

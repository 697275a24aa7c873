"""Build the whole book: run the notebooks, let Jupyter Book set the pages, and publish them.

A new book takes the old one's place only when it is whole.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from warmbook import freshness, options
from warmbook.errors import BuildError
from warmbook.files import first_line, say
from warmbook.freshness import Stamp
from warmbook.locking import lock
from warmbook.pages_builder import PagesBuilder


class PagesError(BuildError):
    """Jupyter Book warned of something, or failed; it has said so itself."""


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
    from warmbook.execution import warm_up_early

    warm_up_early(root, options.read(root))
    stage = clear_stage(root, stamp, force)
    with PagesBuilder(root, stage) as pages:
        make(root, stamp, pages, stage, force=force, check=check)


def clear_stage(root: Path, stamp: Stamp, force: bool = False) -> Path:
    """The folder in which pages are built; what cannot be built upon is gone from it."""
    stage = root / "_build" / ".stage"
    if force or _unfinished(stage).exists() or not stamp.same_frame():
        shutil.rmtree(stage, ignore_errors=True)
    return stage


def _unfinished(stage: Path) -> Path:
    """There while pages are built; then nothing is known of them."""
    return stage / ".unfinished"


def make(
    root: Path,
    stamp: Stamp,
    pages: PagesBuilder,
    stage: Path,
    *,
    force: bool = False,
    fork: bool | None = None,
    check: Callable[[], object] | None = None,
) -> None:
    """Run the notebooks, have the pages built, and publish them, for whoever holds the lock.

    Parameters
    ----------
    root
        The book's folder.
    stamp
        Its files as they were before.
    pages
        Builds the pages.
    stage
        Where it does so.
    force, fork
        As for :func:`warmbook.execute`.
    check
        Called before anything runs.

    Raises
    ------
    InputError, BuildError
    """
    from warmbook.execution import all_reads, execute_locked

    if check:
        check()
    say("Running the notebooks")
    execute_locked(root, force=force, fork=fork, whole=False)
    reads = all_reads(root)
    say("Building the pages")
    stage.mkdir(parents=True, exist_ok=True)
    _unfinished(stage).touch()
    worked = pages.build()
    _unfinished(stage).unlink(missing_ok=True)
    if not worked:
        shutil.rmtree(stage, ignore_errors=True)
        raise PagesError("the pages could not be built: Jupyter Book's warnings stand above")
    _publish(stage / "html", root / "_build" / "html")
    stamp.write(freshness.view(root, options.read(root), reads))


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
    before = place.resolve()

    def copy(source: str, target: str) -> None:
        """Copy a file; one that is as it was stays the file that it is."""
        old = before / Path(source).relative_to(new)
        if old.is_file() and filecmp.cmp(source, old, shallow=True):
            with contextlib.suppress(OSError):  # not every disk has links
                os.link(old, target)
                return
            source = str(old)
        shutil.copy2(source, target)

    try:
        shutil.copytree(new, fresh, copy_function=copy)
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

"""Build the whole book: run the notebooks, let Jupyter Book set the pages, and publish them.

A new book takes the old one's place only when it is whole.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from warmbook import freshness, options
from warmbook.errors import BuildError
from warmbook.files import first_line, say
from warmbook.freshness import Stamp
from warmbook.locking import lock
from warmbook.pages_builder import PagesBuilder

#: Where editions are built, below the folder of the book's own pages.
_EDITIONS = "editions"


class PagesError(BuildError):
    """Jupyter Book warned of something, or failed; it has said so itself."""


def build(
    root: Path,
    *,
    force: bool = False,
    check: Callable[[], object] | None = None,
    editions: Callable[[], Sequence[str]] | None = None,
) -> None:
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
    editions
        Names which of the book's editions are built too; asked before anything runs, unless nothing
        changed. None by default.

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
            _make_pages(root, stamp, force, check, tuple(editions() if editions else ()))
    index = root / "_build" / "html" / "index.html"
    say(f"The book is at {index} ({time.perf_counter() - started:.1f} s)")


def _make_pages(
    root: Path,
    stamp: Stamp,
    force: bool,
    check: Callable[[], object] | None,
    editions: Sequence[str],
) -> None:
    """Check the book, run the notebooks, have the pages built, and publish them."""
    from warmbook.execution import warm_up_early

    warm_up_early(root, options.read(root))
    stage = clear_stage(root, stamp, force)
    with contextlib.ExitStack() as running:
        first = running.enter_context(PagesBuilder(root, stage, editions=editions))
        others = [
            running.enter_context(
                PagesBuilder(root, stage / _EDITIONS / name, edition=name, editions=editions)
            )
            for name in editions
        ]
        pages = _Together([first, *others])
        make(root, stamp, pages, stage, force=force, check=check, editions=editions)


class _Together:
    """The builders of the pages of a book and of its editions, which work at the same time."""

    def __init__(self, builders: Sequence[PagesBuilder]) -> None:
        self._builders = builders

    def build(self) -> bool:
        """Build the pages of all; tell whether it worked."""
        from concurrent.futures import ThreadPoolExecutor  # no need of it where nothing changed

        pool = ThreadPoolExecutor(len(self._builders))
        try:
            return all(list(pool.map(PagesBuilder.build, self._builders)))
        finally:
            # Whoever interrupts does not wait for pages; leaving the builders ends them.
            pool.shutdown(wait=False, cancel_futures=True)


def clear_stage(root: Path, stamp: Stamp, force: bool = False) -> Path:
    """The folder in which pages are built; what cannot be built upon is gone from it."""
    stage = root / "_build" / ".stage"
    if force or _unfinished(stage).exists() or not stamp.same_frame():
        shutil.rmtree(stage, ignore_errors=True)
    if not stamp.same_translations():
        shutil.rmtree(stage / _EDITIONS, ignore_errors=True)
    return stage


def _unfinished(stage: Path) -> Path:
    """There while pages are built; then nothing is known of them."""
    return stage / ".unfinished"


def make(
    root: Path,
    stamp: Stamp,
    pages: PagesBuilder | _Together,
    stage: Path,
    *,
    force: bool = False,
    fork: bool | None = None,
    check: Callable[[], object] | None = None,
    editions: Sequence[str] = (),
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
    editions
        Which editions the builder builds beside the book.

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
    for name in editions:
        (stage / _EDITIONS / name).mkdir(parents=True, exist_ok=True)
    stage.mkdir(parents=True, exist_ok=True)
    _unfinished(stage).touch()
    worked = pages.build()
    _unfinished(stage).unlink(missing_ok=True)
    if not worked:
        shutil.rmtree(stage, ignore_errors=True)
        raise PagesError("the pages could not be built: Jupyter Book's warnings stand above")
    whole = {name: stage / _EDITIONS / name / "html" for name in editions}
    _publish(stage / "html", root / "_build" / "html", whole)
    outside = freshness.included_from_outside(stage / "doctrees")
    stamp.write(freshness.view(root, options.read(root), [*reads, *outside]))


def _publish(new: Path, place: Path, editions: Mapping[str, Path]) -> None:
    """Put a copy of the folder ``new`` where ``place`` is, in one step, with its editions within.

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
        old = before / Path(target).relative_to(fresh)
        if old.is_file() and filecmp.cmp(source, old, shallow=True):
            with contextlib.suppress(OSError):  # not every disk has links
                os.link(old, target)
                return
            source = str(old)
        shutil.copy2(source, target)

    try:
        shutil.copytree(new, fresh, copy_function=copy)
        for name, pages in editions.items():
            shutil.copytree(pages, fresh / name, copy_function=copy)
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

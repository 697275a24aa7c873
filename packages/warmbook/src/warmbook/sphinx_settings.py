"""Settings of Sphinx that must not depend on where and when a book is built."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

#: What lies in a virtual environment, or in one of conda.
_MARKS = ("pyvenv.cfg", "conda-meta")


def leave_out_environments(app: Sphinx, config: Config) -> None:
    """Take no page from a virtual environment inside the book: its packages have many."""
    config.exclude_patterns = [*config.exclude_patterns, *environments(Path(app.srcdir))]


def environments(root: Path) -> Iterator[str]:
    """Patterns for the virtual environments below a folder."""
    for folder, subfolders, files in os.walk(root):
        if any(mark in files or mark in subfolders for mark in _MARKS) and Path(folder) != root:
            subfolders.clear()
            yield Path(folder).relative_to(root).as_posix().replace("[", "[[]")
        subfolders[:] = [name for name in subfolders if name != "_build" and name[0] != "."]


def note_copyright(_: Sphinx, config: Config) -> None:
    """Keep what the book says of its copyright; Sphinx is about to change it."""
    config.__dict__["warmbook_copyright"] = config.copyright


def keep_copyright(_: Sphinx, config: Config) -> None:
    """Undo what Sphinx made of it where SOURCE_DATE_EPOCH is set.

    Sphinx puts the year of that date in place of any year, also of one that the book itself
    states (sphinx-doc/sphinx#13231).
    """
    config.copyright = config.__dict__["warmbook_copyright"]

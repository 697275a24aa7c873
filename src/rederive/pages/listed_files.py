"""Read the files that the table of contents lists, and no others, wherever the checkout lies.

``only_build_toc_files`` of Jupyter Book finds what it must leave out with :func:`glob.glob` on the
book's folder: a bracket in that folder's path makes it find nothing, and then every Markdown file
of a virtual environment beneath it counts as a page. We say the same thing the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rederive import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    # sphinx-external-toc reads _toc.yml at 900.
    app.connect("config-inited", read_listed_files, priority=950)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def read_listed_files(app: Sphinx, config: Config) -> None:
    """Include what ``_toc.yml`` lists, and do not walk through virtual environments."""
    if not config.external_toc_exclude_missing:
        return
    contents = config.external_site_map
    config.include_patterns = patterns([*contents], contents.globs(), config.source_suffix)
    config.exclude_patterns = [*config.exclude_patterns, *environments(Path(app.srcdir))]


def patterns(names: Iterable[str], globs: Iterable[str], suffixes: Iterable[str]) -> list[str]:
    """Sphinx's patterns for the files of a table of contents.

    Parameters
    ----------
    names
        Files beneath the book's folder, with or without their suffix.
    globs
        Patterns of such names.
    suffixes
        The suffixes of source files, each with its dot.
    """
    listed = sorted({*map(_literal, names), *globs})
    suffixes = tuple(suffixes)
    whole = [pattern for pattern in listed if pattern.endswith(suffixes)]
    rest = [pattern for pattern in listed if not pattern.endswith(suffixes)]
    return whole + [f"{pattern}{suffix}" for pattern in rest for suffix in suffixes]


def environments(root: Path) -> list[str]:
    """The folders of a book's top level that hold a virtual environment, as patterns."""
    return [_literal(path.parent.name) for path in root.glob("*/pyvenv.cfg")]


def _literal(name: str) -> str:
    """The pattern that matches a name; Sphinx puts ``[...]`` into an expression as it stands."""
    return re.sub(r"([*?\[])", lambda special: rf"[\{special[1]}]", name)

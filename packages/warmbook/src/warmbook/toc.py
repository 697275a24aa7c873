"""The pages of a book, in its order: the one reader of ``_toc.yml``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from warmbook.errors import InputError
from warmbook.files import first_line, read_mapping
from warmbook.options import read_config

#: What a page's file may end in, in the order in which they are looked for.
SUFFIXES = (".md", ".ipynb", ".rst")
#: What Jupyter Book never takes for a page.
_EXCLUDED = ("_build", "Thumbs.db", ".DS_Store", "**.ipynb_checkpoints")


class Page(NamedTuple):
    """A page of the book.

    Attributes
    ----------
    name
        As Sphinx calls it: the file's path from the book's folder, without its suffix.
    path
        The file.
    part
        Caption of the part it belongs to, in the top level of the contents; empty if none.
    """

    name: str
    path: Path
    part: str


def files(root: Path) -> list[Path]:
    """The files of the table of contents, in the order of the book; see :func:`pages`."""
    return [page.path for page in pages(root)]


def pages(root: Path) -> list[Page]:
    """The pages of the table of contents, in the order of the book.

    Raises
    ------
    InputError
        If ``_toc.yml`` cannot be read or names a file that does not exist or lies elsewhere.
    """
    from sphinx_external_toc.parsing import MalformedError, parse_toc_data

    content = read_mapping(root / "_toc.yml")
    try:
        site = parse_toc_data(content)
    except (MalformedError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise InputError(f"_toc.yml cannot be read: {first_line(error)}") from error
    first = _page(root, site.root.docname, "")
    found = {first.name: first}
    for tree in site.root.subtrees:
        for page in _below(root, site, tree, tree.caption or ""):
            found.setdefault(page.name, page)
    return list(found.values())


def _below(root: Path, site: object, tree: object, part: str) -> Iterator[Page]:
    """The pages of one tree of the contents, each followed by those below it."""
    from sphinx_external_toc.api import FileItem, GlobItem

    for item in tree.items:
        if isinstance(item, GlobItem):
            for name in _matching(root, str(item)):
                yield _page(root, name, part)
        elif isinstance(item, FileItem):
            yield _page(root, str(item), part)
            document = site.get(item)
            for subtree in document.subtrees if document else ():
                yield from _below(root, site, subtree, part)


def _page(root: Path, entry: str, part: str) -> Page:
    for suffix in ("", *SUFFIXES):
        path = root / f"{entry}{suffix}"
        if path.is_file() and path.resolve().is_relative_to(root.resolve()):
            return Page(_name(entry), path, part)
    raise InputError(f"_toc.yml names {entry}, and there is no such file; correct the name.")


def _name(file: str) -> str:
    """A page's name: its file without the suffix."""
    stem, suffix = os.path.splitext(file)
    return stem if suffix in SUFFIXES else file


def _matching(root: Path, pattern: str) -> list[str]:
    """Names of the pages that match a pattern of the contents, as Sphinx would find them."""
    from sphinx.util.matching import get_matching_files, patfilter

    patterns = read_config(root).get("exclude_patterns")
    excluded = [*_EXCLUDED, *(patterns if isinstance(patterns, list) else [])]
    found = get_matching_files(root, ["**"], excluded)
    names = {_name(file) for file in found if file.endswith(SUFFIXES)}
    return sorted(patfilter(names, pattern))

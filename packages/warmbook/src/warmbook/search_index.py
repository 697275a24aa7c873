"""The search index after some pages were written is that of all.

Sphinx reads its own index back and takes the written pages out of it: words of which no page is
left stay, and entries of the general index are lost. Here each page's words are kept apart.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warmbook.files import write_bytes_whole

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

#: What the index holds by page, and by word.
_BY_PAGE = ("_titles", "_filenames", "_all_titles", "_index_entries")
_BY_WORD = ("_mapping", "_title_mapping")
#: Numbers of kinds of objects, given anew whenever the index is written.
_NUMBERED = ("_objtypes", "_objnames")


def keep(builder: StandaloneHTMLBuilder, path: Path) -> None:
    """Have a builder keep the words of pages that are not written again in a file of ours."""
    load, dump = builder.load_indexer, builder.dump_search_index

    def load_indexer(docnames: Iterable[str]) -> None:
        index: Any = builder.indexer
        if not _fits(index):
            load(docnames)
            return
        kept = set(builder.env.all_docs) - set(docnames)
        _fill(index, _read(path), kept)

    def dump_search_index() -> None:
        dump()
        if builder.indexer is not None and _fits(builder.indexer):
            pages = _apart(builder.indexer)
            write_bytes_whole(path, pickle.dumps(pages, pickle.HIGHEST_PROTOCOL))

    builder.load_indexer = load_indexer  # type: ignore[method-assign]
    builder.dump_search_index = dump_search_index  # type: ignore[method-assign]


def _fits(index: object) -> bool:
    """Tell whether this Sphinx keeps its index as we know it."""
    return all(isinstance(getattr(index, name, None), dict) for name in (*_BY_PAGE, *_BY_WORD))


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        return pickle.loads(path.read_bytes())
    except (OSError, pickle.PickleError, EOFError, AttributeError, ValueError):
        return {}


def _fill(index: Any, pages: dict[str, dict[str, Any]], kept: set[str]) -> None:
    """Put into an index what is known of some pages, and nothing else."""
    for name in (*_BY_PAGE, *_BY_WORD, *_NUMBERED):
        if hasattr(index, name):
            getattr(index, name).clear()
    for page in sorted(kept & pages.keys()):
        for name in _BY_PAGE:
            if name in pages[page]:
                getattr(index, name)[page] = pages[page][name]
        for name in _BY_WORD:
            for word in pages[page][name]:
                getattr(index, name).setdefault(word, set()).add(page)


def _apart(index: Any) -> dict[str, dict[str, Any]]:
    """What an index knows, by page."""
    pages: dict[str, dict[str, Any]] = {
        page: {name: [] for name in _BY_WORD} for page in index._titles
    }
    for name in _BY_PAGE:
        for page, value in getattr(index, name).items():
            if page in pages:
                pages[page][name] = value
    for name in _BY_WORD:
        for word, found in getattr(index, name).items():
            for page in found & pages.keys():
                pages[page][name].append(word)
    return pages

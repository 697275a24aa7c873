"""Derive the printed numbers of a report again, and say which of them hold.

Importing the package loads nothing heavy: ``Book``, ``Chapter`` and ``load`` arrive when they are
first asked for (:pep:`562`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rederive.book.book import Book
    from rederive.book.face import load, measured
    from rederive.notebook.chapter import Chapter
    from rederive.notebook.page import Page

__version__ = "0.1.0"
__all__ = ["Book", "Chapter", "Page", "__version__", "load", "measured"]

_HOME = {
    "Book": "rederive.book.book",
    "Chapter": "rederive.notebook.chapter",
    "Page": "rederive.notebook.page",
    "load": "rederive.book.face",
    "measured": "rederive.book.face",
}


def __getattr__(name: str) -> Any:
    """Import the module a public name lives in when the name is first used."""
    if name not in _HOME:
        raise AttributeError(f"module 'rederive' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})

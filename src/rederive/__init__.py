"""Derive the printed numbers of a report again, and say which of them hold.

Importing the package loads nothing heavy: its names arrive when they are first asked for
(:pep:`562`). ``Chapter``, ``Page``, ``load`` and ``measured`` need the extra ``book``; the others
need ``core`` only.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rederive.api import contradictions, draft, judge
    from rederive.book.book import Book
    from rederive.book.face import load, measured
    from rederive.core.claims import Claim, Value
    from rederive.core.relations.formula import Relation
    from rederive.core.units import Unit, Units
    from rederive.notebook.chapter import Chapter
    from rederive.notebook.page import Page
    from rederive.starter.texts import Text

__version__ = "0.1.0"
__all__ = [
    "Book",
    "Chapter",
    "Claim",
    "Page",
    "Relation",
    "Text",
    "Unit",
    "Units",
    "Value",
    "__version__",
    "contradictions",
    "draft",
    "judge",
    "load",
    "measured",
]

_HOME = {
    "Book": "rederive.book.book",
    "Chapter": "rederive.notebook.chapter",
    "Claim": "rederive.core.claims",
    "Page": "rederive.notebook.page",
    "Relation": "rederive.core.relations.formula",
    "Text": "rederive.starter.texts",
    "Unit": "rederive.core.units",
    "Units": "rederive.core.units",
    "Value": "rederive.core.claims",
    "contradictions": "rederive.api",
    "draft": "rederive.api",
    "judge": "rederive.api",
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

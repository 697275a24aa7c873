"""What the title page, the colophon and the running heads say, from ``CITATION.cff``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rederive.core.verdicts import Verdict
from rederive.edition import typst
from rederive.edition.cells import LONGEST_CODE
from rederive.publishing import citation

#: What is true of every book.
_COLOPHON = (
    "Set from the same sources as the web edition. Verdicts, recomputed numbers, tables and "
    "pictures come from the notebooks as they were last run.",
    f"Cells of code with more than {LONGEST_CODE} lines are named, not shown; they stand in the "
    "notebooks and in the web edition, which also has a page for every claim.",
)


def variables(work: dict[str, Any], colophon: Iterable[str] = ()) -> str:
    """The variables ``book`` and ``icons`` of the Typst document.

    Parameters
    ----------
    work : dict
        From :func:`rederive.publishing.citation.read`.
    colophon : iterable of str
        Paragraphs that the book's pages add to the colophon.
    """
    icons = ((typst.string(each), typst.string(each.icon)) for each in Verdict)
    return (
        f"#let book = {typst.dictionary(_fields(work, colophon))}\n"
        f"#let icons = {typst.dictionary(icons)}\n"
    )


def _fields(work: dict[str, Any], colophon: Iterable[str]) -> list[tuple[str, str]]:
    item = citation.book(work)
    short, _, subtitle = str(work["title"]).partition(": ")
    day = citation.released(work)
    paragraphs = (*_COLOPHON, *colophon, f"To cite: {citation.plain(item)}")
    return [
        ("title", typst.string(str(work["title"]))),
        ("short", typst.string(short)),
        ("subtitle", typst.string(subtitle[:1].upper() + subtitle[1:])),
        ("authors", _texts(citation.names(item))),
        ("version", typst.string(str(work["version"]))),
        ("date", f"datetime(year: {day.year}, month: {day.month}, day: {day.day})"),
        ("day", typst.string(day.isoformat())),
        ("abstract", typst.string(" ".join(str(work["abstract"]).split()))),
        ("keywords", _texts(map(str, work["keywords"]))),
        ("colophon", _texts(paragraphs)),
    ]


def _texts(items: Iterable[str]) -> str:
    return typst.array(map(typst.string, items))

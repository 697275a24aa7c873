"""What the title page, the colophon and the running heads say, from ``CITATION.cff``; and the
words of the frame, in the language that is spoken."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import Any

from rederive.core.verdicts import Verdict
from rederive.edition import typst
from rederive.edition.cells import LONGEST_CODE
from rederive.language.spoken import is_chinese, said, say, spoken, told
from rederive.publishing import citation
from rederive.show import chinese


def variables(work: dict[str, Any], colophon: Iterable[str] = ()) -> str:
    """The variables ``book``, ``words`` and ``verdicts`` of the Typst document.

    Parameters
    ----------
    work : dict
        From :func:`rederive.publishing.citation.read`.
    colophon : iterable of str
        Paragraphs that the book's pages add to the colophon.
    """
    words = {"contents": say("Contents"), "stop": say(". ")}
    verdicts = {typst.string(each): f"{each.icon} {said(each.words)}" for each in Verdict}
    return (
        f"#let book = {typst.dictionary(_fields(work, colophon))}\n"
        f"#let words = {_dictionary(words)}\n"
        f"#let verdicts = {_dictionary(verdicts)}\n"
    )


def _fields(work: dict[str, Any], colophon: Iterable[str]) -> list[tuple[str, str]]:
    item = citation.book(work)
    title = told(str(work["title"]))
    short, subtitle = [*re.split(": |：", title, maxsplit=1), ""][:2]
    day = citation.released(work)
    language, _, region = spoken().tag.partition("_")
    return [
        ("language", typst.string(language)),
        ("region", typst.string(region) if region else "none"),
        ("title", typst.string(title)),
        ("short", typst.string(short)),
        ("subtitle", typst.string(subtitle[:1].upper() + subtitle[1:])),
        ("authors", _texts(map(told, citation.names(item)))),
        ("version", typst.string(_version(str(work["version"]), day))),
        ("date", f"datetime(year: {day.year}, month: {day.month}, day: {day.day})"),
        ("abstract", typst.string(told(citation.abstract(work)))),
        ("keywords", _texts(told(str(word)) for word in work["keywords"])),
        ("colophon", _texts(_colophon(item, colophon))),
    ]


def _version(number: str, day: datetime.date) -> str:
    date = chinese.date(day) if is_chinese() else day.isoformat()
    return say("Version {number}, {day}", number=number, day=date)


def _colophon(item: citation.Item, of_pages: Iterable[str]) -> Iterator[str]:
    """What is true of every book, what its pages add, and how it is cited."""
    yield say(
        "Set from the same sources as the web edition. Verdicts, recomputed numbers, tables and "
        "pictures come from the notebooks as they were last run."
    )
    yield say(
        "Cells of code with more than {lines} lines are named, not shown; they stand in the "
        "notebooks and in the web edition, which also has a page for every claim.",
        lines=LONGEST_CODE,
    )
    yield from of_pages
    yield say("To cite: {citation}", citation=citation.plain(item))


def _dictionary(texts: dict[str, str]) -> str:
    return typst.dictionary((name, typst.string(text)) for name, text in texts.items())


def _texts(items: Iterable[str]) -> str:
    return typst.array(map(typst.string, items))

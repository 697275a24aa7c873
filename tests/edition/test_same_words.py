"""What outputs carry as data for the PDF says what their HTML says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rederive.book.book import Book
from rederive.core.verdicts import Verdict
from rederive.edition.elements import parse
from rederive.language import book_language
from rederive.language.book_language import CHINESE
from rederive.language.spoken import ENGLISH, Language, said, speaking
from rederive.pages import ledger_tables, register_page
from rederive.show.cards import Table
from rederive.show.content import MIME

ROOT = Path(__file__).parents[2]


@cache
def book() -> Book:
    return Book(ROOT)


def sources() -> Table:
    tables = {name: book().series.read(name) for name in book().series.names()}
    used = ledger_tables.sources_used(book().ledger, book().register, tables)
    return ledger_tables.sources_table(book().bibliography, used, book().register)


TABLES = {
    "tally": lambda: ledger_tables.tally(book().ledger),
    "meanings": ledger_tables.meanings,
    "headline": lambda: ledger_tables.headline(book().ledger),
    "highlights": lambda: ledger_tables.highlights(book().ledger, book().register),
    "evidence": lambda: ledger_tables.evidence_summary(book().ledger, book()),
    "findings": lambda: ledger_tables.findings(book().ledger, book().register),
    "contradictions": lambda: ledger_tables.contradiction_sets(
        book().register, book().relations, book().ledger
    ),
    "sources": sources,
    "words": lambda: ledger_tables.words_table(book()),
    "register": lambda: register_page.table(book().ledger, book()),
}
#: Classes of what is for a screen only.
SCREEN = {"seen", "explorer-plain", "explorer-notice", "explorer-form"}


def words(node: Any) -> Iterator[str]:
    """The words of content, wherever it holds text."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for each in node:
            yield from words(each)
    elif node["type"] == "verdict":
        verdict = Verdict(node["value"])
        yield f"{verdict.icon} {said(verdict.words)}"
    elif node["type"] == "table":
        yield from words([node["head"], node["rows"]])
    else:
        yield from words(node.get("children", []))


def seen(element: Any) -> Iterator[str]:
    """The words of HTML, without what is for a screen only."""
    if isinstance(element, str):
        yield element
    elif not SCREEN & set(element.attributes.get("class", "").split()):
        for child in element.children:
            yield from seen(child)


@cache
def language(tag: str) -> Language:
    return book_language.language(ROOT, tag)


@pytest.mark.parametrize("tag", [ENGLISH, CHINESE])
@pytest.mark.parametrize("name", TABLES)
def test_data_and_html_of_an_output_say_the_same(name: str, tag: str) -> None:
    with speaking(language(tag)):
        table = TABLES[name]()
        printed = "".join("".join(words(table.data[MIME])).split())
        shown = "".join("".join(seen(parse(table.html))).split())
        head = "".join(said("Seen at").split()) if name == "sources" else ""
    assert printed
    assert printed == shown.replace(head, "", 1)

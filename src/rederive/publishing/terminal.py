"""Claims as a terminal shows them: one with its numbers and units, or all of a chapter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rederive.book.book import Book
from rederive.core.claims import Claim
from rederive.core.entries import Entry, by_claim, worst_of
from rederive.core.printed_pages import place_in_report
from rederive.errors import InputError
from rederive.language import book_language, catalogues
from rederive.show import cards, leads

if TYPE_CHECKING:
    from rederive.evidence.catalogue import Described


def claim_lines(book: Book, claim_id: str) -> Iterator[str]:
    """One claim: what it says, where, and each number with unit, result, gap and ground."""
    claim, entries = book.register[claim_id], by_claim(book.ledger).get(claim_id, [])
    yield f"{claim.id}  (chapter {claim.chapter}, section {claim.section})"
    yield claim.says
    one = book.report_of(claim)
    yield f"In {one.report.named}, {place_in_report(claim, one.printed_pages)}."
    if entries:
        yield leads.lead(claim, entries)
    for entry in entries:
        yield f"  {entry.value or 'claim'}: {entry.verdict}"
        for name, text in _facts(claim, entry):
            if text:
                yield f"    {name}: {text}"


def _facts(claim: Claim, entry: Entry) -> list[tuple[str, str]]:
    return [
        ("printed", cards.printed(entry, claim)),
        ("recomputed", cards.recomputed(entry, claim)),
        ("gap", cards.gap_text(claim, entry)),
        *((word.lower(), text) for word, text in cards.others(claim, entry)),
        ("evidence", "; ".join(entry.evidence)),
        ("note", entry.explanation),
    ]


def claim_json(book: Book, claim_id: str) -> str:
    """The same for programs: the ledger's rows with their units, numbers in base units."""
    claim, entries = book.register[claim_id], by_claim(book.ledger).get(claim_id, [])
    said = {
        "id": claim.id,
        "chapter": claim.chapter,
        "section": claim.section,
        "says": claim.says,
        "place": place_in_report(claim, book.report_of(claim).printed_pages),
        "verdict": str(worst_of(entries)) if entries else None,
        "numbers": [_number(claim, entry) for entry in entries],
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _number(claim: Claim, entry: Entry) -> dict[str, object]:
    row: dict[str, object] = dict(entry.to_row())
    del row["claim"]
    for name in ("recomputed_low", "recomputed_high"):
        row[name] = getattr(entry, name)
    return row | {"unit": str(claim.value(entry.value).unit) if entry.value else None}


def claims_lines(book: Book, chapter: int | None) -> Iterator[str]:
    """Every claim with its verdict, under the titles of the chapters; or those of one chapter.

    Raises
    ------
    InputError
        If the report has no such chapter.
    """
    titles = book.register.titles
    if chapter is not None and chapter not in titles:
        known = ", ".join(map(str, titles))
        raise InputError(f"the report has no chapter {chapter}; there are {known}.")
    groups = by_claim(book.ledger)
    for number, title in titles.items():
        if chapter not in (None, number):
            continue
        yield f"Chapter {number}: {title}"
        for claim in book.register:
            if claim.chapter == number:
                verdict = worst_of(groups[claim.id]) if claim.id in groups else "not judged"
                yield f"  {claim.id}: {verdict}. {claim.says}"


def series_with(book: Book, word: str) -> list[Described]:
    """The series of which a word is said, in English or a language that the book has.

    A word of the glossary finds what its English is said of.
    """
    if word.isascii():
        return [each for each in book.catalogue if each.holds(word)]
    said_of_series = (book_language.DATA, book_language.PUBLISHERS)
    languages = [
        book_language.texts(book.root, tag, said_of_series)
        for tag in catalogues.languages(book.root)
    ]
    words = [word, *(term.english for term in book.terms if word in term.native.split())]
    return [each for each in book.catalogue if any(each.holds(said, languages) for said in words)]


def series_lines(each: Described) -> Iterator[str]:
    """One series: what it is, its unit, span and places; who published it, when, on which terms."""
    span = " to ".join(dict.fromkeys((each.first, each.last)))
    yield f"{each.key}: {each.label}; {each.unit}; {span}; {', '.join(each.entities[:6])}"
    if each.definition:
        yield f"    {each.definition}"
    yield f"    {'; '.join(_few(each.publishers, 3))}"
    yield f"    published {' to '.join(dict.fromkeys(each.vintages))}"
    yield f"    terms: {'; '.join(_few(each.terms, 3))}"


def _few(texts: Sequence[str], most: int) -> list[str]:
    more = len(texts) - most
    return [*texts[:most], *([f"and {more} more"] if more > 0 else [])]

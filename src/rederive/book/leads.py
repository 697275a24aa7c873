"""Every untraced claim with what a reader with a network needs to settle it.

The report's own words are read from a local copy of its text, line by line, and never stored.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rederive.book.book import Book
from rederive.core.claims import Claim
from rederive.core.entries import Entry, by_claim
from rederive.core.printed_pages import place_in_report
from rederive.core.terms import Term
from rederive.core.untraced import Untraced
from rederive.core.verdicts import Verdict
from rederive.evidence.likely_documents import Document
from rederive.evidence.untraced import reason
from rederive.language.counting import counted

#: The group of claims for which nobody named a document yet.
NO_DOCUMENT = Document("No document is known yet", "")
_NATIVE_WORDS = 3
#: So few look-ups say little about what can be found.
FEW = 1


@dataclass(frozen=True)
class Lead:
    """One untraced claim.

    Attributes
    ----------
    document : Document
        What would most likely settle it.
    claim : Claim
    numbers : tuple of str
        As the report prints them, with hedge and unit.
    pages, lines : str
        Where it stands in the report.
    wording : str
        The report's own words; empty without its text.
    why : Untraced
    cited : tuple of str
        The sources that the report names, with their addresses.
    looked_up : tuple of str
        What was asked already.
    queries : tuple of str
        Ready to be asked, in the report's language and in English.
    """

    document: Document
    claim: Claim
    numbers: tuple[str, ...]
    pages: str
    lines: str
    wording: str
    why: Untraced
    cited: tuple[str, ...]
    looked_up: tuple[str, ...]
    queries: tuple[str, ...]


def leads(book: Book, text: Sequence[str] = ()) -> list[Lead]:
    """The untraced claims, those of one document together, the largest group first.

    Parameters
    ----------
    book : Book
    text : sequence of str
        The lines of the first report, if a copy is at hand.
    """
    searches = book.searches.groupby("claim")["query"].agg(list).to_dict()
    found = [
        _lead(book, claim, entries, () if claim.report else text, searches.get(claim.id, []))
        for claim, entries in untraced(book)
    ]
    sizes: dict[str, int] = {}
    for lead in found:
        sizes[lead.document.named] = sizes.get(lead.document.named, 0) + 1
    return sorted(
        found,
        key=lambda lead: (
            lead.document == NO_DOCUMENT,
            -sizes[lead.document.named],
            lead.document.named,
        ),
    )


def lead_of(book: Book, claim: Claim) -> Lead:
    """The lead of one claim, without the report's words."""
    entries = [entry for entry in by_claim(book.ledger).get(claim.id, [])]
    searches = book.searches
    asked = list(searches[searches["claim"] == claim.id]["query"])
    return _lead(book, claim, entries, (), asked)


def untraced(book: Book) -> list[tuple[Claim, list[Entry]]]:
    """Each claim with a number of which nothing was found, with the entries of these."""
    return [
        (book.register[claim], rows)
        for claim, entries in by_claim(book.ledger).items()
        if claim in book.register
        and (rows := [entry for entry in entries if entry.standalone is Verdict.UNTRACED])
    ]


def why_untraced(book: Book, claim: Claim) -> Untraced:
    """Why a claim is untraced, from the data of the book."""
    traces, searches = book.traces, book.searches
    keys = traces[traces["claim"] == claim.id]["source"]
    return reason(
        claim,
        book.cited,
        searches[searches["claim"] == claim.id]["place"],
        [book.bibliography[key].url for key in keys],
    )


def _lead(
    book: Book, claim: Claim, entries: list[Entry], text: Sequence[str], asked: list[str]
) -> Lead:
    first, last = claim.lines
    wording = " ".join(filter(None, map(str.strip, text[first - 1 : last])))
    cited = [book.cited[key] for key in claim.cited if key in book.cited]
    document = book.likely_documents.get(claim.id, NO_DOCUMENT)
    if cited:
        document = Document(
            cited[0].title, cited[0].publisher, cited[0].url, f"{cited[0].title}".strip()
        )
    names = {entry.value for entry in entries}
    numbers = tuple(str(value) for value in claim.values if value.name in names)
    return Lead(
        document,
        claim,
        numbers,
        book.report_of(claim).printed_pages.span(first, last),
        f"{first}-{last}" if first != last else f"{first}",
        wording,
        why_untraced(book, claim),
        tuple(" ".join(filter(None, (f"{each.named} ({each.where})", each.url))) for each in cited),
        tuple(dict.fromkeys(asked)),
        queries(claim, document, book.terms),
    )


def queries(claim: Claim, document: Document, terms: Iterable[Term]) -> tuple[str, ...]:
    """Two queries for a claim: in the report's language, and in English.

    The first has the words of its document, the terms that the book knows for the longest of its
    English words, and its numbers as printed.
    """
    says = claim.says.lower()
    known = sorted(
        (term for term in terms if term.native and term.english in says),
        key=lambda term: -len(term.english),
    )
    words = [term.native.split()[0] for term in known[:_NATIVE_WORDS]]
    printed = [value.as_printed for value in claim.values]
    own = " ".join(dict.fromkeys(filter(None, [document.query, *words, *printed])))
    return own, claim.says.rstrip(".")


def as_csv(found: Iterable[Lead]) -> str:
    """The leads as a table, a row for each claim."""
    buffer = io.StringIO()
    rows = [_row(lead) for lead in found]
    writer = csv.DictWriter(buffer, rows[0] if rows else ["document"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _row(lead: Lead) -> dict[str, str]:
    own, english = lead.queries
    return {
        "document": lead.document.title,
        "publisher": lead.document.publisher,
        "address": lead.document.url,
        "claim": lead.claim.id,
        "says": lead.claim.says,
        "numbers": "; ".join(lead.numbers),
        "wording": lead.wording,
        "page": lead.pages,
        "lines": lead.lines,
        "why": lead.why.value,
        "cited": "; ".join(lead.cited),
        "looked_up": "; ".join(lead.looked_up),
        "look_ups": str(len(lead.looked_up)),
        "query": own,
        "query_in_english": english,
    }


def as_text(found: Iterable[Lead], book: Book) -> Iterable[str]:
    """The leads for reading, line by line, under the names of their documents.

    The claims that were looked up least come once more at the end.
    """
    found = list(found)
    heading = None
    for lead in found:
        document, pages = lead.document, book.report_of(lead.claim).printed_pages
        if document.named != heading:
            heading = document.named
            yield ""
            yield heading
            yield "=" * min(len(heading), 79)
            if document.url:
                yield document.url
        yield f"\n{lead.claim.id}: {lead.claim.says}"
        for name, told in (
            ("numbers", "; ".join(lead.numbers)),
            (
                "in the report",
                place_in_report(lead.claim, pages),
            ),
            ("its words", lead.wording),
            ("it names", "; ".join(lead.cited)),
            ("untraced", lead.why.meaning),
            ("looked up", counted(len(lead.looked_up), "time") if lead.looked_up else ""),
            ("ask", lead.queries[0]),
            ("or", lead.queries[1]),
        ):
            if told:
                yield f"  {name}: {told}"
    if few := [lead for lead in found if len(lead.looked_up) <= FEW]:
        yield ""
        yield f"Looked up once or never ({len(few)} of {len(found)}): begin with these"
        yield from (f"  {lead.claim.id}" for lead in few)

"""The same quantity in several reports, side by side."""

from __future__ import annotations

from rederive.book.book import Book
from rederive.core.claims import Claim
from rederive.core.editions import Number
from rederive.core.entries import Entry
from rederive.core.relations import across
from rederive.core.relations.formula import Key
from rederive.core.site import NOTEBOOKS
from rederive.pages.findings import card_link, printed_link
from rederive.show import cards, content, html, plain
from rederive.show.html import Table

HEAD = ("Quantity", "For", "Report", "Printed", "Verdict", "Claim")
TOGETHER = {True: "can all be true", False: "cannot all be true"}


def side_by_side(book: Book, folder: str = NOTEBOOKS) -> Table:
    """Every number that several reports print for one quantity, a row for each report.

    Which numbers are one quantity: :func:`rederive.core.relations.across.quantities`.
    """
    entries = entries_of(book)
    rows, printed, text = [], [], []
    for keys in across.quantities(book.register, book.relations):
        agree = TOGETHER[_overlap(book, keys)]
        for at, key in enumerate(keys):
            claim, value = book.register[key[0]], book.register[key[0]].value(key[1])
            head = f"{claim.says} Together they {agree}." if not at else ""
            words = (head, value.as_of or "", named(book, claim), plain.printed(value))
            mark = badge(entries.get(key))
            rows.append((*words, mark[0], card_link(claim, book.register, folder)))
            printed.append((*words, mark[1], printed_link(claim, book.register, folder)))
            text.append(f"{claim.id}: {plain.printed(value)} ({agree})")
    table = html.table(HEAD, rows, caption="Side by side", row_headers=False)
    data = content.data(content.table(HEAD, printed, content.Layout.STACKED))
    return Table(table, "\n".join(text), data)


def entries_of(book: Book) -> dict[Key, Entry]:
    """The ledger by claim and number; none before the first verdict."""
    ledger = book.ledger if book.ledger_path.is_file() else []
    return {(entry.claim, entry.value): entry for entry in ledger}


def _overlap(book: Book, keys: list[Key]) -> bool:
    """Whether one number can be what all of them print."""
    claimed = [book.register[claim].value(name).claimed for claim, name in keys]
    return all(one.overlaps(other) for one in claimed for other in claimed)


def named(book: Book, claim: Claim) -> str:
    """The report that says a claim, as short as a column wants it."""
    report = book.report_of(claim).report
    return report.title if report.year is None else f"{report.title}, {report.year}"


def badge(entry: Entry | None) -> tuple[object, content.Inline]:
    """The verdict of a number for a screen and for paper; empty where it has none."""
    if entry is None:
        return "", ""
    return cards.badge(entry.verdict), content.verdict(entry.verdict)


def number(pair: Number | None) -> str:
    """A printed number with its time; empty where there is none."""
    if pair is None:
        return ""
    value = pair[1]
    return plain.printed(value) + (f", {value.as_of}" if value.as_of else "")

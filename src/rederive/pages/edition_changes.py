"""What changed since the last edition of a report, claim by claim."""

from __future__ import annotations

from rederive.book.book import Book
from rederive.core import editions
from rederive.core.editions import Change, Changed
from rederive.core.site import NOTEBOOKS
from rederive.errors import InputError
from rederive.pages.across import badge, entries_of, number
from rederive.pages.findings import card_link, printed_link
from rederive.show import content, html
from rederive.show.html import Table

HEAD = ("Claim", "Change", "It says", "Before", "Verdict before", "Now", "Verdict now")


def found(book: Book, name: str) -> list[Changed]:
    """What changed from the edition that a report follows to this one.

    Raises
    ------
    InputError
        If there is no such report, or it follows none.
    """
    one = book.of(name)
    if not one.report.follows:
        raise InputError(
            f"{one.folder / 'report.yaml'}: says of no earlier report that this is its next "
            "edition; add `follows: first`, or the name of a report."
        )
    return editions.changes(book.of(one.report.follows).register, one.register)


def told(changed: Changed) -> str:
    """One change as a line of text."""
    numbers = " -> ".join(filter(None, (number(changed.old), number(changed.new))))
    return f"{changed.claim.id}: {changed.change}: {numbers}"


def edition_tally(book: Book, name: str) -> Table:
    """How many numbers changed, and how."""
    counts = editions.counts(found(book, name))
    rows = [(change, str(count), change.meaning) for change, count in counts.items()]
    head = ("Change", "Numbers", "What it means")
    text = "; ".join(f"{count} {change}" for change, count in counts.items())
    made = html.table(head, rows, caption="Changes", classes={"Numbers": "number"})
    return Table(made, text, content.data(content.table(head, rows)))


def edition_changes(book: Book, name: str, folder: str = NOTEBOOKS) -> Table:
    """Every number that is not as it was, with both verdicts.

    Parameters
    ----------
    book : Book
    name : str
        Of the later edition.
    folder : str
        Of the page that shows the table.
    """
    entries = entries_of(book)
    rows, printed, text = [], [], []
    for each in found(book, name):
        if each.change is Change.UNCHANGED:
            continue
        claim, was, now = each.claim, number(each.old), number(each.new)
        before, after = (
            badge(entries.get((pair[0].id, pair[1].name)) if pair else None)
            for pair in (each.old, each.new)
        )
        words = each.change, claim.says, was
        link, where = (make(claim, book.register, folder) for make in (card_link, printed_link))
        rows.append((link, *words, before[0], now, after[0]))
        printed.append((where, *words, before[1], now, after[1]))
        text.append(told(each))
    table = html.table(HEAD, rows, caption="What changed", attributes={"class": "findings"})
    data = content.data(content.table(HEAD, printed, content.Layout.STACKED))
    return Table(table, "\n".join(text), data)

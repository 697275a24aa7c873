"""What the first page says before all else: the answer in one sentence, and the largest misses."""

from __future__ import annotations

import math

from markupsafe import Markup

from rederive.book.book import Book
from rederive.core.claims import Claim
from rederive.core.entries import Entry, by_claim, worst_of
from rederive.core.numerals import parse_numeral
from rederive.core.verdicts import Basis, Verdict
from rederive.language.spoken import say
from rederive.pages.made_again import again
from rederive.show import cards, content, html, leads
from rederive.show.html import Table

#: What claims rest on, as the register says it: where the report is strong, and where weak.
_SIDES = ("public_series", "company_disclosure")
#: The units of dates, of which no part or multiple means anything.
_DATES = ("year", "month", "day", "date", "rank", "level", "label", "edition")


def borne_out(book: Book, check: str) -> tuple[int, int]:
    """Of the claims of one kind, how many sources outside the report confirm, and how many are."""
    groups, register = by_claim(book.ledger), book.register
    verdicts = [worst_of(rows) for name, rows in groups.items() if register[name].check == check]
    return sum(verdict.from_outside for verdict in verdicts), len(verdicts)


@again
def summary(book: Book) -> Table:
    """Where the report is strong and where it is weak, with the counts that say so.

    Raises
    ------
    ValueError
        If the numbers no longer say what the sentence says.
    """
    (strong, of_strong), (weak, of_weak) = (borne_out(book, check) for check in _SIDES)
    if not of_strong or strong * of_weak <= weak * of_strong:
        raise ValueError("figures of companies are confirmed as often: the sentence is not true")
    text = say(
        "The report is strongest where official statistics can test it, with {strong} of "
        "{of_strong} claims confirmed by sources outside it, and weakest where it passes on "
        "figures of companies, with {weak} of {of_weak}.",
        strong=strong,
        of_strong=of_strong,
        weak=weak,
        of_weak=of_weak,
    )
    made = Markup('<p class="answer">{}</p>').format(text)
    return Table(made, text, content.data(content.paragraph(content.strong(text))))


def largest_misses(book: Book, count: int = 3) -> list[tuple[Claim, Entry]]:
    """The numbers that lie farthest, as a multiple, from what sources outside say.

    They are all that fail on every reading; a word counts as it is read.
    """
    found: list[tuple[float, Claim, Entry]] = []
    for entry in book.ledger:
        claim = book.register[entry.claim]
        if entry.verdict is not Verdict.NOT_REPRODUCED or entry.basis is Basis.REPORT:
            continue
        times = multiple(claim, entry)
        if times is not None:
            found.append((times, claim, entry))
    found.sort(key=lambda each: -each[0])
    return [(claim, entry) for _, claim, entry in found[:count]]


def multiple(claim: Claim, entry: Entry) -> float | None:
    """How far a number lies from the nearest that was found, as the logarithm of their ratio.

    None of dates and places, and where the signs differ: a fall is not a multiple of a rise.
    """
    value, found = claim.value(entry.value), entry.recomputed
    mark = float(parse_numeral(value.numeral)[0] * value.factor)
    if found is None or value.unit in _DATES or found.low <= mark <= found.high:
        return None
    nearest = float(found.low if found.low > mark else found.high)
    return abs(math.log(nearest / mark)) if nearest * mark > 0 else None


@again
def misses(book: Book, folder: str = "") -> Table:
    """The largest misses, one line each, in plain units.

    Parameters
    ----------
    book : Book
    folder : str
        Of the page that shows them.
    """
    links, items, printed = book.site.links(folder), [], []
    for claim, entry in largest_misses(book):
        gap = cards.gap_text(claim, entry)
        lead = leads.lead(claim, [entry]).rstrip(".。")
        text = say("{lead}, {gap}.", lead=lead, gap=gap)
        address = links.claim(claim.id)
        items.append(html.link(address, text))
        printed.append([content.link(address, text)])
    made = html.render("rederive.pages", "list.html", items=items, kind="misses")
    return Table(made, "\n".join(map(str, items)), content.data(content.bullets(printed)))

"""The scale of words as a table: what each word claims, and where one would expect it."""

from __future__ import annotations

import math
from fractions import Fraction

from rederive.book.book import Book
from rederive.core.numerals import Interval
from rederive.core.words import Word
from rederive.language.spoken import said, say, told
from rederive.pages.made_again import again
from rederive.show import content, html, plain
from rederive.show.html import Table

HEAD = ("Word", "In the report", "Measured in", "True", "Expected", "Why", "Source")


@again
def words_table(book: Book) -> Table:
    """Every word of the scale with its bounds, reason and source."""
    rows = [_row(word, book) for word in book.words]
    head = tuple(map(said, HEAD))
    table = html.table(head, rows, caption=say("The scale of words"))
    printed = content.data(content.table(head, rows, content.Layout.STACKED))
    return Table(table, "\n".join(f"{row[0]}: {row[3]}" for row in rows), printed)


def _row(word: Word, book: Book) -> tuple[str, ...]:
    source = book.bibliography[word.source].title if word.source else say("ours")
    return (
        word.word,
        ", ".join(word.native),
        plain.of_series(word.unit, book.units),
        _ends(word.claimed),
        _ends(word.expected),
        told(word.reason),
        source,
    )


def _ends(interval: Interval) -> str:
    """An interval in words: ``above 66``, ``90 to 99``."""
    low, high = (_number(end) for end in (interval.low, interval.high))
    if low and high:
        return low if low == high else say("{low} to {high}", low=low, high=high)
    if low and interval.low_closed:
        return say("{low} or more", low=low)
    if low:
        return say("above {low}", low=low)
    if interval.high_closed:
        return say("{high} or less", high=high)
    return say("below {high}", high=high)


def _number(end: Fraction | float) -> str:
    return "" if math.isinf(end) else f"{float(end):g}"

"""How the drafts of a text compare with the register that was made of it by hand.

``REDERIVE_REPORT=report.txt python benchmarks/draft.py`` drafts the book's own report twice, once
with the units of the book and once with those of the language alone, and writes a row for each kind
of number to ``draft.csv`` beside this file: of the whole text, and of its odd and its even chapters
apart. The first patterns of Chinese were written with the whole text at hand, so its rates flatter;
the rules for numbers in words were last worked on with the odd chapters. Seconds are those of the
processor.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from rederive.book.book import Book
from rederive.core import coverage
from rederive.core.units import Units
from rederive.drafting import compared, language
from rederive.drafting.proposals import Draft, draft

#: In per cent, over all numbers of the text with the units of the book.
WANTED = {
    "scale_and_hedge_right": 95,
    "unit_right": 85,
    "exclusions_right": 90,
}
LOST = 3
"""At most so many per cent of the values are drafted as exclusions."""


def chapter_of(book: Book, line: int) -> int:
    """The chapter that a line is in: the last of which a claim begins there or before."""
    starts: dict[int, int] = {}
    for claim in book.register:
        first = claim.lines[0]
        starts[claim.chapter] = min(first, starts.get(claim.chapter, first))
    return max((chapter for chapter, first in starts.items() if first <= line), default=1)


def parts(book: Book, drafts: list[Draft]) -> Iterator[tuple[str, list[Draft]]]:
    """The drafts of the whole text, of its odd and of its even chapters."""
    yield "all", drafts
    odd = {each.line for each in drafts if chapter_of(book, each.line) % 2}
    yield "odd", [each for each in drafts if each.line in odd]
    yield "even", [each for each in drafts if each.line not in odd]


def row(numbers: str, chapters: str, result: compared.Comparison) -> dict[str, object]:
    """One line of the table, in per cent."""
    values, exclusions = result.values, result.exclusions
    return {
        "numbers": numbers,
        "chapters": chapters,
        "values": values,
        "scale_and_hedge_right": round(100 * result.scale_and_hedge / values, 1),
        "unit_right": round(100 * result.unit / values, 1),
        "claims_lost": round(100 * result.lost / values, 1),
        "exclusions": exclusions,
        "exclusions_right": round(100 * result.excluded / exclusions, 1),
    }


def table(book: Book, lines: list[str]) -> pd.DataFrame:
    """How the drafts compare, with the units of the book and with those of the language."""
    spoken = replace(language.of(book.report.language), words=book.number_words)
    rows = []
    for name, units in (("of the book", book.units), ("of the language", Units())):
        started = time.process_time()
        drafts = draft(lines, spoken, units, scale=book.words if units else None)
        seconds = round(time.process_time() - started, 1)
        for chapters, some in parts(book, drafts):
            digits = compared.digits(some, book.register)
            words = compared.words(some, book.register, lines, book.number_words)
            kinds = {"in digits": digits, "in words": words}
            kinds["all"] = compared.together(digits, words)
            for kind, result in kinds.items():
                rows.append({"units": name} | row(kind, chapters, result) | {"seconds": seconds})
    return pd.DataFrame(rows)


def main() -> None:
    """Compare and write the table."""
    book = Book.here()
    lines = coverage.read_text(Path(os.environ["REDERIVE_REPORT"]), book.report)
    found = table(book, lines)
    found.to_csv(Path(__file__).with_suffix(".csv"), index=False)
    print(found.to_string(index=False))


if __name__ == "__main__":
    main()

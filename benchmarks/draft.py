"""How the drafts of a text compare with the register that was made of it by hand.

``REDERIVE_REPORT=report.txt python benchmarks/draft.py`` drafts the book's own report twice, once
with the units of the book and once with those of the language alone, and writes a row for each kind
of number to ``draft.csv`` beside this file. The patterns of Chinese were written with this text at
hand, so its rates flatter; of another text nobody has measured them.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pandas as pd

from rederive.book.book import Book
from rederive.core import coverage, word_coverage
from rederive.core.claims import Value
from rederive.core.units import Units
from rederive.drafting import compared, language
from rederive.drafting.proposals import draft


def in_words(book: Book, lines: list[str]) -> dict[tuple[int, str], list[Value]]:
    """The first counted word of every value in words, by line and word."""
    found = defaultdict(list)
    for value, printed in word_coverage.printed_words(lines, book.register, book.number_words):
        found[printed[0].line, printed[0].text].append(value)
    return found


def row(name: str, units: str, result: compared.Comparison, seconds: float) -> dict[str, object]:
    """One line of the table, in per cent."""
    values, exclusions = result.values, result.exclusions
    return {
        "numbers": name,
        "units": units,
        "values": values,
        "scale_and_hedge_right": round(100 * result.scale_and_hedge / values, 1),
        "unit_right": round(100 * result.unit / values, 1),
        "claims_lost": round(100 * result.lost / values, 1),
        "exclusions": exclusions,
        "exclusions_right": round(100 * result.excluded / exclusions, 1),
        "seconds": round(seconds, 1),
    }


def main() -> None:
    """Compare and write the table."""
    book = Book.here()
    lines = coverage.read_text(Path(os.environ["REDERIVE_REPORT"]), book.report)
    spoken = replace(language.of(book.report.language), words=book.number_words)
    rows = []
    for name, units in (("of the book", book.units), ("of the language", Units())):
        started = time.perf_counter()
        drafts = draft(lines, spoken, units, scale=book.words if units else None)
        seconds = time.perf_counter() - started
        rows.append(row("in digits", name, compared.digits(drafts, book.register), seconds))
        result = compared.words(drafts, in_words(book, lines))
        rows.append(row("in words", name, result, seconds))
    table = pd.DataFrame(rows)
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()

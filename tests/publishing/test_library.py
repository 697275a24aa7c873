"""What the pages show of a claim's evidence, and what the ledger must have looked at."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from rederive import Book
from rederive.core import periods
from rederive.core.entries import by_claim
from rederive.core.verdicts import Basis
from rederive.publishing.library import Library, Row, decisive_rows

ROOT = Path(__file__).parents[2]


def revised(rows: list[Row], written: str) -> bool:
    """Whether a figure was printed anew after the report, and not merely with more digits."""
    figures: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["vintage"]):
        figures.setdefault((row["entity"], row["period"]), []).append(row)
    for prints in figures.values():
        known = [row for row in prints if periods.known(row["vintage"], written)]
        if known and prints[-1] is not known[-1]:
            before, after = (Decimal(row["value"]) for row in (known[-1], prints[-1]))
            if after.quantize(before) != before:
                return True
    return False


def test_a_claim_whose_figures_were_revised_is_judged_on_both_vintages():
    """What its author could have used and today's: the other one stands among its readings."""
    library = Library(Book(ROOT))
    written = library.report.written_by
    looked, missing = 0, []
    for claim_id, entries in by_claim(library.book.ledger).items():
        claim = library.register[claim_id]
        rows = [decisive_rows(claim, library.rows.get(name, [])) for name in claim.evidence]
        tested = any(entry.basis is Basis.STATISTICS for entry in entries)
        if tested and any(revised(each, written) for each in rows):
            looked += 1
            missing += [] if any(entry.under for entry in entries) else [claim_id]
    assert looked > 4
    assert not missing

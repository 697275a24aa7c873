"""How drafts compare with a register made by hand, and the floor that they keep."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pandas as pd
import pytest

from rederive.book.book import Book
from rederive.core import coverage
from rederive.drafting.compared import Comparison, together

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
_SPEC = importlib.util.spec_from_file_location("draft_benchmark", BENCHMARKS / "draft.py")
assert _SPEC is not None
assert _SPEC.loader is not None
benchmark = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(benchmark)


def report() -> Path | None:
    """The report's text on this machine, if it is there."""
    named = os.environ.get("REDERIVE_REPORT")
    folder = Book.here().root.parent / "shared" / "report"
    found = [Path(named)] if named else sorted(folder.glob("*.txt"))
    return found[0] if found and found[0].is_file() else None


def keeps_the_floor(table: pd.DataFrame) -> None:
    """Of all numbers as wanted; of digits and of words apart, exclusions too."""
    own = table[(table["units"] == "of the book") & (table["chapters"] == "all")]
    rates = own.set_index("numbers")
    for name, floor in benchmark.WANTED.items():
        assert rates.loc["all", name] >= floor, name
    assert rates.loc["all", "claims_lost"] <= benchmark.LOST
    assert (rates["claims_lost"] <= benchmark.LOST).all()
    assert (rates["exclusions_right"] >= benchmark.WANTED["exclusions_right"]).all()
    assert rates.loc["in digits", "scale_and_hedge_right"] >= 98
    assert rates.loc["in digits", "unit_right"] >= 93
    assert rates.loc["in words", "scale_and_hedge_right"] >= 89
    assert rates.loc["in words", "unit_right"] >= 80


def test_the_committed_table_keeps_the_floor():
    keeps_the_floor(pd.read_csv(BENCHMARKS / "draft.csv"))


@pytest.mark.skipif(
    report() is None,
    reason="the report's text is not here: set REDERIVE_REPORT to it to draft it again",
)
def test_drafts_of_the_report_keep_the_floor():
    book = Book.here()
    made = benchmark.table(book, coverage.read_text(report(), book.report))
    keeps_the_floor(made)
    committed = pd.read_csv(BENCHMARKS / "draft.csv")
    pd.testing.assert_frame_equal(
        made.drop(columns="seconds"), committed.drop(columns="seconds"), check_dtype=False
    )


def test_parts_add_up():
    one = Comparison(4, 3, 2, 1, 4, 0, 7, 6)
    other = Comparison(1, 1, 1, 1, 0, 1, 2, 2)
    assert together(one, other) == Comparison(5, 4, 3, 2, 4, 1, 9, 8)

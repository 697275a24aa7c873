"""Every line of the report belongs to a printed page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive import Book
from rederive.core.coverage import read_text
from rederive.core.printed_pages import BETWEEN, PRINTED, PrintedPages, page_starts
from rederive.errors import InputError

TEXT = [" one", "", "two", " three", "", "four", "", "", "", "Head", "", "07", "", "five"]
ROOT = Path(__file__).parents[2]


def report_text() -> Path | None:
    """The report's text on this machine, if it is there."""
    named = os.environ.get("REDERIVE_REPORT")
    found = [Path(named)] if named else sorted((ROOT.parent / "shared/report").glob("*.txt"))
    return found[0] if found and found[0].is_file() else None


def test_pages_begin_at_a_feed_or_a_running_head():
    assert page_starts(TEXT) == {1: None, 4: None, 10: 7}
    assert page_starts(["\fone", "two", "\fthree"]) == {1: None, 3: None}
    # A line that goes on further in, or one after an empty line, begins no page.
    assert page_starts(["one", "         two", "", " three"]) == {}


def test_a_table_that_fits_the_text_has_no_problems():
    pages = PrintedPages((1, 4, 10), (5, 6, 7), (BETWEEN, BETWEEN, PRINTED))
    assert not pages.problems(TEXT)
    assert pages.span(1, 3) == "5"
    assert pages.span(3, 11) == "5-7"
    other = PrintedPages((1, 5, 10), (5, 6, 8), (BETWEEN, BETWEEN, PRINTED))
    assert len(other.problems(TEXT)) == 3


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 3)), min_size=1, max_size=30))
def test_a_line_is_on_the_last_page_that_began(steps: list[tuple[int, int]]):
    lines, numbers = [], []
    for step, jump in steps:
        lines.append((lines[-1] if lines else 0) + step)
        numbers.append((numbers[-1] if numbers else 0) + jump)
    pages = PrintedPages(tuple(lines), tuple(numbers), (BETWEEN,) * len(lines))
    assert pages.of(lines[0] - 1) is None
    for line, number, after in zip(lines, numbers, [*lines[1:], None], strict=True):
        assert pages.of(line) == number
        assert pages.of(after - 1 if after else line + 9) == number


@pytest.mark.parametrize("row", ["x,1,printed", "9,1,seen", "2,9,between", "9,3,between"])
def test_a_wrong_row_is_named(tmp_path: Path, row: str):
    path = tmp_path / "pages.csv"
    path.write_text(f"line,printed_page,known\n5,3,printed\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"pages\.csv, row 3"):
        PrintedPages.read(path)


def test_every_claim_has_a_page_and_pages_follow_each_other():
    book = Book(ROOT)
    pages = book.printed_pages
    assert all(pages.of(claim.lines[0]) for claim in book.register)
    # A chapter's title page may have no text; nothing else is left out.
    gaps = [b - a for a, b in zip(pages.numbers, pages.numbers[1:], strict=False)]
    assert set(gaps) == {1, 2}
    assert gaps.count(2) == 5


@pytest.mark.skipif(report_text() is None, reason="the report's text is not here")
def test_the_table_is_what_the_text_says():
    book = Book(ROOT)
    text = read_text(report_text(), book.report)
    assert not book.printed_pages.problems(text)


def test_the_report_is_named_wherever_a_reader_begins():
    title = Book(ROOT).report.original_title
    for name in ("README.md", "CITATION.cff", ".zenodo.json", "data/report.yaml"):
        assert title in (ROOT / name).read_text("utf-8"), name
    assert "report_named(book)" in (ROOT / "index.md").read_text("utf-8")

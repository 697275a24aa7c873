"""What a notebook checks against is what its claims name as evidence."""

from __future__ import annotations

import nbformat
import pytest

from rederive.book.book import Book
from rederive.errors import InputError
from rederive.notebook import named_evidence


def notebook(book, *cells: str) -> Book:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    (book / "notebooks").mkdir(exist_ok=True)
    nbformat.write(made, book / "notebooks/ch1-invented.ipynb")
    return Book(book)


def test_evidence_that_is_checked_is_not_told(book):
    named = 'chapter.check("ch1-premium", load("money", "premium")["2020"])'
    assert named_evidence.check(notebook(book, named)) == []


def test_another_series_than_the_claim_names_is_told_both_ways(book):
    other = 'chapter.check("ch1-premium", load("money", "other")["2020"])'
    told = named_evidence.check(notebook(book, other))
    assert "is checked against money/other" in told[0]
    assert "names money/premium, which notebooks/ch1-invented.ipynb never loads" in told[1]
    before = 'other = load("money", "other")', 'chapter.check("ch1-premium", other["2020"])'
    assert named_evidence.check(notebook(book, *before)) == told[1:]


@pytest.mark.parametrize("cell", ["load(table, name)", 'book.series.read("money")', "%matplotlib"])
def test_what_cannot_be_told_is_not_told(book, cell):
    checked = 'chapter.check("ch1-premium", value)'
    told = named_evidence.check(notebook(book, cell, checked))
    assert bool(told) is cell.startswith("%")


def test_all_claims_without_evidence_are_named_at_once(book):
    path = book / "data/claims/ch1.yaml"
    text = path.read_text("utf-8").replace("  evidence: [money/premium]\n", "")
    path.write_text(text, encoding="utf-8")
    cells = 'chapter.check("ch1-premium", 1)', 'chapter.check("ch1-drones", 1)'
    with pytest.raises(
        InputError, match=r"2 claims are checked and name no evidence: ch1-p.*ch1-d"
    ):
        named_evidence.check(notebook(book, *cells))

"""The tables that are generated from the ledger."""

from __future__ import annotations

from pathlib import Path

from rederive import claims, pages

ROOT = Path(__file__).parents[1]


def test_the_cells_of_all_notebooks_are_folded_one_fold_a_notebook():
    made = pages.programs(ROOT, claims.load())
    html = pages.programs_table(made).html
    assert html.count("<details") == made["notebook"].nunique()
    assert html.count("<th scope='row'>") == len(made)
    assert "…" not in html
    assert "ch1-density-2013" in html

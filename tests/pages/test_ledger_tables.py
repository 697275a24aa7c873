"""The tables that are generated from the ledger."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from rederive.core import claims, ledger
from rederive.pages import ledger_tables

ROOT = Path(__file__).parents[2]


def test_the_cells_of_all_notebooks_are_folded_one_fold_a_notebook():
    made = ledger_tables.programs(ROOT, claims.load())
    html = ledger_tables.programs_table(made).html
    assert html.count("<details") == made["notebook"].nunique()
    assert html.count("<th scope='row'>") == len(made)
    assert "…" not in html
    assert "ch1-density-2013" in html


def test_a_number_found_elsewhere_is_shown_with_the_number_that_contradicts_it():
    register = claims.load()
    name, other = "ch1-agri-cover-2022-4-6tn", "ch5-aginsurance-cover-2022"
    value = register[name].values[0].name
    note = f"cannot be true together with {other} (5.46 trillion CNY): the report says it twice"
    entry = ledger.Entry(
        name, value, "4.6 trillion CNY", "4.6e12", "4.6e12", "contradicted", "", note
    )
    frame = pd.DataFrame({"claim": [name], "counted": ["contradicted"]})

    def shown(own: str) -> str:
        return ledger_tables.highlights([replace(entry, own=own)], register, frame).html

    assert f"It cannot be true together with {other} (5.46 trillion CNY). " in shown("reproduced")
    assert "We find" not in shown("reproduced")
    assert "We find 4.6 trillion CNY." in shown("not-reproduced")

"""The tables that are generated from the ledger."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rederive import Book, Chapter
from rederive.book.made_in_cells import made_by
from rederive.core.entries import Entry
from rederive.core.verdicts import Verdict
from rederive.language.spoken import Language, speaking
from rederive.pages import contradiction_sets, ledger_tables
from samples import SUM

ROOT = Path(__file__).parents[2]


@pytest.fixture
def contradicted(book: Path) -> tuple[Book, list[Entry]]:
    """The invented book with three numbers that cannot all be true, one of them borne out."""
    (book / "data/claims/relations.yaml").write_text(SUM, encoding="utf-8")
    chapter = Chapter(1, Book(book))
    chapter.check("ch1-premium", 12.52e9, unit="CNY")
    chapter.check("ch1-parts", {"whole": 10, "one": 8, "other": 2}, unit="CNY")
    chapter.trace("ch1-drones")
    chapter.normative("ch1-goal")
    return chapter.book, [entry for rows in chapter.entries.values() for entry in rows]


def test_no_change_is_sought_in_a_number_that_others_bear_out(contradicted):
    book, entries = contradicted
    shown = ledger_tables.contradiction_sets(book.register, book.relations, entries).html
    assert "Other sources confirm 12.5 billion yuan, so no other value" in shown
    assert "<li>ch1-premium:" not in shown
    assert "by itself" in shown


def test_chinese_lists_numbers_with_a_mark_of_its_own():
    numbers = ["2017 年", "10 月", "2018 年"]
    assert contradiction_sets._listed(numbers) == "2017 年, 10 月 and 2018 年"
    with speaking(Language("zh_CN", {" and ": " 和 "})):
        assert contradiction_sets._listed(numbers) == "2017 年、10 月 和 2018 年"


def test_the_glossary_of_another_language_is_headed_by_its_own_terms():
    book = Book(ROOT)
    assert ">Vintage</th>" in ledger_tables.glossary(book).html
    with speaking(Language("zh_CN", {}, {"vintage": "数据版本"})):
        shown = ledger_tables.glossary(book).html
    assert ">数据版本</th>" in shown
    assert "<td>vintage</td>" in shown


def test_the_cells_of_all_notebooks_are_folded_one_fold_a_notebook():
    made = ledger_tables.programs(ROOT, Book(ROOT).register)
    html = ledger_tables.programs_table(made).html
    assert html.count("<details") == made["notebook"].nunique()
    assert html.count('<th scope="row">') == len(made)
    assert "ch1-density-2013" in html


def test_a_title_that_is_filled_in_is_shown_without_its_code(tmp_path):
    path = tmp_path / "page.ipynb"
    source = """
charts.figure(
    f"From {low.min():.1f} percent to {high['a']:.1f}: "
    "a rise",
    unit="percent",
)
"""
    cell = {"cell_type": "code", "id": "rise", "source": source, "metadata": {}, "outputs": []}
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}))
    assert ("From … percent to …: a rise", "picture", "rise") in made_by(path)
    made = ledger_tables.programs(ROOT, Book(ROOT).register)
    assert not made["result"].str.contains("[{}]", regex=True).any()


def test_a_number_found_elsewhere_is_shown_with_the_number_that_contradicts_it():
    register = Book(ROOT).register
    name, other = "ch1-agri-cover-2022-4-6tn", "ch5-aginsurance-cover-2022"
    value = register[name].values[0].name
    entry = Entry(
        name,
        value,
        "4.6 trillion CNY",
        Verdict.CONTRADICTED,
        recomputed_low=4.6e12,
        recomputed_high=4.6e12,
        contradiction=f"cannot be true together with {other} (5.46 trillion CNY): "
        "the report says it twice",
    )

    def shown(own: Verdict) -> str:
        found = replace(entry, standalone_verdict=own)
        return ledger_tables.highlights([found], register).html

    reproduced, refuted = shown(Verdict.REPRODUCED), shown(Verdict.NOT_REPRODUCED)
    assert f"It cannot be true together with {other} (5.46 trillion CNY). " in reproduced
    assert "We find" not in reproduced
    assert "We find 4.6 trillion yuan." in refuted


def test_an_empty_section_says_so(book):
    here = Book(book)
    for table in (
        ledger_tables.findings([], here.register),
        ledger_tables.contradiction_sets(here.register, [], []),
    ):
        assert (table.html, table.text) == ("<p>None.</p>", "None.")


def test_every_notebook_that_draws_at_random_is_listed_with_its_seed():
    found = ledger_tables.seeds(ROOT)
    drawing = {
        path.stem
        for path in (ROOT / "notebooks").glob("*.ipynb")
        if "seed=" in path.read_text("utf-8")
    }
    assert drawing <= set(found.index)
    assert found["line"].str.contains(r"SEED.*= .*\d").all()

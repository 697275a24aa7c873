"""A claim in two sentences: what a draft calls its number is no subject."""

from __future__ import annotations

import pytest

from rederive.book.book import Book
from rederive.notebook.chapter import Chapter
from rederive.pages import ledger_tables
from rederive.show import leads


@pytest.mark.parametrize(
    ("name", "says", "begins"),
    [
        ("number", "Premiums of all insurers.", "Premiums of all insurers: the report says 12.5"),
        ("number", "The text says 125 CNY.", "The report says 12.5"),
        ("premium", "Premiums of all insurers.", "Premium: the report says 12.5"),
    ],
)
def test_the_number_of_a_draft_has_the_claims_words_for_a_subject(book, name, says, begins):
    path = book / "data/claims/ch1.yaml"
    text = path.read_text("utf-8").replace("name: premium,", f"name: {name},")
    path.write_text(text.replace("Premiums were 12.5 billion yuan.", f'"{says}"'), encoding="utf-8")
    chapter = Chapter(1)
    chapter.check("ch1-premium", 12.52e9, unit="CNY")
    said = leads.lead(chapter.register["ch1-premium"], chapter.entries["ch1-premium"])
    assert said.startswith(begins)


def test_an_empty_section_says_so(book):
    here = Book(book)
    for table in (
        ledger_tables.findings([], here.register),
        ledger_tables.contradiction_sets(here.register, [], []),
    ):
        assert (table.html, table.text) == ("<p>None.</p>", "None.")

"""A chapter begins with what it comes to."""

from __future__ import annotations

import re
from pathlib import Path

from rederive import Book
from rederive.core.entries import by_claim, worst_of
from rederive.core.verdicts import Group, Verdict
from rederive.pages import chapter_summary
from rederive.show import cards

ROOT = Path(__file__).parents[2]


def test_the_counts_add_up_and_every_failing_claim_has_its_line() -> None:
    book = Book(ROOT)
    groups = by_claim(book.ledger)
    for chapter in book.register.titles:
        made = str(chapter_summary.summary(book, chapter))
        of_chapter = [c for c in book.register if c.chapter == chapter and c.id in groups]
        whole, *parts = map(int, re.findall(r"<strong>(\d+)", made))
        assert whole == sum(parts) == len(of_chapter)
        failing = {c.id for c in of_chapter if worst_of(groups[c.id]).refutes}
        assert set(re.findall(r'href="#([^"]+)"', made)) == failing


def test_claims_without_news_are_folded_to_one_line() -> None:
    book = Book(ROOT)
    for name, rows in by_claim(book.ledger).items():
        verdict = worst_of(rows)
        quiet = verdict is Verdict.CONSISTENT or verdict.group in (
            Group.NOT_FOUND,
            Group.NOTHING_TO_TEST,
        )
        made = cards.card(book.register[name], rows).html
        assert ("<details>" in made) == quiet

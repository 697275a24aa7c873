"""The first page: the answer in a sentence, the largest misses in a line each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rederive import Book
from rederive.core.entries import by_claim, worst_of
from rederive.core.verdicts import Basis, Verdict
from rederive.pages import front
from rederive.show import cards

ROOT = Path(__file__).parents[2]


def test_the_sentence_gives_the_counts_of_the_ledger() -> None:
    book = Book(ROOT)
    numbers = list(map(int, re.findall(r"\d+", str(front.summary(book)))))
    counted = []
    for check in ("public_series", "company_disclosure"):
        verdicts = [
            worst_of(rows)
            for name, rows in by_claim(book.ledger).items()
            if book.register[name].check == check
        ]
        counted += [sum(each.from_outside for each in verdicts), len(verdicts)]
    assert numbers == counted


def test_a_sentence_that_is_not_true_is_not_said(book) -> None:
    (book / "data/verdicts.csv").write_text(
        (ROOT / "data/verdicts.csv").read_text("utf-8").splitlines()[0] + "\n", "utf-8"
    )
    with pytest.raises(ValueError, match="is not true"):
        front.summary(Book(book))


def test_the_largest_misses_are_multiples_in_plain_units_the_farthest_first() -> None:
    book = Book(ROOT)
    lines = str(front.misses(book)).splitlines()
    assert len(lines) == 3
    for line in lines:
        assert re.search(r"the report says .*\. We find .*, .*(what is printed|our reading)", line)
        assert "×" not in line
    assert any("11.36 billion yuan. We find 22.17 billion yuan, about twice" in x for x in lines)


def test_no_number_that_fails_is_left_out_of_the_misses_unless_it_is_no_multiple() -> None:
    book = Book(ROOT)
    ranked = [entry.key for _, entry in front.largest_misses(book, len(book.ledger))]
    failing = [
        each
        for each in book.ledger
        if each.verdict is Verdict.NOT_REPRODUCED and each.basis is not Basis.REPORT
    ]
    assert len(ranked) > len(front.largest_misses(book)) == 3
    for entry in failing:
        claim = book.register[entry.claim]
        no_multiple = ("the other way round", "earlier", "later", "none in the number")
        said = cards.gap_text(claim, entry)
        assert (entry.key in ranked) != said.startswith(no_multiple), said
    sizes = [front.multiple(book.register[key[0]], each) for key in ranked
             for each in failing if each.key == key]  # fmt: skip
    assert sizes == sorted(sizes, reverse=True)

"""A claim and its result in two sentences, as titles and lists have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rederive import Book
from rederive.core.entries import by_claim
from rederive.core.verdicts import Group
from rederive.show import cards, leads

BOOK = Book(Path(__file__).parents[2])
GROUPS = by_claim(BOOK.ledger)


def led(name: str) -> str:
    return leads.lead(BOOK.register[name], GROUPS[name])


@pytest.mark.parametrize("name", GROUPS)
def test_a_claim_that_holds_otherwise_says_so_before_what_we_find(name: str) -> None:
    entry = leads.decisive(GROUPS[name])
    if entry.verdict.group is Group.HOLDS_OTHERWISE:
        first, _, last = led(name).partition(f"That {entry.condition}; otherwise ")
        assert first
        assert cards.recomputed(entry, BOOK.register[name]) in last


def test_a_rate_that_its_source_printed_does_not_look_like_a_slip() -> None:
    assert (
        "93.4%. That holds only for the association's own rate, on a revised 2021; otherwise we "
        "find 95.6%." in led("ch4-nev-sales-growth-2022")
    )


def test_the_same_number_with_a_caveat_is_called_the_same() -> None:
    assert led("ch1-depth-2013").endswith("2.90%. We find the same, with a caveat.")


def test_several_numbers_that_share_a_result_are_not_told_by_the_first() -> None:
    told = led("ch3-ageing-thresholds")
    assert "7 to 14 percent" in told
    assert told.endswith("above 21 as heavy. There is nothing to test.")


def test_no_number_is_told_without_its_unit() -> None:
    """A change is one of something, and every claim says of what."""
    changes = [
        value for claim in BOOK.register for value in claim.values if str(value.unit) == "change"
    ]
    assert changes
    assert [value.name for value in changes if value.of is None] == []


def test_a_number_just_at_the_end_of_its_hedge_is_no_reading_that_holds() -> None:
    claim = BOOK.register["ch2-chi-growth-bottleneck"]
    entry = leads.decisive(GROUPS[claim.id])
    assert "its “nearly” does not hold" in cards.gap_text(claim, entry)
    others = dict.fromkeys(word for word, _ in cards.others(claim, entry))
    assert list(others) == ["Fails", "Holds"]
    for word, text in cards.others(claim, entry):
        assert ("20 years" in text) == (word == "Fails")

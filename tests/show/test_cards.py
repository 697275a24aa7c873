"""Cards and tables: what a reader sees of a claim."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rederive import Book, Chapter
from rederive.core.verdicts import Verdict
from rederive.language.spoken import Language, speaking
from rederive.show import cards, claim_card, leads


@pytest.mark.parametrize("verdict", Verdict)
def test_a_badge_has_icon_and_word(verdict):
    html = cards.badge(verdict)
    assert verdict.icon in html
    assert verdict.words in html


def test_markup_in_a_claim_stays_text(book):
    path = book / "data/claims/ch1.yaml"
    text = path.read_text("utf-8").replace("The goal is", "The <script>alert(1)</script> is")
    path.write_text(text, "utf-8")
    chapter = Chapter(1, Book(book))
    chapter.normative("ch1-goal")
    claim = Book(book).register["ch1-goal"]
    assert "<script>" not in claim_card.card(claim, chapter.entries["ch1-goal"]).html
    assert "<script>" not in chapter.claims().html


def test_a_card_says_printed_recomputed_gap_and_evidence(book):
    chapter = Chapter(1, Book(book))
    chapter.check("ch1-premium", 12.6e9, unit="CNY")
    html = claim_card.card(Book(book).register["ch1-premium"], chapter.entries["ch1-premium"]).html
    for text in (
        "12.5 billion yuan",
        "12.6 billion yuan",
        "0.8% more than what is printed",
        "money/premium",
    ):
        assert text in html


def test_the_sentences_of_a_card_stand_together_in_chinese(book):
    chapter = Chapter(1, Book(book))
    chapter.check("ch1-premium", 12.6e9, unit="CNY")
    claim, entries = Book(book).register["ch1-premium"], chapter.entries["ch1-premium"]
    assert '</span> <span class="claim-lead">' in claim_card.card(claim, entries).html
    with speaking(Language("zh_CN")):
        assert '</span><span class="claim-lead">' in claim_card.card(claim, entries).html


@pytest.mark.parametrize(
    ("percent", "steps", "text"),
    [
        (100, 33.4, "a change of 100% would turn the verdict"),
        (0.0317, 0.5, "a change of 0.032% would turn the verdict"),
        (0, 0, "any other number would turn the verdict"),
    ],
)
def test_firmness_is_in_words(book, percent, steps, text):
    chapter = Chapter(1, Book(book))
    chapter.check("ch1-premium", 12.52e9, unit="CNY")
    entry = replace(chapter.entries["ch1-premium"][0], margin_percent=percent, margin_digits=steps)
    assert text in claim_card.card(Book(book).register["ch1-premium"], [entry]).html


@pytest.mark.parametrize("found", [12.6e9, 12.4e9, 99e9, 1.25e15, 1.0])
def test_a_gap_is_told_in_plain_digits(book, found):
    chapter = Chapter(1, Book(book))
    chapter.check("ch1-premium", found, unit="CNY")
    (entry,) = chapter.entries["ch1-premium"]
    told = cards.gap_text(Book(book).register["ch1-premium"], entry)
    assert "e+" not in told
    assert ("more than" in told or "times what" in told) == (found > 12.55e9)
    assert told.endswith("less than what is printed") == (found < 12.45e9)


@pytest.mark.parametrize(
    ("name", "says", "begins"),
    [
        ("number", "Premiums of all insurers.", "Premiums of all insurers: the report says 12.5"),
        ("fall", "Premiums, how much they fell", "Premiums, how much they fell: the report says"),
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


def test_the_card_of_a_claim_without_a_number_is_called_by_the_claim_alone(book):
    chapter = Chapter(1, Book(book))
    chapter.normative("ch1-goal")
    claim = Book(book).register["ch1-goal"].model_copy(update={"values": ()})
    assert 'aria-label="Claim ch1-goal"' in claim_card.card(claim, chapter.entries["ch1-goal"]).html

"""The Chinese catalogues of this book: set as Chinese is, in fixed terms, in own words."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from rederive.book.book import Book
from rederive.core import terms
from rederive.language import book_language, catalogues, conventions, shared_runs
from rederive.language.book_language import CHINESE, PUBLISHERS
from rederive.translating import catalogue
from rederive.translating.terms_used import departures

ROOT = Path(__file__).parents[2]
NAMES = catalogues.names(ROOT, CHINESE)
TERMS = terms.read(ROOT / "data" / "terms.csv")
CATALOGUES = book_language.read(ROOT, CHINESE)
REPORT = os.environ.get("REDERIVE_REPORT")


@pytest.mark.parametrize("name", NAMES)
def test_chinese_is_set_as_chinese_is(name: str) -> None:
    done = catalogues.translations(CATALOGUES[name])
    found = {
        text: conventions.objection(text)
        for english, text in done.items()
        if text != english  # a name
    }
    assert not {text: said for text, said in found.items() if said}


@pytest.mark.parametrize("name", [name for name in NAMES if name != PUBLISHERS])
def test_the_terms_of_the_field_are_those_that_are_fixed(name: str) -> None:
    done = catalogues.translations(CATALOGUES[name])
    found = {english: departures(english, text, TERMS) for english, text in done.items()}
    assert not {english: missing for english, missing in found.items() if missing}


@pytest.mark.skipif(not REPORT, reason="the report's text is not here: set REDERIVE_REPORT to it")
def test_no_claim_is_quoted() -> None:
    report = Path(str(REPORT)).read_text(encoding="utf-8")
    words = [word for term in TERMS for word in term.native.split()]
    runs = {
        english: shared_runs.longest(each.translation, report, words)
        for name in NAMES
        if re.match(r"claims-ch|relations", name)
        for english, each in CATALOGUES[name].items()
        if each.is_done
    }
    assert not {text: run for text, run in runs.items() if len(run) > shared_runs.LONGEST}


@pytest.mark.parametrize("name", NAMES)
def test_every_message_is_translated(name: str) -> None:
    """``rederive translate --update`` brings a catalogue up to date; then its gaps are filled."""
    assert not [each.english for each in CATALOGUES[name].values() if not each.is_done]


def test_no_text_is_new_since_the_catalogues_were_brought_up_to_date() -> None:
    states = catalogue.states(catalogue.sources(Book(ROOT), run=False), CATALOGUES)
    assert not [str(state) for state in states if not state.is_whole]

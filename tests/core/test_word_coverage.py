"""Every number and quantity in words stands in a claim or among the exclusions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_coverage import register, report
from test_number_words import ENGLISH

from rederive.book.book import Book
from rederive.core.coverage import read_text
from rederive.core.register import ChapterFile, Register
from rederive.core.word_coverage import Exclusion, coverage, read_exclusions
from rederive.errors import InputError

TEXT = [
    "The three largest firms wrote most of it.",  # 1
    "A firm of them left in two",  # 2
    "thousand four. All in all, half.",  # 3
]
THREE = ("three", 1, {"reading": "3", "unit": "items"})
MOST = ("most", 1, {"reading": "50", "unit": "percent", "hedge": "over"})
YEAR = ("two thousand four", 2, {"reading": "2004", "unit": "year", "lines": [2, 3]})
ARTICLE = Exclusion(None, re.compile("All in all"), "idiom")
HALF = Exclusion(3, re.compile("half"), "in ch1-2")


def problems(numbers: list[tuple[str, int, dict]], *exclusions: Exclusion) -> list[str]:
    copies = [(printed, line, dict(more)) for printed, line, more in numbers]
    return coverage(TEXT, register(*copies), ENGLISH, list(exclusions)).problems


def test_claims_and_exclusions_together_account_for_every_word():
    copies = [(printed, line, dict(more)) for printed, line, more in (THREE, MOST, YEAR)]
    found = coverage(TEXT, register(*copies), ENGLISH, [ARTICLE, HALF])
    assert (found.tokens, found.claimed, found.excluded, found.problems) == (6, 3, 3, [])


@pytest.mark.parametrize(
    ("numbers", "exclusions", "message"),
    [
        ([THREE, MOST], [ARTICLE, HALF], "line 2: two thousand four .* is in no claim"),
        ([THREE, MOST, YEAR], [ARTICLE], "line 3: half .* is in no claim and not excluded"),
        # a claim that is not where it says, or that was misread
        ([("four", 1, {"reading": "4", "unit": "items"})], [], "ch1-0: four is not on line 1"),
        ([("three", 1, {"reading": "4", "unit": "items"})], [], "three means 3, not 4"),
        # an exclusion that excludes nothing, names no claim or a claim about other lines
        ([THREE], [Exclusion(1, re.compile("three"), "idiom")], "row 2: three excludes no word"),
        ([], [Exclusion(1, re.compile("three"), "in ch1-9")], "row 2: there is no claim ch1-9"),
        (
            [THREE],
            [Exclusion(3, re.compile("half"), "in ch1-0")],
            "ch1-0 is about lines 1-1, not 3",
        ),
    ],
)
def test_what_is_left_over_is_named(numbers, exclusions, message):
    assert any(re.search(message, problem) for problem in problems(numbers, *exclusions))


def test_a_numeral_hedged_above_and_below_needs_a_definition():
    words = Book.here().number_words
    lines = ["近 2000 余家"]
    claim = ("2000", 1, {"hedge": "about"})
    message = "line 1: 近 2000 余家 is hedged as above and as below"
    assert coverage(lines, register(claim), words, []).problems[-1].startswith(message)
    told = register(claim)["ch1-0"].model_copy(update={"definition": "read as about"})
    chapter = ChapterFile(chapter=1, title="x", notebook="x", claims=(told,))
    assert not coverage(lines, Register([chapter]), words, []).problems


def test_two_claims_that_print_one_word_take_one_place_each():
    first = ("All", 3, {"reading": "100", "unit": "percent"})
    second = ("all", 3, {"reading": "100", "unit": "percent"})
    assert not [text for text in problems([first, second]) if ": all (" in text]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("0,x,why\n", "row 2: needs a pattern and a reason"),
        (",,why\n", "row 2: needs a pattern"),
        (",x,\n", "row 2: needs a pattern and a reason"),
        (",(,why\n", "row 2: .* not a regular expression"),
    ],
)
def test_a_faulty_list_of_words_is_told_in_one_sentence(tmp_path: Path, rows: str, message: str):
    path = tmp_path / "excluded-words.csv"
    path.write_text("line,pattern,reason\n" + rows, encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        read_exclusions(path)
    assert "\n" not in str(error.value)


@pytest.mark.skipif(
    report() is None,
    reason="the report's text is not here: set REDERIVE_REPORT to it to prove the coverage",
)
def test_the_register_accounts_for_every_number_in_words_of_the_report():
    book = Book.here()
    lines = read_text(report(), book.report)
    found = coverage(lines, book.register, book.number_words, book.excluded_words)
    assert not found.problems, "; ".join(found.problems[:9])
    assert found.tokens == book.report.words
    assert found.claimed + found.excluded == found.tokens

"""Which pairs the machine proposes, and that each was looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from rederive.book.book import Book
from rederive.core.register import ChapterFile, Register
from rederive.core.relations import pairs
from rederive.errors import InputError
from samples import UNITS


def value(name: str, printed: str, unit: str = "percent", **more: object) -> dict:
    return {"name": name, "printed": printed, "unit": unit, "line": 1} | more


def register(*values: dict, apart: bool = False) -> Register:
    """One claim a number; on neighbouring lines, or far apart."""
    chapters = [
        {
            "chapter": 1,
            "title": "Invented",
            "notebook": "ch1-invented",
            "claims": [
                {
                    "id": f"ch1-{number}",
                    "chapter": 1,
                    "section": "1.1",
                    "lines": [1, 99],
                    "says": "It is so.",
                    "kind": "level",
                    "check": "arithmetic",
                    "values": [one | {"line": 1 + 50 * number * apart}],
                }
                for number, one in enumerate(values)
            ],
        }
    ]
    context = {"units": UNITS}
    return Register([ChapterFile.model_validate(each, context=context) for each in chapters])


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (value("x", "832"), value("y", "832"), "equal"),
        (value("x", "4.5", "persons", scale="万"), value("y", "45", "persons"), "same digits"),
        (value("x", "48.1"), value("y", "48.4"), "nearly equal"),
        (value("x", "48.1"), value("y", "49.4"), None),
        (value("x", "48.1", as_of="2013"), value("y", "48.4", as_of="2023"), None),
        (
            value("x", "48.1", as_of="2013/2023"),
            value("y", "48.4", as_of="2023-06"),
            "nearly equal",
        ),
        (value("x", "832"), value("y", "832", unit="counties"), None),
        (value("x", "2030", unit="year"), value("y", "2035", unit="year"), None),
        (value("x", "7"), value("y", "7"), None),
        (value("farm sum insured", "4.6"), value("sum insured", "5.46"), "same name"),
        (value("sum insured", "4.6"), value("sums paid", "9.1"), None),
        (value("world rank by size", "1", "rank"), value("rank by size", "2", "rank"), "same name"),
        (value("first rank", "1", "rank"), value("last rank", "1", "rank"), None),
    ],
)
def test_a_pair_far_apart_is_proposed_for_its_figures_or_words(
    first: dict, second: dict, reason: str | None
) -> None:
    found = pairs.propose(register(first, second, apart=True))
    assert [pair.reason for pair in found] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("values", "proposed"),
    [
        ([value("fund products", "162"), value("wealth products", "19")], {"one passage"}),
        ([value("x", "36.2"), value("y", "63.8")], {"together a hundred per cent"}),
        ([value("x", "3"), value("y", "5"), value("z", "8")], {"together 8 percent of ch1-2"}),
        ([value("x", "3"), value("y", "5"), value("z", "9")], set()),
    ],
)
def test_numbers_of_one_passage_are_proposed_for_a_common_word_or_a_sum(
    values: list[dict], proposed: set[str]
) -> None:
    assert {pair.reason for pair in pairs.propose(register(*values))} == proposed
    assert not pairs.propose(register(*values, apart=True))


def test_a_number_that_repeats_anothers_digits_is_not_proposed() -> None:
    first, second = value("x", "832"), value("y", "832", repeats="ch1-0")
    assert not pairs.propose(register(first, second))


# --- the book's decisions -------------------------------------------------------------------------


def test_every_proposed_pair_of_the_book_was_decided_on() -> None:
    book = Book.here()
    proposed = book.proposed
    assert len(proposed) > 300
    left = pairs.undecided(proposed, book.decisions)
    assert not left, (
        f"{len(left)} proposed pairs await a decision in data/claims/pairs.csv, first "
        f"{' and '.join(left[0].names)} ({left[0].reason})"
    )


def test_every_decision_is_about_numbers_of_the_register() -> None:
    register = Book.here().register
    for pair in Book.here().decisions:
        for number in pair:
            claim, _, name = number.partition("/")
            register[claim].value(name)


def test_accepted_pairs_stand_in_their_relation_and_rejected_ones_in_none() -> None:
    register = Book.here().register
    held = {
        relation.id: {"/".join(key) for key in relation.keys(register).values()}
        for relation in Book.here().relations
    }
    for pair, decision in Book.here().decisions.items():
        if decision.decision == "relation":
            assert set(pair) <= held[decision.why], pair
        else:
            assert not [name for name, numbers in held.items() if set(pair) <= numbers], pair


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("first,second\n", "the columns are first,second; write first,second,reason,decision,why"),
        ("first,second,reason,decision,why\na,b,equal,maybe,x\n", "row 2: needs a decision"),
        ("first,second,reason,decision,why\na,b,equal,rejected,\n", "row 2: needs a decision"),
        (
            "first,second,reason,decision,why\na,b,equal,rejected\n",
            "row 2: has 4 fields instead of 5",
        ),
        ("first,second,reason,decision,why\n" + "a,b,equal,rejected,x\n" * 2, "row 3: .* twice"),
        ("", "the columns are none"),
        (None, "cannot be read"),
    ],
)
def test_a_faulty_decision_file_is_told_in_one_sentence(
    tmp_path: Path, text: str | None, message: str
) -> None:
    path = tmp_path / "pairs.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        pairs.read_decisions(path)
    assert "\n" not in str(error.value)

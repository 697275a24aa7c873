"""Faults planted in an invented report, one of each kind, and the same report without them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.book.book import Book
from rederive.core.register import ChapterFile, Register
from rederive.core.relations import pairs
from rederive.core.relations.numbers import Likeness, numbers_of
from samples import UNITS

Claim = tuple[int, str, list[dict[str, Any]]]
"""Line, statement and numbers of an invented claim."""


def number(name: str, printed: str, unit: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "printed": printed, "unit": unit} | more


def day(line: int, says: str, what: str, year: str, month: str) -> Claim:
    return (
        line,
        says,
        [number(f"year of {what}", year, "year"), number(f"month of {what}", month, "month")],
    )


def invented(*claims: Claim) -> Register:
    chapter = {
        "chapter": 1,
        "title": "Invented",
        "notebook": "ch1-invented",
        "claims": [
            {
                "id": f"ch1-{at}",
                "chapter": 1,
                "section": "1.1",
                "lines": [line, line],
                "says": says,
                "kind": "level",
                "check": "arithmetic",
                "values": [value | {"line": line} for value in values],
            }
            for at, (line, says, values) in enumerate(claims)
        ],
    }
    return Register([ChapterFile.model_validate(chapter, context={"units": UNITS})])


#: What surrounds every planted fault: an invented page on bicycles, about other things.
PAGE: list[Claim] = [
    (10, "Rain fell in Utopia on many days.", [number("days with rain", "212", "days")]),
    (
        20,
        "Theft of lamps cost the city dearly.",
        [number("cost of lamps", "3.1", "USD", scale="万")],
    ),
    (400, "Ferries sold tickets to tourists.", [number("tickets sold", "57", "items")]),
    day(410, "The lighthouse was opened.", "opening of the lighthouse", "1999", "3"),
]
REPAIR = "Repairing a bicycle of the mutual insurer takes time."
MEMBERS = "The mutual insurer of cyclists counts its members."
BRANCHES = "The mutual insurer has branches in Utopia."
MERGER = "The two mutual insurers of cyclists merged."
STRIKE = "The strike of bicycle mechanics went on."
FEES = "Members of the mutual insurer pay yearly fees."
GROWTH = "Premiums of the cargo bicycle pool grew without a break."
SHARE = "Electric bicycles among insured bicycles of members."

FAULTS: dict[str, tuple[list[Claim], list[Claim], str]] = {
    "hours and days": (
        [
            (30, REPAIR, [number("mean repair time", "36", "hours")]),
            (300, REPAIR, [number("mean repair time", "4", "days")]),
        ],
        [
            (30, REPAIR, [number("mean repair time", "36", "hours")]),
            (300, REPAIR, [number("mean repair time", "1.5", "days")]),
        ],
        "one quantity in two units",
    ),
    "a title and its body": (
        [
            (30, MEMBERS, [number("members protected", "30", "persons", scale="万")]),
            (
                60,
                MEMBERS,
                [number("members insured in all years", "24", "person-times", scale="万")],
            ),
        ],
        [
            (30, MEMBERS, [number("members protected", "20", "persons", scale="万")]),
            (
                60,
                MEMBERS,
                [number("members insured in all years", "24", "person-times", scale="万")],
            ),
        ],
        "counted in two ways",
    ),
    "provinces and cities": (
        [
            (30, BRANCHES, [number("provinces with branches", "28", "provinces")]),
            (300, BRANCHES, [number("cities with branches", "19", "cities")]),
        ],
        [
            (30, BRANCHES, [number("provinces with branches", "28", "provinces")]),
            (300, BRANCHES, [number("cities with branches", "91", "cities")]),
        ],
        "counted in two ways",
    ),
    "two dates of one event": (
        [day(30, MERGER, "the merger", "2019", "4"), day(300, MERGER, "the merger", "2019", "10")],
        [day(30, MERGER, "the merger", "2019", "4"), day(300, MERGER, "the merger", "2019", "4")],
        "dates of one story",
    ),
    "a duration and its dates": (
        [
            day(30, STRIKE, "begin of the strike", "2015", "2"),
            day(90, STRIKE, "end of the strike", "2018", "6"),
            (300, STRIKE, [number("length of the strike", "2", "years")]),
        ],
        [
            day(30, STRIKE, "begin of the strike", "2015", "2"),
            day(90, STRIKE, "end of the strike", "2018", "6"),
            (300, STRIKE, [number("length of the strike", "3", "years")]),
        ],
        "a duration and a date",
    ),
    "a rate, its base and a total": (
        [
            (30, FEES, [number("fee", "250", "USD per person")]),
            (60, FEES, [number("members who pay fees", "40", "persons", scale="万")]),
            (90, FEES, [number("fees in all", "1.6", "USD", scale="亿")]),
        ],
        [
            (30, FEES, [number("fee", "250", "USD per person")]),
            (60, FEES, [number("members who pay fees", "40", "persons", scale="万")]),
            (90, FEES, [number("fees in all", "1.0", "USD", scale="亿")]),
        ],
        "a rate, its base and a total",
    ),
    "a share, its whole and its part": (
        [
            (30, SHARE, [number("insured bicycles", "60", "items", scale="万")]),
            (60, SHARE, [number("electric bicycles", "15", "items", scale="万")]),
            (90, SHARE, [number("share of electric bicycles", "35", "percent")]),
        ],
        [
            (30, SHARE, [number("insured bicycles", "60", "items", scale="万")]),
            (60, SHARE, [number("electric bicycles", "15", "items", scale="万")]),
            (90, SHARE, [number("share of electric bicycles", "25", "percent")]),
        ],
        "a rate, its base and a total",
    ),
    "counts of one list": (
        [
            (
                30,
                "The ways in which thieves work are listed.",
                [number("ways of thieves", "4", "items")],
            ),
            (
                300,
                "A title counts the ways in which thieves work.",
                [number("ways of thieves", "6", "items")],
            ),
        ],
        [
            (
                30,
                "The ways in which thieves work are listed.",
                [number("ways of thieves", "6", "items")],
            ),
            (
                300,
                "A title counts the ways in which thieves work.",
                [number("ways of thieves", "6", "items")],
            ),
        ],
        "same words",
    ),
    "hedges that exclude each other": (
        [
            (30, "Shops that repair.", [number("shops", "230", "items", hedge="over")]),
            (300, "Outlets there are.", [number("outlets", "230", "items", hedge="nearly")]),
        ],
        [
            (30, "Shops that repair.", [number("shops", "230", "items", hedge="over")]),
            (300, "Outlets there are.", [number("outlets", "230", "items", hedge="at_least")]),
        ],
        "hedges that exclude each other",
    ),
    "a period against the years described": (
        [
            (30, GROWTH, [number("years of growth", "10", "years")]),
            (32, GROWTH, [number("growth of fees", "40", "percent", as_of="2012/2018")]),
        ],
        [
            (30, GROWTH, [number("years of growth", "10", "years")]),
            (32, GROWTH, [number("growth of fees", "40", "percent", as_of="2012/2022")]),
        ],
        "a period and the years described",
    ),
}


def flagged(*claims: Claim) -> list[pairs.Pair]:
    found = pairs.propose(invented(*PAGE, *claims), families=Book.here().families)
    return [pair for pair in found if pair.clash]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_planted_fault_is_found_and_its_clean_twin_is_not_flagged(kind: str) -> None:
    fault, twin, reason = FAULTS[kind]
    found = flagged(*fault)
    assert found
    assert reason in {pair.reason for pair in found}
    planted = {f"ch1-{len(PAGE) + at}" for at in range(len(fault))}
    assert {claim for pair in found for claim, _ in (pair.first, pair.second)} <= planted
    assert not flagged(*twin)


def test_all_faults_in_one_report_are_found_together() -> None:
    faults = [fault for fault, _, _ in FAULTS.values()]
    found = flagged(*[claim for fault in faults for claim in fault])
    start = len(PAGE)
    for kind, fault in zip(FAULTS, faults, strict=True):
        planted = {f"ch1-{at}" for at in range(start, start + len(fault))}
        assert any({pair.first[0], pair.second[0]} <= planted for pair in found), kind
        start += len(fault)


@settings(max_examples=30, deadline=None)
@given(st.integers(31, 5000))
def test_distance_makes_a_pair_less_alike_and_never_rules_it_out(line: int) -> None:
    fault = FAULTS["hours and days"][0]
    far = [fault[0], (line, *fault[1][1:])]
    assert flagged(*far)
    numbers = numbers_of(invented(*far))
    likeness = Likeness(numbers)
    assert 0 < likeness.nearness(*numbers) < 1
    nearer = numbers_of(invented(fault[0], (line - 1, *fault[1][1:])))
    assert likeness.nearness(*nearer) > likeness.nearness(*numbers)


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    numbers = numbers_of(
        invented(
            (1, "Bicycle lamps shine.", [number("lamps", "11", "items")]),
            (2, "Bicycle bells ring.", [number("bells", "12", "items")]),
            (3, "Bicycle lamps break.", [number("broken", "13", "items")]),
            (4, "Bicycle tyres burst.", [number("tyres", "14", "items")]),
        )
    )
    likeness = Likeness(numbers)
    lamps, bells, broken, _ = numbers
    assert likeness.of_words(lamps.words, broken.words) > likeness.of_words(
        lamps.words, bells.words
    )
    assert likeness.of_words(lamps.words, lamps.words) == 1.0
    assert likeness.of_words(lamps.words, frozenset()) == 0.0

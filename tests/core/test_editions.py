"""What changed between two editions, whatever the claims are called and however many there are."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rederive.core import editions
from rederive.core.editions import Change
from rederive.core.register import ChapterFile, Register
from samples import UNITS

Row = tuple[str, str, str, str]


def register(rows: list[Row], report: str = "") -> Register:
    """A claim for each row of id, statement, number and year."""
    start = f"{report}-" if report else ""
    claims: list[dict[str, Any]] = [
        {
            "id": f"{start}ch1-{name}",
            "report": report,
            "chapter": 1,
            "section": "1",
            "lines": [line, line],
            "says": says,
            "kind": "level",
            "check": "arithmetic",
            "values": [
                {"name": "n", "printed": printed, "line": line, "unit": "persons", "as_of": year}
            ],
        }
        for line, (name, says, printed, year) in enumerate(rows, start=1)
    ]
    chapter = {"chapter": 1, "report": report, "title": "T", "notebook": "n", "claims": claims}
    return Register([ChapterFile.model_validate(chapter, context={"units": UNITS})])


def kinds(old: list[Row], new: list[Row]) -> list[tuple[str, Change]]:
    found = editions.changes(register(old), register(new, "later"))
    return [(each.claim.own_id.removeprefix("ch1-"), each.change) for each in found]


def test_each_kind_of_change():
    old = [
        ("a", "Boats were 5.", "5", "2020"),
        ("b", "People were 9.", "9", "2020"),
        ("c", "Lines were 4.", "4", "2020"),
        ("d", "Ports were 3.", "3", "2020"),
        ("e", "It ends.", "1", "2020"),
    ]
    new = [
        ("a", "Boats were 6.", "6", "2020"),
        ("b", "People were 10.", "10", "2021"),
        ("c", "Lines were 4.", "4", "2021"),
        ("d", "Ports were 3.", "3", "2020"),
        ("f", "It begins.", "1", "2021"),
        ("g", "It goes on.", "2", "2021"),
    ]
    assert kinds(old, new) == [
        ("a", Change.REVISED),
        ("b", Change.MOVED_ON),
        ("c", Change.REPEATED),
        ("d", Change.UNCHANGED),
        ("f", Change.NEW),
        ("g", Change.NEW),
        ("e", Change.GONE),
    ]


def test_claims_of_other_ids_belong_together_by_their_words_or_by_their_place():
    old = [("a1", "Boats were 5.", "5", "2020"), ("b1", "It is 7.", "7", "2020")]
    new = [("a2", "Boats were 6.", "6", "2020"), ("b2", "It was 8.", "8", "2020")]
    assert kinds(old, new) == [("a2", Change.REVISED), ("b2", Change.REVISED)]
    assert kinds(old, [*new, ("c", "More were 8.", "8", "2020")]) == [
        ("a2", Change.REVISED),
        ("b2", Change.NEW),
        ("c", Change.NEW),
        ("b1", Change.GONE),
    ]


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.sampled_from(["Boats were 5.", "People were 9.", "It is so."]),
        st.sampled_from(["5", "7", "12"]),
        st.sampled_from(["2020", "2021"]),
    ),
    max_size=8,
    unique_by=lambda row: row[0],
)


@given(ROWS, ROWS)
def test_every_number_of_both_editions_is_told_once(old: list[Row], new: list[Row]) -> None:
    found = editions.changes(register(old), register(new, "later"))
    before = Counter(each.old[0].id for each in found if each.old)
    after = Counter(each.new[0].id for each in found if each.new)
    assert before == Counter(claim.id for claim in register(old))
    assert after == Counter(claim.id for claim in register(new, "later"))
    for each in found:
        assert (each.change is Change.NEW) == (each.old is None)
        assert (each.change is Change.GONE) == (each.new is None)
    assert sum(editions.counts(found).values()) == len(found)


@given(ROWS)
def test_an_edition_is_unchanged_against_itself(rows: list[Row]) -> None:
    found = editions.changes(register(rows), register(rows, "later"))
    assert {each.change for each in found} <= {Change.UNCHANGED}

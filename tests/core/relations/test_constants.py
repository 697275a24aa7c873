"""Numbers of a formula that no claim prints: named, with a source, and exact."""

from __future__ import annotations

from fractions import Fraction

import pytest
from invented import read

from rederive.core.relations import constants, contradictions
from rederive.core.relations.constants import Constant
from rederive.core.relations.formula import Relation
from rederive.errors import InputError

LIST = {"names": ["red", "green"], "source": "report 12"}


def relation(holds: str, **named: dict) -> Relation:
    return Relation.model_validate(
        {
            "id": "r1",
            "says": "It is said.",
            "where": {"a": "ch1-a/n"},
            "holds": holds,
            "constants": named,
        }
    )


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (LIST, 2),
        ({"month": "2015-06", "source": "report 3"}, 2015 * 12 + 5),
        ({"number": "31", "source": "source census"}, 31),
        ({"number": "0.5", "source": "units"}, Fraction(1, 2)),
    ],
)
def test_a_constant_is_exact(given: dict, value: Fraction) -> None:
    assert Constant.model_validate(given).value == value


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"source": "units"}, "exactly one of names, month and number"),
        (LIST | {"number": "2"}, "exactly one of names, month and number"),
        ({"names": ["a", "a"], "source": "report 1"}, "names: one is there twice"),
        ({"month": "2015", "source": "report 1"}, "'2015' is not a month"),
        ({"month": "2015-13", "source": "report 1"}, "month"),
        ({"number": "two", "source": "units"}, "cannot read the numeral"),
        ({"number": "2", "source": "report 3"}, "what the report prints is a claim"),
    ],
)
def test_a_faulty_constant_is_refused(given: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Constant.model_validate(given)


def check(one: Relation) -> None:
    constants.check((one,), {"census"}, {3: {"2015", "6"}})


@pytest.mark.parametrize(
    ("one", "message"),
    [
        (relation("a == 2"), "holds: the number 2 is typed"),
        (relation("a == 3 + b", b=LIST), "holds: the number 3 is typed"),
        (relation("a == b", b={"number": "31", "source": "source atlas"}), "'atlas' is not in"),
        (
            relation("a == b", b={"number": "31", "source": "known"}),
            "'known' is not one",
        ),
        (relation("a == b", b={"names": ["x"], "source": "units"}), "a list stands in the report"),
        (
            relation("a == b", b={"month": "2015-02", "source": "report 3"}),
            "line 3 prints no 2; correct month or line",
        ),
    ],
)
def test_a_number_without_a_source_is_refused(one: Relation, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        check(one)
    assert str(error.value).startswith("data/claims/relations.yaml: relation r1, ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "one",
    [
        relation("a == 100 * (1 + b) ** 3", b=LIST),
        relation("a == b", b={"month": "2015-06", "source": "report 3"}),
        relation("a <= b", b={"number": "31", "source": "source census"}),
    ],
)
def test_a_number_with_a_source_is_taken(one: Relation) -> None:
    check(one)


@pytest.mark.parametrize(
    ("where", "named", "message"),
    [
        ("a == b", {"b": LIST, "c": LIST}, "constants: 'c' is not used"),
        ("a == b", {"b": LIST, "a": LIST}, "constants: 'a' is in `where` too"),
        ("b == b", {"b": LIST}, "names no printed number"),
    ],
)
def test_names_of_constants_are_used_and_their_own(where: str, named: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        relation(where, **named)


@pytest.mark.parametrize(("count", "holds"), [("2 items", True), ("3 items", False)])
def test_a_count_is_held_against_the_list(count: str, holds: bool) -> None:
    one = relation("a == named", named=LIST)
    assert (contradictions.contradictions(read({"a": count}), [one]) == []) is holds
    # another list under the same formula is another relation
    longer = relation("a == named", named=LIST | {"names": ["red", "green", "blue"]})
    assert (contradictions.contradictions(read({"a": count}), [longer]) == []) is not holds


def test_months_give_durations() -> None:
    def lasts(years: str) -> bool:
        one = relation(
            "a * months == end - start",
            start={"month": "2015-06", "source": "report 3"},
            end={"month": "2017-06", "source": "report 3"},
            months={"number": "12", "source": "units"},
        )
        return contradictions.contradictions(read({"a": years}), [one]) == []

    assert lasts("2 years")
    assert not lasts("3 years")

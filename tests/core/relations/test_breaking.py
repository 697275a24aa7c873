"""Which relations a slip of the pen could break; the book's, and invented ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import read, relate

from rederive.book.book import Book
from rederive.core.relations import breaking
from rederive.core.relations.formula import Relation
from rederive.errors import InputError

HERE = Path(__file__).parents[3]


def moves(report: dict[str, str], formula: str) -> dict[str, tuple[str, ...]]:
    """The moves that break a relation, by the names of its numbers."""
    (found,) = breaking.breakings(read(report), relate(formula))
    return {claim.removeprefix("ch1-"): each for (claim, _), each in found.moves.items()}


@pytest.mark.parametrize(
    ("report", "formula"),
    [
        # a count of persons and one of person-times, both open above
        ({"a": "about 10百万 persons", "b": "over 10百万 persons"}, "a <= b"),
        # two bounds of one kind
        ({"a": "at_least 95 percent", "b": "at_least 95 percent"}, "a == b"),
        # two years that are both upper bounds
        ({"a": "under 2030 year", "b": "under 2060 year"}, "a < b"),
        # a margin wider than any slip
        ({"a": "7 items", "b": "900 items"}, "a <= b"),
    ],
)
def test_a_relation_that_nothing_breaks_is_told(report: dict[str, str], formula: str) -> None:
    assert not any(moves(report, formula).values())
    with pytest.raises(InputError, match="relation r1: nothing breaks it") as error:
        breaking.check(read(report), relate(formula))
    assert "\n" not in str(error.value)


def test_a_reason_lets_it_stay_but_not_one_that_can_break() -> None:
    def with_reason(formula: str) -> list[Relation]:
        return [each.model_copy(update={"unbreakable": "It is so."}) for each in relate(formula)]

    report = {"a": "7 items", "b": "900 items"}
    breaking.check(read(report), with_reason("a <= b"))
    with pytest.raises(InputError, match="r1: it can break; remove `unbreakable`"):
        breaking.check(read(report), with_reason("b == 900"))


def test_each_move_is_told_where_it_breaks() -> None:
    found = moves({"a": "5 items", "b": "12 items"}, "a <= b")
    assert found == {"a": ("x10",), "b": ("x0.1",)}


@given(st.integers(2, 500), st.integers(2, 500))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_sum_of_counts_is_broken_by_every_move(a: int, b: int) -> None:
    report = {"a": f"{a} items", "b": f"{b} items", "c": f"{a + b} items"}
    found = moves(report, "c == a + b")
    assert all(set(each) == set(breaking.MOVES) for each in found.values())


def test_every_relation_of_the_book_can_break_or_says_why_not() -> None:
    book = Book(HERE)
    found = {
        each.relation: each.by_any for each in breaking.breakings(book.register, book.relations)
    }
    silent = {each.id for each in book.relations if each.unbreakable is None and not found[each.id]}
    assert silent == set()
    listed = {each.id for each in book.relations if each.unbreakable}
    assert listed == {name for name, breaks in found.items() if not breaks}


@given(
    st.integers(0, 50),
    st.integers(0, 50),
    st.sampled_from(["over ", "under ", "about ", ""]),
    st.sampled_from(["a == b", "a < b", "a >= b", "a * a == b", "100 * a == b", "a / b < 1"]),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_intervals_show_to_break_breaks(a: int, b: int, hedge: str, formula: str) -> None:
    """Interval arithmetic spares the solver, and never says more than it."""
    register = read({"a": f"{hedge}{a} items", "b": f"{b} items"})
    (relation,) = relate(formula)
    if breaking._plainly(register, relation):
        (found,) = breaking.breakings(register, [relation])
        assert found.by_any

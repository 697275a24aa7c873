"""Invented reports with planted faults: found, with exactly the right minimal set."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from invented import Report, read, relate

from rederive.book.book import Book
from rederive.core.numerals import Interval, claimed
from rederive.core.register import ChapterFile, Register
from rederive.core.relations import contradictions
from rederive.core.relations.enumeration import minimal_impossible_sets
from rederive.core.relations.formula import Relation
from rederive.core.relations.solver import Bound, Component, Solver
from rederive.errors import InputError


def sets(report: Report, *formulas: str) -> set[frozenset[str]]:
    """The contradictions of an invented report, by the names of their numbers."""
    found = contradictions.contradictions(read(report), relate(*formulas))
    return {frozenset(claim.removeprefix("ch1-") for claim, _ in one.numbers) for one in found}


PARTS = {"a": "465 products", "b": "162 products", "c": "69 products", "d": "19 products"}
# what is wrong, the report, its relations, the change that makes it right, the minimal sets
FAULTS = [
    (
        "a sum off by one last digit beyond rounding",
        {"total": "17.0 percent", "a": "12.3 percent", "b": "4.5 percent"},
        ["total == a + b"],
        {"total": "16.9 percent"},
        ["total a b"],
    ),
    (
        "an exact sum off by one",
        {"total": "714 products", **PARTS},
        ["total == a + b + c + d"],
        {"total": "715 products"},
        ["total a b c d"],
    ),
    (
        "swapped digits in what is said twice",
        {"first": "4.6亿 persons", "second": "5.46亿 persons"},
        ["first == second"],
        {"second": "4.56亿 persons"},
        ["first second"],
    ),
    (
        "a rate that no unrounded inputs give",
        {"before": "10亿 persons", "after": "12亿 persons", "rate": "32.0 percent"},
        ["after * 100 == before * (100 + rate)"],
        {"rate": "31.5 percent"},
        ["before after rate"],
    ),
    (
        "a share that does not fit its numerator and denominator",
        {"part": "25.0 percent", "whole": "80.0 percent", "share": "31.4 percent"},
        ["share == 100 * part / whole"],
        {"share": "31.3 percent"},
        ["part whole share"],
    ),
    (
        "a mean yearly growth that does not lead from start to end",
        {"start": "1.00亿 persons", "end": "2.00亿 persons", "growth": "9.0 percent"},
        ["end == start * (1 + growth / 100) ** 9"],
        {"growth": "8.0 percent"},
        ["start end growth"],
    ),
    (
        "dates in the wrong order",
        {"first": "10 month", "start": "4 month"},
        ["first <= start"],
        {"start": "10 month"},
        ["first start"],
    ),
    (
        "a count that is not the list's",
        {"count": "6 items"},
        ["count == 7"],
        {"count": "7 items"},
        ["count"],
    ),
    (
        "a bound that excludes the number itself",
        {"number": "5 items", "words": "over 5 items"},
        ["number == words"],
        {"words": "at_least 5 items"},
        ["number words"],
    ),
    (
        "a fall called a rise",
        {"before": "3 items", "after": "2 items", "change": "over 0 items"},
        ["change == after - before"],
        {"after": "4 items"},
        ["before after change"],
    ),
    (
        "one of three tellings that differs from the two others",
        {"a": "41 items", "b": "41 items", "c": "14 items"},
        ["a == b", "b == c"],
        {"c": "41 items"},
        ["a c", "b c"],
    ),
    (
        "two faults that do not touch each other",
        {"a": "2 items", "b": "1 items", "c": "9 percent", "d": "7 percent"},
        ["a < b", "c < d"],
        {"b": "3 items", "d": "10 percent"},
        ["a b", "c d"],
    ),
    (
        "a number between two others that leave no room",
        {"low": "5 items", "middle": "about 2 percent", "high": "4 items"},
        ["low < middle < high"],
        {"low": "1 items"},
        ["low middle", "low high"],
    ),
]


@pytest.mark.parametrize(
    ("report", "formulas", "right", "expected"),
    [case[1:] for case in FAULTS],
    ids=[case[0] for case in FAULTS],
)
def test_a_planted_fault_is_found_with_its_minimal_set(
    report: Report, formulas: list[str], right: Report, expected: list[str]
) -> None:
    assert sets(report, *formulas) == {frozenset(names.split()) for names in expected}
    assert sets(report | right, *formulas) == set()


@pytest.mark.parametrize("case", FAULTS, ids=[case[0] for case in FAULTS])
def test_every_repair_that_names_a_numeral_makes_its_set_hold(case: tuple) -> None:
    _, report, formulas, _, _ = case
    for one in contradictions.contradictions(read(report), relate(*formulas)):
        names = {claim.removeprefix("ch1-") for claim, _ in one.numbers}
        for repair in one.repairs:
            found = re.match(r"ch1-(\w+): (\S+) in place of (\S+) ", repair)
            if found:
                name, new, old = found.groups()
                mended = report | {name: report[name].replace(old, new, 1)}
                assert not sets({n: mended[n] for n in names}, *_about(formulas, names)), repair


def _about(formulas: list[str], names: set[str]) -> list[str]:
    return [f for f in formulas if set(re.findall("[a-z]+", f)) <= names]


@pytest.mark.parametrize(
    ("report", "formula", "repairs"),
    [
        (
            {"first": "4.6亿 persons", "second": "5.46亿 persons"},
            "first == second",
            {"ch1-second: 4.56 in place of 5.46 (two neighbouring digits swapped)"},
        ),
        (
            {"total": "745 products", **PARTS},
            "total == a + b + c + d",
            {
                "ch1-total: 715 in place of 745 (one digit changed)",
                "ch1-a: 495 in place of 465 (one digit changed)",
                "ch1-b: 192 in place of 162 (one digit changed)",
                "ch1-c: 99 in place of 69 (one digit changed)",
                "ch1-d: 49 in place of 19 (one digit changed)",
            },
        ),
        (
            {"number": "5 items", "words": "over 5 items"},
            "number == words",
            {
                "ch1-words: over 5 items with its bound reached",
                "ch1-number: 5 items if it is rounded",
                "ch1-number: 6 in place of 5 (one step of the last digit)",
                "ch1-words: 4 in place of 5 (one step of the last digit)",
            },
        ),
        ({"first": "1,024 items", "second": "9 items"}, "first == second", set()),
        (
            {"first": "1,024 items", "second": "1,034 items"},
            "first == second",
            {
                "ch1-first: 1,034 in place of 1,024 (one digit changed)",
                "ch1-second: 1,024 in place of 1,034 (one digit changed)",
            },
        ),
    ],
)
def test_the_smallest_repairs_are_told(report: Report, formula: str, repairs: set[str]) -> None:
    (one,) = contradictions.contradictions(read(report), relate(formula))
    assert repairs <= set(one.repairs)
    if len(repairs) != 4:
        assert repairs == set(one.repairs)


def test_the_sentence_points_at_the_others_and_at_the_relation() -> None:
    report = read({"first": "4.6亿 persons", "second": "5.46亿 persons", "third": "1 items"})
    relations = relate("first == second", "third == 1")
    assert contradictions.proofs(report, relations, "ch1-first") == [
        "4.6 × 100 million persons cannot be true together with ch1-second "
        "(5.46 × 100 million persons): It is said that first == second."
    ]
    assert contradictions.proofs(report, relations, "ch1-third") == []


def test_a_number_that_cannot_be_true_alone_is_told_so() -> None:
    (told,) = contradictions.proofs(read({"count": "6 items"}), relate("count == 7"), "ch1-count")
    assert told == "6 items cannot be true: It is said that count == 7."


def test_digits_that_another_claim_repeats_are_one_number() -> None:
    register = read({"first": "10 items", "again": "10 items", "other": "12 items"})
    claim = register["ch1-again"]
    value = claim.values[0].model_copy(update={"repeats": "ch1-first"})
    chapter = ChapterFile(
        chapter=1,
        title="Invented",
        notebook="ch1-invented",
        claims=(
            register["ch1-first"],
            claim.model_copy(update={"values": (value,)}),
            register["ch1-other"],
        ),
    )
    register = Register([chapter])
    (one,) = contradictions.contradictions(register, relate("again == other"))
    assert one.numbers == (("ch1-first", "n"), ("ch1-other", "n"))
    for name in ("ch1-first", "ch1-again", "ch1-other"):
        assert len(contradictions.proofs(register, relate("again == other"), name)) == 1


# --- the methods against independent checks ---------------------------------------------------


def _core(cores: list[frozenset[str]], some: set[str]) -> frozenset[str] | None:
    return next((core for core in cores if core <= some), None)


@given(st.lists(st.frozensets(st.sampled_from("abcdef")), max_size=6))
def test_marco_finds_exactly_the_minimal_impossible_sets(cores: list[frozenset[str]]) -> None:
    minimal = {core for core in cores if not any(other < core for other in cores)}
    found = list(minimal_impossible_sets("abcdef", lambda some: _core(cores, some)))
    assert len(found) == len(set(found))
    assert set(found) == minimal


THREE = ("a", "b", "c")
DIFFERENCES = st.lists(
    st.builds(
        lambda pair, sign, step: f"{pair[0]} {sign} {pair[1]} + {step}",
        st.permutations(THREE),
        st.sampled_from(["==", "<=", ">="]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=3,
)
ENDS = st.tuples(st.integers(0, 4), st.integers(0, 2))


def component(intervals: dict[str, Interval], formulas: list[str]) -> Component:
    """Numbers called by single letters, with their relations."""
    bound = tuple(
        Bound(
            relation,
            relation.id,
            relation.holds,
            tuple((name, (f"ch1-{name}", "n")) for name in sorted(relation.where)),
        )
        for relation in relate(*formulas)
    )
    numbers = tuple(((f"ch1-{name}", "n"), interval) for name, interval in intervals.items())
    return Component(numbers, bound)


def conflicts(intervals: dict[str, Interval], formulas: list[str]) -> set[frozenset[str]]:
    solver = Solver(component(intervals, formulas))
    return {
        frozenset(claim.removeprefix("ch1-") for claim, _ in one)
        for one in minimal_impossible_sets(solver.numbers, solver.numbers_core)
    }


@given(st.fixed_dictionaries(dict.fromkeys(THREE, ENDS)), DIFFERENCES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_minimal_sets_are_those_that_trying_every_whole_number_gives(
    ends: dict[str, tuple[int, int]], formulas: list[str]
) -> None:
    # Differences between whole bounds have whole solutions where they have any. A number that is
    # left out is free, so it is tried far beyond every bound.
    ranges = {name: range(low, low + width + 1) for name, (low, width) in ends.items()}
    holds = eval(f"lambda a, b, c: {' and '.join(formulas)}")
    tried = product(range(-10, 17), repeat=len(THREE))
    solutions = [dict(zip(THREE, numbers, strict=True)) for numbers in tried if holds(*numbers)]
    assume(solutions)
    kept = {frozenset(n for n in THREE if solution[n] in ranges[n]) for solution in solutions}
    impossible = [
        set(some)
        for size in range(len(THREE) + 1)
        for some in combinations(THREE, size)
        if not any(set(some) <= names for names in kept)
    ]
    minimal = {
        frozenset(some) for some in impossible if not any(other < some for other in impossible)
    }
    intervals = {
        name: Interval(Fraction(low), Fraction(low + width)) for name, (low, width) in ends.items()
    }
    assert conflicts(intervals, formulas) == minimal


NAMES = ("a", "b", "c", "d")
FORMULAS = st.lists(
    st.sampled_from(
        ["a + b == c", "a * b == d", "a < b", "c <= d", "a / c == b", "d - a == b", "a == c"]
    ),
    min_size=1,
    max_size=3,
    unique=True,
)
INTERVALS = st.fixed_dictionaries(
    dict.fromkeys(
        NAMES,
        st.builds(
            lambda low, width, left, right: Interval(
                Fraction(low, 10), Fraction(low + width, 10), left, right or width == 0
            ),
            st.integers(1, 60),
            st.integers(0, 9),
            st.just(True),
            st.booleans(),
        ),
    )
)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(INTERVALS, FORMULAS, st.sampled_from(NAMES), st.integers(0, 20), st.integers(0, 20))
@SLOW
def test_widening_a_number_never_creates_a_contradiction(
    intervals: dict[str, Interval], formulas: list[str], name: str, below: int, above: int
) -> None:
    old = intervals[name]
    wider = Interval(old.low - Fraction(below, 10), old.high + Fraction(above, 10))
    before = conflicts(intervals, formulas)
    for one in conflicts(intervals | {name: wider}, formulas):
        assert any(other <= one for other in before)


@given(INTERVALS, FORMULAS)
@SLOW
def test_a_minimal_set_is_impossible_and_each_part_of_it_possible(
    intervals: dict[str, Interval], formulas: list[str]
) -> None:
    fresh = Solver(component(intervals, formulas))
    for one in conflicts(intervals, formulas):
        keys = [(f"ch1-{name}", "n") for name in one]
        assert not fresh.possible(keys)
        for key in keys:
            assert fresh.possible([other for other in keys if other != key])


@given(
    st.fixed_dictionaries(dict.fromkeys("abc", st.integers(1, 9999))),
    st.sampled_from([1, 10, 100, 1000]),
)
@settings(max_examples=60, deadline=None)
def test_a_sum_is_flagged_if_and_only_if_rounding_cannot_explain_it(
    numbers: dict[str, int], scale: int
) -> None:
    decimals = {1: 0, 10: 1, 100: 2, 1000: 3}[scale]
    report = {name: f"{n / scale:.{decimals}f} percent" for name, n in numbers.items()}
    a, b, c = (numbers[name] for name in "abc")
    explained = a + b - 1 < c + Fraction(1, 2) and c - Fraction(1, 2) < a + b + 1
    assert (sets(report, "a + b == c") == set()) == explained


# --- bad input ---------------------------------------------------------------------------------

GOOD = """\
- id: sum
  says: Eight and two are ten.
  where: {whole: ch1-parts/whole, one: ch1-parts/one, other: ch1-parts/other}
  holds: whole == one + other
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ch1-parts/one", "ch1-part/one", "where.one: there is no claim 'ch1-part'.*ch1-parts"),
        ("ch1-parts/one", "ch1-parts/won", "claim ch1-parts has no value 'won'"),
        ("ch1-parts/one", "ch1-parts", "claim ch1-parts has no value None: its values are"),
        ("== one", "== two", "relation sum, holds: the name 'two' is not in `where`"),
        (" + other", "", "where: 'other' is not used in `holds`"),
        ("whole == one + other", "whole ==", "cannot read 'whole =='"),
        ("whole == one + other", "whole - one - other", "compares nothing"),
        ("one + other", "abs(one) + other", "'abs.one.' is not allowed"),
        ("one + other", "one ** 0.5 + other", "is not allowed"),
        ("one + other", "one ** 41 + other", "is not allowed"),
        ("one + other", "one ** other", "is not allowed"),
        ("one + other", "one.real + other", "'one.real' is not allowed"),
        ("one + other", "one + other + True", "'True' is not allowed"),
        ("one + other", "one % other", "is not allowed"),
        ("== one", "!= one", "compare only with == < <= > or >="),
        ("whole == one + other", "1 < 2", "names no printed number"),
        ("  says", "  sais", "sais: is not a field"),
        ("  says: Eight and two are ten.\n", "", "says: is missing"),
        ("- id: sum", "- id:", "relation 1, id: Input should be a valid string"),
        (GOOD, GOOD + GOOD, "relation sum is there twice"),
        (GOOD, "sum: 1\n", "list of relations"),
    ],
)
def test_a_faulty_relation_is_told_in_one_sentence(
    book: Path, old: str, new: str, message: str
) -> None:
    path = book / "data" / "claims" / "relations.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        contradictions.sets(Book.here().register, Book.here().relations)
    assert "relations.yaml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_good_relation_is_read_from_the_file(book: Path) -> None:
    (book / "data" / "claims" / "relations.yaml").write_text(GOOD, encoding="utf-8")
    assert contradictions.sets(Book.here().register, Book.here().relations) == []


def test_a_missing_file_is_told(book: Path) -> None:
    (book / "data" / "claims" / "relations.yaml").unlink()
    with pytest.raises(InputError, match=r"relations\.yaml: cannot be read"):
        _ = Book.here().relations


def test_relations_that_exclude_each_other_are_told() -> None:
    with pytest.raises(InputError, match="r1, r2 cannot hold together for any numbers"):
        sets({"a": "1 items", "b": "1 items"}, "a < b", "b < a")


def test_dividing_by_a_number_that_can_only_be_zero_is_a_contradiction() -> None:
    assert sets({"a": "1 percent", "b": "0 items"}, "a / b > 0") == {frozenset("b")}


@pytest.mark.parametrize("text", ["0.12345678901234567890123", "1_000.5", "1e-3", "2.50"])
def test_a_decimal_of_a_formula_keeps_all_its_digits(text: str) -> None:
    relation = Relation(id="r", says="It holds.", where={"a": "ch1-a"}, holds=f" a == {text} ")
    number = Fraction(text.replace("_", ""))
    assert relation.apply({"a": number}) == [True]
    assert relation.apply({"a": number + Fraction(1, 10**23)}) == [False]


@pytest.mark.parametrize(
    ("first", "second", "total", "possible"),
    [
        ("36", "36", "73", True),  # 36.5 twice is 73
        ("36", "36", "74", False),
        ("37", "37", "73", True),
        ("37", "37", "75", False),  # 37.5 is not printed as 37
        ("35", "35", "71", False),  # 35.5 is not printed as 35
    ],
)
def test_a_sum_may_take_halves_that_went_to_the_even_digit(
    first: str, second: str, total: str, possible: bool
) -> None:
    intervals = {"a": claimed(first), "b": claimed(second), "t": Interval(int(total), int(total))}
    assert (conflicts(intervals, ["t == a + b"]) == set()) is possible


def test_decimal_numbers_in_a_formula_are_exact() -> None:
    assert sets({"a": "1 items"}, "10 * a == 3 * 0.1 + 9.7") == set()


# --- the book ----------------------------------------------------------------------------------


def test_the_books_contradictions_are_those_that_were_looked_into() -> None:
    found = contradictions.contradictions(Book.here().register, Book.here().relations)
    assert {one.relations for one in found} == {
        ("agricultural-cover-twice",),
        ("individual-pension-products-sum",),
        ("weixian-first-practice-and-start",),
    }

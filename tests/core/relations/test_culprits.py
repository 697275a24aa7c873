"""Which numbers are to blame: planted faults on invented pages, laws against brute force."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from invented import Report, linked_page, misprinted, read, relate

from rederive.core.numerals import Interval
from rederive.core.register import ChapterFile, Register
from rederive.core.relations import contradictions, culprits
from rederive.core.relations.components import components, true_as_printed
from rederive.core.relations.enumeration import smallest_corrections
from rederive.core.relations.solver import Solver
from rederive.errors import InputError

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def blamed(report: Report, *formulas: str) -> set[frozenset[str]]:
    """The smallest sets of an invented report, by the names of their numbers."""
    found = culprits.culprits(read(report), relate(*formulas))
    return {frozenset(claim.removeprefix("ch1-") for claim, _ in one.numbers) for one in found}


def told(report: Report, *formulas: str) -> dict[str, str]:
    """What is said of the numbers of an invented report, by their names."""
    found = culprits.condemned(read(report), relate(*formulas))
    return {claim.removeprefix("ch1-"): text for (claim, _), text in found.items()}


LINKED = ["whole == a + b", "share * whole == 100 * a", "after * 100 == whole * (100 + rate)"]
PAGE = {
    "whole": "100.0 percent",
    "a": "40.0 percent",
    "b": "60.0 percent",
    "share": "40.0 percent",
    "after": "110.0 percent",
    "rate": "10.0 percent",
}


def test_one_wrong_number_that_two_relations_hold_is_named_alone() -> None:
    assert told(PAGE | {"whole": "130.0 percent"}, *LINKED) == {
        "whole": "must be wrong, if only one number is; the others put it between 99.9 and "
        "100.1 percent: It is said that whole == a + b"
    }
    assert told(PAGE, *LINKED) == {}


def test_of_several_that_would_do_each_is_told_so() -> None:
    assert told({"total": "745 items", "a": "465 items", "b": "250 items"}, "total == a + b") == {
        "total": "is wrong unless ch1-a (465 items) or ch1-b (250 items) is; if it is this one, "
        "the others put it at 715 items: It is said that total == a + b",
        "a": "is wrong unless ch1-total (745 items) or ch1-b (250 items) is; if it is this one, "
        "the others put it at 495 items: It is said that total == a + b",
        "b": "is wrong unless ch1-total (745 items) or ch1-a (465 items) is; if it is this one, "
        "the others put it at 280 items: It is said that total == a + b",
    }


def test_two_faults_are_a_pair() -> None:
    wrong = {"share": "80.0 percent", "rate": "80.0 percent"}
    assert blamed(PAGE | wrong, *LINKED) == {
        frozenset(pair) for pair in [("share", "rate"), ("share", "after")]
    }
    sentences = told(PAGE | wrong, *LINKED)
    assert sentences["share"].startswith(
        "must be wrong, if only 2 numbers are, and so must ch1-after (110.0 percent) or "
        "ch1-rate (80.0 percent); the others put it between 39.95 and 40.05"
    ), sentences["share"]
    assert sentences["rate"].startswith(
        "must be wrong together with ch1-share (80.0 percent), unless another set of 2 numbers is; "
        "if it is this one"
    ), sentences["rate"]


def test_an_end_that_nothing_sets_stays_open() -> None:
    (first, second) = culprits.culprits(read({"a": "5 items", "b": "4 items"}), relate("a <= b"))
    assert [one.left for one in (first, second)] == [
        (Interval(float("-inf"), Fraction(4), False, True),),
        (Interval(Fraction(5), float("inf"), True, False),),
    ]
    assert "put it at 4 items or less" in told({"a": "5 items", "b": "4 items"}, "a <= b")["a"]


def test_a_lone_number_is_told_what_it_must_be() -> None:
    assert told({"count": "6 items"}, "count == 7") == {
        "count": "must be wrong, if only one number is; the others put it at 7 items: "
        "It is said that count == 7"
    }


def test_two_groups_of_linked_numbers_are_judged_apart() -> None:
    report = {"a": "2 items", "b": "1 items", "c": "9 percent", "d": "7 percent"}
    assert blamed(report, "a < b", "c < d") == {frozenset(name) for name in "abcd"}


def test_digits_that_are_repeated_are_told_the_same() -> None:
    register = read({"first": "10 items", "again": "10 items", "other": "12 items"})
    register = repeating(register, "ch1-again", "ch1-first")
    found = culprits.condemned(register, relate("again == other"))
    assert found["ch1-again", "n"] == found["ch1-first", "n"]


def test_relations_that_exclude_each_other_are_told() -> None:
    with pytest.raises(InputError, match="r1, r2 cannot hold together for any numbers"):
        blamed({"a": "1 items", "b": "1 items"}, "a < b", "b < a")


@pytest.mark.parametrize("names", [("a", "a"), ("first", "again"), ("again", "first")])
def test_a_number_compared_with_itself_is_refused(names: tuple[str, str]) -> None:
    register = read({"a": "1 items", "first": "10 items", "again": "10 items"})
    register = repeating(register, "ch1-again", "ch1-first")
    (relation,) = relate("left == right")
    where = dict(zip(("left", "right"), (f"ch1-{name}/n" for name in names), strict=True))
    relation = relation.model_copy(update={"where": where})
    with pytest.raises(InputError, match="'left' and 'right' are the same printed digits") as error:
        contradictions.sets(register, [relation])
    assert "relations.yaml: relation r1" in str(error.value)
    assert "\n" not in str(error.value)


def test_where_the_search_is_cut_both_searches_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    report, formulas = linked_page(19)
    wrong = report | {"allnow": "over 9999999.9亿 CNY", "s0p0share": "99.9 percent"}
    for module in (contradictions, culprits):
        monkeypatch.setattr(module, "BUDGET", 0)
    register, relations = read(wrong), relate(*formulas)
    with_fewest = culprits.condemned(register, relations)
    assert with_fewest
    assert all("was not found within 0 steps" in text for text in with_fewest.values())
    (sentence,) = contradictions.unfinished(register, relations)
    assert "the search for more was stopped after 0 steps" in sentence
    contradictions._minimal_sets.cache_clear()
    culprits._search.cache_clear()


def repeating(register: Register, again: str, first: str) -> Register:
    """The register with the digits of one claim as a repetition of another's."""
    value = register[again].values[0].model_copy(update={"repeats": first})
    claims = [
        claim.model_copy(update={"values": (value,)}) if claim.id == again else claim
        for claim in register
    ]
    return Register(
        [ChapterFile(chapter=1, title="I", notebook="ch1-invented", claims=tuple(claims))]
    )


# --- laws --------------------------------------------------------------------------------------


@given(st.lists(st.frozensets(st.sampled_from("abcdef"), min_size=1), min_size=1, max_size=7))
def test_smallest_corrections_are_the_smallest_hitting_sets(cores: list[frozenset[str]]) -> None:
    hitting = [
        frozenset(some)
        for size in range(7)
        for some in combinations("abcdef", size)
        if all(core & set(some) for core in cores)
    ]
    smallest = {some for some in hitting if len(some) == len(hitting[0])}

    def core(some: set[str]) -> frozenset[str] | None:
        return next((core for core in cores if core <= some), None)

    found = list(smallest_corrections("abcdef", core, []))
    assert len(found) == len(set(found))
    assert set(found) == smallest


@given(st.sampled_from([19, 35, 60]), st.integers(0, 10_000))
@FEW
def test_on_a_page_with_one_wrong_digit_the_wrong_number_is_blamed(size: int, seed: int) -> None:
    report, formulas = linked_page(size, seed)
    assert told(report, *formulas) == {}
    wrong, name = misprinted(report, seed)
    register, relations = read(wrong), relate(*formulas)
    (component,) = components(register, relations)
    solver = Solver(component)
    assume(not solver.possible(solver.numbers))
    found = culprits.culprits(register, relations)
    assert ((f"ch1-{name}", "n"),) in {one.numbers for one in found}
    for one in found:
        (key,), (left,) = one.numbers, one.left
        others = [other for other in solver.numbers if other != key]
        assert solver.possible(others)
        # outward: nothing beyond is possible
        for ends in ((float("-inf"), left.low), (left.high, float("inf"))):
            if ends[0] < ends[1]:
                assert not solver.possible(others, instead={key: Interval(*ends, False, False)})
    true = read(report)[f"ch1-{name}"].values[0].claimed
    (mine,) = (one.left[0] for one in found if one.numbers == ((f"ch1-{name}", "n"),))
    assert mine.overlaps(true)


@given(st.sampled_from([19, 35]), st.integers(0, 10_000), st.booleans())
@FEW
def test_what_is_true_as_printed_is_never_impossible(size: int, seed: int, wrong: bool) -> None:
    report, formulas = linked_page(size, seed)
    if wrong:
        report, _ = misprinted(report, seed)
    for component in components(read(report), relate(*formulas)):
        if true_as_printed(component):
            assert Solver(component).possible(key for key, _ in component.numbers)


@given(
    st.tuples(*[st.integers(1, 300)] * 3),
    st.sampled_from(["over ", "about ", "nearly ", ""]),
    st.sampled_from(["a * b == c", "(100 + a) * b == 100 * c", "a == b + c", "a * a == b - c"]),
)
@FEW
def test_an_equation_that_is_true_as_printed_is_possible(
    numbers: tuple[int, int, int], hedge: str, formula: str
) -> None:
    """Between two corners, too, where the middles do not fit."""
    a, b, c = numbers
    report = {"a": f"{a / 10} percent", "b": f"{hedge}{b} CNY", "c": f"{c / 10} CNY"}
    (component,) = components(read(report), relate(formula))
    if true_as_printed(component):
        assert Solver(component).possible(key for key, _ in component.numbers)


def test_what_touches_none_of_the_asked_claims_is_not_looked_at() -> None:
    report = {"a": "1 items", "b": "2 items", "c": "3 items", "d": "4 items"}
    register, relations = read(report), relate("a == b", "c == d")
    every = culprits.condemned(register, relations)
    assert {claim for claim, _ in every} == {"ch1-a", "ch1-b", "ch1-c", "ch1-d"}
    own = culprits.condemned(register, relations, [register["ch1-c"]])
    assert own == {key: why for key, why in every.items() if key[0] in ("ch1-c", "ch1-d")}
    assert culprits.condemned(register, relations, []) == {}


def test_a_rate_of_change_needs_no_solver() -> None:
    report = {"a": "5.0 percent", "b": "120.0 CNY", "c": "126.1 CNY"}
    (component,) = components(read(report), relate("(100 + a) * b == 100 * c"))
    assert true_as_printed(component)


def test_bounds_and_points_are_true_as_printed_where_they_can_be() -> None:
    report = {"a": "over 30 items", "b": "40 items", "c": "under 50 items"}
    (component,) = components(read(report), relate("a < b < c"))
    assert true_as_printed(component)
    (component,) = components(read(report), relate("a > b", "b < c"))
    assert not true_as_printed(component)  # though it is possible: the solver tells


SMALL = ["a + b == c", "b * d == e", "c <= d", "e == a", "c + d == e"]


@given(
    st.fixed_dictionaries(dict.fromkeys("abcde", st.integers(1, 60))),
    st.lists(st.sampled_from(SMALL), min_size=2, max_size=4, unique=True),
)
@FEW
def test_no_smaller_set_mends_and_every_set_of_that_size_that_does_is_told(
    numbers: dict[str, int], formulas: list[str]
) -> None:
    register = read({name: f"{number / 10} percent" for name, number in numbers.items()})
    relations = relate(*formulas)
    found = {one.numbers for one in culprits.culprits(register, relations)}
    expected = set()
    for component in components(register, relations):
        solver = Solver(component)
        for size in range(len(solver.numbers) + 1):
            mending = {
                some
                for some in combinations(solver.numbers, size)
                if solver.possible(set(solver.numbers) - set(some))
            }
            if mending:
                expected |= mending if size else set()
                break
    assert found == expected

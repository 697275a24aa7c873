"""Which printed numbers are to blame, where not all can be true.

One wrong digit on a page of linked numbers stands in many minimal sets that cannot be true
(:mod:`rederive.core.relations.contradictions`), and most of their numbers are right. So it is
asked which single number, left out, lets all others be true together; failing that which two, then
which three. That fewer errors are likelier than more is an assumption, and the sentences say so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rederive.core.claims import Claim
from rederive.core.numerals import Interval
from rederive.core.register import Register
from rederive.core.relations.bounds import in_words, left_for
from rederive.core.relations.components import (
    by_place,
    components,
    minimal_relations,
    true_as_printed,
    with_repeats,
)
from rederive.core.relations.enumeration import shrunk, smallest_corrections
from rederive.core.relations.formula import Key, Relation, original
from rederive.core.relations.repairs import repairs
from rederive.core.relations.solver import Component, Solver, Spent, Undecided

BUDGET = 200_000_000
"""Steps of the solver for the smallest sets of one group of linked numbers."""
NAMED = 6
"""Equally small sets that a sentence names."""


@dataclass(frozen=True)
class Culprit:
    """Fewest numbers without which all others linked with them can be true together.

    Parameters
    ----------
    numbers : tuple of (claim id, value name)
    left : tuple of Interval
        Where the others put each of them, in base units, outward.
    relations : tuple of tuple of str
        For each of them, ids of relations under which the numbers with it cannot be true.
    alternatives : tuple of tuple of (claim id, value name)
        The other sets of the same size that would do.
    complete : bool
        Whether these are all; else the search was stopped at its :data:`BUDGET`, or the solver
        could not tell of some set.
    repairs : tuple of str
        Small changes of a single number that would let everything be true: hints, never verdicts.
    """

    numbers: tuple[Key, ...]
    left: tuple[Interval, ...]
    relations: tuple[tuple[str, ...], ...]
    alternatives: tuple[tuple[Key, ...], ...] = ()
    complete: bool = True
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Search:
    """Smallest sets of a component, the proof against each of their numbers, whether all.

    If none was found, the proof is against the numbers of one impossible set.
    """

    sets: tuple[tuple[Key, ...], ...]
    against: dict[Key, tuple[str, ...]]
    complete: bool


@lru_cache(maxsize=1024)
def _search(component: Component) -> _Search | None:
    """The smallest sets of a component; None if all its numbers can be true together."""
    if true_as_printed(component):
        return None
    first = Solver(component).core(key for key, _ in component.numbers)
    if first is None:
        return None
    if not Solver(component).possible(()):
        minimal_relations(Solver(component), ())
    solver = Solver(component, BUDGET)
    undecided = False
    proofs: dict[frozenset[Key], set[str]] = {}

    def core(numbers: set[Key]) -> set[Key] | None:
        nonlocal undecided
        try:
            found = solver.core(numbers)
        except Undecided:
            undecided = True
            return numbers  # neither known to be enough nor in the way of another set
        if found is None:
            return None
        proofs.setdefault(frozenset(found[0]), found[1])
        return found[0]

    sets: list[tuple[Key, ...]] = []
    complete = True
    small = _small_core(Solver(component), first)
    proofs[small] = first[1]
    try:
        for each in smallest_corrections(solver.numbers, core, [small]):
            sets.append(tuple(key for key in solver.numbers if key in each))
    except Spent:
        complete = False
    blamed = dict.fromkeys(key for numbers in sets for key in numbers) or [
        key for key in solver.numbers if key in min(proofs, key=len)
    ]
    against = {key: _relations(component, proofs, key) for key in blamed}
    return _Search(tuple(sets), against, complete and not undecided)


def _small_core(solver: Solver, core: tuple[set[Key], set[str]]) -> frozenset[Key]:
    """As few numbers of a core as its own relations need to be impossible."""
    numbers, relations = core

    def smaller(some: set[Key]) -> set[Key] | None:
        found = solver.core(some, relations)
        return None if found is None else found[0]

    return frozenset(shrunk([key for key in solver.numbers if key in numbers], smaller))


def _relations(
    component: Component, proofs: dict[frozenset[Key], set[str]], key: Key
) -> tuple[str, ...]:
    """The relations of the smallest known proof that a number cannot be true with others."""
    numbers = min((core for core in proofs if key in core), key=len)
    order = [bound.id for bound in component.relations if bound.id in proofs[numbers]]
    return minimal_relations(Solver(component), numbers, order)


def culprits(
    register: Register, relations: Sequence[Relation], confirmed: Collection[Key] = ()
) -> list[Culprit]:
    """The smallest sets of numbers without which all others can be true together.

    Parameters
    ----------
    register : Register
    relations : sequence of Relation
    confirmed : collection of (claim id, value name)
        Numbers that evidence outside the report supports: no change of them is proposed.

    Returns
    -------
    list of Culprit
        For each group of linked numbers that cannot all be true every set of the smallest size;
        they are alternatives. None for a group whose search gave nothing within :data:`BUDGET`.

    Raises
    ------
    InputError
        If a relation names what is not in the register, relations exclude each other, or the
        solver cannot decide whether all numbers of a group can be true.
    """
    found = []
    for component in components(register, relations):
        search = _search(component)
        if search is None:
            continue
        for numbers in search.sets:
            one = Culprit(
                numbers,
                tuple(_left(register, component, key, numbers) for key in numbers),
                tuple(search.against[key] for key in numbers),
                tuple(other for other in search.sets if other != numbers),
                search.complete,
            )
            found.append(replace(one, repairs=_repairs(register, component, one, confirmed)))
    return sorted(found, key=by_place(register))


def groups(found: Sequence[Culprit]) -> list[list[Culprit]]:
    """Culprits that are alternatives of each other, together."""
    together: dict[frozenset[tuple[Key, ...]], list[Culprit]] = {}
    for one in found:
        together.setdefault(frozenset([one.numbers, *one.alternatives]), []).append(one)
    return list(together.values())


def _left(register: Register, component: Component, key: Key, out: tuple[Key, ...]) -> Interval:
    return left_for(component, key, out, register[key[0]].value(key[1]))


def _repairs(
    register: Register, component: Component, one: Culprit, confirmed: Collection[Key]
) -> tuple[str, ...]:
    """Changes of a single number under which everything can be true."""
    if len(one.numbers) > 1:
        return ()
    key, (left,) = one.numbers[0], one.left
    solver = Solver(component)
    others = [other for other in solver.numbers if other != key]

    def possible(_: Key, interval: Interval) -> bool:
        return interval.overlaps(left) and solver.possible(others, instead={key: interval})

    return repairs(register, one.numbers, possible, confirmed)


def condemned(
    register: Register, relations: Sequence[Relation], claims: Iterable[Claim] | None = None
) -> dict[Key, str]:
    """For each number in a smallest set, one sentence that says why it is there.

    All others keep the verdicts that they have by themselves.

    Parameters
    ----------
    register : Register
    relations : sequence of Relation
    claims : iterable of Claim, optional
        Whose numbers are asked about; all by default. What touches none of them is not looked at.

    Returns
    -------
    dict of (claim id, value name) to str
        The sentence says whether the number is the only one that can be to blame or one of
        several, where the others put it, and what it is at odds with. Where no smallest set was
        found within :data:`BUDGET`, the numbers of one impossible set stand here, told so.
    """
    says = {relation.id: relation.says.rstrip(".") for relation in relations}
    found: dict[Key, str] = {}
    asked = {
        original(register, (claim.id, value.name))
        for claim in (register if claims is None else claims)
        for value in claim.values
    }
    for component in components(register, relations):
        touched = any(key in asked for key, _ in component.numbers)
        search = _search(component) if touched else None
        if search is None:
            continue
        for key, why in search.against.items():
            blame = _blame(register, key, search) + _put(register, component, key, search.sets)
            found[key] = f"{blame}: {'; '.join(says[name] for name in why)}"
    return with_repeats(register, found)


def _blame(register: Register, key: Key, search: _Search) -> str:
    """Whether only this number is to blame or which others can be in its place."""
    with_it = [numbers for numbers in search.sets if key in numbers]
    if not with_it:
        others = _listed([_number(register, each) for each in search.against if each != key])
        return (
            f"cannot be true together with {others}; which of them is wrong was not found within "
            f"{BUDGET:,} steps of the solver"
        )
    more = "" if search.complete else ", and perhaps others that were not looked at"
    size = len(search.sets[0])
    if size == 1 and len(search.sets) == 1:
        return f"must be wrong, if only one number is{more}"
    if size == 1:
        others = _sets(register, [numbers for numbers in search.sets if key not in numbers])
        return f"is wrong unless {others}{more} is"
    company = _sets(register, [tuple(k for k in numbers if k != key) for numbers in with_it])
    if len(with_it) == len(search.sets):
        return f"must be wrong, if only {size} numbers are, and so must {company}{more}"
    rest = len(search.sets) - len(with_it)
    sets = f"another set of {size} numbers is" if rest == 1 else f"one of {rest} other sets is"
    return f"must be wrong together with {company}, unless {sets}{more}"


def _put(
    register: Register, component: Component, key: Key, sets: Sequence[tuple[Key, ...]]
) -> str:
    """Where the others put a number; empty where they leave it open."""
    out = next((numbers for numbers in sets if key in numbers), None)
    if out is None:
        return ""
    value = register[key[0]].value(key[1])
    where = in_words(value, _left(register, component, key, out))
    lone = all(key in numbers for numbers in sets)
    return f"; {'' if lone else 'if it is this one, '}the others put it {where}" if where else ""


def _number(register: Register, key: Key) -> str:
    return f"{key[0]} ({register[key[0]].value(key[1])})"


def _sets(register: Register, sets: Sequence[tuple[Key, ...]]) -> str:
    """Some sets of numbers as alternatives, the first few by name."""
    named = [_listed([_number(register, key) for key in numbers]) for numbers in sets[:NAMED]]
    if len(sets) > NAMED:
        named.append(f"one of {len(sets) - NAMED} more")
    return _listed(named, "or")


def _listed(words: Sequence[str], last: str = "and") -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else words[0]

"""Which printed numbers cannot be true together.

Every printed number is an unknown within the interval that its digits and hedge allow
(:mod:`rederive.core.numerals`). Every relation (:mod:`rederive.core.relations.formula`) is a
constraint between unknowns. What cannot hold is reduced (:mod:`rederive.core.relations.solver`) to
every minimal set of numbers that cannot be true together: leave any one of them out, and the rest
can. These sets are the proof; which numbers are to blame for them all, the fewest that will do, is
asked by :mod:`rederive.core.relations.culprits`.

Unknowns are real numbers even where they count things, because "about five workers per old person"
is a mean; what real numbers cannot satisfy, whole ones cannot either.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rederive.core.numerals import Interval
from rederive.core.register import Register
from rederive.core.relations.components import (
    by_place,
    components,
    minimal_relations,
    true_as_printed,
)
from rederive.core.relations.enumeration import minimal_impossible_sets
from rederive.core.relations.formula import Key, Relation, original
from rederive.core.relations.repairs import repairs
from rederive.core.relations.solver import Component, Solver, Spent
from rederive.language.counting import counted

BUDGET = 200_000_000
"""Steps of the solver for the minimal sets of numbers that are connected, some of which then stay
unknown: about a minute, and the same sets everywhere."""


@dataclass(frozen=True)
class Contradiction:
    """A minimal set of numbers that cannot be true together.

    Parameters
    ----------
    numbers : tuple of (claim id, value name)
    relations : tuple of str
        Ids of relations, a minimal set, under which they cannot.
    repairs : tuple of str
        Small changes of one number that would let them hold: hints, never verdicts.
    """

    numbers: tuple[Key, ...]
    relations: tuple[str, ...]
    repairs: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def _minimal_sets(component: Component) -> tuple[tuple[Contradiction, ...], bool]:
    """The minimal sets, the smallest first, and whether these are all."""
    everything = [key for key, _ in component.numbers]
    if true_as_printed(component) or Solver(component).possible(everything):
        return (), True
    solver = Solver(component, BUDGET)
    found, complete = [], True
    try:
        for numbers in minimal_impossible_sets(solver.numbers, solver.numbers_core):
            relations = minimal_relations(solver, numbers)
            ordered = tuple(key for key in solver.numbers if key in numbers)
            found.append(Contradiction(ordered, relations))
    except Spent:
        complete = False
    return tuple(sorted(found, key=lambda one: (len(one.numbers), one.numbers))), complete


def sets(register: Register, relations: Sequence[Relation]) -> list[Contradiction]:
    """The minimal sets of numbers that cannot be true together, without repairs.

    Every one, unless :func:`unfinished` says otherwise.
    """
    return [one for part in components(register, relations) for one in _minimal_sets(part)[0]]


def unfinished(register: Register, relations: Sequence[Relation]) -> list[str]:
    """One sentence for each group of linked numbers of which not every minimal set was found."""
    return [
        f"{counted(len(found), 'set was', 'sets were')} found among "
        f"{counted(len(part.numbers), 'number')} that are linked with "
        f"{part.numbers[0][0][0]}; the search for more was stopped after {BUDGET:,} steps."
        for part in components(register, relations)
        for found, complete in [_minimal_sets(part)]
        if not complete
    ]


def contradictions(
    register: Register,
    relations: Sequence[Relation],
    confirmed: Collection[Key] = (),
) -> list[Contradiction]:
    """The minimal sets of printed numbers that cannot be true together.

    Every one, unless :func:`unfinished` says otherwise.

    Parameters
    ----------
    register : Register
    relations : sequence of Relation
    confirmed : collection of (claim id, value name)
        Numbers that evidence outside the report supports: no change of them is proposed.

    Returns
    -------
    list of Contradiction
        In the order of the register, with repairs.

    Raises
    ------
    InputError
        If a relation names what is not in the register, or relations exclude each other.
    """
    listed = []
    for component in components(register, relations):
        minimal, _ = _minimal_sets(component)
        if not minimal:
            continue
        solver = Solver(component)
        for one in minimal:
            listed.append(replace(one, repairs=_repairs(register, solver, one.numbers, confirmed)))
    return sorted(listed, key=by_place(register))


def _repairs(
    register: Register, solver: Solver, numbers: tuple[Key, ...], confirmed: Collection[Key]
) -> tuple[str, ...]:
    def possible(key: Key, interval: Interval) -> bool:
        others = [other for other in numbers if other != key]
        return solver.possible(others, instead={key: interval})

    return repairs(register, numbers, possible, confirmed)


def proofs(register: Register, relations: Sequence[Relation], claim: str) -> list[str]:
    """Why the numbers of one claim cannot be true with others: the proof, on demand.

    Parameters
    ----------
    register : Register
    relations : sequence of Relation
    claim : str
        Id of the claim.

    Returns
    -------
    list of str
        One sentence for each of its numbers and each minimal set with it, the smallest set first;
        then one for each group of linked numbers in which the search was stopped at its
        :data:`BUDGET`.
    """
    says = {relation.id: relation.says.rstrip(".") for relation in relations}
    numbers = {original(register, (claim, value.name)): value for value in register[claim].values}
    sentences = [
        f"{numbers[key]} {_sentence(register, key, one, says)}."
        for one in sorted(sets(register, relations), key=lambda one: len(one.numbers))
        for key in one.numbers
        if key in numbers
    ]
    return sentences + unfinished(register, relations)


def _sentence(register: Register, key: Key, one: Contradiction, says: dict[str, str]) -> str:
    others = [
        f"{claim} ({register[claim].value(name)})"
        for claim, name in one.numbers
        if key != (claim, name)
    ]
    together = ""
    if others:
        listed = ", ".join(others[:-1]) + " and " + others[-1] if len(others) > 1 else others[0]
        together = f" together with {listed}"
    return f"cannot be true{together}: {'; '.join(says[name] for name in one.relations)}"

"""Which printed numbers cannot be true together.

Every printed number is an unknown within the interval that its digits and hedge allow
(:mod:`rederive.core.numerals`). Every relation (:mod:`rederive.core.relations.formula`) is a
constraint between unknowns. What cannot hold is reduced (:mod:`rederive.core.relations.solver`) to
every minimal set of numbers that cannot be true together: without any one of them the rest can.

Unknowns are real numbers even where they count things, because "about five workers per old person"
is a mean; what real numbers cannot satisfy, whole ones cannot either.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from rederive.core.numerals import Interval
from rederive.core.register import Register
from rederive.core.relations.formula import Key, Relation
from rederive.core.relations.repairs import repairs
from rederive.core.relations.solver import Bound, Component, Solver, minimal_impossible_sets, shrunk
from rederive.errors import InputError


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


def components(register: Register, relations: Sequence[Relation]) -> list[Component]:
    """The parts of the register that relations hold together; they do not touch each other."""
    bound = []
    group: dict[Key, set[Key]] = {}
    for relation in relations:
        names = {name: original(register, key) for name, key in relation.keys(register).items()}
        bound.append(Bound(relation, relation.id, relation.holds, tuple(sorted(names.items()))))
        merged = set(names.values()).union(*(group.get(key, set()) for key in names.values()))
        group.update(dict.fromkeys(merged, merged))
    order = [(claim.id, value.name) for claim in register for value in claim.values]
    groups = {id(keys): keys for keys in group.values()}.values()
    return [
        Component(
            tuple((key, register[key[0]].value(key[1]).claimed) for key in order if key in keys),
            tuple(one for one in bound if one.names[0][1] in keys),
        )
        for keys in groups
    ]


def original(register: Register, key: Key) -> Key:
    """The number that accounts for these digits: itself, unless it repeats another claim's."""
    value = register[key[0]].value(key[1])
    if value.repeats is not None:
        for other in register[value.repeats].values:
            if (other.printed, other.line) == (value.printed, value.line):
                return value.repeats, other.name
    return key


@lru_cache(maxsize=1024)
def _minimal_sets(component: Component) -> tuple[Contradiction, ...]:
    solver = Solver(component)
    if solver.possible(solver.numbers):
        return ()
    minimal = []
    for numbers in minimal_impossible_sets(solver.numbers, solver.possible):
        relations = shrunk(solver.relations, partial(solver.possible, numbers))
        if not numbers:
            raise InputError(
                f"data/claims/relations.yaml: relations {', '.join(relations)} cannot hold "
                "together for any numbers; correct one of them."
            )
        ordered = tuple(key for key in solver.numbers if key in numbers)
        minimal.append(Contradiction(ordered, tuple(relations)))
    return tuple(sorted(minimal, key=lambda one: (len(one.numbers), one.numbers)))


def sets(register: Register, relations: Sequence[Relation]) -> list[Contradiction]:
    """Every minimal set of numbers that cannot be true together, without repairs."""
    return [one for part in components(register, relations) for one in _minimal_sets(part)]


def contradictions(
    register: Register,
    relations: Sequence[Relation],
    confirmed: Collection[Key] = (),
) -> list[Contradiction]:
    """Every minimal set of printed numbers that cannot be true together.

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
        minimal = _minimal_sets(component)
        if not minimal:
            continue
        solver = Solver(component)
        for one in minimal:
            listed.append(replace(one, repairs=_repairs(register, solver, one.numbers, confirmed)))
    place = {claim.id: number for number, claim in enumerate(register)}
    return sorted(listed, key=lambda one: place[one.numbers[0][0]])


def _repairs(
    register: Register, solver: Solver, numbers: tuple[Key, ...], confirmed: Collection[Key]
) -> tuple[str, ...]:
    def possible(key: Key, interval: Interval) -> bool:
        others = [other for other in numbers if other != key]
        return solver.possible(others, instead={key: interval})

    return repairs(register, numbers, possible, confirmed)


def contradictory(register: Register, relations: Sequence[Relation]) -> dict[Key, str]:
    """For each number in a contradiction, one sentence that names the others.

    Parameters
    ----------
    register : Register
    relations : sequence of Relation

    Returns
    -------
    dict of (claim id, value name) to str
        For a number in several contradictions, the smallest of them.
    """
    says = {relation.id: relation.says.rstrip(".") for relation in relations}
    sentences: dict[Key, str] = {}
    for one in sets(register, relations):
        for key in one.numbers:
            sentences.setdefault(key, _sentence(register, key, one, says))
    if sentences:
        for claim in register:
            for value in claim.values:
                source = original(register, (claim.id, value.name))
                if source in sentences:
                    sentences.setdefault((claim.id, value.name), sentences[source])
    return sentences


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

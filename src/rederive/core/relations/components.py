"""Which relations are connected by common numbers, and what is asked of each such part."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from typing import Protocol

from rederive.core.numerals import Interval
from rederive.core.register import Register
from rederive.core.relations.enumeration import shrunk
from rederive.core.relations.formula import Key, Relation, original
from rederive.core.relations.solver import Bound, Component, Solver
from rederive.errors import InputError

CORNERS = 4
"""The most numbers of an equation whose corners are tried."""


def components(register: Register, relations: Sequence[Relation]) -> list[Component]:
    """The parts of the register that relations hold together; they do not touch each other."""
    bound = []
    group: dict[Key, set[Key]] = {}
    for relation in relations:
        names = {name: original(register, key) for name, key in relation.keys(register).items()}
        bound.append(Bound(relation, relation.id, relation.meaning, tuple(sorted(names.items()))))
        merged = set(names.values()).union(*(group.get(key, set()) for key in names.values()))
        group.update(dict.fromkeys(merged, merged))
    order = ((claim.id, value.name) for claim in register for value in claim.values)
    place = {key: at for at, key in enumerate(order)}
    within: dict[int, list[Bound]] = {}
    for one in bound:
        within.setdefault(id(group[one.names[0][1]]), []).append(one)
    found = {id(keys): keys for keys in group.values()}
    return [
        Component(
            tuple(
                (key, register[key[0]].value(key[1]).claimed)
                for key in sorted(keys, key=place.__getitem__)
            ),
            tuple(within[name]),
        )
        for name, keys in found.items()
    ]


def true_as_printed(component: Component) -> bool:
    """Whether one number in each interval is found so that all relations hold.

    These are the middles of the intervals; or some numbers between two corners, where the sides of
    one equation lie one way in the one corner and the other way in the other. Most pages are true,
    and so this spares a solver; if it does not hold, nothing is known yet.
    """
    return _true_in_the_middle(component) or _crosses(component)


def _true_in_the_middle(component: Component) -> bool:
    point = {key: _inside(interval) for key, interval in component.numbers}
    for bound in component.relations:
        numbers = {name: point[key] for name, key in bound.names}
        if not all(bound.relation.denominators(numbers)):
            return False
        if not all(bound.relation.apply(numbers)):
            return False
    return True


def _crosses(component: Component) -> bool:
    """Whether a single equation without division changes its sign between two corners.

    Its sides are polynomials, and the intervals make a box: it holds somewhere in between.
    """
    if len(component.relations) > 1 or len(component.numbers) > CORNERS:
        return False
    (bound,) = component.relations
    formula = bound.relation.formula
    if [type(how) for how in formula.ops] != [ast.Eq] or any(
        isinstance(node, ast.Div) for node in ast.walk(formula)
    ):
        return False
    ends = [_ends(interval) for _, interval in component.numbers]
    signs = set()
    for corner in itertools.product(*ends):
        point = dict(zip((key for key, _ in component.numbers), corner, strict=True))
        left, right = bound.relation.sides({name: point[key] for name, key in bound.names})
        signs.add((left > right) - (left < right))
    return 0 in signs or len(signs) > 1


def _ends(interval: Interval) -> tuple[Fraction, ...]:
    """Two numbers of an interval near its ends; one where it has not two."""
    low, high = interval.low, interval.high
    if not (isinstance(low, Fraction) and isinstance(high, Fraction)) or low == high:
        return (_inside(interval),)
    within = (high - low) / 1000
    return low + within, high - within


def _inside(interval: Interval) -> Fraction:
    """A number of an interval: its middle, or one a little within its only end."""
    low, high = interval.low, interval.high
    if not isinstance(low, Fraction):
        return high - (abs(high) / 1000 or 1) if isinstance(high, Fraction) else Fraction(0)
    if not isinstance(high, Fraction):
        return low + (abs(low) / 1000 or 1)
    return (low + high) / 2


def minimal_relations(
    solver: Solver, numbers: Collection[Key], relations: Sequence[str] | None = None
) -> tuple[str, ...]:
    """Relations, none of them in excess, under which these numbers cannot be true together.

    Parameters
    ----------
    solver : Solver
    numbers : collection of key
        Not possible together.
    relations : sequence of str, optional
        Where to look; all of the component by default.

    Raises
    ------
    InputError
        If there are no numbers: relations exclude each other.
    """

    def core(some: set[str]) -> set[str] | None:
        found = solver.core(numbers, some)
        return None if found is None else found[1]

    found = tuple(shrunk(solver.relations if relations is None else relations, core))
    if not numbers:
        raise InputError(
            f"data/claims/relations.yaml: relations {', '.join(found)} cannot hold "
            "together for any numbers; correct one of them."
        )
    return found


def with_repeats(register: Register, found: dict[Key, str]) -> dict[Key, str]:
    """What is said of some numbers, said also of those that repeat their digits."""
    if not found:
        return found
    return found | {
        key: found[source]
        for claim in register
        for value in claim.values
        if (key := (claim.id, value.name)) not in found
        and (source := original(register, key)) in found
    }


class HasNumbers(Protocol):
    """Something about some printed numbers."""

    @property
    def numbers(self) -> tuple[Key, ...]:
        """The numbers, in the order of the register."""
        ...


def by_place(register: Register) -> Callable[[HasNumbers], int]:
    """What sorts such things by where the claim of their first number stands in the register."""
    place = {claim.id: number for number, claim in enumerate(register)}
    return lambda one: place[one.numbers[0][0]]

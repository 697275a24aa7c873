"""Deciding on exact rationals what can be true together.

The solver Z3 [1]_ decides whether chosen numbers can lie in their intervals under chosen
relations; the MARCO method [2]_ asks it for every minimal set that cannot.

References
----------
.. [1] L. de Moura and N. Bjørner (2008). Z3: an efficient SMT solver. TACAS 2008.
   https://doi.org/10.1007/978-3-540-78800-3_24
.. [2] M. H. Liffiton, A. Previti, A. Malik and J. Marques-Silva (2016). Fast, flexible MUS
   enumeration. Constraints 21, 223-250. https://doi.org/10.1007/s10601-015-9183-0
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from rederive.core.numerals import Interval
from rederive.core.relations.formula import Key, Relation
from rederive.errors import InputError

T = TypeVar("T", bound=Hashable)

EFFORT = 20_000_000
"""Steps of the solver before a question counts as undecided: some seconds, the same everywhere."""


@dataclass(frozen=True)
class Bound:
    """A relation with the number behind each of its names; equal when its meaning is."""

    relation: Relation = field(compare=False)
    id: str
    holds: str
    names: tuple[tuple[str, Key], ...]


@dataclass(frozen=True)
class Component:
    """Relations that are connected through common numbers, and these numbers.

    Parameters
    ----------
    numbers : tuple of (key, interval)
        What each number can be.
    relations : tuple of Bound
    """

    numbers: tuple[tuple[Key, Interval], ...]
    relations: tuple[Bound, ...]


class Solver:
    """Answers, for one component, whether chosen numbers can be true under chosen relations."""

    def __init__(self, component: Component) -> None:
        import z3  # only where relations are to be decided

        self._z3 = z3
        self._solver = z3.Solver()
        self._solver.set(rlimit=EFFORT)
        self.numbers = tuple(key for key, _ in component.numbers)
        self.relations = tuple(bound.id for bound in component.relations)
        self._unknown = {key: z3.Real(str(key)) for key in self.numbers}
        parts: list[tuple[Key | str, object]] = [
            (key, self._within(key, interval)) for key, interval in component.numbers
        ]
        parts += [(bound.id, self._constraint(bound)) for bound in component.relations]
        self._parts = dict(parts)
        self._switch = {name: z3.Bool(str(name)) for name in self._parts}
        for name, part in self._parts.items():
            self._solver.add(z3.Implies(self._switch[name], part))

    def possible(
        self,
        numbers: Iterable[Key],
        relations: Iterable[str] | None = None,
        instead: dict[Key, Interval] | None = None,
    ) -> bool:
        """Whether these numbers can be true together.

        Parameters
        ----------
        numbers : iterable of key
        relations : iterable of str, optional
            Ids of the relations to respect; all of the component by default.
        instead : dict of key to Interval, optional
            Numbers that are to lie in another interval than the printed one.

        Raises
        ------
        InputError
            If the solver cannot decide.
        """
        names: list[Key | str] = [*numbers, *(self.relations if relations is None else relations)]
        other = [self._within(key, interval) for key, interval in (instead or {}).items()]
        self._solver.push()
        self._solver.add(*other)
        answer = self._solver.check(*(self._switch[name] for name in names))
        self._solver.pop()
        if answer == self._z3.unknown:
            # The method for polynomials is complete but finds no unsatisfiable core: start again.
            polynomials = self._z3.Tactic("qfnra-nlsat").solver()
            polynomials.set(rlimit=EFFORT)
            polynomials.add(*(self._parts[name] for name in names), *other)
            answer = polynomials.check()
        if answer == self._z3.unknown:
            raise InputError(
                f"data/claims/relations.yaml: relations {', '.join(self.relations)} cannot be "
                "decided together; write them with lower powers or fewer products."
            )
        return bool(answer == self._z3.sat)

    def _number(self, number: Fraction | float) -> object:
        return self._z3.RealVal(number)

    def _within(self, key: Key, interval: Interval) -> object:
        unknown, ends = self._unknown[key], []
        if interval.low != -math.inf:
            low = self._number(interval.low)
            ends.append(unknown >= low if interval.low_closed else unknown > low)
        if interval.high != math.inf:
            high = self._number(interval.high)
            ends.append(unknown <= high if interval.high_closed else unknown < high)
        return self._z3.And(ends)

    def _constraint(self, bound: Bound) -> object:
        numbers = {name: self._unknown[key] for name, key in bound.names}
        divisors = bound.relation.denominators(numbers, self._number)
        return self._z3.And(
            *bound.relation.apply(numbers, self._number), *(divisor != 0 for divisor in divisors)
        )


def minimal_impossible_sets(
    elements: Sequence[T], possible: Callable[[set[T]], bool]
) -> Iterator[frozenset[T]]:
    """Every minimal set of elements that is not possible, by the MARCO method.

    A separate solver keeps the map of the sets not yet known to be possible or impossible.
    Each unexplored set is grown, one element at a time, to a maximal possible set, whose subsets
    are then known, or shrunk to a minimal impossible one, whose supersets are then known.

    Parameters
    ----------
    elements : sequence
    possible : callable
        Whether a set of elements is possible; a subset of a possible set must be possible.

    Yields
    ------
    frozenset
        Only the empty set if nothing is possible.
    """
    import z3

    inside = {element: z3.Bool(str(number)) for number, element in enumerate(elements)}
    unexplored = z3.Solver()
    while unexplored.check() == z3.sat:
        model = unexplored.model()
        seed = {element for element in elements if not z3.is_false(model[inside[element]])}
        if possible(seed):
            for element in elements:
                if element not in seed and possible(seed | {element}):
                    seed.add(element)
            unexplored.add(z3.Or([inside[element] for element in elements if element not in seed]))
        else:
            core = shrunk([element for element in elements if element in seed], possible)
            yield frozenset(core)
            unexplored.add(z3.Or([z3.Not(inside[element]) for element in core]))


def shrunk(impossible: Sequence[T], possible: Callable[[set[T]], bool]) -> list[T]:
    """A minimal part of an impossible set that is still impossible."""
    kept = list(impossible)
    for element in impossible:
        rest = [other for other in kept if other != element]
        if not possible(set(rest)):
            kept = rest
    return kept

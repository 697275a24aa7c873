"""Deciding on exact rationals what can be true together.

The solver Z3 [1]_ decides whether chosen numbers can lie in their intervals under chosen
relations.

References
----------
.. [1] L. de Moura and N. Bjørner (2008). Z3: an efficient SMT solver. TACAS 2008.
   https://doi.org/10.1007/978-3-540-78800-3_24
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from rederive.core.numerals import Interval
from rederive.core.relations.formula import Key, Relation
from rederive.errors import InputError

EFFORT = 20_000_000
"""Steps of the solver before a question counts as undecided: some seconds, the same everywhere."""


class Undecided(InputError):
    """The solver cannot tell whether relations hold together."""


class Spent(Exception):
    """All steps that a search was given are used up."""


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
    """Answers, for one component, whether chosen numbers can be true under chosen relations.

    It has a context of its own, so that an answer and its cost do not depend on what the process
    asked before.

    Parameters
    ----------
    component : Component
    budget : int, optional
        Steps of the solver for all questions together; without end by default.
    """

    def __init__(self, component: Component, budget: int | None = None) -> None:
        import z3  # only where relations are to be decided

        self._z3 = z3
        self._context = z3.Context()
        self._solver = z3.Solver(ctx=self._context)
        self._solver.set(rlimit=EFFORT)
        self._budget, self._steps = budget, 0
        self.numbers = tuple(key for key, _ in component.numbers)
        self.relations = tuple(bound.id for bound in component.relations)
        self._unknown = {key: z3.Real(str(key), self._context) for key in self.numbers}
        parts: list[tuple[Key | str, object]] = [
            (key, self._within(key, interval)) for key, interval in component.numbers
        ]
        parts += [(bound.id, self._constraint(bound)) for bound in component.relations]
        self._parts = dict(parts)
        self._switch = {name: z3.Bool(str(name), self._context) for name in self._parts}
        self._name = {str(switch): name for name, switch in self._switch.items()}
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
        Undecided
            If the solver cannot decide.
        Spent
            If the budget is used up.
        """
        return self.core(numbers, relations, instead) is None

    def core(
        self,
        numbers: Iterable[Key],
        relations: Iterable[str] | None = None,
        instead: dict[Key, Interval] | None = None,
    ) -> tuple[set[Key], set[str]] | None:
        """Some of these numbers and relations that cannot be true together; None if all can.

        Parameters and errors are those of :meth:`possible`; numbers in ``instead`` are not named.
        """
        if self._budget is not None and self._steps > self._budget:
            raise Spent
        names: list[Key | str] = [*numbers, *(self.relations if relations is None else relations)]
        other = [self._within(key, interval) for key, interval in (instead or {}).items()]
        found: list[Key | str] = names
        self._solver.push()
        self._solver.add(*other)
        answer = self._solver.check(*(self._switch[name] for name in names))
        if answer == self._z3.unsat:
            found = [self._name[str(switch)] for switch in self._solver.unsat_core()]
        self._count(self._solver)
        self._solver.pop()
        if answer == self._z3.unknown:
            # The method for polynomials is complete but finds no unsatisfiable core: start again.
            polynomials = self._z3.Tactic("qfnra-nlsat", ctx=self._context).solver()
            polynomials.set(rlimit=EFFORT)
            polynomials.add(*(self._parts[name] for name in names), *other)
            answer = polynomials.check()
            self._count(polynomials)
        if answer == self._z3.unknown:
            raise Undecided(
                f"data/claims/relations.yaml: relations {', '.join(self.relations)} cannot be "
                "decided together; write them with lower powers or fewer products."
            )
        if answer == self._z3.sat:
            return None
        return (
            {name for name in found if not isinstance(name, str)},
            {name for name in found if isinstance(name, str)},
        )

    def numbers_core(self, numbers: set[Key]) -> set[Key] | None:
        """Some of these numbers that cannot be true together under all relations, or None."""
        core = self.core(numbers)
        return None if core is None else core[0]

    def _count(self, solver: object) -> None:
        """Note the steps that the context has taken since it was made."""
        self._steps = solver.statistics().get_key_value("rlimit count")  # type: ignore[attr-defined]

    def _number(self, number: Fraction | float) -> object:
        return self._z3.RealVal(number, self._context)

    def _within(self, key: Key, interval: Interval) -> object:
        unknown = self._unknown[key]
        ends = [self._z3.BoolVal(True, self._context)]
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

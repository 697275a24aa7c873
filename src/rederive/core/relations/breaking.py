"""Whether a relation could fail at all.

A relation that no slip of the pen could break says nothing about the numbers in it: persons are
at most person-times, two bounds of one kind always have a number in common. So each number of a
relation is moved, in thought, as slips move numbers, and the relation has to break at one of them.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rederive.core.claims import Value
from rederive.core.numerals import Interval
from rederive.core.register import Register
from rederive.core.relations.components import components
from rederive.core.relations.formula import Key, Relation
from rederive.core.relations.solver import Solver
from rederive.errors import InputError

FACTORS = {
    "x0.1": Fraction(1, 10),
    "x0.5": Fraction(1, 2),
    "x2": Fraction(2),
    "x10": Fraction(10),
}
DIGITS = {"-1 digit": -1, "+1 digit": 1}
MOVES = (*FACTORS, *DIGITS)
"""How each number is moved: by factors, and by one unit of its last printed digit."""
_ABOVE, _BELOW = (ast.Gt, ast.GtE), (ast.Lt, ast.LtE)


@dataclass(frozen=True)
class Breaking:
    """The moves of each number of a relation under which it could not hold.

    Parameters
    ----------
    relation : str
        Its id.
    moves : dict of (claim id, value name) to tuple of str
    """

    relation: str
    moves: dict[Key, tuple[str, ...]]

    @property
    def by_any(self) -> bool:
        """Whether any move breaks the relation."""
        return any(self.moves.values())


def moved(value: Value, move: str) -> Interval:
    """What a printed number would claim if it were moved."""
    claimed = value.claimed
    if move in FACTORS:
        return claimed.scaled(FACTORS[move])
    by = DIGITS[move] * value.step
    low, high = (end if math.isinf(end) else end + by for end in (claimed.low, claimed.high))
    return Interval(low, high, claimed.low_closed, claimed.high_closed)


def _breaks(register: Register, relation: Relation) -> Iterator[tuple[Key, str]]:
    """Each number and move under which the relation cannot hold, the other numbers as printed."""
    (part,) = components(register, [relation])
    solver = Solver(part)
    for move in MOVES:
        for key in solver.numbers:
            value = register[key[0]].value(key[1])
            others = [other for other in solver.numbers if other != key]
            if not solver.possible(others, instead={key: moved(value, move)}):
                yield key, move


def _plainly(register: Register, relation: Relation) -> bool:
    """Whether interval arithmetic shows a move that breaks a relation; no solver is asked."""
    keys = relation.keys(register)
    values = {name: register[claim].value(value) for name, (claim, value) in keys.items()}
    printed: dict[str, Any] = {name: value.claimed.iv() for name, value in values.items()}
    return any(
        _apart(relation, printed | {name: moved(values[name], move).iv()})
        for name in values
        for move in MOVES
    )


def _apart(relation: Relation, numbers: dict[str, Any]) -> bool:
    """Whether two sides lie so that their comparison cannot hold, wherever in their intervals."""
    sides = relation.sides(numbers, lambda number: Interval(number, number).iv())
    return any(
        (type(how) not in _ABOVE and left.a > right.b)
        or (type(how) not in _BELOW and left.b < right.a)
        for how, left, right in zip(relation.formula.ops, sides[:-1], sides[1:], strict=True)
    )


def breakings(register: Register, relations: Sequence[Relation]) -> list[Breaking]:
    """For each relation all moves that break it."""
    found = []
    for relation in relations:
        moves: dict[Key, list[str]] = {key: [] for key in relation.keys(register).values()}
        for key, move in _breaks(register, relation):
            moves.setdefault(key, []).append(move)
        found.append(Breaking(relation.id, {key: tuple(each) for key, each in moves.items()}))
    return found


def check(register: Register, relations: Sequence[Relation]) -> None:
    """Check that every relation can break, or says why it stays though none of the moves does.

    Raises
    ------
    InputError
        Naming file, relation and remedy.
    """
    for relation in relations:
        breakable = (
            _plainly(register, relation) or next(_breaks(register, relation), None) is not None
        )
        place = f"data/claims/relations.yaml: relation {relation.id}"
        if not breakable and relation.unbreakable is None:
            raise InputError(
                f"{place}: nothing breaks it, none of its numbers moved by {', '.join(MOVES)}; "
                "sharpen or remove it, or say under `unbreakable` why it stays."
            )
        if breakable and relation.unbreakable is not None:
            raise InputError(f"{place}: it can break; remove `unbreakable`.")

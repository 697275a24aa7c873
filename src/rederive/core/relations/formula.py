"""Relations between printed numbers, as data: ``data/claims/relations.yaml``.

A relation names a few printed numbers and says, as a formula, what must hold between them: a sum
and its parts, a rate and its base, a count and the list that it counts, two dates, the same
quantity printed twice. A formula speaks of the true quantities in base units, never of the
digits, so ``total == a + b`` is exact and rounding is left to the numbers' intervals.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from rederive.core import expressions
from rederive.core.fields import Model, Text
from rederive.core.register import Register
from rederive.core.relations.constants import Constant
from rederive.errors import InputError, first_problem
from rederive.reading.yaml_files import read_yaml

Key = tuple[str, str]
"""A printed number: claim id and value name."""

COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class Relation(Model):
    """What must hold between some printed numbers.

    Parameters
    ----------
    id : str
        Never changes.
    says : str
        The relation in one sentence, in our words.
    where : dict of str to str
        For each name of the formula, ``claim-id/value name`` (or ``claim-id`` where the claim has
        one number).
    holds : str
        The formula: names, numbers, ``+ - * / **`` (whole powers) and comparisons, which may be
        chained. Numbers are exact: ``1.05`` is 21/20.
    constants : dict of str to Constant
        Numbers of the formula that no claim prints, by name.
    unbreakable : str, optional
        Why it stays although no slip could break it (:mod:`rederive.core.relations.breaking`).
    """

    id: Text
    says: Text
    where: dict[str, str]
    holds: str
    constants: dict[str, Constant] = Field(default_factory=dict)
    unbreakable: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Relation:
        used = expressions.names(self.formula)
        if both := self.constants.keys() & self.where.keys():
            raise ValueError(f"constants: {min(both)!r} is in `where` too; give it another name")
        if not used - self.constants.keys():
            raise ValueError("holds: names no printed number; give the numbers in `where`")
        if unknown := used - self.where.keys() - self.constants.keys():
            raise ValueError(f"holds: the name {min(unknown)!r} is not in `where`; add it there")
        if idle := self.where.keys() - used:
            raise ValueError(f"where: {min(idle)!r} is not used in `holds`; use it or remove it")
        if idle := self.constants.keys() - used:
            raise ValueError(f"constants: {min(idle)!r} is not used in `holds`; remove it")
        return self

    @cached_property
    def meaning(self) -> str:
        """The formula with the values of its constants, which tells relations apart."""
        values = [f"{name} = {each.value}" for name, each in sorted(self.constants.items())]
        return "; ".join([self.holds, *values])

    def _with_constants(
        self, numbers: Mapping[str, Any], constant: Callable[[Fraction], Any]
    ) -> dict[str, Any]:
        return {
            **numbers,
            **{name: constant(each.value) for name, each in self.constants.items()},
        }

    @cached_property
    def formula(self) -> ast.Compare:
        """The parsed and admitted ``holds``."""
        try:
            tree = expressions.parse(self.holds)
        except ValueError as error:
            raise ValueError(f"holds: {error}; write a comparison such as total == a + b") from None
        if not isinstance(tree, ast.Compare):
            raise ValueError(
                f"holds: {self.holds!r} compares nothing; write a comparison such as total == a + b"
            )
        for side in (tree.left, *tree.comparators):
            try:
                expressions.admit(side)
            except ValueError as error:
                raise ValueError(f"holds: {error}") from None
        if not all(type(comparison) in COMPARISONS for comparison in tree.ops):
            raise ValueError("holds: compare only with == < <= > or >=")
        return tree

    def keys(self, register: Register) -> dict[str, Key]:
        """The printed number that each name of the formula stands for.

        Raises
        ------
        InputError
            If a claim or value is not in the register, or two names are the same printed digits,
            also where one claim repeats another's: a number always agrees with itself.
        """
        found: dict[str, Key] = {}
        digits: dict[Key, str] = {}
        for name, text in self.where.items():
            claim, _, value = text.partition("/")
            try:
                found[name] = (claim, register[claim].value(value or None).name)
            except InputError as error:
                raise InputError(
                    f"data/claims/relations.yaml: relation {self.id}, where.{name}: {error}"
                ) from None
            first = digits.setdefault(original(register, found[name]), name)
            if first != name:
                raise InputError(
                    f"data/claims/relations.yaml: relation {self.id}, where: {first!r} and "
                    f"{name!r} are the same printed digits, and a number compared with itself "
                    "shows nothing; give them one name, or name another printing."
                )
        return found

    def apply(
        self, numbers: Mapping[str, Any], constant: Callable[[Fraction], Any] = Fraction
    ) -> list[Any]:
        """The formula's comparisons with ``numbers`` put in for its names.

        Parameters
        ----------
        numbers : mapping of str to number
            Exact rationals, or a solver's unknowns.
        constant : callable
            Makes such a number of a ``Fraction``.

        Returns
        -------
        list
            What each comparison gives (booleans, or a solver's constraints), in order.
        """
        sides = self.sides(numbers, constant)
        return [
            COMPARISONS[type(comparison)](left, right)
            for comparison, left, right in zip(self.formula.ops, sides[:-1], sides[1:], strict=True)
        ]

    def sides(
        self, numbers: Mapping[str, Any], constant: Callable[[Fraction], Any] = Fraction
    ) -> list[Any]:
        """What the formula compares, in order, with ``numbers`` put in as for :meth:`apply`."""
        known = self._with_constants(numbers, constant)
        return [
            expressions.evaluate(side, known, constant)
            for side in (self.formula.left, *self.formula.comparators)
        ]

    def denominators(
        self, numbers: Mapping[str, Any], constant: Callable[[Fraction], Any] = Fraction
    ) -> list[Any]:
        """What the formula divides by, none of which can be zero."""
        known = self._with_constants(numbers, constant)
        return [
            expressions.evaluate(node.right, known, constant)
            for node in ast.walk(self.formula)
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        ]


def original(register: Register, key: Key) -> Key:
    """The number whose digits these are: itself, unless it repeats another claim's digits."""
    value = register[key[0]].value(key[1])
    if value.repeats is not None:
        for other in register[value.repeats].values:
            if (other.printed, other.line) == (value.printed, value.line):
                return value.repeats, other.name
    return key


def read(path: Path) -> tuple[Relation, ...]:
    """Read the relations of a file such as ``data/claims/relations.yaml``.

    Raises
    ------
    InputError
        If the file is missing, or a relation is malformed or its id is not its own.
    """
    content = read_yaml(path)
    if content is None:
        return ()  # a list that nothing has been added to
    if not isinstance(content, list):
        raise InputError(f"{path}: needs to be a list of relations (id, says, where, holds).")
    relations: list[Relation] = []
    for number, entry in enumerate(content, start=1):
        name = (isinstance(entry, dict) and entry.get("id")) or number
        try:
            relations.append(Relation.model_validate(entry))
        except ValidationError as error:
            place, message = first_problem(error)
            field = "".join(f"{part}: " for part in place)
            raise InputError(f"{path}: relation {name}, {field}{message}.") from None
        if name in {relation.id for relation in relations[:-1]}:
            raise InputError(f"{path}: the relation {name} is there twice; give one a new id.")
    return tuple(relations)

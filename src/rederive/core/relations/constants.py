"""Numbers in a relation that no claim prints: each has a name, and a source.

A relation that holds a printed number against one that its author typed tests only the author.
So a formula may hold only 0, 1 and 100 (nothing, a whole, a whole in per cent); any other
number is a constant of the relation: the number of a fixed list of names, a month, a unit or a
figure from a source.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from pydantic import model_validator

from rederive.core import numerals, periods
from rederive.core.fields import Model, Text
from rederive.errors import InputError

if TYPE_CHECKING:
    from rederive.core.relations.formula import Relation

FREE = (0, 1, 100)
"""Numbers that a formula may hold itself."""
_LINES = re.compile(r"report ([1-9]\d*)(?:-([1-9]\d*))?")
MONTHS = 12


class Constant(Model):
    """One number of a formula that no claim prints; exactly one of the first three is given.

    Parameters
    ----------
    names : tuple of str
        What a sentence lists, in our words; the constant is how many they are.
    month : str
        A month (``2015-06``); the constant counts the months from the year 0, so that the
        difference of two is a duration.
    number : str
        A numeral.
    source : str
        ``report LINE`` or ``report LINE-LINE`` for names and months of the text, ``source KEY`` of
        the bibliography, or ``units`` for what a unit means (days in a week, tenths in a whole).
    """

    names: tuple[Text, ...] | None = None
    month: str | None = None
    number: str | None = None
    source: Text

    @model_validator(mode="after")
    def _check(self) -> Constant:
        given = [each for each in (self.names, self.month, self.number) if each is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of names, month and number")
        if self.names is not None and len(set(self.names)) != len(self.names):
            raise ValueError("names: one is there twice; keep it once")
        if self.month is not None:
            if not re.fullmatch(r"\d{4}-\d{2}", self.month):
                raise ValueError(f"month: {self.month!r} is not a month; write it like 2015-06")
            periods.days(self.month, "month")
        if self.number is not None:
            numerals.parse_numeral(self.number)
            if _LINES.fullmatch(self.source):
                raise ValueError(
                    "number: what the report prints is a claim, not a constant; name the claim "
                    "under `where`"
                )
        return self

    @property
    def value(self) -> Fraction:
        """The exact number."""
        if self.names is not None:
            return Fraction(len(self.names))
        if self.month is not None:
            year, month = self.month.split("-")
            return Fraction(int(year) * MONTHS + int(month) - 1)
        return numerals.parse_numeral(self.number or "")[0]

    @property
    def lines(self) -> tuple[int, int] | None:
        """First and last line of the report where it stands; None if it is not from there."""
        found = _LINES.fullmatch(self.source)
        return (int(found[1]), int(found[2] or found[1])) if found else None


def typed(relation: Relation) -> list[str]:
    """The numbers that a formula holds without a name; powers are part of its form."""
    powers = {
        id(node.right)
        for node in ast.walk(relation.formula)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
    }
    return [
        ast.unparse(node)
        for node in ast.walk(relation.formula)
        if isinstance(node, ast.Constant) and node.value not in FREE and id(node) not in powers
    ]


def check(
    relations: tuple[Relation, ...],
    sources: Container[str],
    numerals_of: Mapping[int, Container[str]],
) -> None:
    """Check that every number of a formula is named and has a source.

    Parameters
    ----------
    relations : tuple of Relation
    sources : container of str
        Keys of the bibliography.
    numerals_of : mapping of int to container of str
        The numerals that stand on each line of the report, where months are looked up.

    Raises
    ------
    InputError
        Naming file, relation and remedy.
    """
    for relation in relations:
        try:
            if numbers := typed(relation):
                raise ValueError(
                    f"holds: the number {numbers[0]} is typed; give it a name under `constants`, "
                    "with its source"
                )
            for name, constant in relation.constants.items():
                _sourced(name, constant, sources, numerals_of)
        except ValueError as error:
            raise InputError(
                f"data/claims/relations.yaml: relation {relation.id}, {error}."
            ) from None


def _sourced(
    name: str,
    constant: Constant,
    sources: Container[str],
    numerals_of: Mapping[int, Container[str]],
) -> None:
    kind, _, key = constant.source.partition(" ")
    if constant.lines is None and constant.source != "units" and kind != "source":
        raise ValueError(
            f"constants.{name}: the source {constant.source!r} is not one; write report LINE, "
            "source KEY or units"
        )
    if kind == "source" and key not in sources:
        raise ValueError(f"constants.{name}: the source {key!r} is not in references.bib; add it")
    if constant.names is not None and constant.lines is None:
        raise ValueError(f"constants.{name}: a list stands in the report; name its line")
    if constant.month is not None and constant.lines is not None:
        first, last = constant.lines
        printed = [numerals_of.get(line, ()) for line in range(first, last + 1)]
        for part in map(int, constant.month.split("-")):
            if not any(str(part) in tokens for tokens in printed):
                raise ValueError(
                    f"constants.{name}: line {first} prints no {part}; correct month or line"
                )

"""The same quantity in several reports: what joins their numbers, and what might."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from rederive.core.register import Register
from rederive.core.relations.formula import Key, Relation
from rederive.core.relations.guesses import Pair

_TELLING = ("equal", "nearly equal", "same digits", "same name")
"""Reasons of proposed pairs for which two numbers may be one."""


def quantities(register: Register, relations: Iterable[Relation]) -> list[list[Key]]:
    """The numbers that several reports print for one quantity, in the register's order.

    Numbers belong together that a relation sets equal, or that have one id and name within their
    reports and are for the same time.
    """
    group = _grouped(register, [*_set_equal(register, relations), *_of_one_id(register)])
    order = {key: at for at, key in enumerate(group)}
    found = {id(keys): sorted(keys, key=order.__getitem__) for keys in group.values()}
    return [keys for keys in found.values() if len({register[key[0]].report for key in keys}) > 1]


def _grouped(register: Register, links: Iterable[tuple[Key, Key]]) -> dict[Key, list[Key]]:
    """For each number all that links join it to, itself included: one list for all of them."""
    group = {
        (claim.id, value.name): [(claim.id, value.name)]
        for claim in register
        for value in claim.values
    }
    for one, other in links:
        if group[one] is not group[other]:
            group[one] += group[other]
            for key in group[other]:
                group[key] = group[one]
    return group


def _set_equal(register: Register, relations: Iterable[Relation]) -> Iterable[tuple[Key, Key]]:
    for relation in relations:
        match relation.formula:
            case ast.Compare(left=ast.Name(id=one), ops=[ast.Eq()], comparators=[ast.Name(id=two)]):
                keys = relation.keys(register)
                if one in keys and two in keys:
                    yield keys[one], keys[two]


def _of_one_id(register: Register) -> Iterable[tuple[Key, Key]]:
    first: dict[tuple[str, str, str, str], Key] = {}
    for claim in register:
        for value in claim.values:
            key = claim.id, value.name
            if value.as_of is not None:
                about = claim.own_id, value.name, value.as_of, str(value.unit)
                yield first.setdefault(about, key), key


def proposed(
    register: Register, relations: Iterable[Relation], pairs: Iterable[Pair]
) -> list[Pair]:
    """The pairs of numbers that may be one quantity in two reports, and that no relation joins.

    Those of one id and time come first; the others are those proposed pairs that have one unit, no
    two times, and one name or numbers that agree, nearly agree or differ by a scale.
    """
    joined = _grouped(register, _set_equal(register, relations))
    own = [Pair(one, other, "same id") for one, other in _of_one_id(register) if one != other]
    found: dict[frozenset[Key], Pair] = {}
    for pair in [*own, *(pair for pair in pairs if pair.reason in _TELLING)]:
        ends = frozenset((pair.first, pair.second))
        if pair.second not in joined[pair.first] and _may_be_one(register, pair):
            found.setdefault(ends, pair)
    return list(found.values())


def _may_be_one(register: Register, pair: Pair) -> bool:
    claims = register[pair.first[0]], register[pair.second[0]]
    one, other = claims[0].value(pair.first[1]), claims[1].value(pair.second[1])
    times = {one.as_of, other.as_of} - {None}
    return claims[0].report != claims[1].report and one.unit == other.unit and len(times) < 2

"""Pairs of printed numbers that a person should look at.

A relation that is not written down cannot be contradicted. So this module proposes pairs by simple
rules, and ``data/claims/pairs.csv`` says for each whether it became a relation, or why not.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path

from rederive.core.register import Register
from rederive.core.relations import guesses
from rederive.core.relations.families import Families
from rederive.core.relations.guesses import Pair
from rederive.core.relations.numbers import Likeness, Number, numbers_of
from rederive.errors import InputError
from rederive.reading.tables import read_rows

DECISIONS = ("relation", "rejected")
COLUMNS = ["first", "second", "reason", "decision", "why"]
NEARBY = 3
"""Lines of text within which a sum and its parts are one passage."""
PASSAGE = 0.45
"""From which likeness two numbers of one unit under a common name seem one passage."""

_WORDS_ONLY = {"change", "rank", "ratio"}


@dataclass(frozen=True)
class Decision:
    """Whether a relation was made of a pair: ``why`` is its id, or the reason against one."""

    reason: str
    decision: str
    why: str


def _reason(a: Number, b: Number, likeness: Likeness) -> str | None:
    """Why two numbers of one unit are proposed; None if they are not."""
    names = a.name, b.name
    shared = a.words & b.words
    same_time = a.same_time(b)
    in_numbers = a.value.unit not in _WORDS_ONLY
    telling = in_numbers and len(a.digits) > 1
    if a.value.unit in guesses.CALENDAR:
        telling = telling and likeness.story(a, b) >= guesses.STORY
    if telling and a.size == b.size:
        return "equal"
    if telling and a.digits == b.digits:
        return "same digits"
    if telling and same_time and a.value.unit not in guesses.CALENDAR and _near(a.size, b.size):
        return "nearly equal"
    if same_time and len(shared) >= 3 and len(shared) >= 0.6 * min(len(a.words), len(b.words)):
        return "same words"
    if same_time and len(names[0] & names[1]) >= max(2, min(map(len, names)) / 2):
        return "same name"
    if in_numbers and same_time and names[0] & names[1] and likeness.story(a, b) >= PASSAGE:
        return "one passage"
    return None


def _near(a: Fraction, b: Fraction) -> bool:
    return bool(a and b) and abs(a / b - 1) < Fraction(1, 50)


def _sums(numbers: list[Number], nearby: int) -> list[Pair]:
    """Two numbers of one passage that make a third there, or a hundred per cent."""
    pairs = []
    for a, b in combinations(numbers, 2):
        if abs(a.line - b.line) > nearby or not a.size * b.size or a.value.unit in _WORDS_ONLY:
            continue
        if a.value.unit == "percent" and a.size + b.size == 100:
            pairs.append(Pair(a.key, b.key, "together a hundred per cent"))
        for total in numbers:
            if total.size == a.size + b.size and abs(total.line - a.line) <= nearby:
                pairs.append(Pair(a.key, b.key, f"together {total.value} of {total.claim.id}"))
    return pairs


def propose(
    register: Register,
    line_spacing: int = 1,
    common_words: Collection[str] = (),
    families: Families | None = None,
) -> list[Pair]:
    """Pairs of printed numbers that may be related.

    Of one unit: numbers that are equal or have the same digits; numbers of one time that are
    within two per cent of each other, or described in the same words, or stand in one passage
    under a common word; numbers that together make a third of the passage, or a hundred per cent;
    hedges that exclude each other. Across units: one quantity in two units of a family, or counted
    in two ways; dates of one story, and a duration beside them; a period and the years described;
    a rate, its base and a total.
    Directions, ranks and comparisons are proposed only for their words.

    Parameters
    ----------
    register : Register
    line_spacing : int
        How far the lines of the text lie apart: 2 where every second one is empty.
    common_words : collection of str
        Words that say nothing about a number of this report, such as its subject.
    families : Families, optional
        Which units measure or count one kind of thing.

    Returns
    -------
    list of Pair
        In the order of the register, each pair once; a pair for several reasons has the first
        that clashes, or else the first.
    """
    numbers = numbers_of(register, common_words)
    place = {number.key: at for at, number in enumerate(numbers)}
    likeness = Likeness(numbers, line_spacing)
    pairs: dict[tuple[str, str], Pair] = {}
    for pair in _candidates(register, numbers, likeness, NEARBY * line_spacing, families):
        if place[pair.first] > place[pair.second]:
            pair = Pair(pair.second, pair.first, pair.reason, pair.clash)
        known = pairs.get(pair.names)
        if known is None or (pair.clash and not known.clash):
            pairs[pair.names] = pair
    return sorted(pairs.values(), key=lambda pair: (place[pair.first], place[pair.second]))


def _candidates(
    register: Register,
    numbers: list[Number],
    likeness: Likeness,
    nearby: int,
    families: Families | None,
) -> Iterable[Pair]:
    for a, b in combinations(numbers, 2):
        if a.value.unit == b.value.unit and (reason := _reason(a, b, likeness)):
            clash = guesses.two_sizes(a, b, likeness) if a.value.unit not in _WORDS_ONLY else ""
            yield Pair(a.key, b.key, reason, clash)
    for chapter in register.titles:
        for unit in sorted({number.value.unit for number in numbers}):
            group = [n for n in numbers if n.claim.chapter == chapter and n.value.unit == unit]
            yield from _sums(group, nearby)
    yield from guesses.exclusive_hedges(numbers)
    yield from guesses.dates(numbers, likeness)
    yield from guesses.described(numbers, likeness)
    yield from guesses.products(numbers, likeness)
    yield from guesses.other_units(numbers, likeness, families or Families({}))


def read_decisions(path: Path) -> dict[tuple[str, str], Decision]:
    """What was decided on each proposed pair.

    Parameters
    ----------
    path : Path
        Such as ``data/claims/pairs.csv``.

    Returns
    -------
    dict of (first, second) to Decision
        Numbers are written ``claim-id/value name``.

    Raises
    ------
    InputError
        If the file cannot be read, or a row is incomplete or is there twice.
    """
    decisions = {}
    for number, fields in enumerate(read_rows(path, COLUMNS), start=2):
        row = dict(zip(COLUMNS, fields, strict=True))
        if row["decision"] not in DECISIONS or not row["why"]:
            raise InputError(
                f"{path}, row {number}: needs a decision ({' or '.join(DECISIONS)}) and, in why, "
                "the relation's id or the reason."
            )
        key = row["first"], row["second"]
        if key in decisions:
            raise InputError(f"{path}, row {number}: this pair is there twice; keep one row.")
        decisions[key] = Decision(row["reason"], row["decision"], row["why"])
    return decisions


def undecided(pairs: Iterable[Pair], decisions: Container[tuple[str, str]]) -> list[Pair]:
    """Proposed pairs without a decision."""
    return [pair for pair in pairs if pair.names not in decisions]

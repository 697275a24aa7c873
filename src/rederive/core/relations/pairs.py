"""Pairs of printed numbers that a person should look at.

A relation that is not written down cannot be contradicted. So this module proposes pairs by simple
rules, and ``data/claims/pairs.csv`` says for each whether it became a relation, or why not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations
from pathlib import Path

from rederive.core import numerals, periods
from rederive.core.claims import Claim, Value
from rederive.core.register import Register
from rederive.core.relations.formula import Key, original
from rederive.errors import InputError
from rederive.reading.tables import read_rows

DECISIONS = ("relation", "rejected")
COLUMNS = ["first", "second", "reason", "decision", "why"]
NEARBY = 3
"""Lines of text within which two numbers are one passage."""

_WORDS_ONLY = {"change", "rank", "ratio"}
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """
    a about above after again all also among an and any are as at be been before below between but
    by called each end ever every first for from given gave had has have in
    into is it its last less made make many more most near nearly new not number
    of off on one only or other out over own per put said share so some such than that the their
    them there these they this those three to total two under up used was were when which while who
    with year yearly
    """,
    )
)
"""Words that say nothing about what a number counts."""


@dataclass(frozen=True)
class Pair:
    """Two printed numbers and why they were proposed."""

    first: Key
    second: Key
    reason: str

    @property
    def names(self) -> tuple[str, str]:
        """Both numbers as ``claim-id/value name``."""
        return "/".join(self.first), "/".join(self.second)


@dataclass(frozen=True)
class Decision:
    """Whether a relation was made of a pair: ``why`` is its id, or the reason against one."""

    reason: str
    decision: str
    why: str


@dataclass(frozen=True)
class _Number:
    claim: Claim
    value: Value
    name: frozenset[str]
    words: frozenset[str]

    @property
    def key(self) -> Key:
        return self.claim.id, self.value.name

    @property
    def size(self) -> Fraction:
        return numerals.parse_numeral(self.value.numeral)[0] * self.value.factor

    @property
    def digits(self) -> str:
        if self.value.word is not None:
            return ""  # the bound is the scale's, not the report's
        return re.sub(r"[^0-9]", "", self.value.numeral).strip("0")

    @property
    def line(self) -> int:
        return self.value.line or self.claim.lines[0]


def _words(text: str, common: frozenset[str]) -> frozenset[str]:
    words = {word.rstrip("s") for word in re.findall(r"[a-z]{3,}", text.lower())}
    return frozenset(words - common)


def _numbers(register: Register, common_words: Collection[str]) -> list[_Number]:
    """Every number whose digits are its own, with the telling words of its name and claim."""
    common = _EMPTY | frozenset(common_words)
    numbers = []
    for claim in register:
        says = _words(claim.says, common)
        for value in claim.values:
            if original(register, (claim.id, value.name))[0] == claim.id:
                name = _words(value.name, common)
                numbers.append(_Number(claim, value, name, name | says))
    return numbers


def _span(as_of: str | None) -> tuple[date, date]:
    """First and last day of a period; all days where none is named."""
    return (date.min, date.max) if as_of is None else periods.days(as_of)


def _same_time(a: Value, b: Value) -> bool:
    (a_first, a_last), (b_first, b_last) = _span(a.as_of), _span(b.as_of)
    return a_first <= b_last and b_first <= a_last


def _reason(a: _Number, b: _Number, nearby: int) -> str | None:
    """Why two numbers of one unit are proposed; None if they are not."""
    names = a.name, b.name
    shared = a.words & b.words
    same_time = _same_time(a.value, b.value)
    in_numbers = a.value.unit not in _WORDS_ONLY
    telling = in_numbers and len(a.digits) > 1
    if telling and a.size == b.size:
        return "equal"
    if telling and a.digits == b.digits:
        return "same digits"
    if telling and same_time and a.value.unit != "year" and _near(a.size, b.size):
        return "nearly equal"
    if same_time and len(shared) >= 3 and len(shared) >= 0.6 * min(len(a.words), len(b.words)):
        return "same words"
    if same_time and len(names[0] & names[1]) >= max(2, min(map(len, names)) / 2):
        return "same name"
    passage = a.claim.chapter == b.claim.chapter and abs(a.line - b.line) <= nearby
    if in_numbers and same_time and passage and names[0] & names[1]:
        return "one passage"
    return None


def _near(a: Fraction, b: Fraction) -> bool:
    return bool(a and b) and abs(a / b - 1) < Fraction(1, 50)


def _sums(numbers: list[_Number], nearby: int) -> list[Pair]:
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
    register: Register, line_spacing: int = 1, common_words: Collection[str] = ()
) -> list[Pair]:
    """Pairs of printed numbers of one unit that may be related.

    Proposed are numbers that are equal or have the same digits; numbers of one time that are
    within two per cent of each other, or described in the same words, or stand in one passage
    under a common word; and numbers that together make a third of the passage, or a hundred per
    cent. Directions, ranks and comparisons are proposed only for their words.

    Parameters
    ----------
    register : Register
    line_spacing : int
        How far the lines of the text lie apart: 2 where every second one is empty.
    common_words : collection of str
        Words that say nothing about a number of this report, such as its subject.

    Returns
    -------
    list of Pair
        In the order of the register, each pair once.
    """
    numbers = _numbers(register, common_words)
    nearby = NEARBY * line_spacing
    pairs = {}
    for a, b in combinations(numbers, 2):
        if a.value.unit == b.value.unit and (reason := _reason(a, b, nearby)):
            pairs[a.key, b.key] = Pair(a.key, b.key, reason)
    for chapter in register.titles:
        for unit in {number.value.unit for number in numbers}:
            group = [n for n in numbers if n.claim.chapter == chapter and n.value.unit == unit]
            for pair in _sums(group, nearby):
                pairs.setdefault((pair.first, pair.second), pair)
    place = {number.key: at for at, number in enumerate(numbers)}
    return sorted(pairs.values(), key=lambda pair: (place[pair.first], place[pair.second]))


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

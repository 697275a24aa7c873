"""Printed numbers as pairs are looked for among them: their words, their place, their size."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from rederive.core import numerals, periods
from rederive.core.claims import Claim, Value
from rederive.core.register import Register
from rederive.core.relations.formula import Key, original

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
class Number:
    """One printed number.

    Attributes
    ----------
    claim : Claim
    value : Value
    name, words : frozenset of str
        The telling words of its name, and of its name and claim.
    """

    claim: Claim
    value: Value
    name: frozenset[str]
    words: frozenset[str]

    @property
    def key(self) -> Key:
        """Claim id and value name."""
        return self.claim.id, self.value.name

    @cached_property
    def size(self) -> Fraction:
        """The numeral times its scale, in base units."""
        return numerals.parse_numeral(self.value.numeral)[0] * self.value.factor

    @cached_property
    def digits(self) -> str:
        """Its digits without leading and trailing zeros; none for a word of the scale."""
        if self.value.word is not None:
            return ""  # the bound is the scale's, not the report's
        return re.sub(r"[^0-9]", "", self.value.numeral).strip("0")

    @property
    def line(self) -> int:
        """Where it stands in the text."""
        return self.value.line or self.claim.lines[0]

    @cached_property
    def span(self) -> tuple[date, date]:
        """First and last day of its period; all days where none is named."""
        return (date.min, date.max) if self.value.as_of is None else periods.days(self.value.as_of)

    def same_time(self, other: Number) -> bool:
        """Whether the periods of both overlap."""
        return self.span[0] <= other.span[1] and other.span[0] <= self.span[1]


def _words(text: str, common: frozenset[str]) -> frozenset[str]:
    words = {word.rstrip("s") for word in re.findall(r"[a-z]{3,}", text.lower())}
    return frozenset(words - common)


def numbers_of(register: Register, common_words: Collection[str] = ()) -> list[Number]:
    """Every number whose digits are its own, with the telling words of its name and claim.

    Parameters
    ----------
    register : Register
    common_words : collection of str
        Words that say nothing about a number of this report, such as its subject.
    """
    common = _EMPTY | frozenset(common_words)
    numbers = []
    for claim in register:
        says = _words(claim.says, common)
        for value in claim.values:
            if original(register, (claim.id, value.name))[0] == claim.id:
                name = _words(value.name, common)
                numbers.append(Number(claim, value, name, name | says))
    return numbers


class Likeness:
    """How much two numbers seem to be about one thing, from their words and their place.

    A word counts the more, the fewer claims use it (inverse document frequency [1]_). Distance in
    the text makes two numbers less alike and never rules them out.

    Parameters
    ----------
    numbers : list of Number
    line_spacing : int
        How far apart the lines of the text lie.

    References
    ----------
    .. [1] Spärck Jones, K. (1972). A statistical interpretation of term specificity and its
       application in retrieval. Journal of Documentation 28(1), 11-21.
       https://doi.org/10.1108/eb026526
    """

    NEARBY = 3
    """Lines at whose distance nearness has fallen to a half."""

    def __init__(self, numbers: list[Number], line_spacing: int = 1) -> None:
        said = {number.claim.id: number.words for number in numbers}
        used = Counter(word for words in said.values() for word in words)
        self._weight = {word: math.log(1 + len(said) / count) for word, count in used.items()}
        self._half = self.NEARBY * line_spacing

    def of_words(self, a: frozenset[str], b: frozenset[str]) -> float:
        """The weight of common words over that of the shorter text: 0 for none, 1 for all."""
        least = min(self._sum(a), self._sum(b))
        return self._sum(a & b) / least if least else 0.0

    def _sum(self, words: frozenset[str]) -> float:
        return sum(self._weight.get(word, 0.0) for word in words)

    def nearness(self, a: Number, b: Number) -> float:
        """From 1 on one line towards 0 far away; 0 between chapters."""
        if a.claim.chapter != b.claim.chapter:
            return 0.0
        return self._half / (self._half + abs(a.line - b.line))

    def story(self, a: Number, b: Number) -> float:
        """Whether both seem to tell of one thing: words two thirds, place one third; 0 to 1."""
        return (2 * self.of_words(a.words, b.words) + self.nearness(a, b)) / 3

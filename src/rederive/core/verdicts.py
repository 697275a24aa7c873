"""The verdicts: what each means, how it ranks, and how it counts. A new one is added here, and
its colours in the style sheets of the pages and of the PDF."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, StrEnum
from typing import Self


class Group(Enum):
    """How verdicts count where they are added up."""

    HOLDS = "hold"
    HOLDS_UNDER_CONDITION = "hold under a condition"
    FAILS = "do not hold"
    NOT_FOUND = "not found elsewhere"
    NOTHING_TO_TEST = "nothing to test"


class Verdict(StrEnum):
    """The result for one printed number, in the order in which verdicts are listed.

    Attributes
    ----------
    meaning : str
        One phrase for readers.
    icon : str
        One character that stands before the word.
    rank : int
        The worst has 0; the verdict of a claim is the worst of its numbers.
    group : Group
    from_outside : bool
        Whether evidence from outside the report supports the number.
    rating : int or None
        Of a ``schema.org/ClaimReview``, 5 is best; None where no rating is honest.
    """

    meaning: str
    icon: str
    rank: int
    group: Group
    from_outside: bool
    rating: int | None

    def __new__(
        cls,
        value: str,
        meaning: str,
        icon: str,
        rank: int,
        group: Group,
        from_outside: bool,
        rating: int | None,
    ) -> Self:
        verdict = str.__new__(cls, value)
        verdict._value_ = value
        verdict.meaning, verdict.icon, verdict.rank = meaning, icon, rank
        verdict.group, verdict.from_outside, verdict.rating = group, from_outside, rating
        return verdict

    @classmethod
    def of(cls, word: str) -> Self:
        """The verdict of that name; ValueError for a word that is not one."""
        return cls(word)  # type: ignore[call-arg]  # looks it up, which mypy takes for __new__

    REPRODUCED = (
        "reproduced",
        "recomputed from data outside the report; agrees as printed",
        "✓",
        7,
        Group.HOLDS,
        True,
        5,
    )
    REPRODUCED_WITH_CAVEAT = (
        "reproduced-with-caveat",
        "agrees only under a named vintage, definition or base",
        "≈",
        4,
        Group.HOLDS_UNDER_CONDITION,
        True,
        3,
    )
    NOT_REPRODUCED = (
        "not-reproduced",
        "independent data disagree with what is printed",
        "✗",
        1,
        Group.FAILS,
        False,
        2,
    )
    CONSISTENT = (
        "consistent",
        "testable against the report's own numbers alone; they agree",
        "=",
        6,
        Group.HOLDS,
        False,
        4,
    )
    CONTRADICTED = (
        "contradicted",
        "the report's own numbers cannot all be true",
        "≠",
        0,
        Group.FAILS,
        False,
        1,
    )
    TRACED = (
        "traced",
        "not recomputable; the same figure stands in a source outside the report",
        "→",
        5,
        Group.HOLDS,
        True,
        4,
    )
    UNTRACED = (
        "untraced",
        "no public evidence found",
        "?",
        3,
        Group.NOT_FOUND,
        False,
        None,
    )
    NORMATIVE = (
        "normative",
        "a target, rule or definition; nothing to test",
        "§",
        8,
        Group.NOTHING_TO_TEST,
        False,
        None,
    )
    PENDING = (
        "pending",
        "not yet derived",
        "…",
        2,
        Group.NOT_FOUND,
        False,
        None,
    )

    @classmethod
    def _missing_(cls, value: object) -> Verdict:
        raise ValueError(f"{value!r} is not a verdict")

    @property
    def words(self) -> str:
        """The verdict as a reader sees it, without hyphens."""
        return self.value.replace("-", " ")

    @property
    def refutes(self) -> bool:
        """Whether it speaks against the number."""
        return self.group is Group.FAILS


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict of a claim from those of its numbers.

    Examples
    --------
    >>> worst([Verdict.TRACED, Verdict.UNTRACED]).value
    'untraced'
    """
    return min(verdicts, key=lambda verdict: verdict.rank)


def worst_first() -> list[Verdict]:
    """All verdicts, the worst first."""
    return sorted(Verdict, key=lambda verdict: verdict.rank)


def of_group(*groups: Group) -> tuple[Verdict, ...]:
    """The verdicts that count in these groups."""
    return tuple(verdict for verdict in Verdict if verdict.group in groups)

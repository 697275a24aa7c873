"""The verdicts: what each means, how it ranks, and how it counts. A new one is added here, and
its colours in the style sheets of the pages and of the PDF."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, StrEnum
from typing import Self


class Group(Enum):
    """How verdicts count where they are added up."""

    HOLDS = "hold"
    HOLDS_WITH_CAVEAT = "hold with a caveat"
    TESTED_IN_PART = "tested only in part"
    HOLDS_OTHERWISE = "fail as we read them, hold otherwise"
    FAILS = "do not hold"
    NOT_FOUND = "not found elsewhere"
    NOTHING_TO_TEST = "nothing to test"
    NOT_YET = "not checked yet"


class Basis(StrEnum):
    """What a number was held against."""

    STATISTICS = "statistics"
    PRINT = "another print"
    REPORT = "the report itself"


class Outcome(Enum):
    """What came of holding a number against its evidence, on its main reading and on others."""

    AGREES = "agrees on the main reading and on every other that is named"
    WITH_CAVEAT = "agrees on the main reading, not on a named other"
    OTHERWISE = "fails on the main reading, agrees on a named other"
    FAILS = "fails on every reading that can test it"
    TOO_COARSE = "the evidence is too coarse to test it"


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
        12,
        Group.HOLDS,
        True,
        5,
    )
    REPRODUCED_WITH_CAVEAT = (
        "reproduced-with-caveat",
        "recomputed and agrees, but not on another reasonable reading, which is named",
        "≈",
        7,
        Group.HOLDS_WITH_CAVEAT,
        True,
        3,
    )
    TRACED = (
        "traced",
        "not recomputable; the same figure stands in a source outside the report",
        "→",
        10,
        Group.HOLDS,
        True,
        4,
    )
    TRACED_WITH_CAVEAT = (
        "traced-with-caveat",
        "the figure stands in an outside source that differs in hedge, date, definition or scope",
        "⇢",
        8,
        Group.HOLDS_WITH_CAVEAT,
        True,
        3,
    )
    CONSISTENT = (
        "consistent",
        "testable only against the report's own numbers; they agree",
        "=",
        11,
        Group.HOLDS,
        False,
        4,
    )
    CONSISTENT_WITH_CAVEAT = (
        "consistent-with-caveat",
        "agrees with the report's own numbers, but not on another reading, which is named",
        "≃",
        9,
        Group.HOLDS_WITH_CAVEAT,
        False,
        3,
    )
    PARTLY_TESTED = (
        "partly-tested",
        "a part of what is said was tested, and agrees; which part is named",
        "◐",
        6,
        Group.TESTED_IN_PART,
        True,
        None,
    )
    COMPATIBLE = (
        "compatible",
        "the evidence is too coarse to test the number; it does not speak against it",
        "~",
        5,
        Group.TESTED_IN_PART,
        False,
        None,
    )
    HOLDS_OTHERWISE = (
        "holds-otherwise",
        "disagrees on the main reading; agrees on another, which is named",
        "⇄",
        2,
        Group.HOLDS_OTHERWISE,
        False,
        2,
    )
    NOT_REPRODUCED = (
        "not-reproduced",
        "independent data disagree with what is printed, on every reading that can test it",
        "✗",
        1,
        Group.FAILS,
        False,
        1,
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
    UNTRACED = (
        "untraced",
        "not held against anything: its source was named and not read, known in part, or not found",
        "?",
        4,
        Group.NOT_FOUND,
        False,
        None,
    )
    NORMATIVE = (
        "normative",
        "a target, rule or definition; nothing to test",
        "§",
        13,
        Group.NOTHING_TO_TEST,
        False,
        None,
    )
    PENDING = (
        "pending",
        "not checked yet: no cell of the book has held it against anything",
        "…",
        3,
        Group.NOT_YET,
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


_PLAIN = {
    Basis.STATISTICS: (Verdict.REPRODUCED, Verdict.REPRODUCED_WITH_CAVEAT, Verdict.NOT_REPRODUCED),
    Basis.PRINT: (Verdict.TRACED, Verdict.TRACED_WITH_CAVEAT, Verdict.NOT_REPRODUCED),
    Basis.REPORT: (Verdict.CONSISTENT, Verdict.CONSISTENT_WITH_CAVEAT, Verdict.CONTRADICTED),
}


def verdict_of(outcome: Outcome, basis: Basis) -> Verdict:
    """The verdict that follows from an outcome and from what the number was held against.

    Examples
    --------
    >>> verdict_of(Outcome.WITH_CAVEAT, Basis.PRINT).value
    'traced-with-caveat'
    """
    agrees, with_caveat, fails = _PLAIN[basis]
    return {
        Outcome.AGREES: agrees,
        Outcome.WITH_CAVEAT: with_caveat,
        Outcome.OTHERWISE: Verdict.HOLDS_OTHERWISE,
        Outcome.FAILS: fails,
        Outcome.TOO_COARSE: Verdict.COMPATIBLE,
    }[outcome]


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

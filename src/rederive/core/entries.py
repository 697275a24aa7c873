"""An entry of the ledger: what was found about one printed number, as numbers and words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from rederive.core.numerals import Interval
from rederive.core.untraced import Untraced
from rederive.core.verdicts import Basis, Verdict, worst
from rederive.errors import InputError
from rederive.language.spoken import said, say

OWN_NUMBERS = "the report's own numbers"
"""What the evidence is called where a number is held against others of the report."""
SEPARATOR = "; "
"""Between the parts of a field in a row of text."""


class ConditionKind(StrEnum):
    """How agreement depends on a reading of the data."""

    FAILS_WITH = "does not hold with"
    HOLDS_ONLY_WITH = "holds only with"
    HOLDS_ONLY_FOR = "holds only for"
    FAR_BEYOND = "true, but the value lies well beyond what is printed"
    TOO_COARSE = "compared with what is printed, the evidence is"
    SOURCE_DIFFERS = "the source differs in"
    SOURCE_DISAGREES = "does not agree with"


@dataclass(frozen=True)
class Condition:
    """The condition under which a number holds, or fails.

    Parameters
    ----------
    kind : ConditionKind
    readings : tuple of str
        The vintages or definitions by name; none where the value lies beyond.

    Examples
    --------
    >>> str(Condition(ConditionKind.HOLDS_ONLY_FOR, ("crude rates", "cars only")))
    'holds only for crude rates or cars only'
    """

    kind: ConditionKind
    readings: tuple[str, ...] = ()

    def __str__(self) -> str:
        together = self.kind is ConditionKind.SOURCE_DIFFERS
        named = (say(" and ") if together else say(" or ")).join(self.readings)
        kind = said(self.kind.value)
        return say("{depends} {readings}", depends=kind, readings=named) if named else kind


@dataclass(frozen=True)
class Part:
    """The part of a claim that was tested, where that is not the whole.

    Parameters
    ----------
    covered, of : int
        How much was tested of how much is claimed: years over years, kinds over kinds.
    says : str
        Which part it is.

    Examples
    --------
    >>> str(Part(6, 25, "years, from 2003 on"))
    '6 of 25 years, from 2003 on'
    """

    covered: int
    of: int
    says: str

    def __post_init__(self) -> None:
        if not 0 < self.covered <= self.of:
            raise InputError(
                f"{self.covered} of {self.of} {self.says} is not a part of a claim: "
                "give first what was tested, then all that is claimed."
            )
        if not self.says.strip():
            raise InputError("the part of a claim that was tested has no name: say which it is.")

    @property
    def is_whole(self) -> bool:
        """Whether everything was tested."""
        return self.covered == self.of

    def __str__(self) -> str:
        return say("{covered} of {of} {what}", covered=self.covered, of=self.of, what=self.says)


@dataclass(frozen=True)
class Reading:
    """What was recomputed under another vintage or definition.

    Parameters
    ----------
    name : str
        Of the vintage or definition.
    low, high : number or None
        In base units; None where there is no end.
    """

    name: str
    low: float | None
    high: float | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", ledger_number(self.low))
        object.__setattr__(self, "high", ledger_number(self.high))
        if SEPARATOR in self.name:
            raise InputError(f"the reading {self.name!r} holds '; '; name it without a semicolon.")

    def __str__(self) -> str:
        ends = dict.fromkeys([number_text(self.low), number_text(self.high)])
        return f"{self.name}: {' to '.join(ends)}"

    @property
    def interval(self) -> Interval:
        """What was recomputed, as an interval."""
        low = -math.inf if self.low is None else self.low
        return Interval(low, math.inf if self.high is None else self.high)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The reading that :meth:`__str__` wrote."""
        name, _, ends = text.rpartition(": ")
        low, two, high = ends.partition(" to ")
        return cls(name, _number(low), _number(high if two else low))


def ledger_number(value: float | Fraction | None) -> float | None:
    """A number as the ledger holds it: ten significant digits; None if missing or infinite."""
    if value is None or math.isinf(value) or math.isnan(value):
        return None
    rounded = float(f"{float(value):.10g}")
    return rounded if math.isfinite(rounded) else None


def number_text(value: float | None) -> str:
    """A number as the ledger writes it, without locale; nothing where there is none."""
    return "" if value is None else f"{value:.10g}"


def _number(text: str) -> float | None:
    return float(text) if text else None


_NUMBERS = ("recomputed_low", "recomputed_high", "margin_percent", "margin_digits", "width")


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger: one printed number, or one claim without numbers.

    Attributes
    ----------
    claim, value : str
        Id of the claim and name of its number; the name is empty for a claim without numbers.
    printed : str
        The printed number, for reading.
    verdict : Verdict
    recomputed_low, recomputed_high : float or None
        Ends of what was recomputed, in base units; None where there is none.
    evidence : tuple of str
        Series (``table/series``), or keys of sources.
    note : str
        How to read the result.
    margin_percent, margin_digits : float or None
        How far the recomputed value would have to move to turn the verdict, in per cent of it and
        in units of the last printed digit.
    publishers : int or None
        The least number of publishers that print a figure behind the number.
    under : tuple of Reading
        What was recomputed under other vintages and definitions.
    standalone_verdict : Verdict or None
        The verdict that a number would have outside the contradiction it is part of.
    condition : Condition or None
        The condition under which the number holds, or fails.
    contradiction : str
        Why the number cannot be true together with others.
    basis : Basis or None
        What the number was held against; None where it was held against nothing.
    width : float or None
        How many times as wide as the printed interval the evidence is; None where either is a
        point or has no end, and what lies wholly within what is printed.
    part : Part or None
        The part of the claim that was tested; None where the whole was.
    of_part : Verdict or None
        The verdict on that part by itself.
    why_untraced : Untraced or None
        Why nothing was found, where nothing was.
    """

    claim: str
    value: str
    printed: str
    verdict: Verdict
    recomputed_low: float | None = None
    recomputed_high: float | None = None
    evidence: tuple[str, ...] = ()
    note: str = ""
    margin_percent: float | None = None
    margin_digits: float | None = None
    publishers: int | None = None
    under: tuple[Reading, ...] = ()
    standalone_verdict: Verdict | None = None
    condition: Condition | None = None
    contradiction: str = ""
    basis: Basis | None = None
    width: float | None = None
    part: Part | None = None
    of_part: Verdict | None = None
    why_untraced: Untraced | None = None

    def __post_init__(self) -> None:
        for name in _NUMBERS:
            object.__setattr__(self, name, ledger_number(getattr(self, name)))

    @property
    def key(self) -> tuple[str, str]:
        """Claim and value."""
        return self.claim, self.value

    @property
    def standalone(self) -> Verdict:
        """The verdict outside any contradiction."""
        return self.standalone_verdict or self.verdict

    @property
    def confirmed(self) -> bool:
        """Whether evidence outside the report supports the number, even if others contradict it."""
        return self.standalone.from_outside

    @property
    def recomputed(self) -> Interval | None:
        """What was recomputed, or nothing."""
        if self.recomputed_low is None and self.recomputed_high is None:
            return None
        low = -math.inf if self.recomputed_low is None else self.recomputed_low
        high = math.inf if self.recomputed_high is None else self.recomputed_high
        return Interval(low, high)

    @property
    def explanation(self) -> str:
        """Contradiction, condition, part and note in one line, for reading."""
        part = say("tested: {part}", part=self.part) if self.part else ""
        why = said(self.why_untraced.meaning) if self.why_untraced else ""
        parts = (self.contradiction, str(self.condition or ""), part, why, self.note)
        return say("; ").join(filter(None, parts))

    @property
    def opposed(self) -> tuple[Reading, ...]:
        """What was recomputed under the readings that the condition names.

        Where the number holds with a caveat these fail; where it holds otherwise they agree.
        """
        named = self.condition.readings if self.condition else ()
        return tuple(reading for reading in self.under if reading.name in named)

    def tested_in_part(self, part: Part) -> Self:
        """The same number where only a part of what is said was tested."""
        if part.is_whole:
            return self
        verdict = worst([self.verdict, Verdict.PARTLY_TESTED])
        return replace(self, verdict=verdict, part=part, of_part=self.verdict)

    def contradicted(self, why: str) -> Self:
        """The same number within a contradiction; its standalone verdict is kept too."""
        own = self.verdict if self.verdict is not Verdict.CONTRADICTED else None
        return replace(
            self, verdict=Verdict.CONTRADICTED, contradiction=why, standalone_verdict=own
        )

    def to_row(self) -> dict[str, str]:
        """The entry as a row of text, as ``data/verdicts.csv`` holds it."""
        condition = self.condition
        return {
            "claim": self.claim,
            "value": self.value,
            "printed": self.printed,
            "recomputed_low": number_text(self.recomputed_low),
            "recomputed_high": number_text(self.recomputed_high),
            "verdict": self.verdict.value,
            "evidence": SEPARATOR.join(self.evidence),
            "note": self.note,
            "margin_percent": number_text(self.margin_percent),
            "margin_digits": number_text(self.margin_digits),
            "publishers": "" if self.publishers is None else str(self.publishers),
            "under": SEPARATOR.join(map(str, self.under)),
            "own": self.standalone_verdict.value if self.standalone_verdict else "",
            "condition": condition.kind.value if condition else "",
            "readings": SEPARATOR.join(condition.readings) if condition else "",
            "contradiction": self.contradiction,
            "basis": self.basis.value if self.basis else "",
            "width": number_text(self.width),
            "covered": str(self.part.covered) if self.part else "",
            "of": str(self.part.of) if self.part else "",
            "part": self.part.says if self.part else "",
            "of_part": self.of_part.value if self.of_part else "",
            "why_untraced": self.why_untraced.value if self.why_untraced else "",
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The entry that :meth:`to_row` wrote.

        Raises
        ------
        ValueError
            If a number, verdict or condition is not one that it writes.
        """
        kind = row["condition"]
        return cls(
            row["claim"],
            row["value"],
            row["printed"],
            Verdict.of(row["verdict"]),
            recomputed_low=_number(row["recomputed_low"]),
            recomputed_high=_number(row["recomputed_high"]),
            evidence=_parts(row["evidence"]),
            note=row["note"],
            margin_percent=_number(row["margin_percent"]),
            margin_digits=_number(row["margin_digits"]),
            publishers=int(row["publishers"]) if row["publishers"] else None,
            under=tuple(map(Reading.parse, _parts(row["under"]))),
            standalone_verdict=Verdict.of(row["own"]) if row["own"] else None,
            condition=Condition(ConditionKind(kind), _parts(row["readings"])) if kind else None,
            contradiction=row["contradiction"],
            basis=Basis(row["basis"]) if row["basis"] else None,
            width=_number(row["width"]),
            part=Part(int(row["covered"]), int(row["of"]), row["part"]) if row["part"] else None,
            of_part=Verdict.of(row["of_part"]) if row["of_part"] else None,
            why_untraced=Untraced.of(row["why_untraced"]) if row["why_untraced"] else None,
        )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()


COLUMNS = list(Entry("", "", "", Verdict.PENDING).to_row())


def worst_of(entries: Iterable[Entry]) -> Verdict:
    """The verdict of a claim from the entries of its numbers."""
    return worst(entry.verdict for entry in entries)


def standalone_of(entries: list[Entry]) -> Verdict | None:
    """The verdict that a contradicted claim has by itself; None if it has no other."""
    own = worst(entry.standalone for entry in entries)
    inside = any(entry.standalone_verdict for entry in entries)
    return own if inside and own is not Verdict.CONTRADICTED else None


def by_claim(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Entries grouped by claim, in order."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.claim, []).append(entry)
    return groups

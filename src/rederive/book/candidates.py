"""Which series of the library could test a claim, and which of them fit.

A figure is a candidate where it has the unit of a claim's number and is for its time. It fits where
it is for that very period and for the report's country, was published by the date of the report,
shares a word with the sentence, and lies within what is claimed. Words do not tell whether a
sentence speaks of a part, such as one city, so a figure that differs is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from rederive.book.book import Book
from rederive.book.parts import Part
from rederive.core import coverage, numerals, periods
from rederive.core.claims import FALL, Claim, Value
from rederive.core.number_words import RunningText
from rederive.core.numerals import Interval, exact
from rederive.core.scales import SCALES
from rederive.errors import InputError
from rederive.evidence.publishers import OwnSources
from rederive.evidence.series import of_vintage

_NARROW = Fraction(1, 20)
"""How wide a claim may be, as a part of its size, for agreement to say something."""
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？]")
_INITIALS = range(2, 5)


@dataclass(frozen=True)
class Candidate:
    """A figure of a series that is for the time of a claim's number, in its unit.

    Attributes
    ----------
    claim : Claim
    value : Value
    series, entity, period : str
    figure : float
        In base units.
    agrees : bool
        Whether it lies within what is claimed.
    own : bool
        Whether only the report's own publisher printed it.
    late : str
        When it was published, if that was after the report; empty otherwise.
    home : bool
        Whether it is for the report's country, or the only entity of the series.
    likeness : int
        How many words of the series' name the claim or its sentence uses; those of the claim count
        twice.
    falls : bool
        Whether its minus is what the claim calls a fall.
    rounds : bool
        Whether it differs by no more than it is rounded.
    """

    claim: Claim
    value: Value
    series: str
    entity: str
    period: str
    figure: float
    agrees: bool
    own: bool
    late: str
    home: bool
    likeness: int
    falls: bool = False
    rounds: bool = False

    @property
    def fits(self) -> bool:
        """Whether a check may rest on it as it is."""
        return self.home and not self.late and self.agrees and self.same_period and self._known

    @property
    def comparable(self) -> bool:
        """Whether it could be of the same quantity: a word of its name is said, or it agrees.

        A unit by itself says little: a change and what changed have the same.
        """
        return bool(self.likeness) or (self.agrees and self._narrow)

    @property
    def same_period(self) -> bool:
        """Whether it is for the number's own period, or for its last day."""
        claimed, own = periods.days(self.value.as_of or self.period), periods.days(self.period)
        return own in (claimed, (claimed[1], claimed[1]))

    @property
    def _known(self) -> bool:
        """Whether the words and the width of the claim make it more than chance."""
        return bool(self.likeness) and self._narrow

    @property
    def _narrow(self) -> bool:
        low, high = self.value.claimed.low, self.value.claimed.high
        return low > 0 and (high - low) <= _NARROW * low

    def __str__(self) -> str:
        number = self.value.told(f"{self.figure / SCALES[self.value.scale]:,.10g}")
        said = "agrees" if self.agrees else "differs"
        said += " by less than it is rounded" if self.rounds else ""
        said += ", its minus is the fall" if self.falls else ""
        said += ", of the same publisher as the report" if self.own else ""
        said += f", published after the report, {self.late}" if self.late else ""
        return f"{self.series} {self.entity} {self.period}: {number} ({said})"


@dataclass(frozen=True)
class _Figure:
    """A figure of the library as it was known at the report's date, or came to be known later."""

    series: str
    entity: str
    period: str
    number: Fraction
    rounded: Interval
    unit: str
    own: bool
    late: str
    home: bool
    words: frozenset[str]


class Finder:
    """The candidates of claims; the library is read once.

    Parameters
    ----------
    book : Book
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._figures: dict[str, list[_Figure]] = {}
        self._texts: dict[str, RunningText | None] = {}

    def of(self, claim: Claim) -> list[Candidate]:
        """The figures that could test the numbers of a claim, the likeliest first."""
        one = self._book.report_of(claim)
        if claim.report not in self._figures:
            self._figures[claim.report] = list(_figures(self._book, one))
            self._texts[claim.report] = _text(one)
        found = []
        for value in claim.values:
            sentence = _sentence(self._texts[claim.report], claim, value)
            own = _words(f"{claim.says} {claim.derive or ''}")
            words = own | _words(sentence)
            found += [
                _candidate(claim, value, each, len(each.words & words) + len(each.words & own))
                for each in self._figures[claim.report]
                if value.unit == each.unit and _same_time(value, each.period)
            ]
        return sorted(found, key=_order)

    def fitting(self, claim: Claim) -> dict[str, Candidate]:
        """The one figure that fits each number of a claim; none unless each has exactly one."""
        found = {}
        for value in claim.values:
            fit = [each for each in self.of(claim) if each.value == value and each.fits]
            best = [each for each in fit if each.likeness == fit[0].likeness]
            if len({each.series for each in best}) != 1:
                return {}
            found[value.name] = best[0]
        return found


def _candidate(claim: Claim, value: Value, each: _Figure, likeness: int) -> Candidate:
    falls = value.name == FALL and each.number < 0
    agrees = (-each.number if falls else each.number) in value.claimed
    rounds = not agrees and value.claimed.overlaps(each.rounded)
    return Candidate(
        claim, value, each.series, each.entity, each.period, float(each.number), agrees,
        each.own, each.late, each.home, likeness, falls, rounds,
    )  # fmt: skip


def _order(each: Candidate) -> tuple[object, ...]:
    sure = (each.fits, not each.late, each.same_period, each.agrees, not each.own)
    return (*(not each for each in sure), -each.likeness, each.series)


def _figures(book: Book, one: Part) -> Iterator[_Figure]:
    """Each figure of the library once: as known by the report's date, else as known first."""
    own = OwnSources(one.report, book.bibliography)
    for table in book.series.names():
        frame, texts = book.series.read(table), book.series.text(table)
        entities = frame.groupby("series")["entity"].nunique()
        known = set(of_vintage(frame, one.report.written_by).index)
        seen = {(row.series, row.entity, row.period) for row in frame.loc[list(known)].itertuples()}
        first = of_vintage(frame, periods.FIRST).index
        for row in frame.itertuples():
            late = row.Index in first and (row.series, row.entity, row.period) not in seen
            if row.Index not in known and not late:
                continue
            factor, unit = book.units.parse(row.unit)
            printed = texts.loc[row.Index, "value"]  # 3.10 is not 3.1
            only = not one.report.country and entities[row.series] == 1
            yield _Figure(
                f"{table}/{row.series}", row.entity, row.period, exact(row.value) * factor,
                numerals.claimed(printed, row.hedge or "exact").scaled(factor), unit,
                all(key in own for key in row.source.split("; ")),
                row.vintage if late else "",
                only or row.entity == one.report.country,
                _words(f"{row.series} {table}".replace("_", " ").replace("-", " ")),
            )  # fmt: skip


def _text(one: Part) -> RunningText | None:
    """The report's text, where it lies in its place and is the text of the register."""
    path = one.place / "report.txt"
    with suppress(InputError):
        return RunningText(coverage.read_text(path, one.report)) if path.is_file() else None
    return None


def _sentence(text: RunningText | None, claim: Claim, value: Value) -> str:
    """The sentence of the text that prints a number."""
    if text is None:
        return ""
    start, end = text.span(*((value.line, value.line) if value.line else claim.lines))
    at = text.text.find(value.printed, start, end)
    ends = [match.end() for match in _SENTENCE_END.finditer(text.text)]
    first = max((each for each in ends if each <= at), default=0)
    last = min((each for each in ends if each > at), default=len(text.text))
    return text.text[first:last] if at >= 0 else ""


def _words(text: str) -> frozenset[str]:
    """The words of a text without their plural, and what their initials could stand for."""
    words = [word.removesuffix("s") for word in re.findall("[a-z0-9]+", text.lower())]
    words = [word for word in words if word]  # of "lion's" one part is no more than its ending
    initials = {
        "".join(word[0] for word in words[at : at + length])
        for length in _INITIALS
        for at in range(len(words) - length + 1)
    }
    return frozenset(word for word in {*words, *initials} if len(word) > 2)


def _same_time(value: Value, period: str) -> bool:
    if value.as_of is None:
        return False
    first, last = periods.days(value.as_of), periods.days(period)
    return first[0] <= last[1] and last[0] <= first[1]

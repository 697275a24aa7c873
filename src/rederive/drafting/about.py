"""The time that each numeral of a text is about, from the dates around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rederive.core import periods
from rederive.drafting.dates import Date, Times
from rederive.drafting.number_reader import Numeral

_CLOSE = 40
"""How far behind a number its own date stands at most."""
_BRACKET = re.compile("[（()）]")
_NUMBER = re.compile("[0-9]")
_PARTED = re.compile(r"[0-9;:]|,(?![0-9])|\band\b")
"""What parts a number from a date behind it."""
_AWAY = re.compile(r"[;；。]|[,，](?![0-9])")
"""What ends a comparison before its date has come."""
_TWO = 2
Brackets = tuple[int, int]


@dataclass(frozen=True)
class Phrase:
    """A date, or two that are joined, as a sentence has them.

    Attributes
    ----------
    start, end : int
    periods : tuple of str
        One or two.
    joined : bool
        Whether two make a span, and not one and another.
    brackets : (int, int) or None
        Between which brackets it stands.
    base : int
        Where the comparison begins whose date it is; -1 where it is not one.
    """

    start: int
    end: int
    periods: tuple[str, ...]
    joined: bool = True
    brackets: Brackets | None = None
    base: int = -1

    @property
    def period(self) -> str:
        """The whole time: of a span from its first day to its last."""
        first, last = self.periods[0], self.periods[-1]
        if not first or not last or first == last:
            return last or first
        span = f"{first}/{last}"
        return span if periods.is_period(span) else last


class About:
    """The time that each numeral of a text is about.

    Parameters
    ----------
    times : Times
        The dates of the text.
    numerals : sequence of Numeral
        All of its numerals in digits, in order.
    """

    def __init__(self, times: Times, numerals: Sequence[Numeral]) -> None:
        self._times, self._text, self._language = times, times.text, times.language
        self._quantities = [each for each in numerals if each.start not in times.part]
        self._starts = [each.start for each in self._quantities]
        self._phrases: dict[int, list[Phrase]] = {}
        self._brackets: dict[int, list[Brackets]] = {}

    def of(self, numeral: Numeral) -> str:
        """The period that a numeral is about; empty where nothing tells."""
        if numeral.start in self._times.part:
            return self._times.part[numeral.start][1].period
        start, end = self._times.sentence(numeral.start)
        near = self._in_scope(numeral.start, start, end)
        side = self._side(numeral)
        if side is not None and (found := self._span(near, numeral, start)):
            return found.periods[side]
        compared = [each for each in near if 0 <= each.base < numeral.start]
        if compared and (at_that_time := self._compared(compared[-1], numeral, near)):
            return at_that_time
        own = [each for each in near if each.base < 0]
        if self._language.dates_follow and (followed := self._following(numeral, near)):
            return followed
        before = [each for each in own if each.start < numeral.start]
        nearest = before[-1:] or own[:1]
        return nearest[0].period if nearest else ""

    def _in_scope(self, place: int, start: int, end: int) -> list[Phrase]:
        """The dates that may rule a place: those in its own brackets, else those in none.

        A date by itself in brackets rules what stands right before it; the first of a sentence too.
        """
        phrases = self._of_sentence(start, end)
        around = [each for each in self._brackets[start] if each[0] < place < each[1]]
        for brackets in reversed(around):
            if inside := [each for each in phrases if each.brackets == brackets]:
                return inside
        return [each for each in phrases if each.brackets is None or self._rules(each, place)]

    def _rules(self, phrase: Phrase, place: int) -> bool:
        """Whether a date in brackets rules a number outside of them."""
        first, last = phrase.brackets or (0, 0)
        if first < place < last or self._count(first, last):
            return False
        start, _ = self._times.sentence(place)
        if place > last:
            return not self._count(start, first)
        return not self._count(place + 1, first) and first - place < _CLOSE

    def _count(self, first: int, last: int) -> int:
        """How many numerals that are parts of no date stand between two places."""
        return bisect_left(self._starts, last) - bisect_left(self._starts, first)

    def _of_sentence(self, start: int, end: int) -> list[Phrase]:
        if start not in self._phrases:
            self._brackets[start] = list(_brackets(self._text, start, end))
            self._phrases[start] = list(self._read(start, end))
        return self._phrases[start]

    def _read(self, start: int, end: int) -> Iterator[Phrase]:
        """The dates of a sentence, joined where they make a span."""
        dates = self._times.inside(start, end)
        at, last = 0, start
        while at < len(dates):
            two = at + 1 < len(dates) and self._times.is_span(dates[at], dates[at + 1])
            group = dates[at : at + _TWO] if two else dates[at : at + 1]
            first, stop = group[0].start, group[-1].end
            around = [each for each in self._brackets[start] if each[0] < first < each[1]]
            base = -1 if two else self._base(max(last, around[-1][0] if around else 0), first)
            joined = not two or self._is_joined(group)
            named = tuple(each.period for each in group)
            yield Phrase(first, stop, named, joined, around[-1] if around else None, base)
            at, last = at + len(group), stop

    def _is_joined(self, group: list[Date]) -> bool:
        """Whether two dates make a span: with "and" only behind "between"."""
        before = self._text[max(0, group[0].start - 10) : group[0].start]
        with_and = re.search(r"\band\b", self._text[group[0].end : group[1].start])
        return not with_and or bool(self._language.between.search(before))

    def _base(self, last: int, place: int) -> int:
        """Where a comparison begins whose date comes at a place; -1 where there is none."""
        found = self._language.comparisons(self._text, last, place)
        if not found or _AWAY.search(self._text, found[-1].end(), place):
            return -1
        return found[-1].start()

    def _compared(self, phrase: Phrase, numeral: Numeral, near: list[Phrase]) -> str:
        """The date of a comparison, where a number is one of those that are compared with."""
        if numeral.start < phrase.start:
            return phrase.period
        between = self._text[phrase.end : numeral.start]
        later = [each for each in near if phrase.end < each.start < numeral.start]
        at_that_time = self._language.at_that_time.search(between)
        return phrase.period if at_that_time and not later else ""

    def _following(self, numeral: Numeral, near: list[Phrase]) -> str:
        """The date right behind a number, or behind the row of numbers that it stands in."""
        row = self._row(numeral)
        after = [each for each in near if each.start >= row[-1].end][:1]
        if not after or after[0].base >= 0:
            return ""
        between = self._text[row[-1].end : after[0].start]
        if _PARTED.search(between) or len(between) >= _CLOSE:
            return ""
        if len(row) == len(after[0].periods) == _TWO and not after[0].joined:
            return after[0].periods[row.index(numeral)]
        return after[0].period

    def _row(self, numeral: Numeral) -> list[Numeral]:
        """The numbers that only a comma or "and" parts from one another, this one among them."""
        at = bisect_left(self._starts, numeral.start)
        row = [numeral]
        for step in (-1, 1):
            other = at + step
            while 0 <= other < len(self._quantities):
                one = self._quantities[other]
                first, last = (row[-1], one) if step > 0 else (one, row[0])
                if not self._language.row.fullmatch(self._text[first.end : last.start]):
                    break
                row = [*row, one] if step > 0 else [one, *row]
                other += step
        return row

    def _side(self, numeral: Numeral) -> int | None:
        """Whether something went from a number (0) or to it (1); None where neither is said."""
        at = bisect_left(self._starts, numeral.start)
        around = self._quantities[max(0, at - 1) : at + 2]
        for one, other in pairwise(around):
            if numeral.start in (one.start, other.start) and self._is_pair(one, other):
                return int(numeral.start == other.start)
        return None

    def _is_pair(self, one: Numeral, other: Numeral) -> bool:
        before = self._text[max(0, one.start - _CLOSE) : one.start]
        between = self._text[one.end : other.start]
        language = self._language
        return bool(
            language.pair_before.search(before) and language.pair_between.fullmatch(between)
        )

    def _span(self, near: list[Phrase], numeral: Numeral, start: int) -> Phrase | None:
        """The two dates between which something went from one number to another.

        A sentence without a date has those of the sentence before, if that has such a pair too.
        """
        spans = [each for each in near if len(each.periods) == _TWO]
        before = [each for each in spans if each.start < numeral.start]
        if spans or near:
            return next(iter(before[-1:] or spans[:1]), None)
        last = self._times.before(start)
        if last is None or not any(map(self._begins_pair, self._inside(*last))):
            return None
        spans = [each for each in self._of_sentence(*last) if len(each.periods) == _TWO]
        return spans[-1] if spans else None

    def _inside(self, start: int, end: int) -> list[Numeral]:
        first, last = (bisect_left(self._starts, place) for place in (start, end))
        return self._quantities[first:last]

    def _begins_pair(self, numeral: Numeral) -> bool:
        return self._side(numeral) == 0


def _brackets(text: str, start: int, end: int) -> Iterator[Brackets]:
    """Where brackets open and close in a sentence, the outer before the inner."""
    opened: list[int] = []
    found = []
    for match in _BRACKET.finditer(text, start, end):
        if match[0] in "（(":
            opened.append(match.start())
        elif opened:
            found.append((opened.pop(), match.start()))
    yield from sorted(found)

"""Dates of a text: which numerals are parts of one, and the time that other numerals are about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rederive.core import periods
from rederive.drafting.language import Language
from rederive.drafting.number_reader import Numeral, first

_CLOSE = 40
"""How far behind a number its own date stands at most."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BRACKETS = 20
"""How far from a date the brackets around a span may stand."""
_OPENED = re.compile("[（(]([^（）()]*)$")
_CLOSED = re.compile("([^（）()]*)[）)]")
_PART = re.compile("(year|month|day)[0-9]?")
_YEAR = "(?:1[89]|20|21)[0-9]{2}"
_HALVES = {"上": "H1", "下": "H2", "前": "H1", "f": "H1", "s": "H2"}
_QUARTERS = {"一": "Q1", "二": "Q2", "三": "Q3", "四": "Q4", "f": "Q1", "s": "Q2", "t": "Q3"}
_FIRST_QUARTERS = re.compile(
    r"first (?:(?:quarter )?to the )?(two|three|second|third) quarters? of"
)


@dataclass(frozen=True)
class Date:
    """A date as it is printed.

    Attributes
    ----------
    start, end : int
        Where it stands in the running text.
    period : str
        The time it names; empty where it has no year of its own and none stands before it.
    parts : dict of int to str
        Which numeral, by its place, is the year, month or day.
    """

    start: int
    end: int
    period: str
    parts: dict[int, str]


def dates(language: Language, text: str) -> list[Date]:
    """Every date of a running text, in order; one without a year has that of the one before."""
    found: list[Date] = []
    year = ""
    for match in language.date.finditer(text):
        groups = match.groupdict()
        named = {
            _PART.fullmatch(name)[1]: (value, match.start(name))  # type: ignore[index]
            for name, value in groups.items()
            if value and _PART.fullmatch(name)
        }
        if not named:
            continue
        year = named["year"][0] if "year" in named else year
        month = named["month"][0] if "month" in named else _month(groups.get("name") or "")
        day = named["day"][0] if "day" in named else ""
        period = _period(year, month, day, groups)
        parts = {place: part for part, (_, place) in named.items()}
        found.append(Date(match.start(), match.end(), period, parts))
    return found


def _month(name: str) -> str:
    return str(MONTHS.index(name[:3].lower()) + 1) if name else ""


def _period(year: str, month: str, day: str, groups: dict[str, str | None]) -> str:
    if not year:
        return ""
    written = year
    if month:
        written += f"-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
    half, quarter = groups.get("half") or "", (groups.get("quarter") or "").lstrip("第")
    quarter = quarter if quarter.startswith("Q") else quarter.lower()
    if span := _FIRST_QUARTERS.match(quarter):
        return f"{year}-Q1/{year}-{'Q2' if span[1] in ('two', 'second') else 'Q3'}"
    if half:
        written += f"-{_HALVES[half[0]]}"
    elif quarter.startswith("Q"):
        written += f"-{quarter}"
    elif "half" in quarter:
        written += f"-{_HALVES[quarter[0]]}"
    elif quarter:
        written += "-Q4" if quarter.startswith("fo") else f"-{_QUARTERS[quarter[0]]}"
    return written if periods.is_period(written) else year


def spans(language: Language, text: str, found: list[Date]) -> list[Date]:
    """Dates with a bare year before them that they are joined to, as two of one span."""
    joined: list[Date] = []
    for date in found:
        before = text[max(0, date.start - 8) : date.start]
        match = re.search(rf"({_YEAR}) ?(?:{language.date_to.pattern}) ?$", before)
        if match and not (joined and joined[-1].end > date.start - len(before) + match.start()):
            start = date.start - len(before) + match.start()
            joined.append(Date(start, start + 4, match[1], {start: "year"}))
        joined.append(date)
    return joined


class Times:
    """The time that each numeral of a text is about.

    Parameters
    ----------
    language : Language
    text : str
        The running text.
    breaks : list of int
        Where a sentence ends without a mark: behind a heading or a paragraph.
    """

    def __init__(self, language: Language, text: str, breaks: Iterable[int] = ()) -> None:
        self._language, self._text = language, text
        self.dates = spans(language, text, dates(language, text))
        self.part = {
            place: (part, date) for date in self.dates for place, part in date.parts.items()
        }
        self._starts = [date.start for date in self.dates]
        ends = (match.end() for match in language.sentence_ends.finditer(text))
        self._ends = sorted({*ends, *breaks})

    def sentence(self, place: int) -> tuple[int, int]:
        """Where the sentence around a place begins and ends."""
        at = bisect_left(self._ends, place + 1)
        start = self._ends[at - 1] if at else 0
        return start, self._ends[at] if at < len(self._ends) else len(self._text)

    def of(self, numeral: Numeral) -> str:
        """The period that a numeral is about: the date before it in its sentence, else after it."""
        if numeral.start in self.part:
            return self.part[numeral.start][1].period
        start, end = self.sentence(numeral.start)
        at = bisect_left(self._starts, numeral.start)
        before = [date for date in self.dates[max(0, at - 4) : at] if date.start >= start]
        after = [date for date in self.dates[at : at + 1] if date.start < end]
        if len(before) > 1 and self._is_span(before[-2], before[-1]):
            return _span(before[-2].period, before[-1].period)
        if after and self._language.dates_follow:
            between = self._text[numeral.end : after[0].start]
            if not re.search(r"[0-9,;:]|\band\b", between) and len(between) < _CLOSE:
                return after[0].period
        near = [*before[-1:], *after]
        return near[0].period if near else ""

    def _is_span(self, one: Date, other: Date) -> bool:
        between = self._text[one.end : other.start]
        return bool(re.fullmatch(rf"\s?(?:{self._language.date_to.pattern})\s?", between))

    def dated(self, numeral: Numeral) -> Numeral:
        """A part of a date with the unit of that part, and the hedge of its date."""
        part, date = self.part[numeral.start]
        language = self._language
        before = self._text[max(0, date.start - 24) : date.start]
        hedge = first(language.dated_before, before, search=True)
        hedge = hedge or first(language.dated_after, self._text[date.end :][:6])
        at = bisect_left(self._starts, date.start)
        if part != "year" or (at and self._is_span(self.dates[at - 1], date)):
            hedge = None
        return replace(numeral, unit=part, scale="", hedge=hedge or "exact")

    def is_event(self, date: Date, quantities: list[int]) -> bool:
        """Whether a date seems to be claimed itself, and not only to date other numbers.

        Parameters
        ----------
        date : Date
        quantities : list of int
            The places of the numerals outside dates, in order.
        """
        language = self._language
        if self._spans_brackets(date):
            return True
        before = self._text[max(0, date.start - 12) : date.start].rstrip()
        after = self._text[date.end :][:12]
        if language.period_before.search(before) or language.period_after.match(after):
            return False
        if language.event_before.search(before) or language.event_after.match(after):
            return True
        if "month" in date.parts.values():
            return True  # other numbers are seldom about a single month that nothing introduces
        start, end = self.sentence(date.start)
        at = bisect_left(quantities, start)
        return at == len(quantities) or quantities[at] >= end

    def _spans_brackets(self, date: Date) -> bool:
        """Whether brackets hold a span of time and no more: they say when a thing is."""
        before = _OPENED.search(self._text[max(0, date.start - _BRACKETS) : date.start])
        after = _CLOSED.match(self._text[date.end :][:_BRACKETS])
        if not (before and after):
            return False
        rest = self._language.date_to.sub("", before[1] + after[1], count=1)
        rest = self._language.now.sub("", self._language.date.sub("", rest))
        return len(rest) < len(before[1] + after[1]) and not re.sub(rf"{_YEAR}|[\s年]", "", rest)


def _span(first_period: str, last_period: str) -> str:
    if not first_period or not last_period:
        return last_period or first_period
    span = f"{first_period}/{last_period}"
    return span if periods.is_period(span) else last_period

"""Dates of a text: which numerals are parts of one, and which are claimed themselves."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from rederive.core import periods
from rederive.drafting.language import Language
from rederive.drafting.number_reader import Numeral, first

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BRACKETS = 20
"""How far from a date the brackets around a span may stand."""
_OPENED = re.compile("[（(]([^（）()]*)$")
_CLOSED = re.compile("([^（）()]*)[）)]")
_PART = re.compile("(year|month|day)[0-9]?")
_YEAR = "(?:1[89]|20|21)[0-9]{2}"
_HALVES = {"上": "H1", "下": "H2", "前": "H1", "f": "H1", "s": "H2"}
_QUARTERS = {"一": "Q1", "二": "Q2", "三": "Q3", "四": "Q4", "f": "Q1", "s": "Q2", "t": "Q3"}
_BEFORE = 16
"""How far before the name of a month the word stands that makes it one."""
_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_PLURAL = re.compile("(?:first|second|third|fourth) (?:quarters|halves) of", re.IGNORECASE)
_JOINED = re.compile(r",? ?(?:and|or|to|-|–|,) ?(?:of )?")
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


def dates(language: Language, text: str, written: str = "") -> list[Date]:
    """Every date of a running text, in order; one without a year has that of the one before.

    Before the first year it has the last that it can have in a text of the month ``written``.

    A year that is joined to quarters ("the fourth quarters of 2011 and 2012") has their quarter. A
    month without a year that another month is compared with lies before it.
    """
    found: list[Date] = []
    year = shared = ""
    for match in language.date.finditer(text):
        groups = match.groupdict()
        named = {
            _PART.fullmatch(name)[1]: (value, match.start(name))  # type: ignore[index]
            for name, value in groups.items()
            if value and _PART.fullmatch(name)
        }
        if not named and not _is_month(language, text, match):
            continue
        month = named["month"][0] if "month" in named else _month(groups.get("name") or "")
        day = named["day"][0] if "day" in named else ""
        before = text[found[-1].end : match.start()] if found else ""
        if set(named) == {"year"} and match[0].isdigit() and _JOINED.fullmatch(before):
            groups["quarter"] = shared
        shared = plural[0] if (plural := _PLURAL.match(groups.get("quarter") or "")) else ""
        own = named["year"][0] if "year" in named else year
        own = own or _year_of(_last_month(language, text[match.end() :][:8]) or month, written)
        base = bool(found) and _is_compared(language, text, found[-1].end, match.start())
        if base and "year" not in named and _is_later(month, found[-1]):
            own = str(int(own) - 1)
        year = year if base and year else own
        period = _period(own, month, day, groups)
        parts = {place: part for part, (_, place) in named.items()}
        end = match.start() + len(match[0].rstrip(", "))
        found.append(Date(match.start(), end, period, parts))
    return found


def _is_month(language: Language, text: str, match: re.Match[str]) -> bool:
    """Whether a name without day and year is that of a month, and no other word or its part."""
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    whole = match[0].rstrip(", ").lower() in _NAMES
    return whole and bool(language.month_before.search(before))


def _is_compared(language: Language, text: str, last: int, place: int) -> bool:
    """Whether a date is compared with the one before it, by what stands between them."""
    compared = language.comparisons(text, last, place)
    return bool(compared) and not re.search(r"[.!?;。]\s", text[last:place])


def _is_later(month: str, last: Date) -> bool:
    """Whether a month comes after that of another date, and so was one of the year before.

    "10.7% in January 2013, up from 10.1% in December".
    """
    named = re.match("[0-9]{4}-([0-9]{2})", last.period)
    return bool(named and month and int(month) > int(named[1]))


def _last_month(language: Language, rest: str) -> str:
    """The month up to which a span goes whose first month has no word behind it: 1-6月."""
    found = re.match(rf"\s?(?:{language.date_to.pattern})\s?([0-9]{{1,2}}) ?月", rest)
    return found[1] if found else ""


def _year_of(month: str, written: str) -> str:
    """The year of a month that a text of another month speaks of.

    Examples
    --------
    >>> _year_of("6", "2016-07"), _year_of("12", "2016-07"), _year_of("6", "2016")
    ('2016', '2015', '2016')
    """
    year, _, last = written[:7].partition("-")
    late = bool(month and last) and int(month) > int(last)
    return str(int(year) - late) if year and month else ""


def _ends_with_month(text: str, date: Date) -> bool:
    """Whether the last of a date is the number of its month, without a word behind it."""
    last = max(date.parts, default=-1)
    return date.parts.get(last) == "month" and text[last : date.end].isdigit()


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
    elif "hal" in quarter:
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
    """The dates of a text, and the sentences around them.

    Parameters
    ----------
    language : Language
    text : str
        The running text.
    breaks : list of int
        Where a sentence ends without a mark: behind a heading or a paragraph.
    written : str
        The month in which the text was written; empty where that is not known.
    """

    def __init__(
        self, language: Language, text: str, breaks: Iterable[int] = (), written: str = ""
    ) -> None:
        self.language, self.text = language, text
        self.dates = spans(language, text, dates(language, text, written))
        self.part = {
            place: (part, date) for date in self.dates for place, part in date.parts.items()
        }
        self._starts = [date.start for date in self.dates]
        ends = (match.end() for match in language.sentence_ends.finditer(text))
        self._breaks = frozenset(breaks)
        self._ends = sorted({*ends, *self._breaks})

    def sentence(self, place: int) -> tuple[int, int]:
        """Where the sentence around a place begins and ends."""
        at = bisect_left(self._ends, place + 1)
        start = self._ends[at - 1] if at else 0
        return start, self._ends[at] if at < len(self._ends) else len(self.text)

    def is_span(self, one: Date, other: Date) -> bool:
        """Whether two dates are joined to one span of time."""
        between = self.text[one.end : other.start]
        return bool(re.fullmatch(rf"\s?(?:{self.language.date_to.pattern})\s?", between))

    def before(self, start: int) -> tuple[int, int] | None:
        """The sentence before the one that begins there; None where a paragraph begins."""
        return None if start == 0 or start in self._breaks else self.sentence(start - 1)

    def inside(self, start: int, end: int) -> list[Date]:
        """The dates that stand between two places."""
        first, last = (bisect_left(self._starts, place) for place in (start, end))
        return self.dates[first:last]

    def dated(self, numeral: Numeral) -> Numeral:
        """A part of a date with the unit of that part, and the hedge of its date."""
        part, date = self.part[numeral.start]
        language = self.language
        before = self.text[max(0, date.start - 24) : date.start]
        hedge = first(language.dated_before, before, search=True)
        hedge = hedge or first(language.dated_after, self.text[date.end :][:6])
        at = bisect_left(self._starts, date.start)
        if part != "year" or (at and self.is_span(self.dates[at - 1], date)):
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
        language = self.language
        if self._spans_brackets(date):
            return True
        if self._is_of_months(date):
            return False
        before = self.text[max(0, date.start - 12) : date.start].rstrip()
        after = self.text[date.end :][:12]
        if language.period_before.search(before) or language.period_after.match(after):
            return False
        if language.event_before.search(before) or language.event_after.match(after):
            return True
        if "month" in date.parts.values():
            return True  # other numbers are seldom about a single month that nothing introduces
        start, end = self.sentence(date.start)
        at = bisect_left(quantities, start)
        return at == len(quantities) or quantities[at] >= end

    def _is_of_months(self, date: Date) -> bool:
        """Whether a date is the first or last of a span of months that has no more words: 1-6月."""
        at = bisect_left(self._starts, date.start)
        around = self.dates[max(0, at - 1) : at + 2]
        return any(
            date in pair and self.is_span(*pair) and _ends_with_month(self.text, pair[0])
            for pair in pairwise(around)
        )

    def _spans_brackets(self, date: Date) -> bool:
        """Whether brackets hold a span of time and no more: they say when a thing is."""
        before = _OPENED.search(self.text[max(0, date.start - _BRACKETS) : date.start])
        after = _CLOSED.match(self.text[date.end :][:_BRACKETS])
        if not (before and after):
            return False
        rest = self.language.date_to.sub("", before[1] + after[1], count=1)
        rest = self.language.now.sub("", self.language.date.sub("", rest))
        return len(rest) < len(before[1] + after[1]) and not re.sub(rf"{_YEAR}|[\s年]", "", rest)

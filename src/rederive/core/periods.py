"""Periods and vintages, read as dates.

A period is a year, half-year, quarter, month or day of the calendar (``2013``, ``2013-H1``,
``2013-Q1``, ``2013-06``, ``2013-06-30``) or a span of two (``2013/2022``). A vintage is the year,
month or day in which a figure was published; it counts from the last day of that time. Digits are
ASCII, months and days are real.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from rederive.errors import InputError

FIRST = "first"
"""The oldest vintage, in the place of a date."""

_PART = re.compile(r"(\d{4})(?:-(?:(\d\d)(?:-(\d\d))?|H([12])|Q([1-4])))?", re.ASCII)
_VINTAGE = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)


@lru_cache(maxsize=4096)
def days(period: str, name: str = "the period") -> tuple[date, date]:
    """First and last day of a period.

    Parameters
    ----------
    period : str
    name : str
        What an error message calls the period.

    Raises
    ------
    InputError
        If it is not a period.

    Examples
    --------
    >>> [str(day) for day in days("2012-02/2013-H1")]
    ['2012-02-01', '2013-06-30']
    """
    first, slash, last = period.partition("/")
    try:
        start, end = _days(first)
        if slash:
            after, end = _days(last)
            if after < start:
                raise ValueError
    except ValueError:
        raise InputError(
            f"{name} {period!r} is not a period: write 2013, 2013-06, 2013-06-30, 2013-H1, 2013-Q1 "
            "or a span such as 2013/2022, with real months and days."
        ) from None
    return start, end


def _days(part: str) -> tuple[date, date]:
    match = _PART.fullmatch(part)
    if not match:
        raise ValueError(part)
    year, month, day, half, quarter = (int(number) if number else 0 for number in match.groups())
    if day:
        return date(year, month, day), date(year, month, day)
    if "-00" in part:
        raise ValueError(part)
    if half:
        first, last = 6 * half - 5, 6 * half
    elif quarter:
        first, last = 3 * quarter - 2, 3 * quarter
    else:
        first, last = (month, month) if month else (1, 12)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


@lru_cache(maxsize=4096)
def published(vintage: str, name: str = "the vintage") -> date:
    """The day by which a figure of this vintage was certainly published: the end of its vintage.

    Raises
    ------
    InputError
        If it is not a year, month or day of the calendar.

    Examples
    --------
    >>> str(published("2024")), str(published("2024-02"))
    ('2024-12-31', '2024-02-29')
    """
    try:
        if not _VINTAGE.fullmatch(vintage):
            raise ValueError(vintage)
        return _days(vintage)[1]
    except ValueError:
        raise InputError(
            f"{name} {vintage!r} is not a date: write 2024, 2024-06 or 2024-06-30, with a real "
            "month and day."
        ) from None


def as_of(vintage: object) -> date | None:
    """The day up to which vintages are asked for; None for ``"first"``, the oldest.

    Raises
    ------
    InputError
        If it is neither ``"first"`` nor a year, month or day.
    """
    text = vintage if isinstance(vintage, str) else ""  # of others not all can be compared
    if text == FIRST:
        return None
    try:
        return published(text)
    except InputError:
        raise InputError(
            f"as_of {vintage!r} is not a date: write first, 2024, 2024-06 or 2024-06-30."
        ) from None


def known(vintage: str, by: str) -> bool:
    """Whether a figure of this vintage was certainly published by a date.

    Examples
    --------
    >>> known("2024-06", "2024-06"), known("2023", "2024-06"), known("2024", "2024-06")
    (True, True, False)
    """
    return published(vintage) <= published(by, "as_of")


@lru_cache(maxsize=4096)
def years(period: str) -> tuple[int, ...]:
    """The years that a period names: one, or the first and the last of a span."""
    return tuple(int(part[:4]) for part in period.split("/") if part[:4].isdigit())


def is_period(text: str) -> bool:
    """Whether :func:`days` reads a text."""
    return _reads(days, text)


def is_vintage(text: str) -> bool:
    """Whether :func:`published` reads a text."""
    return _reads(published, text)


def _reads(reader: Callable[[str], object], text: str) -> bool:
    try:
        reader(text)
    except InputError:
        return False
    return True

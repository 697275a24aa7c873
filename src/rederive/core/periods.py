"""Periods and vintages: dates as people write them into the data."""

from __future__ import annotations

from functools import cache


def known(vintage: str, as_of: str) -> bool:
    """Whether a figure of this vintage was certainly out by a date.

    A bare year or month counts from its end: nothing says that it came out earlier.

    Examples
    --------
    >>> known("2024-06", "2024-06"), known("2023", "2024-06"), known("2024", "2024-06")
    (True, True, False)
    """
    out = vintage + "-12-31"[len(vintage) - 4 :]
    return out[: len(as_of)] <= as_of


@cache
def years(period: str) -> tuple[int, ...]:
    """The years that a period names: one, or the first and the last of a span."""
    return tuple(int(part[:4]) for part in period.split("/") if part[:4].isdigit())

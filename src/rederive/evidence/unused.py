"""Series that could test a claim and do not.

A claim whose quantity, entity and period stand in ``data/series`` is to be tested by them. Which
series these are is guessed by their words: those whose unit is the claim's, whose name shares its
telling words with the claim's, and which have a figure for its period. For each the claim uses the
series, or ``data/unused.csv`` says why not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from rederive.core import periods
from rederive.core.claims import Value
from rederive.core.entries import Entry
from rederive.core.register import Register
from rederive.core.units import Units
from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = ["claim", "value", "series", "reason"]
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """
    a an and at average by cumulative end for from in its level mean new number of on over people
    per person persons premium printed rate report said share than that the their to total was
    were with year years
    """,
    )
)
"""Words of names that say nothing about what a series counts."""


@dataclass(frozen=True)
class Candidate:
    """A series that might test a printed number."""

    claim: str
    value: str
    series: str


def _words(text: str, common: frozenset[str]) -> frozenset[str]:
    found = re.findall(r"[a-z]{3,}", text.lower().replace("_", " "))
    return frozenset(word.rstrip("s") for word in found if word not in _EMPTY) - common


@lru_cache(maxsize=4096)
def _days(period: str) -> tuple[object, object]:
    return periods.days(period)


def _meets(first: str, second: str) -> bool:
    (a, b), (c, d) = _days(first), _days(second)
    return c <= b and a <= d  # type: ignore[operator]


def _about(own: frozenset[str], words: frozenset[str]) -> bool:
    """Whether most telling words of a series' name are among the claim's."""
    shared = own & words
    return 2 * len(shared) >= len(own) and (len(shared) > 1 or len(own) == 1)


@dataclass(frozen=True)
class _Series:
    """A series with its telling words, unit and periods."""

    name: str
    words: frozenset[str]
    unit: str
    periods: tuple[str, ...]

    def fits(self, value: Value, words: frozenset[str]) -> bool:
        """Whether it might test a number that is described in these words."""
        when = value.as_of
        if when is None or self.unit != value.unit or not _about(self.words, words):
            return False
        return any(_meets(when, period) for period in self.periods)


def candidates(
    register: Register,
    entries: Iterable[Entry],
    tables: Mapping[str, pd.DataFrame],
    units: Units,
    common_words: Collection[str] = (),
) -> Iterator[Candidate]:
    """The series that might test a claim and are not among its evidence.

    Parameters
    ----------
    register : Register
    entries : iterable of Entry
        The ledger.
    tables : mapping of str to pandas.DataFrame
        The rows of each table of series, by its name.
    units : Units
    common_words : collection of str
        Words that say nothing about a number of this report, such as its subject.

    Yields
    ------
    Candidate
        In the order of the ledger.
    """
    common = frozenset(word.rstrip("s") for word in common_words)
    series = [
        _Series(
            f"{table}/{name}",
            _words(str(name), common),
            units.parse(rows["unit"].iloc[0])[1],
            tuple(rows["period"].unique()),
        )
        for table, frame in tables.items()
        for name, rows in frame.groupby("series")
    ]
    for entry in entries:
        claim = register[entry.claim]
        # A margin is known where a figure was held against the number.
        recomputed = claim.check == "public_series" and entry.margin_digits is not None
        if not entry.value or claim.check == "policy" or recomputed:
            continue
        value = claim.value(entry.value)
        words = _words(f"{value.name} {claim.says}", common)
        for one in series:
            if one.name not in claim.evidence and one.fits(value, words):
                yield Candidate(claim.id, value.name, one.name)


def read(path: Path, register: Register) -> dict[Candidate, str]:
    """Why series are not used, from a file such as ``data/unused.csv``; none without a file.

    Raises
    ------
    InputError
        Naming file, row and remedy.
    """
    reasons: dict[Candidate, str] = {}
    if not path.is_file():
        return reasons
    for number, (claim, value, series, reason) in enumerate(read_rows(path, COLUMNS), start=2):
        try:
            register[claim].value(value)
        except InputError as error:
            raise InputError(f"{path}, row {number}: {error}") from None
        found = Candidate(claim, value, series)
        if not reason or found in reasons:
            raise InputError(f"{path}, row {number}: needs one reason in one row; correct it.")
        reasons[found] = reason
    return reasons

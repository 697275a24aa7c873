"""Which series of the library could test a claim: its unit and its time are theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rederive.book.book import Book
from rederive.core import periods
from rederive.core.claims import Claim, Value
from rederive.core.numerals import exact
from rederive.evidence.publishers import OwnSources


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
    likeness : int
        How many words of the series' name the claim uses.
    """

    claim: Claim
    value: Value
    series: str
    entity: str
    period: str
    figure: float
    agrees: bool
    own: bool
    likeness: int

    def __str__(self) -> str:
        number = f"{self.figure:,.10g} {self.value.unit}"
        verdict = "agrees" if self.agrees else "differs"
        own = ", of the same publisher as the report" if self.own else ""
        return f"{self.series} {self.entity} {self.period}: {number} ({verdict}{own})"


def candidates(book: Book, claim: Claim) -> list[Candidate]:
    """The figures that could test the numbers of a claim, the likeliest first."""
    own = OwnSources(book.report_of(claim).report, book.bibliography)
    words = set(re.findall("[a-z]{3,}", f"{claim.says} {claim.derive or ''}".lower()))
    found = []
    for table in book.series.names():
        frame = book.series.read(table)
        for row in frame.itertuples(index=False):
            factor, unit = book.units.parse(row.unit)
            same = all(key in own for key in row.source.split("; "))
            for value in claim.values:
                if value.unit == unit and _same_time(value, row.period):
                    figure = exact(row.value) * factor
                    named = set(row.series.split("_")) | set(table.split("-"))
                    found.append(
                        Candidate(
                            claim, value, f"{table}/{row.series}", row.entity, row.period,
                            float(figure), figure in value.claimed, same,
                            len(named & words),
                        )
                    )  # fmt: skip
    return sorted(found, key=lambda each: (not each.agrees, each.own, -each.likeness, each.series))


def _same_time(value: Value, period: str) -> bool:
    if value.as_of is None:
        return False
    first, last = periods.days(value.as_of), periods.days(period)
    return first[0] <= last[1] and last[0] <= first[1]

"""All that claims' pages and downloads are made from, read once and sorted by claim.

Rows of data are given as committed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from rederive.book.book import Book
from rederive.core import periods
from rederive.core.claims import Claim
from rederive.core.entries import Entry, by_claim, worst_of
from rederive.core.register import Register
from rederive.core.relations import formula
from rederive.core.site import CLAIMS
from rederive.core.verdicts import Verdict, worst
from rederive.notebook import named_evidence
from rederive.publishing import citation

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, str]

#: A series with more rows than this is shown in part; the download has all.
SHOWN_ROWS = 24


class Library:
    """What one book holds, by claim.

    Parameters
    ----------
    book : Book
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.register, self.report = book.register, book.report
        self.bibliography = book.bibliography
        self.links = book.site.links(CLAIMS)

    @cached_property
    def groups(self) -> dict[str, list[Entry]]:
        """The ledger's entries by claim."""
        return by_claim(self.book.ledger)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables of series, as text."""
        return {name: self.book.series.text(name) for name in self.book.series.names()}

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """The rows of each series that is evidence for a claim, by ``table/series``."""
        evidence = {name for claim in self.register for name in claim.evidence}
        by_series: dict[str, list[Row]] = {}
        for table, frame in self.tables.items():
            names = table + "/" + frame["series"]
            for row in frame[names.isin(evidence)].to_dict("records"):
                by_series.setdefault(f"{table}/{row['series']}", []).append(row)
        return by_series

    @cached_property
    def sources(self) -> dict[str, citation.Item]:
        """The bibliography by key, as CSL-JSON."""
        return {item["id"]: item for item in citation.sources(self.bibliography)}

    @cached_property
    def listed(self) -> frozenset[str]:
        """The sources that have a row on the page of sources."""
        entries = [entry for group in self.groups.values() for entry in group]
        used = sources_used(entries, self.register, self.tables)
        return frozenset(used.keys() & self.sources.keys())

    @cached_property
    def traces(self) -> dict[str, list[Row]]:
        """The figures that others printed, by claim."""
        return _by_claim(self.book.traces.drop(columns=["interval", "said"]))

    @cached_property
    def searches(self) -> dict[str, list[Row]]:
        """What was looked for without success, by claim."""
        return _by_claim(self.book.searches)

    @cached_property
    def dating(self) -> dict[tuple[str, str], bool]:
        """For a claim and a series, whether its check asks for figures up to a date."""
        return named_evidence.dating(self.book)

    @cached_property
    def relations(self) -> dict[str, list[formula.Relation]]:
        """The relations that each claim takes part in."""
        by_claim: dict[str, list[formula.Relation]] = {}
        for relation in self.book.relations:
            for claim in dict.fromkeys(key[0] for key in relation.keys(self.register).values()):
                by_claim.setdefault(claim, []).append(relation)
        return by_claim

    @cached_property
    def work(self) -> dict[str, Any]:
        """``CITATION.cff``."""
        return citation.read(self.book.root)

    def citation_of(self, claim: Claim) -> citation.Item:
        """The citation of a claim's page, which names the report and the place in it."""
        one = self.book.report_of(claim)
        return citation.claim(self.work, claim, one.report, one.printed_pages)

    def verdict(self, claim: str) -> Verdict:
        """The worst verdict of a claim's numbers."""
        return worst_of(self.groups[claim])

    def standalone_verdict(self, claim: str) -> Verdict:
        """The worst of them outside the contradictions that they stand in."""
        return worst(entry.standalone for entry in self.groups[claim])

    def source_keys(self, claim: Claim) -> list[str]:
        """Keys of the sources that a claim's verdict rests on, each once."""
        keys: list[str] = []
        for evidence in claim.evidence:
            if evidence in self.rows:
                shown = used_rows(claim, self.rows[evidence])[:SHOWN_ROWS]
                keys += [key for row in shown for key in row["source"].split("; ")]
        for entry in self.groups[claim.id]:
            keys += entry.evidence
        if claim.id in self.traces:
            keys += [row["source"] for row in self.traces[claim.id]]
        return [key for key in dict.fromkeys(keys) if key in self.sources]


def _by_claim(frame: pd.DataFrame) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in frame.to_dict("records"):
        groups.setdefault(row["claim"], []).append(row)
    return groups


def used_rows(claim: Claim, rows: list[Row]) -> list[Row]:
    """The rows of a series that may bear on a claim: those of its own years, then the next.

    Growth is from the year before, and a missing year may follow from the year after. A claim
    without years, or a series without rows in them, has all rows.
    """
    spans = _spans(claim)
    near = [row for row in rows if _distance(spans, row["period"]) < 2]
    return sorted(near, key=lambda row: _distance(spans, row["period"])) or rows


def _spans(claim: Claim) -> tuple[tuple[int, ...], ...]:
    """The years that the numbers of a claim are for."""
    spans = (periods.years(value.as_of or "") for value in claim.values)
    return tuple(span for span in spans if span)


@cache
def _distance(spans: tuple[tuple[int, ...], ...], period: str) -> int:
    """Years between a period and the spans of a claim; many if it has none."""
    own = periods.years(period)
    return min((max(0, span[0] - own[-1], own[0] - span[-1]) for span in spans), default=9999)


def decisive_rows(claim: Claim, rows: list[Row]) -> list[Row]:
    """Of each entity's rows those of the claim's own years; the next ones where it has none."""
    spans = _spans(claim)
    least: dict[str, int] = {}
    used = used_rows(claim, rows)
    for row in used:
        away, entity = _distance(spans, row["period"]), row["entity"]
        least[entity] = min(away, least.get(entity, away))
    return [
        row
        for row in used
        if _distance(spans, row["period"]) == least[row["entity"]] or least[row["entity"]] > 1
    ]


def sources_used(
    entries: Iterable[Entry], register: Register, tables: Mapping[str, pd.DataFrame]
) -> dict[str, set[str]]:
    """For each source key, the claims that rest on it: through a series or through a trace."""
    of_series: dict[str, set[str]] = {}
    for table, frame in tables.items():
        for name, rows in frame.drop_duplicates(["series", "source"]).groupby("series"):
            of_series[f"{table}/{name}"] = set(rows["source"].str.split("; ").explode())
    used: dict[str, set[str]] = {}
    for entry in entries:
        for evidence in entry.evidence if entry.claim in register else ():
            for key in of_series.get(evidence, {evidence}):
                used.setdefault(key, set()).add(entry.claim)
    return used

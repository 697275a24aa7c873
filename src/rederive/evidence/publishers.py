"""Who prints the figures behind a number: how many publishers, and whether the report's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rederive.core import periods
from rederive.core.claims import Claim, Value
from rederive.core.entries import Entry
from rederive.core.report import Report
from rederive.errors import InputError
from rederive.evidence.bibliography import Bibliography

if TYPE_CHECKING:
    import pandas as pd

SAME = "the same publisher as the report's, so no second source"
SAME_IN_PART = "in part the same publisher as the report's"
_APART = re.compile(r"[,;()（），；、]")


def publisher_count(figures: Iterable[Iterable[str]], publishers: Mapping[str, str]) -> int:
    """The least number of publishers that print one of these figures, from the keys of its sources.

    A reprint counts as what it reprints where the bibliography names both, and otherwise as a
    publisher; so this is not a count of independent sources.

    Parameters
    ----------
    figures : iterable of iterable of str
        The keys of the sources of each figure.
    publishers : mapping of str to str
        Who first published each source.
    """
    return min(len({publishers[key] for key in keys}) for keys in figures)


def with_publishers(
    entry: Entry, figures: Iterable[Iterable[str]], publishers: Mapping[str, str]
) -> Entry:
    """An entry recomputed from statistics with its count of publishers, if it was reproduced.

    Parameters
    ----------
    entry : Entry
    figures : iterable of iterable of str
        The keys of the sources of each figure behind it: :func:`sources_behind`.
    publishers : mapping of str to str
        Who first published each source.
    """
    if not entry.verdict.from_outside:
        return entry
    return replace(entry, publishers=publisher_count(figures, publishers))


def sources_behind(
    claim: Claim, value: Value, rows: Callable[[str, str], pd.DataFrame]
) -> list[list[str]]:
    """Keys of the sources of each figure that a number may rest on.

    These are the rows of its evidence series for its own time: for its very period where there are
    such, else for its years, else all.

    Parameters
    ----------
    claim : Claim
    value : Value
    rows : callable
        Gives the rows of a table and series.
    """
    years = [str(year) for year in periods.years(value.as_of or "")]
    figures: dict[str, None] = {}
    for evidence in claim.evidence:
        table, _, name = evidence.partition("/")
        of_series = rows(table, name)
        if of_series.empty:
            raise InputError(
                f"data/claims/ch{claim.chapter}.yaml: claim {claim.id} rests on {evidence}, "
                "which does not exist; name a table/series of data/series."
            )
        own = of_series["period"] == value.as_of, of_series["period"].str.startswith(tuple(years))
        dated = next((rows for rows in own if rows.any()), slice(None))
        figures |= dict.fromkeys(of_series["source"][dated])
    return [keys.split("; ") for keys in figures]


class OwnSources(Container[str]):
    """The keys of the sources that a report's own authors or publisher published.

    Parameters
    ----------
    report : Report
        Its publishers are compared by the one name that each has in ``data/publishers.csv``; of
        several, with commas or brackets between, each counts.
    bibliography : Bibliography
    """

    def __init__(self, report: Report, bibliography: Bibliography) -> None:
        self._publishers = bibliography.publishers
        given = [name for name in (report.authors, report.publisher) if name]
        parts = [part.strip() for name in given for part in (name, *_APART.split(name))]
        canonical = bibliography.known.canonical
        self._names = {canonical(part).casefold() for part in parts if part}

    def __contains__(self, key: object) -> bool:
        return self._publishers[str(key)].casefold() in self._names


def with_own(entry: Entry, figures: Iterable[Iterable[str]], own: Container[str]) -> Entry:
    """An entry whose note says so where the figures behind it are the report's own publisher's.

    Parameters
    ----------
    entry : Entry
    figures : iterable of iterable of str
        The keys of the sources of each figure.
    own : container of str
        The keys of the report's own publisher.
    """
    alone = [all(key in own for key in keys) for keys in figures]
    if not any(alone):
        return entry
    note = SAME if all(alone) else SAME_IN_PART
    return replace(entry, note="; ".join(filter(None, [entry.note, note])))

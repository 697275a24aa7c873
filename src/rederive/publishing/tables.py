"""The tables to download: register, series, relations, traces, searches and sources."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from rederive.core.claims import Value
from rederive.core.entries import Entry, ledger_number, number_text
from rederive.core.report import Report
from rederive.core.site import claim_page
from rederive.evidence.series_table import COLUMNS
from rederive.evidence.traces import SEARCHES, TRACES
from rederive.publishing import data_package
from rederive.publishing.library import Library

TITLES = {
    "register": "The register and its verdicts, one row per printed number",
    "series": "The public statistics, one row per figure and vintage",
    "relations": "What must hold between printed numbers, one row per number",
    "traces": "What others printed for the same thing",
    "searches": "What was searched for and not found, and where",
    "sources": "Every source, with publisher, date and address",
}
_REGISTER = [
    "claim",
    "chapter",
    "chapter_title",
    "section",
    "says",
    "kind",
    "check",
    "definition",
    "definition_source",
    "value",
    "printed",
    "as_printed",
    "unit",
    "hedge",
    "as_of",
    "claimed_low",
    "claimed_high",
    "recomputed_low",
    "recomputed_high",
    "verdict",
    "margin_percent",
    "margin_digits",
    "width",
    "publishers",
    "own",
    "basis",
    "under",
    "covered",
    "of",
    "part",
    "of_part",
    "why_untraced",
    "evidence",
    "note",
    "printed_page",
    "cited",
    "page",
]
_OF_CLAIM = _REGISTER[1:2] + _REGISTER[3:9]
SCHEMAS = {
    "register": _REGISTER,
    "series": ["table", *COLUMNS],
    "relations": ["relation", "says", "holds", "name", "claim", "value"],
    "traces": TRACES,
    "searches": SEARCHES,
    "sources": ["key", "publisher", "title", "date", "url", "seen", "grade", "terms"],
}
_NUMBER = re.compile(r"[+-]?(\d+(,\d{3})*(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?")


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: ``=1+1`` becomes ``'=1+1``.

    Numbers stay as they are, a sign included.
    """
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def tables(library: Library) -> dict[str, pd.DataFrame]:
    """The tables to be exported, as text, by name."""
    series = [frame.assign(table=name) for name, frame in library.tables.items()]
    traces = [row for rows in library.traces.values() for row in rows]
    searches = [row for rows in library.searches.values() for row in rows]
    rows: dict[str, Iterable[dict[str, str]] | pd.DataFrame] = {
        "register": _register(library),
        "series": pd.concat(series, ignore_index=True) if series else [],
        "relations": _relations(library),
        "traces": traces,
        "searches": searches,
        "sources": [vars(each) | {"terms": each.terms} for each in library.bibliography.values()],
    }
    return {
        name: pd.DataFrame(rows[name], columns=columns).fillna("").astype(str)
        for name, columns in SCHEMAS.items()
    }


def _register(library: Library) -> Iterable[dict[str, str]]:
    for name, entries in library.groups.items():
        claim = library.register[name]
        for entry in entries:
            yield {
                **{column: str(getattr(claim, column) or "") for column in _OF_CLAIM},
                **(_value(claim.value(entry.value)) if entry.value else {}),
                **_entry(entry),
                "chapter_title": library.register.titles[claim.chapter],
                "printed_page": library.book.report_of(claim).printed_pages.span(*claim.lines),
                "cited": "; ".join(claim.cited),
                "page": claim_page(claim.id),
            }


def _value(value: Value) -> dict[str, str]:
    return {
        "as_printed": value.as_printed,
        "unit": value.unit,
        "hedge": value.hedge,
        "as_of": value.as_of or "",
        "claimed_low": number_text(ledger_number(value.claimed.low)),
        "claimed_high": number_text(ledger_number(value.claimed.high)),
    }


def _entry(entry: Entry) -> dict[str, str]:
    row = entry.to_row()
    return {**row, "note": entry.explanation}


def _relations(library: Library) -> Iterable[dict[str, str]]:
    every = (relation for of_claim in library.relations.values() for relation in of_claim)
    for relation in {relation.id: relation for relation in every}.values():
        for name, (claim, value) in relation.keys(library.register).items():
            yield {
                "relation": relation.id,
                "says": relation.says,
                "holds": relation.holds,
                "name": name,
                "claim": claim,
                "value": value,
            }
        for name, constant in relation.constants.items():
            yield {
                "relation": relation.id,
                "says": relation.says,
                "holds": relation.holds,
                "name": name,
                "claim": "",
                "value": str(constant.value),
            }


def typed(frame: pd.DataFrame, table: str, report: Report) -> pd.DataFrame:
    """Text turned into the types that the dictionary gives the columns."""
    made = frame.copy()
    for column in frame:
        kind = data_package.field(column, report, of_series=table == "series")["type"]
        if kind != "string":
            numbers = pd.to_numeric(frame[column].replace("", None))
            made[column] = numbers.astype("Int64" if kind == "integer" else "Float64")
    return made

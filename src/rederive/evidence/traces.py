"""What others printed for the same thing: traces of a claim, and searches that found nothing.

A trace is a figure in a source outside the report, for a claim that cannot be recomputed. It is
read as a rounded number and compared with what the report prints.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from rederive.core.claims import Claim
from rederive.core.numerals import Interval, claimed
from rederive.core.register import Register
from rederive.core.units import Units
from rederive.core.verdicts import Verdict
from rederive.errors import InputError
from rederive.evidence.series_table import read_csv

TRACES = ["claim", "value", "figure", "unit", "period", "source", "same", "note"]
SEARCHES = ["claim", "query", "place", "date", "result"]


@dataclass(frozen=True)
class Trace:
    """The result of the traces of one printed number.

    Attributes
    ----------
    verdict : Verdict
        ``traced``, ``not-reproduced`` (only other figures for the same thing) or ``untraced``.
    figure : Interval or None
        The figure found, in base units; the agreeing one where there is one.
    sources : tuple of str
        Keys of the sources that carry that figure.
    note : str
    """

    verdict: Verdict
    figure: Interval | None
    sources: tuple[str, ...]
    note: str


def read_traces(
    folder: Path, register: Register, units: Units, sources: Container[str]
) -> pd.DataFrame:
    """All rows of ``data/traces``, checked against the register and the bibliography.

    Parameters
    ----------
    folder : Path
    register : Register
    units : Units
    sources : container of str
        The keys of the bibliography.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`TRACES`, as text, and ``interval``: each figure in base units.

    Raises
    ------
    InputError
        Naming file, row and remedy.
    """
    frames = []
    for path in _files(folder):
        frame = read_csv(path, TRACES)
        figures: list[Interval] = []
        for index, row in enumerate(frame.itertuples(), start=2):
            try:
                claim = register[row.claim]
                value = claim.value(row.value or None) if claim.values else None
                _, base = units.parse(row.unit)
                figures.append(figure(row.figure, row.unit, units))
            except ValueError as error:
                raise InputError(f"{path}, row {index}: {error}") from None
            if value is not None and base != value.unit:
                raise InputError(
                    f"{path}, row {index}: the unit {row.unit!r} does not fit "
                    f"{claim.id}, which is in {value.unit}."
                )
            if row.same not in ("yes", "no"):
                raise InputError(f"{path}, row {index}: write yes or no under same.")
            if row.source not in sources:
                raise InputError(
                    f"{path}, row {index}: the source {row.source!r} is not in "
                    "references.bib; add it there."
                )
        frames.append(frame.assign(interval=pd.Series(figures, index=frame.index, dtype=object)))
    columns = [*TRACES, "interval"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def read_searches(folder: Path, register: Register) -> pd.DataFrame:
    """All rows of ``data/searches``: what was looked for without success, and where."""
    frames = []
    for path in _files(folder):
        frame = read_csv(path, SEARCHES)
        for index, row in enumerate(frame.itertuples(), start=2):
            if row.claim not in register:
                raise InputError(f"{path}, row {index}: there is no claim {row.claim!r}.")
            if not (row.query and row.place and row.date):
                raise InputError(f"{path}, row {index}: say query, place and date.")
        frames.append(frame)
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=SEARCHES)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


def figure(numeral: str, unit: str, units: Units) -> Interval:
    """A figure as a source prints it, in base units: every number that rounds to it."""
    factor, base = units.parse(unit)
    return claimed(numeral, countable=factor == 1 and base.countable).scaled(factor)


def trace(claim: Claim, name: str, traces: pd.DataFrame, searches: pd.DataFrame) -> Trace:
    """Judge one printed number of a claim by what others printed.

    Parameters
    ----------
    claim : Claim
    name : str
        Name of the value; empty for a claim without numbers.
    traces, searches : pandas.DataFrame
        As read by :func:`read_traces` and :func:`read_searches`.

    Raises
    ------
    InputError
        If nothing is on record, neither a figure nor a search.
    """
    rows = traces[
        (traces["claim"] == claim.id)
        & ((traces["value"] == name) | ((traces["value"] == "") & (len(claim.values) < 2)))
    ]
    outcome = _by_figures(claim, name, rows) if claim.values else _by_words(rows)
    if outcome is not None:
        return outcome
    looked = searches[searches["claim"] == claim.id]
    if looked.empty and rows.empty:
        raise InputError(
            f"claim {claim.id} has neither a trace nor a search on record: "
            f"add a row to data/traces or data/searches for chapter {claim.chapter}."
        )
    tried = f"{len(looked)} recorded search{'es' if len(looked) != 1 else ''}"
    elsewhere = (
        f"; {len(rows)} figure{'s' if len(rows) != 1 else ''} for another date or definition"
        if len(rows)
        else ""
    )
    return Trace(Verdict.UNTRACED, None, (), tried + elsewhere)


def _by_words(rows: pd.DataFrame) -> Trace | None:
    """The result for a claim without numbers; None without a trace of the same thing."""
    same = rows[rows["same"] == "yes"]
    if same.empty:
        return None
    return Trace(Verdict.TRACED, None, tuple(dict.fromkeys(same["source"])), "")


def _by_figures(claim: Claim, name: str, rows: pd.DataFrame) -> Trace | None:
    """The result of the figures for the same thing; None without one."""
    printed = claim.value(name).claimed
    same = rows[rows["same"] == "yes"]
    agree = [figure.overlaps(printed) for figure in same["interval"]]
    good, other = same[agree], same[[not each for each in agree]]
    if same.empty:
        return None
    keep = good if len(good) else other
    notes = list(filter(None, dict.fromkeys(keep["note"])))
    if len(good):
        notes += [f"{row.source} has {row.figure}" for row in other.itertuples()]
    return Trace(
        Verdict.TRACED if len(good) else Verdict.NOT_REPRODUCED,
        keep["interval"].iloc[0],
        tuple(dict.fromkeys(keep["source"])),
        "; ".join(notes),
    )

"""What others printed for the same thing: traces of a claim, and searches that found nothing.

A trace is a figure in a source outside the report, for a claim that cannot be recomputed. It has a
hedge of its own, as what the report prints has; what else differs (date, definition, scope) is
said, and makes agreement a caveat.
"""

from __future__ import annotations

import math
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from rederive.core import periods
from rederive.core.claims import Claim, Value
from rederive.core.entries import Condition, ConditionKind, Reading
from rederive.core.judging import Printed
from rederive.core.numerals import HEDGES, Interval, claimed
from rederive.core.register import Register
from rederive.core.scales import in_thousands
from rederive.core.units import Units
from rederive.core.verdicts import Basis, Outcome, Verdict, verdict_of
from rederive.errors import InputError
from rederive.evidence.series_table import read_csv

TRACES = [
    *("claim", "value", "figure", "hedge", "unit", "period", "source", "same", "differs", "note")
]
#: In place of a figure: the source says that there is no such thing.
NONE = "none"
#: In what a source may differ from the claim.
DIFFERENCES = ("date", "definition", "scope")
#: How a note begins that says why another period is the same date.
SAME_DATE = "same date: "
#: Units of what is a time itself.
_DATES = ("year", "month", "day", "date")
SEARCHES = ["claim", "query", "place", "date", "result"]


@dataclass(frozen=True)
class Trace:
    """The result of the traces of one printed number.

    Attributes
    ----------
    verdict : Verdict
    figure : Interval or None
        The figure found, in base units; the agreeing one where there is one.
    sources : tuple of str
        Keys of the sources that carry that figure.
    note : str
    condition : Condition or None
        In what the source differs, or which other source does.
    under : tuple of Reading
        The figures of sources that disagree, or that agree only otherwise.
    """

    verdict: Verdict
    figure: Interval | None
    sources: tuple[str, ...]
    note: str
    condition: Condition | None = None
    under: tuple[Reading, ...] = ()


def read_traces(
    folder: Path, register: Register, units: Units, sources: Container[str], written: str
) -> pd.DataFrame:
    """All rows of ``data/traces``, checked against the register and the bibliography.

    Parameters
    ----------
    folder : Path
    register : Register
    units : Units
    sources : container of str
        The keys of the bibliography.
    written : str
        The month up to which the report's authors knew figures: what a claim without a date of its
        own speaks of.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`TRACES`, as text; ``interval``: each figure in base units, and
        ``said``: the same with the hedge of its source.

    Raises
    ------
    InputError
        Naming file, row and remedy.
    """
    frames = []
    for path in _files(folder):
        frame = read_csv(path, TRACES)
        figures: list[Interval | None] = []
        said: list[Interval | None] = []
        for index, row in enumerate(frame.itertuples(), start=2):
            try:
                claim = register[row.claim]
                value = claim.value(row.value or None) if claim.values else None
                _, base = units.parse(row.unit)
                _check_words(row)
                _check_time(row, value, written)
                denied = row.figure == NONE
                figures.append(None if denied else figure(row.figure, row.unit, units))
                said.append(None if denied else figure(row.figure, row.unit, units, row.hedge))
            except ValueError as error:
                raise InputError(f"{path}, row {index}: {error}") from None
            if value is not None and base != value.unit:
                raise InputError(
                    f"{path}, row {index}: the unit {row.unit!r} does not fit "
                    f"{claim.id}, which is in {value.unit}."
                )
            if row.source not in sources:
                raise InputError(
                    f"{path}, row {index}: the source {row.source!r} is not in "
                    "references.bib; add it there."
                )
        frames.append(frame.assign(interval=_objects(figures, frame), said=_objects(said, frame)))
    columns = [*TRACES, "interval", "said"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def _check_words(row: Any) -> None:
    """What a row says in words of its own: hedge, same, differs."""
    if row.hedge not in HEDGES:
        given = f"the hedge {row.hedge!r} is unknown" if row.hedge else "the hedge is missing"
        raise InputError(
            f"{given}: write how the source says its figure, exact where it says nothing more "
            f"({', '.join(HEDGES)})."
        )
    if row.figure != NONE:
        claimed(row.figure, row.hedge)  # refuses what the hedge cannot say
    if row.same not in ("yes", "no"):
        raise InputError("write yes or no under same.")
    unknown = set(filter(None, row.differs.split(", "))) - set(DIFFERENCES)
    if unknown or (row.same == "no" and not row.differs):
        raise InputError(
            f"write under differs in what the source differs ({', '.join(DIFFERENCES)}, joined by "
            "', '); it may be empty only where same is yes."
        )


def _check_time(row: Any, value: Value | None, written: str) -> None:
    """A figure of another time than the claim's says so, or why that makes no difference."""
    if row.period:
        periods.days(row.period)
    if value is None or "date" in row.differs.split(", ") or row.note.startswith(SAME_DATE):
        return
    as_of = time_of(value, written)
    if as_of and other_time(row.period, as_of):
        raise InputError(
            f"the period {row.period or '(none)'!r} is not the claim's, {as_of}: write date "
            f"under differs, or begin the note with {SAME_DATE.strip()!r} and why that makes no "
            "difference."
        )


def time_of(value: Value, written: str) -> str | None:
    """The time that a printed number speaks of; None where it is a time itself.

    Without a date of its own that is the year of writing, or the one before it.
    """
    if value.as_of is None and value.unit in _DATES:
        return None
    return value.as_of or f"{int(written[:4]) - 1}/{written[:4]}"


def other_time(period: str, as_of: str) -> bool:
    """Whether a figure of a period is of another time than a claim.

    It is of the same time if it lies within the claim's, or is that of the calendar year, quarter
    or month in which the claim's lies. A longer span is another time.

    Examples
    --------
    >>> other_time("2020-05-08", "2020"), other_time("2020", "2020-12-31")
    (False, False)
    >>> other_time("2019/2021", "2020"), other_time("2020-12-01", "2020-12-31")
    (True, True)
    """
    if not period:
        return True
    (start, end), (first, last) = periods.days(period), periods.days(as_of)
    within = first <= start and end <= last
    around = start <= first and last <= end and "/" not in period
    return not within and not around


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


def _objects(intervals: list[Interval | None], frame: pd.DataFrame) -> pd.Series:
    return pd.Series(intervals, index=frame.index, dtype=object)


def figure(numeral: str, unit: str, units: Units, hedge: str = "exact") -> Interval:
    """A figure as a source prints it, in base units: every number that it can mean."""
    factor, base = units.parse(unit)
    return claimed(numeral, hedge, countable=factor == 1 and base.countable).scaled(factor)


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
    tried = ""
    if len(looked):
        tried = f"{len(looked)} recorded search{'es' if len(looked) != 1 else ''}"
    others = [_elsewhere(row) for row in rows.itertuples()]
    elsewhere = f"printed elsewhere: {', '.join(others)}" if others else ""
    return Trace(Verdict.UNTRACED, None, (), "; ".join(filter(None, [tried, elsewhere])))


def _elsewhere(row: Any) -> str:
    """A figure for another date or definition, in words: it tests nothing, and is told."""
    hedge = "" if row.hedge in ("exact", "ordinal") else f"{row.hedge.replace('_', ' ')} "
    says = "none" if row.figure == NONE else f"{hedge}{in_thousands(row.figure, row.unit)}"
    about = ", ".join(filter(None, [row.period, f"another {row.differs}" if row.differs else ""]))
    return f"{says} ({about}; {row.source})".replace("; ", ", ")


def _by_words(rows: pd.DataFrame) -> Trace | None:
    """The result for a claim without numbers; None without a trace of the same thing."""
    same = rows[rows["same"] == "yes"]
    if same.empty:
        return None
    plain = same[same["differs"] == ""]
    keep = plain if len(plain) else same
    differs = () if len(plain) else tuple(dict.fromkeys(same["differs"]))
    return Trace(
        Verdict.TRACED_WITH_CAVEAT if differs else Verdict.TRACED,
        None,
        tuple(dict.fromkeys(keep["source"])),
        "",
        Condition(ConditionKind.SOURCE_DIFFERS, differs) if differs else None,
    )


@dataclass(frozen=True)
class _Found:
    """One figure for the same thing, held against what is printed."""

    row: Any
    outcome: Outcome
    differs: tuple[str, ...]

    @property
    def rank(self) -> int:
        """Its place when the figures are ordered, the best first."""
        return list(Outcome).index(self.outcome)

    @property
    def reading(self) -> Reading:
        """The figure by the name of its source."""
        said = self.row.said
        ends = (None, None) if said is None else (said.low, said.high)
        return Reading(self.row.source, *ends)


def _by_figures(claim: Claim, name: str, rows: pd.DataFrame) -> Trace | None:
    """The result of the figures for the same thing; None without one."""
    value = claim.value(name)
    same = rows[rows["same"] == "yes"]
    found = [_hold(row, value.hedge, Printed.of(value)) for row in same.itertuples()]
    # A figure of another date or definition never counts against the report.
    found = [one for one in found if one.outcome is not Outcome.FAILS or not one.differs]
    if not found:
        return None
    best = min(found, key=lambda one: one.rank)
    keep = [one for one in found if one.outcome is best.outcome and one.differs == best.differs]
    against = [one for one in found if one.outcome is Outcome.FAILS and not one.differs]
    outcome, condition, other = _settle(best, against)
    notes = list(filter(None, dict.fromkeys(one.row.note for one in keep)))
    return Trace(
        verdict_of(outcome, Basis.PRINT),
        best.row.said,
        tuple(dict.fromkeys(one.row.source for one in keep)),
        "; ".join(notes),
        condition,
        tuple(one.reading for one in other),
    )


def _settle(best: _Found, against: list[_Found]) -> tuple[Outcome, Condition | None, list[_Found]]:
    """The outcome of all figures from the best and from those that disagree on the same terms."""
    if best.outcome in (Outcome.FAILS, Outcome.TOO_COARSE):
        condition = None
        if best.outcome is Outcome.TOO_COARSE:
            condition = Condition(ConditionKind.TOO_COARSE, (_coarse(best.row.said),))
        return best.outcome, condition, []
    differing = Condition(ConditionKind.SOURCE_DIFFERS, best.differs)
    if best.outcome is Outcome.AGREES and not against:
        return Outcome.AGREES, None, []
    if against and best.differs:
        return Outcome.OTHERWISE, differing, against
    if against:
        names = tuple(dict.fromkeys(one.reading.name for one in against))
        return Outcome.WITH_CAVEAT, Condition(ConditionKind.SOURCE_DISAGREES, names), against
    return best.outcome, differing, []


def _coarse(said: Interval) -> str:
    """How a figure is too coarse: a bound is open, any other is rounded."""
    is_open = math.isinf(said.low) or math.isinf(said.high)
    return "open to one side" if is_open else "rounded more than the print"


def _hold(row: Any, hedge: str, printed: Printed) -> _Found:
    """One figure, with the hedge of its source, against what is printed.

    The source supports the print if its statement implies it. If the bare figures agree but the
    source's hedge says less, that is a difference, as another date is; if both statements cannot be
    true ("over 30" and "nearly 30"), the source disagrees.
    """
    differs = tuple(filter(None, row.differs.split(", ")))
    if row.interval is None or not printed.agrees(row.said):
        return _Found(row, Outcome.FAILS, differs)
    implied = row.said.within(printed.claimed)
    if not implied:
        # A bound that the print lies beyond allows it, and does not fix it.
        if not printed.agrees(row.interval) or not printed.is_fine(row.interval):
            return _Found(row, Outcome.TOO_COARSE, differs)
        if row.hedge != hedge:
            differs = (*differs, _said(row))
    if printed.is_beyond(row.said):
        differs = (*differs, f"size: {row.figure} lies well beyond what is printed")
    return _Found(row, Outcome.WITH_CAVEAT if differs else Outcome.AGREES, differs)


def _said(row: Any) -> str:
    words = "" if row.hedge == "exact" else f"{row.hedge.replace('_', ' ')} "
    return f"hedge: it says {words}{row.figure}" + ("" if words else " without one")

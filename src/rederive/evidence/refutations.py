"""What may speak against a printed number, and which readings its claim names.

A number is refuted by figures for the same thing. What was announced is what somebody counted:
statistics of another count may bound it and never refute it. A figure that ``data/traces`` records
as another quantity does not come back as the evidence that refutes. What follows from a number
that the report prints tests how two of its numbers fit, not one of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from rederive.core.claims import Claim, Value
from rederive.core.entries import Entry
from rederive.core.numerals import Interval
from rederive.core.verdicts import Basis, Verdict
from rederive.errors import InputError

ANNOUNCED = ("official_statement", "company_disclosure")
_OWN = re.compile(r"\bprinted\b")


def check(claim: Claim, value: Value, entry: Entry, traces: pd.DataFrame) -> None:
    """Refuse a verdict against a number by statistics that are not of the same thing.

    Parameters
    ----------
    claim : Claim
    value : Value
        One of its numbers.
    entry : Entry
        What was found about it.
    traces : pandas.DataFrame
        As :func:`rederive.evidence.traces.read_traces` reads them.

    Raises
    ------
    InputError
        Saying why, and what to do instead.
    """
    if entry.standalone is not Verdict.NOT_REPRODUCED or entry.basis is not Basis.STATISTICS:
        return
    told = f"claim {claim.id} ({value.name}) would be refuted by "
    if (value.check or claim.check) in ANNOUNCED:
        raise InputError(
            f"{told}statistics, though somebody announced it ({value.check or claim.check}): what "
            "others count may bound it; use chapter.trace and put the bound into its note, or say "
            "check: public_series where the statistics are of the same thing."
        )
    if _OWN.search(claim.derive or ""):
        raise InputError(
            f"{told}a number that the report prints itself ({claim.derive}): say check: arithmetic "
            "and name the outside figure as another reading, or test the other number."
        )
    if row := _other_quantity(claim, value, entry, traces):
        raise InputError(
            f"{told}what data/traces has from {row.source} as another quantity ({row.differs}): "
            "another quantity bounds a number and does not refute it; use chapter.trace."
        )


def _other_quantity(claim: Claim, value: Value, entry: Entry, traces: pd.DataFrame) -> Any:
    """The trace of another quantity that the evidence repeats."""
    found = entry.recomputed
    names = (value.name, "") if len(claim.values) == 1 else (value.name,)
    rows = traces[
        (traces["claim"] == claim.id) & (traces["same"] == "no") & traces["value"].isin(names)
    ]
    for row in rows.itertuples():
        said: Interval | None = row.said
        if said is not None and found is not None and said.overlaps(found):
            return row
    return None


def check_readings(claim: Claim, given: Collection[str]) -> None:
    """Refuse a check that leaves out a reading which its claim names.

    Parameters
    ----------
    claim : Claim
    given : collection of str
        The names of the readings that were handed over.

    Raises
    ------
    InputError
        Naming the reading.
    """
    for reading in claim.readings:
        if reading not in given:
            raise InputError(
                f"claim {claim.id} names the reading {reading!r}, which its check does not give: "
                f"hand it over under vintages or alternatives (given: {', '.join(given) or 'none'})"
                f" or strike it from `readings` in data/claims/ch{claim.chapter}.yaml."
            )


def check_labels(
    claim: Claim, main: Mapping[str, Interval], readings: Mapping[str, Mapping[str, Interval]]
) -> None:
    """Refuse a reading that changes one number of a claim and repeats another.

    A number that does not depend on the reading has no such reading.

    Parameters
    ----------
    claim : Claim
    main : mapping of str to Interval
        What was recomputed, by value name.
    readings : mapping of str to mapping
        The same on other readings, by their names.

    Raises
    ------
    InputError
        Naming reading and number.
    """
    for name, at in readings.items():
        same = [value for value in at if value in main and at[value] == main[value]]
        if same and len(same) < len(at):
            raise InputError(
                f"claim {claim.id}: the reading {name!r} gives for {same[0]!r} what the main one "
                "gives; leave that number out of it."
            )

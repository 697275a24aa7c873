"""One table of series, validated: the columns of ``data/series/TOPIC.csv`` and what they hold."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rederive.core import periods
from rederive.core.numerals import HEDGES
from rederive.core.units import Units
from rederive.errors import InputError
from rederive.reading.tables import read_rows

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

COLUMNS = [*("series", "entity", "period", "value", "hedge", "unit", "vintage", "source", "note")]
KEY = ["series", "entity", "period", "vintage"]
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)


def read_csv(path: Path, columns: list[str]) -> pd.DataFrame:
    """A CSV file of the project as text, with exactly these columns.

    Raises
    ------
    InputError
        Naming file, row and remedy; see :func:`rederive.reading.tables.read_rows`.
    """
    return pd.DataFrame(read_rows(path, columns), columns=columns, dtype="str")


def read_table(path: Path) -> pd.DataFrame:
    """A table of series as text; ``hedge`` is empty in one that leaves that column out.

    Raises
    ------
    InputError
        As :func:`read_csv`.
    """
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        has_hedges = "hedge" in file.readline().strip().split(",")
    if has_hedges:
        return read_csv(path, COLUMNS)
    short = read_csv(path, [name for name in COLUMNS if name != "hedge"])
    return short.assign(hedge="")[COLUMNS]


def validate(
    frame: pd.DataFrame, path: Path, units: Units, sources: Container[str]
) -> pd.DataFrame:
    """Check a table of text (``value`` may be numbers already); return it with numbers.

    Parameters
    ----------
    frame : pandas.DataFrame
    path : Path
        Its file, for error messages.
    units : Units
    sources : container of str
        The keys of the bibliography.

    Raises
    ------
    InputError
        For the first row that does not fit: a number, unit, period, vintage, key or source.
    """
    table = _with_numbers(frame)
    _check_fields(frame, table, path, units)
    _check_sources(table, path, sources)
    _check_units(table, path)
    twice = table.duplicated(KEY)
    if twice.any():
        row = int(twice.idxmax())
        raise InputError(
            f"{path}, row {row + 2}: {', '.join(table.loc[row, KEY])} is there twice; "
            "keep one row, with its sources joined by '; '."
        )
    return table


def _with_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    if pd.api.types.is_numeric_dtype(frame["value"]):
        return frame
    # Each text becomes the nearest float, which pandas' own reading does not promise.
    texts = frame["value"].str.strip()
    numbers = [float(text) if _NUMBER.fullmatch(text) else math.nan for text in texts]
    return frame.assign(value=np.array(numbers, dtype="float64"))


def _check_fields(frame: pd.DataFrame, table: pd.DataFrame, path: Path, units: Units) -> None:
    from pandera.errors import SchemaErrors

    try:
        schema(units).validate(table, lazy=True)
    except SchemaErrors as errors:
        case = errors.failure_cases.iloc[0]
        number = "" if pd.isna(case["index"]) else f", row {int(case['index']) + 2}"
        text = (
            frame.loc[int(case["index"]), case["column"]]
            if number and case["column"] in frame
            else ""
        )
        raise InputError(f"{path}{number}: {case['check']} (found {text!r}).") from None


def _check_sources(table: pd.DataFrame, path: Path, sources: Container[str]) -> None:
    for keys, index in table.groupby("source").indices.items():
        unknown = [key for key in str(keys).split("; ") if key not in sources]
        if unknown:
            raise InputError(
                f"{path}, row {int(index[0]) + 2}: the source {unknown[0]!r} is not in "
                "references.bib; add it there."
            )


def _check_units(table: pd.DataFrame, path: Path) -> None:
    mixed = table.groupby("series")["unit"].nunique()
    if not (mixed > 1).any():
        return
    name = mixed[mixed > 1].index[0]
    kinds = table.loc[table["series"] == name, "unit"]
    row = int((kinds != kinds.iloc[0]).idxmax()) + 2
    raise InputError(
        f"{path}, row {row}: {name} is in {kinds.unique()[1]}, "
        f"elsewhere in {kinds.iloc[0]}; keep one unit per series."
    )


#: Columns that a pattern describes, and what to write.
_PATTERNS = {
    "series": (r"^[a-z][a-z0-9_]*$", "write the series in small letters, a_b_c"),
    "entity": (r"^[A-Z][A-Za-z0-9_]*$", "write the entity as a code such as FRA"),
    "source": (
        r"^[A-Za-z0-9_-]+(; [A-Za-z0-9_-]+)*$",
        "name at least one source key of references.bib, joined by '; '",
    ),
}
#: Columns whose texts a function admits, and what to write.
_ADMITTED: dict[str, tuple[Callable[[str], bool], str]] = {
    "hedge": (
        lambda hedge: not hedge or (hedge in HEDGES and hedge not in ("exact", "ordinal")),
        "write how the source says the figure (about, over, nearly, at_least, at_most, under), "
        "or nothing where it has none of these",
    ),
    "period": (
        periods.is_period,
        "write the period as 2013, 2013-06 or 2013/2022, with real months",
    ),
    "vintage": (
        periods.is_vintage,
        "write the vintage as 2024, 2024-01 or 2024-01-17, with a real month",
    ),
}


def schema(units: Units) -> DataFrameSchema:
    """The pandera schema of a table of series."""
    import pandera.pandas as pa

    def known(unit: str) -> bool:
        try:
            units.parse(unit)
        except InputError:
            return False
        return True

    def admitted(admits: Callable[[str], bool], error: str) -> pa.Check:
        return pa.Check(lambda column: column.isin([*filter(admits, column.unique())]), error=error)

    checks: dict[str, pa.Check | None] = {
        **{
            name: pa.Check.str_matches(pattern, error=error)
            for name, (pattern, error) in _PATTERNS.items()
        },
        **{name: admitted(*rule) for name, rule in _ADMITTED.items()},
        "unit": admitted(known, "the unit is unknown: see data/units.csv"),
        "note": None,
    }
    columns = {
        name: pa.Column("str", checks=checks[name], nullable=False)
        for name in COLUMNS
        if name != "value"
    }
    number = pa.Check(
        lambda value: value.abs() < 1e18,
        error="write the value as one finite number",
        ignore_na=False,
    )
    columns["value"] = pa.Column(float, coerce=True, checks=number, nullable=True)
    shares = pa.Check(_shares_are_possible, error="a share in percent lies between 0 and 100")
    ordered = {name: columns[name] for name in COLUMNS}
    return pa.DataFrameSchema(ordered, checks=[shares], strict=True)


def _shares_are_possible(table: pd.DataFrame) -> pd.Series:
    share = (table["unit"] == "percent") & table["series"].str.contains("share")
    return ~(share & ~table["value"].between(0, 100))

"""One table of series, validated: the columns of ``data/series/TOPIC.csv`` and what they hold."""

from __future__ import annotations

import math
import re
from collections.abc import Container
from pathlib import Path

import numpy as np
import pandas as pd

from rederive.core import periods
from rederive.core.units import Units
from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = ["series", "entity", "period", "value", "unit", "vintage", "source", "note"]
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
    from pandera.errors import SchemaErrors

    table = frame
    if not pd.api.types.is_numeric_dtype(frame["value"]):
        # Each text becomes the nearest float, which pandas' own reading does not promise.
        texts = frame["value"].str.strip()
        numbers = [float(text) if _NUMBER.fullmatch(text) else math.nan for text in texts]
        table = frame.assign(value=np.array(numbers, dtype="float64"))
    try:
        schema(units).validate(table, lazy=True)
    except SchemaErrors as errors:
        case = errors.failure_cases.iloc[0]
        number = "" if pd.isna(case["index"]) else f", row {int(case['index']) + 2}"
        found = (
            frame.loc[int(case["index"]), case["column"]]
            if number and case["column"] in frame
            else ""
        )
        raise InputError(f"{path}{number}: {case['check']} (found {found!r}).") from None
    for keys, index in table.groupby("source").indices.items():
        unknown = [key for key in keys.split("; ") if key not in sources]
        if unknown:
            raise InputError(
                f"{path}, row {int(index[0]) + 2}: the source {unknown[0]!r} is not in "
                "references.bib; add it there."
            )
    mixed = table.groupby("series")["unit"].nunique()
    if (mixed > 1).any():
        name = mixed[mixed > 1].index[0]
        kinds = table.loc[table["series"] == name, "unit"]
        row = int((kinds != kinds.iloc[0]).idxmax()) + 2
        raise InputError(
            f"{path}, row {row}: {name} is in {kinds.unique()[1]}, "
            f"elsewhere in {kinds.iloc[0]}; keep one unit a series."
        )
    twice = table.duplicated(KEY)
    if twice.any():
        row = int(twice.idxmax())
        raise InputError(
            f"{path}, row {row + 2}: {', '.join(table.loc[row, KEY])} stands twice; "
            "keep one row, with its sources joined by '; '."
        )
    return table


def schema(units: Units):
    """The pandera schema of a table of series."""
    import pandera.pandas as pa

    def known(unit: str) -> bool:
        try:
            units.parse(unit)
        except InputError:
            return False
        return True

    text = {"dtype": "str", "nullable": False}
    return pa.DataFrameSchema(
        {
            "series": pa.Column(
                checks=pa.Check.str_matches(
                    r"^[a-z][a-z0-9_]*$", error="write the series in small letters, a_b_c"
                ),
                **text,
            ),
            "entity": pa.Column(
                checks=pa.Check.str_matches(
                    r"^[A-Z][A-Za-z0-9_]*$", error="write the entity as a code such as CHN"
                ),
                **text,
            ),
            "period": pa.Column(
                checks=pa.Check(
                    lambda column: column.isin([*filter(periods.is_period, column.unique())]),
                    error="write the period as 2013, 2013-06 or 2013/2022, with real months",
                ),
                **text,
            ),
            "value": pa.Column(
                float,
                coerce=True,
                checks=pa.Check(
                    lambda value: value.abs() < 1e18,
                    error="write the value as one finite number",
                    ignore_na=False,
                ),
                nullable=True,
            ),
            "unit": pa.Column(
                checks=pa.Check(
                    lambda unit: unit.isin([each for each in unit.unique() if known(each)]),
                    error="the unit is unknown: see data/units.csv",
                ),
                **text,
            ),
            "vintage": pa.Column(
                checks=pa.Check(
                    lambda column: column.isin([*filter(periods.is_vintage, column.unique())]),
                    error="write the vintage as 2024, 2024-01 or 2024-01-17, with a real month",
                ),
                **text,
            ),
            "source": pa.Column(
                checks=pa.Check.str_matches(
                    r"^[A-Za-z0-9_-]+(; [A-Za-z0-9_-]+)*$",
                    error="name at least one source key of references.bib, joined by '; '",
                ),
                **text,
            ),
            "note": pa.Column(**text),
        },
        checks=[
            pa.Check(
                lambda table: (
                    ~(
                        (table["unit"] == "percent")
                        & table["series"].str.contains("share")
                        & ~table["value"].between(0, 100)
                    )
                ),
                error="a share in percent lies between 0 and 100",
            )
        ],
        strict=True,
    )

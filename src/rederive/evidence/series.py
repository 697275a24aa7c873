"""Official statistics: tidy tables in ``data/series``, loaded by name, unit and vintage.

A table is a CSV file with the columns ``series, entity, period, value, unit, vintage, source,
note``; each row is one figure as published on one day (its vintage), with the keys of the texts
in which it was seen. Numbers are handed out in base units (CNY, persons, percent).
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

from rederive.core import units
from rederive.core.claims import read_yaml
from rederive.errors import InputError
from rederive.reading.files import root
from rederive.reading.tables import read_rows, read_text

# Notes and sources are shown whole wherever a table of figures is shown.
pd.set_option("display.max_colwidth", None)

COLUMNS = ["series", "entity", "period", "value", "unit", "vintage", "source", "note"]
KEY = ["series", "entity", "period", "vintage"]
_PERIOD = r"\d{4}(-\d{2}){0,2}(/\d{4}(-\d{2}){0,2})?"
_VINTAGE = r"\d{4}(-\d{2}){0,2}"
_PUBLISHER = re.compile(r"^\s*(?:author|publisher)\s*=\s*[{\"]+(.+?)[}\"]+,?\s*$", re.MULTILINE)
#: What follows the publisher's name where a text passed on what another had published.
_HANDS = re.compile(r" via | \(|, reprint| summarised by ")
_ADDRESS = re.compile(r"\burl\s*=\s*[{\"]?\s*([^}\",\n]*)", re.IGNORECASE)


def load(
    table: str,
    series: str,
    entity: str = "CHN",
    *,
    as_of: str | None = None,
    unit: str | None = None,
) -> pd.Series:
    """One series of one entity, in its base unit.

    Parameters
    ----------
    table, series : str
        ``load("population", "year_end")`` reads ``data/series/population.csv``.
    entity : str
        ISO 3166 alpha-3 code, company or named set.
    as_of : str, optional
        Take, for each period, the newest vintage up to this date (``"2024-06"``);
        ``"first"`` takes the oldest; by default the newest of all.
    unit : str, optional
        A unit that the series must fit, such as ``"100 million CNY"``; the numbers come in it.

    Returns
    -------
    pandas.Series
        Indexed by period (str, ascending), named for the series; ``attrs`` holds ``unit``.

    Raises
    ------
    InputError
        If the table is malformed, or holds no such series, entity or vintage.
    """
    rows = pick(read(table), table, series, entity, as_of)
    factor, base = units.parse(rows["unit"].iloc[0])
    if unit is not None:
        wanted, wanted_base = units.parse(unit)
        if wanted_base != base:
            raise InputError(
                f"data/series/{table}.csv: {series} is in {base}, which does not fit {unit!r}."
            )
        numbers = rows["value"] * (factor / wanted)
    else:
        numbers = rows["value"] * factor
    result = pd.Series(numbers.to_numpy(), index=rows["period"].to_numpy(), name=series)
    result.index.name = "period"
    result.attrs["unit"] = unit or base
    return result


def sources(
    table: str, series: str, entity: str = "CHN", *, as_of: str | None = None
) -> pd.DataFrame:
    """The rows behind :func:`load`: period, value, unit, vintage, source keys and note."""
    rows = pick(read(table), table, series, entity, as_of)
    return rows[["period", "value", "unit", "vintage", "source", "note"]].reset_index(drop=True)


def pick(
    frame: pd.DataFrame, table: str, series: str, entity: str, as_of: str | None
) -> pd.DataFrame:
    """For each period of a series and entity, the row of the vintage asked for."""
    path = f"data/series/{table}.csv"
    rows = frame[frame["series"] == series]
    if rows.empty:
        names = ", ".join(sorted(frame["series"].unique()))
        raise InputError(f"{path}: has no series {series!r}; it has {names}.")
    of_entity = rows[rows["entity"] == entity]
    if of_entity.empty:
        names = ", ".join(sorted(rows["entity"].unique()))
        raise InputError(f"{path}: {series} has no entity {entity!r}; it has {names}.")
    found = of_vintage(of_entity, as_of)
    if found.empty:
        raise InputError(f"{path}: {series} of {entity} has no vintage up to {as_of}.")
    return found


def of_vintage(rows: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """For each series, entity and period, the row of the vintage asked for, in their order."""
    figure = ["series", "entity", "period"]
    ordered = rows.sort_values([*figure, "vintage"], kind="stable")
    if as_of == "first":
        return ordered.drop_duplicates(figure, keep="first")
    if as_of is not None:
        ordered = ordered[[known(vintage, as_of) for vintage in ordered["vintage"]]]
    return ordered.drop_duplicates(figure, keep="last")


def known(vintage: str, as_of: str) -> bool:
    """Whether a figure of this vintage was certainly out by a date.

    A bare year or month counts from its end: nothing says that it came out earlier.

    Examples
    --------
    >>> known("2024-06", "2024-06"), known("2023", "2024-06"), known("2024", "2024-06")
    (True, True, False)
    """
    out = vintage + "-12-31"[len(vintage) - 4 :]
    return out[: len(as_of)] <= as_of


@cache
def years(period: str) -> tuple[int, ...]:
    """The years that a period names: one, or the first and the last of a span."""
    return tuple(int(part[:4]) for part in period.split("/") if part[:4].isdigit())


def rows(table: str, series: str) -> pd.DataFrame:
    """All rows of one series, of whatever entity and vintage; none if there is no such series."""
    frame = read(table)
    return frame[frame["series"] == series]


def read(table: str) -> pd.DataFrame:
    """One whole table of ``data/series``, validated.

    Raises
    ------
    InputError
        Naming file, row and remedy for what is malformed.
    """
    path = root() / "data" / "series" / f"{table}.csv"
    if not re.fullmatch(r"[a-z0-9-]+", table) or not path.is_file():
        names = ", ".join(sorted(p.stem for p in path.parent.glob("*.csv")))
        raise InputError(f"there is no table {table!r} in data/series; there are {names}.")
    return _read(path, path.stat().st_mtime_ns, path.stat().st_size)


@lru_cache
def _read(path: Path, *_stamp: int) -> pd.DataFrame:
    return validate(read_csv(path, COLUMNS), path)


def read_csv(path: Path, columns: list[str]) -> pd.DataFrame:
    """A CSV file of the project as text, with exactly these columns.

    Raises
    ------
    InputError
        Naming file, row and remedy; see :func:`rederive.reading.tables.read_rows`.
    """
    return pd.DataFrame(read_rows(path, columns), columns=columns, dtype="str")


def validate(frame: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Check a table of text (``value`` may be numbers already); return it with numbers.

    Raises
    ------
    InputError
        For the first row that does not fit: a number, unit, period, vintage, key or source.
    """
    from pandera.errors import SchemaErrors

    table = frame
    if not pd.api.types.is_numeric_dtype(frame["value"]):
        numbers = pd.to_numeric(frame["value"].str.strip(), errors="coerce")
        table = frame.assign(value=numbers)
    try:
        schema().validate(table, lazy=True)
    except SchemaErrors as errors:
        case = errors.failure_cases.iloc[0]
        number = "" if pd.isna(case["index"]) else f", row {int(case['index']) + 2}"
        found = (
            frame.loc[int(case["index"]), case["column"]]
            if number and case["column"] in frame
            else ""
        )
        raise InputError(f"{path}{number}: {case['check']} (found {found!r}).") from None
    known = bibliography()
    for keys, index in table.groupby("source").indices.items():
        unknown = [key for key in keys.split("; ") if key not in known]
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


def schema():
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
                checks=pa.Check.str_matches(
                    f"^{_PERIOD}$", error="write the period as 2013, 2013-06 or 2013/2022"
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
                checks=pa.Check.str_matches(
                    f"^{_VINTAGE}$", error="write the vintage as 2024, 2024-01 or 2024-01-17"
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


def panel(name: str) -> pd.DataFrame:
    """One bulk table of ``data/panels``, as its publisher lays it out, with our column names.

    Panels are country by year or age by year tables too large for one row a figure with its own
    source; ``data/panels/panels.csv`` names the one source of each.

    Parameters
    ----------
    name : str
        ``panel("wpp2024-china-age")`` reads ``data/panels/wpp2024-china-age.csv.gz``.

    Raises
    ------
    InputError
        If there is no such panel, or its source is not on record.
    """
    folder = root() / "data" / "panels"
    listed = read_csv(folder / "panels.csv", ["panel", "source", "licence", "note"])
    if name not in set(listed["panel"]):
        names = ", ".join(listed["panel"])
        raise InputError(f"{folder / 'panels.csv'}: lists no panel {name!r}; it lists {names}.")
    source = listed.loc[listed["panel"] == name, "source"].item()
    for key in source.split("; "):
        if key not in bibliography():
            raise InputError(
                f"{folder / 'panels.csv'}: the source {key!r} of {name} is not in "
                "references.bib; add it there."
            )
    try:
        return pd.read_csv(folder / f"{name}.csv.gz", encoding="utf-8")
    except (OSError, EOFError, UnicodeDecodeError, pd.errors.ParserError, zlib.error) as error:
        raise InputError(f"{folder / name}.csv.gz: cannot be read ({error}).") from None


@lru_cache
def _bibliography(path: Path, *_stamp: int) -> frozenset[str]:
    text = read_text(path)
    keys = re.findall(r"^\s*@\w+\{\s*([^,\s]+)\s*,", text, re.M)
    if twice := [key for key, count in Counter(keys).items() if count > 1]:
        raise InputError(f"{path}: the key {twice[0]} stands twice; give one of the two a new key.")
    for key in keys:
        if not re.fullmatch(r"[A-Za-z0-9_-]+", key):
            raise InputError(f"{path}: the key {key[:60]!r} holds more than letters, digits, _ -.")
    for found in _ADDRESS.finditer(text):
        if not found[1].startswith(("https://", "http://")):
            line = text.count("\n", 0, found.start()) + 1
            raise InputError(
                f"{path}, line {line}: the address {found[1][:40]!r} is none of the web; "
                "write one that begins with https://."
            )
    return frozenset(keys)


def bibliography() -> frozenset[str]:
    """The keys of ``references.bib``."""
    path = root() / "references.bib"
    if not path.is_file():
        raise InputError(f"{path}: is missing; every source of a figure stands there.")
    return _bibliography(path, path.stat().st_mtime_ns, path.stat().st_size)


@lru_cache
def _publishers(path: Path, *_stamp: int) -> dict[str, str]:
    found = {}
    for entry in re.split(r"^@\w+\{", read_text(path), flags=re.M)[1:]:
        key = entry.partition(",")[0].strip()
        name = _PUBLISHER.search(entry)
        found[key] = _HANDS.split(name[1])[0].rstrip(",") if name else key
    return found


def publishers() -> dict[str, str]:
    """Who first published each source of ``references.bib``, without the hands it came through.

    "Ministry of Public Security via Xinhua" is the ministry; where nobody is named, the key stands.
    """
    path = root() / "references.bib"
    bibliography()  # says what is wrong with the file
    return _publishers(path, path.stat().st_mtime_ns, path.stat().st_size)


def report_date() -> str:
    """The month up to which the report's authors could have known a statistic."""
    path = root() / "data" / "report.yaml"
    about = read_yaml(path)
    month = about.get("written_by") if isinstance(about, dict) else None
    if not isinstance(month, str) or not re.fullmatch(_VINTAGE, month):
        raise InputError(f'{path}: needs written_by, a month such as "2024-06".')
    return month

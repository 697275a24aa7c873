"""Official statistics: tidy tables in ``data/series``, by name, unit and vintage.

A table is a CSV file with the columns ``series, entity, period, value, hedge, unit, vintage,
source, note``; each row is one figure as published on one day (its vintage), with the keys of the
texts in which it was seen; a table without hedges leaves out ``hedge``. Numbers are
handed out in base units (CNY, persons, percent).
"""

from __future__ import annotations

import re
from collections.abc import Container
from fractions import Fraction
from pathlib import Path

import pandas as pd
from mpmath import iv

from rederive.core import periods
from rederive.core.measured import dimension
from rederive.core.numerals import Interval, claimed, exact, product
from rederive.core.units import Units
from rederive.errors import InputError
from rederive.evidence.measured_series import MeasuredSeries, Origin
from rederive.evidence.series_table import COLUMNS, read_table, validate
from rederive.reading.files import FileCache

_FIGURE = ("series", "entity", "period", "vintage")


class SeriesLibrary:
    """The tables of one folder, each read and validated when it is first asked for.

    Parameters
    ----------
    folder : Path
        Such as ``data/series``.
    units : Units
    sources : container of str
        The keys of the bibliography.
    home : str
        The entity that is meant where none is named: the report's own country.
    """

    def __init__(self, folder: Path, units: Units, sources: Container[str], home: str) -> None:
        self.folder, self.units, self.sources_known, self.home = folder, units, sources, home
        self._files = FileCache()
        #: Of each table and series the entities that were asked for, by vintage.
        self._handed: dict[tuple[str, str], dict[str | None, set[str]]] = {}

    def load(
        self,
        table: str,
        series: str,
        entity: str | None = None,
        *,
        as_of: str | None = None,
        unit: str | None = None,
    ) -> pd.Series:
        """One series of one entity, in its base unit.

        Parameters
        ----------
        table, series : str
            ``load("population", "year_end")`` reads ``data/series/population.csv``.
        entity : str, optional
            ISO 3166 alpha-3 code, company or named set; the report's own country by default.
        as_of : str, optional
            Take, for each period, the newest vintage up to this date (``"2024-06"``);
            ``"first"`` takes the oldest; by default the newest of all.
        unit : str, optional
            A unit that the series must fit, such as ``"100 million CNY"``; the numbers come in it.

        Returns
        -------
        pandas.Series
            Indexed by period (str, ascending), named for the series; its numbers carry their unit,
            unless they come in another one.

        Raises
        ------
        InputError
            If the table is malformed, or holds no such series, entity or vintage.
        """
        rows = self._hand(table, series, entity, as_of)
        multiple, base = self.units.parse(rows["unit"].iloc[0])
        factor = Fraction(multiple)
        if unit is not None:
            wanted, wanted_base = self.units.parse(unit)
            if wanted_base != base:
                raise InputError(
                    f"data/series/{table}.csv: {series} is in {base}, which does not fit {unit!r}."
                )
            factor /= wanted
        numbers = [product(value, factor) for value in rows["value"]]
        periods_ = rows["period"].to_numpy()
        result = MeasuredSeries(numbers, index=periods_, name=series, dtype="float64")
        result.index.name = "period"
        result.dimension = None if unit else dimension(base)
        result.origin = self._origin(table, series, entity or self.home, as_of, set(periods_))
        return result

    def _origin(
        self, table: str, series: str, entity: str, as_of: str | None, there: set[str]
    ) -> Origin:
        """Where a series was read, and which periods were published after the date asked for."""
        rows = self.rows(table, series)
        later = rows[(rows["entity"] == entity) & ~rows["period"].isin(there)]
        first = of_vintage(later, periods.FIRST)
        dates = dict(zip(first["period"], first["vintage"], strict=True))
        return Origin(f"data/series/{table}.csv: {series} of {entity}", as_of or "", dates)

    def sources(
        self, table: str, series: str, entity: str | None = None, *, as_of: str | None = None
    ) -> pd.DataFrame:
        """The rows behind :meth:`load`: all columns but the names of series and entity."""
        rows = self._pick(table, series, entity, as_of)
        return rows[[name for name in COLUMNS if name not in ("series", "entity")]].reset_index(
            drop=True
        )

    def said(
        self,
        table: str,
        series: str,
        period: str,
        entity: str | None = None,
        *,
        as_of: str | None = None,
        rounded: bool = False,
    ) -> iv.mpf:
        """One figure with the hedge of its source, for arithmetic.

        What a source says as "over 14 000" is not a point: a sum or a difference with it has no
        further end either.

        Parameters
        ----------
        table, series, entity, as_of
            As for :meth:`load`.
        period : str
        rounded : bool
            A figure without a hedge is all that rounds to it, where that matters.

        Returns
        -------
        mpmath.iv.mpf
            The range that the source claims, in base units; else a point.

        Raises
        ------
        InputError
            If there is no such figure.
        """
        rows = self._hand(table, series, entity, as_of)
        found = rows[rows["period"] == period]
        if found.empty:
            raise InputError(
                f"data/series/{table}.csv: {series} has no figure for {period}; "
                f"it has {', '.join(rows['period'])}."
            )
        row = found.iloc[0]
        factor = Fraction(self.units.parse(row["unit"])[0])
        if not row["hedge"] and not rounded:
            figure = exact(row["value"]) * factor
            return Interval(figure, figure).iv()
        numeral = self.text(table).loc[row.name, "value"]  # as printed: 3.10 is not 3.1
        return claimed(numeral, row["hedge"] or "exact").scaled(factor).iv()

    def _pick(self, table: str, series: str, entity: str | None, as_of: str | None) -> pd.DataFrame:
        entity = entity or self.home
        if not entity:
            raise InputError(
                f"load {table}/{series}: name an entity, or give `country` in data/report.yaml."
            )
        return pick(self.read(table), table, series, entity, as_of)

    def _hand(self, table: str, series: str, entity: str | None, as_of: str | None) -> pd.DataFrame:
        """The rows that are asked for, with a note of which these are."""
        rows = self._pick(table, series, entity, as_of)
        asked = self._handed.setdefault((table, series), {})
        asked.setdefault(as_of, set()).add(entity or self.home)
        return rows

    def handed_out(self, table: str, series: str) -> pd.DataFrame:
        """The rows of one series that were handed out so far, or all where none were."""
        rows, asked = self.rows(table, series), self._handed.get((table, series))
        if not asked:
            return rows
        picked = [
            of_vintage(rows[rows["entity"].isin(entities)], as_of).index
            for as_of, entities in asked.items()
        ]
        return rows.loc[sorted({at for index in picked for at in index})]

    def rows(self, table: str, series: str) -> pd.DataFrame:
        """All rows of one series, for every entity and vintage; empty without such a series."""
        frame = self.read(table)
        return frame[frame["series"] == series]

    def names(self) -> list[str]:
        """The tables of the folder."""
        return [path.stem for path in sorted(self.folder.glob("*.csv"))]

    def read(self, table: str) -> pd.DataFrame:
        """One whole table, validated.

        Raises
        ------
        InputError
            Naming file, row and remedy for what is malformed.
        """
        path = self._path(table)
        return self._files.get(
            table,
            [path],
            lambda: validate(read_table(path), path, self.units, self.sources_known),
        )

    def text(self, table: str) -> pd.DataFrame:
        """One whole table as text, as it is committed."""
        path = self._path(table)
        return self._files.get(f"text of {table}", [path], lambda: read_table(path))

    def _path(self, table: str) -> Path:
        path = self.folder / f"{table}.csv"
        if not re.fullmatch(r"[a-z0-9-]+", table) or not path.is_file():
            names = ", ".join(self.names())
            raise InputError(f"there is no table {table!r} in data/series; there are {names}.")
        return path


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
    dated = of_vintage(of_entity, as_of)
    if dated.empty:
        raise InputError(
            f"{path}: {series} of {entity} has no vintage up to {as_of}: all of it was published "
            "afterwards; leave out as_of."
        )
    return dated


def of_vintage(rows: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """For each series, entity and period, the row of the vintage asked for, in their order.

    Where one vintage contains another, such as 2023 and 2023-12-29, the more exactly dated one
    counts as newer.

    Raises
    ------
    InputError
        If ``as_of`` is neither ``"first"`` nor a year, month or day.
    """
    last = None if as_of is None else periods.as_of(as_of)
    keys = list(zip(*(rows[name].tolist() for name in _FIGURE), strict=True))
    vintages = {vintage for *_, vintage in keys}
    if last is not None:
        vintages = {each for each in vintages if periods.published(each) <= last}
    kept: dict[tuple[str, ...], int] = {}
    # Vintages were checked as dates; as texts they sort by first day, the less exact one first.
    for place in sorted(range(len(keys)), key=keys.__getitem__):
        *figure, vintage = keys[place]
        if vintage in vintages and not (as_of == periods.FIRST and tuple(figure) in kept):
            kept[tuple(figure)] = place
    return rows.iloc[list(kept.values())]

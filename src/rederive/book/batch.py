"""Verification without notebooks, for many reports at once.

A chapter's notebook shows its working to a reader. Where no reader needs it, a table of
derivations says for each printed number what to compute from which figures; register, validation,
vintages, verdicts and ledger are those of the chapters. Reports are independent of each other, so
:func:`verify_all` runs through joblib and works on a cluster unchanged, as in
:mod:`rederive.methods.specifications`.

A report is a folder with ``claims/chN.yaml`` and ``derivations.csv``, whose columns are ``claim``,
``value`` (its name), ``operation`` (of :data:`OPERATIONS`) and ``operands``, separated by ``; ``:
a figure ``table/series ENTITY period``, or ``printed claim-id/value name`` for a number of the
report itself. All figures lie in one Parquet file with the columns of a series and ``table``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from joblib import Parallel, delayed

from rederive.book.book import Book
from rederive.core import register as registers
from rederive.core.entries import COLUMNS as ENTRY_COLUMNS
from rederive.core.entries import Entry
from rederive.core.judging import judge
from rederive.core.numerals import point, product
from rederive.core.register import Register
from rederive.core.verdicts import Basis
from rederive.errors import InputError
from rederive.evidence import series
from rederive.evidence.publishers import sources_behind, with_publishers
from rederive.evidence.series_table import COLUMNS as SERIES_COLUMNS
from rederive.evidence.series_table import validate
from rederive.methods.growth import compound_annual_growth_rate
from rederive.reading.tables import read_rows

COLUMNS = ["claim", "value", "operation", "operands"]
OPERATIONS: dict[str, Callable[..., Any]] = {
    "level": lambda level: level,
    "sum": lambda *parts: sum(parts),
    "ratio": lambda part, whole: part / whole,
    "share": lambda part, whole: 100 * part / whole,
    "growth": lambda new, old: 100 * (new / old - 1),
    "annual growth over ten years": lambda new, old: compound_annual_growth_rate(old, new, 10),
}
"""What can be done with the operands, in percent where it is a share or a rate."""


class Figures:
    """The figures of one table: validated rows by series, and each value in base units.

    Parameters
    ----------
    book : Book
        Whose units and sources count.
    path : Path
        The Parquet file.
    table : str
        The table's name; only its rows are read.
    as_of : str or None
        The vintage, as for :func:`rederive.evidence.series.load`.
    """

    def __init__(self, book: Book, path: Path, table: str, as_of: str | None) -> None:
        import pyarrow.dataset as dataset

        table_rows = dataset.dataset(path).to_table(
            columns=SERIES_COLUMNS, filter=dataset.field("table") == table
        )
        if not table_rows.num_rows:
            raise InputError(f"{path}: holds no table {table!r}; correct the derivation.")
        rows = validate(table_rows.to_pandas(), path, book.units, book.bibliography)
        self.by_series = dict(list(rows.groupby("series")))
        newest = series.of_vintage(rows, as_of)
        factors = {unit: book.units.parse(unit)[0] for unit in newest["unit"].unique()}
        numbers = zip(newest["value"], newest["unit"], strict=True)
        keys = zip(newest["series"], newest["entity"], newest["period"], strict=True)
        values = (product(value, factors[unit]) for value, unit in numbers)
        self.values = dict(zip(keys, values, strict=True))


def verify(
    report: Path, figures: Path, as_of: str | None = None, book: Book | None = None
) -> list[Entry]:
    """Derive and judge every number of one report that has a derivation.

    Parameters
    ----------
    report : Path
        Its folder.
    figures : Path
        The Parquet file of figures.
    as_of : str, optional
        The vintage that the report's authors could have used.
    book : Book, optional
        Whose units and sources count; that of the current folder by default.

    Raises
    ------
    InputError
        Naming file, row and remedy for a derivation that cannot be carried out.
    """
    book = book or Book.here()
    register = registers.read(report / "claims", book.units)
    tables = lru_cache(lambda name: Figures(book, figures, name, as_of))

    def rows(table: str, name: str) -> pd.DataFrame:
        by_series = tables(table).by_series
        return by_series[name] if name in by_series else pd.DataFrame()

    path = report / "derivations.csv"
    entries = []
    for row, (claim, name, operation, operands) in enumerate(read_rows(path, COLUMNS), start=2):
        try:
            registered = register[claim]
            value = registered.value(name or None)
            numbers = [_operand(text, register, tables) for text in operands.split("; ")]
            recomputed = point(_operation(operation)(*numbers))
            entry = judge(registered, value, recomputed)
            if entry.basis is Basis.STATISTICS:
                figures_behind = sources_behind(registered, value, rows)
                entry = with_publishers(entry, figures_behind, book.bibliography.publishers)
            entries.append(entry)
        except (InputError, ValueError, TypeError, ZeroDivisionError) as error:
            raise InputError(f"{path}, row {row}: {str(error).removesuffix('.')}.") from None
    return entries


def _operation(name: str) -> Callable[..., Any]:
    try:
        return OPERATIONS[name]
    except KeyError:
        raise InputError(f"unknown operation {name!r}: use one of {list(OPERATIONS)}") from None


def _operand(text: str, register: Register, tables: Callable[[str], Figures]) -> Any:
    """A figure in base units, or a printed number as an interval."""
    if text.startswith("printed "):
        claim, _, name = text.removeprefix("printed ").partition("/")
        return register[claim].value(name or None).claimed.iv()
    place, _, rest = text.partition(" ")
    entity, _, period = rest.partition(" ")
    table, _, name = place.partition("/")
    try:
        return tables(table).values[name, entity, period]
    except KeyError:
        raise InputError(f"there is no figure {text!r}; write table/series ENTITY period") from None


def verify_all(reports: Sequence[Path], figures: Path, as_of: str | None = None) -> pd.DataFrame:
    """Verify many reports, in parallel where joblib is told to.

    Returns
    -------
    pandas.DataFrame
        The ledgers of all reports below each other, with a column ``report`` (the folder's name).
    """
    ledgers = Parallel(n_jobs=None)(delayed(verify)(report, figures, as_of) for report in reports)
    frames = [
        pd.DataFrame([each.to_row() for each in entries], columns=ENTRY_COLUMNS).assign(
            report=report.name
        )
        for report, entries in zip(reports, ledgers, strict=True)
    ]
    return pd.concat(frames, ignore_index=True)

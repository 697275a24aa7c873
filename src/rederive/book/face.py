"""What a notebook asks of the book it belongs to, without naming the book."""

from __future__ import annotations

from typing import Any

import pandas as pd

from rederive.book.book import Book
from rederive.core.measured import Measured, dimension


def load(table: str, series: str, entity: str | None = None, **options: Any) -> pd.Series:
    """One series of the book of the current folder, in its base unit.

    Takes the arguments of :meth:`rederive.evidence.series.SeriesLibrary.load`.
    """
    return Book.here().load(table, series, entity, **options)


def measured(number: float, unit: str) -> Measured:
    """A number with its unit, such as a factor from one unit to another.

    Examples
    --------
    >>> measured(1_000, "kg per tonne")
    1000.0
    """
    return Measured(number, dimension(unit))

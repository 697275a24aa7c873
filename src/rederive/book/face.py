"""What a notebook asks of the book it belongs to, without naming the book."""

from __future__ import annotations

import os
from typing import Any

import pandas as pd

from rederive.book.book import Book
from rederive.book.place import installed_root
from rederive.core.measured import Measured, dimension
from rederive.errors import InputError


def load(table: str, series: str, entity: str | None = None, **options: Any) -> pd.Series:
    """One series of the book of the current folder, in its base unit.

    Outside any book, of the one that this package was installed from. Takes the arguments of
    :meth:`rederive.evidence.series.SeriesLibrary.load`.

    Raises
    ------
    InputError
        Where there is no book, or it holds no such series.
    """
    return nearest().load(table, series, entity, **options)


def nearest() -> Book:
    """The book of the current folder; outside any book, the one of which this package is a part.

    Raises
    ------
    InputError
        Where there is neither.
    """
    try:
        return Book.here()
    except InputError as error:
        folder = installed_root()
        if folder is None or "REDERIVE_ROOT" in os.environ:
            raise InputError(
                f"{error} The data are in the book's repository, under data/series."
            ) from None
        return Book(folder)


def measured(number: float, unit: str) -> Measured:
    """A number with its unit, such as a factor from one unit to another.

    Examples
    --------
    >>> measured(1_000, "kg per tonne")
    1000.0
    """
    return Measured(number, dimension(unit))

"""Bulk tables, ``data/panels``: too large to name a source in the row of each figure."""

from __future__ import annotations

import zlib
from collections.abc import Container
from pathlib import Path

import pandas as pd

from rederive.errors import InputError
from rederive.evidence.series_table import read_csv

COLUMNS = ["panel", "source", "licence", "note"]


def listing(folder: Path) -> pd.DataFrame:
    """What ``panels.csv`` says of each panel."""
    return read_csv(folder / "panels.csv", COLUMNS)


def read(folder: Path, name: str, sources: Container[str]) -> pd.DataFrame:
    """One bulk table of ``data/panels``, as its publisher lays it out, with our column names.

    Panels are tables of country by year or age by year; ``data/panels/panels.csv`` names the one
    source of each.

    Parameters
    ----------
    folder : Path
        Such as ``data/panels``.
    name : str
        ``"wpp2024-age"`` is the file ``wpp2024-age.csv.gz``.
    sources : container of str
        The keys of the bibliography.

    Raises
    ------
    InputError
        If there is no such panel, or its source is not on record.
    """
    listed = listing(folder)
    if name not in set(listed["panel"]):
        names = ", ".join(listed["panel"])
        raise InputError(f"{folder / 'panels.csv'}: lists no panel {name!r}; it lists {names}.")
    source = listed.loc[listed["panel"] == name, "source"].item()
    for key in source.split("; "):
        if key not in sources:
            raise InputError(
                f"{folder / 'panels.csv'}: the source {key!r} of {name} is not in "
                "references.bib; add it there."
            )
    try:
        return pd.read_csv(folder / f"{name}.csv.gz", encoding="utf-8")
    except (OSError, EOFError, UnicodeDecodeError, pd.errors.ParserError, zlib.error) as error:
        raise InputError(f"{folder / name}.csv.gz: cannot be read ({error}).") from None

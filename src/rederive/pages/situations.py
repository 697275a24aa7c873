"""Situations that others reported, each with what becomes of it here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from rederive.language.counting import counted
from rederive.show import content, html
from rederive.show.html import Table

#: The laws that situations belong to, by their numbers in the tables.
LAWS = {
    "1": "An honest store",
    "2": "Warm is plain",
    "3": "Incremental is clean",
    "4": "Output as it came",
    "5": "One sentence",
    "6": "Anywhere",
    "P": "What never failed",
}


def situations(files: Iterable[Path]) -> pd.DataFrame:
    """All situations of some tables, in the order of the laws.

    Parameters
    ----------
    files : iterable of Path
        CSV with the columns ``law``, ``situation``, ``outcome``, ``tests``, ``note``.
    """
    tables = [pd.read_csv(file, dtype=str, keep_default_na=False) for file in files]
    order = list(LAWS).index
    return pd.concat(tables).sort_values("law", key=lambda law: law.map(order), kind="stable")


def situations_table(found: pd.DataFrame) -> Table:
    """A fold for each law, as the whole is long.

    Parameters
    ----------
    found : DataFrame
        As :func:`situations` gives it.
    """
    folds = [
        {
            "law": LAWS[law],
            "count": len(group),
            "passing": group["outcome"].str.startswith("passes").sum(),
            "table": html.table(
                ["Situation", "Outcome", "Note"],
                group[["situation", "outcome", "note"]].itertuples(index=False),
                caption=f"Situations: {LAWS[law]}",
            ),
        }
        for law, group in found.groupby("law", sort=False)
    ]
    made = html.render("rederive.pages", "situations.html", folds=folds)
    return Table(made, counted(len(found), "situation"), content.data())

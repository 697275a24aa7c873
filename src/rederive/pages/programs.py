"""Which notebook and cell makes which result."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from markupsafe import Markup

from rederive.book.made_in_cells import made_by, seeded_by
from rederive.core.register import Register
from rederive.core.site import NOTEBOOKS
from rederive.language.counting import counted
from rederive.show import content, html
from rederive.show.html import Table
from warmbook import part_of


def programs(root: Path, register: Register) -> pd.DataFrame:
    """Which notebook and cell makes each claim's verdict and each picture.

    Parameters
    ----------
    root : Path
        The book's folder.
    register : Register

    Returns
    -------
    pandas.DataFrame
        Columns ``result`` (claim id or title of the picture), ``kind``, ``notebook``, ``cell``.
    """
    rows = [
        (name, kind, path.stem, cell)
        for path in sorted((root / NOTEBOOKS).glob("*.ipynb"))
        for name, kind, cell in part_of(path, made_by)  # not on its text
    ]
    frame = pd.DataFrame(rows, columns=["result", "kind", "notebook", "cell"]).drop_duplicates()
    known = frame["result"].isin([claim.id for claim in register])
    return frame[known | (frame["kind"] == "picture")].reset_index(drop=True)


def seeds(root: Path) -> pd.DataFrame:
    """Where random numbers begin: the lines of notebooks that set a seed.

    Parameters
    ----------
    root : Path
        The book's folder.
    """
    rows = [
        (path.stem, cell, line)
        for path in sorted((root / NOTEBOOKS).glob("*.ipynb"))
        for cell, line in part_of(path, seeded_by)  # not on its text
    ]
    return pd.DataFrame(rows, columns=["notebook", "cell", "line"]).set_index("notebook")


def programs_table(frame: pd.DataFrame) -> Table:
    """Which notebook and cell makes what: one fold per notebook, as the whole is long.

    Parameters
    ----------
    frame : pandas.DataFrame
        As :func:`programs` gives it.
    """
    folds = [
        {
            "notebook": notebook,
            "count": len(group),
            "table": html.table(
                ["Result", "Kind", "Cell"],
                map(_row, group["result"], group["kind"], group["cell"]),
                caption=f"Cells of {notebook}",
                attributes={"class": "programs"},
            ),
        }
        for notebook, group in frame.groupby("notebook", sort=True)
    ]
    made = html.render("rederive.pages", "programs.html", folds=folds)
    return Table(made, counted(len(frame), "result"), content.data())


def _row(result: str, kind: str, cell: str) -> list[str]:
    """A result, its kind and its cell; what is a name is set as code, which is never translated."""
    return [_code(result) if kind == "claim" else result, kind, _code(cell)]


def _code(name: str) -> Markup:
    return Markup("<code>{}</code>").format(name)

"""Which notebook and cell makes which result."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from rederive.book import prose
from rederive.core.fields import CLAIM_ID
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
        (path.stem, cell, line.partition("  #")[0])
        for path in sorted((root / NOTEBOOKS).glob("*.ipynb"))
        for cell, source in prose.code_cells(path)
        for line in source.splitlines()
        if re.match(r"[A-Z, ]*\bSEED\b.* = ", line)
    ]
    return pd.DataFrame(rows, columns=["notebook", "cell", "line"]).set_index("notebook")


def made_by(path: Path) -> list[tuple[str, str, str]]:
    """The claims and pictures that a notebook makes: name, kind, and cell.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    found = []
    for cell, source in prose.code_cells(path):
        names = re.findall(rf"[\"']({CLAIM_ID})[\"']", source)
        found += [(name, "claim", cell) for name in names]
        found += [(title, "picture", cell) for title in _titles(source)]
    return found


def _titles(source: str) -> Iterator[str]:
    """The titles of the pictures that a cell draws; what is put in when it runs is "…"."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="figure"), args=[ast.Constant(str(title)), *_]):
                yield title
            case ast.Call(func=ast.Attribute(attr="figure"), args=[ast.JoinedStr(parts), *_]):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts
                )


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

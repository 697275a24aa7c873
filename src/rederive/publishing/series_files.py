"""Each series as a file of its own, cut from the table of all."""

from __future__ import annotations

import csv
import shutil
from itertools import groupby
from pathlib import Path


def write(table: Path, folder: Path) -> None:
    """Write the rows of each series of a table into a file of the folder, below the same head.

    Parameters
    ----------
    table : Path
        All series, in the form of the downloads: ``table,series,...``, each series together.
    folder : Path
        Made again; what was there is gone.
    """
    shutil.rmtree(folder, ignore_errors=True)
    with table.open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    for (name, series), own in groupby(rows, key=lambda row: (row[0], row[1])):
        path = folder / name / f"{series}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        begun = path.exists()
        with path.open("a", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([*([] if begun else [head]), *own])

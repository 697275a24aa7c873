"""Terms of use that somebody saw, by publisher: ``data/licences.csv``.

Figures are facts; still, who passes a table on must know what its publisher asks for. A publisher
without a row is one whose terms nobody here has seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = ["publisher", "terms", "seen"]


@dataclass(frozen=True)
class Licence:
    """The terms of one publisher.

    Attributes
    ----------
    publisher : str
        As a source names it, as ``publishers.csv`` names it, or whose host a source is on.
    terms : str
        In one phrase.
    seen : str
        The document that says so.
    """

    publisher: str
    terms: str
    seen: str


def read(path: Path) -> dict[str, Licence]:
    """The terms by publisher; none without a file.

    Raises
    ------
    InputError
        If a row is not whole, or a publisher is there twice.
    """
    licences: dict[str, Licence] = {}
    rows = read_rows(path, COLUMNS) if path.is_file() else []
    for number, row in enumerate(rows, start=2):
        licence = Licence(*row)
        if not all(row):
            raise InputError(
                f"{path}, row {number}: needs a publisher, its terms and where they were seen."
            )
        if licence.publisher in licences:
            raise InputError(f"{path}, row {number}: {licence.publisher!r} is there twice.")
        licences[licence.publisher] = licence
    return licences

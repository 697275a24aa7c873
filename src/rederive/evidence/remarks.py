"""What was read for or against a claim and is no figure that could be compared.

A page that says that a dam was taken off a list speaks against a claim about that list, though it
prints no number. Such statements stand in ``data/remarks.csv`` and go with the claim wherever it
is shown; they do not change its verdict.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from rederive.core.entries import SEPARATOR
from rederive.core.register import Register
from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = ["claim", "value", "speaks", "says", "sources"]
SPEAKS = ("for", "against")


@dataclass(frozen=True)
class Remark:
    """One statement that speaks for or against a claim.

    Parameters
    ----------
    claim, value : str
        The value is empty where it concerns all numbers of the claim.
    speaks : str
        ``for`` or ``against``.
    says : str
        In our words.
    sources : tuple of str
        Keys of the bibliography.
    """

    claim: str
    value: str
    speaks: str
    says: str
    sources: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.speaks} it: {self.says} ({', '.join(self.sources)})"


def read(path: Path, register: Register, sources: Container[str]) -> tuple[Remark, ...]:
    """The statements of a file such as ``data/remarks.csv``; none without a file.

    Raises
    ------
    InputError
        Naming file, row and remedy.
    """
    found: list[Remark] = []
    if not path.is_file():
        return ()
    for number, fields in enumerate(read_rows(path, COLUMNS), start=2):
        claim, value, speaks, says, keys = fields
        try:
            registered = register[claim]
            if value:
                registered.value(value)
        except InputError as error:
            raise InputError(f"{path}, row {number}: {error}") from None
        if speaks not in SPEAKS or not says or SEPARATOR in says:
            raise InputError(
                f"{path}, row {number}: needs for or against, and one statement without '; '."
            )
        named = tuple(keys.split(SEPARATOR))
        if missing := [key for key in named if key not in sources]:
            raise InputError(
                f"{path}, row {number}: the source {missing[0]!r} is not in references.bib; "
                "add it there."
            )
        found.append(Remark(claim, value, speaks, says, named))
    return tuple(found)


def noted(note: str, claim: str, value: str, remarks: tuple[Remark, ...]) -> str:
    """A note with what was read for or against the number."""
    said = [str(each) for each in remarks if each.claim == claim and each.value in ("", value)]
    return SEPARATOR.join(filter(None, [note, *said]))

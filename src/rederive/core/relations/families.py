"""Units of one family: hours and days, persons and person-times, provinces and cities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = ["unit", "family", "factor", "within"]


@dataclass(frozen=True)
class Member:
    """A unit in its family.

    Attributes
    ----------
    family : str
        What its units measure or count.
    factor : Fraction or None
        Its size in the family's own measure; None where units cannot be converted.
    within : str
        The unit that counts each of these at least once (persons are within person-times).
    """

    family: str
    factor: Fraction | None
    within: str


class Families(Mapping[str, Member]):
    """Which units measure or count one kind of thing.

    Parameters
    ----------
    members : mapping of str to Member
        By unit.
    """

    def __init__(self, members: Mapping[str, Member]) -> None:
        self._members = dict(members)

    def __getitem__(self, unit: str) -> Member:
        return self._members[unit]

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    @classmethod
    def read(cls, path: Path) -> Families:
        """Read such a file as ``data/unit-families.csv``.

        Raises
        ------
        InputError
            Naming file, row and remedy.
        """
        members: dict[str, Member] = {}
        for number, (unit, family, factor, within) in enumerate(read_rows(path, COLUMNS), start=2):
            if not unit or not family or unit in members:
                raise InputError(f"{path}, row {number}: needs a unit of its own and a family.")
            if not re.fullmatch(r"([1-9][0-9]*(/[1-9][0-9]*)?)?", factor):
                raise InputError(
                    f"{path}, row {number}: {factor!r} is not a whole number or fraction; "
                    "write one such as 60 or 1/10, or leave it empty."
                )
            members[unit] = Member(family, Fraction(factor) if factor else None, within)
        for unit, member in members.items():
            if member.within and members.get(member.within, member).family != member.family:
                raise InputError(f"{path}: {unit} is within {member.within} of another family.")
        return cls(members)

    def related(self, a: str, b: str) -> bool:
        """Whether two different units are of one family."""
        return a != b and a in self and b in self and self[a].family == self[b].family

    def conversion(self, a: str, b: str) -> Fraction | None:
        """What one ``a`` is in ``b``; None where it cannot be said."""
        if not self.related(a, b):
            return None
        first, second = self[a].factor, self[b].factor
        return first / second if first and second else None

    def contains(self, whole: str, part: str) -> bool:
        """Whether ``whole`` counts each of ``part`` at least once, directly or through others."""
        seen = set()
        while part in self and part not in seen:
            seen.add(part)
            part = self[part].within
            if part == whole:
                return True
        return False

"""What a notebook hands over for a claim: values by name, their units, the part that was tested."""

from __future__ import annotations

from collections.abc import Mapping

from IPython import get_ipython

from rederive.core import measured
from rederive.core.claims import Claim
from rederive.core.entries import Part
from rederive.core.numerals import Interval, point
from rederive.errors import InputError

#: How much was tested, of how much, and which part it is.
PartOf = tuple[int, int, str]


def cell() -> str | None:
    """The cell that runs, where the front end says it: JupyterLab lets a reader run it again."""
    header = getattr(get_ipython(), "parent_header", None) or {}
    return header.get("metadata", {}).get("cellId")


def part_of(stated: PartOf | Mapping[str, PartOf] | None, name: str) -> Part | None:
    """The part that was tested of one number."""
    of_number = stated.get(name) if isinstance(stated, Mapping) else stated
    return Part(*of_number) if of_number else None


def by_name(
    claim: Claim, value: object, unit: str | Mapping[str, str] | None
) -> dict[str, Interval]:
    """The values of a claim by name, as intervals in the units that are printed."""
    if isinstance(value, Mapping):
        given = dict(value)
    elif len(claim.values) == 1:
        given = {claim.values[0].name: value}
    else:
        names = ", ".join(repr(each.name) for each in claim.values)
        raise InputError(f"claim {claim.id} prints several numbers: give a mapping with {names}.")
    if not given:
        raise InputError(f"claim {claim.id}: no value was given.")
    for name in given:
        claim.value(name)  # raises for a name that does not exist
    try:
        points = {name: point(each) for name, each in given.items()}
    except (TypeError, ValueError) as error:
        raise InputError(f"claim {claim.id}: {error}.") from None
    for name, each in given.items():
        stated = unit.get(name) if isinstance(unit, Mapping) else unit
        try:
            measured.check(each, claim.value(name).unit, stated)
        except ValueError as error:
            raise InputError(f"claim {claim.id}, {name!r}{_in_cell()}: {error}.") from None
    return points


def _in_cell() -> str:
    running = cell()
    return f" in cell {running}" if running else ""

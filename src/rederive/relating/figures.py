"""Printed numbers as arithmetic sees them: a size between two ends, of a dimension, at a place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rederive.core import numerals, periods
from rederive.core.claims import FALL, OPEN, Claim, Value
from rederive.core.measured import PURE
from rederive.core.scales import SCALES
from rederive.drafting.number_reader import MONEY
from rederive.drafting.proposals import CLAIM, Draft

SHARES = {"percent": 1.0, "per mille": 0.1, "tenths": 10.0, "percentage points": 1.0}
"""Units of parts of a whole, and how many per cent one is."""
TIMES = ("factor", "times increase")
_LENGTHS = ("years", "months", "weeks", "days", "hours", "minutes", "years of age")
_PLACES = ("year", "month", "day", "date", "rank", "level", "label", "change")


@dataclass(frozen=True)
class Figure:
    """One printed number.

    Attributes
    ----------
    name : str
        How a person finds it: the claim and value, or line and numeral of a draft.
    text : str
        As printed, with scale and unit.
    numeral : str
        Its digits.
    scale, unit : str
    kind : str
        What can be added to what: a currency, ``share``, ``count``, or the unit itself.
    size, low, high : float
        In base units: the number, and the ends between which it was rounded.
    step : float
        The unit of its last digit.
    line : int
    years : tuple of int
        The first and last year that it is about; none where that is not known.
    as_of : str
        The same as a period; empty where that is not known.
    words : frozenset of str
        Those of its sentence.
    is_change : bool
        Whether something is said to have grown or fallen by it.
    """

    name: str
    text: str
    numeral: str
    scale: str
    unit: str
    kind: str
    size: float
    low: float
    high: float
    step: float
    line: int
    years: tuple[int, ...]
    as_of: str = ""
    words: frozenset[str] = frozenset()
    is_change: bool = False

    @property
    def claim(self) -> str:
        """The id of its claim; empty for a draft."""
        claim, slash, _ = self.name.partition("/")
        return claim if slash else ""


def kind_of(unit: str) -> str:
    """What numbers of a unit can be added to.

    Examples
    --------
    >>> kind_of("EUR"), kind_of("boats"), kind_of("percent"), kind_of("EUR per person")
    ('EUR', 'count', 'share', 'EUR per person')
    """
    if unit in SHARES:
        return "share"
    if unit in MONEY or " per " in unit or unit in _LENGTHS or unit in TIMES or unit in _PLACES:
        return unit
    measured = unit.startswith("tonnes") or unit in ("kWh", "kW", "km", "hectares", "mu", "kg")
    return unit if measured or (unit in PURE and unit != "items") else "count"


def _figure(
    name: str,
    text: str,
    numeral: str,
    scale: str,
    unit: str,
    hedge: str,
    line: int,
    as_of: str,
    sentence: str,
) -> Figure:
    value, step = numerals.parse_numeral(numeral)
    factor = SCALES[scale]
    share = SHARES.get(unit, 1.0)
    interval = numerals.expected(numeral, hedge if hedge != "ordinal" else "exact")
    size = float(value * factor) * share
    low, high = (float(end * factor) * share for end in (interval.low, interval.high))
    years = periods.years(as_of) if as_of else ()
    return Figure(
        name, text, numerals.plain(numeral), scale, unit, kind_of(unit),
        size, low, high, float(step * factor) * share, line, years, as_of, _words(sentence),
    )  # fmt: skip


def _words(sentence: str) -> frozenset[str]:
    """The longer words of a sentence in letters, and what its other characters make by twos."""
    latin = re.findall(r"[a-z]{4,}", sentence.lower())
    return frozenset([*latin, *re.findall(r"(?=([^\W\d_a-zA-Z]{2}))", sentence)])


def of_drafts(drafts: Iterable[Draft]) -> list[Figure]:
    """The numbers that drafts propose to claim, in their order."""
    found = []
    for each in drafts:
        numeral = each.reading if each.words else each.printed
        if each.proposal == CLAIM and numeral and each.unit not in _PLACES:
            gap = " " if each.scale.isascii() else ""
            text = " ".join(f"{numeral}{gap}{each.scale} {each.unit}".split())
            text = f"{each.printed} (read as {text})" if each.words else text
            name = f"line {each.line}: {each.printed}"
            given = (
                *(numeral, each.scale, each.unit, each.hedge, each.line, each.as_of),
                each.sentence,
            )
            found.append(_figure(name, text, *given))
    return found


def of_claims(claims: Iterable[Claim]) -> list[Figure]:
    """The numbers of claims, in the order of the text."""
    found = [
        _of_value(claim, value)
        for claim in claims
        for value in claim.values
        if value.word is None and value.unit not in _PLACES and value.repeats is None
    ]
    return sorted(found, key=lambda figure: figure.line)


def _of_value(claim: Claim, value: Value) -> Figure:
    line = value.line or claim.lines[0]
    given = (
        *(value.numeral, value.scale, str(value.unit), value.hedge, line, value.as_of or ""),
        "" if claim.says.startswith(OPEN) else claim.says,
    )
    figure = _figure(f"{claim.id}/{value.name}", str(value), *given)
    return replace(figure, is_change=value.name == FALL or claim.kind == "growth_rate")

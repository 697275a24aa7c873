"""The scale of words: what "most", "far above" or "rising" claims, written once as data.

A word for a size is a bound that its writer did not print. What it claims and what a careful
writer would still have called so are written in ``data/words.csv``, with a reason and where there
is one a source; values of claims name the word (``word: most``) and never type its threshold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from rederive.core import numerals
from rederive.core.numerals import Interval
from rederive.core.units import Units
from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = [
    "word",
    "native",
    "unit",
    "reading",
    "hedge",
    "expected_low",
    "expected_high",
    "source",
    "reason",
]
_NUMBER_CHARACTERS = re.compile("[零〇一二两三四五六七八九十百千万亿几半]")
_EXACT = ("exact", "ordinal", "several")
"""Hedges under which a word is a count or a place in an order, and no threshold."""


def counts(printed: str) -> bool:
    """Whether a word is written with characters that count.

    Examples
    --------
    >>> counts("六大"), counts("最大")
    (True, False)
    """
    return _NUMBER_CHARACTERS.search(printed) is not None


@dataclass(frozen=True)
class Word:
    """One word of the scale, for numbers of one unit.

    Parameters
    ----------
    word : str
        As values of claims name it.
    native : tuple of str
        How the report writes it.
    unit : str
        The base unit in which it is measured.
    reading, hedge : str
        What it claims, as numeral and hedge: ``"50"``, ``"over"``.
    expected : Interval
        What a careful writer would still have called so, in the unit.
    source : str
        Key of the bibliography; empty where none was found and the bound is ours.
    reason : str
    """

    word: str
    native: tuple[str, ...]
    unit: str
    reading: str
    hedge: str
    expected: Interval
    source: str
    reason: str

    @property
    def claimed(self) -> Interval:
        """Every number for which the word is true, in the unit."""
        return numerals.claimed(self.reading, self.hedge)


class Words:
    """The scale, by word and unit.

    Parameters
    ----------
    words : iterable of Word
    place : str
        Where a reader adds a word, for error messages.
    """

    def __init__(self, words: Iterable[Word] = (), place: str = "the scale of words") -> None:
        self._words = {(word.word, word.unit): word for word in words}
        self._place = place

    def __iter__(self) -> Iterator[Word]:
        return iter(self._words.values())

    def __len__(self) -> int:
        return len(self._words)

    def find(self, word: str, unit: str) -> Word:
        """The word for numbers of a unit.

        Raises
        ------
        ValueError
            If the scale does not have it.
        """
        try:
            return self._words[word, unit]
        except KeyError:
            units = [each for name, each in self._words if name == word]
            known = f"it has it in {', '.join(units)}" if units else "add a row for it"
            raise ValueError(
                f"the word {word!r} in {unit} is not in {self._place}; {known}"
            ) from None

    def meant(self, printed: str, unit: str) -> Word | None:
        """The one word that a report writes so for numbers of a unit; None of none or several."""
        found = [word for word in self if printed in word.native and word.unit == unit]
        return found[0] if len(found) == 1 else None

    def refuse_typed(self, printed: str, unit: str, hedge: str) -> None:
        """Refuse a threshold typed for a word of size, whose bound belongs in the scale.

        Number words (``数十``) and ranks are read one by one and may be typed.

        Raises
        ------
        ValueError
            Naming the words that may be meant.
        """
        meant = [word.word for word in self if printed in word.native and word.unit == unit]
        counted = counts(printed) or hedge in _EXACT
        if not len(self) or (counted and not meant):
            return
        raise ValueError(
            f"the threshold of {printed!r} is typed; write `word: "
            f"{meant[0] if meant else '...'}` with a word of {self._place} instead of "
            "`reading` and `hedge`"
        )


def read(path: Path, units: Units) -> Words:
    """The scale of a file such as ``data/words.csv``; an empty one where there is none.

    Raises
    ------
    InputError
        Naming file, row and remedy.
    """
    place = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        return Words((), place)
    found: dict[tuple[str, str], Word] = {}
    for number, fields in enumerate(read_rows(path, COLUMNS), start=2):
        try:
            word = _word(dict(zip(COLUMNS, fields, strict=True)), units)
            if (word.word, word.unit) in found:
                raise ValueError(f"{word.word!r} in {word.unit} is there twice; keep one row")
        except ValueError as error:
            raise InputError(f"{path}, row {number}: {str(error).removesuffix('.')}.") from None
        found[word.word, word.unit] = word
    return Words(found.values(), place)


def _word(row: dict[str, str], units: Units) -> Word:
    factor, unit = units.parse(row["unit"])
    if factor != 1:
        raise ValueError(f"the unit {row['unit']!r} has a prefix; give a base unit")
    if not (row["word"] and row["native"] and row["reason"]):
        raise ValueError("needs a word, how the report writes it, and the reason of its bounds")
    low, high = (_end(row[f"expected_{end}"], end) for end in ("low", "high"))
    if low > high:
        raise ValueError("the expected ends run backwards; swap them")
    claimed = numerals.claimed(row["reading"], row["hedge"])
    if low < claimed.low or high > claimed.high:
        raise ValueError(
            "the word is expected where it is not even true; keep the expected ends within what "
            f"{row['hedge']} {row['reading']} claims"
        )
    expected = Interval(
        low,
        high,
        claimed.low_closed if low == claimed.low else low != -math.inf,
        claimed.high_closed if high == claimed.high else high != math.inf,
    )
    return Word(
        row["word"],
        tuple(row["native"].split("; ")),
        unit,
        row["reading"],
        row["hedge"],
        expected,
        row["source"],
        row["reason"],
    )


def _end(text: str, which: str) -> Fraction | float:
    """An expected end; none where the field is empty."""
    if not text:
        return -math.inf if which == "low" else math.inf
    return numerals.parse_numeral(text)[0]

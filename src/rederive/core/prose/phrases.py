"""What a number means in an English sentence of the book.

A phrase such as "about 16.9 million people", "3 to 5 per cent" or "two thirds" becomes one interval
for each number in it, by the rules for printed numbers (:mod:`rederive.core.numerals`). A phrase
without a number, such as "rises every year", has none: it is true or false.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from rederive.core import numerals
from rederive.core.numerals import MINUS_SIGNS, Interval

HEDGES = {
    "about": "about",
    "around": "about",
    "roughly": "about",
    "some": "about",
    "close to": "about",
    "more than": "over",
    "over": "over",
    "above": "over",
    "well over": "over",
    "nearly": "nearly",
    "almost": "nearly",
    "just under": "nearly",
    "at least": "at_least",
    "at most": "at_most",
    "up to": "at_most",
    "no more than": "at_most",
    "less than": "under",
    "fewer than": "under",
    "under": "under",
    "below": "under",
}
"""Words before a number and the hedge that each is."""

SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
COUNTS = {word: number for number, word in enumerate(_WORDS.split())}
"""Whole numbers in words; they are exact."""
MULTIPLES = {"twice": 2}
_DENOMINATORS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
PLAIN, LOOSE = Fraction(1, 20), Fraction(1, 10)
"""How far a number may be from a part or a multiple in words ("two thirds", "twice"), as a share
of it: bare, and with "about" or another hedge."""

_SCALE = rf"(?P<scale>{'|'.join(SCALES)})"
_HEDGE = "|".join(sorted(HEDGES, key=len, reverse=True))
_DIGITS = re.compile(
    rf"(?:\b(?P<hedge>{_HEDGE})\s+)?(?P<sign>(?<![\w.%)])[{MINUS_SIGNS}])?"
    rf"(?:[$€¥£]\s?)?(?P<number>\d{{1,3}}(?:,\d{{3}}){{1,8}}(?:\.\d{{1,9}})?|\d{{1,25}}(?:\.\d{{1,9}})?)(?:\s{_SCALE}\b)?",
    re.IGNORECASE | re.ASCII,
)
_PART = re.compile(
    rf"(?:\b(?P<hedge>{_HEDGE})\s+)?\b(?:(?P<count>an?|{'|'.join(COUNTS)})[\s-])?"
    rf"(?P<part>{'|'.join(_DENOMINATORS)})(?:s|(?<=hal)ves)?\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"(?:\b(?P<hedge>{_HEDGE})\s+)?\b(?:(?P<multiple>{'|'.join(MULTIPLES)})"
    rf"|(?P<count>{'|'.join(COUNTS)})\stimes)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?:\b(?P<hedge>{_HEDGE})\s+)?\b(?P<count>{'|'.join(COUNTS)})\b(?:\s{_SCALE}\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """One number of a phrase.

    Attributes
    ----------
    holds : Interval
        What a computed number must be for the phrase to hold.
    step : Fraction
        The unit of the last digit.
    start, end : int
        Its place in the phrase.
    words : bool
        Whether it is a part or a multiple in words.
    """

    holds: Interval
    step: Fraction
    start: int
    end: int
    words: bool = False


def read(text: str) -> list[Number]:
    """The numbers of a phrase, in their order; a scale or hedge of a range counts for both ends.

    Parameters
    ----------
    text : str
        English words, as "nearly 40 per cent" or "between 3 and 5 billion".

    Examples
    --------
    >>> [number.holds.low for number in read("more than 1.5 million")]
    [Fraction(1500000, 1)]
    >>> len(read("3 to 5 per cent")), read("rises every year")
    (2, [])
    """
    matches = _matches(text)
    scales = [_scale(match) for match in matches]
    if len(matches) == 2 and scales[0] == 1 and _joined(text, *matches):
        scales[0] = scales[1]
    return [
        Number(*_meaning(match, scale), match.start(), match.end(), match.re in (_PART, _TIMES))
        for match, scale in zip(matches, scales, strict=True)
    ]


def _matches(text: str) -> list[re.Match[str]]:
    taken: list[re.Match[str]] = []
    for pattern in (_DIGITS, _TIMES, _PART, _COUNT):
        for match in pattern.finditer(text):
            free = all(match.end() <= each.start() or match.start() >= each.end() for each in taken)
            if free and not (pattern is _PART and _is_ordinal(match)):
                taken.append(match)
    return sorted(taken, key=re.Match.start)


def _is_ordinal(match: re.Match[str]) -> bool:
    """Whether a part in words is a place in an order: "the third", but "a third" and "thirds"."""
    word = match[0].lower().split()[-1]
    return not match["count"] and word in _DENOMINATORS.keys() - {"half", "quarter"}


def _joined(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    between = text[first.end() : second.start()].strip().lower()
    return between in ("to", "and", "or", "-", "–", "") or between.startswith("per cent")


def _scale(match: re.Match[str]) -> int:
    word = match.groupdict().get("scale")
    return SCALES[word.lower()] if word else 1


def _meaning(match: re.Match[str], scale: int) -> tuple[Interval, Fraction]:
    found = match.groupdict()
    hedge = HEDGES[found["hedge"].lower()] if found.get("hedge") else "exact"
    if found.get("number"):
        numeral = ("-" if found["sign"] else "") + found["number"]
        _, step = numerals.parse_numeral(numeral)
        return numerals.expected(numeral, hedge).scaled(scale), step * scale
    count = COUNTS.get((found.get("count") or "").lower(), 1)
    if found.get("part"):
        return _rough(Fraction(count, _DENOMINATORS[found["part"].lower()]), hedge)
    if match.re is _TIMES:
        multiple = MULTIPLES.get((found["multiple"] or "").lower(), count)
        return _rough(Fraction(multiple), hedge)
    exact = hedge if hedge != "exact" else "ordinal"
    return numerals.expected(str(count), exact).scaled(scale), Fraction(scale)


def _rough(value: Fraction, hedge: str) -> tuple[Interval, Fraction]:
    """A part or a multiple in words, which nobody says to a digit."""
    loose, step = value * LOOSE, value * PLAIN
    intervals = {
        "exact": Interval(value - step, value + step),
        "about": Interval(value - loose, value + loose),
        "over": Interval(value, value + 2 * loose, False, False),
        "nearly": Interval(value - loose, value, True, False),
        "at_least": Interval(value, value + 2 * loose),
        "at_most": Interval(value - 2 * loose, value),
        "under": Interval(value - 2 * loose, value, False, False),
    }
    return intervals[hedge], step

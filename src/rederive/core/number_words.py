"""Numbers and quantities in words: "eight", "the largest", "most", "a fifth".

Which words a language has for them is data (``data/number-words.csv``); this module knows the
grammar. A row gives a word, its kind and what it means:

``digit``
    a number below the first factor, with its value (``eight``, 8);
``factor``
    what multiplies the numbers before it (``hundred``, 100);
``more``
    what may stand between digits and a factor (as in ``20 odd thousand``);
``above``, ``below``
    a hedge that puts the number above or below its numeral, before or after it (``over 30``);
``numeral``, ``ordinal``, ``rank``, ``fraction``, ``multiple``, ``indefinite``, ``share``
    a regular expression of what is counted, in which ``{n}`` stands for a run of digit words and
    factors. Of several that match at a place the first in the file counts.

A factor or "more" behind digits belongs to the numeral in digits and is not counted by itself.
Directions
("rose", "higher than") are not quantities and are not counted.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

from rederive.core.numerals import FULL_WIDTH_DIGITS
from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = ["word", "kind", "meaning"]
VALUES = ("digit", "factor", "more", "above", "below")
COUNTED = ("numeral", "ordinal", "rank", "fraction", "multiple", "indefinite", "share")
_ENDS = ".,;:!?)]%\"'"
MARK = r"\s?(?:[*†‡§]{1,3}|[⁰¹²³⁴-⁹]{1,2})"
"""A mark of a note that may part a numeral from its scale: 5.46** million."""
_RUN = "{n}"
_BETWEEN = re.compile("[ -]|and ")
"""What may stand between the words of one number."""
#: A numeral with what a hedge may be in: two characters (not of a word with letters), or one word,
#: on either side.
_HEDGED = re.compile(
    rf"(?P<before>(?:[^\W\da-zA-Z]{{0,2}}|[a-zA-Z]*)\s?)"
    rf"(?P<numeral>[0-9{FULL_WIDTH_DIGITS}][0-9,.{FULL_WIDTH_DIGITS}]*)"
    r"(?P<after>\s?(?:[^\W\da-zA-Z]{0,2}|[a-zA-Z]*))"
)


class RunningText:
    """Lines of a text, joined as they are read: a word may begin on one and end on the next.

    Empty lines and white space around a line are left out; between two lines stands a space where
    both neighbours are of ASCII and the first is a letter, a digit or ends a phrase.

    Parameters
    ----------
    lines : list of str
        Line 1 is ``lines[0]``.
    """

    def __init__(self, lines: list[str]) -> None:
        parts: list[str] = []
        self._numbers: list[int] = []
        for number, line in enumerate(lines, start=1):
            part = line.strip()
            if not part:
                continue
            before = parts[-1][-1] if parts else "-"
            if before.isascii() and part[0].isascii() and (before.isalnum() or before in _ENDS):
                parts[-1] += " "
            parts.append(part)
            self._numbers.append(number)
        self.text = "".join(parts)
        self._starts = [0, *accumulate(map(len, parts))]

    def line(self, place: int) -> int:
        """The number of the line on which a character stands."""
        return self._numbers[bisect_right(self._starts, place) - 1]

    def place(self, line: int, column: int) -> int:
        """Where the character of a line stands; ``column`` counts from its first letter.

        Raises
        ------
        ValueError
            If the line is empty.
        """
        at = bisect_left(self._numbers, line)
        if self._numbers[at : at + 1] != [line]:
            raise ValueError(f"line {line} is empty")
        return self._starts[at] + column

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the characters of the lines from ``first`` to ``last`` begin and end."""
        inside = [at for at, number in enumerate(self._numbers) if first <= number <= last]
        return (self._starts[inside[0]], self._starts[inside[-1] + 1]) if inside else (0, 0)


@dataclass(frozen=True)
class Counted:
    """A number or quantity in words, where it stands in the running text."""

    text: str
    kind: str
    start: int
    end: int
    line: int


class NumberWords:
    """What a language counts with.

    Parameters
    ----------
    rows : list of (word, kind, meaning)
        As in ``data/number-words.csv``.

    Raises
    ------
    ValueError
        Naming the first row (from 2 on, after the header) that cannot be read.
    """

    def __init__(self, rows: list[tuple[str, str, str]]) -> None:
        self._values: dict[str, tuple[str, int]] = {}
        more: list[str] = []
        hedges: dict[str, list[str]] = {"above": [], "below": []}
        patterns: list[tuple[int, str, str]] = []
        for number, (word, kind, meaning) in enumerate(rows, start=2):
            if not word or kind not in (*VALUES, *COUNTED):
                known = ", ".join((*VALUES, *COUNTED))
                raise ValueError(f"row {number}: needs a word and a kind, one of {known}")
            if kind in ("digit", "factor"):
                if not re.fullmatch("[0-9]{1,16}", meaning):
                    raise ValueError(f"row {number}: needs the value of {word!r} under meaning")
                self._values[word.lower()] = kind, int(meaning)
            elif kind == "more":
                more.append(re.escape(word))
            elif kind in hedges:
                hedges[kind].append(re.escape(word))
            else:
                patterns.append((number, kind, word))
        words = sorted(map(_whole, self._values), key=len, reverse=True)
        self._word = re.compile("|".join(words) or "(?!)", re.IGNORECASE)
        factors = [word for word, (kind, _) in self._values.items() if kind == "factor"]
        self._counted = _alternatives(patterns, _run(self._word.pattern, factors))
        self._scale = re.compile("|".join([*map(_whole, factors), *more]) or "(?!)", re.IGNORECASE)
        digit = f"[0-9{FULL_WIDTH_DIGITS}]"
        between = f"(?:{'|'.join(more)})?" if more else ""
        self._after_digits = re.compile(rf"{digit}(?:{MARK})?\s*{between}\s*$")
        hedges["above"] += more
        self._hedges = {
            side: re.compile("|".join(sorted(words, key=len, reverse=True)) or "(?!)")
            for side, words in hedges.items()
        }

    @classmethod
    def read(cls, path: Path) -> NumberWords:
        """Read the words of a file.

        Raises
        ------
        InputError
            Naming file, row and remedy.
        """
        rows = [(word, kind, meaning) for word, kind, meaning in read_rows(path, COLUMNS)]
        try:
            return cls(rows)
        except ValueError as error:
            raise InputError(f"{path}, {error}.") from None

    def find(self, text: RunningText) -> list[Counted]:
        """Every number and quantity in words, in order; none overlaps another."""
        found = []
        for match in self._counted.finditer(text.text):
            before = text.text[max(0, match.start() - 8) : match.start()]
            if self._scale.match(match[0]) and self._after_digits.search(before):
                continue  # the scale of a numeral in digits, or its hedge
            kind = next(name for name, part in match.groupdict().items() if part is not None)
            kind = kind.partition("_")[0]
            start, end = match.span()
            found.append(Counted(match[0], kind, start, end, text.line(start)))
        return found

    def hedged_twice(self, text: RunningText) -> list[tuple[int, str]]:
        """Numerals in digits that one hedge puts above and another below: no number fits both.

        Returns
        -------
        list of (int, str)
            The line of the numeral, and it with the hedges around it.
        """
        found = []
        for match in _HEDGED.finditer(text.text):
            around = match["before"], match["after"]
            hedges = {
                side: any(pattern.search(part) for part in around)
                for side, pattern in self._hedges.items()
            }
            if all(hedges.values()):
                found.append((text.line(match.start("numeral")), match[0].strip()))
        return found

    def value(self, words: str) -> Fraction | None:
        """The number that a run of digit words and factors stands for; None for other words.

        A run of single digits is read by place ("two zero three": 203). Just two that follow each
        other and touch, as in 三四百, stand for either, and are read as halfway between.

        Examples
        --------
        >>> rows = [("two", "digit", "2"), ("hundred", "factor", "100"), ("six", "digit", "6")]
        >>> NumberWords(rows).value("two hundred six")
        Fraction(206, 1)
        """
        meant = self._meant(words)
        return Fraction(sum(map(_total, meant)), len(meant)) if meant else None

    def is_loose(self, words: str) -> bool:
        """Whether words stand for either of two numbers, as 三四百 does."""
        return len(self._meant(words)) > 1

    def _meant(self, words: str) -> list[list[tuple[str, int]]]:
        """The parts of each number that words may stand for; none for other words."""
        parts: list[tuple[str, int]] = []
        place = 0
        while place < len(words):
            match = self._word.match(words, place) or _BETWEEN.match(words, place)
            if match is None:
                return []
            if match[0].lower() in self._values:
                parts.append(self._values[match[0].lower()])
            place = match.end()
        if not parts or _BETWEEN.search(words):
            return [parts] if parts else []
        return _either(parts)


def _whole(word: str) -> str:
    """A pattern of a word; one in letters is not part of a longer one."""
    letters = word.isascii() and word.isalpha()
    return rf"\b{word}\b" if letters else re.escape(word)


def _run(word: str, factors: list[str]) -> str:
    """A pattern of several words that make one number: "and" follows a factor only."""
    more = rf"(?:[ -]?(?:{word}))*"
    behind = "|".join(f"(?<={re.escape(factor)})" for factor in factors if factor.isascii())
    joined = rf"(?:(?:{behind}) and (?:{word}){more})*" if behind else ""
    return rf"(?:(?:{word}){more}{joined})"


def _either(parts: list[tuple[str, int]]) -> list[list[tuple[str, int]]]:
    """The two numbers that a pair of digits in sequence leaves open; one without such a pair."""
    small = [kind == "digit" and value < 10 for kind, value in parts]
    for at in range(len(parts) - 1):
        pair = small[at] and small[at + 1] and not any((*small[:at][-1:], *small[at + 2 :][:1]))
        if pair and 0 < parts[at][1] == parts[at + 1][1] - 1:
            return [parts[: at + 1] + parts[at + 2 :], parts[:at] + parts[at + 1 :]]
    return [parts]


def _total(parts: list[tuple[str, int]]) -> int:
    """The largest factor multiplies what stands before it; the rest is added."""
    factors = [(value, at) for at, (kind, value) in enumerate(parts) if kind == "factor"]
    if factors:
        # of two equal factors the last: what stands before it is counted in it
        value, at = max(factors)
        before, after = parts[:at], parts[at + 1 :]
        return (_total(before) if before else 1) * value + (_total(after) if after else 0)
    values = [value for _, value in parts]
    if all(value < 10 for value in values):
        return int("".join(map(str, values)))
    return sum(values)


def _alternatives(patterns: list[tuple[int, str, str]], run: str) -> re.Pattern[str]:
    alternatives = []
    for number, kind, pattern in patterns:
        expression = pattern.replace(_RUN, run)
        try:
            empty = re.compile(expression).match("")
        except re.error as error:
            raise ValueError(
                f"row {number}: {pattern!r} is not a regular expression ({error})"
            ) from None
        if empty or "(?P<" in pattern:
            raise ValueError(
                f"row {number}: {pattern!r} must match something, without named groups"
            )
        alternatives.append(f"(?P<{kind}_{number}>{expression})")
    return re.compile("|".join(alternatives) or "(?!)", re.IGNORECASE)

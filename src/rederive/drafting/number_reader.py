"""Numerals in digits as a text prints them: scale, unit, hedge, and the words around."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from rederive.core import coverage
from rederive.core.number_words import MARK, RunningText
from rederive.core.units import Units
from rederive.drafting.language import SIGNS, Language, Rule

MONEY = frozenset(SIGNS.values())
_BEHIND = 24
"""How many characters before a numeral are read for its hedge."""
_SUBJECT = 60
"""How many for what a scale without a unit counts."""
_AHEAD = 40
"""How many after it for its scale and unit."""
_SIGN = re.compile(rf"({'|'.join(map(re.escape, SIGNS))})\s?[-\u2212]?$")
_PLURAL = re.compile(r"\s((?:[A-Za-z][a-z]+ ){0,1}?([A-Za-z][a-z]{2,}s))\b")
"""What is counted in a language that marks the plural, where no unit is known for it."""
_GROUPS = re.compile(
    r"(?<![0-9] )(?<![0-9.,])[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9])(?= ?[^\s0-9,.])"
)
_MARK = re.compile(MARK)
_LETTER = re.compile("[A-Za-z]")
GROUPED = re.compile(r"[0-9][, \u00a0\u2007\u2009\u202f][0-9]{3}$")
"""The end of a numeral with groups of three digits: of one that is not a share of a whole."""
_NO_THING = re.compile(
    r"(?:is|was|has|this|times|its|as|does|minus|plus|versus|points|less|perhaps|always|years)$"
)


@dataclass(frozen=True)
class Numeral:
    """One numeral of the text.

    Attributes
    ----------
    line : int
    column : int
        Where it stands in its line.
    start : int
        Where it stands in the running text.
    token : str
        What the coverage counts, with a point or comma that follows.
    printed : str
        The numeral itself.
    scale, unit, hedge : str
        Empty where none is printed; the unit too where it is not known.
    """

    line: int
    column: int
    start: int
    token: str
    printed: str
    scale: str = ""
    unit: str = ""
    hedge: str = "exact"

    @property
    def end(self) -> int:
        """Where it ends in the running text."""
        return self.start + len(self.printed)

    @property
    def measures(self) -> bool:
        """Whether a scale or unit shows that it is a quantity."""
        return bool(self.scale) or self.unit in MONEY or self.unit.startswith("percent")


class Reader:
    """What numerals in one language mean, with the units of one book.

    Parameters
    ----------
    language : Language
    units : Units
        The units of the book, as its report writes them; they come before those of the language.
    """

    def __init__(self, language: Language, units: Units) -> None:
        self.language = language
        self._units = (*_native(language, units), *language.units)
        self._skips = ["]{0," in pattern.pattern for pattern, _ in self._units]
        """Which patterns let other words stand before the unit."""

    def read(
        self, text: RunningText, lines: list[str], breaks: Iterable[int] = ()
    ) -> list[Numeral]:
        """Every numeral of a text, in order, as it is read; nothing is read over a break."""
        found = []
        numerals = placed(text, lines)
        for start, end in pieces(text.text, breaks):
            piece = text.text[start:end]
            inside = [
                self._one(piece, replace(numeral, start=numeral.start - start))
                for numeral in numerals[_at(numerals, start) : _at(numerals, end)]
            ]
            found += [
                replace(numeral, start=numeral.start + start)
                for numeral in self._shared_outside_names(piece, inside)
            ]
        return found

    def _shared_outside_names(self, text: str, numerals: list[Numeral]) -> list[Numeral]:
        """The same as :meth:`_shared`, for which a numeral of a name such as EU27 is not there."""
        named = [
            each for each in numerals if _is_named(text[max(0, each.start - _BEHIND) : each.start])
        ]
        others = self._shared(text, [each for each in numerals if each not in named])
        return sorted((*named, *others), key=lambda numeral: numeral.start)

    def _one(self, text: str, numeral: Numeral) -> Numeral:
        before = text[max(0, numeral.start - _BEHIND) : numeral.start]
        sign = _SIGN.search(before)
        if sign:
            before = before[: sign.start()]
        before = "" if self.language.no_hedge.search(before) else before
        rest = _unmarked(text[numeral.end : numeral.end + _AHEAD])
        more = self.language.more.match(rest)
        rest = rest[more.end() :] if more else rest
        scale = self.language.scale.match(rest)
        rest = rest[scale.end() :] if scale else rest
        later = self.language.more.match(rest)
        rest = rest[later.end() :] if later else rest
        unit, length = self._unit(rest)
        if sign and unit not in MONEY:
            unit, length = SIGNS[sign[1]], 0
        unit, length = self._per(text, numeral.start, unit, rest, length)
        unit = self._meant(text, numeral, scale[0] if scale else "", unit)
        hedge = first(self.language.before, before, search=True)
        hedge = hedge or first(self.language.after, rest[length:]) or ""
        return replace(
            numeral,
            scale=next(filter(None, scale.groups())) if scale else "",
            unit=unit,
            hedge=hedge or ("over" if more or later else "exact"),
        )

    def around(self, text: str, start: int, end: int) -> tuple[str, str]:
        """Unit and hedge of a number in words that stands there."""
        rest = text[end : end + _AHEAD]
        more = self.language.more.match(rest)
        rest = rest[more.end() :] if more else rest
        unit, length = self._unit(rest)
        unit = unit or first(self.language.word_units, rest) or ""
        before = text[max(0, start - _BEHIND) : start]
        hedge = first(self.language.before, before, search=True)
        hedge = hedge or first(self.language.after, rest[length:])
        return unit, hedge or ("over" if more else "exact")

    def _unit(self, rest: str) -> tuple[str, int]:
        """The unit behind a numeral and how long it is: what stands there, else what comes next."""
        found = [
            (match.end(), at, name)
            for at, (pattern, name) in enumerate(self._units)
            if (match := pattern.match(rest))
        ]
        direct = [each for each in found if not self._skips[each[1]]]
        if direct:
            length, _, name = max(direct, key=lambda each: (each[0], -each[1]))
            return name, length
        if found:
            length, _, name = min(found)
            return name, length
        if classifier := self.language.classifiers.match(rest):
            return "items", classifier.end()
        thing = _PLURAL.match(rest)
        if thing and not _NO_THING.search(thing[2].lower()):
            return thing[2].lower(), thing.end()
        return "", 0

    def _meant(self, text: str, numeral: Numeral, scale: str, unit: str) -> str:
        """The unit of a numeral where words before it say more than those behind it."""
        clause = _clause(self.language, text, numeral.start, _SUBJECT)
        if not unit and re.fullmatch('[“"「]', text[numeral.start - 1 : numeral.start]):
            return "label" if re.match('[”"」]', text[numeral.end :]) else ""
        if not unit and (scale or GROUPED.search(numeral.printed)):
            return first(self.language.subjects, clause, search=True) or ""
        return (
            "times increase" if unit == "factor" and self.language.growth.search(clause) else unit
        )

    def _per(self, text: str, start: int, unit: str, rest: str, length: int) -> tuple[str, int]:
        """The same unit, per head or per year where the words say so."""
        for pattern, ending in self.language.per_after:
            share = not unit or unit.startswith("per")
            if not share and (match := pattern.match(rest[length:])):
                return unit + match.expand(ending), length + match.end()
        if unit in MONEY:
            clause = _clause(self.language, text, start)
            for pattern, ending in self.language.per:
                if pattern.search(clause):
                    return unit + ending, length
        return unit, length

    def _shared(self, text: str, numerals: list[Numeral]) -> list[Numeral]:
        """Numerals that are only joined to the next have its scale, unit and hedge behind it."""
        found = numerals[:]
        for at in range(len(found) - 2, -1, -1):
            one, other = found[at], found[at + 1]
            between = _unmarked(text[one.end : other.start])
            if len(between) > 20:
                continue
            if one.scale and (scale := self.language.scale.match(between)):
                between = between[scale.end() :]
            known = other.unit or other.scale
            if self.language.joins.fullmatch(between) and known and _alone(one):
                found[at] = replace(
                    one,
                    scale=one.scale or other.scale,
                    unit=other.unit,
                    hedge=one.hedge if one.hedge != "exact" else _behind(other, text, self),
                )
            elif one.unit == other.unit and one.hedge == "exact" and self._joined(between):
                found[at] = replace(one, hedge=_behind(other, text, self))
        for at, (left, right) in enumerate(pairwise(found[:]), start=1):
            alike = right.scale and right.scale == left.scale and not right.unit
            if alike and right.start - left.end < _AHEAD:
                found[at] = replace(right, unit=found[at - 1].unit)
        for at, (left, right) in enumerate(pairwise(found[:]), start=1):
            if right.hedge == "exact" and self._range(text, left, right):
                found[at] = replace(right, hedge=left.hedge)
        return found

    def _range(self, text: str, one: Numeral, other: Numeral) -> bool:
        """Whether a hedge before one numeral holds for another, since a dash joins them."""
        before = text[max(0, one.start - _BEHIND) : one.start]
        dash = re.fullmatch(r"\s?[^\w\s]?\s?[-–—~～]\s?", text[one.end : other.start])
        return bool(dash and first(self.language.before, before, search=True) == one.hedge)

    def _joined(self, between: str) -> bool:
        """Whether only a unit and a word that joins stand between two numerals."""
        _, length = self._unit(between)
        return bool(length and self.language.joins.fullmatch(between[length:]))


def _is_named(before: str) -> bool:
    """Whether a numeral ends a word, such as EU27, and no currency stands there."""
    return bool(_LETTER.match(before[-1:])) and not _SIGN.search(before)


def _unmarked(rest: str) -> str:
    """What follows a numeral, without the mark of a note that stands right behind it."""
    mark = _MARK.match(rest)
    return rest[mark.end() :] if mark else rest


def _alone(numeral: Numeral) -> bool:
    return not numeral.unit and (not numeral.scale or numeral.hedge == "exact")


def _behind(other: Numeral, text: str, reader: Reader) -> str:
    """The hedge of a numeral if it stands behind it, where it holds for those before too."""
    before = text[max(0, other.start - _BEHIND) : other.start]
    return "exact" if first(reader.language.before, before, search=True) else other.hedge


def _clause(language: Language, text: str, start: int, behind: int = _BEHIND) -> str:
    """The words before a numeral in its clause, so many characters at most."""
    before = text[max(0, start - behind) : start]
    ends = [match.end() for match in language.clause_ends.finditer(before)]
    return before[ends[-1] if ends else 0 :]


def first(rules: Iterable[Rule], text: str, *, search: bool = False) -> str | None:
    """What the first pattern that fits means."""
    for pattern, meaning in rules:
        if pattern.search(text) if search else pattern.match(text):
            return meaning
    return None


def pieces(text: str, breaks: Iterable[int]) -> list[tuple[int, int]]:
    """Where each part of a text begins and ends that no break parts."""
    return list(pairwise(sorted({0, *breaks, len(text)})))


def _at(numerals: list[Numeral], place: int) -> int:
    return bisect_left(numerals, place, key=lambda numeral: numeral.start)


def placed(text: RunningText, lines: list[str]) -> list[Numeral]:
    """Every numeral with its place, not read yet."""
    found = []
    for number, line in enumerate(lines, start=1):
        indent = len(line) - len(line.lstrip())
        for column, token in _grouped(line, coverage.placed_tokens(line)):
            printed = token.rstrip(",.")
            start = text.place(number, column - indent)
            found.append(Numeral(number, column, start, token, printed))
    return found


def _grouped(line: str, tokens: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The tokens of a line, those joined that one space sets off in groups of three digits.

    A row of numbers could be read so too: something other than a number has to follow.
    """
    groups = {match.start(): match.end() for match in _GROUPS.finditer(line)}
    found: list[tuple[int, str]] = []
    until = -1
    for column, token in tokens:
        if column < until:
            found[-1] = found[-1][0], line[found[-1][0] : column + len(token)]
        else:
            until = groups.get(column, -1)
            found.append((column, token))
    return found


def _native(language: Language, units: Units) -> list[Rule]:
    """The units of a book as its report writes them: behind a classifier, a few words may stand."""
    rules = []
    for unit in units.values():
        for native in unit.natives:
            classifier = language.classifiers.match(native)
            if classifier and len(native) > classifier.end():
                noun = re.escape(native[classifier.end() :])
                pattern = rf"\s?{language.classifiers.pattern[3:]}?[^，。；、0-9]{{0,8}}?{noun}"
            elif native.isascii() and native[:1].isalpha():
                pattern = rf"\s?-?(?:[a-z-]+ ){{0,2}}?{re.escape(native)}\b"
            else:
                pattern = r"\s?" + r"\s?".join(map(re.escape, native))
            rules.append((re.compile(pattern), str(unit)))
    return rules

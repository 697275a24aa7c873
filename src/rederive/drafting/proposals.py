"""What a text is proposed to claim: a draft for every number, until a person has decided on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rederive.core.number_words import RunningText
from rederive.core.units import Units
from rederive.core.words import Words
from rederive.drafting import left_out, spelled
from rederive.drafting.about import About
from rederive.drafting.dates import Times
from rederive.drafting.language import Language
from rederive.drafting.nothing import Nothing
from rederive.drafting.number_reader import Numeral, Reader

CLAIM, EXCLUDE = "claim", "exclude"
_SENTENCE = 300
"""Characters of a sentence that are kept."""
_ITEM = re.compile(r"^[-*•·‣▪◦–—]\s+")
_YEAR = re.compile("(?:1[89]|20|21)[0-9]{2}")


@dataclass(frozen=True)
class Draft:
    """A number of the text with what is proposed for it.

    Attributes
    ----------
    line : int
        Where it begins.
    page : str
        The page it stands on; empty where the text does not say.
    token : str
        As the coverage counts it.
    words : bool
        Whether it is in words.
    proposal : str
        ``claim`` or ``exclude``.
    reason : str
        Why it claims nothing.
    printed, reading, scale, unit, hedge, as_of : str
        As fields of a claim's number; ``reading`` for words only.
    sentence : str
        The sentence around it.
    """

    line: int
    page: str
    token: str
    words: bool
    proposal: str
    reason: str
    printed: str
    reading: str
    scale: str
    unit: str
    hedge: str
    as_of: str
    sentence: str


def draft(
    lines: list[str],
    language: Language,
    units: Units,
    pages: dict[int, str] | None = None,
    scale: Words | None = None,
    written: str = "",
) -> list[Draft]:
    """Propose a claim or an exclusion for every number of a text, in its order.

    Parameters
    ----------
    lines : list of str
        The text, split at line feeds.
    language : Language
    units : Units
        The units that the book knows.
    pages : dict of int to str, optional
        The page of each line.
    scale : Words, optional
        What words of size claim; without it a person has to say.
    written : str
        The month in which the text was written: its dates may leave out the year.
    """
    text = RunningText(lines)
    nothing = Nothing(language, lines)
    reader = Reader(language, units)
    breaks = nothing.paragraphs.breaks(text, nothing.headings)
    times = Times(language, text.text, breaks, written)
    numerals = [
        times.dated(numeral) if numeral.start in times.part else numeral
        for numeral in reader.read(text, lines, breaks)
    ]
    words = spelled.read(language, reader, text, scale or Words(), breaks)
    excluded = _excluded(language, nothing, numerals, text.text)
    numerals, words = _counting(language, text, times, numerals, words, excluded)
    quantities = [
        numeral.start
        for numeral in numerals
        if not excluded[numeral.start] and numeral.start not in times.part
    ]
    around = _Around(text.text, times, About(times, numerals))
    found = []
    for each in numerals:
        reason, heading = excluded[each.start], nothing.is_heading(each.line)
        found.append((each.start, _in_digits(each, reason, quantities, around, heading)))
    idioms = [
        match.span() for pattern, _ in language.idioms for match in pattern.finditer(text.text)
    ]
    found += [(number.word.start, _in_words(number, idioms, around)) for number in words]
    return [_paged(each, pages or {}) for _, each in sorted(found, key=lambda placed: placed[0])]


@dataclass(frozen=True)
class _Around:
    """What stands around the numbers of a text."""

    text: str
    times: Times
    about: About

    def sentence(self, place: int) -> str:
        """The sentence around a place, or so much of it as is kept."""
        start, end = self.times.sentence(place)
        if place - start > _SENTENCE // 2:
            early = place - _SENTENCE // 2
            # not within a word or a numeral
            start = max(early, self.text.find(" ", early, place) + 1)
        return _ITEM.sub("", self.text[start : min(end, start + _SENTENCE)].strip())


def _excluded(
    language: Language, nothing: Nothing, numerals: list[Numeral], text: str
) -> dict[int, str]:
    """Why each numeral claims nothing, by its place; empty where it may claim something."""
    defined = [match.span() for match in language.definitions.finditer(text)]

    def defines(numeral: Numeral) -> bool:
        return not numeral.measures and _within(numeral.start, numeral.end, defined)

    return {
        each.start: nothing.reason(each) or ("definition" if defines(each) else "")
        for each in numerals
    }


def _within(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _counting(
    language: Language,
    text: RunningText,
    times: Times,
    numerals: list[Numeral],
    words: list[spelled.Spelled],
    excluded: dict[int, str],
) -> tuple[list[Numeral], list[spelled.Spelled]]:
    """The numbers with the unit of those that leave out what they count."""
    spoken = [each for each in words if each.word.kind == "numeral" and each.counts]
    free = [each for each in numerals if not excluded[each.start] and each.start not in times.part]
    numbers = [(each.start, each.end, each.unit) for each in free if not each.scale]
    numbers += [(each.word.start, each.word.end, each.unit) for each in spoken]
    numbers.sort()
    found = left_out.units(language, text, numbers)
    units = {start: unit for (start, _, _), unit in zip(numbers, found, strict=True)}
    return (
        [replace(each, unit=units.get(each.start, each.unit)) for each in numerals],
        [replace(each, unit=units.get(each.word.start, each.unit)) for each in words],
    )


def _paged(each: Draft, pages: dict[int, str]) -> Draft:
    page = pages.get(each.line, "")
    return Draft(**(each.__dict__ | {"page": page})) if page else each


def _in_digits(
    numeral: Numeral,
    excluded: str,
    quantities: list[int],
    around: _Around,
    heading: bool,
) -> Draft:
    reason, as_of = excluded, around.about.of(numeral)
    part = around.times.part.get(numeral.start)
    if not reason and part and not around.times.is_event(part[1], quantities):
        reason = "year" if part[0] == "year" else "date"
    if not reason and part and heading:
        reason = "heading"
    unit = numeral.unit
    if not (reason or unit or numeral.scale) and _YEAR.fullmatch(numeral.printed):
        reason = "year"
    return Draft(
        line=numeral.line,
        page="",
        token=numeral.token,
        words=False,
        proposal=EXCLUDE if reason else CLAIM,
        reason=reason,
        printed=numeral.printed,
        reading="",
        scale=numeral.scale,
        unit=unit,
        hedge=numeral.hedge,
        as_of=as_of,
        sentence=around.sentence(numeral.start),
    )


def _in_words(number: spelled.Spelled, idioms: list[tuple[int, int]], around: _Around) -> Draft:
    word = number.word
    place = Numeral(word.line, 0, word.start, word.text, word.text)
    idiom = _within(word.start, word.end, idioms) and not number.certain
    small = not number.unit and len(number.reading) < 2
    vague = small or not number.reading
    reason = "idiom" if idiom else "counts nothing" if vague and word.kind != "share" else ""
    return Draft(
        line=word.line,
        page="",
        token=word.text,
        words=True,
        proposal=EXCLUDE if reason else CLAIM,
        reason=reason,
        printed=word.text,
        reading=number.reading,
        scale="",
        unit=number.unit,
        hedge=number.hedge,
        as_of=around.about.of(place),
        sentence=around.sentence(word.start),
    )

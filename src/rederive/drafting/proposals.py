"""What a text is proposed to claim: a draft for every number, until a person has decided on it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rederive.core.number_words import RunningText
from rederive.core.units import Units
from rederive.core.words import Words
from rederive.drafting import spelled
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
    """
    text = RunningText(lines)
    nothing = Nothing(language, lines)
    reader = Reader(language, units)
    breaks = nothing.paragraphs.breaks(text, nothing.headings)
    times = Times(language, text.text, breaks)
    numerals = [
        times.dated(numeral) if numeral.start in times.part else numeral
        for numeral in reader.read(text, lines, breaks)
    ]
    excluded = {numeral.start: nothing.reason(numeral) for numeral in numerals}
    quantities = [
        numeral.start
        for numeral in numerals
        if not excluded[numeral.start] and numeral.start not in times.part
    ]
    found = []
    for each in numerals:
        reason, heading = excluded[each.start], nothing.is_heading(each.line)
        made = _in_digits(each, reason, quantities, times, text.text, heading)
        found.append((each.start, made))
    idioms = [
        match.span() for pattern, _ in language.idioms for match in pattern.finditer(text.text)
    ]
    for number in spelled.read(language, reader, text, scale or Words(), breaks):
        found.append((number.word.start, _in_words(number, idioms, times, text.text)))
    return [_paged(each, pages or {}) for _, each in sorted(found, key=lambda placed: placed[0])]


def _paged(each: Draft, pages: dict[int, str]) -> Draft:
    page = pages.get(each.line, "")
    return Draft(**(each.__dict__ | {"page": page})) if page else each


def _sentence(times: Times, text: str, place: int) -> str:
    start, end = times.sentence(place)
    if place - start > _SENTENCE // 2:
        early = place - _SENTENCE // 2
        start = max(early, text.find(" ", early, place) + 1)  # not within a word or a numeral
    return _ITEM.sub("", text[start : min(end, start + _SENTENCE)].strip())


def _in_digits(
    numeral: Numeral,
    excluded: str,
    quantities: list[int],
    times: Times,
    text: str,
    heading: bool,
) -> Draft:
    reason, as_of = excluded, times.of(numeral)
    part = times.part.get(numeral.start)
    if not reason and part and not times.is_event(part[1], quantities):
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
        sentence=_sentence(times, text, numeral.start),
    )


def _in_words(
    number: spelled.Spelled, idioms: list[tuple[int, int]], times: Times, text: str
) -> Draft:
    word = number.word
    place = Numeral(word.line, 0, word.start, word.text, word.text)
    inside = any(start <= word.start and word.end <= end for start, end in idioms)
    idiom = inside and not number.certain
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
        as_of=times.of(place),
        sentence=_sentence(times, text, word.start),
    )

"""Numbers in words as a text prints them: what they stand for, and which claim nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from rederive.core.number_words import Counted, NumberWords, RunningText
from rederive.core.words import Words
from rederive.drafting.language import Language
from rederive.drafting.number_reader import Reader, pieces

_ARTICLE = re.compile(r"(?:an? )")
_TIMES = {"doubled": 2, "twice": 2, "twofold": 2, "trebled": 3, "tripled": 3, "threefold": 3}
_TIMES |= {"quadrupled": 4, "fourfold": 4, "tenfold": 10}
_PARTS = {"half": 2, "halve": 2, "quarter": 4, "third": 3, "fifth": 5, "sixth": 6, "eighth": 8}
_PARTS |= {"ninth": 9, "tenth": 10, "seventh": 7}
_SOME = ("数", "几", "數", "幾")
"""What stands for some digit, before a factor or before what is counted."""
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


@dataclass(frozen=True)
class Spelled:
    """A number in words.

    Attributes
    ----------
    word : Counted
    reading : str
        What it stands for, in digits; empty where that is for a person to say.
    unit, hedge : str
    certain : bool
        Whether it counts even within a set phrase: none, or the only one.
    """

    word: Counted
    reading: str
    unit: str
    hedge: str
    certain: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is a number of several things: "one" is often no number."""
        return self.reading not in ("", "0", "1")


def read(
    language: Language,
    reader: Reader,
    text: RunningText,
    scale: Words,
    breaks: Iterable[int] = (),
) -> list[Spelled]:
    """Every number and quantity in words of a text, in order; words of size by their scale.

    No unit or hedge is read over a break.
    """
    parts = pieces(text.text, breaks)
    starts = [start for start, _ in parts]
    found = []
    for word in language.words.find(text):
        start, end = parts[bisect_right(starts, word.start) - 1]
        moved = replace(word, start=word.start - start, end=word.end - start)
        made = _one(language.words, reader, text.text[start:end], moved)
        found.append(replace(made, word=word))
    found = _shared(language, text.text, _none_or_only(language, text.text, found))
    return [_by_scale(each, scale) for each in found]


def _none_or_only(language: Language, text: str, numbers: list[Spelled]) -> list[Spelled]:
    """With each "one" of which the text says that there is none, or no other."""
    none = {match.end() for match in language.none.finditer(text)}
    only = {match.end() for match in language.only.finditer(text)}
    found = []
    for each in numbers:
        if each.word.end in only:
            found.append(replace(each, unit="rank", hedge="ordinal", certain=True))
        elif each.word.end in none:
            unit = each.unit or "items"
            found.append(replace(each, reading="0", unit=unit, hedge="exact", certain=True))
        else:
            found.append(each)
    return found


def _shared(language: Language, text: str, numbers: list[Spelled]) -> list[Spelled]:
    """Numbers that are only joined to the next count what it counts."""
    found = numbers[:]
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        between = text[one.word.end : other.word.start]
        alike = one.word.kind == other.word.kind == "numeral"
        if alike and not one.unit and language.joins.fullmatch(between):
            found[at] = replace(one, unit=other.unit)
    return found


def _by_scale(number: Spelled, scale: Words) -> Spelled:
    """A word of size with what it claims, if its scale has one such word."""
    meant = scale.meant(number.word.text, number.unit) if number.word.kind == "share" else None
    return replace(number, reading=meant.reading, hedge=meant.hedge) if meant else number


def _one(words: NumberWords, reader: Reader, text: str, word: Counted) -> Spelled:
    ends_in_unit = word.text[:1] in _SOME and words.value(word.text[1:]) is None
    unit, hedge = reader.around(text, word.start, word.start + 1 if ends_in_unit else word.end)
    number: Fraction | None = None
    if word.kind == "numeral":
        number = words.value(_ARTICLE.sub("", word.text, count=1))
        hedge = "ordinal" if unit == "rank" else hedge
    elif word.kind in ("ordinal", "rank"):
        number, unit, hedge = _place(words, word.text), "rank", "ordinal"
    elif word.kind == "fraction":
        number, unit = _fraction(words, word.text)
    elif word.kind == "multiple":
        number, unit = _multiple(words, word.text), "factor"
    elif word.kind == "share":
        unit = "percent"
    elif word.kind == "indefinite":
        number, hedge = _several(words, word.text), "several"
    if hedge == "exact" and words.is_loose(word.text.rstrip("成倍")):
        hedge = "about"
    return Spelled(word, _written(number), unit, hedge)


def _written(number: Fraction | None) -> str:
    """A number in digits; one that never ends as a whole one, since no fraction claims more."""
    if number is None:
        return ""
    places = [at for at in range(5) if (number * 10**at).denominator == 1]
    return f"{float(number):.{places[0]}f}" if places else str(round(number))


def _several(words: NumberWords, text: str) -> Fraction | None:
    """Of what several are meant: tens in "dozens" and 数十, ones in "several" and 几个."""
    text = text.lower().removesuffix(" of")
    factor = words.value(text.removesuffix("s")) or words.value(text[1:])
    return factor or (Fraction(1) if text == "several" or text[:1] in _SOME else None)


def _place(words: NumberWords, text: str) -> Fraction:
    """A place in an order: the first for a superlative."""
    found = re.search("|".join(_PLACES), text.lower())
    if found:
        return Fraction(_PLACES.index(found[0]) + 1)
    return words.value(text.lstrip("第")) or Fraction(1)


def _fraction(words: NumberWords, text: str) -> tuple[Fraction | None, str]:
    """A part of a whole, as per cent or, where tenths are counted, in tenths."""
    text = text.lower()
    for pattern in (
        r"(?P<below>.+)分之(?P<above>.+)",
        r"(?P<above>.+?)(?: out of| in)(?: every)? (?P<below>.+)",
    ):
        if match := re.fullmatch(pattern, text):
            above, below = words.value(match["above"]), words.value(match["below"])
            return (100 * above / below if above is not None and below else None), "percent"
    if text.endswith("成"):
        return words.value(text[:-1]), "tenths"
    part = next((part for name, part in _PARTS.items() if name in text), None)
    above = words.value(re.split(r"[ -]", text)[0]) or Fraction(1)
    return (100 * above / part if part else None), "percent"


def _multiple(words: NumberWords, text: str) -> Fraction | None:
    """How many times as much."""
    text = text.lower()
    if text in _TIMES:
        return Fraction(_TIMES[text])
    if match := re.fullmatch("翻(.+)番", text):
        times = words.value(match[1])
        return Fraction(2 ** int(times)) if times is not None and times < 20 else None
    value = words.value(text.rstrip("倍"))
    return value if value is not None else Fraction(2)

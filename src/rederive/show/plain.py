"""Numbers as people say them: one unit, no more digits than were printed, gaps in per cent.

What is shown follows from how the number was printed: a recomputed value has the digits that the
printed one has. The exact values stand in the ledger.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction

from rederive.core import judging, numerals
from rederive.core.claims import Value
from rederive.core.measured import ANY, singular
from rederive.core.numerals import Interval
from rederive.core.relations import bounds
from rederive.core.scales import SCALE_WORDS
from rederive.core.units import Units
from rederive.core.words import counts
from rederive.language.spoken import is_chinese, said, say
from rederive.show import chinese

#: Currencies as they are called in a sentence; all other units are words already.
_CALLED = {"CNY": "yuan", "USD": "dollars", "EUR": "euros", "persons": "people"}
LARGE = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
#: So many times a word of size a number is still told in it, to be compared with a printed one.
_COMPARED = 10_000
#: Units that read "a change of 0.4".
_OF = {"change": "a change", "ratio": "a ratio", "index": "an index", "factor": "a factor"}
_SEVERAL = {"1": "several", "10": "several tens of", "100": "several hundreds of"}
_SEVERAL |= {"100,000": "several hundred thousand"}
_OPPOSITE = "the other way round"
_DATES = ("year", "month", "day")
#: Significant digits of what stands against a word, which has none of its own.
_DIGITS = 3
#: Names of simple parts and multiples, by the nearest hundredth.
_PARTS = {
    (0.23, 0.27): "about a quarter of",
    (0.31, 0.36): "about a third of",
    (0.47, 0.53): "about half of",
    (0.64, 0.69): "about two thirds of",
    (1.9, 2.1): "about twice",
    (2.85, 3.15): "about three times",
}
PRINTED, READ = "what is printed", "our reading"
"""What a recomputed number is compared with: digits as they stand, a word as it is read."""
#: Words that are said by name.
LISTED = (_OPPOSITE, PRINTED, READ, *_PARTS.values(), *_DATES, *(f"{unit}s" for unit in _DATES))


def unit_words(value: Value) -> str:
    """The unit of a number as a sentence says it: ``CNY per person`` is "yuan per person"."""
    return _called(str(value.unit))


def _called(unit: str) -> str:
    """A unit in words, its large numbers with commas."""
    words = re.sub(r"\w+", lambda word: _CALLED.get(word[0], word[0]), unit)
    return re.sub(r"(?<=\d) (?=\d{3}\b)", ",", words)


def of_series(unit: str, units: Units) -> str:
    """The unit of a series in the language that is spoken.

    Examples
    --------
    >>> of_series("100 million CNY", None), of_series("deaths per 100 000 persons", None)
    ('100 million yuan', 'deaths per 100,000 people')
    """
    return chinese.of_series(unit, units) if is_chinese() else _called(unit)


def beside(numbers: Sequence[str], unit: str, units: Units) -> tuple[list[str], str]:
    """Numbers of a series and their unit, in the language that is spoken."""
    return chinese.beside(numbers, unit, units) if is_chinese() else (list(numbers), unit)


def with_unit(text: str, value: Value, hedge: str = "") -> str:
    """A number with its unit and hedge, in the order in which they are read."""
    if is_chinese():
        return chinese.with_unit(text, value, hedge)
    unit, base = unit_words(value), str(value.unit)
    hedged = f"{hedge} {text}".strip()
    if hedge == "several" and text in _SEVERAL:
        return f"{_SEVERAL[text]} {unit}"
    if base == ANY and value.of is not None:
        return f"a change {'' if hedge else 'of '}{with_unit(text, value.changing, hedge)}"
    if base in _OF:
        return f"{_OF[base]} {hedged}" if hedge else f"{_OF[base]} of {text}"
    if base == "percent":
        return f"{hedged}%"
    if base in ("year", "label"):
        return hedged
    if base == "edition" or value.unit.after("1").startswith(base):
        return f"{hedge} {base} {text}".strip()
    return f"{hedged} {_of_one(unit) if text.removeprefix('−') == '1' else unit}"


def _of_one(unit: str) -> str:
    """A unit beside the number 1: the head of its words is singular.

    Examples
    --------
    >>> _of_one("percentage points"), _of_one("days per week"), _of_one("years of age")
    ('percentage point', 'day per week', 'year of age')
    """
    head, *rest = re.split(r"(?= (?:per|of) )", unit, maxsplit=1)
    *before, last = head.split(" ")
    one = {"people": "person"}.get(last, singular(last))
    return " ".join([*before, one]) + "".join(rest)


def number(amount: float | Fraction, step: float | Fraction, size: str = "") -> str:
    """A number rounded to a step, from a million on in words of size: that of what it is held to.

    Examples
    --------
    >>> number(22_170_000_000, 10_000_000), number(8.6302, 0.1), number(963_000_000, 10_000_000)
    ('22.17 billion', '8.6', '960 million')
    >>> number(1_562_000_000_000, 100_000_000, "billion"), number(5e8, 1e8, "billion")
    ('1,562 billion', '500 million')
    """
    exact, unit = Fraction(str(float(amount))), Fraction(str(float(step)))
    rounded = round(exact / unit) * unit
    if is_chinese():
        return chinese.number(rounded, unit)
    alike = [each for each in LARGE if each[1] == size and abs(rounded) < _COMPARED * each[0]]
    for factor, word in (*alike, *LARGE):
        if abs(rounded) >= factor:
            text = f"{float(rounded / factor):,.{_decimals(unit / factor)}f}"
            return f"{_trimmed(text)} {word}".replace("-", "−")
    commas = "," if abs(rounded) >= 10_000 else ""
    text = f"{float(rounded):{commas}.{_decimals(unit)}f}"
    return text.replace("-", "−")


def _trimmed(text: str) -> str:
    """Without zeros at the end of a fraction."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimals(step: Fraction) -> int:
    return max(0, math.ceil(-math.log10(step) - 1e-9))


def step_for(value: Value, *amounts: float | None) -> Fraction:
    """To which step a recomputed number is shown: that of the digits, or its own third digit."""
    if value.in_digits and value.step:
        return value.step
    largest = max((abs(each) for each in amounts if each), default=1.0)
    exponent = math.floor(math.log10(largest)) - _DIGITS + 1
    return Fraction(10) ** min(0, exponent) if largest < 10**_DIGITS else Fraction(10) ** exponent


def quantity(low: float | None, high: float | None, value: Value) -> str:
    """A recomputed number, or its range, with its unit, as precise as what was printed.

    Empty where nothing was recomputed.
    """
    if low is None and high is None:
        return ""
    step = step_for(value, low, high)
    if low is None or high is None:
        end = _shown(high if low is None else low, value, step)  # type: ignore[arg-type]  # one is
        if is_chinese() and str(value.unit) == "rank":
            return with_unit(end, value, "at most" if low is None else "at least")
        return (
            say("up to {number}", number=with_unit(end, value))
            if low is None
            else say("{number} or more", number=with_unit(end, value))
        )
    if high - low <= step:  # what rounds to one figure is that figure
        middle = Fraction(str(low)) / 2 + Fraction(str(high)) / 2
        return with_unit(_shown(middle, value, _telling(middle, value, step)), value)
    step = min(_telling(Fraction(str(end)), value, step) for end in (low, high))
    return _range(_shown(low, value, step), _shown(high, value, step), value)


def within(value: Value, interval: Interval) -> str:
    """Where a number must lie, in words that follow "it lies"; empty where it may lie anywhere."""
    inside = bounds.whole(value, interval)
    ends = [_exact(value, end) for end in (inside.low, inside.high)]
    low, high = (with_unit(end, value) if end else "" for end in ends)
    dated = str(value.unit) in bounds.DATES
    if low and high:
        if low == high:
            return say("at {low}", low=low)
        first, size = ends[0], ends[1].partition(" ")[1:]
        bare = first if is_chinese() else first.removesuffix("".join(size))
        return say("between {low} and {high}", low=low if dated else bare, high=high)
    if low:
        return say("at {low} or later", low=low) if dated else say("at {low} or more", low=low)
    if dated and high:
        return say("at {high} or earlier", high=high)
    return say("at {high} or less", high=high) if high else ""


def _exact(value: Value, end: Fraction | float) -> str:
    """An end of an interval with the digits it has, a few more than were printed; none, empty."""
    if math.isinf(end):
        return ""
    text = number(end, value.step / 100, SCALE_WORDS[value.scale])
    return text if " " in text else _trimmed(text)


def _shown(amount: float | Fraction, value: Value, step: Fraction) -> str:
    """A number; against a word, which has no digits, without zeros at the end."""
    text = number(amount, step, SCALE_WORDS[value.scale])
    return text if value.in_digits else _trimmed(text)


def _telling(amount: Fraction, value: Value, step: Fraction) -> Fraction:
    """A step fine enough for a number that fails not to look like one that holds."""
    for finer in (step, step / 10, step / 100):
        rounded = round(amount / finer) * finer
        if value.claimed.overlaps(Interval(amount, amount)):
            return step
        if rounded == amount:  # no digit is left that would tell
            return finer
        if rounded != _printed(value) and not value.claimed.overlaps(Interval(rounded, rounded)):
            return finer
    return step / 1000


def _joined(first: str, last: str) -> str:
    """Two ends of a range; a word of size that both have is not said twice."""
    (one, _, size), (_, _, other) = first.partition(" "), last.partition(" ")
    if first == last:
        return first
    # "9 至 11 亿" could begin at nine.
    shared = size == other and not is_chinese()
    return say("{first} to {last}", first=one if shared else first, last=last)


def _range(first: str, last: str, value: Value) -> str:
    """Two ends with their unit; a per cent sign may have to stand after each."""
    if is_chinese() and str(value.unit) == "percent" and first != last:
        first = f"{first}%"
    return with_unit(_joined(first, last), value)


def _printed(value: Value) -> Fraction:
    return numerals.parse_numeral(value.numeral)[0] * value.factor


def printed(value: Value) -> str:
    """A printed number as people say it, with its hedge; a word as it stands with its reading.

    A text that counts in our words keeps its digits as they stand. A word that English readers
    cannot read stands beside what it means.

    Examples
    --------
    >>> from rederive.core.units import Unit
    >>> money = Unit("CNY", native="元")
    >>> printed(Value(name="x", printed="113.6", line=1, unit=money, scale="亿"))
    '11.36 billion yuan'
    >>> men = Unit("persons", native="men")
    >>> printed(Value(name="x", printed="24.550", line=1, unit=men, scale="million"))
    '24.550 million people'
    """
    hedge = "" if value.hedge in ("exact", "ordinal") else value.hedge.replace("_", " ")
    if value.in_digits and not is_chinese() and numerals.plain(value.as_printed).isascii():
        text = f"{value.printed} {SCALE_WORDS[value.scale]}".strip()
        return with_unit(text, value, hedge)
    whole = with_unit(_counted(value), value, hedge)
    if value.in_digits:
        return whole
    if not is_chinese() and not value.printed.isascii():
        return _foreign(value, whole)
    return say("“{printed}”, read as {number}", printed=value.printed, number=whole)


def _foreign(value: Value, reading: str) -> str:
    """A word of another script: what it counts, or its English beside it and its reading."""
    if value.word is None or value.hedge == "several":
        if counts(value.printed):
            return f"{reading} (“{value.printed}”)"
        return say("{number}, as we read “{printed}”", number=reading, printed=value.printed)
    return f"“{value.printed}” ({value.word.word}), read as {reading}"


def rounded(value: Value) -> str:
    """A printed number as a recomputed one is shown, to see whether both are the same."""
    return with_unit(_counted(value), value)


def _counted(value: Value) -> str:
    """The digits of a printed number, in our words of size."""
    amount = _printed(value)
    return number(amount, value.step) if value.scale or amount >= 10**4 else value.numeral


def gap(value: Value, found: Interval) -> str:
    """How far a recomputed number lies from what is printed, in words; empty where it agrees."""
    steps = judging.gap(found, value.claimed, value.step)
    if not steps:
        return ""
    above = steps > 0
    end = float(found.low if above else found.high)
    mark = float(_printed(value))
    told = _difference(value, end, mark, above=above)
    if told == said(_OPPOSITE) or found.high - found.low <= value.step:
        return told
    return say("at least {difference}", difference=told)


def _difference(value: Value, end: float, mark: float, *, above: bool) -> str:
    unit, size = str(value.unit), abs(end - mark)
    if unit in _DATES:
        count = number(size, 1)
        name = said(unit if count == "1" else f"{unit}s")
        if above:
            return say("{count} {units} later", count=count, units=name)
        return say("{count} {units} earlier", count=count, units=name)
    if unit in ("rank", "level", "label", "edition", "date"):
        count = number(size, 1)
        return say("{count} above", count=count) if above else say("{count} below", count=count)
    if mark * end <= 0:
        return said(_OPPOSITE)
    times = _times(end / mark, PRINTED if value.in_digits else READ)
    if unit != "percent":
        return times
    if mark < 0:  # more in size is less
        times = ""
    points = _points(short(size), above=above)
    return say("{difference}, {times}", difference=points, times=times) if times else points


def _points(size: str, *, above: bool) -> str:
    """A difference of two shares or rates."""
    if size == "1":
        return say("1 percentage point more") if above else say("1 percentage point less")
    if above:
        return say("{size} percentage points more", size=size)
    return say("{size} percentage points less", size=size)


def _times(ratio: float, than: str = PRINTED) -> str:
    """A ratio as a simple multiple or part where it is near one, and in per cent.

    Examples
    --------
    >>> _times(1.951), _times(0.8)
    ('about twice what is printed (+95%)', '20% less than what is printed')
    """
    size, what = f"{short(abs(ratio - 1) * 100)}%", said(than)
    for (low, high), words in _PARTS.items():
        if low <= ratio <= high:
            sign = "+" if ratio > 1 else "−"
            part = said(words)
            return say("{part} {what} ({sign}{size})", part=part, what=what, sign=sign, size=size)
    if ratio >= 2:
        return say("{ratio} times {what}", ratio=short(ratio), what=what)
    if ratio > 1:
        return say("{size} more than {what}", size=size, what=what)
    return say("{size} less than {what}", size=size, what=what)


def short(size: float) -> str:
    """Two significant digits, and never in powers of ten."""
    digits = max(0, 1 - math.floor(math.log10(size))) if size else 0
    text = f"{size:.{min(digits, 4)}f}"
    return _trimmed(text) if "." in text else f"{int(text):,}"


def last_digits(value: Value, found: Interval) -> str:
    """The gap in units of the last printed digit, as a detail; empty for words and for none.

    It is counted from the printed number, as the gap in words is.
    """
    steps = judging.gap(found, value.claimed, value.step) if value.in_digits else 0
    if not steps:
        return ""
    end = float(found.low if steps > 0 else found.high)
    size = short(abs(end - float(_printed(value))) / float(value.step))
    if size == "1":
        return say("1 unit of the last printed digit")
    return say("{size} units of the last printed digit", size=size)

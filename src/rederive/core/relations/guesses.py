"""What would join two printed numbers if they belong together, and whether it can hold.

Each rule guesses a relation from units, words and places, never from whether the numbers fit: a
wrong number does not fit. A guess that cannot hold is the first thing that a person should read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from rederive.core.numerals import Interval
from rederive.core.relations.families import Families
from rederive.core.relations.formula import Key
from rederive.core.relations.numbers import Likeness, Number

STORY = 0.35
"""From which likeness of words and place two numbers of different kinds seem one story."""
SAME_NAME = 0.75
"""From which likeness of their names two numbers seem to be the same quantity."""
CALENDAR = ("year", "month", "day")
_PLACES_IN_ORDER = (*CALENDAR, "date", "rank", "level", "edition")


@dataclass(frozen=True)
class Pair:
    """Two printed numbers and why they were proposed.

    Attributes
    ----------
    first, second : Key
    reason : str
    clash : str
        Why both cannot hold if the guess is right; empty where they can.
    """

    first: Key
    second: Key
    reason: str
    clash: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """Both numbers as ``claim-id/value name``."""
        return "/".join(self.first), "/".join(self.second)


def _pair(a: Number, b: Number, reason: str, clash: str = "") -> Pair:
    return Pair(a.key, b.key, reason, clash)


def other_units(numbers: list[Number], likeness: Likeness, families: Families) -> Iterator[Pair]:
    """One quantity in two units of a family (hours and days), or counted in two ways (persons and
    person-times)."""
    for a, b in combinations(numbers, 2):
        if not families.related(a.value.unit, b.value.unit) or not a.same_time(b):
            continue
        named = likeness.of_words(a.name, b.name)
        factor = families.conversion(a.value.unit, b.value.unit)
        alike = named >= SAME_NAME or (a.size == b.size and len(a.digits) > 1)
        if not alike and likeness.story(a, b) < STORY:
            continue
        if factor is not None:
            apart = not a.value.expected.scaled(factor).overlaps(b.value.expected)
            clash = "two sizes of one quantity" if named >= SAME_NAME and apart else ""
            if alike or clash:
                yield _pair(a, b, "one quantity in two units", clash)
        elif (
            alike
            or families.contains(a.value.unit, b.value.unit)
            or families.contains(b.value.unit, a.value.unit)
        ):
            yield _pair(a, b, "counted in two ways", _too_many(a, b, families))


def _too_many(a: Number, b: Number, families: Families) -> str:
    """Why one count exceeds the other that holds each of its things at least once."""
    if families.contains(a.value.unit, b.value.unit):
        a, b = b, a
    if not families.contains(b.value.unit, a.value.unit):
        return ""
    part, whole = a.value.claimed, b.value.expected
    return f"more {a.value.unit} than {b.value.unit}" if part.low > whole.high else ""


def two_sizes(a: Number, b: Number, likeness: Likeness) -> str:
    """Why two numbers of one unit, one name and one time cannot both hold; empty if they can.

    So a count and the list that it counts, or a title and its text.
    """
    one = a.value.name == b.value.name and a.same_time(b) and likeness.story(a, b) >= STORY
    apart = one and not a.value.claimed.overlaps(b.value.claimed)
    return "two sizes of one quantity" if apart else ""


def exclusive_hedges(numbers: list[Number]) -> Iterator[Pair]:
    """The same digits hedged so that no number fits both: over 230 and nearly 230."""
    for a, b in combinations(numbers, 2):
        alike = a.value.unit == b.value.unit and a.size == b.size and a.value.hedge != b.value.hedge
        if not alike or not a.same_time(b) or not (a.value.in_digits and b.value.in_digits):
            continue
        if not a.value.claimed.overlaps(b.value.claimed):
            yield _pair(a, b, "hedges that exclude each other", "no number fits both hedges")


@dataclass(frozen=True)
class Event:
    """When something happened: the first and last month that a claim gives, counted from year 0.

    ``number`` is the year, which stands for the whole date.
    """

    number: Number
    first: int
    last: int


def events(numbers: list[Number]) -> list[Event]:
    """The dates that claims print: one for each claim with a single year, with its month."""
    by_claim: dict[str, dict[str, list[Number]]] = {}
    for number in numbers:
        if number.value.unit in CALENDAR and number.value.hedge in ("exact", "ordinal"):
            units = by_claim.setdefault(number.claim.id, {})
            units.setdefault(number.value.unit, []).append(number)
    found = []
    for units in by_claim.values():
        if len(units.get("year", ())) != 1:
            continue
        year = units["year"][0]
        months = [int(number.size) for number in units.get("month", ())]
        first, last = (min(months), max(months)) if months else (1, 12)
        found.append(Event(year, 12 * int(year.size) + first, 12 * int(year.size) + last))
    return found


def dates(numbers: list[Number], likeness: Likeness) -> Iterator[Pair]:
    """Dates of one story, and a duration beside two of them."""
    happened = events(numbers)
    for a, b in combinations(happened, 2):
        one_event = a.number.value.name == b.number.value.name
        apart = a.last < b.first or b.last < a.first
        if likeness.story(a.number, b.number) >= STORY:
            clash = "two dates of one event" if one_event and apart else ""
            yield _pair(a.number, b.number, "dates of one story", clash)
    for number in numbers:
        if number.value.unit in ("years", "months"):
            near = [event for event in happened if likeness.story(number, event.number) >= STORY]
            yield from _duration(number, near)


def _duration(number: Number, near: list[Event]) -> Iterator[Pair]:
    """A duration and the dates between which it may lie."""
    months = 12 if number.value.unit == "years" else 1
    claimed = number.value.expected.scaled(months)
    spans = [
        Interval(max(0, b.first - a.last), b.last - a.first)
        for a, b in combinations(sorted(near, key=lambda event: event.first), 2)
    ]
    fits = not spans or any(claimed.overlaps(span) for span in spans)
    for event in near:
        clash = "" if fits else "no two of the dates are that far apart"
        yield _pair(number, event.number, "a duration and a date", clash)


def described(numbers: list[Number], likeness: Likeness) -> Iterator[Pair]:
    """A number of years and the years that another number of its story is of: ten years, and a
    growth from 2012 to 2022."""
    for years in (number for number in numbers if number.value.unit == "years"):
        for other in numbers:
            span = other.value.as_of or ""
            if "/" not in span or other.value.unit in (*CALENDAR, "years", "months"):
                continue
            if likeness.story(years, other) < STORY:
                continue
            first, last = other.span
            steps = last.year - first.year
            fits = years.value.expected.overlaps(Interval(steps, steps + 1))
            clash = "" if fits else f"{years.value} named, {steps} to {steps + 1} described"
            yield _pair(years, other, "a period and the years described", clash)


def products(numbers: list[Number], likeness: Likeness) -> Iterator[Pair]:
    """A rate, its base and the total that it makes."""
    rates = [number for number in numbers if " per " in number.value.unit]
    for rate in rates:
        top, _, bottom = rate.value.unit.partition(" per ")
        near = [
            number
            for number in numbers
            if number.same_time(rate) and likeness.story(rate, number) >= STORY
        ]
        for base in _in_unit(near, bottom):
            for total in _in_unit(near, top):
                yield from _product(rate, base, total, 1)
    shares = [number for number in numbers if number.value.unit in ("percent", "per mille")]
    for rate in (number for number in shares if number.value.in_digits):
        parts = 100 if rate.value.unit == "percent" else 1000
        near = [
            number
            for number in numbers
            if number.claim.chapter == rate.claim.chapter
            and number.same_time(rate)
            and number.value.in_digits
            and number.value.unit.countable
            and number.value.unit not in _PLACES_IN_ORDER
            and likeness.story(rate, number) >= STORY
        ]
        for base, total in combinations(sorted(near, key=lambda number: -number.size), 2):
            if base.value.unit == total.value.unit and likeness.story(base, total) >= STORY:
                yield from _product(rate, base, total, parts)


def _in_unit(numbers: Iterable[Number], unit: str) -> list[Number]:
    return [
        number
        for number in numbers
        if number.value.unit not in _PLACES_IN_ORDER
        and unit in (number.value.unit, number.value.unit.rstrip("s"))
    ]


def _product(rate: Number, base: Number, total: Number, parts: int) -> Iterator[Pair]:
    a, b = rate.value.expected, base.value.expected
    if min(a.low, b.low) < 0 or len({rate.key, base.key, total.key}) < 3:
        return
    made = Interval(a.low * b.low / parts, a.high * b.high / parts)
    apart = not made.overlaps(total.value.expected)
    clash = f"{rate.value} of {base.value} do not make {total.value}" if apart else ""
    reason = "a rate, its base and a total"
    yield _pair(base, total, reason, clash)
    yield _pair(rate, total, reason, clash)

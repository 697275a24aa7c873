"""How drafts compare with a register made by hand of the same text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from rederive.core import word_coverage
from rederive.core.claims import Value
from rederive.core.number_words import NumberWords
from rederive.core.numerals import plain
from rederive.core.register import Register
from rederive.drafting.proposals import CLAIM, EXCLUDE, Draft

Place = tuple[int, str]


@dataclass(frozen=True)
class Comparison:
    """Of how many numbers a draft says what the register says.

    Attributes
    ----------
    values, exclusions : int
        The numbers that the register claims, and those that claim nothing.
    scale, hedge, scale_and_hedge, unit : int
        Values for which the draft has the same.
    lost : int
        Values that are drafted as exclusions.
    excluded : int
        Exclusions that are drafted as such.
    """

    values: int
    scale: int
    hedge: int
    scale_and_hedge: int
    unit: int
    lost: int
    exclusions: int
    excluded: int


def digits(drafts: Iterable[Draft], register: Register) -> Comparison:
    """Compare the drafts of numerals in digits; each that no claim prints is an exclusion.

    Of several alike on one line, those are taken for claims that are drafted as such.
    """
    printed: dict[Place, list[Value]] = defaultdict(list)
    for claim in register:
        for value in claim.values:
            if value.in_digits and value.line is not None and value.repeats is None:
                printed[value.line, value.numeral.rstrip(".,")].append(value)
    return _compared((each for each in drafts if not each.words), printed)


def words(
    drafts: Iterable[Draft], register: Register, lines: list[str], counted: NumberWords
) -> Comparison:
    """Compare the drafts of numbers in words: of each value its first counted word.

    Directions and comparisons ("rose", "higher than") are not counted, and have no draft.
    """
    claimed: dict[Place, list[Value]] = defaultdict(list)
    for value, printed in word_coverage.printed_words(lines, register, counted):
        claimed[printed[0].line, printed[0].text].append(value)
    return _compared((each for each in drafts if each.words), claimed)


def together(*parts: Comparison) -> Comparison:
    """The same of several kinds of numbers, or of several parts of a text."""
    return Comparison(*(sum(counts) for counts in zip(*map(astuple, parts), strict=True)))


def _compared(drafts: Iterable[Draft], printed: dict[Place, list[Value]]) -> Comparison:
    groups: dict[Place, list[Draft]] = defaultdict(list)
    for each in drafts:
        groups[each.line, plain(each.printed)].append(each)
    counts: Counter[str] = Counter()
    for place, alike in groups.items():
        values = printed.get(place, [])
        alike.sort(key=lambda each: each.proposal != CLAIM)
        for each, value in zip(alike, values, strict=False):
            counts += _agrees(each, value)
        for each in alike[len(values) :]:
            counts["exclusions"] += 1
            counts["excluded"] += each.proposal == EXCLUDE
    return Comparison(**{name: counts[name] for name in Comparison.__dataclass_fields__})


def _agrees(each: Draft, value: Value) -> Counter[str]:
    scale, hedge = each.scale == value.scale, each.hedge == value.hedge
    if value.reading is not None:
        scale = each.reading == value.reading or _same_size(each, value)
    return Counter(
        values=1,
        scale=int(scale),
        hedge=int(hedge),
        scale_and_hedge=int(scale and hedge),
        unit=int(each.unit == value.unit),
        lost=int(each.proposal == EXCLUDE),
    )


def _same_size(each: Draft, value: Value) -> bool:
    """Whether a reading without a scale is what the register writes with one."""
    try:
        return float(each.reading) == float(value.numeral) * value.factor
    except ValueError:
        return False

"""Relations that printed numbers keep by arithmetic; no word is read for them.

Each kind of relation works one number out from others that stand near. An agreement counts the
more, the less likely it is by chance: how wide the ends are within which numbers agree, times how
many numbers stand as near as those that were tried. What almost agrees, but for one slip of the
pen, is what a misprint would leave.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rederive.relating import likely
from rederive.relating.figures import TIMES, Figure
from rederive.relating.slips import POINT, TRIES, slip

NEAR = 12
"""How many numbers on either side of one are tried with it."""
LONGEST = 6
"""The most parts of a sum."""
LIKELY = 2.0
"""Agreements that chance would bring this often are not proposed."""
FEW = 3
"""So many of what almost agrees are always worth a look."""
SLIPS = 6
"""For how many relations of one number, and numbers of them, a slip is tried besides."""
SURE = 0.02
"""A number that agrees with a chance of less than this is not suspected of a slip."""
ALMOST = 0.3
"""A relation that chance would bring more often than this does not make a slip likely."""
TELLING = 3
"""Digits that two numbers must share to be taken for one that was printed twice."""
Ends = tuple[float, float]


@dataclass(frozen=True)
class Finding:
    """Numbers that a relation joins.

    Attributes
    ----------
    kind : str
    figures : tuple of Figure
        The number that follows, then those it follows from.
    formula : str
        With ``{0}`` for the first number, and so on.
    chance : float
        How many such agreements chance would bring.
    wrong : int
        Which of them would have to be another for the relation to hold; -1 where it holds.
    slip : str
        How it may have come about.
    meant : float
        What that number would have to be, in base units.
    """

    kind: str
    figures: tuple[Figure, ...]
    formula: str
    chance: float
    wrong: int = -1
    slip: str = ""
    meant: float = 0.0

    def __str__(self) -> str:
        texts = [figure.text for figure in self.figures]
        lines = sorted({figure.line for figure in self.figures})
        place = f"lines {lines[0]}-{lines[-1]}" if len(lines) > 1 else f"line {lines[0]}"
        said = f"{self.kind}, {place}: {self.formula.format(*texts)}"
        claims = dict.fromkeys(each.claim for each in self.figures if each.claim)
        ids = f" [{', '.join(claims)}]" if claims else ""
        if self.wrong < 0:
            return said + ids
        figure = self.figures[self.wrong]
        meant = self.meant / (figure.size / float(figure.numeral.replace(",", "").replace(" ", "")))
        return f"{said}, if {figure.text} should be {meant:,.10g} ({self.slip}){ids}"


@dataclass(frozen=True)
class _Candidate:
    kind: str
    figures: tuple[Figure, ...]
    formula: str
    tries: float


def relate(figures: list[Figure]) -> tuple[list[Finding], list[Finding]]:
    """What agrees, and what almost agrees but for a slip; the least likely by chance first.

    Parameters
    ----------
    figures : list of Figure
        In the order of the text.
    """
    agreeing: dict[frozenset[str], Finding] = {}
    others = []
    for candidate in _candidates(figures):
        ends = _ends(candidate)
        if ends is None:
            continue
        chance = _chance(candidate, ends)
        if chance >= LIKELY:
            continue
        chance *= likely.unlikeliness(candidate.kind, candidate.figures)
        target = candidate.figures[0]
        if ends[0] <= target.high and ends[1] >= target.low:
            found = Finding(candidate.kind, candidate.figures, candidate.formula, chance)
            key = frozenset(figure.name for figure in candidate.figures)
            if chance < LIKELY and (key not in agreeing or chance < agreeing[key].chance):
                agreeing[key] = found
        elif chance < ALMOST:
            others.append((candidate, ends, chance))
    for found in _printed_twice(figures):
        key = frozenset(figure.name for figure in found.figures)
        if key not in agreeing or found.chance < agreeing[key].chance:
            agreeing[key] = found
    right = sorted(agreeing.values(), key=lambda each: each.chance)
    explained = {
        each.figures[0].name
        for each in right
        if each.chance < SURE and each.kind != "printed twice"
    }
    almost = [
        found
        for candidate, ends, chance in others
        for found in _slipped(candidate, ends, chance, explained)
    ]
    return right, _best([*almost, *_printed_otherwise(figures)])


def beyond_chance(right: list[Finding], almost: list[Finding], numbers: int) -> tuple[int, int]:
    """How many of each are worth a look in a text of so many numbers.

    Those that are more than chance would bring, and the first few of what almost agrees: a slip
    that makes a contradiction is worth more than a relation that holds.
    """
    slips = likely.beyond_chance([each.chance for each in almost], numbers * SLIPS)
    return (
        likely.beyond_chance([each.chance for each in right], numbers),
        max(slips, min(FEW, len(almost))),
    )


def _printed_twice(figures: list[Figure]) -> Iterator[Finding]:
    """Numbers of one unit and size on different lines, for what looks like the same quantity."""
    alike: dict[tuple[str, str], list[Figure]] = {}
    kinds = Counter(figure.unit for figure in figures)
    for figure in figures:
        digits = re.sub(r"\D", "", figure.numeral).strip("0")
        if len(digits) >= TELLING and figure.size > 0:
            alike.setdefault((f"{figure.size:.9g}", figure.unit), []).append(figure)
    for group in alike.values():
        for first, second in pairwise(group):
            if first.line == second.line or likely.other_time(first, second):
                continue
            width = max(first.step, second.step) / first.size / math.log(10)
            other = 10 ** (-2 * likely.alike(first, second))
            known = first.as_of and first.as_of == second.as_of
            chance = width * kinds[first.unit] * other * (1.0 if known else 2.0)
            if chance < LIKELY:
                yield Finding("printed twice", (second, first), "{0} and {1}", chance)


def _printed_otherwise(figures: list[Figure]) -> Iterator[Finding]:
    """Numbers of one unit with the same digits, whose decimal point stands elsewhere.

    The one whose size is printed less often, or first, is suspected.
    """
    alike: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        digits = re.sub(r"\D", "", figure.numeral).strip("0")
        if len(digits) >= TELLING and figure.size > 0:
            alike.setdefault((digits, figure.unit), []).append(figure)
    for group in alike.values():
        sizes = Counter(f"{figure.size:.9g}" for figure in group)
        usual = f"{max(reversed(group), key=lambda each: sizes[f'{each.size:.9g}']).size:.9g}"
        right = next(figure for figure in group if f"{figure.size:.9g}" == usual)
        for figure in group:
            if f"{figure.size:.9g}" != usual:
                yield Finding(
                    "printed twice", (figure, right), "{0} and {1}",
                    len(figures) / 10.0 ** len(right.numeral), 0, POINT, right.size,
                )  # fmt: skip


def _best(almost: list[Finding]) -> list[Finding]:
    """For each set of numbers the likeliest slip."""
    best: dict[frozenset[str], Finding] = {}
    for each in sorted(almost, key=lambda found: found.chance):
        best.setdefault(frozenset(figure.name for figure in each.figures), each)
    return list(best.values())


def _chance(candidate: _Candidate, ends: Ends) -> float:
    """How many agreements as good as this chance would bring among those that were tried."""
    target = candidate.figures[0]
    width = max(ends[1] - ends[0], 0) + max(target.high - target.low, target.step)
    size = max(abs(target.size), abs(ends[0]), target.step)
    return min(1.0, width / size / math.log(10)) * candidate.tries


def _candidates(figures: list[Figure]) -> Iterator[_Candidate]:
    for at, target in enumerate(figures):
        first = max(0, at - NEAR)
        near = [
            (abs(other - at), figures[other])
            for other in range(first, min(len(figures), at + NEAR + 1))
            if other != at and figures[other].size > 0
        ]
        if target.size <= 0:
            continue
        yield from _sums(target, near)
        yield from _pairs(target, near)


def _sums(target: Figure, near: list[tuple[int, Figure]]) -> Iterator[_Candidate]:
    """Runs of neighbours that may be the parts of one number; also among those of its time."""
    if target.kind in TIMES or " per " in target.kind:
        return
    alike = [(apart, figure) for apart, figure in near if _adds(figure, target)]
    yield from _runs(target, alike)
    at_its_time = [(apart, figure) for apart, figure in alike if figure.as_of == target.as_of]
    if target.as_of and len(at_its_time) < len(alike):
        yield from _runs(target, at_its_time)


def _adds(part: Figure, target: Figure) -> bool:
    """Whether one number may be a part of another: tenths are none of per cent."""
    return part.kind == target.kind and (part.unit == "tenths") == (target.unit == "tenths")


def _runs(target: Figure, alike: list[tuple[int, Figure]]) -> Iterator[_Candidate]:
    for start in range(len(alike)):
        for end in range(start + 2, min(len(alike), start + LONGEST) + 1):
            parts = tuple(figure for _, figure in alike[start:end])
            sizes = [part.size for part in parts]
            # a part that is less than the rounding of the whole says nothing
            if max(sizes) >= 20 * target.size or min(sizes) < target.high - target.low:
                continue
            names = [f"{{{place}}}" for place in range(1, len(parts) + 1)]
            tries = 2.0 * min(apart for apart, _ in alike[start:end])
            yield _Candidate("sum", (target, *parts), " + ".join(names) + " = {0}", tries)


def _pairs(target: Figure, near: list[tuple[int, Figure]]) -> Iterator[_Candidate]:
    """What follows from two others: a share, a rate of change, a ratio, a difference."""
    for apart, one in near:
        if _is_conversion(target, one):
            yield _Candidate("conversion", (target, one), "{1} = {0}", float(apart))
        for further, other in near:
            if one is other:
                continue
            tries = float(max(apart, further) ** 2)
            figures = target, one, other
            same = one.kind == other.kind and one.kind not in ("share", *TIMES)
            if target.kind == "share" and same and target.unit != "percentage points":
                if one.size < other.size:
                    yield _Candidate("share", figures, "{1} / {2} = {0}", tries)
                falls = 1.5 if one.size < other.size else 1.0  # seldom said so
                yield _Candidate("change", figures, "{1} against {2}: {0}", falls * tries)
                if _span(one, other) > 1:
                    yield _Candidate("change a year", figures, "{1} against {2}: {0} a year", tries)
            elif target.unit in TIMES and same and one.size > other.size:
                kind = "increase" if target.unit == "times increase" else "ratio"
                yield _Candidate(kind, figures, "{1} / {2}: {0}", tries)
            elif " per " in target.unit and _per(target, one, other):
                yield _Candidate("per head", figures, "{1} / {2} = {0}", tries)
            elif _adds(one, target) and _adds(other, target) and one.size > other.size and not same:
                yield _Candidate("difference", figures, "{1} - {2} = {0}", tries)


def _is_conversion(target: Figure, one: Figure) -> bool:
    """Whether two numbers may be one quantity in two ways of writing."""
    other_way = one.scale != target.scale or one.unit != target.unit
    return one.line <= target.line and other_way and one.kind == target.kind and one.kind != "share"


def _per(target: Figure, one: Figure, other: Figure) -> bool:
    """Whether a rate may be the one number over the other, by their units."""
    above = target.unit.partition(" per ")[0]
    over = one.unit == above or one.kind == above or (one.kind == "count" and above not in _MONEYED)
    return over and other.kind == "count"


_MONEYED = {"CNY", "USD", "EUR", "GBP", "JPY", "HKD", "TWD", "INR", "CHF", "AUD", "CAD", "tonnes"}


def _span(one: Figure, other: Figure) -> int:
    """The years between two numbers; 0 where they are not known."""
    return one.years[-1] - other.years[-1] if one.years and other.years else 0


def _ends(candidate: _Candidate) -> Ends | None:
    """Between which ends the first number follows from the others."""
    kind, (_, one, *rest) = candidate.kind, candidate.figures
    if kind == "sum":
        return one.low + sum(x.low for x in rest), one.high + sum(x.high for x in rest)
    if kind == "conversion":
        return one.low, one.high
    other = rest[0]
    if kind == "difference":
        return one.low - other.high, one.high - other.low
    if other.low <= 0 or not math.isfinite(one.high + other.high):
        return None
    low, high = one.low / other.high, one.high / other.low
    if kind == "share":
        return 100 * low, 100 * high
    if kind == "change":
        ends = 100 * (low - 1), 100 * (high - 1)
        return ends if ends[0] > 0 else (-ends[1], -ends[0])
    if kind == "change a year":
        years = _span(one, other)
        ends = tuple(100 * (end ** (1 / years) - 1) for end in (low, high))
        return (ends[0], ends[1]) if ends[0] > 0 else (-ends[1], -ends[0])
    return (low - 1, high - 1) if kind == "increase" else (low, high)


def _slipped(
    candidate: _Candidate, ends: Ends, chance: float, explained: set[str]
) -> Iterator[Finding]:
    """The slips of one number that would let a relation hold; not of what another explains."""
    for wrong, figure in enumerate(candidate.figures):
        if figure.name in explained:
            continue
        wanted = ends if wrong == 0 else _wanted(candidate, wrong)
        if wanted is None or not (0 < wanted[0] <= wanted[1] < math.inf):
            continue
        kind, meant = slip(figure, *wanted)
        if kind:
            likely = chance * TRIES[kind]
            figures, formula = candidate.figures, candidate.formula
            yield Finding(candidate.kind, figures, formula, likely, wrong, kind, meant)


def _wanted(candidate: _Candidate, wrong: int) -> Ends | None:
    """Between which ends one of the others would have to lie."""
    target, *others = candidate.figures
    figure = others[wrong - 1]
    rest = [each for place, each in enumerate(others, start=1) if place != wrong]
    low, high = target.low, target.high
    if candidate.kind == "sum":
        return low - sum(x.high for x in rest), high - sum(x.low for x in rest)
    if candidate.kind in ("share", "per head", "ratio"):
        part = 100.0 if candidate.kind == "share" else 1.0
        other = rest[0]
        if wrong == 1:
            return low * other.low / part, high * other.high / part
        return (other.low * part / high, other.high * part / low) if low > 0 else None
    if candidate.kind == "change" and wrong in (1, 2):
        up, down = 1 + low / 100, 1 + high / 100
        other = rest[0]
        rising = (figure.size > other.size) == (wrong == 1)
        if not rising:
            return None
        if wrong == 1:
            return other.low * up, other.high * down
        return other.low / down, other.high / up
    return None

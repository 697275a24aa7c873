"""Numbers as Chinese says them: in 万 and 亿, with the units of the report's language."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from fractions import Fraction

from rederive.core.claims import Value
from rederive.core.units import Units
from rederive.language.moved_points import NUMBER, all_moved
from rederive.language.quantities import large
from rederive.language.spoken import said

#: Units that stand for a place in an order, or for a time.
_PLACED = {
    "year": "{} 年",
    "month": "{} 月",
    "day": "{} 日",
    "rank": "第 {} 位",
    "level": "第 {} 级",
    "edition": "第 {} 版",
}
#: Units that are said before the number.
_AFTER = {"change": "变动", "ratio": "比值"}
#: Units that stand on both sides of the number.
_AROUND = {"times increase": ("增加", "倍")}
_BESIDE_ZERO = {"over": "大于", "under": "小于"}
_OF_YEARS = {
    "under": "早于 {} 年",
    "at most": "不晚于 {} 年",
    "over": "晚于 {} 年",
    "at least": "不早于 {} 年",
}
#: A place lower down has a larger number, so that "or more" could be taken for a better one.
_OF_PLACES = {"at most": "前 {} 位", "at least": "第 {} 位或更靠后"}
#: Units without a word of their own.
_BARE = ("label", "index", "date")
#: Units that are said by name where they stand by themselves.
LISTED = ("ratio", "change", "index", "label")
_COUNTED_IN = {1: "", 10**3: "千", 10**4: "万", 10**5: "十万", 10**6: "百万", 10**7: "千万"}
_COUNTED_IN |= {10**8: "亿", 10**9: "十亿", 10**12: "万亿"}
#: From so many millions on numbers are in 亿 and no longer in 万.
_MANY = 1000
_SEVERAL = {"1": "数", "10": "数十", "100": "数百"}


def number(rounded: Fraction, step: Fraction) -> str:
    """A number that is rounded to a step, from 10,000 on in 万 and 亿.

    Examples
    --------
    >>> number(Fraction(22_170_000_000), Fraction(10_000_000))
    '221.7 亿'
    >>> number(Fraction(43, 5), Fraction("0.1"))
    '8.6'
    """
    factor, word = large(rounded)
    digits = f"{float(rounded / factor):.{_decimals(step / factor)}f}"
    if word and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"{digits}{word}".replace("-", "−")


def _decimals(step: Fraction) -> int:
    return max(0, math.ceil(-math.log10(step) - 1e-9))


def with_unit(text: str, value: Value, hedge: str = "") -> str:
    """A number with its unit and hedge.

    Examples
    --------
    >>> from rederive.core.units import Unit
    >>> people = Unit("persons", native="人")
    >>> with_unit("960 万", Value(name="x", printed="960", line=1, unit=people, scale="万"))
    '960 万人'
    """
    base, native = str(value.unit), value.unit.native
    before = said(hedge) if hedge and hedge != "several" else ""
    if hedge == "several" and text.partition(" ")[0] in _SEVERAL:
        first, _, size = text.partition(" ")
        return f"{_SEVERAL[first]}{size}{native or said(base)}"
    if base in _AFTER:
        if value.of is not None:
            text = with_unit(text, value.changing)
        before = _BESIDE_ZERO.get(hedge, before)
        return _joined(f"{_AFTER[base]}{before}", text) if before else f"{_AFTER[base]} {text}"
    if base in _AROUND:
        first, last = _AROUND[base]
        return f"{_joined(first, _joined(before, text))} {last}"
    if base == "year" and hedge in _OF_YEARS:
        return _OF_YEARS[hedge].format(text)
    if base == "rank" and hedge in _OF_PLACES:
        return _OF_PLACES[hedge].format(text)
    if base in _PLACED:
        return _joined(before, _PLACED[base].format(text))
    if base in _BARE:
        return _joined(before, text)
    unit = native or said(base)
    gap = "" if text[-1:] in "万亿" or not unit[:1].isalnum() else " "
    return _joined(before, f"{text}{gap}{unit}")


def of_series(unit: str, units: Units) -> str:
    """The unit of a series, with what the numbers in its file count in.

    Examples
    --------
    >>> from rederive.core.units import Unit
    >>> of_series("100 million CNY", Units([Unit("CNY", native="元")]))
    '亿元'
    """
    factor, base = units.parse(unit)
    return f"{_COUNTED_IN[factor]}{base.native or said(str(base))}"


def beside(numbers: Sequence[str], unit: str, units: Units) -> tuple[list[str], str]:
    """Numbers of a series and their unit: in 万 or 亿 where they are in millions or billions.

    Examples
    --------
    >>> from rederive.core.units import Unit
    >>> units = Units([Unit("CNY", native="元")])
    >>> beside(["60.56"], "billion CNY", units), beside(["9.6"], "million CNY", units)
    ((['605.6'], '亿元'), (['960'], '万元'))
    """
    factor, base = units.parse(unit)
    if factor not in (10**6, 10**9):
        return list(numbers), of_series(unit, units)
    sizes = [float(each) for text in numbers for each in NUMBER.findall(text.replace(",", ""))]
    scale = 10**4 if factor == 10**6 and max(sizes, default=0) < _MANY else 10**8
    by = round(math.log10(factor / scale))
    word = f"{_COUNTED_IN[scale]}{base.native or said(str(base))}"
    return [all_moved(text, by) for text in numbers], word


def date(day: datetime.date) -> str:
    """A day.

    Examples
    --------
    >>> date(datetime.date(2026, 1, 2))
    '2026 年 1 月 2 日'
    """
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _joined(before: str, text: str) -> str:
    return f"{before} {text}" if before and text[:1].isascii() else f"{before}{text}"

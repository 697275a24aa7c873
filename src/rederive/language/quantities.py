"""The numbers of a text in English or Chinese, so that a sentence and its translation can be held
against each other: "16.9 million" and "1690 万" are one number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import zip_longest

#: What multiplies a number, in English and in Chinese.
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "百万": 10**6,
    "千万": 10**7,
    "万亿": 10**12,
    "亿": 10**8,
    "万": 10**4,
}
_SCALE = "|".join(SCALES)
#: Without a comma: "161 in 2021 and 6 billion in 2022" is not a range.
YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:[ -]?(?P<scale>{_SCALE}))?",
    re.ASCII | re.IGNORECASE,
)
#: What stands between the two ends of a range, which share the scale of the second.
_RANGE = re.compile(r"\s*(?:to|and|or|–|-|~|至|到|和|或)\s*", re.IGNORECASE)
_COUNTS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_MONTHS = "January February March April May June July August September October November December"
_NO_MONTHS = ("may", "march")
_OTHERS = {
    "a": (1,), "an": (1,), "once": (1,), "both": (2,), "twice": (2,), "double": (2,),
    "doubled": (2,), "pair": (2,), "half": (1, 2), "halves": (2,), "halved": (2,),
    "quarter": (1, 4), "quarters": (4,), "thirds": (3,), "thirty": (30,), "forty": (40,),
    "fifty": (50,), "sixty": (60,), "seventy": (70,), "eighty": (80,), "ninety": (90,),
    "hundred": (100,), "hundreds": (100,), "thousand": (1000,), "thousands": (1000,),
    "million": (10**6,), "billion": (10**9,), "trillion": (10**12,),
}  # fmt: skip
_SPELLED: dict[str, tuple[int, ...]] = {
    **{word: (number,) for number, word in enumerate(_COUNTS.split())},
    **{word: (number,) for number, word in enumerate(_ORDINALS.split(), start=1)},
    **{f"{word}s": (number,) for number, word in enumerate(_ORDINALS.split(), start=1)},
    **{word.lower(): (number,) for number, word in enumerate(_MONTHS.split(), start=1)},
    **_OTHERS,
}
_NATIVE_DIGITS = {each: number for number, each in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "半": 1,
}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_NATIVE = re.compile(
    f"[{''.join(_NATIVE_DIGITS)}十][{''.join([*_NATIVE_DIGITS, *_PLACES, *_LARGE])}]*"
)


def in_digits(text: str) -> Counter[Fraction]:
    """The numbers in digits, each with its scale.

    Examples
    --------
    >>> in_digits("3 to 5 billion") == in_digits("30 亿至 50 亿") == in_digits("30 至 50 亿")
    True
    >>> in_digits("10,000") == in_digits("1 万")
    True
    >>> in_digits("in 2021 and 6 billion") == in_digits("2021 年和 60 亿")
    True
    """
    return Counter(_in_digits(text))


def _in_digits(text: str) -> Iterator[Fraction]:
    matches = list(_DIGITS.finditer(text))
    for match, after in zip_longest(matches, matches[1:]):
        scale = match["scale"]
        joined = after and _RANGE.fullmatch(text[match.end() : after.start()])
        if not scale and after and joined and not YEAR.fullmatch(match["number"]):
            scale = after["scale"]
        factor = SCALES[scale.lower()] if scale else 1
        yield Fraction(match["number"].replace(",", "")) * factor


def in_english_words(text: str) -> set[Fraction]:
    """What the words of an English text may be in digits: "three", "July", "the second half".

    Examples
    --------
    >>> sorted(map(int, in_english_words("Three claims, since July")))
    [3, 7]
    >>> in_english_words("It may fall")
    set()
    """
    words = re.findall(r"[A-Za-z]+", text)
    return {
        Fraction(each)
        for word in words
        if word not in _NO_MONTHS
        for each in _SPELLED.get(word.lower(), ())
    }


def in_chinese_words(text: str) -> set[Fraction]:
    """The numbers that a Chinese text writes in characters.

    Examples
    --------
    >>> sorted(map(int, in_chinese_words("三个，二十五项，一百零三"))), in_chinese_words("报告")
    ([3, 25, 103], set())
    """
    return {Fraction(_native(match[0])) for match in _NATIVE.finditer(text)}


def _native(characters: str) -> int:
    whole = part = digit = 0
    for each in characters:
        if each in _NATIVE_DIGITS:
            digit = _NATIVE_DIGITS[each]
        elif each in _PLACES:
            part += (digit or 1) * _PLACES[each]
            digit = 0
        else:
            before = whole + part + digit if each == "亿" else part + digit
            kept = 0 if each == "亿" else whole
            whole = kept + (before or 1) * _LARGE[each]
            part = digit = 0
    return whole + part + digit


def large(amount: Fraction) -> tuple[int, str]:
    """By what a number is divided in Chinese, and the word for it: 万 or 亿 from 10,000 on.

    Examples
    --------
    What is told to the last of five digits keeps them.

    >>> large(Fraction(16_900_000)), large(Fraction(963)), large(Fraction(21_691))
    ((10000, ' 万'), (1, ''), (1, ''))
    """
    if abs(amount) < 10**5 and amount % 10:
        return 1, ""
    known = ((10**12, " 万亿"), (10**8, " 亿"), (10**4, " 万"))
    return next((each for each in known if abs(amount) >= each[0]), (1, ""))


def chinese(amount: Fraction) -> str:
    """A number in digits, from 10,000 on with 万 or 亿.

    Examples
    --------
    >>> chinese(Fraction(16_900_000)), chinese(Fraction(22_170_000_000)), chinese(Fraction(963))
    ('1690 万', '221.7 亿', '963')
    """
    factor, word = large(amount)
    return f"{float(amount / factor):.10g}{word}"

"""Numbers whose point is moved, because Chinese counts in 万 and 亿 where English does in millions.

A label such as "premium, billion CNY" stands over numbers that say no scale themselves. Where its
translation is "保费，亿元", these numbers are ten times as large: each has its point moved, and
keeps the digits that it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

#: The scales of English labels, as powers of ten.
OF_LABELS = {"million": 6, "millions": 6, "m": 6, "billion": 9, "billions": 9, "bn": 9}
_CHINESE = {"万": 4, "百万": 6, "亿": 8, "十亿": 9, "万亿": 12}
#: A scale that stands in a unit: with no number before it, and not below a stroke.
_IN_ENGLISH = re.compile(
    r"(?<![\d}…] )(?<!\b(?:per|ten|one|two) )(?<!\ba )\b(?:billions?|millions?|bn|m(?=$|:))\b"
)
_IN_CHINESE = re.compile(
    r"(?<![十百千万亿数几两一二三四五六七八九每多\d}…])(?<![\d}…] )(?:百万|十亿|万亿|万|亿)"
)
NUMBER = re.compile(
    r"(?<![A-Za-z_\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?(?![A-Za-z_\d]|\.\d| ?%)"
)


def is_scaled(label: str) -> bool:
    """Whether an English label counts in millions or billions.

    Examples
    --------
    >>> is_scaled("premium, billion CNY"), is_scaled("births, m"), is_scaled("1 million persons")
    (True, True, False)
    """
    return bool(_IN_ENGLISH.search(label))


def scales(label: str, translation: str) -> tuple[set[int], set[int]]:
    """The powers of ten in which a label and its translation count.

    Examples
    --------
    >>> scales("premium, bn CNY", "保费，亿元"), scales("share", "份额")
    (({9}, {8}), (set(), set()))
    """
    return (
        {OF_LABELS[word] for word in _IN_ENGLISH.findall(label)},
        {_CHINESE[word] for word in _IN_CHINESE.findall(translation)},
    )


def places(label: str, translation: str) -> int:
    """By how many places the point moves in the numbers of a label when it is translated.

    Examples
    --------
    >>> places("premium, billion CNY", "保费，亿元"), places("persons, million", "人数，亿")
    (1, -2)
    >>> places("a billion people", "10 亿人"), places("share", "份额")
    (0, 0)
    """
    before, after = scales(label, translation)
    return before.pop() - after.pop() if len(before) == len(after) == 1 else 0


def moved(number: str, by: int, *, grouped: bool = False) -> str:
    """A number with its point moved; all its digits stay.

    Parameters
    ----------
    number : str
        In digits, without a sign.
    by : int
        Places to the right.
    grouped : bool
        Whether commas are put between thousands where it had none as well.

    Examples
    --------
    >>> moved("98.7", 1), moved("0.5", 1), moved("1,722.2", 1), moved("1050.0", -2)
    ('987', '5', '17,222', '10.500')
    """
    amount = Decimal(number.replace(",", "")).scaleb(by)
    return f"{amount:,f}" if grouped or "," in number else f"{amount:f}"


def all_moved(text: str, by: int, *, grouped: bool = False) -> str:
    """A text with the point moved in each of its numbers; shares stay.

    Examples
    --------
    >>> all_moved("−1.2 to 3.4", 1), all_moved("about 7", 2), all_moved("7 (12%)", 1)
    ('−12 to 34', 'about 700', '70 (12%)')
    """
    return NUMBER.sub(lambda each: moved(each[0], by, grouped=grouped), text) if by else text


def last_moved(text: str, by: int, *, grouped: bool = False) -> str:
    """A text with the point moved in the last of its numbers: in the value that follows a name.

    Examples
    --------
    >>> last_moved("2021: 0.53", 2)
    '2021: 53'
    """
    found = list(NUMBER.finditer(text))
    if not by or not found:
        return text
    last = found[-1]
    return text[: last.start()] + moved(last[0], by, grouped=grouped) + text[last.end() :]


def ticks_moved(texts: Iterable[str], by: int) -> list[str]:
    """The numbers at the ticks of one axis, with as many digits after the point as they need.

    Examples
    --------
    >>> ticks_moved(["0", "250", "500"], -2), ticks_moved(["0.0", "0.5"], 1)
    (['0.0', '2.5', '5.0'], ['0', '5'])
    >>> ticks_moved(["0", "500", "1,000"], -2)
    ['0', '5', '10']
    """
    new = [all_moved(text, by, grouped=True) for text in texts]
    while new and all(re.search(r"\.\d*0$", each) for each in new):
        new = [each[:-1].removesuffix(".") for each in new]
    return new

"""Scales: the words between a numeral and its unit that multiply it, in each language we read.

A scale is kept as it is printed (``亿``, ``bn``), so that a number can be shown as the report has
it; :data:`SCALES` says what it multiplies by and :data:`SCALE_WORDS` how we call it.
"""

from __future__ import annotations

import re
from decimal import Decimal

FAMILIES: tuple[dict[str, int], ...] = (
    {"十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8}
    | {"十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12},
    {"萬": 4, "十萬": 5, "百萬": 6, "千萬": 7, "億": 8, "十億": 9, "百億": 10, "千億": 11}
    | {"萬億": 12, "兆": 12},
    {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12},
    {"k": 3, "K": 3, "m": 6, "M": 6, "mn": 6, "bn": 9, "b": 9, "B": 9, "tn": 12},
)
"""Scales that one text uses side by side, with their powers of ten."""

_POWERS = {name: power for family in FAMILIES for name, power in family.items()}
SCALES: dict[str, int] = {"": 1} | {name: 10**power for name, power in _POWERS.items()}
"""Every scale and what it multiplies by."""

_WORDS = {1: "ten", 2: "hundred", 3: "thousand", 6: "million", 9: "billion", 12: "trillion"}
_WORDS |= {4: "10 thousand", 5: "100 thousand", 7: "10 million", 8: "100 million"}
_WORDS |= {10: "10 billion", 11: "100 billion"}

SCALE_WORDS = {"": ""} | {name: _WORDS[power] for name, power in _POWERS.items()}
"""How we call each scale in English."""


def of_writing(example: str) -> tuple[str, ...]:
    """The scales that a text in the letters of an example may print.

    Examples
    --------
    >>> of_writing("million")[:5]
    ('hundred', 'thousand', 'million', 'billion', 'trillion')
    """
    names = dict.fromkeys(name for family in FAMILIES for name in family)
    return tuple(name for name in names if name.isascii() == example.isascii())


_STEPS = (
    ("", "千", "万", "百万", "亿", "万亿"),
    ("", "千", "萬", "百萬", "億", "萬億"),
    ("", "thousand", "million", "billion", "trillion"),
    ("", "k", "m", "bn", "tn"),
)


def mistaken_for(scale: str) -> tuple[str, ...]:
    """Scales of one text that are taken for one another: those of large numbers, and none.

    Examples
    --------
    >>> mistaken_for("bn")
    ('', 'k', 'm', 'bn', 'tn')
    """
    return next((steps for steps in _STEPS if scale in steps), _STEPS[0])


_STATED = re.compile(rf"({'|'.join(sorted(set(_WORDS.values()), reverse=True))}) (?=\w)")


def in_thousands(numeral: str, unit: str) -> str:
    """A number with its unit; one in tens or hundreds of millions in the words English has.

    Examples
    --------
    >>> in_thousands("1359", "100 million CNY"), in_thousands("45,000.5", "10 thousand persons")
    ('135.9 billion CNY', '450.005 million persons')
    >>> in_thousands("12", "CNY"), in_thousands("2.5", "billion CNY")
    ('12 CNY', '2.5 billion CNY')
    """
    match = _STATED.match(unit)
    if not match or not match[1][0].isdigit():
        return f"{numeral} {unit}"
    power = next(power for power, word in _WORDS.items() if word == match[1])
    amount = Decimal(numeral.replace(",", "")).scaleb(power)
    large = next((each for each in (12, 9, 6) if abs(amount) >= 10**each), 0)
    word = f"{_WORDS[large]} " if large else ""
    return f"{amount.scaleb(-large).normalize():,f} {word}{unit[match.end() :]}"


def shown(numeral: str, scale: str, unit: str) -> str:
    """A number as its text prints it: letters stand apart from digits unless they shorten a word.

    Examples
    --------
    >>> shown("125", "亿", "元"), shown("2.4", "million", "euros"), shown("1.2", "bn", "euros")
    ('125亿元', '2.4 million euros', '1.2bn euros')
    """
    space = " " if scale in FAMILIES[2] else ""
    apart = " " if unit[:1].isascii() and unit[:1].isalpha() else ""
    return f"{numeral}{space}{scale}{apart}{unit}"

"""Whether a sentence says of a number that something grew or fell by it."""

from __future__ import annotations

import re

from rederive.core.claims import FALL
from rederive.drafting.language import Language

GROWTH = "growth"
_HERE = "#"
"""What stands for the number in the patterns of a language."""
_RATES = ("percent", "tenths", "times increase", "factor")


def change(language: Language, sentence: str, printed: str) -> str:
    """``growth`` or ``fall`` where a sentence says so of a number, wherever it has it; else empty.

    Examples
    --------
    >>> from rederive.drafting import language
    >>> change(language.of("en"), "Claims fell by 43.53 per cent.", "43.53")
    'fall'
    >>> change(language.of("en"), "Claims fell to 4 per cent.", "4")
    ''
    """
    numeral = re.compile(rf"(?<![0-9.,]){re.escape(printed)}(?![0-9]|[.,][0-9])")
    told = {
        _told(language, sentence[: found.start()] + _HERE + sentence[found.end() :])
        for found in numeral.finditer(sentence.replace(_HERE, " "))
    }
    return told.pop() if len(told) == 1 else ""


def _told(language: Language, sentence: str) -> str:
    return next((what for pattern, what in language.changes if pattern.search(sentence)), "")


def kind(what: str, unit: str) -> str:
    """The kind of a claim that something grew or fell; empty where it says neither.

    Examples
    --------
    >>> kind("growth", "percent"), kind("growth", "percentage points"), kind("fall", "percent")
    ('growth_rate', 'change', 'change')
    >>> kind("growth", "EUR")
    ''
    """
    if what == FALL or (what and unit == "percentage points"):
        return "change"
    return "growth_rate" if what and unit in _RATES else ""

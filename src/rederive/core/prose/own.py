"""The numerals of the book's own text: which claim something, and which do not.

A numeral is written in digits, or is a part or a multiple in words ("two thirds", "twice"). It is
bound to the cell that computes it (:mod:`rederive.core.prose.bindings`), or claims nothing: by a
rule of :data:`RULES`, or by a row of ``data/own-numerals.csv`` with its reason.
"""

from __future__ import annotations

import re

from rederive.core.coverage import TOKEN
from rederive.core.prose import bindings, phrases

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
RULES = {
    "date": rf"\b\d{{1,2}} (?:{_MONTHS})\b(?: \d{{4}})?|\b\d{{4}}-\d\d(?:-\d\d)?\b",
    "year": r"\b(?:19|20)\d\d(?:[-–/]\d\d(?:\d\d)?)?s?\b(?![.,]\d)",
    "item of a list": r"(?m)^\s*\d+\.\s",
    "place": r"\b(?i:chapters?|sections?|figures?|tables?|lines?|footnotes?|pages?|steps?|rows?"
    r"|articles?)\s\d+(?:\.\d+)*(?:(?:\s(?:to|and)\s|[-–])\d+(?:\.\d+)*)?",
    "age group": r"\b(?:aged?|ages)\s\d+(?:(?:\sto\s|[-–])\d+)?|\b\d+\s(?:and|or|years and)\s"
    r"(?:over|older|above|more)\b",
    "licence": r"\bCC BY(?:-[A-Z]+)* \d\.\d\b|\b\d-clause\b",
    "name": r"\b[A-Za-z]+[-‑]?\d+(?:\.\d+)*\b",
}
"""Numerals that claim nothing by what stands around them."""

#: What is not text: code, formulas, addresses, citations, tags, colours.
_NO_TEXT = re.compile(
    r"```.*?```|~~~.*?~~~|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]+\$|\{[a-z:]+\}`[^`]*`|\]\([^)\s]*\)"
    r"|#[0-9A-Fa-f]{6}\b|https?://\S+|<[^>]+>|<!--.*?-->",
    re.DOTALL,
)


def text_only(markdown: str) -> str:
    """A Markdown text without code, formulas, addresses, citations, tags and colours."""
    return _NO_TEXT.sub(" ", markdown)


def numerals(text: str) -> list[str]:
    """The numerals of a text that neither a binding nor a rule accounts for.

    Examples
    --------
    >>> numerals("In 2022 it grew by 4.6%, [twice](#=times) as fast; chapter 3 has two thirds.")
    ['4.6', 'two thirds']
    """
    rest = bindings.unbound(text)
    rest = text_only(rest)
    for rule in RULES.values():
        rest = re.sub(rule, " ", rest)
    found = [(match.start(), match[0].rstrip(".,")) for match in TOKEN.finditer(rest)]
    found += [
        (number.start, " ".join(rest[number.start : number.end].split()))
        for number in phrases.read(rest)
        if number.words and not re.search(r"\d", rest[number.start : number.end])
    ]
    return [numeral for _, numeral in sorted(found)]

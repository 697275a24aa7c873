"""Whether a translation keeps what must be the same in every language: names of what is put in,
addresses, roles, code, bound numbers, and all other numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from rederive.language.moved_points import OF_LABELS, scales
from rederive.language.quantities import in_chinese_words, in_digits, in_english_words

_PLACE = re.compile(r"\{\w+\}(?!`)")
#: A number with the scale that the English says before it.
_SCALED = re.compile(r"\{(?P<name>\d+) (?P<scale>million|billion)\}")
_BOUND = re.compile(r"\[(?P<words>[^\[\]]+)\]\((?P<name>#=[^()\s]+)\)")
_ADDRESS = re.compile(r"\]\(([^()\s]+)\)")
_ROLE = re.compile(r"\{[\w:]+\}`(?:[^`<]*<)?([^`<>]+)>?`")
_CODE = re.compile(r"(?<![}`])(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_FORMULA = re.compile(r"(?<![\\$])\$[^$\n]+\$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
#: It may mean one, or nothing.
_ARTICLE = re.compile(r"\ban?\b", re.IGNORECASE)
#: What is kept letter by letter, and what it is called.
_KEPT = {
    "place for a word": _PLACE,
    "role": _ROLE,
    "piece of code": _CODE,
    "formula": _FORMULA,
    "address": _ADDRESS,
    "element": _TAG,
}


def objection(english: str, translation: str) -> str:
    """Say what a translation loses or changes that it must keep; empty if nothing.

    Examples
    --------
    >>> objection("We find {recomputed}.", "我们得到。")
    'the place for a word {recomputed} is lost'
    >>> objection("[10,000](#=n) people", "[1 万](#=n)人")
    ''
    >>> objection("In July 2023", "2023 年 7 月")
    ''
    >>> objection("It rose by 5%.", "上升了 6%。")
    'the number 5 is lost'
    >>> objection("paid, billion CNY: {1}", "赔付：{1 million}元")
    'the English does not count {1} in million'
    """
    return next(_objections(english, translation), "")


def _objections(english: str, translation: str) -> Iterator[str]:
    for place in _SCALED.finditer(translation):
        if OF_LABELS[place["scale"]] not in scales(english, "")[0]:
            yield f"the English does not count {{{place['name']}}} in {place['scale']}"
    translation = _SCALED.sub(r"{\g<name>}", translation)
    for name, pattern in _KEPT.items():
        before, after = _kept(pattern, english), _kept(pattern, translation)
        for each in before - after:
            yield f"the {name} {_shown(each)} is lost"
        for each in after - before:
            yield f"the {name} {_shown(each)} is not in the English"
    yield from _bound(english, translation)
    yield from _numbers(_plain(english), _plain(translation))


def _kept(pattern: re.Pattern[str], text: str) -> Counter[str]:
    """What a pattern finds; of a role its target, for its words are translated."""
    if pattern is _CODE:
        text = _ROLE.sub("", text)
    return Counter(match[1] if pattern is _ROLE else match[0] for match in pattern.finditer(text))


#: A body with a name of its own, which is not made of the words of the field.
_BODY = re.compile(r"\b(?:Committee|Commission|Ministry|Bureau|Association) (?:on|of|for) [A-Z]\w+")


def words_of(text: str) -> str:
    """What a text says to a reader: without addresses, code, formulas, targets of roles, bodies.

    Examples
    --------
    >>> words_of("[9%](#=penetration) in {doc}`trade <ageing>`, `a`")
    '[9% in trade , '
    """
    text = _ROLE.sub(lambda role: re.sub(r"^\{[\w:]+\}`|<?[^`<>]+>?`$", "", role[0]), text)
    for pattern in (_CODE, _FORMULA, _ADDRESS, _TAG, _BODY):
        text = pattern.sub("", text)
    return text


def _shown(kept: str) -> str:
    return kept.removeprefix("](").removesuffix(")") if kept.startswith("](") else kept


def _plain(text: str) -> str:
    """The words of a text: without bound numbers, addresses, roles, code and formulas."""
    for pattern in (_BOUND, _ROLE, _CODE, _FORMULA, _ADDRESS, _TAG, _PLACE):
        text = pattern.sub(" ] ", text)
    return text


def _bound(english: str, translation: str) -> Iterator[str]:
    """What bound words say otherwise; their names are addresses, which are compared as such."""
    said: dict[str, list[str]] = {}
    for match in _BOUND.finditer(translation):
        said.setdefault(match["name"], []).append(match["words"])
    for match in _BOUND.finditer(english):
        if not said.get(match["name"]):
            continue
        ours, theirs = match["words"], said[match["name"]].pop(0)
        if not _same(ours, theirs):
            yield f"“{theirs}” is not the number of “{ours}”"


def _same(english: str, translation: str) -> bool:
    """Whether bound words of both languages are one number, in digits or in words."""
    digits, other = in_digits(english), in_digits(translation)
    spelled = in_english_words(english)
    if digits:
        return digits == other
    found = set(other) | in_chinese_words(translation)
    sure = in_english_words(_ARTICLE.sub("", english))
    return found <= spelled | {Fraction(1)} and bool(found) >= bool(sure)


def _numbers(english: str, translation: str) -> Iterator[str]:
    """Numbers in digits that only one of both has; words of the English may become digits."""
    before, after = in_digits(english), in_digits(translation)
    spelled = in_english_words(english)
    for number in before - after:
        if number not in in_chinese_words(translation):
            yield f"the number {_written(number)} is lost"
    for number in after - before:
        if number not in spelled:
            yield f"the number {_written(number)} is not in the English"


def _written(number: Fraction) -> str:
    return f"{float(number):,.10g}" if number >= 10_000 else f"{float(number):g}"

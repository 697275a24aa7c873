"""The texts of what a notebook shows: of tables, pictures and printed lines, without their numbers.

A number is not part of a message: it stands there as a place, ``{1}``, so that a number may
change and its translation stay. In Chinese it is written in 万 and 亿 where English says millions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from html import escape, unescape
from itertools import pairwise
from typing import Any

from rederive.language.moved_points import places
from rederive.language.quantities import SCALES, YEAR, chinese
from rederive.language.spoken import tidy

_TAG = re.compile(r"(<[^>]+>)")
_SAID_BY = re.compile(r'(?P<name>\b(?:alt|title|aria-label|data-quantity)=")(?P<text>[^"]*)(?=")')
#: Data of which all strings are words, but for those under the keys that it names.
_DATA = re.compile(r'<script type="application/json" data-names="(?P<keys>[^"]*)">')
_SILENT = re.compile(r"<(script|style|code|pre)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![A-Za-z_\d])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?: (?P<scale>{'|'.join(word for word in SCALES if word.isascii())})\b)?",
    re.ASCII,
)
#: Between two ends that share the second one's scale.
_RANGE = re.compile(r" (?:to|and|or) |–|-")
#: A unit that a label or a column head ends with, after which a scale stands by itself.
_IN_UNITS = re.compile(r"(?<=[（，])1 (?=[万亿][^\d，。]*$)")
#: Of a translation: "{2 billion}" is a number whose scale the English says elsewhere.
_PLACE = re.compile(r"\{(\d+)(?: (million|billion))?\}")
_LINE_OF_TEXT = re.compile(r"^(?P<mark>(?:[-*] |#+ )?)(?P<text>.+)$", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z]{2}|\b[a-z]\b", re.IGNORECASE)
#: The name of something: one word with a mark or a number in it, or a code in capitals.
_NAME = re.compile(r"[\w./-]*(?:[_/.]|\{\d+\})[\w./{}-]*|[A-Z]{1,4}")


def message(text: str) -> tuple[str, list[str]]:
    """A text with places for its numbers, and these numbers.

    Examples
    --------
    >>> message("12 of 1.5 million people")
    ('{1} of {2} people', ['12', '1.5 million'])
    >>> message("96 to 167 million")
    ('{1} to {2}', ['96 million', '167 million'])
    >>> message("457 million in 2000 to 95 million")
    ('{1} in {2} to {3}', ['457 million', '2000', '95 million'])
    """
    text = text.strip()
    matches = list(_NUMBER.finditer(text))
    numbers = [match[0] for match in matches]
    for number, (match, after) in enumerate(pairwise(matches)):
        shared = after["scale"] if _RANGE.fullmatch(text[match.end() : after.start()]) else None
        if shared and not match["scale"] and not YEAR.fullmatch(match["number"]):
            numbers[number] += f" {shared}"
    places = iter(range(1, len(numbers) + 1))
    return _NUMBER.sub(lambda _: f"{{{next(places)}}}", text), numbers


def is_message(text: str) -> bool:
    """Whether a text says something in words; the name of a file, series or claim does not.

    Examples
    --------
    >>> [is_message(text) for text in ("Share", "Share of {1}", "{1}%", "motor/cr3", "a_b", "FRA")]
    [True, True, False, False, False, False]
    """
    return bool(_WORD.search(_PLACE.sub("", text))) and not _NAME.fullmatch(text)


def translated(text: str, translations: Mapping[str, str]) -> str:
    """A text in another language; as it is where it has no translation.

    Examples
    --------
    >>> translated("12 of 1.5 million people", {"{1} of {2} people": "{2}人中的 {1} 人"})
    '150 万人中的 12 人'
    >>> translated("loss, 100 million CNY", {"loss, {1} CNY": "损失（{1}元）"})
    '损失（亿元）'
    >>> translated("paid, billion CNY: 54.5", {"paid, billion CNY: {1}": "赔付：{1 billion}元"})
    '赔付：545 亿元'
    """
    english, numbers = message(text)
    found = translations.get(english)
    if not found:
        return text

    def number(place: re.Match[str]) -> str:
        scale = f" {place[2]}" if place[2] else ""
        return _number(numbers[int(place[1]) - 1] + scale)

    filled = _PLACE.sub(number, found)
    said = tidy(filled)
    return text.replace(text.strip(), _IN_UNITS.sub("", said) if len(numbers) == 1 else said)


def moves(label: str, translations: Mapping[str, str]) -> int:
    """By how many places the point moves in the numbers that a label governs.

    Examples
    --------
    >>> moves("premium in 2013, billion CNY", {"premium in {1}, billion CNY": "{1} 年保费，亿元"})
    1
    """
    english, _ = message(label)
    return places(english, translations.get(english, ""))


def _number(text: str) -> str:
    """A number as Chinese writes it: in 万 and 亿, and without commas between its digits."""
    match = _NUMBER.fullmatch(text)
    if match is None or not match["scale"]:
        return text.replace(",", "")
    amount = Fraction(match["number"].replace(",", "")) * SCALES[match["scale"].lower()]
    return chinese(amount)


def in_lines(text: str, change: Callable[[str], str]) -> str:
    """Printed lines, or short Markdown, with each line changed, but for the mark of an item.

    Examples
    --------
    >>> print(in_lines("one\\n- two", str.upper))
    ONE
    - TWO
    """
    return _LINE_OF_TEXT.sub(lambda line: line["mark"] + change(line["text"]), text)


def met(change: Callable[[Callable[[str], str]], object]) -> list[str]:
    """The texts that are met where each is changed: none is.

    Examples
    --------
    >>> met(lambda note: [note("one"), note("two")])
    ['one', 'two']
    """
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    change(note)
    return found


def changed(markup: str, change: Callable[[str], str]) -> str:
    """HTML or SVG with every text changed.

    Examples
    --------
    >>> changed('<td title="one">two</td><code>three</code>', str.upper)
    '<td title="ONE">TWO</td><code>three</code>'
    """
    silent, parts = "", []
    names: list[str] | None = None
    for part in _TAG.split(markup):
        if part.startswith("<") and part.endswith(">"):
            parts.append(_SAID_BY.sub(lambda at: at["name"] + _text(at["text"], change), part))
            if silent and part.lower().startswith(f"</{silent}"):
                silent = ""
            elif not silent and (match := _SILENT.match(part)) and not part.endswith("/>"):
                silent = match[1].lower()
            data = _DATA.fullmatch(part)
            names = data["keys"].split() if data else None
        elif names is not None:
            parts.append(as_json(in_data(json.loads(part), change, names)))
        else:
            parts.append(part if silent or not part.strip() else _text(part, change))
    return "".join(parts)


def in_data(data: Any, change: Callable[[str], str], names: Collection[str], key: str = "") -> Any:
    """Data with every text changed, but for those under keys that hold no words.

    Examples
    --------
    >>> in_data({"type": "link", "children": ["one", 2]}, str.upper, ["type"])
    {'type': 'link', 'children': ['ONE', 2]}
    """
    if isinstance(data, dict):
        return {name: in_data(each, change, names, name) for name, each in data.items()}
    if isinstance(data, list):
        return [in_data(each, change, names, key) for each in data]
    return change(data) if isinstance(data, str) and key not in names else data


def as_json(data: object) -> str:
    """JSON that no page takes for markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _text(markup: str, change: Callable[[str], str]) -> str:
    text = unescape(markup)
    new = change(text)
    return markup if new == text else escape(new)

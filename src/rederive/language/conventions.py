"""How Chinese is set: full-width marks, and a space between characters and digits or letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
#: What is not Chinese text: code, roles, formulas, addresses, elements, places for words.
_APART = re.compile(
    r"\{[\w:]+\}`[^`]*`|`[^`]*`|\$[^$]*\$|(?<=\])\([^()]*\)|<[^<>]*>|\{\w+\}|https?://\S+"
)
_RULES = {
    "a half-width mark beside a character; write ，；：？！": re.compile(
        rf"[{_HAN}][,;:?!]|[,;:?!][{_HAN}]"
    ),
    "a half-width full stop after a character; write 。": re.compile(rf"[{_HAN}]\.(?!\w)"),
    "half-width brackets around characters; write （）": re.compile(rf"\([^()]*[{_HAN}][^()]*\)"),
    "straight quotation marks; write “ ”": re.compile(rf'"[^"]*[{_HAN}][^"]*"'),
    "no space between a character and a digit or letter": re.compile(
        rf"[{_HAN}][A-Za-z0-9]|[A-Za-z0-9][{_HAN}]"
    ),
    "a space beside a full-width mark": re.compile(
        r" [，。；：？！、（）《》”]|[，。；：？！、（《“] "
    ),
}


def objection(chinese: str) -> str:
    """Say what is set otherwise than Chinese is set; empty if nothing.

    Examples
    --------
    >>> objection("其中 3 项（见《报告》）成立。"), objection("其中3项成立.")
    ('', 'a half-width full stop after a character; write 。: “立.”')
    """
    return next(_objections(chinese), "")


def _objections(chinese: str) -> Iterator[str]:
    text = _APART.sub("\x00", chinese)
    for rule, pattern in _RULES.items():
        if match := pattern.search(text):
            yield f"{rule}: “{match[0]}”"

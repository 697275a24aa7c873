"""How long a run of characters a paraphrase shares with the text that it paraphrases.

Numerals, words of the field and marks count for nothing: they cannot be said in other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 10
"""So many characters in a row a paraphrase may share with the report; more is a quotation."""
_APART = re.compile(r"[^\u3400-\u9fff]+|[零一二三四五六七八九十百千万亿两]+")


def longest(paraphrase: str, text: str, words: Iterable[str] = ()) -> str:
    """The longest run of characters of a paraphrase that stands in a text.

    Parameters
    ----------
    paraphrase, text : str
    words : iterable of str
        Words of the field, which break a run.

    Examples
    --------
    >>> longest("保费收入去年大幅上升", "去年，保费收入大幅上升。", ["保费收入"])
    '大幅上升'
    """
    known = _characters(text)
    best = ""
    for piece in _pieces(paraphrase, words):
        for start in range(len(piece)):
            end = start + len(best) + 1
            while end <= len(piece) and piece[start:end] in known:
                best, end = piece[start:end], end + 1
    return best


def _pieces(paraphrase: str, words: Iterable[str]) -> list[str]:
    for word in sorted(words, key=len, reverse=True):
        paraphrase = paraphrase.replace(word, " ")
    return [piece for piece in _APART.split(paraphrase) if piece]


def _characters(text: str) -> str:
    """The characters of a text, one after the other."""
    return re.sub(r"[^\u3400-\u9fff]+", "", text)

"""Text that is drawn into a room of a picture: wrapped, never cut off, smaller where it is long.

Pillow draws with one font at a time; what ours does not have is taken from the one that comes with
matplotlib, as in the figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageFont

LEADING = 1.3
"""The height of a line, in sizes of its type."""
FONTS = Path(__file__).parent / "fonts"
"""Where our fonts lie."""
#: At this size words are measured once, for all sizes.
_EM = 100
#: The width of a space in sizes of the type, a little more than in either weight.
_SPACE = 0.25
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_OPENING, _CLOSING = "（［｛“‘《〈「『【〔", "，。；：？！、）］｝”’》〉」』】〕…—％"
_HAS_WIDE = re.compile(f"[{_WIDE}]")
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."})
#: What stays on one line, and the space after it; a wide character may begin a line of its own,
#: but not what a number counts.
_WORD = re.compile(
    rf"([{_OPENING}]*(?:\d+ [年月日岁]|[^\s{_WIDE}{_OPENING}{_CLOSING}]+|"
    rf"(?![{_OPENING}{_CLOSING}])[{_WIDE}])?"
    rf"[{_CLOSING}%]*(?:/[{_WIDE}]+)?)(\s*)"
)

#: What a word that is longer than a line is cut into: a character and the marks that belong to it.
_PIECE = re.compile(rf"[{_OPENING}]*(?:[^\s{_OPENING}{_CLOSING}]\s*)?[{_CLOSING}]*")


@dataclass(frozen=True)
class Room:
    """Where a text may stand."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """One line as it is drawn, from the left end of its baseline."""

    text: str
    left: float
    baseline: float
    size: int
    bold: bool = False

    @property
    def width(self) -> float:
        """How far it reaches."""
        return sum(font.getlength(text) for text, font in runs(self.text, self.size, self.bold))


@lru_cache(256)
def _font(size: int, bold: bool, spare: bool) -> ImageFont.FreeTypeFont:
    weight = "Bold" if bold else "Regular"
    path = FONTS / f"RederiveSansSC-{weight}.ttf"
    if spare:
        import matplotlib  # only for the few characters that need it

        path = Path(matplotlib.get_data_path(), "fonts/ttf", "DejaVuSans.ttf")
    # The plain way to set text is the same wherever the picture is drawn.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(2)
def _covered(bold: bool) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # most builds draw nothing

    weight = "Bold" if bold else "Regular"
    with TTFont(FONTS / f"RederiveSansSC-{weight}.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap())


def runs(text: str, size: int, bold: bool) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    """The parts of a text, each with the font that has its characters."""
    covered = _covered(bold)
    for spare, part in groupby(text, lambda each: ord(each) not in covered):
        yield "".join(part), _font(size, bold, spare)


def fitted(text: str, room: Room, largest: int, *, bold: bool = False) -> list[Line]:
    """A text in the largest type in which it fits into a room.

    Parameters
    ----------
    text : str
    room : Room
    largest : int
        The size of the type where there is room enough, in pixels.
    bold : bool
    """
    words = _measured(_plain(text), bold)
    low, size = 1, largest
    while low < size:  # the first size that fits is followed by smaller ones that do
        middle = (low + size + 1) // 2
        if len(_wrapped(words, room.width / middle)) * middle * LEADING <= room.height:
            low = middle
        else:
            size = middle - 1
    while True:  # type is set in whole pixels, and may be a little wider than was measured
        lines = [
            Line(line, room.left, room.top + size * (1 + LEADING * place), size, bold)
            for place, line in enumerate(_even(words, room.width / size))
        ]
        if size == 1 or (
            all(line.width <= room.width for line in lines)
            and len(lines) * size * LEADING <= room.height
        ):
            return lines
        size -= 1


def _plain(text: str) -> str:
    """A text in one line, without the quotation marks that our fonts have only in full width.

    Examples
    --------
    >>> _plain("Asia’s  share"), _plain("亚洲“六大”")
    ("Asia's share", '亚洲“六大”')
    """
    line = " ".join(text.split())
    return line if _HAS_WIDE.search(line) else line.translate(_STRAIGHT)


def _measured(text: str, bold: bool) -> list[tuple[str, str, float]]:
    """The words of a text, each with the space after it and its width in sizes of its type."""
    return [(word, gap, _ems(word, bold)) for word, gap in _WORD.findall(text) if word]


@lru_cache(4096)
def _ems(text: str, bold: bool) -> float:
    return Line(text, 0, 0, _EM, bold).width / _EM


def ems(text: str) -> float:
    """The width of a text in sizes of its type."""
    return _ems(text, False)


def broken(text: str, width: float) -> list[str]:
    """A text in lines of about the same length, no wider than so many sizes of its type.

    A word or a number that is longer stays whole.

    Examples
    --------
    A mark of percent begins no line, and what belongs to it stays with it.

    >>> broken("年末收益率，%", 6), broken("中国货物贸易的增长，%/年", 11)
    (['年末收益', '率，%'], ['中国货物贸易的', '增长，%/年'])
    """
    words = _measured(text, False)
    if not words or ems(text) <= width:
        return [text]
    return _even(words, max(width, *(wide for _, _, wide in words)))


def _even(words: list[tuple[str, str, float]], width: float) -> list[str]:
    """As many lines as a width needs, without one that holds a last word or two.

    Examples
    --------
    >>> _even([("one", " ", 2.0), ("two", " ", 2.0), ("six", " ", 2.0), ("ten", "", 2.0)], 7)
    ['one two', 'six ten']
    """
    lines, longest = _wrapped(words, width), max((ems for _, _, ems in words), default=0)
    for part in (0.7, 0.8, 0.9):
        if longest <= width * part and len(even := _wrapped(words, width * part)) == len(lines):
            return even
    return lines


def _wrapped(words: list[tuple[str, str, float]], width: float) -> list[str]:
    """Lines of a width in sizes of the type; a word that is longer than a line goes over several.

    Examples
    --------
    >>> _wrapped([("one", " ", 2.0), ("two", " ", 2.0), ("three", "", 3.0)], 5)
    ['one two', 'three']
    """
    lines, line, reached = [], "", 0.0
    for word, gap, long in words:
        pieces = [(word, long)]
        if long > width and len(word) > 1:
            parts = filter(None, _PIECE.findall(word))
            pieces = [(each, long * len(each) / len(word)) for each in parts]
        for piece, ems in pieces:
            if line and reached + ems > width:
                lines.append(line.rstrip())
                line, reached = "", 0.0
            line, reached = line + piece, reached + ems
        line, reached = line + gap, reached + len(gap) * _SPACE
    return [*lines, line.rstrip()] if line.strip() else lines

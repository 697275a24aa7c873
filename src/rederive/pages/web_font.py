"""Fonts served with the pages: for the Han characters that they hold, and for figures.

A browser loads the first where such characters stand and the reader's system has no font for them,
the second where a page has a figure: its text takes the room for which it was drawn.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files
from pathlib import Path

SHEET = "characters.css"
FAMILY = "Rederive Sans SC"
_SOURCE = "fonts/RederiveSansSC-Regular.ttf"
#: What figures are written in: Latin letters and Greek, dashes, marks, arrows, signs.
_IN_FIGURES = frozenset(
    each
    for first, last in [(0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x2010, 0x2044),
                        (0x2070, 0x20BF), (0x2190, 0x2199), (0x2200, 0x22A5), (0x25A0, 0x25EF)]
    for each in range(first, last + 1)
)  # fmt: skip
#: Ideographic punctuation, kana, characters, Korean, full-width forms.
_FOREIGN = re.compile("[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef]")


def characters(texts: Iterable[str]) -> set[str]:
    """The characters of some texts that many systems have no font for.

    Examples
    --------
    >>> sorted(characters(["a 车险 b"]))
    ['车', '险']
    """
    return {found for text in texts for found in _FOREIGN.findall(text)}


def write(static: Path, texts: Iterable[str], *, figures: bool = False) -> None:
    """Write fonts and rules for what some pages hold; nothing where they need none.

    Parameters
    ----------
    static : Path
        The folder of static files.
    texts : iterable of str
        Of the pages.
    figures : bool
        Whether a page has a figure.
    """
    wanted = [{ord(each) for each in characters(texts)}, _IN_FIGURES if figures else set()]
    source = files("rederive.show").joinpath(_SOURCE).read_bytes()
    fonts: dict[Path, AbstractSet[int]] = {}
    for name, numbers in zip(("characters", "figures"), wanted, strict=True):
        if numbers:
            key = hashlib.sha256(source + str(sorted(numbers)).encode()).hexdigest()[:12]
            fonts[static / f"rederive-{name}.{key}.woff"] = numbers
    for old in set(static.glob("rederive-*.woff")) - fonts.keys():
        old.unlink()
    sheet = static / SHEET
    named = re.findall(r'url\("(.+?)"', sheet.read_text("utf-8")) if sheet.is_file() else []
    if named == [font.name for font in fonts] and all(font.is_file() for font in fonts):
        return  # they are those of an earlier build
    if fonts:
        faces = [_face(source, numbers, font) for font, numbers in fonts.items()]
        sheet.write_text("".join(faces), encoding="utf-8")
    else:
        sheet.unlink(missing_ok=True)


def _face(source: bytes, wanted: AbstractSet[int], target: Path) -> str:
    """Write a font with those of some characters that it has, if it is not there; its rule."""
    there = _there(source) & wanted
    if not target.is_file():
        _cut(source, there, target)
    ranges = ",".join(f"U+{first:X}-{last:X}" for first, last in runs(there))
    return (
        f'@font-face{{font-family:"{FAMILY}";font-display:swap;src:url("{target.name}") '
        f'format("woff");unicode-range:{ranges}}}\n'
    )


@cache
def _there(source: bytes) -> frozenset[int]:
    """The characters that a font has."""
    from fontTools import ttLib

    font = ttLib.TTFont(io.BytesIO(source), recalcTimestamp=False, lazy=True)
    return frozenset(font.getBestCmap())


def _cut(source: bytes, wanted: AbstractSet[int], target: Path) -> None:
    """Write the font with these characters only."""
    from fontTools import subset, ttLib

    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table
    font = ttLib.TTFont(io.BytesIO(source), recalcTimestamp=False)
    subsetter = subset.Subsetter(subset.Options(layout_features=[], name_IDs=[], hinting=False))
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.flavor = "woff"
    font.save(target)


def runs(numbers: AbstractSet[int]) -> list[tuple[int, int]]:
    """Numbers as runs without gaps.

    Examples
    --------
    >>> runs({1, 2, 3, 7})
    [(1, 3), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for each in sorted(numbers):
        if found and found[-1][1] == each - 1:
            found[-1] = (found[-1][0], each)
        else:
            found.append((each, each))
    return found

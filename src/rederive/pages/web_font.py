"""Fonts served with the pages: for the Han characters that they hold, and for figures.

A browser loads the first where such characters stand and the reader's system has no font for them,
the second where a page has a figure: its text takes the room for which it was drawn.
"""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files
from pathlib import Path

Blocks = list[tuple[int, int]]

SHEET = "characters.css"
FAMILY = "Rederive Sans SC"
"""Of figures: what they are written in, and Han characters."""
HAN, SYSTEM = "Rederive Han SC", "Rederive System SC"
"""Of texts: the Han characters that are served, and those of a font of the reader's system.

They stand before the fonts of Latin letters, whose characters they have not: behind one, Chromium
may go on showing boxes once they have come.
"""
ROOM = "Rederive Room SC"
"""Of texts: room for each Han character until its font has come, so that nothing moves then."""
#: Fonts of systems, by weight, under the names that browsers know.
_LOCAL = {
    400: ("PingFang SC", "PingFangSC-Regular", "Microsoft YaHei", "MicrosoftYaHei",
          "Noto Sans CJK SC", "Noto Sans CJK SC Regular", "NotoSansCJKsc-Regular",
          "Noto Sans SC", "Source Han Sans SC", "SourceHanSansSC-Regular"),
    700: ("PingFang SC Semibold", "PingFangSC-Semibold", "Microsoft YaHei Bold",
          "MicrosoftYaHei-Bold", "Noto Sans CJK SC Bold", "NotoSansCJKsc-Bold",
          "Noto Sans SC Bold", "Source Han Sans SC Bold", "SourceHanSansSC-Bold"),
}  # fmt: skip
_SOURCE = "fonts/RederiveSansSC-Regular.ttf"
#: What figures are written in: Latin letters and Greek, dashes, marks, arrows, signs.
_IN_FIGURES = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x2010, 0x2044),
    (0x2070, 0x20BF), (0x2190, 0x2199), (0x2200, 0x22A5), (0x25A0, 0x25EF),
]  # fmt: skip
#: Ideographic punctuation, kana, characters, Korean, full-width forms.
_FOREIGN = [
    (0x3000, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7AF),
    (0xFF00, 0xFFEF),
]
#: Those of them that are as wide as a Han character.
_WIDE = [(0x3000, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xFF01, 0xFF60)]
_FOREIGN_CHARACTER = re.compile(f"[{''.join(f'{chr(a)}-{chr(b)}' for a, b in _FOREIGN)}]")


def characters(texts: Iterable[str]) -> set[str]:
    """The characters of some texts that many systems have no font for.

    Examples
    --------
    >>> sorted(characters(["a 车险 b"]))
    ['车', '险']
    """
    return {found for text in texts for found in _FOREIGN_CHARACTER.findall(text)}


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
    of_figures = {each for a, b in _IN_FIGURES for each in range(a, b + 1)} if figures else set()
    wanted = [
        ("characters", {ord(each) for each in characters(texts)}, _FOREIGN, (HAN, FAMILY)),
        ("figures", of_figures, _IN_FIGURES, (FAMILY,)),
    ]
    source = files("rederive.show").joinpath(_SOURCE).read_bytes()
    fonts: dict[Path, tuple[AbstractSet[int], Blocks, tuple[str, ...]]] = {}
    for name, numbers, blocks, families in wanted:
        if numbers:
            key = hashlib.sha256(source + str(sorted(numbers)).encode()).hexdigest()[:12]
            fonts[static / f"rederive-{name}.{key}.woff"] = numbers, blocks, families
    for old in set(static.glob("rederive-*.woff")) - fonts.keys():
        old.unlink()
    sheet = static / SHEET
    named = re.findall(r'url\("([^:]+?)"', sheet.read_text("utf-8")) if sheet.is_file() else []
    expected = [font.name for font, (*_, families) in fonts.items() for _ in families]
    if named == expected and all(font.is_file() for font in fonts):
        return  # they are those of an earlier build
    if fonts:
        faces = [_faces(source, *held, font) for font, held in fonts.items()]
        sheet.write_text("".join(faces), encoding="utf-8")
    else:
        sheet.unlink(missing_ok=True)


def _faces(
    source: bytes,
    wanted: AbstractSet[int],
    blocks: Blocks,
    families: tuple[str, ...],
    target: Path,
) -> str:
    """Write a font with those of some characters that it has, if it is not there; its rules.

    A rule names the blocks that the characters are of, not each character: a page shows nothing
    before it has read the rule, and a thousand characters would be an eighth of the sheet.
    """
    there = _there(source) & wanted
    if not target.is_file():
        _cut(source, there, target)
    held = [(a, b) for a, b in blocks if any(a <= each <= b for each in there)]
    ranges = ",".join(f"U+{first:X}-{last:X}" for first, last in held)
    rules = [
        f'@font-face{{font-family:"{family}";font-display:swap;src:url("{target.name}") '
        f'format("woff");unicode-range:{ranges}}}\n'
        for family in families
    ]
    if HAN in families:
        rules += [_of_the_system(weight, ranges) for weight in _LOCAL]
        rules.append(_room(source))
    return "".join(rules)


def _room(source: bytes) -> str:
    """The rule of a font of one glyph: empty, as wide and as high as a Han character.

    It stands in the sheet itself, so it is there from the first drawing on.
    """
    font = base64.b64encode(_empty(source)).decode()
    ranges = ",".join(f"U+{first:X}-{last:X}" for first, last in _WIDE)
    return (
        f'@font-face{{font-family:"{ROOM}";src:url("data:font/woff;base64,{font}") '
        f'format("woff");unicode-range:{ranges}}}\n'
    )


@cache
def _empty(source: bytes) -> bytes:
    from fontTools import fontBuilder, ttLib
    from fontTools.ttLib.tables import _c_m_a_p, _g_l_y_f

    font = ttLib.TTFont(io.BytesIO(source), recalcTimestamp=False, lazy=True)
    width, lines, marks = font["head"].unitsPerEm, font["hhea"], font["OS/2"]
    names = [".notdef", "empty"]
    made = fontBuilder.FontBuilder(width, isTTF=True)
    made.setupGlyphOrder(names)
    made.setupCharacterMap({})
    made.setupGlyf({name: _g_l_y_f.Glyph() for name in names})
    made.setupHorizontalMetrics({name: (width, 0) for name in names})
    made.setupHorizontalHeader(ascent=lines.ascent, descent=lines.descent, lineGap=lines.lineGap)
    made.setupOS2(
        sTypoAscender=lines.ascent,
        sTypoDescender=lines.descent,
        usWinAscent=marks.usWinAscent,
        usWinDescent=marks.usWinDescent,
    )
    made.setupNameTable({"familyName": ROOM, "styleName": "Regular"})
    made.setupPost(keepGlyphNames=False)
    table = _c_m_a_p.CmapSubtable.newSubtable(13)  # many characters, one glyph
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.format, table.reserved, table.length, table.nGroups = 13, 0, 0, 0
    table.cmap = {each: "empty" for a, b in _WIDE for each in range(a, b + 1)}
    made.font["cmap"].tables = [table]
    made.font["head"].created = made.font["head"].modified = font["head"].modified
    made.font.recalcTimestamp = False
    made.font.flavor = "woff"
    written = io.BytesIO()
    made.font.save(written)
    return written.getvalue()


def _of_the_system(weight: int, ranges: str) -> str:
    sources = ",".join(f'local("{name}")' for name in _LOCAL[weight])
    return (
        f'@font-face{{font-family:"{SYSTEM}";font-weight:{weight};src:{sources};'
        f"unicode-range:{ranges}}}\n"
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

"""A font for the Han characters of the pages, served with them: only the characters that they hold.

A browser loads it where such characters stand and the reader's system has no font for them.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

SHEET = "characters.css"
FAMILY = "Rederive Sans SC"
_SOURCE = "fonts/RederiveSansSC-Regular.ttf"
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


def write(static: Path, texts: Iterable[str]) -> None:
    """Write font and rule for what some pages hold; neither where they hold no such character."""
    wanted = characters(texts)
    sheet = static / SHEET
    source = files("rederive.show").joinpath(_SOURCE).read_bytes()
    made_from = hashlib.sha256(source + "".join(sorted(wanted)).encode()).hexdigest()[:12]
    if not wanted:
        sheet.unlink(missing_ok=True)
        return
    name = f"rederive-sans-sc.{made_from}.woff"
    if (static / name).is_file() and sheet.is_file():
        return
    for old in static.glob("rederive-sans-sc.*.woff"):
        old.unlink()
    there = _cut(source, wanted, static / name)
    ranges = ",".join(f"U+{first:X}-{last:X}" for first, last in runs(there))
    sheet.write_text(
        f'@font-face{{font-family:"{FAMILY}";font-display:swap;src:url("{name}") format("woff");'
        f"unicode-range:{ranges}}}\n",
        encoding="utf-8",
    )


def _cut(source: bytes, wanted: set[str], target: Path) -> set[int]:
    """Write the font with the characters that it has of those wanted; return their numbers."""
    from fontTools import subset, ttLib

    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table
    font = ttLib.TTFont(io.BytesIO(source), recalcTimestamp=False)
    there = {ord(each) for each in wanted} & set(font.getBestCmap())
    subsetter = subset.Subsetter(subset.Options(layout_features=[], name_IDs=[], hinting=False))
    subsetter.populate(unicodes=there)
    subsetter.subset(font)
    font.flavor = "woff"
    font.save(target)
    return there


def runs(numbers: set[int]) -> list[tuple[int, int]]:
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

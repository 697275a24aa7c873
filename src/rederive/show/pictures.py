"""Tell a page the size of its pictures, so that nothing moves when they arrive.

The first picture may be what a reader sees first; the others are fetched when they come near.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_PICTURE = re.compile(r'<img (?![^>]*\swidth=)(?=[^>]*\bsrc="([^":]+\.svg)")')
_SIZE = re.compile(r'<svg [^>]*?\bwidth="([\d.]+)(pt|px|)"[^>]*?\bheight="([\d.]+)(pt|px|)"')
#: Pixels in a unit.
_UNITS = {"pt": 96 / 72, "px": 1, "": 1}


def sized(html: str, page: Path) -> str:
    """The page with width and height of its drawings; ``page`` is where it lies."""
    first = True

    def with_size(match: re.Match[str]) -> str:
        nonlocal first
        width, height = size((page.parent / match[1]).resolve())
        given = f'width="{width}" height="{height}" ' if width else ""
        later = "" if first else 'loading="lazy" '
        first = False
        return f"<img {later}{given}"

    return _PICTURE.sub(with_size, html)


@cache
def size(path: Path) -> tuple[int, int]:
    """Width and height of a drawing in pixels; 0 where it does not say."""
    try:
        with path.open(encoding="utf-8") as stream:
            match = _SIZE.search(stream.read(2000))
    except OSError:
        match = None
    if not match:
        return 0, 0
    return round(float(match[1]) * _UNITS[match[2]]), round(float(match[3]) * _UNITS[match[4]])

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

    def with_size(found: re.Match[str]) -> str:
        nonlocal first
        width, height = size((page.parent / found[1]).resolve())
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
            found = _SIZE.search(stream.read(2000))
    except OSError:
        found = None
    if not found:
        return 0, 0
    return round(float(found[1]) * _UNITS[found[2]]), round(float(found[3]) * _UNITS[found[4]])

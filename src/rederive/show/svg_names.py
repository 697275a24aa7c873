"""The identifiers within a drawing, which stands in a page beside others."""

from __future__ import annotations

import re

LINES = "data-lines"
"""The attribute of a text, or of a group with its lines: from where on it may grow."""
TICK, VALUE = "data-tick", "data-value"
"""The attributes of a number at a tick, or in a direct label: what it measures, with its unit."""
_POINTED = re.compile(r'(\bid="|\bhref="#|\burl\(#)')


def with_prefix(svg: str, prefix: str) -> str:
    """The drawing with identifiers of its own, to stand in a page beside others.

    Examples
    --------
    >>> with_prefix('<g id="a"><use href="#a" style="fill: url(#b)" /></g>', "x-")
    '<g id="x-a"><use href="#x-a" style="fill: url(#x-b)" /></g>'
    """
    return _POINTED.sub(rf"\1{prefix}", svg)

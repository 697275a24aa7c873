"""Colours of pictures: by role on white paper, and the name under which a style sheet has them.

On the web each colour is a custom property of ``assets/charts.css``, which has it for light and for
dark pages; a colour that is not here would stay as it is in the dark, and is refused by a test.
"""

from __future__ import annotations

import re

from rederive.core.verdicts import Group

COLOURS = {
    "data": "#0072B2",
    "report": "#D55E00",
    "revised": "#009E73",
    "second": "#CC79A7",
    "third": "#8A6D00",
    "muted": "#6B7280",
    "ink": "#1F2937",
}
"""Colours by role (after Okabe and Ito 2008; told apart by the colour-blind and in grey)."""

GROUP_COLOURS = {
    Group.HOLDS: COLOURS["data"],
    Group.HOLDS_WITH_CAVEAT: "#7FB9DC",
    Group.TESTED_IN_PART: "#B8D3A7",
    Group.HOLDS_OTHERWISE: "#F2B07A",
    Group.FAILS: COLOURS["report"],
    Group.NOT_FOUND: "#D1D5DB",
    Group.NOTHING_TO_TEST: "#F3F4F6",
    Group.NOT_YET: "#E5E7EB",
}
"""Colours of the groups of verdicts."""
STRONG = (COLOURS["data"], COLOURS["report"])
"""Those of them on which text is white."""

PAPER, AXIS, GRID = "#FFFFFF", "#9CA3AF", "#E5E7EB"
_TINTS = {
    "paper": PAPER,
    "axis": AXIS,
    "grid": GRID,
    "black": "#000000",
    "band": "#EEF2F7",
    "pale": "#C9D3DF",
    "steel": "#7FA8C9",
    "sky": GROUP_COLOURS[Group.HOLDS_WITH_CAVEAT],
    "leaf": GROUP_COLOURS[Group.TESTED_IN_PART],
    "sand": GROUP_COLOURS[Group.HOLDS_OTHERWISE],
    "mist": GROUP_COLOURS[Group.NOT_FOUND],
    "navy": "#0B3C5D",
    "snow": GROUP_COLOURS[Group.NOTHING_TO_TEST],
}
NAMES = {colour.lower(): name for name, colour in (COLOURS | _TINTS).items()}
"""Every colour that a picture may have, and its name in the style sheet."""

_COLOUR = re.compile(r"\b(fill|stroke): (#[0-9a-f]{6})")
_TEXT = re.compile(r"<text\b[^>]*>")


def themed(svg: str) -> str:
    """A drawing whose colours are those of the page that it stands in.

    Text has a colour of its own, darker than that of a line, so that it can be read.

    Examples
    --------
    >>> themed('<path style="fill: #0072b2"/>')
    '<path style="fill: var(--chart-data, #0072b2)"/>'
    """
    return _COLOUR.sub(_property, _TEXT.sub(_in_text, svg))


def _in_text(found: re.Match[str]) -> str:
    return _COLOUR.sub(lambda colour: _property(colour, "-text"), found[0])


def _property(found: re.Match[str], use: str = "") -> str:
    """One colour as a custom property; one that is not known stays."""
    name = NAMES.get(found[2])
    return f"{found[1]}: var(--chart-{name}{use}, {found[2]})" if name else found[0]

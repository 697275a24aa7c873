"""A picture as it stands on a wide page: its text large enough, its labels on no line.

The page has 568 pixels for it: a picture that was made wider is shrunk there, and its text with it.
"""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.text import Text

from rederive.show.narrow import move_apart

WIDTH = 568
"""Pixels that a page has for a drawing: 35.5rem, as the style sheet says."""
LEAST = 11.2
"""Pixels of the smallest text there."""


def smallest(figure: Figure) -> float:
    """The size of text, in points, that is shown as large as the smallest may be."""
    shrunk = max(1.0, float(figure.get_figwidth()) * 96 / WIDTH)
    return LEAST * 72 / 96 * shrunk


def settle(figure: Figure) -> None:
    """Make the small text of a figure larger and move its labels off lines; it is changed."""
    least = smallest(figure)
    for text in figure.findobj(Text):
        if float(text.get_fontsize()) < least:
            text.set_fontsize(least)
    for axes in figure.axes:
        for side in ("x", "y"):
            label = next(iter(getattr(axes, f"{side}axis").get_ticklabels()), None)
            if label is not None and float(label.get_fontsize()) <= least:
                axes.tick_params(axis=side, labelsize=least)
    if engine := figure.get_layout_engine():
        engine.execute(figure)
    for axes in figure.axes:
        move_apart(axes)

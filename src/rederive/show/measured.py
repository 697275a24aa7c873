"""The numbers of a drawing that say what its panel measures: those of an axis and direct labels.

Another language counts otherwise than in millions and billions. Where what is measured is in these,
the drawing says of each such number what it measures, so that its point can be moved there.
"""

from __future__ import annotations

import re

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text

from rederive.language.moved_points import is_scaled
from rederive.language.quantities import YEAR
from rederive.show.figure_data import panel_names
from rederive.show.svg_names import TICK, VALUE

_NUMBER = r"[-+−]?\d[\d.,]*"
_TICK = re.compile(_NUMBER)
#: A number, by itself or after a name: "report: 4.6", "wheat 48.0", "about 7"; no share.
_LABEL = re.compile(
    rf"(?:{_NUMBER}|.*: {_NUMBER}|.*\w [-+−]?\d+\.\d+"
    rf"|(?:about|over|under|at least|at most) {_NUMBER})"
)
_NAME = re.compile(r"[^\W\d_]{2,}")


def measured(figure: Figure) -> dict[Text, tuple[str, str]]:
    """The texts that say how much, each with its attribute in a drawing and what is measured."""
    found: dict[Text, tuple[str, str]] = {}
    for axes, panel in zip(figure.axes, panel_names(figure), strict=True):
        if not is_scaled(panel):
            continue
        for text in (*_axis(axes).get_ticklabels(), *_axis(axes).get_ticklabels(minor=True)):
            if _TICK.fullmatch(text.get_text()):
                found[text] = (TICK, panel)
        for text in axes.texts:
            if ends_with_value(text.get_text()):
                found[text] = (VALUE, panel)
    return found


def ends_with_value(label: str) -> bool:
    """Whether a direct label is a number, or a name with a number after it.

    Examples
    --------
    >>> [ends_with_value(each) for each in ("4.6", "report: 4.6", "cars\\n336", "about 7")]
    [True, True, True, True]
    >>> [ends_with_value(each) for each in ("up to\\n2016", "41%", "25 percent a year", "cars")]
    [False, False, False, False]
    """
    _, newline, last = label.rpartition("\n")
    if newline and _TICK.fullmatch(last):
        return not YEAR.fullmatch(last)
    return bool(_LABEL.fullmatch(" ".join(label.split())))


def _axis(axes: Axes) -> Axis:
    """The axis along which is measured: that below where names stand beside bars that lie."""
    names = any(_NAME.search(label.get_text()) for label in axes.yaxis.get_ticklabels())
    return axes.xaxis if names else axes.yaxis

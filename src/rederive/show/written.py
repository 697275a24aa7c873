"""How numbers are written in a picture: as the prose of the book has them, in every label.

A minus is a minus and no hyphen, and from four digits on thousands are separated by commas; years,
which have four digits too, stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import (
    AutoLocator,
    FixedFormatter,
    FixedLocator,
    FuncFormatter,
    MaxNLocator,
    ScalarFormatter,
)

_MINUS = re.compile(r"(?<![\w.,)%-])-(?=\d)")
#: "10 000", as some write it.
_SPACED = re.compile(r"(?<![\d.,])(?<![\d.,] )(\d{1,3})((?: \d{3})+)(?![\d.]|,\d)")
_LONG = re.compile(r"(?<![\d.,/A-Za-z_])\d{4,}(?![\d/_A-Za-z]|,\d)")
_YEARS = range(1800, 2201)


def number_words(text: str) -> str:
    """A text with its numbers as the book writes them.

    Examples
    --------
    >>> number_words("loss -16.1"), number_words("2013-2022"), number_words("per 10 000 people")
    ('loss −16.1', '2013-2022', 'per 10,000 people')
    >>> number_words("12000 in 2023"), number_words("1500000.25"), number_words("p = 0.0945")
    ('12,000 in 2023', '1,500,000.25', 'p = 0.0945')
    """
    text = _MINUS.sub("−", text)
    text = _SPACED.sub(lambda found: found[1] + found[2].replace(" ", ","), text)
    return _LONG.sub(lambda found: found[0] if _is_year(found[0]) else grouped(found[0]), text)


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and int(digits) in _YEARS


def grouped(text: str) -> str:
    """The first number of a text with commas, also where it might be a year.

    Examples
    --------
    >>> grouped("2000"), grouped("−12000.5")
    ('2,000', '−12,000.5')
    """
    return re.sub(r"\d+", lambda found: f"{int(found[0]):,}", text, count=1)


class Grouped(ScalarFormatter):
    """Numbers at ticks with commas, but for years."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """One of them as it is written."""
        said = super().__call__(x, pos)
        if abs(x) < 1000 or not said or not isinstance(self.axis, Axis):
            return said
        if _years(self.axis.get_majorticklocs()):
            return said
        return grouped(said)


def _years(places: Iterable[float]) -> bool:
    """Whether ticks are years; zero is not one."""
    return all(place == int(place) and int(place) in _YEARS for place in map(float, places))


def _within(places: Iterable[float]) -> bool:
    """Whether ticks lie among the years, whole or not."""
    return all(_YEARS.start <= place < _YEARS.stop for place in places)


def write_numbers(figure: Figure) -> None:
    """Have all texts and ticks of a figure write their numbers in one way; it is changed."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            _at_ticks(axis)
    for text in figure.findobj(Text):
        if (said := text.get_text()) and (new := number_words(said)) != said:
            text.set_text(new)


def _at_ticks(axis: Axis) -> None:
    formatter = axis.get_major_formatter()
    if type(formatter) is ScalarFormatter:
        years = _within(axis.get_majorticklocs())
        if years and isinstance(axis.get_major_locator(), AutoLocator):
            axis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))  # no half year
        # Nor a year as what is to be added to one.
        axis.set_major_formatter(Grouped(useOffset=False if years else None))
    elif isinstance(formatter, FuncFormatter) and isinstance(
        axis.get_major_locator(), FixedLocator
    ):
        given = formatter.func  # the words that `set_ticks` was given
        axis.set_major_formatter(FuncFormatter(lambda x, place: number_words(given(x, place))))
    elif isinstance(formatter, FixedFormatter):
        formatter.seq = [number_words(str(each)) for each in formatter.seq]

"""What a picture draws as a table: one row for each datum, with the words of axes and labels."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryConverter, UnitData
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter

from rederive.show.drawn import Mark, Point, marks
from rederive.show.palette import COLOURS

COLUMNS = ("panel", "series", "x", "x_from", "x_to", "y", "y_from", "y_to")
_DATES = (dates.DateConverter, dates._SwitchableDateConverter)
#: What says the words that were given for each tick.
_WRITTEN = (FixedFormatter, FuncFormatter)
#: What a colour says where no label does.
_ROLES = {COLOURS["report"].lower(): "the report"}
#: A number after the name in a direct label: "wheat\n48", "one: 2.5", "partners 0.93".
_VALUE = re.compile(r"(?:(?:\n|: )[-+−]?[\d.,\s]+%?|(?<=\w) [-+−]?\d+\.\d+)$")
#: A label that is a number, though it has words.
_HEDGED = re.compile(r"^(?:about|over|under|at least|at most) [\d.,]+$")
_WORD = re.compile(r"[^\W\d_]{2,}")
#: A category is shown at its tick, and bars of several series stand beside it.
_BESIDE = 0.5


@dataclass(frozen=True)
class Datum:
    """A row of the table, and where it is drawn.

    Parameters
    ----------
    cells : tuple of str
        Under the columns of its :class:`Data`.
    series : str
        The series that it belongs to.
    said : str
        What the datum says beside the name of its series.
    axes : int
        The number of its axes in the figure.
    place : tuple of float
        In the coordinates of these axes.
    """

    cells: tuple[str, ...]
    series: str
    said: str
    axes: int
    place: tuple[float, float]


@dataclass(frozen=True)
class Data:
    """The table of a picture."""

    columns: tuple[str, ...]
    rows: tuple[Datum, ...] = field(default=())


def read(figure: Figure) -> Data:
    """The table of what a figure draws; columns that would be empty are left out."""
    panels, labels = panel_names(figure), _labels(figure)
    rows: dict[tuple[object, ...], Datum] = {}
    for number, axes in enumerate(figure.axes):
        texts = _Ticks(axes)
        drawn = list(marks(axes))
        for mark, name in zip(drawn, series_names(drawn, panels[number], labels), strict=True):
            for point in mark.points:
                cells = _cells(point, texts, panels[number], name, beside=mark.bar)
                place = _place(point, axes)
                rows.setdefault((number, cells), Datum(cells, name, said(cells), number, place))
    return _without_empty(Data(COLUMNS, tuple(rows.values())))


def _without_empty(data: Data) -> Data:
    """The table without columns in which nothing stands."""
    filled = [n for n in range(len(data.columns)) if any(row.cells[n] for row in data.rows)]
    return Data(
        tuple(data.columns[n] for n in filled),
        tuple(
            Datum(tuple(row.cells[n] for n in filled), row.series, row.said, row.axes, row.place)
            for row in data.rows
        ),
    )


def places(figure: Figure, data: Data) -> list[tuple[float, float]]:
    """Where each datum is in the drawing, in points from its upper left corner."""
    width, height = 72 * figure.get_size_inches()
    found = []
    for row in data.rows:
        there = figure.axes[row.axes].transData.transform(row.place)
        x, y = figure.transFigure.inverted().transform(there)
        found.append((round(float(width * x), 1), round(float(height * (1 - y)), 1)))
    return found


def specification_data(
    ordered: pd.DataFrame, choices: list[str], printed: tuple[float, float] | None
) -> Data:
    """The table of a specification curve: each estimate with the choices that gave it.

    Parameters
    ----------
    ordered : pandas.DataFrame
        From the smallest ``estimate``, with ``low`` and ``high`` where there are intervals.
    choices : list of str
        Its columns of choices.
    printed : tuple of float, optional
        Ends of what the report prints: the last row.
    """
    rows = []
    for rank, row in enumerate(ordered.to_dict("records")):
        chosen = [str(row[name]) for name in choices]
        numbers = ["" if pd.isna(row[n]) else number(row[n]) for n in ("estimate", "low", "high")]
        said = f"{shown(numbers[0])} ({', '.join(chosen)})"
        cells = (str(rank + 1), *numbers, *chosen)
        rows.append(Datum(cells, "estimates", said, 0, (rank, row["estimate"])))
    if printed:
        low, high = printed
        middle = (low + high) / 2
        cells = ("printed", *map(number, (middle, low, high)), *([""] * len(choices)))
        said = f"{shown(number(low))} to {shown(number(high))}"
        rows.append(Datum(cells, "printed", said, 0, (len(ordered) / 2, middle)))
    return _without_empty(Data(("rank", "estimate", "low", "high", *choices), tuple(rows)))


def panel_names(figure: Figure) -> list[str]:
    """What each panel measures: its title, or that of the first with its own words below."""
    found: list[str] = []
    for axes in figure.axes:
        title = " ".join(axes.get_title(loc="left").split())
        below = " ".join(axes.get_xlabel().split())
        if not title and found and below:
            title = f"{found[0].partition(': ')[0]}: {below}"
        elif len(figure.axes) > 1 and below and any(not a.get_title("left") for a in figure.axes):
            title = f"{title}: {below}"
        found.append(title or (found[0] if found else ""))
    return found


def series_names(drawn: Sequence[Mark], panel: str, elsewhere: Mapping[str, str]) -> list[str]:
    """What each series of a panel is called.

    By its own label; else by the one direct label that belongs to it or to all of its colour, here
    or in another panel; else by what its colour says, or by its panel.
    """
    names = []
    for mark in drawn:
        alike = [other for other in drawn if not other.name and other.colour == mark.colour]
        labels = {text: words for text in mark.axes.texts if (words := _words(text, mark.colour))}
        own = [
            words
            for text, words in labels.items()
            if min(alike, key=lambda other: _distance(other, text), default=None) is mark
        ]
        if len(labels) == 1:
            own = list(labels.values())
        fallback = elsewhere.get(mark.colour) or _ROLES.get(mark.colour, panel)
        names.append(mark.name or (own[0] if len(own) == 1 else fallback))
    return names


def _labels(figure: Figure) -> dict[str, str]:
    """The names that direct labels give to colours, where each has one only."""
    found: dict[str, set[str]] = {}
    for axes in figure.axes:
        for text in axes.texts:
            colour = to_hex(text.get_color())
            if words := _words(text, colour):
                found.setdefault(colour, set()).add(words)
    return {colour: names.pop() for colour, names in found.items() if len(names) == 1}


def _words(text: Text, colour: str) -> str:
    """The name in a direct label of a colour; nothing where it only says a number."""
    if to_hex(text.get_color()) != colour:
        return ""
    said = text.get_text()
    name = " ".join(_VALUE.sub("", said).split())
    if _HEDGED.match(name):
        return ""
    return name if _WORD.search(name) or (name and name != " ".join(said.split())) else ""


def _distance(mark: Mark, text: Text) -> float:
    """How far a label is from a mark, in pixels."""
    x, y = text.xy if isinstance(text, Annotation) else text.get_position()
    x, y = mark.axes.convert_xunits(x), mark.axes.convert_yunits(y)
    there = mark.axes.transData.transform([_place(point, mark.axes) for point in mark.points])
    here = mark.axes.transData.transform((x, y))
    return float(np.min(np.hypot(*(there - here).T)))


def _place(point: Point, axes: Axes) -> tuple[float, float]:
    """Where a datum is seen: at its end, in the middle of an interval, halfway along a level."""

    x = _on_one_side(point.x, point.x_from, point.x_to, axes.get_xlim())
    return x, _on_one_side(point.y, point.y_from, point.y_to, axes.get_ylim())


def _on_one_side(
    value: float | None, low: float | None, high: float | None, ends: tuple[float, float]
) -> float:
    if value is not None and high is None:
        return value
    if low is not None and high is not None:
        return high if value is not None else (low + high) / 2
    return sum(ends) / 2


class _Ticks:
    """How the values of some axes are written."""

    def __init__(self, axes: Axes) -> None:
        self.x, self.y = (_Words(axis) for axis in (axes.xaxis, axes.yaxis))


class _Words:
    """How the values along one axis are written: as dates, names of categories, or numbers."""

    def __init__(self, axis: Axis) -> None:
        self._dates = isinstance(axis.get_converter(), _DATES)
        self._names: dict[float, str] = {}
        locator, formatter = axis.get_major_locator(), axis.get_major_formatter()
        if isinstance(axis.get_converter(), StrCategoryConverter):
            units: UnitData = axis.get_units()
            self._names = {float(place): name for name, place in units._mapping.items()}
        elif isinstance(locator, FixedLocator) and isinstance(formatter, _WRITTEN):
            places = [float(place) for place in axis.get_majorticklocs()]
            words = zip(places, formatter.format_ticks(places), strict=True)
            self._names = dict(words)
            if not all(self._names.values()):
                self._names = {}  # some ticks bear no word: the number says more
            elif all(_says(word, place) for place, word in self._names.items()):
                self._names = {}  # the same number, in other digits
        fixed = isinstance(locator, FixedLocator)
        self._fixed: Sequence[float] = list(axis.get_majorticklocs()) if fixed else []

    def __call__(self, value: float | None, *, beside: bool = False) -> str:
        if value is None:
            return ""
        if self._dates:
            return dates.num2date(value).date().isoformat()
        place = self._tick(value) if beside else value
        name = self._names.get(place, "")
        return " ".join(name.split()) if name else number(place)

    def _tick(self, value: float) -> float:
        """The tick beside which a bar stands."""
        near = [place for place in (*self._names, *self._fixed) if abs(place - value) < _BESIDE]
        return min(near, key=lambda place: abs(place - value), default=value)


def _says(word: str, place: float) -> bool:
    """Whether a word at a tick is the number of its place: "1 000", and not "2021" at 0."""
    digits = word.replace(" ", "").replace(",", "").replace("−", "-")
    return _is_number(digits) and math.isclose(float(digits), place)


def number(value: float) -> str:
    """A number as a table has it.

    Examples
    --------
    >>> number(2013.0), number(1 / 3), number(-1.5e-7)
    ('2013', '0.333333333333', '-1.5e-07')
    """
    return f"{value:.12g}"


def _cells(point: Point, ticks: _Ticks, panel: str, name: str, *, beside: bool) -> tuple[str, ...]:
    """A datum as a row under :data:`COLUMNS`."""
    return (
        panel,
        name,
        ticks.x(point.x, beside=beside),
        ticks.x(point.x_from),
        ticks.x(point.x_to),
        ticks.y(point.y, beside=beside),
        ticks.y(point.y_from),
        ticks.y(point.y_to),
    )


def said(cells: Sequence[str], *, lies: bool | None = None) -> str:
    """A datum in a few words.

    Parameters
    ----------
    cells : sequence of str
        Under :data:`COLUMNS`.
    lies : bool, optional
        Whether it is a bar that lies; else the cells say it.

    Examples
    --------
    >>> said(("", "", "2013", "", "", "12345.678", "", ""))
    '2013: 12,346'
    >>> said(("", "", "2013", "", "", "", "1", "2.25"))
    '2013: 1 to 2.25'
    """
    _, _, x, x_from, x_to, y, y_from, y_to = cells
    across = x or (f"{shown(x_from)} to {shown(x_to)}" if x_from else "")
    upward = y or (f"{shown(y_from)} to {shown(y_to)}" if y_from else "")
    if x and y and (not _is_number(y) if lies is None else lies):
        across, upward = y, x
    words = [across, shown(upward)]
    if y and y_from:
        words[1] += f" ({shown(y_from)} to {shown(y_to)})"
    return ": ".join(word for word in words if word)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def shown(text: str) -> str:
    """A number in few digits; other words as they are.

    Examples
    --------
    >>> shown("0.123456"), shown("1234567.8"), shown("wheat")
    ('0.1235', '1,234,568', 'wheat')
    >>> shown("-16.1")
    '−16.1'
    """
    if not _is_number(text):
        return text
    value = float(text)
    said = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return f"−{said[1:]}" if said.startswith("-") else said

"""A picture drawn again for a telephone: narrow, its panels one above the other, its text as large.

The picture is not shrunk. Its labels keep a size that can be read, so they are broken into lines,
moved apart where they would meet, and ticks are left out where they would touch.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Annotation, Text
from matplotlib.ticker import AutoLocator, FixedLocator, MaxNLocator
from matplotlib.transforms import Bbox, BboxBase

from rederive.show.palette import COLOURS

WIDTH = 3.55
"""Inches: what a telephone of 390 pixels has room for, at 96 pixels an inch."""
SMALLEST, LARGEST = 8.6, 9.6
"""Sizes of text in points; the smallest is 11.5 pixels."""
_LABEL, _TICK, _NAME, _TITLE = 18, 24, 11, 54
_LINE = 0.148
"""Inches of height that a line of text needs."""
_FRAME = 0.6
"""Inches of height for what stands above and below the axes."""
_TURNED = 0.6
"""Inches of height for names of categories that are turned."""
_SPARE = 1.3
"""Above so many times the data the room of some axes was left for a legend."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SPAN = re.compile(r"\d{4}[-–]\d")
_NUMBER = re.compile(r"[-+−]?[\d.,]+ ?%?")
_STEPS = [0, 4, -4, 8, -8, 12, -12, 17, -17, 22, -22, 28, -28, 36, -36]
"""By how many points a label is moved up or down to where it is free."""


def narrow(figure: Figure) -> None:
    """Lay a figure out for a narrow screen; it is changed."""
    _stack(figure)
    for text in figure.findobj(Text):
        text.set_fontsize(min(max(0.87 * float(text.get_fontsize()), SMALLEST), LARGEST))
    units = [_smaller_words(axes) for axes in figure.axes]
    for axes in figure.axes:
        _rename(axes.xaxis, _NAME)
        _rename(axes.yaxis, _TICK)
        _whole_years(axes)
    # One layout instead of one for each of the steps that follow: it is what takes the time.
    engine = figure.get_layout_engine()
    if engine:
        engine.execute(figure)
    turned = [_thin(axes) for axes in figure.axes]
    shortened = [_shorten_in_bars(axes) for axes in figure.axes]
    if engine and any(turned + shortened):
        figure.set_figheight(figure.get_figheight() + _TURNED * any(turned))
        engine.execute(figure)
    figure.set_layout_engine("none")
    for axes, unit in zip(figure.axes, units, strict=True):
        place = axes.get_position()
        unit.set_x((0.01 - place.x0) / place.width)  # from the edge of the drawing
        _hide_wider_than_bar(axes)
        move_apart(axes)


def _smaller_words(axes: Axes) -> Text:
    """Break the words of some axes into lines; return what says the unit."""
    axes.set_xlabel(_wrapped(axes.get_xlabel(), _TITLE))
    for label in axes.texts:
        label.set_text(_wrapped(label.get_text(), _LABEL))
    if legend := axes.get_legend():
        _set_below(axes, legend)
    unit = _wrapped(axes.get_title("left"), _TITLE)
    return axes.set_title(unit, loc="left", size=LARGEST, weight="normal", color=COLOURS["muted"])


def _set_below(axes: Axes, legend: Legend) -> None:
    """Set a legend below the drawing; the data take the room that was left for it."""
    figure = axes.get_figure(root=True)
    if figure is None:
        return
    words = [text.get_text() for text in legend.get_texts()]
    handles = [each for each in legend.legend_handles if each is not None]
    legend.remove()
    figure.legend(
        handles, words, loc="outside lower left", frameon=False, fontsize=SMALLEST, ncols=1
    )
    data = axes.dataLim
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    if left < right and right > _SPARE * data.x1 > 0:
        axes.set_xlim(left, 1.03 * data.x1)
    if bottom < top and top > _SPARE * data.y1 > 0:
        axes.set_ylim(bottom, 1.05 * data.y1)


def _whole_years(axes: Axes) -> None:
    """Have no ticks between whole numbers where all data are at whole numbers."""
    places = [np.asarray(line.get_xydata(), float)[:, 0] for line in axes.lines]
    whole = places and all(np.all(np.mod(each[np.isfinite(each)], 1) == 0) for each in places)
    if whole and isinstance(axes.xaxis.get_major_locator(), AutoLocator):
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))


def _stack(figure: Figure) -> None:
    """Make the figure narrow, with panels that stood side by side one above the other."""
    height = figure.get_figheight()
    spec = figure.axes[0].get_subplotspec()
    columns: int = spec.get_gridspec().ncols if spec else 1
    if columns > 1:
        grid = figure.add_gridspec(len(figure.axes), 1)
        for number, axes in enumerate(figure.axes):
            axes.set_subplotspec(grid[number])
        height *= 0.75 * float(columns)
    figure.set_size_inches(WIDTH, height)


def _wrapped(text: str, width: int) -> str:
    """A text in lines of at most so many letters, and no more lines than before where it fits.

    Examples
    --------
    >>> _wrapped("those who had signed by then", 18)
    'those who had\\nsigned by then'
    >>> _wrapped("before and after the farm\\n11", 18)
    'before and after\\nthe farm\\n11'
    """
    if max(map(len, text.split("\n"))) <= width:
        return text
    words, newline, value = text.rpartition("\n")
    if not (newline and _NUMBER.fullmatch(value)):
        words, newline, value = text, "", ""
    filled = textwrap.fill(
        " ".join(words.split()), width, break_long_words=False, break_on_hyphens=False
    )
    return f"{filled}{newline}{value}"


def _rename(axis: Axis, width: int) -> None:
    """Break the names of categories into lines, and make room for them."""
    labels = axis.get_ticklabels()
    names = [label.get_text() for label in labels]
    broken = [_wrapped(name, width) for name in names]
    if broken == names:
        return
    places = axis.get_majorticklocs()
    weights = [label.get_fontweight() for label in labels]
    axis.set_ticks(places, broken)
    for label, weight in zip(axis.get_ticklabels(), weights, strict=True):
        label.set_fontweight(weight)
    if axis is axis.axes.yaxis:
        _make_room(axis.axes, len(broken) * max(name.count("\n") + 1 for name in broken))


def _make_room(axes: Axes, lines: int) -> None:
    """Make some axes, and the figure with them, high enough for so many lines of names."""
    figure, spec = axes.get_figure(root=True), axes.get_subplotspec()
    if figure is None or spec is None:
        return
    needed, rows = lines * _LINE, spec.get_gridspec().nrows
    heights = np.array(spec.get_gridspec().get_height_ratios(), float)
    heights *= (figure.get_figheight() - _FRAME) / heights.sum()
    if needed > heights[spec.rowspan.start]:
        heights[spec.rowspan.start] = needed
        spec.get_gridspec().set_height_ratios(heights)
        figure.set_figheight(heights.sum() + _FRAME * rows)


def _thin(axes: Axes) -> bool:
    """Leave out ticks whose labels would touch, the same number between any two that stay.

    The names of categories are all needed: they are turned instead, and it is said that they are.
    """
    axis = axes.xaxis
    labels = axis.get_ticklabels()
    words = [label.get_text() for label in labels]
    for step in range(1, len(words) + 1):
        if not _touch([label.get_window_extent() for label in labels[::step]], 6):
            break
    else:
        return False
    if step > 1 and are_names(words):
        for label in labels:
            label.set(rotation=90, text=label.get_text().replace("\n", " "))
        axis.set_ticks(axis.get_majorticklocs(), [" ".join(each.split()) for each in words])
        axes.tick_params(axis="x", labelrotation=90)
        return True
    if step > 1:
        places = list(axis.get_majorticklocs())[::step]
        size = labels[0].get_fontsize()
        axes.set_xlim(axes.get_xlim())
        axis.set_ticks(places, words[::step], fontsize=size)
        axis.set_major_locator(FixedLocator(places))
    return False


def are_names(words: Sequence[str]) -> bool:
    """Whether the labels of ticks name categories, so that none follows from those beside it.

    Examples
    --------
    >>> are_names(["2013", "2014"]), are_names(["up to 2016", "up to 2017"])
    (False, False)
    >>> are_names(["wheat", "rice"]), are_names(["2013-2016", "2016-2022, all"])
    (True, True)
    >>> are_names(["Jan", "Feb"])
    False
    """
    said = {re.sub(r"[\d.,\s−-]+", " ", each).strip() for each in words if each.strip()}
    spans = any(_SPAN.search(each) for each in words)
    return spans or (len(said) > 1 and not all(each[:3] in _MONTHS for each in said))


def _touch(boxes: Sequence[Bbox], gap: float) -> bool:
    """Whether neighbours come closer than so many pixels."""
    drawn = [box for box in boxes if box.width > 0]
    return any(a.x1 + gap > b.x0 for a, b in pairwise(drawn))


def _hide_wider_than_bar(axes: Axes) -> None:
    """Hide the numbers within bars that have no room for them; the data of the figure has them."""
    for label, bar in _in_bars(axes).items():
        if label.get_window_extent().width > bar.width:
            label.set_visible(False)


def _shorten_in_bars(axes: Axes) -> bool:
    """Leave of a text within a bar that has no room for it the value; a legend has the name."""
    bars = [bar for each in axes.containers if isinstance(each, BarContainer) for bar in each]
    shortened = False
    for text in axes.texts:
        value = text.get_text().rpartition("\n")[2]
        middle = (text.get_horizontalalignment(), text.get_verticalalignment())
        if isinstance(text, Annotation) or middle != ("center", "center"):
            continue
        box = text.get_window_extent()
        here = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
        bar = next((each for each in bars if each.contains_point(here)), None)
        if bar is None or box.width <= bar.get_window_extent().width:
            continue
        text.set_text(value if _NUMBER.fullmatch(value) else "")
        shortened = True
    handles, words = axes.get_legend_handles_labels()
    if shortened and handles and not axes.get_legend():
        _set_below(axes, axes.legend(handles, words))
    if shortened:
        for text in axes.texts:
            words_of_it, newline, value = text.get_text().rpartition("\n")
            if newline and words_of_it in words and _NUMBER.fullmatch(value):
                text.set_text(value)
    return shortened


def _in_bars(axes: Axes) -> dict[Annotation, BboxBase]:
    """The labels that stand in the middle of a bar, each with what is seen of its bar."""
    figure = axes.get_figure(root=True)
    if figure is None:
        return {}
    renderer = figure._get_renderer()  # type: ignore[attr-defined]  # left out of its stubs
    found: dict[Annotation, BboxBase] = {}
    for label in axes.texts:
        # `bar_label` places them with a function that tells the box of the bar.
        if isinstance(label, Annotation) and callable(label.xycoords):
            box = label.xycoords(renderer)
            if isinstance(box, BboxBase):
                found[label] = box
    return found


def move_apart(axes: Axes) -> None:
    """Move direct labels up or down to the nearest place with no other text, and on no line."""
    within = _in_bars(axes)
    moving = [each for each in axes.texts if isinstance(each, Annotation) and each not in within]
    standing = [label for label in axes.texts if label not in moving]
    others = [*standing, *axes.get_yticklabels(), *axes.get_xticklabels()]
    taken = [each.get_window_extent() for each in others if each.get_text()]
    lines = _drawn_lines(axes)
    for label in moving:
        x, y = label.xyann
        best: tuple[int, int, Bbox | None, float] = (10**9, 10**9, None, 0.0)
        for step in _STEPS:
            label.xyann = (x, y + step)
            box = label.get_window_extent()
            met = sum(_meet(box, other) for other in taken)
            crossed = _within(box, lines)
            if (met, crossed) < best[:2]:
                best = (met, crossed, box, step)
            if not met and not crossed:
                break
        label.xyann = (x, y + best[3])
        if best[2] is not None:
            taken.append(best[2])


def _drawn_lines(axes: Axes) -> np.ndarray:
    """Places close together along every line, and those of single points, in pixels."""
    places = [
        line.get_transform()
        .transform_path(line.get_path())
        .interpolated(1 if line.get_linestyle() == "None" else 40)
        .vertices
        for line in axes.lines
        if np.size(line.get_path().vertices)
    ]
    for points in axes.collections:
        if isinstance(points, PathCollection):
            places.append(axes.transData.transform(points.get_offsets()))
    return np.concatenate(places) if places else np.empty((0, 2))


def _within(box: Bbox, points: np.ndarray) -> int:
    """How many points lie in a box."""
    inside = (points > [box.x0, box.y0]) & (points < [box.x1, box.y1])
    return int(inside.all(axis=1).sum())


def _meet(box: Bbox, other: Bbox) -> bool:
    """Whether two texts lie on each other, or one runs into the next."""
    beside = box.x0 - 3 > other.x1 or other.x0 - 3 > box.x1
    return not beside and box.y0 + 1 < other.y1 and other.y0 + 1 < box.y1

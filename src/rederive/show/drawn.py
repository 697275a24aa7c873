"""The data that a picture draws, read from its marks: what is told cannot differ from it.

Each mark of a matplotlib figure (line, point, bar, band, span) gives points, in the coordinates of
its axes. A kind of mark that is not known here is an error, not a gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle


@dataclass(frozen=True)
class Point:
    """One datum, in the coordinates of its axes.

    Parameters
    ----------
    x, y : float, optional
        None where it has no place on that side, as a level drawn across.
    x_from, x_to, y_from, y_to : float, optional
        Ends of a bar that does not begin at zero, of a band, or of an interval.
    """

    x: float | None = None
    y: float | None = None
    x_from: float | None = None
    x_to: float | None = None
    y_from: float | None = None
    y_to: float | None = None


@dataclass(frozen=True)
class Mark:
    """What one artist draws.

    Parameters
    ----------
    axes : Axes
    name : str
        Its label in matplotlib; empty if it has none.
    colour : str
        As ``#rrggbb``.
    points : tuple of Point
    bar : bool
        Whether it is made of bars, whose places may stand beside the category that they show.
    """

    axes: Axes
    name: str
    colour: str
    points: tuple[Point, ...]
    bar: bool = False


def marks(axes: Axes) -> Iterator[Mark]:
    """What is drawn on some axes.

    Raises
    ------
    TypeError
        If something is drawn whose data are not understood.
    """
    taken: set[int] = set()
    for container in axes.containers:
        parts = container.get_children()
        taken.update(map(id, parts))
        if isinstance(container, BarContainer):
            if container.patches:
                yield _bars(axes, container)
        elif isinstance(container, ErrorbarContainer):
            yield from _errorbars(axes, container)
    for artist in (*axes.lines, *axes.patches, *axes.collections):
        if id(artist) in taken or not artist.get_visible():
            continue
        mark = Mark(axes, _name(artist), _colour(artist), tuple(_points(axes, artist)))
        if mark.points:
            yield mark
    if axes.images:
        raise TypeError("a picture draws an image, whose data are not known; draw marks instead")


def _points(axes: Axes, artist: object) -> Iterator[Point]:
    """The data of one artist."""
    if isinstance(artist, Line2D):
        yield from _line(axes, artist)
    elif isinstance(artist, PathCollection):
        for x, y in np.ma.filled(artist.get_offsets(), np.nan):
            if np.isfinite([x, y]).all():
                yield Point(float(x), float(y))
    elif isinstance(artist, PolyCollection):
        yield from _band(artist)
    elif isinstance(artist, LineCollection):
        for segment in artist.get_segments():
            yield _segment(segment)
    elif isinstance(artist, Rectangle):
        yield _span(axes, artist)
    else:
        raise TypeError(
            f"a picture draws a {type(artist).__name__}, whose data are not known; "
            "add it to rederive.show.drawn"
        )


def _line(axes: Axes, line: Line2D) -> Iterator[Point]:
    """Points of a line, or the level at which it goes across."""
    by_x, by_y = line.get_transform().contains_branch_seperately(axes.transData)
    for x, y in np.asarray(line.get_xydata(), float):
        if not (by_x and by_y):
            level = float(y if by_y else x)
            if level:  # a line at zero is part of the axes
                yield Point(y=level) if by_y else Point(x=level)
            return
        if np.isfinite([x, y]).all():
            yield Point(float(x), float(y))


def _segment(ends: np.ndarray) -> Point:
    """A straight piece: an interval along the side on which it lies."""
    (x0, x1), (y0, y1) = (sorted(map(float, side)) for side in ends[[0, -1]].T)
    if x0 == x1:
        return Point(x=x0, y_from=y0, y_to=y1)
    return Point(y=y0, x_from=x0, x_to=x1)


def _band(band: PolyCollection) -> Iterator[Point]:
    """The lower and upper edge of an area, at each of its places."""
    for path in band.get_paths():
        edges: dict[float, list[float]] = {}
        for x, y in np.asarray(path.vertices, float):
            edges.setdefault(float(x), []).append(float(y))
        for x, ys in sorted(edges.items()):
            yield Point(x=x, y_from=min(ys), y_to=max(ys))


def _span(axes: Axes, patch: Rectangle) -> Point:
    """A stripe across the axes, or a box."""
    by_x, by_y = patch.get_transform().contains_branch_seperately(axes.transData)
    x, y = patch.get_xy()
    x_ends = {"x_from": float(x), "x_to": float(x + patch.get_width())} if by_x else {}
    y_ends = {"y_from": float(y), "y_to": float(y + patch.get_height())} if by_y else {}
    return Point(**x_ends, **y_ends)


def _bars(axes: Axes, container: BarContainer) -> Mark:
    """Bars that stand or lie."""
    points = []
    for bar in container.patches:
        x, y, width, height = bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()
        if container.orientation == "horizontal":
            ends = {"x_from": float(x), "x_to": float(x + width)} if x else {}
            points.append(Point(float(width), float(y + height / 2), **ends))
        else:
            ends = {"y_from": float(y), "y_to": float(y + height)} if y else {}
            points.append(Point(float(x + width / 2), float(height), **ends))
    finite = [each for each in points if np.isfinite([each.x or 0, each.y or 0]).all()]
    first = container.patches[0]
    name = _name(container) or _name(first)  # of a histogram the first bar has it
    return Mark(axes, name, _colour(first), tuple(finite), bar=True)


def _errorbars(axes: Axes, container: ErrorbarContainer) -> Iterator[Mark]:
    """Points with their intervals."""
    line, _, bars = container.lines
    points = list(_line(axes, line)) if line is not None else []
    segments = [_segment(each) for bar in bars for each in bar.get_segments()]
    by_x = {each.x: each for each in segments}
    with_ends = [
        replace(each, y_from=by_x[each.x].y_from, y_to=by_x[each.x].y_to)
        if each.x in by_x
        else each
        for each in points
    ]
    yield Mark(axes, _name(container), _colour(bars[0]), tuple(with_ends or segments))


def _name(artist: object) -> str:
    """The label of an artist, where it was given one."""
    label = str(artist.get_label() or "")  # type: ignore[attr-defined]
    return "" if label.startswith("_") else label


def _colour(artist: object) -> str:
    """The colour in which an artist is seen."""
    if isinstance(artist, Line2D):
        return to_hex(artist.get_color())
    for colours in (artist.get_facecolor(), artist.get_edgecolor()):  # type: ignore[attr-defined]
        each = np.atleast_2d(colours)
        if each.size and each[0][-1] > 0:
            return to_hex(each[0])
    return "#000000"

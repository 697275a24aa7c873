"""The house style of pictures: each has one message, which is its title.

A picture is made by :func:`figure`, drawn on with seaborn or matplotlib, labelled directly with
:func:`label` and shown by :func:`show`, which asks for the alternative text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from IPython.display import display
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from rederive.core.verdicts import Group
from rederive.show import drawing, figure_data, figures, font_heights, widen
from rederive.show.figure_data import Data, specification_data
from rederive.show.narrow import narrow
from rederive.show.palette import AXIS, COLOURS, GRID, GROUP_COLOURS, PAPER, STRONG
from rederive.show.written import write_numbers

_STYLE = {
    "font.family": ["Rederive Sans SC", "DejaVu Sans"],
    "font.size": 11,
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 11,
    "axes.edgecolor": AXIS,
    "axes.labelcolor": COLOURS["ink"],
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["ink"],
    "ytick.color": COLOURS["ink"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": GRID,
    "axes.axisbelow": True,
    "lines.linewidth": 2.2,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "svg.fonttype": "none",
    "svg.hashsalt": "rederive",
}


def use_style() -> None:
    """Set fonts (with Chinese glyphs), colours and lines for all following pictures."""
    font_heights.remember()
    for path in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    sns.set_theme(context="notebook", style="white", palette=list(COLOURS.values()), rc=_STYLE)


class Chart(Figure):
    """A matplotlib figure that knows its message and its sources.

    Parameters
    ----------
    title : str
        The message, as a sentence.
    source : str
        Whose figures, in words.
    table : Data, optional
        What it draws, where that is more than its marks say.
    """

    def __init__(
        self, *args: Any, title: str = "", source: str = "", table: Data | None = None, **given: Any
    ) -> None:
        super().__init__(*args, layout="constrained", **given)
        FigureCanvasAgg(self)  # which measures texts
        self.title, self.source, self.table = title, source, table


def figure(
    title: str, *, unit: str, source: str, size: tuple[float, float] = (6.4, 4.1), columns: int = 1
) -> tuple[Chart, Axes]:
    """A picture in the house style.

    Title and source are not drawn: pages, print and JupyterLab set them beside the drawing.

    Parameters
    ----------
    title : str
        The message, as a sentence.
    unit : str
        What the vertical axis measures, with its unit.
    source : str
        Whose figures, in words.
    size : tuple of float
        Width and height in inches.
    columns : int
        Number of panels side by side; with more than one, the second result is an array.
    """
    use_style()
    fig = Chart(figsize=size, title=title, source=source)
    axes = fig.subplots(1, columns)
    _measures(axes if columns == 1 else axes[0], unit)
    return fig, axes


def _measures(ax: Axes, unit: str) -> None:
    """Write above some axes what they measure."""
    ax.set_title(unit, loc="left", size=10.5, weight="normal", color=COLOURS["muted"])


def label(ax: Axes, x: object, y: float, text: str, colour: str = "ink", **placement) -> None:
    """Write a direct label next to a line or point, in a colour of :data:`COLOURS`."""
    options = {"xytext": (6, 0), "textcoords": "offset points", "va": "center", **placement}
    ax.annotate(text, (x, y), color=COLOURS[colour], **options)


def show(fig: Chart, *, alt: str, name: str = "") -> None:
    """Show a picture, with all that pages and print make of it.

    Parameters
    ----------
    fig : Chart
        From :func:`figure` or :func:`specification_curve`.
    alt : str
        What the picture says, in one or two sentences: the text that stands for it where it is
        not seen.
    name : str
        By which its page has it, where the cell's own name is not to be had.

    Raises
    ------
    ValueError
        If the text is missing.
    """
    if len(alt.split()) < 4:
        raise ValueError("say in `alt` what the picture says, in a sentence")
    shown = as_shown(fig, alt=alt, name=name)
    display(
        {
            figures.MIME: shown.to_json(),
            "image/svg+xml": shown.standalone,
            "text/plain": alt,
        },
        raw=True,
        metadata={"image/svg+xml": {"alt": alt, "figure": True}},
    )


def as_shown(fig: Chart, *, alt: str, name: str = "") -> figures.Shown:
    """A picture drawn for a page and for a telephone, with the data that it draws."""
    write_numbers(fig)
    widen.settle(fig)
    wide = drawing.draw(fig)
    data = fig.table or figure_data.read(fig)
    panels = figure_data.panel_names(fig)
    places = figure_data.places(fig, data)
    narrow(fig)
    return figures.Shown(
        title=fig.title,
        source=fig.source,
        alt=alt,
        wide=wide,
        narrow=drawing.draw(fig),
        columns=list(data.columns),
        rows=[list(row.cells) for row in data.rows],
        values=[
            [row.series, row.said, *first, *second, panels[row.axes]]
            for row, first, second in zip(
                data.rows, places, figure_data.places(fig, data), strict=True
            )
        ],
        name=name,
    )


def bars_by_group(ax: Axes, names: list[str], counts: pd.DataFrame) -> None:
    """Draw stacked bars of how many claims are in each group of verdicts.

    Parameters
    ----------
    ax : Axes
    names : list of str
        Of the bars, from the top.
    counts : pandas.DataFrame
        A row per bar, a column per :class:`rederive.core.verdicts.Group`.
    """
    left = pd.Series(0, index=counts.index)
    for group, colour in GROUP_COLOURS.items():
        lengths = counts[group]
        if group is Group.NOT_YET and not lengths.any():
            continue  # of a book that has checked every claim
        # On paper the pale ones would hardly be seen without an outline.
        edge = colour if colour in STRONG else COLOURS["muted"]
        bars = ax.barh(
            names, lengths, left=left, color=colour, ec=edge, lw=0.6, label=group.value, height=0.7
        )
        ax.bar_label(
            bars,
            [str(number) if number > 2 else "" for number in lengths],
            label_type="center",
            size=9,
            color="white" if colour in STRONG else COLOURS["ink"],
        )
        left = left + lengths
    ax.invert_yaxis()
    ax.grid(False)
    ax.set_xlabel("")
    ax.set_xlim(0, 1.05 * left.max())
    # Under the bars, which may be long in any row.
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.1), frameon=False, fontsize=9.5)


def specification_curve(
    results: pd.DataFrame,
    choices: list[str],
    *,
    title: str,
    unit: str,
    source: str,
    printed: tuple[float, float] | None = None,
) -> Chart:
    """The specification curve: every estimate, sorted, above the choices that gave it.

    Parameters
    ----------
    results : pandas.DataFrame
        From :func:`rederive.methods.specifications.run`.
    choices : list of str
        The choices to show below the curve.
    title, unit, source : str
        As in :func:`figure`.
    printed : tuple of float, optional
        Ends of what the report prints, drawn as a band across.

    Returns
    -------
    Chart
        To be given to :func:`show`.
    """
    use_style()
    ordered = results.sort_values("estimate", kind="stable").reset_index(drop=True)
    options = [(name, str(o)) for name in choices for o in dict.fromkeys(results[name])]
    fig = Chart(
        figsize=(6.8, 3.0 + 0.21 * len(options)),
        title=title,
        source=f"{len(ordered)} specifications, sorted; {source}",
        table=specification_data(
            ordered.rename(columns=_said), [_said(each) for each in choices], printed
        ),
    )
    ax, grid = fig.subplots(2, 1, sharex=True, height_ratios=[2.4, 0.21 * len(options)])
    _measures(ax, unit)
    _estimates(ax, ordered, printed)
    _choices(grid, ordered, options)
    return fig


def _estimates(ax: Axes, ordered: pd.DataFrame, printed: tuple[float, float] | None) -> None:
    """Draw the estimates from the smallest to the largest, and what is printed."""
    if ordered["low"].notna().any():
        ax.vlines(
            ordered.index,
            ordered["low"],
            ordered["high"],
            color=COLOURS["muted"],
            lw=0.8,
            alpha=0.6,
        )
    ax.scatter(ordered.index, ordered["estimate"], s=9, color=COLOURS["data"], zorder=3)
    if printed is not None:
        low, high = printed
        ax.axhspan(low, high, color=COLOURS["report"], alpha=0.25, lw=0)
        ax.axhline((low + high) / 2, color=COLOURS["report"], lw=1)
        label(ax, 0, high, "printed", "report", xytext=(0, 3), va="bottom")


def _said(name: str) -> str:
    """What a choice is called, which is named as functions name what they are given.

    Examples
    --------
    >>> _said("income_at")
    'income at'
    """
    return name.replace("_", " ")


def _choices(grid: Axes, ordered: pd.DataFrame, options: list[tuple[str, str]]) -> None:
    """Mark below each estimate the options that gave it."""
    for row, (name, option) in enumerate(options):
        used = ordered.index[ordered[name].astype(str) == option]
        # One line with gaps: a mark of its own for each would make a drawing of many kilobytes.
        across = np.repeat(used, 3).astype(float)
        upward = np.tile([row - 0.22, row + 0.22, np.nan], len(used))
        grid.plot(across, upward, lw=1, color=COLOURS["ink"], solid_capstyle="butt")
    names = [f"{_said(name)}: {option}" for name, option in options]
    grid.set_yticks(range(len(options)), names, size=9)
    grid.set_ylim(len(options) - 0.5, -0.5)
    grid.set_xticks([])
    grid.grid(False)
    for side in ("left", "bottom"):
        grid.spines[side].set_visible(False)

"""The house style of pictures: each has one message, which is its title.

A picture is made by :func:`figure`, drawn on with seaborn or matplotlib, labelled directly with
:func:`label` and shown by :func:`show`, which asks for the alternative text.
"""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from IPython.display import display
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

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
}
"""Colours of the groups of verdicts."""
_DARK = (COLOURS["data"], COLOURS["report"])

PAPER = "#FFFFFF"
_STYLE = {
    "font.family": ["Rederive Sans SC", "DejaVu Sans"],
    "font.size": 11,
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 11,
    "axes.edgecolor": "#9CA3AF",
    "axes.labelcolor": COLOURS["ink"],
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["ink"],
    "ytick.color": COLOURS["ink"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#E5E7EB",
    "axes.axisbelow": True,
    "lines.linewidth": 2.2,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "rederive",
}


def use_style() -> None:
    """Set fonts (with Chinese glyphs), colours and lines for all following pictures."""
    for path in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    sns.set_theme(context="notebook", style="white", palette=list(COLOURS.values()), rc=_STYLE)


def figure(
    title: str, *, unit: str, source: str, size: tuple[float, float] = (6.4, 4.1), columns: int = 1
) -> tuple[Figure, Axes]:
    """A picture in the house style.

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
    fig, axes = plt.subplots(1, columns, figsize=size, layout="constrained")
    first = axes if columns == 1 else axes[0]
    _headline(fig, title)
    first.set_title(unit, loc="left", size=10.5, weight="normal", color=COLOURS["muted"])
    caption = textwrap.fill("Source: " + source, int(size[0] * 15))
    fig.supxlabel(caption, x=0.01, ha="left", size=9, color=COLOURS["muted"])
    return fig, axes


def _headline(fig: Figure, title: str) -> None:
    """Set the message above a picture, in as few lines as it has room for."""
    lines = textwrap.fill(title, int(fig.get_figwidth() * 10))
    fig.suptitle(lines, x=0.01, ha="left", weight="bold", size=13, linespacing=1.4)


def label(ax: Axes, x: object, y: float, text: str, colour: str = "ink", **placement) -> None:
    """Write a direct label next to a line or point, in a colour of :data:`COLOURS`."""
    options = {"xytext": (6, 0), "textcoords": "offset points", "va": "center", **placement}
    ax.annotate(text, (x, y), color=COLOURS[colour], **options)


def show(fig: Figure, *, alt: str) -> None:
    """Show a picture with the text that stands for it where it is not seen.

    Parameters
    ----------
    alt : str
        What the picture says, in one or two sentences.

    Raises
    ------
    ValueError
        If the text is missing.
    """
    if len(alt.split()) < 4:
        raise ValueError("say in `alt` what the picture says, in a sentence")
    buffer = io.BytesIO()
    fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(fig)
    display(
        {"image/svg+xml": buffer.getvalue().decode("utf-8"), "text/plain": alt},
        raw=True,
        metadata={"image/svg+xml": {"alt": alt}},
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
        bars = ax.barh(names, lengths, left=left, color=colour, label=group.value, height=0.7)
        ax.bar_label(
            bars,
            [str(number) if number > 2 else "" for number in lengths],
            label_type="center",
            size=9,
            color="white" if colour in _DARK else COLOURS["ink"],
        )
        left = left + lengths
    ax.invert_yaxis()
    ax.grid(False)
    ax.set_xlabel("")
    ax.set_xlim(0, 1.75 * left.max())
    ax.legend(loc="lower right", frameon=False, fontsize=9.5)


def specification_curve(
    results: pd.DataFrame,
    choices: list[str],
    *,
    title: str,
    unit: str,
    source: str,
    printed: tuple[float, float] | None = None,
) -> Figure:
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
    Figure
        To be given to :func:`show`.
    """
    use_style()
    ordered = results.sort_values("estimate", kind="stable").reset_index(drop=True)
    options = [(name, str(o)) for name in choices for o in dict.fromkeys(results[name])]
    fig, (ax, grid) = plt.subplots(
        2,
        1,
        figsize=(6.8, 3.0 + 0.21 * len(options)),
        sharex=True,
        layout="constrained",
        height_ratios=[2.4, 0.21 * len(options)],
    )
    _headline(fig, title)
    ax.set_title(unit, loc="left", size=10.5, weight="normal", color=COLOURS["muted"])
    _estimates(ax, ordered, printed)
    _choices(grid, ordered, options)
    caption = f"{len(ordered)} specifications, sorted. Source: {source}"
    fig.supxlabel(textwrap.fill(caption, 100), x=0.01, ha="left", size=9, color=COLOURS["muted"])
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


def _choices(grid: Axes, ordered: pd.DataFrame, options: list[tuple[str, str]]) -> None:
    """Mark below each estimate the options that gave it."""
    for row, (name, option) in enumerate(options):
        used = ordered.index[ordered[name].astype(str) == option]
        grid.scatter(used, [row] * len(used), marker="|", s=26, lw=1, color=COLOURS["ink"])
    grid.set_yticks(range(len(options)), [f"{name}: {option}" for name, option in options], size=9)
    grid.set_ylim(len(options) - 0.5, -0.5)
    grid.set_xticks([])
    grid.grid(False)
    for side in ("left", "bottom"):
        grid.spines[side].set_visible(False)

"""The house style of pictures: one message each, stated in the title.

A picture is made by :func:`figure`, drawn on with seaborn or matplotlib, labelled directly with
:func:`label` and shown by :func:`show`, which asks for the alternative text.
"""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

import matplotlib.pyplot as plt
import seaborn as sns
from IPython.display import display
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

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
    fig.suptitle(textwrap.fill(title, int(size[0] * 9)), x=0.01, ha="left", weight="bold", size=13)
    first.set_title(unit, loc="left", size=10.5, weight="normal", color=COLOURS["muted"])
    caption = textwrap.fill("Source: " + source, int(size[0] * 15))
    fig.supxlabel(caption, x=0.01, ha="left", size=9, color=COLOURS["muted"])
    return fig, axes


def label(ax: Axes, x: object, y: float, text: str, colour: str = "ink", **placement) -> None:
    """Write a direct label beside a line or point, in a colour of :data:`COLOURS`."""
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

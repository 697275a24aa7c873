"""A figure as a notebook shows it and all editions take it over: drawings, words, data.

It travels as one MIME type beside the picture that JupyterLab shows. The page gives it a number;
nothing else is added to what stands here.
"""

from __future__ import annotations

import csv
import io
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from markupsafe import escape

from rederive.show.palette import COLOURS, PAPER

MIME = "application/vnd.rederive.figure+json"
"""The MIME type of a figure."""
Place = tuple[float, float]


@dataclass(frozen=True)
class Shown:
    """A figure.

    Parameters
    ----------
    title : str
        Its message, as a sentence.
    source : str
        Whose data, in words.
    alt : str
        The text that stands for it where it is not seen.
    wide, narrow : str
        The drawing for a page and for a telephone, as SVG.
    columns : list of str
        Of the table that it draws.
    rows : list of list of str
        That table.
    values : list of list
        For each row the series, the words for the datum, its place in both drawings, and what its
        panel measures, with the unit.
    name : str
        By which it is found; empty where the cell's own name will do.
    """

    title: str
    source: str
    alt: str
    wide: str
    narrow: str
    columns: list[str]
    rows: list[list[str]]
    values: list[list[Any]]
    name: str = ""

    def to_json(self) -> dict[str, Any]:
        """The figure under :data:`MIME`."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """A figure that a notebook showed."""
        return cls(**data)

    @property
    def csv(self) -> str:
        """The table as a file."""
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows([self.columns, *self.rows])
        return buffer.getvalue()

    @property
    def standalone(self) -> str:
        """The drawing with its title and its source, on white: a picture to take along."""
        width, height = size(self.wide)
        title = textwrap.wrap(self.title, int(width / 7.2))
        source = textwrap.wrap(f"Source: {self.source}", int(width / 4.8))
        top, below = 20 * len(title) + 8, 13 * len(source) + 8
        ink, muted = COLOURS["ink"], COLOURS["muted"]
        lines = [
            *_lines(title, 15, 20, f'font-size="13" font-weight="bold" fill="{ink}"'),
            *_lines(source, top + height + 10, 13, f'font-size="9" fill="{muted}"'),
        ]
        whole = top + height + below
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}pt" height="{whole:g}pt" '
            f'viewBox="0 0 {width:g} {whole:g}" font-family="\'Rederive Sans SC\', sans-serif">'
            f"<title>{escape(self.title)}</title><desc>{escape(self.alt)}</desc>"
            f'<rect width="100%" height="100%" fill="{PAPER}"/>{"".join(lines)}'
            f'<svg y="{top}" {self.wide.partition("<svg ")[2]}</svg>'
        )


def size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing in its own units.

    Examples
    --------
    >>> size('<svg viewBox="0 0 460.8 295">')
    (460.8, 295.0)
    """
    width, height = re.findall(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)[0]
    return float(width), float(height)


def _lines(texts: Iterable[str], first: float, step: float, how: str) -> Iterable[str]:
    """Lines of text, one below the other."""
    for number, text in enumerate(texts):
        yield f'<text x="4" y="{first + step * number:g}" {how}>{escape(text)}</text>'


def figure_id(cell: str, taken: Iterable[str] = ()) -> str:
    """The name under which a page has the figure of a cell.

    Examples
    --------
    >>> figure_id("rank"), figure_id("figure-1-1"), figure_id("rank", ["figure-rank"])
    ('figure-rank', 'figure-1-1', 'figure-rank-2')
    """
    name = cell if cell.startswith("figure-") else f"figure-{cell}"
    known, number = set(taken), 2
    made = name
    while made in known:
        made, number = f"{name}-{number}", number + 1
    return made

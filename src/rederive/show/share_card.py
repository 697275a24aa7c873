"""The picture that goes with a page where its address is shared: what it says, in large type.

It is drawn straight into few colours, each text in shades from its ground to its colour: that takes
half the bytes of a picture in all colours.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import PIL
from PIL import Image, ImageColor, ImageDraw

from rederive.core.verdicts import Group, Verdict
from rederive.language.spoken import said
from rederive.show import lettering, palette
from rederive.show.lettering import LEADING, Line, Room, fitted, runs

SIZE = (1200, 630)
"""Width and height, as those who show it ask for."""
MARGIN = 72
"""What stays free on the left and on the right."""
BOTTOM = 22
"""What stays free at the foot."""
BAND = 16
"""How high the band of colour at the top is."""
_WIDTH = SIZE[0] - 2 * MARGIN
#: Where the text begins, and where it ends: above the foot.
_TOP, _END = 56, 500
_LEAD, _SMALL, _GAP = 60, 26, 28
_BAR, _LEGEND, _BADGE = 26, 24, 52
_SHADES = 8
#: Which of them each of 256 shades of grey becomes.
_SHADE = [round(value / 255 * (_SHADES - 1)) for value in range(256)]


class Part(NamedTuple):
    """Some words with their colour: a verdict, or how many have one."""

    colour: str
    words: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.number} {self.words}" if self.number else self.words


@dataclass(frozen=True)
class Card:
    """What a picture shows.

    Parameters
    ----------
    lead : str
        What the page comes to, in large type.
    above : str
        Where it belongs, or the page's title.
    badge : Part, optional
        The verdict of a claim.
    counts : tuple of Part
        How many claims have which verdict.
    title, address : str
        Of the book, at the foot.
    """

    lead: str
    above: str = ""
    badge: Part | None = None
    counts: tuple[Part, ...] = ()
    title: str = ""
    address: str = ""

    @property
    def words(self) -> str:
        """All that it says, for those who do not see it."""
        parts = [self.above, self.lead, self.badge, *self.counts, self.title]
        return " · ".join(str(part) for part in parts if part)

    @property
    def name(self) -> str:
        """A name of its own for what it shows and how that is drawn."""
        return hashlib.sha256(f"{self!r} {_drawn_by()}".encode()).hexdigest()[:16]


class Text(NamedTuple):
    """Lines of one colour on a ground of one colour."""

    lines: list[Line]
    colour: str
    ground: str = palette.PAPER


class Box(NamedTuple):
    """A surface of one colour."""

    edges: tuple[float, float, float, float]
    colour: str
    radius: int = 0
    outlined: bool = False


@cache
def _drawn_by() -> str:
    """What draws: the code, the fonts, the library."""
    files = [Path(__file__), Path(lettering.__file__), *sorted(lettering.FONTS.glob("*.ttf"))]
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return " ".join([PIL.__version__, *digests])


def of_verdict(verdict: Verdict) -> Part:
    """The verdict of a claim: its icon and its words."""
    return Part(palette.GROUP_COLOURS[verdict.group], f"{verdict.icon} {said(verdict.words)}")


def of_counts(counts: dict[Group, int]) -> tuple[Part, ...]:
    """How many claims hold, fail or could not be tested."""
    return tuple(
        Part(palette.GROUP_COLOURS[group], said(group.value), counts[group])
        for group in Group
        if counts.get(group)
    )


def laid_out(card: Card) -> Iterator[Box | Text]:
    """All that is drawn, in its order."""
    ink, muted, accent = (palette.COLOURS[role] for role in ("ink", "muted", "data"))
    yield Box((0, 0, SIZE[0], BAND), card.badge.colour if card.badge else accent)
    top = float(_TOP)
    if card.above:
        room = Room(MARGIN, top, _WIDTH, 2 * _SMALL * LEADING)
        above = fitted(card.above, room, _SMALL)
        yield Text(above, muted)
        top = above[-1].baseline + _GAP
    below = [*_badge(card.badge)] if card.badge else [*_counts(card.counts)]
    end = min([_top_of(each) for each in below], default=_END + _GAP) - _GAP
    yield Text(fitted(card.lead, Room(MARGIN, top, _WIDTH, end - top), _LEAD, bold=True), ink)
    yield from below
    yield Box((MARGIN, _END + 24, SIZE[0] - MARGIN, _END + 26), palette.GRID)
    top, height = _END + 36, (SIZE[1] - BOTTOM - _END - 36) / 2
    for text, colour in ((card.title, muted), (card.address, accent)):
        if text:
            room = Room(MARGIN, top, _WIDTH, height)
            yield Text(fitted(text, room, _SMALL - 2, bold=colour == accent), colour)
        top += height


def _top_of(drawn: Box | Text) -> float:
    if isinstance(drawn, Box):
        return drawn.edges[1]
    return min((line.baseline - line.size for line in drawn.lines), default=_END)


def _badge(badge: Part) -> Iterator[Box | Text]:
    """The verdict on its colour."""
    top, inset = _END - _BADGE, 24
    room = Room(MARGIN + inset, top + 8, _WIDTH - 2 * inset, _BADGE - 12)
    lines = fitted(str(badge), room, 28, bold=True)
    right = room.left + max(line.width for line in lines) + inset
    colour = palette.PAPER if badge.colour in palette.STRONG else palette.COLOURS["ink"]
    yield Box((MARGIN, top, right, _END), badge.colour, radius=12)
    yield Text(lines, colour, badge.colour)


def _counts(counts: tuple[Part, ...]) -> Iterator[Box | Text]:
    """The bar of how many have which verdict, and below it what its colours mean."""
    if not counts:
        return
    legend = _legend(counts)
    rows = 1 + max(row for row, _, _ in legend)
    size = legend[0][2].size
    top = _END - rows * size * LEADING
    left, whole = float(MARGIN), sum(part.number for part in counts)
    for part in counts:
        right = left + _WIDTH * part.number / whole
        yield Box((left, top - _BAR - 12, right, top - 12), part.colour, outlined=True)
        left = right
    ink, lines = palette.COLOURS["ink"], []
    for (row, place, line), part in zip(legend, counts, strict=True):
        base = top + size * (1 + LEADING * row)
        square = (MARGIN + place, base - size * 0.72, MARGIN + place + size * 0.72, base)
        yield Box(square, part.colour, outlined=True)
        lines.append(Line(line.text, MARGIN + line.left, base, size))
    yield Text(lines, ink)


def _legend(counts: tuple[Part, ...]) -> list[tuple[int, float, Line]]:
    """Row, place of the mark and words of each part, in type that needs three rows at most."""
    for size in range(_LEGEND, 0, -1):
        placed: list[tuple[int, float, Line]] = []
        row, left = 0, 0.0
        for part in counts:
            line = Line(str(part), left + 1.1 * size, 0, size)
            if left and line.left + line.width > _WIDTH:
                row, left = row + 1, 0.0
                line = Line(line.text, 1.1 * size, 0, size)
            placed.append((row, left, line))
            left = line.left + line.width + 1.2 * size
        if row < 3 and all(line.left + line.width <= _WIDTH for _, _, line in placed):
            break
    return placed


def draw(card: Card) -> bytes:
    """The picture as a PNG."""
    sheet = _Sheet()
    for drawn in laid_out(card):
        if isinstance(drawn, Box):
            sheet.fill(drawn)
        elif drawn.lines:
            sheet.write(drawn)
    return sheet.png()


class _Sheet:
    """A picture of few colours, the paper first."""

    def __init__(self) -> None:
        self._image = Image.new("P", SIZE, 0)
        self._colours: list[tuple[int, ...]] = [ImageColor.getrgb(palette.PAPER)]

    def fill(self, box: Box) -> None:
        """Draw a surface."""
        places = self._new([ImageColor.getrgb(each) for each in (box.colour, palette.AXIS)])
        outline = places[1] if box.outlined else None
        pen = ImageDraw.Draw(self._image)
        pen.rounded_rectangle(box.edges, box.radius, fill=places[0], outline=outline)

    def write(self, text: Text) -> None:
        """Draw lines, their edges in shades."""
        top = int(min(line.baseline - 1.5 * line.size for line in text.lines))
        end = int(max(line.baseline + line.size for line in text.lines))
        mask = Image.new("L", (SIZE[0], end - top), 0)
        pen = ImageDraw.Draw(mask)
        for line in text.lines:
            left = line.left
            for part, font in runs(line.text, line.size, line.bold):
                pen.text((left, line.baseline - top), part, font=font, fill=255, anchor="ls")
                left += font.getlength(part)
        ground, colour = ImageColor.getrgb(text.ground), ImageColor.getrgb(text.colour)
        steps = [step / (_SHADES - 1) for step in range(_SHADES)]
        first, *_ = self._new([_between(ground, colour, step) for step in steps])
        shades = mask.point([first + each for each in _SHADE])
        self._image.paste(shades, (0, top), mask.point([255 * (each > 0) for each in _SHADE]))

    def _new(self, colours: list[tuple[int, ...]]) -> range:
        """The places of further colours."""
        first = len(self._colours)
        self._colours += colours
        return range(first, len(self._colours))

    def png(self) -> bytes:
        """The picture as a file has it."""
        self._image.putpalette([part for colour in self._colours for part in colour])
        buffer = io.BytesIO()
        self._image.save(buffer, "PNG", compress_level=6)
        return buffer.getvalue()


def _between(ground: tuple[int, ...], colour: tuple[int, ...], step: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * step) for a, b in zip(ground, colour, strict=True))

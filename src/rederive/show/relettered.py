"""The texts of a drawing in another language: each is translated whole, then broken into lines.

A drawing holds the lines of a text together (:data:`rederive.show.svg_names.LINES`). In another
language a text is of another length: it gets as many lines as it needs to stay within the drawing,
and to lie on no other text. Where what is measured has another unit there, the point of its numbers
is moved (:mod:`rederive.language.moved_points`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from xml.etree import ElementTree

from rederive.language.moved_points import last_moved, ticks_moved
from rederive.language.quantities import YEAR
from rederive.show.svg_names import LINES, TICK, VALUE

_SVG = "{http://www.w3.org/2000/svg}"
#: Of a line: its height, and how far it reaches above its baseline, in sizes of its type.
_LEADING, _ABOVE, _BELOW = 1.2, 0.85, 0.2
_GAP = 3.0
_VALUE = re.compile(r"[-+−]?[\d.,]+ ?%?")
_VIEW = re.compile(r"[-\d.]+")
_ANCHOR = re.compile(r"text-anchor: (\w+)")
#: By how much of its width a text is made narrower, step by step.
_STEPS = (1.0, 0.8, 0.62, 0.5, 0.4, 0.3)
#: By how much it may be moved up or down where it has no room otherwise.
_MOVES = (0.0, 4.0, -4.0, 8.0, -8.0, 12.0, -12.0, 16.0, -16.0)
#: By how much the numbers at an axis may stand nearer to it, and what is left beside them.
_NEARER, _EDGE = 5.0, 1.0
#: Narrower than so many sizes of its type no text is broken.
_LEAST = 3.0


def ems(text: str) -> float:
    """The width of a text in sizes of its type."""
    from rederive.show import lettering  # most builds break no text

    return lettering.ems(text)


def broken(text: str, width: float) -> list[str]:
    """A text in lines, as :func:`rederive.show.lettering.broken`."""
    from rederive.show import lettering

    return lettering.broken(text, width)


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def with_gap(self) -> Box:
        """It with the room that is left beside a text."""
        return replace(self, left=self.left - _GAP, right=self.right + _GAP)

    def shared(self, other: Box) -> float:
        """The area that it has with another."""
        across = min(self.right, other.right) - max(self.left, other.left)
        upward = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * upward if across > 0.5 and upward > 1 else 0.0


@dataclass(frozen=True)
class Block:
    """The lines of one text.

    Parameters
    ----------
    lines : tuple of str
    x, y : float
        Where they are tied, and the baseline of the first.
    size : float
        Of the type.
    anchor : str
        The side that is tied: ``start``, ``middle`` or ``end``.
    grows : str
        From where on it grows where it has more lines: ``top``, ``center`` or ``bottom``.
    """

    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    anchor: str
    grows: str

    @property
    def width(self) -> float:
        """Of the longest line."""
        return max(ems(line) for line in self.lines) * self.size

    @property
    def box(self) -> Box:
        """What it covers."""
        left = self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.width
        last = self.y + _LEADING * self.size * (len(self.lines) - 1)
        top, bottom = self.y - _ABOVE * self.size, last + _BELOW * self.size
        return Box(left, top, left + self.width, bottom)

    def saying(self, lines: Sequence[str]) -> Block:
        """It with other lines, at the same place."""
        more = _LEADING * self.size * (len(lines) - len(self.lines))
        up = {"top": 0.0, "center": 0.5}.get(self.grows, 1.0)
        return replace(self, lines=tuple(lines), y=self.y - up * more)

    def within(self, width: float, height: float) -> Block:
        """It moved into a drawing of some size, where it runs over its edges."""
        box = self.box
        across = max(0.0, -box.left) - max(0.0, box.right - width)
        return replace(self, x=self.x + across, y=self.y + max(0.0, -box.top))


def relettered(
    svg: str, said: Callable[[str], str], moves: Callable[[str], int] = lambda _: 0
) -> str:
    """A drawing with all its texts changed.

    Parameters
    ----------
    svg : str
        From :func:`rederive.show.drawing.draw`.
    said : callable
        Gives the other text for one of them.
    moves : callable, optional
        By how many places the point moves in the numbers of what is measured.
    """
    root = ElementTree.fromstring(svg)
    width, height = (float(each) for each in _VIEW.findall(root.get("viewBox", ""))[2:])
    room, moved = _with_ticks(root, moves, Box(0, 0, width, height))
    holders = list(_holders(root))
    blocks = [_block(holder) for holder in holders]
    kept = list(blocks)
    changed = {}
    for place, block in enumerate(blocks):
        parts = _parts(block.lines)
        new = _values_moved(holders[place], parts, moves)
        new = [said(part) for part in new]
        if new != parts:
            changed[place] = new
            kept[place] = block.saying(_in_lines(new, block, 1.0))
    loose = _say_loose(root, holders, said)
    for place, parts in changed.items():
        others = [each.box.with_gap() for other, each in enumerate(kept) if other != place]
        kept[place] = _placed(parts, blocks[place], room, others).within(width, height)
        _write(holders[place], kept[place])
    lowest = max((kept[place].box.bottom for place in changed), default=0)
    _make_larger(root, replace(room, bottom=max(room.bottom, lowest + 1)), Box(0, 0, width, height))
    ElementTree.register_namespace("", _SVG.strip("{}"))
    return ElementTree.tostring(root, encoding="unicode") if changed or loose or moved else svg


def _say_loose(
    root: ElementTree.Element, holders: list[ElementTree.Element], said: Callable[[str], str]
) -> bool:
    """Change the texts whose lines are not held together; whether any is another then."""
    loose = False
    for element in root.iter(f"{_SVG}text"):
        if LINES not in element.attrib and element.text and not _held(element, holders):
            text = said(element.text)
            loose = loose or text != element.text
            element.text = text
    return loose


def _with_ticks(
    root: ElementTree.Element, moves: Callable[[str], int], room: Box
) -> tuple[Box, bool]:
    """Change the numbers at ticks, which stay at them: the room for all, and whether any did."""
    ticks: dict[str, list[ElementTree.Element]] = {}
    for element in root.iter(f"{_SVG}text"):
        if (panel := element.get(TICK)) is not None and moves(panel):
            ticks.setdefault(panel, []).append(element)
    for panel, elements in ticks.items():
        new = ticks_moved([element.text or "" for element in elements], moves(panel))
        for element, text in zip(elements, new, strict=True):
            element.text = text
        boxes = [_block(element).box for element in elements]
        left, right = min(box.left for box in boxes), max(box.right for box in boxes)
        nearer = min(max(0.0, room.left + _EDGE - left), _NEARER)
        if nearer and all(_block(element).anchor == "end" for element in elements):
            for element in elements:
                element.set("x", f"{float(element.get('x', 0)) + nearer:.2f}")
            left += nearer
        room = replace(
            room, left=min(room.left, left - _EDGE), right=max(room.right, right + _EDGE)
        )
    return room, bool(ticks)


def _values_moved(
    holder: ElementTree.Element, parts: list[str], moves: Callable[[str], int]
) -> list[str]:
    """The parts of a text, with the value moved that ends a direct label."""
    by = moves(holder.get(VALUE, ""))
    return [*parts[:-1], last_moved(parts[-1], by, grouped=True)] if by else parts


def _holders(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    yield from (element for element in root.iter() if LINES in element.attrib)


def _held(text: ElementTree.Element, holders: list[ElementTree.Element]) -> bool:
    return any(text is line for holder in holders for line in holder)


def _texts(holder: ElementTree.Element) -> list[ElementTree.Element]:
    return [holder] if holder.tag == f"{_SVG}text" else holder.findall(f"{_SVG}text")


def _block(holder: ElementTree.Element) -> Block:
    lines = _texts(holder)
    anchor = _ANCHOR.search(lines[0].get("style", ""))
    return Block(
        lines=tuple(line.text or "" for line in lines),
        x=float(lines[0].get("x", 0)),
        y=float(lines[0].get("y", 0)),
        size=float(lines[0].get("font-size", 10)),
        anchor=anchor[1] if anchor else "start",
        grows=holder.get(LINES, ""),
    )


def _parts(lines: Sequence[str]) -> list[str]:
    """What is translated as a whole: all but values that stand on lines of their own.

    Examples
    --------
    >>> _parts(["the floor in the", "report"]), _parts(["land use", "7"]), _parts(["up to", "2016"])
    (['the floor in the report'], ['land use', '7'], ['up to 2016'])
    """
    grouped = groupby(lines, key=lambda line: bool(_VALUE.fullmatch(line)) and not YEAR.match(line))
    return [each for value, run in grouped for each in (run if value else [" ".join(run)])]


def _in_lines(parts: Sequence[str], english: Block, share: float) -> list[str]:
    """The parts in lines that are no longer than a share of their own width, or than in English."""
    room = english.width if len(english.lines) > len(parts) else 0.0
    long = max(ems(part) for part in parts) * english.size
    width = max(share * max(min(room or long, long), 0), _LEAST * english.size)
    return [line for part in parts for line in broken(part, width / english.size)]


def _placed(parts: Sequence[str], english: Block, room: Box, others: list[Box]) -> Block:
    """The text as wide as it can be without running over the edge or another text."""
    plain = english.saying(_in_lines(parts, english, 1.0))
    if not _in_the_way(plain, room, others):
        return plain
    forms = [english.saying(_in_lines(parts, english, share)) for share in _STEPS]
    places = [(replace(form, y=form.y + move), abs(move)) for move in _MOVES for form in forms]
    best, _ = min(places, key=lambda place: _in_the_way(place[0], room, others) + place[1])
    return best


def _in_the_way(block: Block, room: Box, others: list[Box]) -> float:
    """How much of a text lies outside of the drawing or on others."""
    box = block.box
    outside = max(0.0, room.left - box.left - 0.5) + max(0.0, box.right - room.right - 0.5)
    return round(outside * block.size + sum(box.shared(other) for other in others), 1)


def _write(holder: ElementTree.Element, block: Block) -> None:
    """Put the lines of a text into its element."""
    old = _texts(holder)
    model, attributes = old[0], dict(old[0].attrib)
    attributes.pop(LINES, None)
    for line in old[1:]:
        holder.remove(line)
    if len(block.lines) == 1 or holder is not model:
        lines = [model, *(_added(holder, attributes) for _ in block.lines[1:])]
    else:
        grows = model.attrib[LINES]
        model.clear()
        model.tag, model.text = f"{_SVG}g", None
        model.set(LINES, grows)
        lines = [_added(model, attributes) for _ in block.lines]
    for number, (element, words) in enumerate(zip(lines, block.lines, strict=True)):
        element.text = words
        element.set("x", f"{block.x:.2f}")
        element.set("y", f"{block.y + number * _LEADING * block.size:.2f}")


def _added(holder: ElementTree.Element, attributes: dict[str, str]) -> ElementTree.Element:
    return ElementTree.SubElement(holder, f"{_SVG}text", attributes)


def _make_larger(root: ElementTree.Element, room: Box, before: Box) -> None:
    """Make a drawing as large as what is in it."""
    if room == before:
        return
    width, height = room.right - room.left, room.bottom - room.top
    root.set("viewBox", f"{room.left:.5g} 0 {width:.5g} {height:.5g}")
    if room.bottom > before.bottom:
        root.set("height", f"{height:.5g}pt")
    if width > before.right:
        root.set("width", f"{width:.5g}pt")

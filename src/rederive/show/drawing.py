"""A matplotlib figure as SVG: text stays text, and nothing stands in it that draws nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.text import Text

from rederive.show.measured import measured
from rederive.show.svg_names import LINES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONTS = "'Rederive Sans SC', 'DejaVu Sans', sans-serif"
_SVG, _LINK = "http://www.w3.org/2000/svg", "{http://www.w3.org/1999/xlink}href"
#: Attributes in which another element of the drawing may be named.
_REFERENCE = re.compile(r"(?:url\(|^)#([\w.-]+)")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
#: Of a style: what is said once for the whole drawing, or anyway.
_SAID = re.compile(r"(?:font-family: [^;]*|text-anchor: start|stroke-linejoin: \w+)(?:; |$)")
_SIZE = re.compile(r"font-size: ([\d.]+)px(?:; |$)")
#: Where a line of a text that has several of them begins.
_AT = re.compile(r"translate\((?P<x>\S+) (?P<y>\S+)\)")
_ANCHORS = {"left": "start", "right": "end", "center": "middle"}
_NO_TURN = re.compile(r"rotate\(-?0(?:\.0*)?[ ,][^)]*\)")

ElementTree.register_namespace("", _SVG)


def draw(figure: Figure) -> str:
    """The figure as an SVG element, without a background; its lengths are points."""
    root = _anchored(figure)
    used = set(_references(root))
    _clean(root, used)
    root.attrib.pop("version", None)
    root.set("font-family", FONTS)
    root.set("stroke-linejoin", "round")  # instead of matplotlib's style for every element
    return ElementTree.tostring(root, encoding="unicode")


def _anchored(figure: Figure) -> ElementTree.Element:
    """The figure as it is written, each line of a text tied to the side the text is aligned to.

    matplotlib ties only a text of one line, and has the lines of others begin where they do in its
    font and language: in another they would be ragged, and run over what they label. All lines of
    a text stay together, so that it can be translated as a whole.
    """
    texts = figure.findobj(Text)
    names = {f"aligned-{number}": text for number, text in enumerate(texts) if not text.get_gid()}
    dpi = figure.dpi
    try:
        for name, text in names.items():
            text.set_gid(name)
        root = ElementTree.fromstring(_written(figure))
        figure.set_dpi(72)  # as it was written: places of labels were worked out at that
        numbers = measured(figure)
        for group in root.iter(f"{{{_SVG}}}g"):
            if (name := group.get("id", "")) in names:
                holder = _tie(group, names[name])
                if holder is not None and names[name] in numbers:
                    holder.set(*numbers[names[name]])
    finally:
        figure.set_dpi(dpi)
        for text in names.values():
            text.set_gid(None)
    return root


def _tie(group: ElementTree.Element, text: Text) -> ElementTree.Element | None:
    """Tie the lines of a text to its side, and say where they are; what is turned stays.

    What holds its lines is given back; nothing where it was left as it is.
    """
    lines = group.findall(f"{{{_SVG}}}text")
    if not lines or text.get_rotation() or any(len(line) for line in lines):
        return None  # turned, or a formula
    places = [_AT.fullmatch(_NO_TURN.sub("", line.get("transform", "")).strip()) for line in lines]
    x = text.get_transform().transform(text.get_unitless_position())[0]
    side = _ANCHORS[text.get_horizontalalignment()]
    for line, place in zip(lines, places, strict=True):
        if place:
            del line.attrib["transform"]
            if side == "start":
                x = float(place["x"])
            line.set("x", f"{x:.2f}")
            line.set("y", place["y"])
            line.set("style", f"text-anchor: {side}; {line.get('style', '')}")
    holder = lines[0] if len(lines) == 1 else group
    holder.set(LINES, text.get_verticalalignment().split("_")[0])
    return holder


def _written(figure: Figure) -> bytes:
    """What ``savefig`` writes of the figure without a background.

    It draws a figure twice, to lay it out and to write it; the canvas lays it out as it writes.
    """
    patches = [figure.patch, *(axes.patch for axes in figure.axes)]
    colours = [patch.get_facecolor() for patch in patches]
    canvas, dpi = figure.canvas, figure.dpi
    buffer = io.BytesIO()
    try:
        for patch in patches:
            patch.set_facecolor("none")
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    finally:
        figure.set_dpi(dpi)
        figure.set_canvas(canvas)
        for patch, colour in zip(patches, colours, strict=True):
            patch.set_facecolor(colour)
    return buffer.getvalue()


def _references(root: ElementTree.Element) -> Iterator[str]:
    """The identifiers to which the drawing refers."""
    for element in root.iter():
        for name, value in element.attrib.items():
            if name != "id":
                yield from _REFERENCE.findall(value)


def _clean(parent: ElementTree.Element, used: set[str]) -> None:
    """Simplify what is in an element, and drop what draws nothing."""
    kept: list[ElementTree.Element] = []
    for element in list(parent):
        name = element.tag.removeprefix(f"{{{_SVG}}}")
        if name in ("metadata", "style"):
            continue
        _simplify(element, used)
        _clean(element, used)
        if name in ("g", "defs") and not len(element):
            continue
        if _draws_nothing(name, element):
            continue
        _say_once(element)
        kept.extend([element] if element.attrib or name != "g" else list(element))
    parent[:] = kept
    parent.text = parent.text if parent.text and parent.text.strip() else None
    for element in kept:
        element.tail = None


def _say_once(group: ElementTree.Element) -> None:
    """Have a group of points say the style that all of them have."""
    styles = {point.get("style") for point in group}
    if len(group) > 1 and len(styles) == 1 and all(each.tag.endswith("}use") for each in group):
        style = styles.pop()
        if style and not group.get("style"):
            group.set("style", style)
            for point in group:
                del point.attrib["style"]


def _simplify(element: ElementTree.Element, used: set[str]) -> None:
    """Attributes in their short forms."""
    if element.get("id") not in used:
        element.attrib.pop("id", None)
    if _LINK in element.attrib:
        element.set("href", element.attrib.pop(_LINK))
    style = _SAID.sub("", element.get("style", ""))
    for name in ("fill", "stroke"):  # of a hatched area
        if name in element.attrib:
            style = f"{name}: {element.attrib.pop(name)}; {style}"
    if font := _SIZE.search(style):
        element.set("font-size", font[1])
        style = _SIZE.sub("", style)
    if style := style.strip("; "):
        element.set("style", style)
    else:
        element.attrib.pop("style", None)
    if turn := element.get("transform"):
        turn = _NO_TURN.sub("", turn).strip()
        element.set("transform", turn) if turn else element.attrib.pop("transform")
    for name in ("d", "x", "y", "width", "height", "transform", "points"):
        if name in element.attrib:
            value = _NUMBER.sub(lambda found: f"{float(found[0]):.2f}", element.attrib[name])
            element.set(name, " ".join(value.split()))


def _draws_nothing(name: str, element: ElementTree.Element) -> bool:
    """Whether a path has neither line nor area and nothing refers to it."""
    style = element.get("style", "")
    if name != "path" or "id" in element.attrib:
        return False
    if not element.get("d", "").strip():
        return True
    filled = "fill: none" not in style and style[-10:] != "opacity: 0"
    return not filled and "stroke:" not in style

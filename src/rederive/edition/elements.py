"""HTML as a tree of elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass
class Element:
    """A part of an HTML text."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str]

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element with one of these tags, in order, itself included."""
        if self.tag in tags:
            yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all(*tags)

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(each if isinstance(each, str) else each.text for each in self.children)


def parse(text: str) -> Element:
    """The tree of a text; an element that is not closed ends with what holds it."""
    return _Tree(text).top


class _Tree(HTMLParser):
    _VOID = ("br", "hr", "img", "input", "wbr", "col", "meta", "link")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.top = Element("", {}, [])
        self._open = [self.top]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes}, [])
        self._open[-1].children.append(element)
        if tag not in self._VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, text: str) -> None:
        self._open[-1].children.append(text)

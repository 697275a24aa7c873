"""HTML of other packages, mainly tables of pandas, as Typst."""

from __future__ import annotations

from collections.abc import Callable

from rederive.edition import typst
from rederive.edition.elements import Element, parse
from rederive.edition.places import Places
from rederive.edition.tables import Cell, sheet

#: How pandas writes a place in a table for which there is nothing.
_NOTHING = {"NaN", "None", "<NA>"}
#: Elements in which white space between others is not text.
_BLOCKS = {
    "", "div", "section", "details", "summary", "dl", "ul", "ol", "table", "tr", "figure",
}  # fmt: skip
_UNPRINTED = {"style", "script", "form", "svg", "button"}
_PARAGRAPHS = {"p", "div", "section", "details", "summary"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def html(text: str, places: Places) -> str:
    """An HTML text, such as an output of a notebook."""
    return _element(parse(text), places)


def _element(node: Element, places: Places) -> str:
    if "hidden" in node.attributes or node.tag in _UNPRINTED:
        return ""
    return _FORMS.get(node.tag, _inner)(node, places)


def _inner(node: Element, places: Places) -> str:
    return "".join(
        _element(child, places) if isinstance(child, Element) else typst.text(child)
        for child in node.children
        if node.tag not in _BLOCKS or isinstance(child, Element) or child.strip()
    )


def _around(form: Callable[[str], str]) -> Callable[[Element, Places], str]:
    return lambda node, places: form(_inner(node, places))


def _link(node: Element, places: Places) -> str:
    return places.link(node.attributes.get("href", ""), _inner(node, places))


def _items(form: Callable[[list[str]], str]) -> Callable[[Element, Places], str]:
    return lambda node, places: form([_inner(item, places) for item in node.all("li")])


def _definitions(node: Element, places: Places) -> str:
    terms = (_inner(term, places) for term in node.all("dt"))
    meanings = (_inner(meaning, places) for meaning in node.all("dd"))
    return typst.definitions(zip(terms, meanings, strict=False))


def _table(node: Element, places: Places) -> str:
    rows = [[_cell(cell, places) for cell in row.all("th", "td")] for row in node.all("tr")]
    return sheet([row for row in rows if row])


def _cell(cell: Element, places: Places) -> Cell:
    text = cell.text.strip()
    return Cell(
        typst.text("–") if text in _NOTHING else _inner(cell, places),
        text,
        cell.tag == "th",
        _span(cell, "colspan"),
        _span(cell, "rowspan"),
    )


def _span(cell: Element, name: str) -> int:
    given = cell.attributes.get(name, "")
    return int(given) if given.isdecimal() and int(given) else 1


_FORMS: dict[str, Callable[[Element, Places], str]] = {
    **dict.fromkeys(_PARAGRAPHS, _around(typst.paragraph)),
    **dict.fromkeys(_HEADINGS, _around(lambda inner: typst.paragraph(typst.strong(inner)))),
    **dict.fromkeys(("strong", "b"), _around(typst.strong)),
    **dict.fromkeys(("em", "i"), _around(typst.emphasis)),
    "code": lambda node, _: typst.inline_code(node.text),
    "pre": lambda node, _: typst.code_block(node.text.strip("\n")),
    "br": lambda *_: typst.LINE_BREAK,
    "a": _link,
    "ul": _items(typst.bullets),
    "ol": _items(typst.numbered),
    "dl": _definitions,
    "table": _table,
}

"""The content that outputs carry as data (:mod:`rederive.show.content`), as Typst."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rederive.core.verdicts import Verdict
from rederive.edition import typst
from rederive.edition.places import Places, unsupported
from rederive.edition.tables import Cell, listed, sheet, stacked
from rederive.language.spoken import said
from rederive.show.content import Block, Inline, Layout


def content(blocks: Iterable[Block], places: Places) -> str:
    """The blocks of an output.

    Raises
    ------
    InputError
        If a block has no form in print yet.
    """
    return "".join(_node(block, places) for block in blocks)


def verdict_badge(verdict: Verdict) -> str:
    """The badge of a verdict."""
    return f"#verdict({typst.string(verdict)});"


def _node(node: Inline, places: Places) -> str:
    if isinstance(node, str):
        return typst.text(node)
    form = _FORMS.get(node["type"])
    if form is None:
        raise unsupported(places.page, f"content of type {node['type']}", "content")
    return form(node, places)


def _inline(parts: Iterable[Inline], places: Places) -> str:
    return "".join(_node(part, places) for part in parts)


def _words(parts: Iterable[Inline]) -> str:
    """The words of some content."""
    return "".join(map(_words_of, parts))


def _words_of(node: Inline) -> str:
    if isinstance(node, str):
        return node
    if node["type"] == "verdict":
        verdict = Verdict.of(node["value"])
        return f"{verdict.icon} {said(verdict.words)}"
    return _words(node.get("children", ()))


def _around(form: Callable[[str], str]) -> Callable[[Block, Places], str]:
    return lambda node, places: form(_inline(node["children"], places))


def _link(node: Block, places: Places) -> str:
    return places.link(node["url"], _inline(node["children"], places))


def _list(node: Block, places: Places) -> str:
    return typst.bullets(_inline(item, places) for item in node["children"])


def _tally(node: Block, places: Places) -> str:
    items = (f"#box[{_inline(item, places)}];" for item in node["children"])
    return typst.paragraph(" #h(1.2em); ".join(items))


def _definitions(node: Block, places: Places) -> str:
    return typst.definitions(
        (_inline(term, places), _inline(meaning, places)) for term, meaning in node["children"]
    )


def _table(node: Block, places: Places) -> str:
    def cells(row: list[list[Inline]], heads: int) -> list[Cell]:
        return [
            Cell(_inline(cell, places), _words(cell).strip(), number < heads)
            for number, cell in enumerate(row)
        ]

    head, rows = node["head"], node["rows"]
    return _LAYOUTS[Layout(node["layout"])](
        [cells(head, len(head)), *(cells(row, 1) for row in rows)]
    )


_LAYOUTS = {Layout.SHEET: sheet, Layout.STACKED: stacked, Layout.LISTED: listed}
_FORMS: dict[str, Callable[[Any, Places], str]] = {
    "verdict": lambda node, _: verdict_badge(Verdict.of(node["value"])),
    "link": _link,
    "strong": _around(typst.strong),
    "muted": _around(lambda inner: f"#text(fill: muted)[{inner}];"),
    "break": lambda *_: typst.LINE_BREAK,
    "paragraph": _around(typst.paragraph),
    "list": _list,
    "tally": _tally,
    "definitionList": _definitions,
    "table": _table,
}

"""What an output shows, as data next to its HTML, for what is not a browser: the PDF edition.

An output carries a list of blocks under :data:`MIME`; an empty list says that the output is for a
screen only. Text stands as a string wherever content may, everything else as a dictionary whose
``type`` is the word of the Markdown syntax tree (https://github.com/syntax-tree/mdast) where that
has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any

from rederive.core.entries import Entry, standalone_of
from rederive.core.verdicts import Verdict
from rederive.language.shown_texts import in_data
from rederive.language.spoken import say

MIME = "application/vnd.rederive.content+json"
#: The ledger entries of one claim, for its card.
CARD_MIME = "application/vnd.rederive.card+json"
#: The ids of claims, for their table.
CLAIMS_MIME = "application/vnd.rederive.claims+json"
Inline = str | dict[str, Any]
Content = Inline | Sequence[Inline]
Block = dict[str, Any]
_NO_TEXT = ("type", "url", "value", "layout")


class Layout(StrEnum):
    """How a table is set where the page is narrow."""

    SHEET = "sheet"
    """As a table."""
    STACKED = "stacked"
    """Each row as a paragraph: three cells, then the names and texts of the others."""
    LISTED = "listed"
    """Each row as a paragraph: its head, then the texts of the other cells."""


def data(*blocks: Block) -> dict[str, Any]:
    """The data of an output; without blocks it is for a screen only."""
    return {MIME: list(blocks)}


def changed(blocks: Any, change: Callable[[str], str]) -> Any:
    """Blocks with every text changed.

    Examples
    --------
    >>> changed([paragraph(["one ", link("a.html", "two")])], str.upper)[0]["children"]
    ['ONE ', {'type': 'link', 'url': 'a.html', 'children': ['TWO']}]
    """
    return in_data(blocks, change, _NO_TEXT)


def card_data(entries: Iterable[Entry]) -> dict[str, Any]:
    """The data of a claim's card."""
    return {CARD_MIME: [entry.to_row() for entry in entries]}


def inline(content: Content) -> list[Inline]:
    """Content as a list of its parts."""
    return [content] if isinstance(content, str | dict) else list(content)


def verdict(of: Verdict) -> Inline:
    """The badge of a verdict."""
    return {"type": "verdict", "value": of.value}


def standalone(entries: list[Entry]) -> list[Inline]:
    """The verdict of a contradicted claim outside its contradiction, after a comma; or nothing."""
    found = standalone_of(entries)
    if not found:
        return []
    before, _, after = say("by itself {verdict}", verdict="\0").partition("\0")
    return [say(", "), before, verdict(found), *filter(None, [after])]


def link(address: str, content: Content) -> Inline:
    """A link; the address as in the HTML."""
    return {"type": "link", "url": address, "children": inline(content)}


def strong(content: Content) -> Inline:
    """Content in bold."""
    return {"type": "strong", "children": inline(content)}


def muted(content: Content) -> Inline:
    """Content that stands back, such as the original of a translation."""
    return {"type": "muted", "children": inline(content)}


def lines(parts: Iterable[Content]) -> list[Inline]:
    """Each part in a line of its own."""
    joined: list[Inline] = []
    for number, part in enumerate(parts):
        joined += [{"type": "break"}] if number else []
        joined += inline(part)
    return joined


def paragraph(content: Content) -> Block:
    """A paragraph."""
    return {"type": "paragraph", "children": inline(content)}


def bullets(items: Iterable[Content]) -> Block:
    """A list."""
    return {"type": "list", "children": [inline(item) for item in items]}


def tally(counts: Iterable[tuple[Verdict, int]]) -> Block:
    """Verdicts with their numbers of claims, in a line."""
    items = [[verdict(each), " ", strong(str(count))] for each, count in counts]
    return {"type": "tally", "children": items}


def definitions(pairs: Iterable[tuple[Content, Content]]) -> Block:
    """Terms and what they mean."""
    items = [[inline(term), inline(meaning)] for term, meaning in pairs]
    return {"type": "definitionList", "children": items}


def table(
    head: Iterable[Content],
    rows: Iterable[Iterable[Content]],
    layout: Layout = Layout.SHEET,
) -> Block:
    """A table; the first cell of each row is its head."""
    return {
        "type": "table",
        "layout": layout.value,
        "head": [inline(cell) for cell in head],
        "rows": [[inline(cell) for cell in row] for row in rows],
    }

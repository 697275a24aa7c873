"""The working of a page is folded to the lines of derivation.

Short cells that work something out stand open. Code that draws, that is long, or that only imports
and keeps the books is folded, together with the tables and texts that it prints; figures and cards
stay. A cell tagged `shown` stands open, of one tagged `hide-input` all outputs stay. Cells that
follow each other share a fold. The folds are `details`, so that they open without
scripts and by keyboard, and for a link or a search of the page. How a fold looks, and the switch
for all of them, are in the assets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import escape
from sphinx.transforms import SphinxTransform

from rederive import __version__
from rederive.language.spoken import say

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LONG = 6
"""Lines of code that a page still shows."""
SHOWN = "tag_shown"
"""The class of a cell that stands open, as MyST-NB makes it from its tag."""
_DRAWS = re.compile(r"\bcharts\.|\bax\d?\.|\bplt\.|\bsns\.")
_KEEPS_BOOKS = re.compile(
    r"import |from |chapter = |chapter\.(trace|normative|pending|listed|claims|verdicts)\("
)
_TABLE = 'class="dataframe"'
_ANCHORS = '<div class="said"><span '
"""How an output begins that only says where bound numbers come from."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.add_transform(FoldCode)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def derives(code: str) -> bool:
    """Whether code is a short line of derivation, which stays open.

    Examples
    --------
    >>> derives("density = premium / people"), derives("charts.show(fig, alt='...')")
    (True, False)
    >>> derives("\\n".join(["a = 1"] * 20)), derives('chapter.trace("ch1-a")')
    (False, False)
    """
    lines = code.strip().splitlines()
    if _DRAWS.search(code) or len(lines) > LONG:
        return False
    statements = [line for line in lines if line[:1].strip() and line[:1] not in "#)]}"]
    return not all(map(_KEEPS_BOOKS.match, statements))


def label(codes: list[str], tables: int = 0) -> str:
    """What the fold of some cells is called.

    Examples
    --------
    >>> label(["charts.show(fig, alt='...')"])
    'Code of the figure'
    >>> label(["a = 1", "b = a"], tables=1)
    'Working: 2 lines of code and a table'
    """
    if all(map(_DRAWS.search, codes)):
        return say("Code of the figure")
    count = sum(len(code.strip().splitlines()) for code in codes)
    one = say("1 line of code")
    counted = one if count == 1 else say("{count} lines of code", count=count)
    shown = {0: "", 1: say(" and a table")}.get(tables, say(" and {tables} tables", tables=tables))
    return say("Working: {code}{tables}", code=counted, tables=shown)


@dataclass(frozen=True)
class _Cell:
    """A cell to fold: its code, what it prints on the way, and whether it shows more than that."""

    node: nodes.container
    source: nodes.Element
    printed: list[nodes.Element]
    shows: bool

    @property
    def tables(self) -> int:
        return sum(_TABLE in each.astext() for each in self.printed)


class FoldCode(SphinxTransform):
    """Folds the code of cells, and what it prints on the way."""

    default_priority = 860

    def apply(self, **_: Any) -> None:
        """Fold what is not the derivation."""
        fold(self.document)


def fold(page: nodes.Element) -> None:
    """Fold what is not the derivation; outputs that MyST-NB hides by a tag are left to it."""
    run: list[_Cell] = []
    for cell in list(_cells(page)):
        if run and (run[-1].shows or _next(run[-1].node) is not cell.node):
            _fold(run)
            run = []
        run.append(cell)
    if run:
        _fold(run)


def _cells(page: nodes.Element) -> Iterator[_Cell]:
    """The cells to fold, in their order."""
    for node in page.findall(nodes.container):
        hidden = node.get("hide_mode")
        if node.get("nb_element") != "cell_code" or hidden not in (None, "input"):
            continue
        source = next(_parts(node, "cell_code_source"), None)
        if source is None or SHOWN in node["classes"]:
            continue
        if not hidden and derives(source.astext()):
            continue
        outputs = [each for part in _parts(node, "cell_code_output") for each in part.children]
        printed = [each for each in outputs if isinstance(each, nodes.Element) and _working(each)]
        if hidden:
            node["hide_mode"] = None
            printed = []
        yield _Cell(node, source, printed, len(outputs) > len(printed))


def _parts(cell: nodes.container, kind: str) -> Iterator[nodes.Element]:
    for child in cell.children:
        if isinstance(child, nodes.Element) and child.get("nb_element") == kind:
            yield child


def _next(node: nodes.Element) -> nodes.Node | None:
    siblings = node.parent.children
    return next(iter(siblings[siblings.index(node) + 1 :]), None)


def _fold(run: list[_Cell]) -> None:
    """Put the code of cells that follow each other into one fold, at the head of the last."""
    called = label([cell.source.astext() for cell in run], sum(cell.tables for cell in run))
    opening = f'<details class="code-fold"><summary>{escape(called)}</summary>'
    content: list[nodes.Node] = [nodes.raw("", opening, format="html")]
    for cell in run:
        cell.node.remove(cell.source)
        content.append(cell.source)
        if cell.printed:
            for each in cell.printed:
                each.parent.remove(each)
            content.append(nodes.container("", *cell.printed, classes=["cell_output"]))
        for part in list(_parts(cell.node, "cell_code_output")):
            if not part.children:
                cell.node.remove(part)
    content.append(nodes.raw("", "</details>", format="html"))
    for cell in run[:-1]:
        cell.node.parent.remove(cell.node)
    run[-1].node[:0] = content


def _working(output: nodes.Element) -> bool:
    """Whether an output is a step on the way: printed text, a table of pandas, anchors."""
    if output.get("nb_element") != "mime_bundle":
        return isinstance(output, nodes.literal_block)
    forms = [form for form in output.children if isinstance(form, nodes.Element)]
    kinds = {str(form.get("mime_type")): form for form in forms}
    if kinds.keys() - {"text/html", "text/plain"}:
        return False  # a figure
    html = kinds["text/html"].astext() if "text/html" in kinds else _TABLE
    anchors = html.startswith(_ANCHORS) and "</p>" not in html and "</ul>" not in html
    return _TABLE in html or anchors

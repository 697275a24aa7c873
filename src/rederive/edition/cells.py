"""The cells of a page and their outputs, as Typst."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rederive.core.entries import Entry
from rederive.core.prose.citations import as_roles
from rederive.core.register import Register
from rederive.edition import typst
from rederive.edition.cards import card
from rederive.edition.content import content
from rederive.edition.html import html
from rederive.edition.markdown import markdown
from rederive.edition.pictures import Picture
from rederive.edition.places import Places
from rederive.language.spoken import say
from rederive.show import figures
from rederive.show.content import CARD_MIME, MIME

Cell = Mapping[str, Any]
Output = Mapping[str, Any]
#: Longer cells of code are named, not shown.
LONGEST_CODE = 12
_NO_OUTPUT = {"remove-cell", "remove-output", "hide-output"}
#: Of these the pages show no output either, and count no figure.
_NOWHERE = {"remove-cell", "remove-output"}
_NO_INPUT = {"remove-input", "hide-input"}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def derived_claims(page: str, cells: Iterable[Cell], register: Register) -> set[str]:
    """The claims whose card on this page is the one that counts."""
    return {
        row["claim"]
        for cell in cells
        for output in _outputs(cell)
        for row in output.get("data", {}).get(CARD_MIME, [])
        if _derives(page, row["claim"], register)
    }


def count_figures(cells: Iterable[Cell]) -> int:
    """How many figures the web has of some cells."""
    return sum(
        figures.MIME in output.get("data", {})
        for cell in cells
        if cell["cell_type"] == "code" and not _tags(cell) & _NOWHERE
        for output in cell.get("outputs", [])
    )


def _derives(page: str, claim: str, register: Register) -> bool:
    """Whether this is the page whose verdict on a claim counts."""
    return page == f"notebooks/{register.notebooks.get(register[claim].chapter)}"


def _tags(cell: Cell) -> set[str]:
    return set(cell.get("metadata", {}).get("tags", []))


def _outputs(cell: Cell) -> list[Output]:
    """The outputs of a cell that readers see."""
    if cell["cell_type"] != "code" or _tags(cell) & _NO_OUTPUT:
        return []
    return cell.get("outputs", [])


def _code_block(output: str) -> str:
    return typst.code_block(_ANSI.sub("", output)) if output else ""


@dataclass
class PageWriter:
    """Writes the cells of one page.

    Parameters
    ----------
    places : Places
        Where the links of the page lead.
    register : Register
    pictures : dict
        Pictures that were met, by the names of their files; it grows.
    figure : int
        The number of the next figure.
    placed : set of str
        The claims whose card that links lead to was written; it grows.
    """

    places: Places
    register: Register
    pictures: dict[str, str] = field(default_factory=dict)
    figure: int = 1
    placed: set[str] = field(default_factory=set)

    def cell(self, cell: Cell) -> str:
        """One cell with what it shows."""
        after = self.figure + count_figures([cell])
        text = self._cell(cell)
        self.figure = after  # also where the page has figures that print has not
        return text

    def _cell(self, cell: Cell) -> str:
        if cell["cell_type"] == "markdown":
            return markdown(as_roles(cell["source"]), self.places)
        tags, outputs = _tags(cell), _outputs(cell)
        if cell["cell_type"] != "code" or "remove-cell" in tags:
            return ""
        shown = "".join(map(self.output, outputs))
        if tags & _NO_INPUT or (outputs and not shown):
            return shown
        return self._code(cell) + shown

    def _code(self, cell: Cell) -> str:
        """A short cell as it is; a long one by its place."""
        source = cell["source"].strip()
        lines = source.count("\n") + 1
        if lines <= LONGEST_CODE:
            return typst.code_block(source, "python")
        named = say(
            "Working: {lines} lines, cell {cell} of {file}",
            lines=lines,
            cell=cell.get("id", ""),
            file=f"{self.places.page}.ipynb",
        )
        return f"#working({typst.string(named)});\n"

    def output(self, output: Output) -> str:
        """One output, in the best of its forms."""
        if output["output_type"] == "stream":
            return _code_block(output["text"].rstrip()) if output["name"] == "stdout" else ""
        data = output.get("data", {})
        for mime, form in self._FORMS.items():
            if mime in data:
                return form(self, data[mime], output)
        return ""

    def _picture(self, svg: str, output: Output) -> str:
        alt = output.get("metadata", {}).get("image/svg+xml", {}).get("alt")
        picture = Picture(svg, alt or output["data"].get("text/plain", ""))
        self.pictures[picture.name] = svg
        return picture.figure()

    def _figure(self, data: dict[str, Any], _: Output) -> str:
        shown = figures.Shown.from_json(data)
        picture = Picture(shown.wide, shown.alt, self.figure, shown.title, shown.source)
        self.pictures[picture.name] = picture.svg
        self.figure += 1
        return picture.figure()

    def _card(self, rows: list[dict[str, str]], _: Output) -> str:
        entries = [Entry.from_row(row) for row in rows]
        claim = self.register[entries[0].claim]
        here = _derives(self.places.page, claim.id, self.register) and claim.id not in self.placed
        self.placed |= {claim.id} if here else set()
        return card(claim, entries, self.places, derived_here=here)

    _FORMS: ClassVar[dict[str, Callable[[PageWriter, Any, Output], str]]] = {
        figures.MIME: _figure,
        "image/svg+xml": _picture,
        CARD_MIME: _card,
        MIME: lambda self, blocks, _: content(blocks, self.places),
        "text/html": lambda self, text, _: html(text, self.places),
        "text/markdown": lambda self, text, _: markdown(text, self.places),
        "text/plain": lambda self, text, _: _code_block(text),
    }

"""An invented book that can be printed, as if its one chapter had been run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from rederive.core.entries import Entry
from rederive.core.register import Register
from rederive.core.verdicts import Verdict
from rederive.show.cards import Table
from rederive.show.claim_card import card

FILES = {
    "_toc.yml": """\
format: jb-book
root: index
parts:
- caption: The chapters
  chapters:
  - file: notebooks/ch1-invented
  - file: notebooks/trial
  - file: bibliography
  - file: downloads
""",
    "index.md": """\
---
rederive: {edition: {title: In short, part: At a glance, colophon: Free.}}
---
# An invented book

Read {doc}`notebooks/ch1-invented`, {doc}`downloads`.
""",
    "bibliography.md": "# Bibliography\n\n```{bibliography}\n:style: plain\n```\n",
    "downloads.md": "---\nrederive: {edition: false}\n---\n# Downloads\n\nFiles.\n",
    "CITATION.cff": """\
title: "invented: a book for the tests"
authors: [{name: Nobody}]
version: 0.9.1
date-released: 2026-01-02
license: BSD-3-Clause
abstract: Nothing of it is true.
keywords: [tests]
""",
}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="4000pt" height="100pt" viewBox="0 0 40 1">'
    '<rect width="40" height="1" fill="#0072B2"/></svg>'
)
TABLE = (
    "<table><thead><tr><th></th><th>premium</th></tr><tr><th>year</th><th></th></tr></thead>"
    + "<tbody>"
    + "".join(f"<tr><th>{year}</th><td>{year / 7:.1f}</td></tr>" for year in range(1900, 2000))
    + "</tbody></table>"
)
CHECKED = Entry(
    "ch1-premium",
    "premium",
    "125 × 100 million CNY",
    Verdict.REPRODUCED,
    recomputed_low=12_520_000_000,
    recomputed_high=12_520_000_000,
    evidence=("money/premium",),
    margin_percent=0.24,
    margin_digits=0.3,
    publishers=2,
)
TRACED = Entry(
    "ch1-drones",
    "flights",
    "over 600 sorties",
    Verdict.TRACED,
    recomputed_low=611.5,
    recomputed_high=612.5,
    evidence=("alpha",),
    publishers=1,
)
#: Another page tries other numbers on a claim; they count for nothing.
TRIED = replace(CHECKED, recomputed_low=99, recomputed_high=99, verdict=Verdict.NOT_REPRODUCED)


def output(table: Table) -> NotebookNode:
    """What a cell shows that ends in a table or a card."""
    return new_output("display_data", table._repr_mimebundle_())


def shown(**data: object) -> NotebookNode:
    """An output of a cell by its MIME types, with ``_`` for ``/``."""
    named = {key.replace("_", "/").replace("svg", "svg+xml"): value for key, value in data.items()}
    return new_output("display_data", named)


def chapter(register: Register) -> NotebookNode:
    """The one chapter."""
    cards = [output(card(register[entry.claim], [entry])) for entry in (CHECKED, TRACED)]
    picture = shown(image_svg=SVG, text_plain="A blue bar that says nothing at all.")
    return new_notebook(
        cells=[
            new_markdown_cell(
                "# 保险 by chapter\n\nSaid {cite}`beta`; see [the page](https://example.org/), "
                "[a claim](../claims/ch1-drones.html), $e^{-rt}$ and #strong[no markup]."
            ),
            new_code_cell("x = 1  # short", outputs=cards),
            new_code_cell("\n".join(f"y{n} = {n}" for n in range(40)), outputs=[picture]),
            new_code_cell("table", outputs=[new_output("execute_result", {"text/html": TABLE})]),
            new_code_cell("spoken", outputs=[shown(text_markdown="A *sentence* worked out.")]),
        ]
    )


def trial(register: Register) -> NotebookNode:
    """A page that is not the claim's own."""
    tried = output(card(register[TRIED.claim], [TRIED]))
    return new_notebook(
        cells=[new_markdown_cell("# A trial"), new_code_cell("check", outputs=[tried])]
    )


def notebooks(root: Path, register: Register) -> dict[Path, NotebookNode]:
    """All notebooks of the book in ``root``."""
    return {
        root / "notebooks" / "ch1-invented.ipynb": chapter(register),
        root / "notebooks" / "trial.ipynb": trial(register),
    }

"""A chapter's notebook with a line for each claim, ready to be worked on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from rederive.book.book import Book
from rederive.book.candidates import Candidate, Finder
from rederive.core.claims import Claim
from rederive.reading.files import write_whole
from rederive.reading.tables import read_text

_LAST = "chapter.verdicts()"
_NAMED = 6
"""How many series a cell names that a claim could be checked against."""


@dataclass(frozen=True)
class Added:
    """What was added to a notebook, and to the register.

    Attributes
    ----------
    path : Path
        The notebook.
    claims : list of str
        Those that got a cell.
    evidence : dict of str to list of str
        Of those that got a check: the series that were named under ``evidence``.
    """

    path: Path
    claims: list[str]
    evidence: dict[str, list[str]]


def scaffold(book: Book, number: int) -> Added:
    """Add a cell for every claim of a chapter that its notebook does not name yet.

    What is there stays as it is. A claim gets a check where one series fits, which is then named as
    its evidence in the register; every other one is left for later, with the series of its unit and
    time beside it.

    Raises
    ------
    InputError
        If there is no such chapter.
    """
    claims = book.register.chapter(number)
    path = book.root / "notebooks" / f"{book.register.notebooks[number]}.ipynb"
    notebook = nbformat.read(path, 4) if path.is_file() else _empty(book, number)
    there = "\n".join(cell.source for cell in notebook.cells)
    missing = [claim for claim in claims if f'"{claim.id}"' not in there]
    at = next(
        (place for place, cell in enumerate(notebook.cells) if _LAST in cell.source),
        len(notebook.cells),
    )
    if at and notebook.cells[at - 1].cell_type == "markdown":
        at -= 1  # the heading above it
    register = book.data / "claims" / f"ch{number}.yaml"
    text = before = read_text(register)
    cells, evidence, finder = [], {}, Finder(book)
    for claim in missing:
        tests = finder.fitting(claim) if claim.check != "policy" else {}
        named = _with_evidence(text, claim, tests)
        text = named or text
        if named and not claim.evidence:
            evidence[claim.id] = sorted({each.series for each in tests.values()})
        source = _source(claim, tests if named else {}, finder.of(claim))
        cells.append(nbformat.v4.new_code_cell(source, id=_id(claim.id)))
    if not missing and path.is_file():
        return Added(path, [], {})
    notebook.cells[at:at] = cells
    if text != before:
        write_whole(register, text)
    write_whole(path, nbformat.writes(notebook) + "\n")
    return Added(path, [claim.id for claim in missing], evidence)


def _id(claim: str) -> str:
    """An id of a cell, of at most 64 characters."""
    return claim[:64]


def _empty(book: Book, number: int) -> nbformat.NotebookNode:
    title = book.register.titles[number]
    sources = (
        "from rederive import Book, Chapter, load\n\nbook = Book.here()\n"
        f"chapter = Chapter({number})\nWRITTEN = book.report.written_by\nchapter.claims()",
        _LAST,
    )
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_markdown_cell(f"# {title}", id="title")]
    for name, source in zip(("claims", "verdicts"), sources, strict=True):
        notebook.cells.append(nbformat.v4.new_code_cell(source, id=name))
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3", "language": "python", "name": "python3",
    }  # fmt: skip
    return notebook


def _with_evidence(text: str, claim: Claim, tests: dict[str, Candidate]) -> str:
    """The chapter's file with the series that a claim is tested by; empty where none fits."""
    named = sorted({each.series for each in tests.values()})
    if set(named) <= set(claim.evidence):
        return text if named else ""
    head = rf"- id: {re.escape(claim.id)}\n(?:  (?!evidence:).*\n)*?  check: .*\n"
    line = f"  evidence: [{', '.join(named)}]\n"
    changed, count = re.subn(f"({head})(?!  evidence:)", lambda match: match[1] + line, text)
    return changed if count == 1 and not claim.evidence else ""


def _source(claim: Claim, tests: dict[str, Candidate], found: list[Candidate]) -> str:
    """The working of a claim, as far as it can be guessed."""
    said = f"# {claim.says}"
    if claim.check == "policy":
        return f'{said}\nchapter.normative("{claim.id}")'
    others = [each for each in found if each.comparable] if not tests else []
    said += "".join(f"\n# could be: {each}" for each in others[:_NAMED])
    if len(others) > _NAMED:
        left = len(others) - _NAMED
        said += f"\n# and {left} more: rederive evidence --all {claim.id}"
    if not tests:
        return f'{said}\nchapter.pending("{claim.id}")  # check, trace or mark it'
    figures = ",\n".join(f'        "{name}": {_load(each)}' for name, each in tests.items())
    return f'{said}\nchapter.check(\n    "{claim.id}",\n    {{\n{figures},\n    }},\n)'


def _load(each: Candidate) -> str:
    table, _, series = each.series.partition("/")
    sign = "-" if each.falls else ""  # the claim has the size of the fall
    return f'{sign}load("{table}", "{series}", "{each.entity}", as_of=WRITTEN)["{each.period}"]'

"""A chapter's notebook with a line for each claim, ready to be worked on."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat

from rederive.book.book import Book
from rederive.book.candidates import Candidate, candidates
from rederive.core.claims import Claim
from rederive.reading.files import write_whole
from rederive.reading.tables import read_text

_LAST = "chapter.verdicts()"


def scaffold(book: Book, number: int) -> tuple[Path, list[str]]:
    """Add a cell for every claim of a chapter that its notebook does not name yet.

    What is there stays as it is. A claim gets a check against the likeliest series, which is then
    named as its evidence in the register, or is left for later.

    Returns
    -------
    Path, list of str
        The notebook, and the claims that got a cell.

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
    cells = []
    for claim in missing:
        tests = _tests(book, claim)
        named = _with_evidence(text, claim, tests)
        text = named or text
        source = _source(claim, tests if named else {}, candidates(book, claim))
        cells.append(nbformat.v4.new_code_cell(source, id=_id(claim.id)))
    notebook.cells[at:at] = cells
    if text != before:
        write_whole(register, text)
    write_whole(path, nbformat.writes(notebook) + "\n")
    return path, [claim.id for claim in missing]


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


def _tests(book: Book, claim: Claim) -> dict[str, Candidate]:
    """The likeliest figure for each number of a claim; none unless each has one."""
    best = {each.value.name: each for each in reversed(candidates(book, claim))}
    whole = claim.check != "policy" and len(best) == len(claim.values)
    return best if whole and all(each.agrees or each.likeness for each in best.values()) else {}


def _with_evidence(text: str, claim: Claim, tests: dict[str, Candidate]) -> str:
    """The chapter's file with the series that a claim is tested by; empty where none fits."""
    named = sorted({each.series for each in tests.values()})
    if set(named) <= set(claim.evidence):
        return text if named else ""
    head = rf"- id: {re.escape(claim.id)}\n(?:  (?!evidence:).*\n)*?  check: .*\n"
    line = f"  evidence: [{', '.join(named)}]\n"
    changed, count = re.subn(f"({head})(?!  evidence:)", lambda match: match[1] + line, text)
    return changed if count == 1 and not claim.evidence else ""


def _source(claim: Claim, best: dict[str, Candidate], found: list[Candidate]) -> str:
    """The working of a claim, as far as it can be guessed."""
    said = f"# {claim.says}"
    if claim.check == "policy":
        return f'{said}\nchapter.normative("{claim.id}")'
    if not best:
        return f'{said}\nchapter.pending("{claim.id}")  # check, trace or mark it'
    figures = ",\n".join(f'        "{name}": {_load(each)}' for name, each in best.items())
    others = "".join(f"\n# could also be: {each}" for each in found if each not in best.values())
    return f'{said}{others}\nchapter.check(\n    "{claim.id}",\n    {{\n{figures},\n    }},\n)'


def _load(each: Candidate) -> str:
    table, _, series = each.series.partition("/")
    return f'load("{table}", "{series}", "{each.entity}", as_of=WRITTEN)["{each.period}"]'

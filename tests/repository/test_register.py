"""The register of this book: what a claim says, how it is tested and what it rests on agree."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

from rederive.book.book import Book
from rederive.core.claims import Claim
from rederive.core.verdicts import Basis

ROOT = Path(__file__).parents[2]
#: Words by which a definition speaks of another reading.
OTHER_READING = re.compile(
    r"\b(other reading|other window|other definition|second reading|alternative:|beside)", re.I
)


@cache
def book() -> Book:
    return Book(ROOT)


def claims() -> list[Claim]:
    return list(book().register)


def by_statistics() -> set[str]:
    return {entry.claim for entry in book().ledger if entry.basis is Basis.STATISTICS}


def test_a_definition_that_speaks_of_another_reading_names_it():
    """The names are handed to the check, or the notebook fails."""
    unnamed = [
        claim.id
        for claim in claims()
        if claim.id in by_statistics()
        and OTHER_READING.search(f"{claim.definition or ''} {claim.derive or ''}")
        and not claim.readings
    ]
    assert unnamed == [], "list the other readings under `readings`"


def test_the_series_that_a_derivation_names_are_the_evidence():
    """What the register promises to compute is what the notebook loads."""
    series = book().series
    known = {str(name) for table in series.names() for name in series.read(table)["series"]}
    wrong = []
    for claim in claims():
        if claim.id not in by_statistics():
            continue
        words = re.findall(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+", claim.derive or "")
        evidence = {name.partition("/")[2] for name in claim.evidence}
        wrong += [(claim.id, word) for word in {*words} & known - evidence]
    assert wrong == [], "name the series under `evidence`, or correct `derive`"


def strings(notebook: Path) -> re.Pattern[str]:
    """The strings in the code of a notebook; what an f-string completes may be anything."""
    found = set()
    for cell in nbformat.read(notebook, as_version=4).cells:
        for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ():
            if isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                    for part in node.values
                )
                found.add("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {re.escape(node.value), *re.findall(r"'(\w+)'", node.value)}
    return re.compile("|".join(sorted(found - {"", ".+"})))


@pytest.mark.parametrize("chapter", sorted(book().register.titles))
def test_a_notebook_loads_the_evidence_of_its_claims(chapter):
    loaded = strings(ROOT / "notebooks" / f"{book().register.notebooks[chapter]}.ipynb")
    idle = {
        (claim.id, evidence)
        for claim in book().register.chapter(chapter)
        if claim.id in by_statistics()
        for evidence in claim.evidence
        if not all(map(loaded.fullmatch, evidence.split("/")))
    }
    assert idle == set(), "load the series for the check, or strike it from `evidence`"

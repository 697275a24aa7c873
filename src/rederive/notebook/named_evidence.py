"""Whether the series that a notebook loads are those that its claims name as evidence.

Read from the code, before anything runs: only calls that name table, series or claim in plain text
are understood, so that less may be told than is so, and nothing that is not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from rederive.book import prose
from rederive.book.book import Book
from rederive.core.claims import Claim
from rederive.errors import InputError
from rederive.language.counting import counted

LOADING = ("load", "said")
"""Calls that hand out one series, named by table and series."""
_WHOLE = ("read", "rows", "text")
"""Calls that hand out whole tables."""


def check(book: Book) -> list[str]:
    """Refuse checks of claims without evidence; tell evidence that is not that of the check.

    Returns
    -------
    list of str
        A sentence for each claim whose evidence names a series that its notebook never loads, and
        for each check of a series that its claim does not name.

    Raises
    ------
    InputError
        Naming every claim that is checked and names no evidence.
    """
    bare: dict[str, str] = {}
    told: list[str] = []
    for chapter, name in book.register.notebooks.items():
        path = book.root / "notebooks" / f"{name}.ipynb"
        claims = {claim.id: claim for claim in book.register.chapter(chapter)}
        calls = list(_calls(path))
        checks = [
            (claims[names[0]], call)
            for call, what, names in calls
            if what == "check" and names and names[0] in claims
        ]
        for claim, call in checks:
            if not claim.evidence and claim.values and claim.check != "arithmetic":
                bare[claim.id] = f"data/claims/ch{chapter}.yaml"
            told += _not_named(claim, call)
        told += _not_loaded(path, [claim for claim, _ in checks], calls)
    if bare:
        told_of = counted(len(bare), "claim is checked and names", "claims are checked and name")
        raise InputError(
            f"{', '.join(sorted(set(bare.values())))}: {told_of} no "
            f"evidence: {', '.join(bare)}; add under each the series that its check uses, as in "
            "`evidence: [table/series]`."
        )
    return list(dict.fromkeys(told))


def how_addressed(book: Book, claim: Claim) -> set[str]:
    """What the notebook of a claim calls for it: ``pending``, ``trace``, ``check``, ...

    Empty where no cell names it in plain text; None of it has run.
    """
    path = book.root / "notebooks" / f"{book.register.notebooks[claim.chapter]}.ipynb"
    return {
        what
        for call, what, _ in _calls(path)
        if any(isinstance(each, ast.Constant) and each.value == claim.id for each in call.args)
    }


def dating(book: Book) -> dict[tuple[str, str], bool]:
    """For a claim and a series of its evidence, whether its check asks for figures up to a date.

    By the calls of the cell that names the claim, else of its notebook; what no cell loads by name
    is left out.
    """
    found: dict[tuple[str, str], bool] = {}
    for chapter, name in book.register.notebooks.items():
        cells = [list(cell) for cell in _by_cell(book.root / "notebooks" / f"{name}.ipynb")]
        loads = [list(_loads(cell)) for cell in cells]
        named = [
            {
                text.value
                for call, _, _ in cell
                for text in call.args
                if isinstance(text, ast.Constant)
            }
            for cell in cells
        ]
        for claim in book.register.chapter(chapter):
            own = [at for at, names in enumerate(named) if claim.id in names]
            for series in claim.evidence:
                for places in (own, range(len(cells))):
                    dated = [on for at in places for what, on in loads[at] if what == series]
                    if dated:
                        found[claim.id, series] = any(dated)
                        break
    return found


def _loads(calls: list[tuple[ast.Call, str, list[str]]]) -> Iterator[tuple[str, bool]]:
    """The series that calls load by name, each with whether up to a date."""
    for call, what, names in calls:
        if what in LOADING and len(names) == 2:
            yield "/".join(names), any(each.arg == "as_of" for each in call.keywords)


def _not_named(claim: Claim, call: ast.Call) -> Iterator[str]:
    """Series that a check loads within its own call and that its claim does not name."""
    value = ast.Tuple(call.args[1:])  # other readings may rest on other series
    for _, what, names in calls_in(value):
        series = "/".join(names)
        if what in LOADING and len(names) == 2 and claim.evidence and series not in claim.evidence:
            yield (
                f"{claim.id} is checked against {series}, and its `evidence` names "
                f"{', '.join(claim.evidence)}; name the series of the check there."
            )


def _not_loaded(
    path: Path, claims: list[Claim], calls: list[tuple[ast.Call, str, list[str]]]
) -> Iterator[str]:
    """Evidence of checked claims that no cell loads; nothing where that cannot be told."""
    loads = [names for _, what, names in calls if what in LOADING]
    whole = any(what in _WHOLE and names for _, what, names in calls)
    if whole or not all(len(names) == 2 for names in loads):
        return
    loaded = {"/".join(names) for names in loads}
    for claim in claims:
        for series in claim.evidence:
            if series not in loaded:
                yield (
                    f"{claim.id}: its `evidence` names {series}, which notebooks/{path.name} never "
                    "loads; name the series of its check there."
                )


def _calls(path: Path) -> Iterator[tuple[ast.Call, str, list[str]]]:
    return chain.from_iterable(_by_cell(path))


def _by_cell(path: Path) -> Iterator[Iterator[tuple[ast.Call, str, list[str]]]]:
    """The calls of a notebook, cell by cell."""
    try:
        cells = prose.code_cells(path)
    except InputError:  # the run, which comes next, says what is wrong with it
        return
    for _, source in cells:
        yield calls_in(_parsed(source))


def _parsed(code: str) -> ast.AST:
    """A cell as Python reads it; one with anything but Python fails where it is run."""
    try:
        return ast.parse(code)
    except SyntaxError:
        return ast.Module([], [])


def calls_in(tree: ast.AST) -> Iterator[tuple[ast.Call, str, list[str]]]:
    """The calls with the name of what is called, and the plain texts that come first, up to two."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            function = call.func
            name = function.attr if isinstance(function, ast.Attribute) else ""
            name = function.id if isinstance(function, ast.Name) else name
            texts = [each.value for each in call.args[:2] if isinstance(each, ast.Constant)]
            yield call, name, [text for text in texts if isinstance(text, str)]

"""Whether everything below ``data`` can be read, before anything is derived from it.

A notebook reads only the tables it uses; a slip in any other would go unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from rederive.book import parts
from rederive.book.book import Book
from rederive.core import definitions
from rederive.core.register import Register
from rederive.core.relations import breaking, constants
from rederive.errors import InputError
from rederive.evidence import cited

EXCLUDED = "excluded-numerals.csv"
#: What may lie below ``data``; hidden files are their owner's.
_KNOWN = re.compile(
    r"claims/(ch[1-9]\d*\.yaml|relations\.yaml|pairs\.csv)"
    r"|series/[a-z0-9-]+\.csv|(traces|searches)/ch[1-9]\d*\.csv"
    r"|panels/(panels\.csv|[a-z0-9-]+\.csv\.gz)"
    r"|(units|unit-families|words|number-words|unused|terms|pages|cited|publishers|leads)\.csv"
    r"|(catalogue|licences)\.csv"
    r"|(excluded-numerals|excluded-words|own-numerals|sentences|shown|verdicts)\.csv"
    r"|report\.yaml|datapackage\.json"
    r"|reports/[a-z][a-z0-9]*/(report\.yaml"
    r"|(excluded-numerals|excluded-words|number-words|pages|native-units)\.csv)"
)


def check(book: Book, *, with_ledger: bool = True) -> None:
    """Read and validate every file below ``data``.

    Parameters
    ----------
    book : Book
    with_ledger : bool
        Whether ``verdicts.csv`` is read too; not when it is about to be written again.

    Raises
    ------
    InputError
        Naming file, row and remedy of the first thing that does not fit.
    """
    data = book.data
    _check_files(data)
    _ = book.units, book.register, book.report, book.bibliography, book.site
    parts.check(book)
    _check_relations(book)
    names = {
        f"{table}/{name}"
        for table in book.series.names()
        for name in book.series.read(table)["series"].unique()
    }
    cited.check(book.cited, book.register, data / "cited.csv")
    _check_evidence(data / "claims", book.register, names)
    definitions.check(book.register, data / "claims", book.bibliography, names)
    _check_words(book)
    _ = book.traces, book.searches, book.unused
    _check_panels(book)
    # A report at its beginning has none of these.
    optional: dict[str, Callable[[], object]] = {
        "claims/pairs.csv": lambda: book.decisions,
        "terms.csv": lambda: book.terms,
        "catalogue.csv": lambda: book.catalogue,
        "leads.csv": lambda: book.likely_documents,
        "licences.csv": lambda: book.bibliography.check_licences(data / "licences.csv"),
        "unit-families.csv": lambda: book.families,
    }
    if with_ledger:
        optional["verdicts.csv"] = lambda: book.ledger
    for place, read in optional.items():
        if (data / place).is_file():
            read()
    for one in book.reports.values():
        _ = (one.folder / EXCLUDED).is_file() and one.exclusions
        _ = one.printed_pages, one.excluded_words, one.number_words


def _check_files(data: Path) -> None:
    for path in sorted(data.rglob("*")):
        place = path.relative_to(data)
        hidden = any(part.startswith(".") for part in place.parts)
        if path.is_file() and not hidden and not _KNOWN.fullmatch(place.as_posix()):
            raise InputError(
                f"{path}: is not a file that the book reads; name it as CONTRIBUTING.md says "
                "or take it out of data."
            )


def _check_words(book: Book) -> None:
    for word in book.words:
        if word.source and word.source not in book.bibliography:
            raise InputError(
                f"{book.data / 'words.csv'}, {word.word}: the source {word.source!r} is not in "
                "references.bib; add it there or leave the field empty."
            )


def _check_relations(book: Book) -> None:
    """Check what the relations name, where their constants come from, and that each can break."""
    for relation in book.relations:
        relation.keys(book.register)
    printed: dict[int, set[str]] = {}  # `source: report LINE` is a line of the first report
    for line, token in book.exclusions if (book.data / EXCLUDED).is_file() else ():
        printed.setdefault(line, set()).add(token)
    for claim in book.of("").register:
        for value in claim.values:
            if value.line is not None:
                printed.setdefault(value.line, set()).add(value.numeral)
    constants.check(book.relations, book.bibliography, printed)
    breaking.check(book.register, book.relations)


def _check_evidence(folder: Path, register: Register, names: set[str]) -> None:
    for claim in register:
        for name in claim.evidence:
            if name not in names:
                raise InputError(
                    f"{folder / f'ch{claim.chapter}.yaml'}, {claim.id}: the evidence {name!r} is "
                    "not a series of data/series; correct the name or add the series."
                )


def _check_panels(book: Book) -> None:
    from rederive.evidence import panels  # and pandas, which few builds need

    folder = book.data / "panels"
    files = {path.name.removesuffix(".csv.gz") for path in folder.glob("*.csv.gz")}
    listed = folder / "panels.csv"
    if not files and not listed.is_file():
        return
    names = list(panels.listing(folder)["panel"])
    for row, name in enumerate(names, start=2):
        if name in names[: row - 2]:
            raise InputError(f"{listed}, row {row}: {name} is there twice; keep one row.")
        book.panel(name)
    if unlisted := sorted(files - set(names)):
        raise InputError(f"{listed}: lacks {unlisted[0]}; add its row, with source and licence.")


def check_contents(book: Book, listed: list[Path]) -> None:
    """Check that no page of ``notebooks`` and no chapter of the register is left out of the book.

    Parameters
    ----------
    book : Book
    listed : list of Path
        The files that ``_toc.yml`` names.

    Raises
    ------
    InputError
        Naming the first notebook that is missing or that ``_toc.yml`` does not name.
    """
    check_notebooks(book)
    folder = book.root / "notebooks"
    for path in sorted([*folder.glob("*.ipynb"), *folder.glob("*.md")]):
        if path not in listed and not path.name.startswith("."):
            raise InputError(
                f"notebooks/{path.name}: is not in the book; add the line "
                f"`- file: notebooks/{path.stem}` to _toc.yml or remove the file."
            )


def check_notebooks(book: Book) -> None:
    """Check that the notebook of every chapter exists.

    Raises
    ------
    InputError
        Naming the first chapter whose notebook is missing.
    """
    for chapter, name in book.register.notebooks.items():
        if not (book.root / "notebooks" / f"{name}.ipynb").is_file():
            raise InputError(
                f"data/claims/ch{chapter}.yaml: there is no notebooks/{name}.ipynb; "
                "write that notebook or correct the name under `notebook`."
            )

"""Whether everything below ``data`` can be read, before anything is derived from it.

A notebook reads only the tables it uses; a slip in any other would lie there unseen.
"""

from __future__ import annotations

import re
from pathlib import Path

from rederive.core import claims, coverage, ledger, units
from rederive.core.claims import Register
from rederive.core.relations import formula, pairs
from rederive.errors import InputError
from rederive.evidence import series, traces
from rederive.pages import register_page
from rederive.reading.tables import objection

#: What may lie below ``data``; hidden files are their owner's.
_KNOWN = re.compile(
    r"claims/(ch[1-9]\d*\.yaml|relations\.yaml|pairs\.csv)"
    r"|series/[a-z0-9-]+\.csv|(traces|searches)/ch[1-9]\d*\.csv"
    r"|panels/(panels\.csv|[a-z0-9-]+\.csv\.gz)"
    r"|report\.yaml|(units|terms|excluded-numerals|verdicts)\.csv|datapackage\.json"
)


def check(root: Path, *, with_ledger: bool = True) -> Register:
    """Read and validate every file below ``data``.

    Parameters
    ----------
    root : Path
        The book's folder.
    with_ledger : bool
        Whether ``verdicts.csv`` is read, too; not before it is written anew.

    Returns
    -------
    Register
        The claims, for whoever goes on with them.

    Raises
    ------
    InputError
        Naming file, row and remedy of the first thing that does not fit.
    """
    data = root / "data"
    for path in sorted(data.rglob("*")):
        place = path.relative_to(data)
        hidden = any(part.startswith(".") for part in place.parts)
        if path.is_file() and not hidden and not _KNOWN.fullmatch(place.as_posix()):
            raise InputError(
                f"{path}: is no file that the book reads; name it as CONTRIBUTING.md says "
                "or take it out of data."
            )
    units.vocabulary()
    register = claims.load(data / "claims")
    _check_report(data / "report.yaml")
    series.bibliography()
    for relation in formula.load(data / "claims" / "relations.yaml"):
        relation.keys(register)
    names: set[str] = set()
    for path in sorted((data / "series").glob("*.csv")):
        names.update(f"{path.stem}/{name}" for name in series.read(path.stem)["series"])
    _check_evidence(data / "claims", register, names)
    traces.read_traces(register, data / "traces")
    traces.read_searches(register, data / "searches")
    _check_panels(data / "panels")
    # A report at its beginning has none of these.
    for path, read in (
        (data / "claims" / "pairs.csv", pairs.read_decisions),
        (data / "excluded-numerals.csv", coverage.read_exclusions),
        (data / "terms.csv", lambda _: register_page.glossary()),
        (data / "verdicts.csv", ledger.read if with_ledger else None),
    ):
        if read is not None and path.is_file():
            read(path)
    return register


def _check_evidence(folder: Path, register: Register, names: set[str]) -> None:
    for claim in register:
        for name in claim.evidence:
            if name not in names:
                raise InputError(
                    f"{folder / f'ch{claim.chapter}.yaml'}, {claim.id}: the evidence {name!r} is "
                    "no series of data/series; correct the name or add the series."
                )


def _check_report(path: Path) -> None:
    series.report_date()
    about = claims.read_yaml(path)
    for key in ("title", "sha256"):
        text = about.get(key)
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"{path}: needs {key}, as text in quotes; add it.")
        if problem := objection(text):
            raise InputError(f"{path}, {key}: {problem}.")


def _check_panels(folder: Path) -> None:
    files = {path.name.removesuffix(".csv.gz") for path in folder.glob("*.csv.gz")}
    listed = folder / "panels.csv"
    if not files and not listed.is_file():
        return
    names = list(series.read_csv(listed, ["panel", "source", "licence", "note"])["panel"])
    for row, name in enumerate(names, start=2):
        if name in names[: row - 2]:
            raise InputError(f"{listed}, row {row}: {name} stands twice; keep one row.")
        series.panel(name)
    if unlisted := sorted(files - set(names)):
        raise InputError(f"{listed}: lacks {unlisted[0]}; add its row, with source and licence.")


def check_contents(root: Path, register: Register, listed: list[Path]) -> None:
    """See that no page of ``notebooks`` and no chapter of the register is left out of the book.

    Parameters
    ----------
    root : Path
    register : Register
    listed : list of Path
        The files that ``_toc.yml`` names.

    Raises
    ------
    InputError
        Naming the first notebook that is missing or that ``_toc.yml`` does not name.
    """
    check_notebooks(root, register)
    folder = root / "notebooks"
    for path in sorted([*folder.glob("*.ipynb"), *folder.glob("*.md")]):
        if path not in listed and not path.name.startswith("."):
            raise InputError(
                f"notebooks/{path.name}: is not in the book; add the line "
                f"`- file: notebooks/{path.stem}` to _toc.yml or remove the file."
            )


def check_notebooks(root: Path, register: Register) -> None:
    """See that the notebook of every chapter exists.

    Raises
    ------
    InputError
        Naming the first chapter whose notebook is missing.
    """
    for chapter, name in register.notebooks.items():
        if not (root / "notebooks" / f"{name}.ipynb").is_file():
            raise InputError(
                f"data/claims/ch{chapter}.yaml: there is no notebooks/{name}.ipynb; "
                "write that notebook or correct the name under `notebook`."
            )

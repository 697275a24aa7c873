"""The downloads: the tables as CSV and Parquet, and what describes them.

With the tables go a Data Package, a data dictionary, the references and an RO-Crate of the whole.
A folder is written whole or not at all.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from rederive.core.report import Report
from rederive.errors import InputError
from rederive.publishing import citation, crate, data_package, tables
from rederive.publishing.library import Library
from rederive.publishing.tables import SCHEMAS, TITLES

_PACKAGE = "datapackage.json"
_DICTIONARY = "data-dictionary.md"
_CRATE = "ro-crate-metadata.json"
OTHERS = {
    _PACKAGE: "Frictionless Data Package: every CSV file, column and type",
    _DICTIONARY: "The data dictionary: what each column means",
    "references.bib": "The sources, BibTeX",
    "references.csl.json": "The sources, CSL-JSON",
    "claims.csl.json": "How to cite the book and each claim, CSL-JSON",
    "CITATION.cff": "How to cite the book, Citation File Format",
    _CRATE: "RO-Crate: what all these files are, for archives",
}
NOTES = (
    "Text is UTF-8; an empty cell means that there is nothing. Recomputed and claimed numbers are "
    "in base units (CNY, persons, percent), `series` in the unit beside each figure. In the CSV "
    "files a text that a spreadsheet could take for a formula begins with an apostrophe; the "
    "Parquet files hold it without."
)


def listed() -> dict[str, str]:
    """The files of an export and what each is."""
    of_tables = {
        f"{name}{suffix}": title
        for name, title in TITLES.items()
        for suffix in (".csv", ".parquet")
    }
    return of_tables | OTHERS


def datapackage(library: Library) -> dict:
    """The Data Package of the exported CSV files."""
    return data_package.package(
        [
            {"title": TITLES[name]}
            | data_package.resource(
                f"{name}.csv", columns, library.report, of_series=name == "series"
            )
            for name, columns in SCHEMAS.items()
        ],
        citation.short_title(library.work),
    )


def dictionary(report: Report) -> str:
    """The data dictionary, as Markdown."""
    parts = ["# Data dictionary\n", f"{NOTES}\n"]
    for name, columns in SCHEMAS.items():
        parts.append(f"## {name}\n\n{TITLES[name]}.\n\n| column | type | what it holds |")
        parts.append("|---|---|---|")
        for column in columns:
            each = data_package.field(column, report, of_series=name == "series")
            parts.append(f"| `{column}` | {each['type']} | {each['description']} |")
        parts.append("")
    return "\n".join(parts)


def write(library: Library, target: Path) -> None:
    """Write the export into the folder ``target``, whole or not at all.

    Parameters
    ----------
    library : Library
    target : Path
        A new or empty folder, or an earlier export, which is replaced.

    Raises
    ------
    InputError
        If ``target`` holds other files or cannot be written.
    """
    target = target.resolve()
    _refuse_others(target)
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        temporary.chmod(0o755)
        _write_files(temporary, library)
        if target.exists():
            shutil.rmtree(target)
        temporary.rename(target)
    except OSError as error:
        raise InputError(
            f"{target}: cannot be written ({error.strerror}); nothing was exported. "
            "Free space or name another folder."
        ) from None
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _refuse_others(target: Path) -> None:
    if target.is_dir():
        names = {path.name for path in target.iterdir()}
        if names and not {_PACKAGE, _CRATE} <= names:
            raise InputError(f"{target}: holds other files; name a new or an empty folder.")
    elif target.exists():
        raise InputError(f"{target}: is a file; name a folder.")


def _write_files(folder: Path, library: Library) -> None:
    root = library.book.root
    for name, frame in tables.tables(library).items():
        frame.map(tables.safe).to_csv(
            folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8"
        )
        tables.typed(frame, name, library.report).to_parquet(
            folder / f"{name}.parquet", index=False
        )
    texts = {
        _PACKAGE: data_package.as_text(datapackage(library)),
        _DICTIONARY: dictionary(library.report),
        "references.bib": (root / "references.bib").read_text(encoding="utf-8"),
        "references.csl.json": _json(list(library.sources.values())),
        "claims.csl.json": _json(
            [
                citation.book(library.work),
                *map(library.citation_of, library.register),
            ]
        ),
        "CITATION.cff": (root / "CITATION.cff").read_text(encoding="utf-8"),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    crate.write(folder, library.work, listed())


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

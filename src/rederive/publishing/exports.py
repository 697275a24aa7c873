"""The downloads: register, series, relations, traces, searches and sources as CSV and Parquet.

With them go a Data Package, a data dictionary, the references and an RO-Crate of the whole.
A folder is written whole or not at all.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from html import escape
from pathlib import Path

import pandas as pd

from rederive.core.claims import Value
from rederive.core.entries import Entry, ledger_number, number_text
from rederive.errors import InputError
from rederive.evidence.series_table import COLUMNS
from rederive.evidence.traces import SEARCHES, TRACES
from rederive.pages import ledger_tables
from rederive.pages.claim_pages import Library
from rederive.pages.register_page import in_chinese
from rederive.publishing import citation, data_package
from rederive.show.cards import Table

TITLES = {
    "register": "The register and its verdicts, one row a printed number",
    "series": "The public statistics, one row a figure and vintage",
    "relations": "What must hold between printed numbers, one row a number",
    "traces": "What others printed for the same thing",
    "searches": "What was looked for in vain, and where",
    "sources": "Every source, with publisher, date and address",
}
_REGISTER = [
    "claim",
    "chapter",
    "chapter_title",
    "section",
    "says",
    "kind",
    "check",
    "definition",
    "value",
    "printed",
    "as_printed",
    "unit",
    "hedge",
    "as_of",
    "claimed_low",
    "claimed_high",
    "recomputed_low",
    "recomputed_high",
    "verdict",
    "margin_percent",
    "margin_digits",
    "publishers",
    "own",
    "evidence",
    "note",
    "page",
]
SCHEMAS = {
    "register": _REGISTER,
    "series": ["table", *COLUMNS],
    "relations": ["relation", "says", "holds", "name", "claim", "value"],
    "traces": TRACES,
    "searches": SEARCHES,
    "sources": ["key", "publisher", "title", "date", "url", "seen", "grade"],
}
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
_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".md": "text/markdown",
    ".bib": "application/x-bibtex",
    ".json": "application/json",
    ".cff": "text/yaml",
}
_NUMBER = re.compile(r"[+-]?(\d+(,\d{3})*(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?")


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: ``=1+1`` becomes ``'=1+1``.

    Numbers stay as they are, a sign included.
    """
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def tables(library: Library) -> dict[str, pd.DataFrame]:
    """The tables to be exported, as text, by name."""
    series = [frame.assign(table=name) for name, frame in library.tables.items()]
    traces = [row for rows in library.traces.values() for row in rows]
    searches = [row for rows in library.searches.values() for row in rows]
    rows: dict[str, Iterable[dict[str, str]] | pd.DataFrame] = {
        "register": _register(library),
        "series": pd.concat(series, ignore_index=True) if series else [],
        "relations": _relations(library),
        "traces": traces,
        "searches": searches,
        "sources": map(vars, library.bibliography.values()),
    }
    return {
        name: pd.DataFrame(rows[name], columns=columns).fillna("").astype(str)
        for name, columns in SCHEMAS.items()
    }


def _register(library: Library) -> Iterable[dict[str, str]]:
    for name, entries in library.groups.items():
        claim = library.register[name]
        for entry in entries:
            yield {
                **{column: str(getattr(claim, column) or "") for column in
                   ("chapter", "section", "says", "kind", "check", "definition")},
                **(_value(claim.value(entry.value)) if entry.value else {}),
                **_entry(entry),
                "chapter_title": library.register.titles[claim.chapter],
                "page": f"claims/{claim.id}.html",
            }  # fmt: skip


def _value(value: Value) -> dict[str, str]:
    return {
        "as_printed": in_chinese(value),
        "unit": value.unit,
        "hedge": value.hedge,
        "as_of": value.as_of or "",
        "claimed_low": number_text(ledger_number(value.claimed.low)),
        "claimed_high": number_text(ledger_number(value.claimed.high)),
    }


def _entry(entry: Entry) -> dict[str, str]:
    row = entry.to_row()
    return {**row, "note": entry.explanation}


def _relations(library: Library) -> Iterable[dict[str, str]]:
    every = (relation for found in library.relations.values() for relation in found)
    for relation in {relation.id: relation for relation in every}.values():
        for name, (claim, value) in relation.keys(library.register).items():
            yield {
                "relation": relation.id,
                "says": relation.says,
                "holds": relation.holds,
                "name": name,
                "claim": claim,
                "value": value,
            }


def _typed(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Text turned into the types that the dictionary gives the columns."""
    typed = frame.copy()
    for column in frame:
        kind = data_package.field(column, of_series=table == "series")["type"]
        if kind != "string":
            numbers = pd.to_numeric(frame[column].replace("", None))
            typed[column] = numbers.astype("Int64" if kind == "integer" else "Float64")
    return typed


def datapackage() -> dict:
    """The Data Package of the exported CSV files."""
    return data_package.package(
        [
            {"title": TITLES[name]}
            | data_package.resource(f"{name}.csv", columns, of_series=name == "series", key=None)
            for name, columns in SCHEMAS.items()
        ]
    )


def dictionary() -> str:
    """The data dictionary, as Markdown."""
    parts = ["# Data dictionary\n", f"{NOTES}\n"]
    for name, columns in SCHEMAS.items():
        parts.append(f"## {name}\n\n{TITLES[name]}.\n\n| column | type | what it holds |")
        parts.append("|---|---|---|")
        for column in columns:
            each = data_package.field(column, of_series=name == "series")
            parts.append(f"| `{column}` | {each['type']} | {each['description']} |")
        parts.append("")
    return "\n".join(parts)


NOTES = (
    "Text is UTF-8; an empty cell means that there is nothing. Recomputed and claimed numbers are "
    "in base units (CNY, persons, percent), `series` in the unit beside each figure. In the CSV "
    "files a text that a spreadsheet could take for a formula begins with an apostrophe; the "
    "Parquet files hold it without."
)


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
    for name, frame in tables(library).items():
        frame.map(safe).to_csv(
            folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8"
        )
        _typed(frame, name).to_parquet(folder / f"{name}.parquet", index=False)
    texts = {
        _PACKAGE: data_package.as_text(datapackage()),
        _DICTIONARY: dictionary(),
        "references.bib": (root / "references.bib").read_text(encoding="utf-8"),
        "references.csl.json": _json(list(library.sources.values())),
        "claims.csl.json": _json(
            [
                citation.book(library.work),
                *(citation.claim(library.work, claim) for claim in library.register),
            ]
        ),
        "CITATION.cff": (root / "CITATION.cff").read_text(encoding="utf-8"),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    _write_crate(folder, library)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _write_crate(folder: Path, library: Library) -> None:
    """Describe the files of the folder as an RO-Crate (https://w3id.org/ro/crate/1.1)."""
    from rocrate.model import ContextEntity
    from rocrate.rocrate import ROCrate

    work = library.work
    crate = ROCrate(version="1.1")
    crate.name = work["title"]
    crate.description = " ".join(work["abstract"].split())
    crate.datePublished = citation.released(work)
    crate.keywords = work["keywords"]
    licence = crate.add(
        ContextEntity(
            crate,
            "https://creativecommons.org/licenses/by/4.0/",
            properties={
                "@type": "CreativeWork",
                "name": "Creative Commons Attribution 4.0 International",
                "description": "Register and verdicts; figures under each source's own terms",
            },
        )
    )
    author = crate.add(
        ContextEntity(
            crate,
            "#authors",
            properties={
                "@type": "Organization",
                "name": "; ".join(citation.names(citation.book(work))),
            },
        )
    )
    crate.license = licence
    crate.root_dataset["author"] = author
    crate.root_dataset["version"] = str(work["version"])
    if work.get("doi"):
        crate.root_dataset["identifier"] = f"https://doi.org/{work['doi']}"
    for name, title in listed().items():
        path = folder / name
        if path.is_file():
            crate.add_file(
                path,
                dest_path=name,
                properties={
                    "name": name,
                    "description": title,
                    "encodingFormat": _TYPES[path.suffix],
                    "contentSize": str(path.stat().st_size),
                },
            )
    crate.metadata.write(folder)


def listed() -> dict[str, str]:
    """The files of an export and what each is."""
    of_tables = {
        f"{name}{suffix}": title
        for name, title in TITLES.items()
        for suffix in (".csv", ".parquet")
    }
    return of_tables | OTHERS


#: Where the PDF edition lies, from the book's folder.
PRINTED = Path("_build", "rederive.pdf")
#: What stands around the line on the PDF edition.
EDITION = ("<p class='pdf-edition'>", "</p>")
_NO_EDITION = "The book as a PDF: <code>make pdf</code> sets it."


def offer_edition(page: str, name: str, size: int | None) -> str:
    """The page of downloads with a link to the PDF edition, or without if there is none.

    Parameters
    ----------
    page : str
        The page as HTML.
    name : str
        The file beside the page.
    size : int or None
        Its size in bytes, if it exists.

    Examples
    --------
    >>> offer_edition("<p class='pdf-edition'>x</p>", "book.pdf", 2_340_000)
    "<p class='pdf-edition'><a href='book.pdf' download>The book as a PDF</a> (2.3 MB)</p>"
    """
    line = _NO_EDITION
    if size is not None:
        line = f"<a href='{name}' download>The book as a PDF</a> ({size / 1e6:.1f} MB)"
    start, end = map(re.escape, EDITION)
    return re.sub(rf"({start}).*?({end})", rf"\g<1>{line}\g<2>", page, count=1)


def links(folder: str = "downloads/") -> Table:
    """The files to download, as links for a page of the book."""

    def link(name: str, text: str) -> str:
        return f'<a href="{folder}{name}" download>{text}</a>'

    rows = [
        f"<tr><th scope='row'>{escape(title)}</th><td>{link(f'{name}.csv', f'{name}.csv')}</td>"
        f"<td>{link(f'{name}.parquet', f'{name}.parquet')}</td></tr>"
        for name, title in TITLES.items()
    ]
    others = "".join(
        f"<li>{link(name, name)}: {escape(title)}</li>" for name, title in OTHERS.items()
    )
    table = (
        "<table class='downloads'><thead><tr><th scope='col'>Table</th><th scope='col'>CSV</th>"
        f"<th scope='col'>Parquet</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )
    return Table(
        f"{EDITION[0]}{_NO_EDITION}{EDITION[1]}"
        f"{ledger_tables.scrolled('Tables to download', table)}<ul class='downloads'>{others}</ul>",
        "\n".join(f"{name}: {title}" for name, title in listed().items()),
    )


def columns(table: str) -> Table:
    """The data dictionary of one table, for a page of the book."""
    rows = []
    for column in SCHEMAS[table]:
        each = data_package.field(column, of_series=table == "series")
        rows.append(
            f"<tr><th scope='row'><code>{column}</code></th><td>{each['type']}</td>"
            f"<td>{escape(each['description'])}</td></tr>"
        )
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("Column", "Type", "What it holds"))
    html = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return Table(ledger_tables.scrolled(f"Columns of {table}", html), ", ".join(SCHEMAS[table]))

"""What the tables mean, for machines: Frictionless descriptions and the data dictionary."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from rederive.book.book import Book
from rederive.core import numerals
from rederive.core.report import Report
from rederive.publishing import citation

_TEXT = {"type": "string"}
#: What a column holds, wherever it stands; ``language`` is that of the report.
FIELDS: dict[str, dict[str, str]] = {
    "as_of": {"description": "what date, year or span the printed number is for"},
    "as_printed": {
        "description": "the numeral with scale and unit, as the {language} text prints it"
    },
    "basis": {"description": "what the number was held against: statistics, another print, ..."},
    "covered": {"type": "integer", "description": "how much of the claim was tested, if not all"},
    "differs": {"description": "in what the source differs from the claim, joined by ', '"},
    "of": {"type": "integer", "description": "how much there was to test"},
    "of_part": {"description": "verdict on the tested part by itself"},
    "part": {"description": "which part of the claim was tested"},
    "why_untraced": {"description": "named, cut or nothing: why no source was held against it"},
    "width": {
        "type": "number",
        "description": "how many times as wide as the printed interval the evidence is",
    },
    "cell": {"description": "id of the cell of a notebook"},
    "chapter": {"type": "integer", "description": "chapter of the report"},
    "chapter_title": {"description": "its title, in our words"},
    "check": {"description": "how the claim can be tested: public_series, arithmetic, ..."},
    "cited": {"description": "key of a document that the report names as a source"},
    "claim": {"description": "id of a claim in data/claims; never changes"},
    "claimed_high": {"type": "number", "description": "upper end of what the numeral can mean"},
    "claimed_low": {"type": "number", "description": "lower end of what the numeral can mean"},
    "claims": {"description": "ids of claims, joined by '; '"},
    "computed": {"description": "what the cell computed for the bound words"},
    "condition": {"description": "how agreement depends on a reading of the data, if it does"},
    "contradiction": {"description": "why the number cannot be true together with others"},
    "countable": {"description": "yes if the unit counts whole things"},
    "date": {"description": "day, month or year, ISO"},
    "decision": {"description": "what was decided about a proposed pair of claims"},
    "definition": {"description": "how a claim in words is tested"},
    "definition_source": {
        "description": "where that definition comes from: sentence, scale (of words), series, "
        "source or claim"
    },
    "description": {"description": "what the unit measures"},
    "english": {"description": "beginning of an English word in a claim"},
    "document": {"description": "document that would most likely settle the claims"},
    "entity": {"description": "ISO 3166 alpha-3 code, company or named set"},
    "evidence": {"description": "series (table/series) or source keys, joined by '; '"},
    "factor": {"description": "what one of this unit is in the measure of its family"},
    "family": {"description": "what units measure or count alike"},
    "expected_high": {"type": "number", "description": "upper end of what the word is used for"},
    "expected_low": {"type": "number", "description": "lower end of what the word is used for"},
    "figure": {"description": "the figure as the source prints it"},
    "first": {"description": "id of a claim"},
    "footnotes": {"description": "the report's footnotes that name it, joined by '; '"},
    "grade": {"description": "what the page is: official, publisher, press, tertiary"},
    "hedge": {"description": ", ".join(numerals.HEDGES)},
    "hosts": {"description": "hosts of the publisher's pages, joined by '; '"},
    "holds": {"description": "formula between true quantities in base units"},
    "key": {"description": "key of references.bib"},
    "kind": {"description": "level, share, count, growth_rate, ..."},
    "also": {"description": "what else it is called in English, with commas between"},
    "label": {"description": "what the series is called"},
    "licence": {"description": "terms of the publisher"},
    "line": {"type": "integer", "description": "line of the report's text, from 1"},
    "lines": {"description": "lines of the report's text, joined by '; '"},
    "margin_digits": {
        "type": "number",
        "description": "the same in units of the last printed digit",
    },
    "margin_percent": {
        "type": "number",
        "description": "least change of the recomputed value, in per cent, that turns the verdict",
    },
    "meaning": {"description": "the value of a digit or factor in words"},
    "name": {"description": "name of a printed number within the formula"},
    "native": {"description": "how the {language} text writes it; several joined by '; '"},
    "names": {"description": "other names under which the publisher is cited, joined by '; '"},
    "note": {"description": "how to read the row"},
    "numbers": {"description": "the numbers that a cell shows, in order, parted by spaces"},
    "numeral": {"description": "a numeral of the book that claims nothing"},
    "own": {"description": "verdict of a contradicted number outside its contradiction"},
    "known": {"description": "whether a page's number is printed, between two that are, counted"},
    "page": {"description": "permanent page of the claim within the book"},
    "panel": {"description": "name of a bulk table in data/panels"},
    "pattern": {"description": "regular expression of the words that claim nothing"},
    "period": {"description": "ISO date, month, year, or span with a slash"},
    "place": {"description": "where it was looked for"},
    "printed_page": {"description": "page of the printed report, or pages joined by a hyphen"},
    "printed": {"description": "the printed number, with hedge, scale and unit in English"},
    "publisher": {"description": "who published the source"},
    "publishers": {
        "type": "integer",
        "description": "least number of publishers, reprinting ones included, behind a figure used",
    },
    "query": {"description": "what was asked for"},
    "reading": {"description": "the numeral that the word claims as a bound"},
    "readings": {"description": "the vintages or definitions of the condition, joined by '; '"},
    "reason": {"description": "why"},
    "recomputed_high": {"type": "number", "description": "upper end, in base units"},
    "recomputed_low": {"type": "number", "description": "lower end, in base units"},
    "relation": {"description": "id of a relation in data/claims/relations.yaml"},
    "result": {"description": "what came of the search"},
    "same": {"description": "yes if it is the same quantity, date and definition"},
    "says": {"description": "the statement, in our words"},
    "second": {"description": "id of a claim"},
    "section": {"description": "section of the report"},
    "seen": {"description": "where the text was seen, if not on the publisher's page"},
    "series": {"description": "name of the series; one unit per series"},
    "source": {"description": "keys of references.bib that print this figure, joined by '; '"},
    "table": {"description": "name of a table in data/series"},
    "terms": {"description": "under which terms the source's figures stand, as far as is known"},
    "text": {"description": "the words of a page that are bound to a computed number"},
    "title": {"description": "title of the source"},
    "token": {"description": "a numeral of the report that claims nothing"},
    "under": {"description": "what was recomputed under other vintages and definitions, by name"},
    "unit": {"description": "base unit of data/units.csv with an optional prefix"},
    "url": {"description": "address on a known publisher's host"},
    "value": {"type": "number", "description": "the figure, in the unit beside it"},
    "verdict": {"description": "see the page on method"},
    "why": {"description": "the reason for the decision"},
    "vintage": {"description": "when this value was published (ISO date, month or year)"},
    "within": {"description": "the unit that counts each of these at least once"},
    "word": {
        "description": "a word of size, as claims name it; or what counts as a number in words"
    },
}
_A_NAME = {"description": "name of the number within its claim; empty if the claim prints none"}
_KEYS = {
    "series": ["series", "entity", "period", "vintage"],
    "units.csv": ["unit"],
    "words.csv": ["word", "unit"],
}


def field(column: str, report: Report, *, of_series: bool = False) -> dict[str, str]:
    """The Frictionless description of one column.

    Parameters
    ----------
    column : str
    report : Report
        Names the language of the report.
    of_series : bool
        Whether the table holds figures, so that ``value`` is a number and not a name.
    """
    extra = FIELDS.get(column, {})
    if column == "value" and not of_series:
        extra = _A_NAME
    described = {"name": column, **_TEXT, **extra}
    if "description" in described:
        language = report.language_name or "original"
        described["description"] = described["description"].replace("{language}", language)
    return described


def licence(place: str, *, of_series: bool) -> dict[str, str]:
    """Under which terms one table stands: ours, or those of the sources that each row names."""
    folder = place.partition(".")[0].partition("/")[0]
    if folder == "panels":
        return {"name": "other-at", "title": "the terms that panels/panels.csv names for the panel"}
    if of_series or folder in ("series", "traces"):
        return {
            "name": "other-at",
            "title": "each figure under the terms of its source, which the row names; see `terms` "
            "of sources.csv",
        }
    return {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0 International",
    }


def resource(
    place: str,
    columns: list[str],
    report: Report,
    *,
    of_series: bool,
    key: list[str] | None = None,
    terms: Iterable[str] = (),
) -> dict:
    """The Frictionless description of one CSV file, with terms of its sources that were seen."""
    schema: dict = {
        "fields": [field(column, report, of_series=of_series) for column in columns],
        "missingValues": [""],
    }
    if key:
        schema["primaryKey"] = key
    return {
        "profile": "tabular-data-resource",
        "name": place.partition(".csv")[0].replace("/", "-").replace("_", "-").lower(),
        "path": place,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "licenses": [
            licence(place, of_series=of_series),
            *({"name": "other-at", "title": each} for each in terms),
        ],
        "schema": schema,
    }


def package(resources: list[dict], title: str) -> dict:
    """A Data Package (https://specs.frictionlessdata.io/data-package/) of these resources.

    Parameters
    ----------
    resources : list of dict
    title : str
        Of the book, in short.
    """
    return {
        "profile": "tabular-data-package",
        "name": citation.slug(title),
        "title": f"Public statistics, claims and verdicts behind {title}",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
                "title": "Register and verdicts; figures under each source's own terms",
            }
        ],
        "resources": resources,
    }


def datapackage(book: Book) -> dict:
    """The Frictionless description of every CSV file below ``data``.

    Returns
    -------
    dict
        A Data Package, resources by path. Kept as ``data/datapackage.json``.
    """
    title = book.report.title
    if (book.root / "CITATION.cff").is_file():
        title = citation.short_title(citation.read(book.root))
    paths = sorted([*book.data.rglob("*.csv"), *book.data.rglob("*.csv.gz")])
    described = [_described(path, path.relative_to(book.data), book) for path in paths]
    return package(described, title)


def _terms(book: Book, table: str) -> list[str]:
    """The terms of the sources of a table of series, as far as they were seen."""
    keys = {key for text in book.series.read(table)["source"] for key in text.split("; ")}
    terms = {book.bibliography[key].own_terms for key in keys}
    return sorted(filter(None, terms))


def _described(path: Path, place: Path, book: Book) -> dict:
    packed = path.suffix == ".gz"
    opened = gzip.open if packed else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    folder = place.parts[0]
    described = resource(
        place.as_posix(),
        columns,
        book.report,
        of_series=folder in ("series", "panels"),
        key=_KEYS.get(folder),
        terms=_terms(book, path.stem) if folder == "series" else (),
    )
    return {**described, "compression": "gz"} if packed else described


def as_text(description: dict) -> str:
    """A description as it is written to a file."""
    return json.dumps(description, ensure_ascii=False, indent=1) + "\n"

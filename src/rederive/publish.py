"""What leaves the book for machines: descriptions of the data in the formats others read."""

from __future__ import annotations

import csv
from pathlib import Path

_TEXT = {"type": "string"}
_FIELDS = {
    "line": {"type": "integer", "description": "line of the report's text, from 1"},
    "value": {"type": "number", "description": "the figure, in the unit beside it"},
    "recomputed_low": {"type": "number", "description": "lower end, in base units"},
    "recomputed_high": {"type": "number", "description": "upper end, in base units"},
    "margin_percent": {
        "type": "number",
        "description": "least change of the recomputed value, in per cent, that flips agreement",
    },
    "margin_digits": {
        "type": "number",
        "description": "the same in units of the last printed digit",
    },
    "sources": {"type": "integer", "description": "independent sources behind a number"},
    "series": {"description": "name of the series; one unit a series"},
    "entity": {"description": "ISO 3166 alpha-3 code, company or named set"},
    "period": {"description": "ISO date, month, year, or span with a slash"},
    "unit": {"description": "base unit of data/units.csv with an optional prefix"},
    "vintage": {"description": "when this value was published (ISO date, month or year)"},
    "source": {"description": "keys of references.bib that print this figure, joined by '; '"},
    "claim": {"description": "id of a claim in data/claims"},
}
_KEYS = {
    "series": ["series", "entity", "period", "vintage"],
    "units.csv": ["unit"],
}
_VALUE_IS_A_NAME = ("verdicts.csv", "traces")


def datapackage(root: Path) -> dict:
    """The Frictionless description of every CSV file below ``data``.

    Parameters
    ----------
    root : Path
        The book's folder.

    Returns
    -------
    dict
        A Data Package (https://specs.frictionlessdata.io/data-package/), resources by path.
    """
    data = root / "data"
    return {
        "profile": "tabular-data-package",
        "name": "rederive",
        "title": "Public statistics, claims and verdicts behind rederive",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
                "title": "Register and verdicts; figures under each source's own terms",
            }
        ],
        "resources": [
            _resource(path, path.relative_to(data).as_posix())
            for path in sorted(data.rglob("*.csv"))
        ],
    }


def _resource(path: Path, place: str) -> dict:
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    folder = place.partition("/")[0]
    names_a_value = folder in _VALUE_IS_A_NAME
    fields = []
    for column in columns:
        extra = _FIELDS.get(column, {})
        if column == "value" and names_a_value:
            extra = {"description": "name of the value within its claim; may be empty"}
        fields.append({"name": column, **_TEXT, **extra})
    schema: dict = {"fields": fields, "missingValues": [""]}
    key = _KEYS.get(folder)
    if key:
        schema["primaryKey"] = key
    return {
        "profile": "tabular-data-resource",
        "name": place.removesuffix(".csv").replace("/", "-").replace("_", "-").lower(),
        "path": place,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }

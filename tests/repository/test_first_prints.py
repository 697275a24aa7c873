"""What is loaded as first printed is no later revision."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIRST = re.compile(r'load\(\s*"([\w-]+)",\s*"(\w+)"[^()]*as_of="first"')


def loaded_as_first_printed() -> set[tuple[str, str]]:
    notebooks = [json.loads(path.read_text("utf-8")) for path in ROOT.glob("notebooks/*.ipynb")]
    return {
        found
        for notebook in notebooks
        for cell in notebook["cells"]
        for found in FIRST.findall("".join(cell["source"]))
    }


@pytest.mark.parametrize(("table", "series"), sorted(loaded_as_first_printed()))
def test_the_first_vintage_is_no_revision(table: str, series: str) -> None:
    with (ROOT / "data" / "series" / f"{table}.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["series"] == series]
    first: dict[tuple[str, str], dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: row["vintage"]):
        first.setdefault((row["entity"], row["period"]), row)
    late = [period for (_, period), row in first.items() if row["note"].startswith("revised")]
    assert rows
    assert not late, f"{table}/{series}: no first print of {', '.join(late)}"

"""The situations that were tried on this book, beside those of its runner, name their tests."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_is_named_is_there() -> None:
    with (Path(__file__).parent / "situations.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    for row in table:
        assert row["tests"] or (row["note"] and row["outcome"] != "passes")
        for name in row["tests"].split():
            file, _, function = name.partition("::")
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            names = {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
            assert function in names, name

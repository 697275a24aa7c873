"""Verification notices a changed digit: a sample of ``benchmarks/mutants.py``, and its results."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_a_sample_of_mutants_is_caught() -> None:
    ended = subprocess.run(
        [sys.executable, "benchmarks/mutants.py", "--sample", "12"],
        cwd=BENCHMARKS.parent,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "12 mutants" in ended.stderr


def test_the_committed_results_catch_nearly_all_and_explain_the_rest() -> None:
    with (BENCHMARKS / "mutants.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    counts = Counter(row["outcome"] for row in rows)
    mutants = len(rows) - counts["idle"]
    assert mutants >= 300
    assert counts["survived"] <= 0.05 * mutants
    assert all(row["why"] for row in rows)
    assert all(row["before"] != row["after"] for row in rows)

"""How soon one wrong digit is found on a page of linked numbers, as the page grows to 500.

``python benchmarks/culprits.py`` invents pages of 60, 200 and 500 linked numbers (totals and parts,
shares, growth), changes one digit of one of them, ten times with other seeds, and asks which
number is to blame (:mod:`rederive.core.relations.culprits`). Each page is judged in a process of
its own and, the second time, in one that has judged all those before it. Results go to
``culprits.csv`` beside this file; ``named`` counts the pages on which the changed number is among
those blamed, ``alone`` those on which no other is. Seconds are this machine's; the ratios between
the sizes and between the two processes are what travels.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "core" / "relations"))

from invented import linked_page, misprinted, read, relate  # noqa: E402  (the tests' own pages)

SIZES = (60, 200, 500)
SEEDS = range(1, 11)


def judge(size: int, seed: int) -> dict[str, float]:
    """Judge one page with one wrong digit, and say how long it took."""
    from rederive.core.relations import culprits

    report, formulas = linked_page(size, seed)
    wrong, name = misprinted(report, seed)
    register, relations = read(wrong), relate(*formulas)
    started = time.perf_counter()
    blamed = culprits.condemned(register, relations)
    seconds = time.perf_counter() - started
    named = (f"ch1-{name}", "n") in blamed
    return {
        "numbers": len(report),
        "relations": len(formulas),
        "seconds": seconds,
        "named": named,
        "alone": named and len(blamed) == 1,
    }


def judge_afresh(size: int, seed: int) -> dict[str, float]:
    """The same in a process of its own; its start is not counted."""
    command = [sys.executable, __file__, str(size), str(seed)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(ran.stdout)


def summed(process: str, pages: list[dict[str, float]]) -> dict[str, object]:
    """One row of the table."""
    seconds = [page["seconds"] for page in pages]
    return {
        "process": process,
        "numbers": round(statistics.median(page["numbers"] for page in pages)),
        "relations": round(statistics.median(page["relations"] for page in pages)),
        "pages": len(pages),
        "named": sum(page["named"] for page in pages),
        "alone": sum(page["alone"] for page in pages),
        "median_seconds": round(statistics.median(seconds), 3),
        "slowest_seconds": round(max(seconds), 3),
    }


def main() -> None:
    """Measure all sizes, fresh and used, and write the table."""
    rows = []
    for process, judged in (("fresh", judge_afresh), ("used", judge)):
        for size in SIZES:
            rows.append(summed(process, [judged(size, seed) for seed in SEEDS]))
    frame = pd.DataFrame(rows)
    frame["ratio"] = (frame["median_seconds"] / frame["median_seconds"].iloc[0]).round(2)
    frame.to_csv(ROOT / "benchmarks" / "culprits.csv", index=False)
    print(frame.to_string(index=False))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(judge(int(sys.argv[1]), int(sys.argv[2]))))
    else:
        main()

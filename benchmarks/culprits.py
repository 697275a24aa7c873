"""How soon one wrong digit is found on a page of linked numbers, as the page grows to 500.

``python benchmarks/culprits.py`` invents pages of 60, 200 and 500 linked numbers (totals and parts,
shares, growth), changes one digit of one of them, ten times with other seeds, and asks which
number is to blame (:mod:`rederive.core.relations.culprits`). Each page is judged in a process of
its own and, the second time, in one that has judged all those before it. Results go to
``culprits.csv`` beside this file; ``named`` counts the pages on which the changed number is among
those blamed, ``alone`` those on which no other is. Then, on one page of 60 numbers, every kind of
slip (a digit changed, lost or added, two swapped, the point moved, a scale step) is planted in one
number of every relation: in a used process each of them, in fresh ones one a relation. Seconds are
this machine's; the ratios between the sizes and between the two processes are what travels.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "core" / "relations"))

from invented import NAME, faults, linked_page, misprinted, read, relate  # noqa: E402  (the tests' own pages)

SIZES = (60, 200, 500)
SEEDS = range(1, 11)


def judge(size: int, seed: int) -> dict[str, float]:
    """Judge one page with one wrong digit, and say how long it took."""
    report, formulas = linked_page(size, seed)
    return judge_page(*misprinted(report, seed), formulas)


def judge_page(wrong: dict[str, str], name: str, formulas: list[str]) -> dict[str, float]:
    """Judge one page of which one number is wrong."""
    from rederive.core.relations import culprits

    register, relations = read(wrong), relate(*formulas)
    started = time.perf_counter()
    blamed = culprits.condemned(register, relations)
    seconds = time.perf_counter() - started
    named = (f"ch1-{name}", "n") in blamed
    return {
        "numbers": len(wrong),
        "relations": len(formulas),
        "seconds": seconds,
        "named": named,
        "alone": named and len(blamed) == 1,
    }


def planted() -> list[tuple[dict[str, str], str]]:
    """A page of 60 numbers with every kind of slip in one number of every relation."""
    report, formulas = linked_page(SIZES[0], 1)
    pages = []
    for place, formula in enumerate(formulas):
        names = sorted(set(re.findall(NAME, formula)))
        name = names[place % len(names)]
        pages += [(report | {name: wrong}, name) for wrong in faults(report[name]).values()]
    return pages


def judge_planted(number: int) -> dict[str, float]:
    """Judge one of these pages."""
    return judge_page(*planted()[number], linked_page(SIZES[0], 1)[1])


def judge_planted_afresh(number: int) -> dict[str, float]:
    """The same in a process of its own; its start is not counted."""
    return _afresh("planted", number)


def judge_afresh(size: int, seed: int) -> dict[str, float]:
    """The same in a process of its own; its start is not counted."""
    return _afresh(size, seed)


def _afresh(*arguments: object) -> dict[str, float]:
    command = [sys.executable, __file__, *map(str, arguments)]
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
    every = range(len(planted()))
    rows.append(
        summed("fresh, every relation", [judge_planted_afresh(number) for number in every[::6]])
    )
    rows.append(summed("used, every slip", [judge_planted(number) for number in every]))
    frame = pd.DataFrame(rows)
    frame["ratio"] = (frame["median_seconds"] / frame["median_seconds"].iloc[0]).round(2)
    frame.to_csv(ROOT / "benchmarks" / "culprits.csv", index=False)
    print(frame.to_string(index=False))


if __name__ == "__main__":
    if sys.argv[1:2] == ["planted"]:
        print(json.dumps(judge_planted(int(sys.argv[2]))))
    elif len(sys.argv) == 3:
        print(json.dumps(judge(int(sys.argv[1]), int(sys.argv[2]))))
    else:
        main()

"""What verification costs as reports are added: up to 100 reports with 35,000 claims.

``python benchmarks/scale.py`` invents reports of 350 claims and 20,000 figures each (about the size
of the real report, all invented from a seed), verifies 1, 3, 10, 30 and 100 of them with
:mod:`rederive.book.batch` on two cores, each in a process of its own, and writes ``scale.csv``
beside this file. Seconds are this machine's; the ratios between the sizes are what travels.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

ROOT = Path(__file__).parents[1]
SIZES = [1, 3, 10, 30, 100]
CLAIMS = 350
SERIES, ENTITIES, YEARS = 50, 20, range(2004, 2024)
AS_OF = "2024-06"


def invent(folder: Path, reports: int) -> None:
    """Write a folder of invented reports, and the one Parquet file of their figures."""
    (folder / "data" / "claims").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "units.csv", folder / "data")
    keys = [f"source{number}" for number in range(40)]
    bibliography = "".join(f"@misc{{{key},\n title = {{Invented}}\n}}\n" for key in keys)
    (folder / "references.bib").write_text(bibliography, encoding="utf-8")
    frames = []
    for number in range(reports):
        name = f"r{number:03}"
        frame = invented_figures(name, number, keys)
        frames.append(frame)
        invent_report(folder / "reports" / name, name, frame, random.Random(number))
    # One row group a table, so that a reader skips all the others.
    figures = pd.concat(frames, ignore_index=True)
    rows = len(frames[0])
    figures.to_parquet(folder / "figures.parquet", index=False, row_group_size=rows)


def invented_figures(table: str, seed: int, keys: list[str]) -> pd.DataFrame:
    """20,000 figures: series by entity by year, growing with noise."""
    chance = np.random.default_rng(seed)
    place = pd.MultiIndex.from_product(
        [
            [f"series_{n:02}" for n in range(SERIES)],
            [f"E{n:02}" for n in range(ENTITIES)],
            [str(year) for year in YEARS],
        ],
        names=["series", "entity", "period"],
    )
    frame = place.to_frame(index=False)
    growth = chance.normal(1.06, 0.03, (SERIES * ENTITIES, len(YEARS))).cumprod(axis=1)
    start = chance.uniform(50, 5000, (SERIES * ENTITIES, 1))
    frame["value"] = (start * growth).ravel().round(2)
    frame["unit"] = "100 million CNY"
    frame["vintage"] = "2024-02"
    picked = chance.integers(0, len(keys), (2, len(frame)))
    frame["source"] = [f"{keys[a]}; {keys[b]}" if a != b else keys[a] for a, b in picked.T.tolist()]
    frame["note"] = frame["hedge"] = ""
    return frame.assign(table=table)


def invent_report(folder: Path, table: str, figures: pd.DataFrame, chance: random.Random) -> None:
    """350 claims with one number each; one in twenty is misprinted."""
    (folder / "claims").mkdir(parents=True)
    values = figures.set_index(["series", "entity", "period"])["value"].to_dict()
    found, derivations = [], ["claim,value,operation,operands"]
    for number in range(CLAIMS):
        entity, year = f"E{chance.randrange(ENTITIES):02}", chance.randrange(2015, 2024)
        series = f"series_{chance.randrange(SERIES):02}"
        kind = ("level", "growth", "share", "annual growth over ten years")[number % 4]
        before = {"growth": year - 1, "annual growth over ten years": year - 10}.get(kind)
        now = values[series, entity, str(year)]
        operands = [(series, entity, str(year))]
        if kind == "level":
            result = now
        elif kind == "share":
            other = f"series_{chance.randrange(SERIES):02}"
            operands.append((other, entity, str(year)))
            result = 100 * now / values[operands[1]]
        else:
            operands.append((series, entity, str(before)))
            ratio = now / values[operands[1]]
            result = 100 * (ratio - 1 if kind == "growth" else ratio**0.1 - 1)
        if chance.random() < 0.05:
            result *= 1.1
        digits = 0 if kind == "level" else 1
        level = kind == "level"
        found.append(
            {
                "id": f"ch1-claim-{number:03}",
                "section": "1 Invented",
                "lines": [number + 1, number + 1],
                "says": f"Number {number} is invented.",
                "kind": "level",
                "check": "public_series",
                "values": [
                    {
                        "name": "number",
                        "printed": f"{result:.{digits}f}",
                        "line": number + 1,
                        "unit": "CNY" if level else "percent",
                        **({"scale": "亿"} if level else {}),
                        "as_of": str(year),
                    }
                ],
                "evidence": [f"{table}/{name}" for name in dict.fromkeys(o[0] for o in operands)],
            }
        )
        texts = "; ".join(f"{table}/{' '.join(operand)}" for operand in operands)
        derivations.append(f"ch1-claim-{number:03},number,{kind},{texts}")
    content = {"chapter": 1, "title": "Invented", "notebook": "ch1-invented", "claims": found}
    dump = yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    (folder / "claims" / "ch1.yaml").write_text(dump, encoding="utf-8")
    (folder / "derivations.csv").write_text("\n".join(derivations) + "\n", encoding="utf-8")


def measure(folder: Path, jobs: int) -> dict[str, float]:
    """Verify all reports of a folder in this process and its workers."""
    import joblib

    from rederive.book import batch

    os.environ["REDERIVE_ROOT"] = str(folder)
    reports = sorted((folder / "reports").iterdir())
    started = time.perf_counter()
    with joblib.parallel_config(backend="loky", n_jobs=jobs):
        entries = batch.verify_all(reports, folder / "figures.parquet", AS_OF)
    seconds = time.perf_counter() - started
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True)
    own, workers = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "reports": len(reports),
        "claims": len(entries),
        "figures": len(reports) * SERIES * ENTITIES * len(YEARS),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime, 2),
        # The largest worker, times the workers, and this process: an upper bound.
        "peak_mb": round((own.ru_maxrss + jobs * workers.ru_maxrss) / 1024),
        "parquet_mb": round((folder / "figures.parquet").stat().st_size / 1e6, 1),
        "not_reproduced": int((entries["verdict"] == "not-reproduced").sum()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, options.jobs)))
        return
    rows = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="rederive-scale-") as name:
            folder = Path(name)
            invent(folder, size)
            command = [sys.executable, __file__, "--jobs", str(options.jobs), "--measure", name]
            ended = subprocess.run(command, check=True, capture_output=True, text=True)
        rows.append(json.loads(ended.stdout))
        print(rows[-1], file=sys.stderr)
    frame = pd.DataFrame(rows)
    if options.sizes == SIZES:
        frame.to_csv(Path(__file__).with_suffix(".csv"), index=False, lineterminator="\n")
    print(frame.to_string(index=False))


if __name__ == "__main__":
    main()

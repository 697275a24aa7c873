"""What one report costs as it grows: from a hundred numerals to 5,000.

``python benchmarks/numerals.py`` invents a report, from a seed, of ports, passengers and rates of
change, some of them misprinted; then it is drafted, related and verified as any other, with a cell
of a notebook for every claim, and each step runs in a process of its own. The table is
``numerals.csv`` beside this file. Seconds are this machine's, and it is busy with other work;
seconds of computing are the processor's.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
import pandas as pd
import psutil
import yaml

from rederive.starter import making
from rederive.starter.texts import Text

SIZES = [100, 500, 2000, 5000]
EACH = 5
"""Numerals of a line of the report; three of them are claimed."""
CHAPTER = 500
"""The most claims of a chapter."""
MISPRINTS = 0.02
COMMANDS = {
    "draft": ["draft", "--again"],
    "relate": ["relate"],
    "verify": ["verify", "--update", "--force"],
}


def invent(folder: Path, numerals: int) -> None:
    """A book of an invented report, with claims, relations, series and notebooks."""
    chance = random.Random(numerals)
    lines, claims, relations, rows = [], [], [], []
    for line in range(1, numerals // EACH + 1):
        old = round(chance.uniform(10, 99), 2)
        new = round(old * chance.uniform(1.01, 1.2), 2)
        rate = round(100 * (new / old - 1), 1) + (1.1 if chance.random() < MISPRINTS else 0)
        lines.append(
            f"In 2031 the ferries of port P{_letters(line)} carried {new:.2f} million passengers, "
            f"{rate:.1f}% more than the {old:.2f} million passengers of 2030."
        )
        claims += _claims(line, new, rate, old)
        relations.append(_relation(line))
        for year, value in (("2030", old), ("2031", new)):
            rows.append(f"passengers,P{line},{year},{value},million persons,2032-01,office,")
    making.make(folder, Text(lines), making.About(title="Invented ports", written="2032-02"))
    data = folder / "data"
    _chapters(folder, claims)
    (data / "claims" / "relations.yaml").write_text(_dumped(relations), encoding="utf-8")
    head = "series,entity,period,value,unit,vintage,source,note"
    (data / "series" / "ports.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    office = "@misc{office,\n  author = {{Office of invented ports}},\n  title = {{Ports}}\n}\n"
    (folder / "references.bib").write_text(office, encoding="utf-8")
    years = [
        f"{line},{year},year" for line in range(1, len(lines) + 1) for year in ("2031", "2030.")
    ]
    excluded = "\n".join(["line,token,reason", *years, ""])
    (data / "excluded-numerals.csv").write_text(excluded, encoding="utf-8")


def _letters(number: int) -> str:
    """A number without digits, which would be numerals of the text."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _id(line: int, name: str) -> str:
    return f"ch{1 + 3 * (line - 1) // CHAPTER}-port{line}-{name}"


def _claims(line: int, new: float, rate: float, old: float) -> list[dict]:
    numbers = (
        ("new", f"{new:.2f}", "persons", "million", "2031", "Its passengers of the year"),
        ("rate", f"{rate:.1f}", "percent", "", "2031", "Their growth"),
        ("old", f"{old:.2f}", "persons", "million", "2030", "Its passengers of the year before"),
    )
    return [
        {
            "id": _id(line, name),
            "section": "1",
            "lines": [line, line],
            "says": f"{says}, of the port in line {line}.",
            "kind": "growth_rate" if name == "rate" else "level",
            "check": "public_series",
            "values": [
                {"name": "number", "printed": printed, "line": line, "unit": unit, "as_of": year}
                | ({"scale": scale} if scale else {})
            ],
            "evidence": ["ports/passengers"],
        }
        for name, printed, unit, scale, year, says in numbers
    ]


def _relation(line: int) -> dict:
    where = {name: f"{_id(line, name)}/number" for name in ("new", "rate", "old")}
    holds = "(100 + rate) * old == 100 * new"
    return {"id": f"growth-{line}", "says": "They grew.", "where": where, "holds": holds}


def _dumped(content: object) -> str:
    return yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)


def _chapters(folder: Path, claims: list[dict]) -> None:
    """The register and the notebooks, chapter by chapter."""
    by_chapter: dict[int, list[dict]] = {}
    for claim in claims:
        by_chapter.setdefault(int(claim["id"][2:].partition("-")[0]), []).append(claim)
    names = []
    for number, own in by_chapter.items():
        name = "ch1-report" if number == 1 else f"ch{number}-ports"
        names.append(name)
        content = {"chapter": number, "title": "Ports", "notebook": name, "claims": own}
        path = folder / "data" / "claims" / f"ch{number}.yaml"
        path.write_text(_dumped(content), encoding="utf-8")
        notebook = making.chapter_notebook("Ports", number, "book")
        cells = [nbformat.v4.new_code_cell(_check(claim), id=claim["id"]) for claim in own]
        notebook.cells[-2:-2] = cells
        nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
    toc = folder / "_toc.yml"
    listed = "".join(f"      - file: notebooks/{name}\n" for name in names)
    text = toc.read_text("utf-8").replace("      - file: notebooks/ch1-report\n", listed)
    toc.write_text(text, encoding="utf-8")


def _check(claim: dict) -> str:
    entity = f"P{claim['lines'][0]}"
    year = claim["values"][0]["as_of"]
    load = f'load("ports", "passengers", "{entity}", as_of=WRITTEN)'
    value = f'{load}["{year}"]'
    if claim["kind"] == "growth_rate":
        value = f'100 * ({value} / {load}["2030"] - 1)'
    unit = ', unit="percent"' if claim["kind"] == "growth_rate" else ""
    return f'chapter.check("{claim["id"]}", {value}{unit})'


def measure(folder: Path, words: list[str]) -> dict[str, float]:
    """Seconds, seconds of computing and MB at most of a command and all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    command = [sys.executable, "-m", "rederive.cli", *words]
    surroundings = os.environ | {"REDERIVE_ROOT": str(folder)}
    with subprocess.Popen(
        command, env=surroundings, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        peak = [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, peak))
        watcher.start()
        said = process.communicate()[0].decode()
        watcher.join()
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{words}: {said}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    computing = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {"seconds": seconds, "cpu_seconds": computing, "peak_mb": peak[0]}


def _watch(pid: int, peak: list[float]) -> None:
    """Follow the memory that a process and those that it started have to themselves."""
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            family = [process, *process.children(recursive=True)]
            peak[0] = max(peak[0], sum(map(_own_memory, family)) / 1e6)
            time.sleep(0.2)
    except psutil.NoSuchProcess:
        pass


def _own_memory(process: psutil.Process) -> int:
    """The proportional share of a process: what several share counts once."""
    try:
        return process.memory_full_info().pss
    except psutil.Error:
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    rows = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="rederive-numerals-") as name:
            folder = Path(name) / "book"
            invent(folder, size)
            row: dict[str, float] = {"numerals": size}
            for step, words in COMMANDS.items():
                for what, value in measure(folder, words).items():
                    row[f"{step}_{what}"] = round(value, 1)
            rows.append(row)
            print(json.dumps(row), file=sys.stderr)
    frame = pd.DataFrame(rows)
    if options.sizes == SIZES:
        frame.to_csv(Path(__file__).with_suffix(".csv"), index=False, lineterminator="\n")
    print(frame.to_string(index=False))


if __name__ == "__main__":
    main()

"""How long a build takes beside stock Jupyter Book, as ratios measured in one run.

``python benchmarks/build.py`` copies the book twice and lets stock ``jupyter-book build`` and ours
make it in turn: cold, unchanged, with one sentence, one cell and one series changed. Each is done
several times, and the least counts: other work on the machine only ever adds. Stock has the same
configuration without our extensions, so it makes fewer pages. Beside that, how soon
``warmbook serve`` shows a saved page, how long ``rederive verify`` takes, what the cells' own
processor time and the pages alone take, and what importing our package costs. ``build.csv`` beside
this file gets a row for each measurement; the book's page of benchmarks divides them.
"""

from __future__ import annotations

import csv
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import nbformat
import pandas as pd
import timing
import yaml

from rederive.reading.files import write_whole
from warmbook import record
from warmbook.store import Store

ROOT = Path(__file__).parents[1]
STOCK = ("-c", "from jupyter_book.cli.main import main; main(['build', '.', '-q'])")
OURS = ("-m", "rederive.cli", "book")
VERIFY = ("-m", "rederive.cli", "verify")
#: How often a build is repeated, by how long it takes.
FEW, SOME = 2, 3
COLUMNS = ("run", "seconds", "processor_seconds", "cores", "note")
CHANGED = "notebooks/ch8-new-productive-forces.ipynb"
#: Processor time that each notebook used, forked from the warm process, one after the other.
CPU = """
import pathlib
import warmbook
from warmbook import kernels
run, seconds = kernels.run, []
async def timed(client, *others):
    found = await run(client, *others)
    seconds.append(float(await kernels._ask(client.kc, "__import__('time').process_time()")))
    return found
kernels.run = timed
warmbook.execute(pathlib.Path("."), force=True, jobs=1, fork=True)
print('cells', *seconds)
"""


def copy_of_the_book(folder: Path) -> Path:
    """Copy what a build in one language needs, without anything built."""
    ignored = shutil.ignore_patterns("_build", ".*", "__pycache__", "*.egg-info", "locale")
    return Path(shutil.copytree(ROOT, folder, ignore=ignored))


def run(book: Path, *arguments: str) -> timing.Timed:
    """Run Python in a copy of the book, with the code of that copy."""
    code = f"{book}/src{os.pathsep}{book}/packages/warmbook/src"
    return timing.run(
        book, *arguments, environment={"PYTHONPATH": code, "REDERIVE_ROOT": str(book)}
    )


def without_our_extension(book: Path) -> None:
    """Make the book one that stock Jupyter Book builds in its own way."""
    path = book / "_config.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings = config["sphinx"]["config"]
    for ours in ("rederive.pages.extension", "warmbook"):
        settings["extensions"].remove(ours)
    for ours in ("templates_path", "html_theme_options"):
        settings.pop(ours, None)
    path.write_text(yaml.safe_dump(config), encoding="utf-8")


def change_first(book: Path, kind: str, text: str) -> None:
    """Add a line to the first cell of a kind in one notebook."""
    notebook = nbformat.read(book / CHANGED, 4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == kind)
    cell.source += f"\n{text}"
    nbformat.write(notebook, book / CHANGED)


def change_a_note(path: Path) -> None:
    """Add a word to the note of a data file's last row."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[-1][-1] += " (changed)"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def a_series(book: Path) -> str:
    """Name a data file that the fewest notebooks read."""
    readers: Counter[str] = Counter()
    for result in Store(book).all().values():
        files = {record.file_of(label) for label in result.record.inputs if label[0] == record.READ}
        readers.update(file for file in files if re.fullmatch(r"data/series/.*\.csv", file))
    return min(readers, key=lambda label: (readers[label], label))


def ran(said: str) -> list[str]:
    """Name the notebooks that a build says it ran."""
    return re.findall(r"ran (\S+) in", said)


def processor_time_of_cells(book: Path) -> dict[str, float]:
    """Seconds of processor time by notebook, each run alone."""
    said = run(book, "-c", CPU)[2]
    seconds = [float(each) for each in re.findall(r"^cells (.*)$", said, re.M)[0].split()]
    return dict(zip(ran(said), seconds, strict=True))


def least_of(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    """The lesser of two measurements of each notebook."""
    return {name: min(seconds, other[name]) for name, seconds in one.items()}


def imported(book: Path, module: str, repeats: int = 5) -> tuple[float, float]:
    """Median seconds and processor time of Python importing one module (or none)."""
    found = [run(book, "-c", f"import {module}")[:2] for _ in range(repeats)]
    return statistics.median(one for one, _ in found), statistics.median(two for _, two in found)


def seconds_to_show(book: Path, word: str) -> float | None:
    """Seconds from saving a page to the new one, served warm; None where nothing can serve."""
    page = book / "_build" / "html" / Path(CHANGED).with_suffix(".html")
    code = f"{book}/src{os.pathsep}{book}/packages/warmbook/src"
    with subprocess.Popen(
        [sys.executable, "-m", "warmbook", "serve", "--port", "0", "."],
        cwd=book,
        env={**os.environ, "PYTHONPATH": code, "REDERIVE_ROOT": str(book)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            took = [_shown(server, book, page, f"{word}{number}") for number in range(1 + SOME)]
        finally:
            server.terminate()
    # The first one waits for all that is to be warm.
    return None if None in took else min(took[1:])


def _shown(server: subprocess.Popen[bytes], book: Path, page: Path, word: str) -> float | None:
    change_first(book, "markdown", f"A sentence with {word}.")
    started = time.perf_counter()
    while time.perf_counter() < started + 300 and server.poll() is None:
        if page.exists() and word in page.read_text(encoding="utf-8"):
            return time.perf_counter() - started
        time.sleep(0.02)
    return None


class Bench:
    """Two copies of the book, and what each build of them took at least.

    Parameters
    ----------
    mine, theirs
        Folders of the copies: for our builds, and for stock's.
    """

    def __init__(self, mine: Path, theirs: Path) -> None:
        self.mine, self.theirs = mine, theirs
        self.least: dict[str, tuple[float, float, str]] = {}

    def keep(self, name: str, seconds: float, processor: float, note: str = "") -> None:
        """Note a measurement, unless there was a smaller one."""
        before = self.least.get(name, (seconds, processor, note))
        self.least[name] = (min(seconds, before[0]), min(processor, before[1]), note)
        print(f"{seconds:8.2f} s  {processor:8.2f} s of computing  {name}", flush=True)

    def ours(self, name: str, *command: str) -> list[str]:
        """Measure a command of ours; name the notebooks that it ran."""
        took = run(self.mine, *command)
        self.keep(name, took.seconds, took.processor, f"{len(ran(took.said))} ran")
        return ran(took.said)

    def both(
        self, what: str, runs: int, change: Callable[[Path, int], None], note: str = ""
    ) -> list[str]:
        """Measure stock's build and ours in turn, each after a change."""
        readers: list[str] = []
        for number in range(runs):
            change(self.theirs, number)
            took = run(self.theirs, *STOCK)
            self.keep(f"stock {what}", took.seconds, took.processor, note)
            change(self.mine, number)
            readers = self.ours(what, *OURS)
        return readers

    def rows(self) -> list[dict[str, object]]:
        """The table."""
        cores = os.cpu_count() or 1
        found = [
            (name, f"{seconds:.2f}", f"{processor:.2f}", cores, note)
            for name, (seconds, processor, note) in self.least.items()
        ]
        machine = f"{platform.system()}, Python {platform.python_version()}"
        found.append(("measured", "", "", cores, f"{date.today()}; {machine}"))
        return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def remove(*folders: str) -> Callable[[Path, int], None]:
    """A change: what was built is gone."""

    def change(book: Path, _: int) -> None:
        for folder in folders:
            shutil.rmtree(book / "_build" / folder, ignore_errors=True)

    return change


def editions(bench: Bench) -> None:
    """Measure building the book in both of its languages."""
    locale = shutil.copytree(ROOT / "locale", bench.mine / "locale")
    for number in range(FEW):
        remove(".")(bench.mine, number)
        bench.ours("both editions cold", *OURS)
        bench.ours("both editions unchanged", *OURS)
    shutil.rmtree(locale)


def builds(bench: Bench) -> dict[str, list[str]]:
    """Measure all builds; name the notebooks that some of them ran."""
    bench.both("cold", FEW, remove("."))
    bench.both("unchanged", SOME, lambda *_: None)
    bench.both(
        "one sentence changed",
        SOME,
        lambda book, number: change_first(book, "markdown", f"A sentence more, {number}."),
    )
    bench.both(
        "one notebook changed",
        SOME,
        lambda book, number: change_first(book, "code", f"# changed {number}"),
    )
    series = a_series(bench.mine)
    readers = bench.both(
        "one series changed",
        SOME,
        lambda book, _: change_a_note(book / series),
        note="nothing ran: results are stale",
    )
    took = seconds_to_show(bench.mine, "novelty")
    if took is None:
        print("warmbook cannot serve, so that was not measured", flush=True)
    else:
        bench.keep("saved page served", took, math.nan)
    bench.ours("verify unchanged", *VERIFY)
    verified = bench.ours("verify everything", *VERIFY, "--force")
    bench.both("pages alone", FEW, remove("html", ".stage", ".doctrees"))
    return {"cells that read the series": readers, "cells that verification runs": verified}


def unavoidable(bench: Bench, named: dict[str, list[str]]) -> None:
    """Measure what no build can do without: the processor time of cells."""
    cores = os.cpu_count() or 1
    cells = least_of(processor_time_of_cells(bench.mine), processor_time_of_cells(bench.mine))
    named = {"cells": list(cells), "cells of the changed notebook": [CHANGED], **named}
    for name, notebooks in named.items():
        needed = sum(cells[notebook] for notebook in notebooks)
        # Whole notebooks are what runs side by side.
        least = max(needed / cores, *(cells[notebook] for notebook in notebooks), 0)
        bench.keep(name, least, needed, f"{len(notebooks)} notebooks")


def main() -> None:
    """Measure, and write the table whole or not at all."""
    timing.adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="rederive-") as temporary:
        bench = Bench(*(copy_of_the_book(Path(temporary, name)) for name in ("ours", "stock")))
        without_our_extension(bench.theirs)
        editions(bench)
        unavoidable(bench, builds(bench))
        for name, module in (("python", "sys"), ("pandas", "pandas"), ("rederive", "rederive")):
            bench.keep(f"import {name}", *imported(bench.mine, module))
        used = imported(bench.mine, "rederive; rederive.Chapter, rederive.load")
        bench.keep("import rederive, used", *used)
    text = pd.DataFrame(bench.rows()).to_csv(index=False, lineterminator="\n")
    write_whole(Path(__file__).with_suffix(".csv"), text)


if __name__ == "__main__":
    main()

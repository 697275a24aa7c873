"""How long a build takes beside stock Jupyter Book, as ratios measured in one run.

``python benchmarks/build.py`` copies the book twice, lets stock ``jupyter-book build`` and
ours make it cold, unchanged, with one cell changed and with one series changed, and times
``rederive verify``. Stock has the same configuration without our extension, so it makes fewer
pages. What the cells' own processor time and the pages alone take is measured in the same run, and
what importing our package costs. ``build.csv`` beside this file gets a row for each measurement;
the book's page of benchmarks divides them.
"""

from __future__ import annotations

import contextlib
import csv
import ctypes
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat
import pandas as pd
import yaml

from rederive.reading.files import write_whole
from warmbook import record
from warmbook.store import Store

ROOT = Path(__file__).parents[1]
STOCK = "from jupyter_book.cli.main import main; main(['build', '.', '-q'])"
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
    """Copy what a build needs, without anything built."""
    ignored = shutil.ignore_patterns("_build", ".*", "__pycache__", "tests", "*.egg-info")
    return Path(shutil.copytree(ROOT, folder, ignore=ignored))


def adopt_orphans() -> None:
    """Have processes that outlive their parents counted as ours (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def processor_time() -> float:
    """Seconds of processor time of all processes started so far, once they have ended."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(book: Path, *arguments: str) -> tuple[float, float, str]:
    """Run Python in a copy of the book; return seconds, processor time, and what it said."""
    before = processor_time()
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=book,
        env={
            **os.environ,
            "PYTHONPATH": f"{book}/src{os.pathsep}{book}/packages/warmbook/src",
            "REDERIVE_ROOT": str(book),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"rederive: {' '.join(arguments)[:60]} failed in {book}:\n{done.stderr[-2000:]}")
    seconds = time.perf_counter() - started
    return seconds, processor_time() - before, done.stdout + done.stderr


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


def change_a_cell(book: Path, text: str) -> None:
    """Add a line to the first cell of one notebook."""
    notebook = nbformat.read(book / CHANGED, 4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.source += f"\n# {text}"
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


def measure_all() -> list[dict[str, object]]:
    """Measure everything in one run; a row for each measurement."""
    ours, stock = ["-m", "rederive.cli", "book"], ["-c", STOCK]
    cores = os.cpu_count() or 1
    rows: list[dict[str, object]] = []

    def add(name: str, seconds: float, processor: float, note: str = "") -> None:
        figures = (f"{seconds:.2f}", f"{processor:.2f}", cores, note)
        rows.append(dict(zip(COLUMNS, (name, *figures), strict=True)))
        print(f"{seconds:8.2f} s  {processor:8.2f} s of computing  {name}", flush=True)

    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="rederive-") as temporary:
        mine = copy_of_the_book(Path(temporary, "ours"))
        theirs = copy_of_the_book(Path(temporary, "stock"))
        without_our_extension(theirs)

        def measure(name: str, book: Path, *arguments: str, note: str = "") -> str:
            seconds, processor, said = run(book, *arguments)
            add(name, seconds, processor, note or (f"{len(ran(said))} ran" if book == mine else ""))
            return said

        measure("stock cold", theirs, *stock)
        measure("cold", mine, *ours)
        measure("stock unchanged", theirs, *stock)
        measure("unchanged", mine, *ours)
        for book in (mine, theirs):
            change_a_cell(book, "changed")
        measure("stock one notebook changed", theirs, *stock)
        measure("one notebook changed", mine, *ours)
        series = a_series(mine)
        for book in (mine, theirs):
            change_a_note(book / series)
        measure("stock one series changed", theirs, *stock, note="nothing ran: results are stale")
        readers = ran(measure("one series changed", mine, *ours))
        measure("verify unchanged", mine, "-m", "rederive.cli", "verify")
        verified = ran(
            measure("verify everything", mine, "-m", "rederive.cli", "verify", "--force")
        )
        shutil.rmtree(mine / "_build" / "html")
        shutil.rmtree(mine / "_build" / ".stage", ignore_errors=True)
        measure("pages alone", mine, *ours)
        shutil.rmtree(theirs / "_build" / "html")
        shutil.rmtree(theirs / "_build" / ".doctrees")
        measure("stock pages alone", theirs, *stock)
        # The less of two runs: other work on the machine only ever adds.
        cells = least_of(processor_time_of_cells(mine), processor_time_of_cells(mine))
        for name, notebooks in (
            ("cells", list(cells)),
            ("cells of the changed notebook", [CHANGED]),
            ("cells that read the series", readers),
            ("cells that verification runs", verified),
        ):
            needed = sum(cells[notebook] for notebook in notebooks)
            # Whole notebooks are what runs side by side.
            least = max(needed / cores, *(cells[notebook] for notebook in notebooks), 0)
            add(name, least, needed, f"{len(notebooks)} notebooks")
        for name, module in (("python", "sys"), ("pandas", "pandas"), ("rederive", "rederive")):
            add(f"import {name}", *imported(mine, module))
        add("import rederive, used", *imported(mine, "rederive; rederive.Chapter, rederive.load"))
    return rows


def main() -> None:
    """Measure, and write the table whole or not at all."""
    text = pd.DataFrame(measure_all()).to_csv(index=False, lineterminator="\n")
    write_whole(Path(__file__).with_suffix(".csv"), text)


if __name__ == "__main__":
    main()

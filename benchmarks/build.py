"""How long a build takes beside stock Jupyter Book, as ratios measured in one run.

``python benchmarks/build.py [--json]`` copies the book twice, lets stock ``jupyter-book build`` and
ours make it cold, unchanged, with one cell changed and with one series changed, and times
``rederive verify``. Stock has the same configuration without our extension, so it makes fewer
pages. The least that physics allows stands below: the notebooks' own processor time spread over all
cores, and the pages alone.
"""

from __future__ import annotations

import contextlib
import csv
import ctypes
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache

from rederive import build

ROOT = Path(__file__).parents[1]
STOCK = "from jupyter_book.cli.main import main; main(['build', '.', '-q'])"
CHANGED = "notebooks/ch8-new-productive-forces.ipynb"
#: Processor time that each notebook used, forked from the warm process, one after the other.
CPU = """
import asyncio, pathlib, sys
from rederive import build, kernels
ask, seconds = kernels._ask, []
async def asked(kernel, expression):
    answer = await ask(kernel, expression)
    if "reads()" in expression:
        seconds.append(float(await ask(kernel, "__import__('time').process_time()")))
    return answer
kernels._ask = asked
build.execute(pathlib.Path("."), force=True, jobs=1, fork=True)
print(sum(seconds))
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
        env={**os.environ, "PYTHONPATH": str(book / "src"), "REDERIVE_ROOT": str(book)},
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
    settings["extensions"].remove("rederive.sphinxext")
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
    for record in get_cache(book / build.CACHE).list_cache_records():
        labels = record.data.get("inputs", {})
        readers.update(label for label in labels if re.fullmatch(r"data/series/.*\.csv", label))
    return min(readers, key=lambda label: (readers[label], label))


def main() -> None:
    """Measure and print."""
    ours, stock = ["-m", "rederive.cli", "book"], ["-c", STOCK]
    seconds: dict[str, float] = {}
    processor: dict[str, float] = {}
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="rederive-") as temporary:
        mine = copy_of_the_book(Path(temporary, "ours"))
        theirs = copy_of_the_book(Path(temporary, "stock"))
        without_our_extension(theirs)

        def measure(name: str, book: Path, *arguments: str) -> str:
            print(f"  {name} ...", file=sys.stderr, flush=True)
            seconds[name], processor[name], said = run(book, *arguments)
            return said

        measure("stock, cold", theirs, *stock)
        measure("cold", mine, *ours)
        measure("stock, unchanged", theirs, *stock)
        measure("unchanged", mine, *ours)
        for book in (mine, theirs):
            change_a_cell(book, "changed")
        measure("stock, one cell changed", theirs, *stock)
        measure("one cell changed", mine, *ours)
        series = a_series(mine)
        change_a_note(mine / series)
        said = measure("one series changed", mine, *ours)
        ran = re.findall(r"ran (\S+)", said)
        measure("verify, unchanged", mine, "-m", "rederive.cli", "verify")
        measure("verify, everything", mine, "-m", "rederive.cli", "verify", "--force")
        shutil.rmtree(mine / "_build" / "html")
        shutil.rmtree(mine / "_build" / ".stage")
        measure("pages alone", mine, *ours)
        cells = float(measure("cells", mine, "-c", CPU).split()[0])
    cores = os.cpu_count() or 1
    limit = cells / cores + seconds["pages alone"]
    results = {
        "cores": cores,
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "processor seconds": {name: round(value, 2) for name, value in processor.items()},
        "series changed": {"file": series, "notebooks run": ran},
        "ratios": {
            "cold / stock cold": seconds["cold"] / seconds["stock, cold"],
            # Processor time says the same on a busy machine as on an idle one.
            "cold / stock cold, processor time": processor["cold"] / processor["stock, cold"],
            "cold / physical limit": seconds["cold"] / limit,
            "unchanged / cold": seconds["unchanged"] / seconds["cold"],
            "unchanged / stock unchanged": seconds["unchanged"] / seconds["stock, unchanged"],
            "one cell / stock one cell": seconds["one cell changed"]
            / seconds["stock, one cell changed"],
            "one series / cold": seconds["one series changed"] / seconds["cold"],
            "verify everything / stock cold": seconds["verify, everything"]
            / seconds["stock, cold"],
            "verify unchanged / stock cold": seconds["verify, unchanged"] / seconds["stock, cold"],
        },
        "cell CPU seconds": round(cells, 1),
    }
    results["ratios"] = {name: round(value, 3) for name, value in results["ratios"].items()}
    if "--json" in sys.argv:
        print(json.dumps(results, indent=1))
        return
    for name, value in results["ratios"].items():
        print(f"{value:8.3f}  {name}")
    print(f"{len(ran)} notebooks ran after a change of {series}: {', '.join(ran)}")


if __name__ == "__main__":
    main()

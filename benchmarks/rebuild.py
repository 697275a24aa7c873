"""What building a small book again takes beside stock Jupyter Book, in turn.

``python benchmarks/rebuild.py`` makes a book of eight pages, seven of them notebooks with a table
and a picture, and lets stock ``jupyter-book build`` and ``warmbook build`` make it again, one after
the other: after one sentence changed, one cell, one data file that one notebook reads (stock's
cache does not notice that: it runs nothing), and nothing; and with ``warmbook serve``, from saved
file to new page. ``rebuild.csv`` beside this file gets every run; ratios travel, seconds do not.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd
import timing

from rederive.pages import measurements
from warmbook.files import write_whole

README = Path(__file__).parents[1] / "packages" / "warmbook" / "README.md"
#: Around what the README says of the measurement.
BEGIN, END = "<!-- rebuilt -->", "<!-- end rebuilt -->"
STOCK = ("-c", "from jupyter_book.cli.main import main; main(['build', '.', '-q'])")
OURS = ("-m", "warmbook", "build", ".")
COLUMNS = ("change", "build", "run", "seconds", "processor_seconds", "ran", "cores", "load")
CELLS = (
    "import pandas as pd\nimport matplotlib.pyplot as plt",
    "table = pd.read_csv('data/{name}.csv')\ntable",
    "plt.plot(table['x'], table['y']);",
)
CHANGED = "page3.ipynb"


def make(root: Path) -> Path:
    """Write the book."""
    (root / "data").mkdir(parents=True)
    names = [f"page{number}" for number in range(7)]
    (root / "_config.yml").write_text("title: A small book\nexecute: {execute_notebooks: cache}\n")
    chapters = "".join(f"- file: {name}\n" for name in names)
    (root / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n{chapters}")
    (root / "index.md").write_text("# A small book\n\nIts first page.\n")
    for name in names:
        (root / "data" / f"{name}.csv").write_text("x,y\n1,2\n2,3\n")
        text = f"# The title of {name}\n\nA text with $x^2$.\n\n## A section\n\nMore."
        cells = [nbformat.v4.new_code_cell(code.format(name=name)) for code in CELLS]
        page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text), *cells])
        page.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        for number, cell in enumerate(page.cells):
            cell.id = f"cell-{number}"
        nbformat.write(page, root / f"{name}.ipynb")
    return root


def change_cell(root: Path, kind: str, text: str) -> None:
    """Add a line to the first cell of a kind."""
    page = nbformat.read(root / CHANGED, 4)
    next(cell for cell in page.cells if cell.cell_type == kind).source += f"\n{text}"
    nbformat.write(page, root / CHANGED)


def add_a_row(root: Path, number: int) -> None:
    """Change what one notebook reads."""
    with (root / "data" / "page3.csv").open("a") as stream:
        stream.write(f"{number + 3},{number}\n")


CHANGES: dict[str, Callable[[Path, int], None]] = {
    "one sentence": lambda root, number: change_cell(root, "markdown", f"Sentence {number}."),
    "one cell": lambda root, number: change_cell(root, "code", f"# {number}"),
    "one data file": add_a_row,
    "nothing": lambda *_: None,
}


def measured(root: Path, build: str, change: str, number: int) -> dict[str, object]:
    """Build the book, and say what that took."""
    load = os.getloadavg()[0]
    took = timing.run(root, *(STOCK if build == "stock" else OURS))
    ran = len(re.findall(r"ran \S+ in", took.said)) if build == "ours" else ""
    print(
        f"{took.seconds:8.2f} s {took.processor:8.2f} s of computing  {build}, {change}", flush=True
    )
    values = (change, build, number, f"{took.seconds:.3f}", f"{took.processor:.3f}", ran,
              os.cpu_count(), f"{load:.1f}")  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def seconds_to_show(root: Path, number: int) -> float:
    """Seconds from saving a page to the new one."""
    page, word = root / "_build" / "html" / "page3.html", f"novelty{number}"
    change_cell(root, "markdown", f"A {word}.")
    started = time.perf_counter()
    while not page.exists() or word not in page.read_text(encoding="utf-8"):
        if time.perf_counter() > started + 300:
            sys.exit("warmbook serve did not show a saved page within five minutes")
        time.sleep(0.01)
    return time.perf_counter() - started


def served(root: Path, runs: int) -> list[dict[str, object]]:
    """Serve the book, and measure how soon it shows a saved page."""
    with subprocess.Popen(
        [sys.executable, "-m", "warmbook", "serve", "--port", "0", "."],
        cwd=root,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            rows = []
            for number in range(runs + 1):
                load, seconds = os.getloadavg()[0], seconds_to_show(root, number)
                print(f"{seconds:8.2f} s  served", flush=True)
                values = ("saved page", "ours", number, f"{seconds:.3f}", "", "",
                          os.cpu_count(), f"{load:.1f}")  # fmt: skip
                rows.append(dict(zip(COLUMNS, values, strict=True)))
        finally:
            server.terminate()
    return rows[1:]  # the first waits for all that is to be warm


def sentence(table: Path) -> str:
    """What the table says, for a README."""
    found = measurements.rebuilds(pd.read_csv(table))
    each = "; ".join(
        f"{change} {row['ratio']:.2f} ({row['computing']:.2f})"
        if row["computing"] == row["computing"]
        else f"{change} {row['ratio']:.2f}"
        for change, row in found.iterrows()
    )
    loads = pd.read_csv(table)["load"]
    waited, cores = loads.median(), pd.read_csv(table)["cores"].max()
    busy = (
        "; where so many wait, several processes get on faster than one" if waited > cores else ""
    )
    return (
        "Of stock's seconds, and in brackets of its processor time, the middle of "
        f"{found['runs'].max()} runs: {each}. At work or waiting meanwhile, on {cores} cores: "
        f"{waited:.0f} of all programs{busy}."
    )


def put_into_readme(text: str) -> None:
    """Replace what the README says of an earlier measurement."""
    before, mark, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    text = textwrap.fill(text, 100, break_on_hyphens=False, break_long_words=False)
    write_whole(README, f"{before}{mark}\n{text}\n{end}{after}")


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="builds of each kind")
    runs = parser.parse_args().runs
    timing.adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="rebuild-") as folder:
        books = {name: make(Path(folder, name)) for name in ("stock", "ours")}
        rows = [measured(root, name, "cold", 1) for name, root in books.items()]
        for change, alter in CHANGES.items():
            for number in range(1, runs + 1):
                for name, root in books.items():
                    alter(root, number)
                    rows.append(measured(root, name, change, number))
        rows += served(books["ours"], runs)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    table = Path(__file__).with_suffix(".csv")
    write_whole(table, text.getvalue())
    put_into_readme(sentence(table))


if __name__ == "__main__":
    main()

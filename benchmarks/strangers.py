"""A public book that nobody here wrote, built by stock Jupyter Book and by warmbook in turn.

``python benchmarks/strangers.py FOLDER`` takes a checkout of QuantEcon's introductory lectures::

    git clone https://github.com/QuantEcon/lecture-python-intro
    git -C lecture-python-intro checkout b9316aa

copies the seventeen lectures that need no network, and lets stock ``jupyter-book build`` and
``warmbook build`` make them cold, one after the other, as often as ``--runs`` says. Text and
pictures of all pages are compared: where two of stock's own builds differ, the lecture draws at
random; everything else has to be the same. One more run of the notebooks alone watches the memory
of the warm process and its kernels. ``strangers.csv``, ``strangers-memory.csv`` and
``strangers-pages.csv`` beside this file get the results; ratios travel, seconds do not.

The lectures need what our own book does not: ``sympy``, ``sphinx-exercise`` and ``sphinx-proof``,
best in an environment of their own. Their theme needs a newer Python than warmbook does, so
Jupyter Book's stands in; extensions that ask the network are left out.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil
import timing
import yaml
from bs4 import BeautifulSoup

from warmbook.files import write_whole

README = Path(__file__).parents[1] / "packages" / "warmbook" / "README.md"
#: Around what the README says of the measurement.
BEGIN, END = "<!-- measured -->", "<!-- end -->"
LECTURES = (
    "equalizing_difference", "time_series_with_matrices", "eigen_I", "supply_demand_multiple_goods",
    "linear_equations", "cons_smooth", "tax_smooth", "intro_supply_demand", "olg", "solow",
    "money_inflation", "scalar_dynam", "cobweb", "money_inflation_nonlinear", "pv",
    "laffer_adaptive", "cagan_ree",
)  # fmt: skip
EXTENSIONS = ["sphinx_multitoc_numbering", "sphinx_exercise", "sphinx_togglebutton", "sphinx_proof"]
#: What belongs to the extensions and the theme that are left out.
OF_OTHERS = re.compile(r"tojupyter|redirects|intersphinx|html_theme")
STOCK = ("-c", "from jupyter_book.cli.main import main; main(['build', '.', '-q'])")
OURS = ("-m", "warmbook", "build", ".")
TIMES = ("build", "run", "seconds", "processor_seconds", "cores", "load")
PAGES = ("page", "pictures", "texts", "drawn_at_random", "different", "why")
#: Numbers drawn from a generator that nobody gave a seed.
UNSEEDED = re.compile(r"^.*(?:default_rng\(\)|np\.random\.rand).*$", re.MULTILINE)


def copy_of_the_book(checkout: Path, folder: Path) -> Path:
    """Copy the lectures that need no network, with a configuration that asks for none."""
    lectures = checkout / "lectures"
    if missing := [name for name in LECTURES if not (lectures / f"{name}.md").is_file()]:
        sys.exit(f"{lectures} has no {missing[0]}.md; check out the commit that this file names.")
    folder.mkdir()
    for name in LECTURES:
        shutil.copy(lectures / f"{name}.md", folder)
    shutil.copytree(lectures / "_static", folder / "_static")
    (folder / "intro.md").write_text("# Introductory lectures\n\nThose that need no network.\n")
    chapters = [{"file": name} for name in LECTURES]
    parts = [{"caption": "Lectures", "numbered": True, "chapters": chapters}]
    contents = {"format": "jb-book", "root": "intro", "parts": parts}
    (folder / "_toc.yml").write_text(yaml.safe_dump(contents, sort_keys=False))
    config = yaml.safe_load((lectures / "_config.yml").read_text(encoding="utf-8"))
    sphinx = config["sphinx"]
    sphinx["extra_extensions"] = EXTENSIONS
    for name in [name for name in sphinx["config"] if OF_OTHERS.search(name)]:
        del sphinx["config"][name]
    (folder / "_config.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    return folder


class Page(NamedTuple):
    """What a reader sees: lines of text, and fingerprints of pictures, each in its order."""

    texts: tuple[str, ...]
    pictures: tuple[str, ...]


def pages(book: Path) -> dict[str, Page]:
    """Text and pictures of every lecture that was built."""
    return {name: _page(book / "_build" / "html", name) for name in LECTURES}


def _page(html: Path, name: str) -> Page:
    text = (html / f"{name}.html").read_text(encoding="utf-8")
    article = BeautifulSoup(text, "html.parser").find("article")
    lines = (line.strip() for line in article.get_text().splitlines())
    pictures = [
        hashlib.sha256((html / image["src"]).read_bytes()).hexdigest()
        for image in article.find_all("img")
        if not image["src"].startswith(("data:", "http"))
    ]
    return Page(tuple(line for line in lines if line), tuple(pictures))


def differing(one: Page, other: Page) -> set[tuple[str, int]]:
    """Kind and number of each line and picture in which two pages differ."""
    found = set()
    for kind, mine, theirs in (("text", one.texts, other.texts),
                               ("picture", one.pictures, other.pictures)):  # fmt: skip
        if len(mine) != len(theirs):
            found.add((f"number of {kind}s", len(theirs)))
        pairs = zip(mine, theirs, strict=False)
        found |= {(kind, n) for n, (left, right) in enumerate(pairs, 1) if left != right}
    return found


def compare(
    stock: Sequence[dict[str, Page]], ours: Sequence[dict[str, Page]], book: Path
) -> list[dict[str, object]]:
    """A row for each page: in what ours differs from stock's beyond what stock's builds do.

    Parameters
    ----------
    stock, ours
        The pages of each build, by name; of stock at least two where a lecture draws at random.
    book
        The book's folder, to name the lines that draw.
    """
    rows: list[dict[str, object]] = []
    for name, first in stock[0].items():
        drawn = set().union(*(differing(first, each[name]) for each in stock[1:]))
        other = set().union(*(differing(first, each[name]) for each in ours)) - drawn
        source = (book / f"{name}.md").read_text(encoding="utf-8")
        lines = sorted({line.strip() for line in UNSEEDED.findall(source)})
        found = (name, len(first.pictures), len(first.texts), _named(drawn), _named(other))
        why = "; ".join(lines) if drawn else ""
        rows.append(dict(zip(PAGES, (*found, why), strict=True)))
    return rows


def _named(units: set[tuple[str, int]]) -> str:
    return " ".join(f"{kind} {number}" for kind, number in sorted(units))


class Memory(threading.Thread):
    """Watches the warm process below another one, with all that descends from it.

    Of the moment at which they shared out most: ``pss``, in which memory that processes share is
    counted once (proportional set size, as Linux has it), ``rss``, in which it counts for each, and
    how many ``kernels`` there were.
    """

    def __init__(self, builder: int) -> None:
        super().__init__(daemon=True)
        self.builder, self.over = builder, threading.Event()
        self.pss, self.rss, self.kernels = 0.0, 0.0, 0

    def run(self) -> None:
        """Look a few times a second."""
        while not self.over.wait(0.3):
            try:
                below = psutil.Process(self.builder).children()
                (keeper,) = [each for each in below if "warmbook.keeper" in str(each.cmdline())]
                family = [keeper, *keeper.children(recursive=True)]
                used = [each.memory_full_info() for each in family]
            except (psutil.Error, ValueError):
                continue  # one of them has just begun or ended
            total = sum(getattr(each, "pss", each.rss) for each in used) / 1e6
            if total > self.pss:
                self.pss, self.rss = total, sum(each.rss for each in used) / 1e6
                self.kernels = len(used) - 1


def memory(book: Path) -> Memory:
    """Run all notebooks once more, and watch."""
    command = [sys.executable, "-m", "warmbook", "run", "--force", "."]
    with subprocess.Popen(command, cwd=book, stderr=subprocess.DEVNULL) as build:
        watch = Memory(build.pid)
        watch.start()
        build.wait()
        watch.over.set()
        watch.join()
    return watch


def time_in_turn(books: dict[str, Path], runs: int) -> tuple[list[dict[str, object]], dict]:
    """Build each book cold, in turn; return times, and the pages of each build."""
    rows: list[dict[str, object]] = []
    built: dict[str, list[dict[str, Page]]] = {name: [] for name in books}
    for number in range(1, runs + 1):
        for name, book in books.items():
            shutil.rmtree(book / "_build", ignore_errors=True)
            load = os.getloadavg()[0]
            took = timing.run(book, *(STOCK if name == "stock" else OURS))
            seconds, processor = f"{took.seconds:.2f}", f"{took.processor:.2f}"
            found = (name, number, seconds, processor, os.cpu_count() or 1, f"{load:.1f}")
            rows.append(dict(zip(TIMES, found, strict=True)))
            print(f"{seconds:>8} s {processor:>8} s of computing  {name}", flush=True)
            built[name].append(pages(book))
    return rows, built


def ratios(rows: list[dict[str, object]], column: str) -> list[float]:
    """Ours against stock, for each run."""
    taken = {(row["build"], row["run"]): float(str(row[column])) for row in rows}
    numbers = sorted({number for _, number in taken})
    return [taken["ours", number] / taken["stock", number] for number in numbers]


def write(path: Path, columns: Sequence[str], rows: list[dict[str, object]]) -> None:
    """Write a table whole or not at all."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, text.getvalue())


def sentence(folder: Path) -> str:
    """What the tables in a folder say, for a README."""
    times, compared, kept = (
        list(csv.DictReader((folder / f"strangers{part}.csv").read_text("utf-8").splitlines()))
        for part in ("", "-pages", "-memory")
    )
    seconds, computing = ratios(times, "seconds"), ratios(times, "processor_seconds")
    cores = int(times[0]["cores"])
    busy = " that also did other work" if max(float(row["load"]) for row in times) > cores else ""
    drawn = [row["drawn_at_random"] for row in compared if row["drawn_at_random"]]
    different = sum(bool(row["different"]) for row in compared)
    memory = {row["what"]: row["value"] for row in kept}
    return (
        f"Cold, {len(compared)} lectures took {statistics.median(seconds):.2f} of stock's time "
        f"(the middle of {len(seconds)} runs in turn, from {min(seconds):.2f} to "
        f"{max(seconds):.2f}, on {cores} cores{busy}) and "
        f"{statistics.median(computing):.2f} of its processor time. "
        f"{different or 'No'} page differed from stock's in text or picture, but for "
        f"{' '.join(drawn).count('picture')} pictures of {len(drawn)} lectures that are drawn at "
        f"random and differ between stock's own builds. The warm process and {memory['kernels']} "
        f"kernels together held at most {memory['pss_mb']} MB, shared memory counted once."
    )


def put_into_readme(text: str, readme: Path = README) -> None:
    """Replace what the README says of an earlier measurement."""
    before, mark, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (mark and end):
        sys.exit(f"{readme} has no {BEGIN} and {END}; put them where the measurement belongs.")
    text = textwrap.fill(text, 100, break_on_hyphens=False, break_long_words=False)
    write_whole(readme, f"{before}{mark}\n{text}\n{end}{after}")


def tell(times: list[dict[str, object]], compared: list[dict[str, object]], used: Memory) -> None:
    """Print ratios, memory, and the pages that are not the same in all builds."""
    for column in ("seconds", "processor_seconds"):
        each = ratios(times, column)
        print(f"{column}: {statistics.median(each):.3f} of stock;", *(f"{x:.3f}" for x in each))
    print(f"memory: {used.pss:.0f} MB (PSS), {used.rss:.0f} MB (RSS), {used.kernels} kernels")
    for row in compared:
        if row["drawn_at_random"] or row["different"]:
            print(*(f"{name}: {value}" for name, value in row.items() if value), sep=" | ")


def main() -> None:
    """Measure, compare, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkout", type=Path, help="the lectures, checked out")
    parser.add_argument("--runs", type=int, default=3, help="builds of each kind, two or more")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="for the tables")
    given = parser.parse_args()
    if given.runs < 2:
        parser.error("what is drawn at random shows in two builds; give --runs 2 or more")
    timing.adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="strangers-") as folder:
        books = {
            name: copy_of_the_book(given.checkout, Path(folder, name)) for name in ("stock", "ours")
        }
        times, built = time_in_turn(books, given.runs)
        compared = compare(built["stock"], built["ours"], books["ours"])
        used = memory(books["ours"])
    tell(times, compared, used)
    measured = {"pss_mb": used.pss, "rss_mb": used.rss, "kernels": used.kernels}
    write(given.into / "strangers.csv", TIMES, times)
    write(
        given.into / "strangers-memory.csv",
        ("what", "value"),
        [{"what": name, "value": f"{value:.0f}"} for name, value in measured.items()],
    )
    write(given.into / "strangers-pages.csv", PAGES, compared)
    if given.into == Path(__file__).parent:
        put_into_readme(sentence(given.into))
    if any(row["different"] for row in compared):
        sys.exit("some page differs from stock's beyond what it draws at random; see above.")


if __name__ == "__main__":
    main()

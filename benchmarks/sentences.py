"""Change one figure at a time, and see whether the book's own sentences notice.

Every mutant is one digit of one figure that a page of the book asked for: ``--each`` of them in
every file of ``data/series`` and ``data/panels``. The pages that asked for the figure run again,
the quickest first, up to the first cell that tells the change as ``rederive verify`` does: a
sentence no longer holds, a recorded number moves, the ledger differs, a cell shows another number,
or the data are refused. What a page *shows* is what its cells print, its tables as they are
rounded, the words of its pictures. A mutant that moves a shown number by less than its rounding
moves nothing; one that changes shown words and is told nowhere has survived. Where a page draws at
random it draws less often here, in all its runs alike.

``python benchmarks/sentences.py`` writes ``sentences.csv`` and ``sentences.md`` beside this file;
``--pages ch6-carbon`` tries what that page reads and writes nothing.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import csv
import gzip
import io
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from pathlib import Path

import mutants
import nbformat
import pandas as pd
from mutants import REFUSALS, ROOT, SEED, other_digit

from rederive.book import prose
from rederive.core.prose import shown_numbers
from rederive.core.prose.sentences import Sentence
from rederive.core.prose.shown_numbers import Shown
from rederive.evidence import panels, series
from rederive.notebook import chapter, page
from rederive.show import charts

NOTICED = ("sentence", "number", "verdict", "shown", "refused")
OUTCOMES = (*NOTICED, "survived", "idle")
_FEWER = re.compile(r"^(DRAWS(?:, SEED)?|DEALS) = (\d+)", re.MULTILINE)
KEYS = {
    "year", "age", "iso3", "exporter", "importer", "partner", "vintage", "variant", "entity",
    "country", "middle", "rta",
}  # fmt: skip
"""Columns of a panel that say which figure it is."""


@dataclass(frozen=True)
class Mutant:
    """One changed figure: its file, line (from 1) and column, and the pages that asked for it."""

    file: str
    line: int
    column: str
    before: str
    after: str
    pages: str


@dataclass
class Run:
    """What came of running a page: its sentences, ledger, what it shows, and what it read."""

    said: dict[tuple[str, int], Sentence] = field(default_factory=dict)
    ledger: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    cells: list[Shown] = field(default_factory=list)
    rows: set[tuple[str, int]] = field(default_factory=set)
    panels: set[str] = field(default_factory=set)
    seconds: float = 0.0

    def told_against(self, sound: Run) -> tuple[str, str] | None:
        """How verification tells this run from the sound one, and an example."""
        moved = {place: each for place, each in self.said.items() if each != sound.said[place]}
        fallen = [each for place, each in moved.items() if each.holds != sound.said[place].holds]
        for each in fallen or moved.values():
            example = f"{each.page}: “{each.text}” ({each.name}) is {each.computed}"
            return ("sentence" if fallen else "number"), example
        judged = [key for key, row in self.ledger.items() if row != sound.ledger.get(key)]
        if judged:
            return "verdict", " / ".join(judged[0])
        so_far = sound.cells[: len(self.cells)]
        lines = shown_numbers.differences(so_far, self.cells)
        return ("shown", lines[0]) if lines else None


def derive(name: str, sound: Run | None = None) -> Run:
    """Run the code cells of a page of the copied book, keeping what it shows as text.

    With ``sound``, what came of it with the true data, up to the first cell that tells a change.
    """
    run, started = Run(), time.perf_counter()
    names: dict = {"display": lambda *things, **_: run.shown.extend(map(shown, things))}
    with _noting(run):
        for cell in nbformat.read(Path("..", "notebooks", f"{name}.ipynb"), 4).cells:
            if cell.cell_type != "code":
                continue
            printed, before = io.StringIO(), len(run.shown)
            with contextlib.redirect_stdout(printed):
                last = _run(_FEWER.sub(_fewer, cell.source), names)
            run.shown += [printed.getvalue(), shown(last)]
            numbers = shown_numbers.numbers_of("\n".join(run.shown[before:]))
            run.cells.append(Shown(name, str(cell.get("id", before)), numbers))
            _gather(run, names)
            if sound and run.told_against(sound):
                break
    run.seconds = time.perf_counter() - started
    return run


def _fewer(match: re.Match[str]) -> str:
    return f"{match[1]} = {max(int(match[2]) // 20, 5)}"


def _gather(run: Run, names: dict) -> None:
    """What a page has said and judged so far."""
    judging = names.get("chapter")
    saying = judging.page if judging else names.get("page")
    if judging:
        rows = [row for entries in judging.entries.values() for row in entries]
        run.ledger = {row.key: row.to_row() for row in rows}
    if saying:
        run.said = {
            (name, place): each
            for name, words in saying.said.items()
            for place, each in enumerate(words)
        }


def shown(thing: object) -> str:
    """A table, a number or a text as a page shows it; nothing of what is no number's place."""
    if isinstance(thing, pd.DataFrame | pd.Series):
        return thing.to_string()
    return str(thing) if isinstance(thing, str | int | float | dict | list | tuple) else ""


def _run(source: str, names: dict) -> object:
    """Run a cell; the value of its last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


@contextlib.contextmanager
def _noting(run: Run):
    """Note which figures are asked for, and the words of pictures instead of drawing them."""
    import matplotlib.pyplot as plt

    pick, read, show = series.pick, panels.read, charts.show

    def noting_pick(frame: pd.DataFrame, table: str, *rest: object) -> pd.DataFrame:
        picked = pick(frame, table, *rest)
        run.rows.update((table, int(row)) for row in picked.index)
        return picked

    def noting_read(folder: Path, name: str, *rest: object) -> pd.DataFrame:
        run.panels.add(name)
        return read(folder, name, *rest)

    def words(fig: object, *_: object, alt: str = "", **__: object) -> None:
        run.shown.append(alt)
        run.shown += [text.get_text() for ax in fig.axes for text in ax.texts]
        plt.close("all")

    series.pick, panels.read, charts.show = noting_pick, noting_read, words
    try:
        yield
    finally:
        series.pick, panels.read, charts.show = pick, read, show


_sound: dict[str, Run] = {}


def prepare(folder: str) -> None:
    """Give this process a copy of the data of its own."""
    mutants.prepare(folder)
    chapter.display = page.display = mutants._nothing


def chosen(each: int) -> list[Mutant]:
    """So many mutants of every file that a page reads, one of each file first."""
    chance, found = random.Random(SEED), []
    asked: dict[tuple[str, int], list[str]] = {}
    reading: dict[str, list[str]] = {}
    for name, run in sorted(_sound.items(), key=lambda item: item[1].seconds):
        for place in run.rows:
            asked.setdefault(place, []).append(name)
        for panel in run.panels:
            reading.setdefault(panel, []).append(name)
    for path in sorted((ROOT / "data" / "series").glob("*.csv")):
        rows = sorted(row for table, row in asked if table == path.stem)
        if rows:
            lines = list(csv.reader(path.open(encoding="utf-8", newline="")))
            for row in chance.sample(rows, min(each, len(rows))):
                before = lines[row + 1][lines[0].index("value")]
                pages = " ".join(asked[path.stem, row])
                found.append(
                    Mutant(f"series/{path.name}", row + 2, "value", before,
                           other_digit(before, chance), pages)
                )  # fmt: skip
    for name in sorted(reading):
        found += _of_panel(name, each, " ".join(reading[name]), chance)
    seen: Counter[str] = Counter()
    rounds = []
    for mutant in found:
        seen[mutant.file] += 1
        rounds.append(seen[mutant.file])
    return [mutant for _, mutant in sorted(zip(rounds, found, strict=True), key=lambda p: p[0])]


def _of_panel(name: str, each: int, pages: str, chance: random.Random) -> list[Mutant]:
    """Mutants of a panel: one of the first two digits, since its numbers have up to twelve."""
    with gzip.open(ROOT / "data" / "panels" / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    columns = [number for number, title in enumerate(lines[0]) if title not in KEYS]
    found: list[Mutant] = []
    while len(found) < each:
        line, column = chance.randrange(1, len(lines)), chance.choice(columns)
        before = lines[line][column]
        if any(digit in "123456789" for digit in before[:2]):
            after = other_digit(before[:2], chance) + before[2:]
            file_name = f"panels/{name}.csv.gz"
            found.append(Mutant(file_name, line + 1, lines[0][column], before, after, pages))
    return found


def change(mutant: Mutant, content: bytes) -> bytes:
    """The content of the mutant's file with the one figure changed."""
    packed = mutant.file.endswith(".gz")
    text = (gzip.decompress(content) if packed else content).decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    rows[mutant.line - 1][rows[0].index(mutant.column)] = mutant.after
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    changed = buffer.getvalue().encode("utf-8")
    return gzip.compress(changed, 1) if packed else changed


def run(mutant: Mutant) -> tuple[str, str]:
    """What tells the mutant, and an example; else whether something shown moved."""
    path = mutants._copy / "data" / mutant.file
    original = path.read_bytes()
    moved = ""
    try:
        path.write_bytes(change(mutant, original))
        for name in mutant.pages.split():
            outcome, why = _told(name)
            if outcome in NOTICED:
                return outcome, why
            moved = moved or why
    finally:
        path.write_bytes(original)
    return (
        ("survived", moved)
        if moved
        else ("idle", "nothing that a page shows moves by more than its rounding")
    )


def _told(name: str) -> tuple[str, str]:
    """What verification tells of a page with changed data; else what it shows that moved."""
    sound = _sound[name]
    try:
        new = derive(name, sound)
    except REFUSALS as error:
        return "refused", f"{name}: {' '.join(str(error).split())}"[:160]
    if told := new.told_against(sound):
        return told
    for before, after in zip(map(_words, sound.shown), map(_words, new.shown), strict=False):
        if before != after:
            lines = zip(before.splitlines(), after.splitlines(), strict=False)
            one = next((line for line, other in lines if line != other), before)
            return "", f"{name}: {' '.join(one.split())}"[:160]
    return "", ""


def _words(text: str) -> str:
    """A text without its numbers, and without the spaces that set them in columns."""
    return re.sub(r"[^\S\n]+", " ", re.sub(r"[-−]?\d[\d,.]*(?:e[-+]?\d+)?", "#", text))


def tried(found: list[Mutant], jobs: int, folder: str, until: float) -> pd.DataFrame:
    """Run the mutants, in their order, as far as the time goes; one row each."""
    rows = []
    with ProcessPoolExecutor(jobs, None, prepare, (folder,)) as pool:
        running = {pool.submit(run, mutant): mutant for mutant in found}
        with contextlib.suppress(TimeoutError):
            for done in as_completed(running, timeout=max(until - time.perf_counter(), 1)):
                outcome, why = done.result()
                rows.append(asdict(running[done]) | {"outcome": outcome, "why": why})
        pool.shutdown(wait=True, cancel_futures=True)
    return pd.DataFrame(rows).sort_values(["file", "line", "column"])


def summary(frame: pd.DataFrame) -> pd.DataFrame:
    """Mutants by folder and outcome, and the share noticed in percent."""
    kind = frame["file"].str.partition("/")[0]
    return mutants.tally(kind, frame["outcome"], OUTCOMES, ["idle"], "noticed")


def markdown(frame: pd.DataFrame) -> str:
    """The summary and every survivor, for a page."""
    lines = [
        "| one digit changed in | mutants | a sentence falls | a recorded number moves "
        "| the ledger differs | a cell shows another number | refused | survived | noticed |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    counts = summary(frame)
    for kind, row in counts.iterrows():
        cells = [int(row[c]) for c in ("mutants", *NOTICED, "survived")]
        lines.append(f"| {kind} | {' | '.join(map(str, cells))} | {row['noticed']:.1f}% |")
    lines += [
        "",
        f"In {frame['file'].nunique()} files. Not counted: {counts.loc['all', 'idle']} figures "
        "whose change moves nothing that a page shows by more than its rounding.",
        "",
        "| survivor | from | to | what moved |",
        "|---|---:|---:|---|",
    ]
    for _, row in frame[frame["outcome"] == "survived"].iterrows():
        place = f"{row['file']}, line {row['line']}"
        lines.append(f"| {place} | {row['before']} | {row['after']} | {row['why']} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--each", type=int, default=3, help="figures of every file")
    parser.add_argument("--minutes", type=float, default=600, help="start no mutant after these")
    parser.add_argument("--pages", nargs="*", help="names of the pages to try")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    started = time.perf_counter()
    bound = [path for path in prose.pages_with_bound_words(ROOT) if path.suffix == ".ipynb"]
    notebooks = options.pages or [path.stem for path in bound]
    with tempfile.TemporaryDirectory(prefix="rederive-sentences-") as folder:
        with ProcessPoolExecutor(options.jobs, None, prepare, (folder,)) as pool:
            for name, run_of_page in zip(notebooks, pool.map(derive, notebooks), strict=True):
                _sound[name] = run_of_page
                print(f"{name}: {run_of_page.seconds:.0f} s", file=sys.stderr)
        found = chosen(options.each)
        print(f"{len(found)} mutants", file=sys.stderr)
        frame = tried(found, options.jobs, folder, started + 60 * options.minutes)
    counts = summary(frame)
    print(counts.to_string())
    for _, row in frame[frame["outcome"] == "survived"].iterrows():
        print(f"survived: {row['file']}, line {row['line']}: {row['before']} -> {row['after']}: "
              f"{row['why']}")  # fmt: skip
    print(f"{len(frame)} mutants in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    if not options.pages:
        here = Path(__file__)
        frame.to_csv(here.with_suffix(".csv"), index=False, lineterminator="\n")
        here.with_suffix(".md").write_text(markdown(frame), encoding="utf-8")
    return 0 if counts.loc["all", "noticed"] >= 95 else 1


if __name__ == "__main__":
    sys.exit(main())

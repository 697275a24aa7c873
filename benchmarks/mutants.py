"""Change one number at a time, and see whether verification notices.

Every mutant is one digit of one number that a verdict rests on: a figure of a series, a figure
that another source printed (a trace), or a numeral that the report printed. The changed number
lies beyond what rounding the old one allows. The chapters that depend on it are derived again, as
``rederive verify`` derives them, and the ledger is compared with the one before. A mutant is caught
when a row differs in more than the text of the printed number, or the changed data are refused.

``python benchmarks/mutants.py`` writes ``mutants.csv`` and ``mutants.md`` beside this file;
``--sample 12`` tries a few, writes nothing, and fails when one survives that the table does not
list among the survivors.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import os
import random
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

os.environ["MPLBACKEND"] = "agg"
ROOT = Path(__file__).resolve().parents[1]

import nbformat  # noqa: E402
import pandas as pd  # noqa: E402
import yaml  # noqa: E402

from rederive.book.book import Book  # noqa: E402
from rederive.core.claims import Claim, Value  # noqa: E402
from rederive.core.entries import COLUMNS, Entry  # noqa: E402
from rederive.core.verdicts import Verdict  # noqa: E402
from rederive.errors import InputError  # noqa: E402
from rederive.evidence import series, traces  # noqa: E402
from rederive.evidence.series_table import read_csv  # noqa: E402
from rederive.notebook import chapter  # noqa: E402
from rederive.show import charts  # noqa: E402

SEED = 2024
OUTCOMES = ["verdict", "number", "refused", "survived", "tolerated", "idle"]
KINDS = ("series", "trace", "printed")
REFUSALS = (InputError, AssertionError, ArithmeticError, ValueError, LookupError)
JUDGED = ("reproduced", "reproduced-with-caveat", "not-reproduced", "consistent", "contradicted")


@dataclass(frozen=True)
class Mutant:
    """One changed number: in which file and row (or claim), and the claims that rest on it."""

    kind: str
    file: str
    place: str
    before: str
    after: str
    claims: str


@dataclass(frozen=True)
class Outcome:
    """What came of it, in how many rows of the ledger, and an example or the reason.

    A mutant is caught when a ``verdict`` flips, a ``number`` of the ledger moves or the data are
    ``refused``; otherwise it ``survived``. It is ``tolerated`` when the figure serves a comparison
    alone (a rank, the least of several changes), which a far change turns and this one does not.
    It is ``idle`` when the ledger stays the same even if the figure is a thousand times larger or
    smaller: it is shown beside others, in a table, a picture or a cross-check, and no verdict
    rests on it.
    """

    outcome: str
    rows: int
    why: str


def other_digit(numeral: str, chance: random.Random) -> str:
    """The numeral with one digit exchanged for another; a leading one does not become zero."""
    places = [index for index, character in enumerate(numeral) if character.isdigit()]
    place = chance.choice(places)
    leading = place == places[0] and len(places) > 1
    digits = [d for d in "0123456789" if d != numeral[place] and not (leading and d == "0")]
    return numeral[:place] + chance.choice(digits) + numeral[place + 1 :]


def beyond(value: Value, numeral: str) -> bool:
    """Whether nobody would print both numerals for one and the same number."""
    field = "printed" if value.in_digits else "reading"
    changed = value.model_copy(update={field: numeral})
    return not (value.expected.overlaps(changed.expected) or value.claimed.within(changed.expected))


@lru_cache
def untouched() -> Book:
    """The book as it is, whose files are read once."""
    return Book(ROOT)


def candidates(chance: random.Random) -> dict[str, list[Mutant]]:
    """Every number that a verdict rests on, each with one change."""
    book = untouched()
    register = book.register
    judged = {entry.key: entry.verdict for entry in book.ledger}
    found: dict[str, list[Mutant]] = {kind: [] for kind in KINDS}
    behind: dict[tuple[str, int], list[str]] = {}
    for claim in register:
        for value in claim.values:
            verdict = judged[claim.id, value.name]
            mutant = _printed(claim, value, chance)
            if mutant and (verdict in JUDGED or verdict is Verdict.TRACED):
                found["printed"].append(mutant)
            if verdict in JUDGED and claim.check != "arithmetic":
                used = handed_out(register.notebooks[claim.chapter])
                for evidence in claim.evidence:
                    for row in _rows(evidence, value.as_of or ""):
                        place = (evidence.partition("/")[0], row)
                        if place in used:
                            behind.setdefault(place, []).append(claim.id)
    for (table, row), resting in behind.items():
        found["series"].append(_cell("series", table, row, "value", resting, chance))
    for path in sorted((ROOT / "data" / "traces").glob("*.csv")):
        rows = read_csv(path, traces.TRACES)
        for row, trace in rows.iterrows():
            claim = register[trace["claim"]]
            if trace["same"] != "yes" or not claim.values:
                continue
            value = claim.value(trace["value"] or None)
            if judged[claim.id, value.name] is Verdict.TRACED:
                for _ in range(50):
                    mutant = _cell("traces", path.stem, row, "figure", [claim.id], chance)
                    figure = traces.figure(mutant.after, trace["unit"], book.units)
                    if not figure.overlaps(value.claimed):
                        found["trace"].append(mutant)
                        break
    return found


def _printed(claim: Claim, value: Value, chance: random.Random) -> Mutant | None:
    for _ in range(50):
        numeral = other_digit(value.numeral, chance)
        if beyond(value, numeral):
            file = f"data/claims/ch{claim.chapter}.yaml"
            place = f"{claim.id} / {value.name}"
            return Mutant("printed", file, place, value.numeral, numeral, claim.id)
    return None


@lru_cache
def _table(folder: str, name: str) -> list[list[str]]:
    with (ROOT / "data" / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _rows(evidence: str, as_of: str) -> Iterator[int]:
    """Rows of a series for the claim's date, in the vintage of the report's date."""
    table, _, name = evidence.partition("/")
    frame = untouched().series.read(table)
    for entity in frame.loc[frame["series"] == name, "entity"].unique():
        with contextlib.suppress(InputError):  # no vintage that early
            picked = series.pick(frame, table, name, entity, untouched().report.written_by)
            yield from picked.index[picked["period"].isin([as_of, *as_of.split("/")])]


@lru_cache
def handed_out(notebook: str) -> set[tuple[str, int]]:
    """The rows (table, number) that a chapter asked for."""
    rows: set[tuple[str, int]] = set()
    pick = series.pick

    def noting(frame: pd.DataFrame, table: str, *rest: object) -> pd.DataFrame:
        picked = pick(frame, table, *rest)
        rows.update((table, int(row)) for row in picked.index)
        return picked

    series.pick = noting
    try:
        _derived[notebook] = derive(notebook)
    finally:
        series.pick = pick
    return rows


def _cell(
    folder: str, name: str, row: int, column: str, resting: list[str], chance: random.Random
) -> Mutant:
    rows = _table(folder, name)
    before = rows[row + 1][rows[0].index(column)]
    kind = "trace" if folder == "traces" else "series"
    label = " ".join(rows[row + 1][1:3] if kind == "trace" else rows[row + 1][:3])
    place = f"row {row + 2}: {label}"
    resting = list(dict.fromkeys(resting))
    return Mutant(
        kind, f"data/{folder}/{name}.csv", place, before, other_digit(before, chance),
        " ".join(resting),
    )  # fmt: skip


# Running one mutant, in a process that keeps the libraries and the untouched data in memory.

_copy = Path()
_derived: dict[str, dict[tuple[str, str], Entry]] = {}


def prepare(folder: str) -> None:
    """Give this process a copy of the data of its own, and switch off what is only for the eye."""
    global _copy
    _derived.clear()
    _copy = Path(tempfile.mkdtemp(dir=folder))
    for folder in ("data", "notebooks"):
        shutil.copytree(ROOT / folder, _copy / folder)
    shutil.copy(ROOT / "references.bib", _copy)
    os.environ["REDERIVE_ROOT"] = str(_copy)
    os.chdir(_copy / "notebooks")
    warnings.simplefilter("ignore")
    import matplotlib.pyplot as plt

    charts.show = lambda *_, **__: plt.close("all")
    chapter.display = _nothing


def _nothing(*_: object, **__: object) -> None:
    """Show nothing."""


def derive(notebook: str) -> dict[tuple[str, str], Entry]:
    """Run a chapter's code cells; the rows of the ledger that come of it."""
    names: dict = {"display": _nothing}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in nbformat.read(_copy / "notebooks" / f"{notebook}.ipynb", 4).cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
    rows = [row for entries in names["chapter"].entries.values() for row in entries]
    return {row.key: row for row in rows}


def sound(notebook: str) -> dict[tuple[str, str], Entry]:
    """The rows of the unchanged data, derived once a process."""
    if notebook not in _derived:
        _derived[notebook] = derive(notebook)
    return _derived[notebook]


def dependants(mutant: Mutant) -> list[str]:
    """Notebooks that derive a claim resting on the number."""
    register = untouched().register
    chapters = dict.fromkeys(register[claim].chapter for claim in mutant.claims.split())
    return [register.notebooks[chapter] for chapter in chapters]


def change(mutant: Mutant, text: str) -> str:
    """The text of the mutant's file with the one number changed."""
    if mutant.kind == "printed":
        claim, _, name = mutant.place.partition(" / ")
        content = yaml.load(text, yaml.CSafeLoader)
        values = next(each for each in content["claims"] if each["id"] == claim)["values"]
        value = next(each for each in values if each["name"] == name)
        value["reading" if value.get("reading") else "printed"] = mutant.after
        return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    number = int(mutant.place.removeprefix("row ").partition(":")[0]) - 1
    rows[number][rows[0].index("figure" if mutant.kind == "trace" else "value")] = mutant.after
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def run(mutant: Mutant) -> Outcome:
    """Derive what depends on the mutant and compare with the sound ledger."""
    path = _copy / mutant.file
    before = {name: sound(name) for name in dependants(mutant)}
    original = path.read_text(encoding="utf-8")
    try:
        path.write_text(change(mutant, original), encoding="utf-8")
        try:
            differing = compare(before)
        except REFUSALS as error:
            return Outcome("refused", 0, " ".join(f"{type(error).__name__} {error}".split())[:160])
        if differing:
            flips = {key: columns for key, columns in differing.items() if "verdict" in columns}
            key, columns = next(iter((flips or differing).items()))
            example = f"{' / '.join(key)}: {', '.join(columns)}"
            return Outcome("verdict" if flips else "number", len(differing), example)
        if mutant.kind == "printed":
            return Outcome(*_still_true(mutant, before))
        for factor in (1000, 0.001):
            far = replace(mutant, after=f"{float(mutant.before) * factor:.10g}")
            path.write_text(change(far, original), encoding="utf-8")
            with contextlib.suppress(*REFUSALS):  # a share above 100, say: nothing learnt
                if compare(before):
                    return Outcome("tolerated", 0, "in a comparison that the change does not turn")
        return Outcome("idle", 0, "no change of it, however large, would move the ledger")
    finally:
        path.write_text(original, encoding="utf-8")


def compare(before: dict[str, dict[tuple[str, str], Entry]]) -> dict[tuple, list[str]]:
    """Derive the chapters again; the rows that differ from ``before``, with their columns."""
    differing = {}
    for notebook, rows in before.items():
        after = derive(notebook)
        for key, row in rows.items():
            if columns := _columns(row, after[key]):
                differing[key] = columns
    return differing


def _still_true(
    mutant: Mutant, before: dict[str, dict[tuple[str, str], Entry]]
) -> tuple[str, int, str]:
    """Why no row differs: where others print that there is no such number, none can fit."""
    claim, _, name = mutant.place.partition(" / ")
    entry = next(rows[claim, name] for rows in before.values() if (claim, name) in rows)
    if entry.verdict is not Verdict.NOT_REPRODUCED:
        return "survived", 0, "a bound that others' figure keeps as well"
    outcome = "survived" if entry.recomputed else "tolerated"
    return outcome, 0, "what others print fits neither the old nor the new number"


def _columns(old: Entry, new: Entry) -> list[str]:
    """Columns that differ, but for the text of the printed number, which differs by itself."""
    before, after = old.to_row(), new.to_row()
    return [column for column in COLUMNS if column != "printed" and before[column] != after[column]]


def chosen(count: int | None) -> list[Mutant]:
    """The mutants to run: one of every number, or a seeded sample of each kind."""
    chance = random.Random(SEED)
    mutants = []
    for kind, found in candidates(chance).items():
        print(f"{kind}: {len(found)} numbers that a verdict rests on", file=sys.stderr)
        mutants += chance.sample(found, count // len(KINDS)) if count else found
    return mutants


def listed_survivors() -> set[tuple[str, str]]:
    """File and place of every survivor in the table written last."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        return {(row["file"], row["place"]) for row in rows if row["outcome"] == "survived"}


def table(mutants: list[Mutant], outcomes: list[Outcome]) -> pd.DataFrame:
    """One row a mutant."""
    rows = [asdict(m) | asdict(o) for m, o in zip(mutants, outcomes, strict=True)]
    return pd.DataFrame(rows)


def summary(frame: pd.DataFrame) -> pd.DataFrame:
    """Mutants by kind and outcome, and the share caught in percent."""
    return tally(frame["kind"], frame["outcome"], OUTCOMES, ["tolerated", "idle"], "caught")


def tally(
    kind: pd.Series, outcome: pd.Series, outcomes: Sequence[str], aside: list[str], share: str
) -> pd.DataFrame:
    """Mutants by kind and outcome; how many count, and in percent those that did not survive."""
    counts = pd.crosstab(kind, outcome, margins=True, margins_name="all")
    counts = counts.reindex(columns=outcomes, fill_value=0)
    counts.insert(0, "mutants", counts.drop(columns=aside).sum(axis=1))
    counts[share] = (100 * (1 - counts["survived"] / counts["mutants"])).round(1)
    return counts


def markdown(frame: pd.DataFrame) -> str:
    """The summary and every survivor, for a page."""
    lines = [
        "| one digit changed in | mutants | a verdict flips | a number moves | refused | survived "
        "| caught |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    names = {"series": "figure of a series", "trace": "figure of another source",
             "printed": "numeral of the report", "all": "all"}  # fmt: skip
    counts = summary(frame)
    for kind, row in counts.loc[[*KINDS, "all"]].iterrows():
        cells = [int(row[c]) for c in ("mutants", "verdict", "number", "refused", "survived")]
        lines.append(f"| {names[kind]} | {' | '.join(map(str, cells))} | {row['caught']:.1f}% |")
    lines += [
        "",
        f"Not counted: {counts.loc['all', 'tolerated']} figures that serve only a comparison (a "
        "rank, the least of several changes), which a far change turns and the changed digit "
        f"does not: it lies within what the claim tolerates; {counts.loc['all', 'idle']} "
        "figures that stand in a table, a picture or a cross-check: no change of them, however "
        "large, would move the ledger.",
        "",
        "| survivor | from | to | why |",
        "|---|---:|---:|---|",
    ]
    for _, row in frame[frame["outcome"] == "survived"].iterrows():
        lines.append(f"| {row['place']} | {row['before']} | {row['after']} | {row['why']} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, help="try so many and write nothing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="rederive-mutants-") as folder:
        prepare(folder)
        mutants = chosen(options.sample)
        if options.sample:
            outcomes = [run(mutant) for mutant in mutants]
        else:
            with ProcessPoolExecutor(options.jobs, None, prepare, (folder,)) as pool:
                outcomes = list(pool.map(run, mutants, chunksize=4))
        os.chdir(ROOT)
    frame = table(mutants, outcomes)
    counts = summary(frame)
    print(counts.to_string())
    survivors = frame[frame["outcome"] == "survived"]
    for _, row in survivors.iterrows():
        print(f"survived: {row['file']}, {row['place']}: {row['before']} -> {row['after']}: "
              f"{row['why']}")  # fmt: skip
    print(f"{len(frame)} mutants in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    if options.sample:
        found = set(zip(survivors["file"], survivors["place"], strict=True))
        return int(not found <= listed_survivors())
    here = Path(__file__)
    frame.to_csv(here.with_suffix(".csv"), index=False, lineterminator="\n")
    here.with_suffix(".md").write_text(markdown(frame), encoding="utf-8")
    return 0 if counts.loc["all", "caught"] >= 95 else 1


if __name__ == "__main__":
    sys.exit(main())

"""Verification without notebooks: the chapters' own entries, on one core, several or a cluster."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import joblib
import pandas as pd
import pytest

from rederive import Chapter, validate
from rederive.book import batch
from rederive.book.book import Book
from rederive.core import coverage
from rederive.errors import InputError

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
DERIVATIONS = """\
claim,value,operation,operands
ch1-premium,,level,money/premium CHN 2020
ch1-parts,whole,sum,printed ch1-parts/one; printed ch1-parts/other
ch1-parts,one,level,printed ch1-parts/one
ch1-parts,other,level,printed ch1-parts/other
"""


@pytest.fixture
def figures(book: Path) -> Path:
    """The book's figures as one Parquet file; its derivations beside its claims."""
    (book / "data" / "derivations.csv").write_text(DERIVATIONS, encoding="utf-8")
    path = book / "figures.parquet"
    Book.here().series.read("money").assign(table="money").to_parquet(path, index=False)
    return path


def test_entries_are_those_of_the_chapter(book: Path, figures: Path) -> None:
    chapter = Chapter(1)
    premium = Book.here().load("money", "premium", as_of="2024-06")
    chapter.check("ch1-premium", premium["2020"])
    one, other = chapter.printed("ch1-parts", "one"), chapter.printed("ch1-parts", "other")
    chapter.check("ch1-parts", {"whole": one + other, "one": one, "other": other}, unit="CNY")
    expected = [entry for entries in chapter.entries.values() for entry in entries]
    assert batch.verify(book / "data", figures, "2024-06") == expected


def test_the_vintage_is_that_of_the_date(book: Path, figures: Path) -> None:
    early, late = (batch.verify(book / "data", figures, as_of)[0] for as_of in ("2021-01", None))
    assert early.verdict == "reproduced"
    assert late.verdict == "not-reproduced"


@pytest.mark.parametrize(
    ("operation", "operands", "result"),
    [
        ("ratio", "money/premium CHN 2020; money/persons CHN 2020", 12.52e9 / 14e6),
        ("share", "money/premium CHN 2020; money/premium CHN 2021", 100 * 125.2 / 130),
        ("growth", "money/premium CHN 2021; money/premium CHN 2020", 100 * (130 / 125.2 - 1)),
        (
            "annual growth over ten years",
            "money/premium CHN 2021; money/premium CHN 2020",
            100 * ((130 / 125.2) ** 0.1 - 1),
        ),
    ],
)
def test_what_can_be_done_with_figures(
    book: Path, figures: Path, operation: str, operands: str, result: float
) -> None:
    (book / "data" / "derivations.csv").write_text(
        f"claim,value,operation,operands\nch1-premium,,{operation},{operands}\n"
    )
    entry = batch.verify(book / "data", figures, "2024-06")[0]
    assert entry.recomputed_low == pytest.approx(result)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("ch1-premium,,level", "ch1-premiun,,level", "row 2: .*did you mean ch1-premium"),
        ("ch1-premium,,level", "ch1-premium,,median", "row 2: unknown operation 'median'"),
        ("ch1-premium,,level", "ch1-premium,,ratio", "row 2: .*missing 1 required"),
        ("CHN 2020", "CHN 1999", "row 2: there is no figure 'money/premium CHN 1999'"),
        ("money/premium", "silver/premium", "holds no table 'silver'"),
        ("sum,printed ch1-parts/one", "sum,printed ch1-parts/onee", "row 3: .*has no value 'onee'"),
        ("claim,value,op", "claim,op", "row 1: the columns are"),
    ],
)
def test_a_faulty_derivation_is_told(
    book: Path, figures: Path, old: str, new: str, sentence: str
) -> None:
    assert old in DERIVATIONS
    (book / "data" / "derivations.csv").write_text(DERIVATIONS.replace(old, new, 1))
    with pytest.raises(InputError, match=rf"derivations\.csv, .*{sentence}"):
        batch.verify(book / "data", figures, "2024-06")


def benchmark(name: str) -> ModuleType:
    """A module of the benchmarks."""
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two invented reports of 350 claims, as the benchmark makes them."""
    folder = tmp_path_factory.mktemp("scale") / "reports"
    benchmark("scale").invent(folder, 2)
    return folder


def test_processes_and_a_cluster_give_identical_ledgers(
    invented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client, LocalCluster

    monkeypatch.setenv("REDERIVE_ROOT", str(invented))
    reports = sorted((invented / "reports").iterdir())

    def ledger() -> pd.DataFrame:
        return batch.verify_all(reports, invented / "figures.parquet", "2024-06")

    alone = ledger()
    assert len(alone) == 700
    assert 10 < (alone["verdict"] == "not-reproduced").sum() < 70  # one in twenty is misprinted
    assert (alone["publishers"].replace("", "1").astype(int) >= 1).all()
    with joblib.parallel_config(backend="loky", n_jobs=2):
        pd.testing.assert_frame_equal(ledger(), alone, check_exact=True)
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        pd.testing.assert_frame_equal(ledger(), alone, check_exact=True)


def test_the_committed_measurements_are_linear_and_within_bounds() -> None:
    with (BENCHMARKS / "scale.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    middle, last = rows[2], rows[-1]
    assert int(last["claims"]) == 35_000
    assert int(last["figures"]) == 2_000_000
    assert int(last["peak_mb"]) < 2_000

    def cost(row: dict[str, str]) -> float:
        return float(row["cpu_seconds"]) / int(row["claims"])

    assert cost(last) < 1.25 * cost(middle)


def test_the_one_report_that_is_measured_can_be_verified(tmp_path: Path) -> None:
    book = tmp_path / "book"
    benchmark("numerals").invent(book, 100)
    here = Book(book)
    validate.check(here, with_ledger=False)
    lines = coverage.read_text(book / "report.txt", here.report)
    found = coverage.coverage(lines, here.register, here.exclusions)
    assert (found.tokens, found.problems) == (100, [])


def test_a_report_of_5_000_numerals_was_verified_within_bounds() -> None:
    """In seconds of computing: a clock on a busy machine tells of others."""
    with (BENCHMARKS / "numerals.csv").open(encoding="utf-8", newline="") as file:
        last = list(csv.DictReader(file))[-1]
    assert int(last["numerals"]) == 5000
    assert float(last["draft_cpu_seconds"]) < 20
    assert float(last["relate_cpu_seconds"]) < 60
    assert float(last["verify_cpu_seconds"]) < 2 * 60  # of two cores
    assert max(float(text) for name, text in last.items() if name.endswith("_mb")) < 2000

"""What all tests share: an invented book, the order they run in, an end to what they start."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

import processes
from samples import FILES, REAL_UNITS

# A busy machine is no failure of a law.
settings.register_profile("book", deadline=None)
settings.load_profile("book")

#: What takes long, the longest first: a file, or one test of a file. Workers begin with these,
#: and ``make check`` leaves them to ``make test``.
SLOW = [
    "test_pages_in_the_browser.py",
    "test_accessibility.py",
    "test_mutants.py::test_a_sample_of_mutants_is_caught",
    "test_notebooks.py::test_a_notebook_runs_from_top_to_bottom",
    "test_reproducible.py",
    "test_incremental.py",
    "test_validate.py::test_an_interrupted_build_leaves_the_old_book_and_the_next_one_works",
    "test_pagespeed.py",
    "test_chapter_heights.py",
    "test_second_report.py",
    "test_several_reports.py",
    "test_book.py::test_pages_follow_the_data_and_a_failure_leaves_the_old_book",
    "test_validate.py::test_no_word_becomes_markup",
    "test_lab.py",
    "test_journeys.py",
    "test_batch.py::test_processes_and_a_cluster_give_identical_ledgers",
    "test_specifications.py::test_a_cluster_gives_identical_numbers",
]
#: Files whose tests share nothing that is dear to set up: any worker takes any test of them.
SPREAD = {"test_pages_in_the_browser.py", "test_accessibility.py", "test_pagespeed.py"}


def pytest_configure(config: pytest.Config) -> None:
    """Have an eye on what tests start, also those of ``packages/``."""
    config.addinivalue_line("markers", "slow: takes long; make check leaves it out")
    processes.watch(config)


def place(item: pytest.Item) -> int:
    """Place of a test among the slow ones; their number for all others."""
    file = item.path.name
    name = getattr(item, "originalname", None) or item.name
    names = {file, f"{file}::{name}"}
    return next((n for n, slow in enumerate(SLOW) if slow in names), len(SLOW))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow tests first; the tests of one file stay with one worker, and so does its set-up."""
    items.sort(key=place)
    for item in items:
        if slow := place(item) < len(SLOW):
            item.add_marker(pytest.mark.slow)
        if item.path.name not in SPREAD and not item.get_closest_marker("xdist_group"):
            group = f"{item.path.stem} slow {place(item)}" if slow else item.path.stem
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of an invented book with one chapter; ``rederive`` works in it."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "data" / "units.csv").write_bytes(REAL_UNITS.read_bytes())
    monkeypatch.setenv("REDERIVE_ROOT", str(tmp_path))
    return tmp_path

"""A relation is written once; the list says which are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from rederive.cli import main

SECOND = Path(__file__).parents[1] / "second-report"


def run(*words: str):
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def relations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The invented report as a book without relations."""
    book = tmp_path / "book"
    shutil.copytree(SECOND, book, ignore=shutil.ignore_patterns("_build"))
    (book / "data/claims/relations.yaml").write_text("[]\n", encoding="utf-8")
    monkeypatch.delenv("REDERIVE_REPORT", raising=False)
    monkeypatch.chdir(book)
    return book / "data/claims/relations.yaml"


def test_a_relation_that_is_written_is_marked_and_not_written_again(relations: Path) -> None:
    assert "(written:" not in run("relate", "--all").output
    first = run("relate", "--write", "1")
    assert first.exit_code == 0, first.output
    name = first.output.split()[1]
    listed = run("relate", "--all").output.splitlines()
    assert [line for line in listed if line.endswith(f"(written: {name})")]
    before = relations.read_bytes()
    again = run("relate", "--write", "1")
    assert again.exit_code == 2
    assert f"{name} relates the same numbers already" in again.output
    assert relations.read_bytes() == before


def test_one_relation_is_not_chosen_twice(relations: Path) -> None:
    before = relations.read_bytes()
    told = run("relate", "--write", "1,1")
    assert told.exit_code == 2
    assert "--write names 1 twice" in told.output
    assert relations.read_bytes() == before

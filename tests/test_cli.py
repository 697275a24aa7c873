"""The command line: exit codes and plain sentences."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from rederive.cli import main

TEXT = "a 125\nb 10 8 2\nc 600\nd 2020"


def run(*arguments: str):
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def text(book):
    path = book / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    about = book / "data/report.yaml"
    about.write_text(about.read_text("utf-8").replace('"0"', digest), encoding="utf-8")
    return path


def test_coverage_is_complete(text):
    result = run("coverage", str(text))
    assert result.exit_code == 0, result.output
    assert (
        "6 numerals in digits: 5 in claims, 1 excluded; every one accounted for." in result.output
    )


def test_a_numeral_left_over_is_named(text, book):
    (book / "data/excluded-numerals.csv").write_text("line,token,reason\n", encoding="utf-8")
    result = run("coverage", str(text))
    assert result.exit_code == 1
    assert "line 4: 2020 appears 1 time in the text, 0 times in claims" in result.output


def test_another_text_is_refused(text):
    text.write_text("other", encoding="utf-8")
    result = run("coverage", str(text))
    assert result.exit_code == 2
    assert "is not the text of the register" in result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("coverage",), "say where"), (("claim", "ch1-premiun"), "did you mean ch1-premium")],
)
def test_bad_input_is_one_sentence_and_two(book, monkeypatch, arguments, sentence):
    monkeypatch.delenv("REDERIVE_REPORT", raising=False)
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in result.output
    assert len(result.output.strip().splitlines()) == 1


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_terminal_that_lacks_characters_gets_what_it_can_show(monkeypatch, encoding):
    monkeypatch.setenv("REDERIVE_ROOT", str(Path(__file__).parents[1]))
    result = CliRunner(charset=encoding).invoke(main, ["claim", "ch3-pop-65plus-2023"])
    assert result.exception is None, result.exception
    assert ("?" in result.stdout) == (encoding != "utf-8")


def test_outside_the_book_the_remedy_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("REDERIVE_ROOT", str(tmp_path))
    result = run("claim", "ch1-x")
    assert result.exit_code == 2
    assert "go to the book's folder" in result.output

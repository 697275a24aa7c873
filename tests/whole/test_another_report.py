"""The page "Use it for another report" works line by line, from an invented text to verdicts."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rederive.book.book import Book
from rederive.book.candidates import Finder
from rederive.cli import main
from rederive.core.entries import by_claim, worst_of
from rederive.notebook.scaffold import scaffold

ROOT = Path(__file__).parents[2]
FILES = Path(__file__).parent / "ferries"


def commands() -> list[list[str]]:
    """The lines of the page that call a program, without the last, which builds the pages."""
    text = (ROOT / "another-report.md").read_text("utf-8")
    block = re.search(r"```sh\n(.*?)```", text, re.DOTALL)[1]
    lines = [shlex.split(line, comments=True) for line in block.splitlines()]
    assert lines[-1] == ["rederive", "book"]
    return lines[:-1]


def run(words: list[str]) -> Result:
    """A command of the page, with the file that it reads its answers from."""
    given = None
    if "<" in words:
        at = words.index("<")
        given, words = Path(words[at + 1]).read_text("utf-8"), [*words[:at], "--ask"]
    return CliRunner().invoke(main, words, input=given)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What each command of the page answers, in a folder that has the files it names."""
    folder = tmp_path_factory.mktemp("page")
    for path in [*FILES.iterdir(), ROOT / "tests/drafting/texts/ferries-en.txt"]:
        shutil.copy(path, folder)
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REDERIVE_ROOT", raising=False)
        patch.delenv("REDERIVE_REPORT", raising=False)
        patch.chdir(folder)
        for words in commands():
            if words[0] == "cd":
                patch.chdir(words[1])
            elif words[0] == "cp":
                shutil.copy(words[1], words[2])
            else:
                result = run(words[1:])
                assert result.exit_code == 0, (words, result.output)
                said[" ".join(words[1:2])] = result.output
        yield said


def test_the_commands_of_the_page_lead_to_verdicts(outputs):
    assert "every one accounted for" in outputs["coverage"]
    assert "if 648.0" in outputs["claim"] or "between 683.9 and 684.1" in outputs["claim"]
    groups = by_claim(Book(Path.cwd()).ledger)
    verdicts = {claim: worst_of(entries).value for claim, entries in groups.items()}
    assert verdicts["ch1-line6-126-0"] == "reproduced"
    assert verdicts["ch1-line10-648-0"] == "contradicted"
    assert set(verdicts.values()) == {"reproduced", "contradicted", "pending"}


def test_evidence_tells_what_agrees_and_what_does_not(outputs):
    assert "arcadia/passengers ARCADIA 2031: 126.01 million persons (agrees)" in outputs["evidence"]
    assert "no series has its unit and time" in outputs["evidence"]


def test_a_series_of_the_reports_own_publisher_is_told(outputs, tmp_path):
    shutil.copytree(Path.cwd(), tmp_path / "book", ignore=shutil.ignore_patterns("_build"))
    about = tmp_path / "book/data/report.yaml"
    own = about.read_text("utf-8").replace(
        "Port Office", "Statistical Office of Arcadia (invented)"
    )
    about.write_text(own, encoding="utf-8")
    book = Book(tmp_path / "book")
    found = Finder(book).of(book.register["ch1-line6-126-0"])
    assert all("of the same publisher as the report" in str(each) for each in found)


def test_a_notebook_keeps_what_was_worked_on(outputs):
    book = Book(Path.cwd())
    added = scaffold(book, 1)
    before = added.path.read_bytes()
    assert added.claims == [] == scaffold(book, 1).claims
    assert added.path.read_bytes() == before
    assert "evidence: [arcadia/passengers]" in (book.data / "claims/ch1.yaml").read_text("utf-8")


def test_what_is_invented_says_so():
    for path in FILES.glob("*.[cb]*"):
        assert "invented" in path.read_text("utf-8")

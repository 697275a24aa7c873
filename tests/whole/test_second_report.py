"""The same machine on another text: an invented page, from its numerals to its verdicts.

The commands are those of CONTRIBUTING.md, in their order.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result

from rederive.book.book import Book
from rederive.cli import main
from rederive.core.entries import by_claim, worst_of
from rederive.core.verdicts import Verdict

ROOT = Path(__file__).parents[2]
SECOND = ROOT / "tests" / "second-report"
HEADING = "### In ten minutes, on an invented page"

VERDICTS = {
    "ch1-inhabitants-2030": "reproduced-with-caveat",  # counted again after the census
    "ch1-bicycles-2030": "reproduced",
    "ch1-insured-2030": "not-reproduced",  # the yearbook has 548 thousand
    "ch1-insured-share-2030": "compatible",  # 600,000 and 1.5 million are too round to tell
    "ch1-premium-growth": "reproduced",
    "ch1-density-2030": "reproduced-with-caveat",
    "ch1-largest-firms": "contradicted",  # 52, 17 and 9 are not 82
    "ch1-repair-shops": "traced",
    "ch1-thefts-2030": "untraced",
    "ch1-goal-2035": "normative",
    "ch1-bicycles-growth": "partly-tested",  # the growth of one of two years is known
    "ch1-premium-per-bicycle": "holds-otherwise",  # on the insured alone
    "ch1-complaints-town": "consistent",
    "ch1-complaints-months": "consistent-with-caveat",  # 18% of December's number
    "ch1-employees": "traced-with-caveat",  # a year earlier
}


def commands() -> list[list[str]]:
    """The lines of the how-to that call the machine."""
    section = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition(HEADING)[2]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1]
    lines = [shlex.split(line, comments=True) for line in block.splitlines()]
    return [words[1:] for words in lines if words[:1] == ["rederive"]]


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def found(book: Path) -> dict[str, str]:
    """The verdict of each claim in the ledger of a book."""
    groups = by_claim(Book(book).ledger)
    return {claim: worst_of(entries).value for claim, entries in groups.items()}


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the invented report, as the working folder."""
    folder = tmp_path_factory.mktemp("second") / "report"
    shutil.copytree(SECOND, folder, ignore=shutil.ignore_patterns("_build"))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REDERIVE_ROOT", raising=False)
        patch.chdir(folder)
        yield folder


@pytest.fixture(scope="module")
def outputs(second: Path) -> dict[str, Result]:
    """What each command of the how-to answers."""
    return {" ".join(words): run(*words) for words in commands()}


def test_the_how_to_works_line_by_line(outputs):
    assert list(outputs) == [
        "coverage report.txt",
        "verify --update",
        "verify",
        "claim ch1-largest-firms",
    ]
    for line, result in outputs.items():
        assert result.exit_code == 0, f"{line}: {result.output}"
    assert "every one accounted for" in outputs["coverage report.txt"].output
    assert "the ledger holds" in outputs["verify"].output


def test_the_verdicts_are_those_that_were_planted(outputs, second):
    assert found(second) == VERDICTS
    assert set(VERDICTS.values()) == {verdict.value for verdict in Verdict} - {"pending"}
    assert "the others put it between 76.5 and 79.5" in outputs["claim ch1-largest-firms"].output


@pytest.mark.parametrize(
    ("old", "new", "claim", "verdict"),
    [
        ("82", "78", "ch1-largest-firms", "compatible"),
        ("600,000", "548,000", "ch1-insured-2030", "contradicted"),  # no longer 40% of all
        ("11.0", "12.0", "ch1-premium-growth", "not-reproduced"),
    ],
)
def test_another_printed_number_gets_another_verdict(
    outputs, second, tmp_path, monkeypatch, old, new, claim, verdict
):
    book = tmp_path / "book"
    shutil.copytree(second, book)
    monkeypatch.chdir(book)
    path = book / "data" / "claims" / "ch1.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace(f'printed: "{old}"', f'printed: "{new}"'), "utf-8")
    changed = run("verify")
    assert changed.exit_code == 1
    assert f"{claim} / " in changed.output
    assert f"claim {claim}: {new} is not on line" in changed.output  # the text has the old one
    assert run("verify", "--update").exit_code == 0
    assert found(book)[claim] == verdict
    still = run("verify")
    assert (still.exit_code, "1 number changed" in still.output) == (1, True)


def test_a_number_that_only_a_cell_shows_is_told_when_it_moves(
    outputs, second, tmp_path, monkeypatch
):
    book = tmp_path / "book"
    shutil.copytree(second, book)
    monkeypatch.chdir(book)
    (path,) = (book / "notebooks").glob("ch1-*.ipynb")
    for shown, code, told in (
        ("1.5 of 3", 0, "the ledger holds"),
        ("1.7 of 3", 1, "cell extra: showed 1.5, now 1.7\n"),
    ):
        notebook = nbformat.read(path, 4)
        kept = [cell for cell in notebook.cells if cell.id != "extra"]
        cell = nbformat.v4.new_code_cell(f"print({shown!r})", id="extra")
        notebook.cells = [*kept[:-1], cell, kept[-1]]
        nbformat.write(notebook, path)
        if not code:
            assert run("verify", "--update").exit_code == 0
        result = run("verify")
        assert (result.exit_code, told in result.output) == (code, True), result.output


def test_without_claims_the_command_lists_the_numerals_to_account_for(
    second, tmp_path, monkeypatch
):
    book = tmp_path / "book"
    shutil.copytree(second, book)
    monkeypatch.chdir(book)
    (book / "data/claims/ch1.yaml").write_text(
        "chapter: 1\ntitle: Bicycles\nnotebook: ch1-bicycles\nclaims: []\n", "utf-8"
    )
    (book / "data/excluded-numerals.csv").write_text("line,token,reason\n", "utf-8")
    result = run("coverage", "report.txt")
    assert result.exit_code == 1
    assert "line 10: 82 appears 1 time in the text, 0 times in claims" in result.output
    assert (
        "36 numerals in digits: 0 in claims, 0 excluded; 36 problems, named above." in result.output
    )


def test_what_is_invented_says_so():
    assert (SECOND / "report.txt").read_text("utf-8").startswith("INVENTED REPORT")
    rows = (SECOND / "data/series/utopia.csv").read_text("utf-8").splitlines()[1:]
    assert all("invented" in row for row in rows)
    sources = (SECOND / "references.bib").read_text("utf-8")
    assert sources.count("(invented)") == 2 * sources.count("@misc")
    assert "invented" in (SECOND / "notebooks/ch1-bicycles.ipynb").read_text("utf-8")

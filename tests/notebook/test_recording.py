"""A figure that somebody saw: written whole or not at all, its claim judged again."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from rederive import Book, Chapter
from rederive.cli import main
from rederive.core import ledger
from rederive.core.verdicts import Verdict
from rederive.evidence.bibliography import Bibliography
from rederive.evidence.new_trace import NewSource, bib_entry, key_for
from rederive.notebook import recording

FIGURE = {
    "--figure": "612",
    "--hedge": "exact",
    "--unit": "sorties",
    "--period": "2023-08",
}
SOURCE = {
    "--address": "https://example.org/drones_1?a=1&b=2",
    "--publisher": "The Daily & Sons",
    "--title": "600 flights: 5% more",
    "--date": "2023-09-01",
    "--seen": "2024-05-01",
}


@pytest.fixture
def untraced(book: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The invented book, in which nothing was found of the drones."""
    (book / "data/traces/ch1.csv").unlink()
    (book / "data/searches/ch1.csv").write_text(
        "claim,query,place,date,result\nch1-drones,drones,stored pages,2024-05-01,nothing\n",
        encoding="utf-8",
    )
    chapter = Chapter(1, Book(book))
    chapter.check("ch1-premium", 12.79e9, unit="CNY")
    chapter.trace("ch1-drones")
    entries = [entry for group in chapter.entries.values() for entry in group]
    (book / "data/verdicts.csv").write_text(ledger.to_csv(entries), encoding="utf-8")
    monkeypatch.chdir(book)
    return book


def run(given_: dict[str, str], claim: str = "ch1-drones") -> Result:
    options = [word for pair in given_.items() for word in pair]
    return CliRunner().invoke(main, ["trace", claim, *options])


def contents(book: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}


def test_a_figure_and_its_source_are_written_and_the_claim_is_judged_again(untraced: Path):
    result = run(FIGURE | SOURCE)
    assert result.exit_code == 0, result.output
    assert "ch1-drones / flights: was untraced, is now traced" in result.output
    book = Book(untraced)
    (row,) = book.traces.to_dict("records")
    source = book.bibliography[row["source"]]
    assert (source.publisher, source.title) == ("The Daily & Sons", "600 flights: 5% more")
    assert source.copy == SOURCE["--address"]  # example.org is not a known publisher's
    assert "2024-05-01" in source.seen
    assert source.grade == "tertiary"


def test_a_source_that_is_known_needs_only_its_key(untraced: Path):
    before = (untraced / "references.bib").read_bytes()
    assert run(FIGURE | {"--source": "alpha"}).exit_code == 0
    assert (untraced / "references.bib").read_bytes() == before
    again = run(FIGURE | {"--source": "alpha"})
    assert again.exit_code == 2
    assert "has this row already" in again.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--hedge": ""}, "--hedge is missing: say how the source puts its figure"),
        ({"--hedge": "roughly"}, "--hedge 'roughly' is unknown: use exact"),
        ({"--figure": ""}, "--figure is missing"),
        ({"--figure": "many"}, "many"),
        ({"--unit": "persons"}, "is of another dimension than ch1-drones, which is in sorties"),
        ({"--unit": "stones"}, "the unit 'stones' is unknown"),
        ({"--period": "August"}, "--period 'August' is not a period"),
        ({"--period": "2024"}, "--period 2024 begins after its source was published"),
        ({"--date": "2024-06-01"}, "--date 2024-06-01 and --seen 2024-05-01 are out of order"),
        ({"--seen": "2999-01-01"}, "are out of order"),
        ({"--seen": ""}, "--seen is missing"),
        ({"--address": "example.org/a"}, "is not a web address"),
        ({"--differs": "colour"}, "--differs 'colour' is unknown: use date, definition, scope"),
        ({"--source": "gamma"}, "--source 'gamma' is not in references.bib"),
        ({"--value": "wings"}, "has no value 'wings'"),
    ],
)
def test_what_is_refused_changes_nothing(untraced: Path, change: dict[str, str], said: str):
    before = contents(untraced)
    result = run(FIGURE | SOURCE | change)
    assert result.exit_code == 2
    assert said in result.output
    assert contents(untraced) == before


@pytest.mark.parametrize("field", ["url", "copy"])
def test_a_second_key_for_one_address_is_refused(untraced: Path, field: str):
    path = untraced / "references.bib"
    address = "http://www.example.org/drones_1?a=1\\&b=2"
    text = path.read_text("utf-8").replace(
        "title = {A}", f"title = {{A}},\n {field} = {{{address}}}"
    )
    path.write_text(text, encoding="utf-8")
    before = contents(untraced)
    result = run(FIGURE | SOURCE)
    assert result.exit_code == 2
    assert "is in references.bib already, as alpha; name that with --source alpha" in result.output
    assert contents(untraced) == before


def test_a_disk_that_fills_up_leaves_both_files_as_they_were(untraced: Path, monkeypatch):
    before = contents(untraced)
    real = recording.write_whole

    def full(path: Path, text: str | bytes) -> None:
        if path.suffix == ".bib" and b"drones" in (
            text.encode() if isinstance(text, str) else text
        ):
            raise OSError(28, "No space left on device")
        real(path, text)

    monkeypatch.setattr(recording, "write_whole", full)
    assert run(FIGURE | SOURCE).exit_code == 1
    assert contents(untraced) == before


def test_a_claim_that_is_recomputed_keeps_its_verdict(untraced: Path):
    money = {"--figure": "125", "--unit": "100 million CNY", "--period": "2020"}
    result = run(FIGURE | money | {"--source": "alpha"}, "ch1-premium")
    assert result.exit_code == 0, result.output
    assert "The verdict rests on recomputed numbers" in result.output
    assert Book(untraced).ledger[0].verdict is not Verdict.TRACED


WORDS = st.text(st.sampled_from("Ab é中&%_#{}\\$"), min_size=1, max_size=20).filter(str.strip)


@given(WORDS, WORDS, st.sets(st.sampled_from(["daily2023", "daily2023b", "Daily2023c"])))
def test_any_words_make_an_entry_that_is_read_again(tmp_path_factory, publisher, title, taken):
    path = tmp_path_factory.mktemp("bib") / "references.bib"
    path.write_text("".join(f"@misc{{{key},\n}}\n" for key in taken), encoding="utf-8")
    sources = Bibliography.read(path)
    source = NewSource("https://daily.org/a_b", publisher, title, "2023", "2024-01-01")
    key = key_for(source, sources)
    path.write_text(path.read_text("utf-8") + bib_entry(source, key, sources), encoding="utf-8")
    read = Bibliography.read(path)[key]
    plain = [
        " ".join(text.translate({92: None, 123: None, 125: None}).split())
        for text in (publisher, title)
    ]
    assert [read.publisher, read.title] == plain
    assert read.copy == "https://daily.org/a_b"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('chapter.pending("ch1-drones")', 'write `chapter.trace("ch1-drones")` there.\nThen run'),
        ("", "No cell of notebooks/"),
        ('chapter.trace("ch1-drones")', "is now traced"),
    ],
)
def test_what_the_notebook_has_to_say_is_told_before_the_run(untraced: Path, cell, told):
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(cell)]
    name = Book(untraced).register.notebooks[1]
    (untraced / "notebooks").mkdir(exist_ok=True)
    nbformat.write(notebook, untraced / "notebooks" / f"{name}.ipynb")
    output = run(FIGURE | SOURCE).output
    assert told in output
    assert ("would be traced" in output) == ("trace" not in cell)

"""A text that was changed: lines are found again by their numerals, and the register follows."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from rederive.book.book import Book
from rederive.cli import main
from rederive.core import coverage
from rederive.drafting import anchoring
from rederive.starting import unprinted

ROOT = Path(__file__).parents[2]
SECOND = ROOT / "tests" / "second-report"


def run(*words: str):
    return CliRunner().invoke(main, list(words))


@example(["", "", "", ""], [(0, False), (0, False)])
@given(
    st.lists(st.sampled_from(["", "no numeral", "other"]), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=8),
)
def test_a_line_is_where_it_went(kinds: list[str], edits: list[tuple[int, bool]]) -> None:
    """Every other line has a numeral of its own; lines go and come anywhere."""
    text = [f"{kind} {100 + at}" if at % 2 else kind for at, kind in enumerate(kinds)]
    numbered = list(enumerate(text, start=1))
    for at, comes in edits:
        if comes:
            numbered.insert(at, (0, f"new {500 + at}"))
        elif at < len(numbered):
            numbered.pop(at)
    old = {
        line: Counter(tokens)
        for line, words in enumerate(text, start=1)
        if (tokens := coverage.tokens(words))
    }
    found = anchoring.anchors(old, [words for _, words in numbered])
    went = {line: place for place, (line, _) in enumerate(numbered, start=1) if line in old}
    assert {line: place for line, place in found.moved.items() if line in went} == went
    assert set(found.lost) | set(found.moved) == set(old)
    order = [found.near(line) for line in range(1, len(text) + 1)]
    assert order == sorted(order)
    assert min(order) > 0
    assert all(place is None or place > 0 for place in map(found.of, range(1, len(text) + 1)))


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "book"
    shutil.copytree(SECOND, folder, ignore=shutil.ignore_patterns("_build", ".*"))
    monkeypatch.setenv("REDERIVE_ROOT", str(folder))
    monkeypatch.delenv("REDERIVE_REPORT", raising=False)
    return folder


def test_a_changed_text_is_refused_with_the_remedy(second: Path) -> None:
    (second / "report.txt").write_text("Quite another text of 2031.", encoding="utf-8")
    for words in (["coverage"], ["draft"], ["review"]):
        result = run(*words)
        assert result.exit_code == 2
        assert "see with `rederive anchor` which lines moved" in result.output


def test_claims_move_with_their_lines(second: Path) -> None:
    path = second / "report.txt"
    lines = path.read_text("utf-8").split("\n")
    before = {claim.id: claim.lines for claim in Book(second).register}
    assert run("coverage").exit_code == 0
    path.write_text("\n".join(["A preface.", "", *lines]), encoding="utf-8")
    told = run("anchor")
    assert told.exit_code == 0, told.output
    assert " now.\n" in told.output
    count = len(before)
    assert f"{count} of {count} claims with the same numbers" in told.output
    assert {claim.id: claim.lines for claim in Book(second).register} == before
    assert run("coverage").exit_code == 2
    assert run("anchor", "--write").exit_code == 0
    after = {claim.id: claim.lines for claim in Book(second).register}
    assert after == {name: (first + 2, last + 2) for name, (first, last) in before.items()}
    result = run("coverage")
    assert (result.exit_code, "every one accounted for" in result.output) == (0, True)


def test_what_is_not_found_again_is_named_and_stays(second: Path) -> None:
    path = second / "report.txt"
    lines = path.read_text("utf-8").split("\n")
    claim = next(claim for claim in Book(second).register if claim.values)
    line = next(value.line for value in claim.values if value.line)
    lines[line - 1] = "Nothing is said here any more."
    path.write_text("\n".join(lines), encoding="utf-8")
    told = run("anchor", "--write")
    assert told.exit_code == 0, told.output
    assert f"{claim.id}: its numbers are not found again" in told.output
    assert Book(second).register[claim.id].lines == claim.lines
    result = run("coverage")
    assert result.exit_code == 1
    assert claim.id in result.output


def test_a_text_that_is_kept_elsewhere_stays_there(second: Path, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.txt"
    text = (second / "report.txt").read_text("utf-8")
    (second / "report.txt").unlink()
    path.write_text(f"A preface.\n{text}", encoding="utf-8")
    assert run("anchor", str(path), "--write").exit_code == 0
    assert not (second / "report.txt").exists()
    assert run("coverage", str(path)).exit_code == 0


def test_a_claim_whose_number_was_changed_is_named(second: Path) -> None:
    path = second / "report.txt"
    claim, value = next(
        (claim, value)
        for claim in Book(second).register
        for value in claim.values
        if value.in_digits and len(value.numeral) > 2 and value.line
    )
    lines = path.read_text("utf-8").split("\n")
    other = value.printed[:-1] + str((int(value.printed[-1]) + 1) % 10)
    lines[value.line - 1] = lines[value.line - 1].replace(value.printed, other)
    path.write_text("\n".join(lines), encoding="utf-8")
    told = run("anchor")
    count = len(list(Book(second).register))
    assert f"{claim.id}: {value.printed} is not on its line" in told.output
    assert other in told.output
    assert f"{count - 1} of {count} claims with the same numbers" in told.output
    assert unprinted(Book(second)) == []  # the text has changed, which is told by itself
    run("anchor", "--write")
    (sentence,) = unprinted(Book(second))
    assert sentence.startswith(f"claim {claim.id}: {value.printed} is not on line {value.line}")


@pytest.mark.parametrize(
    "words",
    [
        *(["relate"], ["claim", "ID"], ["evidence"], ["notebook", "ch1"], ["book"], ["pdf"]),
        ["verify"],
    ],
)
def test_a_changed_text_is_told_where_it_is_not_read(
    second: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr("warmbook.build", lambda *_, **__: None)
    name = next(iter(Book(second).register)).id
    path = second / "report.txt"
    words = [name if word == "ID" else word for word in words]
    if words not in (["verify"], ["pdf"]):
        assert "rederive anchor" not in run(*words).output
    else:  # what follows is refused before any notebook runs
        (second / "references.bib").unlink()
    path.write_text(f"{path.read_text('utf-8')} more", encoding="utf-8")
    told = run(*words).output
    assert "report.txt: was changed since the register was made of it" in told
    assert "`rederive anchor` says which lines moved" in told

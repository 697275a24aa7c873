"""Another report in a book: it comes whole or not at all, and the first one stays as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from rederive import validate
from rederive.book.book import Book
from rederive.cli import main
from rederive.core.relations import contradictions
from rederive.drafting import language

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "tests" / "drafting" / "texts"
ANSWERS = (ROOT / "tests" / "whole" / "ferries" / "answers.txt").read_text("utf-8")
#: The next year's edition: other years, three other numbers, one of them for an old year.
LATER = [("2031", "2032"), ("2030", "2031"), ("126.0", "129.0"), ("240", "250"), ("75.0", "72.0")]


def run(*words: str, given: str | None = None):
    return CliRunner().invoke(main, list(words), input=given)


def told(*words: str, given: str | None = None) -> str:
    result = run(*words, given=given)
    assert result.exit_code == 0, result.output
    return result.output


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """A book of one report, its drafts decided, with the text of its next edition beside it."""
    top = tmp_path_factory.mktemp("first")
    text = (TEXTS / "ferries-en.txt").read_text("utf-8")
    for old, new in LATER:
        text = text.replace(old, new)
    (top / "later.txt").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REDERIVE_ROOT", str(top / "book"))
        told(
            "new", str(top / "book"), "--text", str(TEXTS / "ferries-en.txt"), "--title", "Ferries"
        )
        told("draft")
        told("review", "--ask", given=ANSWERS)
    return top


@pytest.fixture
def book(first, tmp_path, monkeypatch) -> Path:
    shutil.copytree(first, tmp_path / "top")
    monkeypatch.setenv("REDERIVE_ROOT", str(tmp_path / "top" / "book"))
    return tmp_path / "top" / "book"


def add(book: Path, *more: str, name: str = "later", text: str = "later.txt"):
    return run("add", name, "--text", str(book.parent / text), "--title", "Ferries, later", *more)


def test_the_next_edition_is_compared_claim_by_claim(book):
    before = content(book)
    assert add(book, "--follows", "first").exit_code == 0
    after = content(book)
    changed = {place for place, text in before.items() if after[place] != text}
    assert changed == {"_toc.yml"}
    told("draft", "--report", "later")
    told("review", "--report", "later", "--ask", given=ANSWERS)
    covered = told("coverage")
    assert covered.count("every one accounted for") == 4
    assert "Ferries, later" in covered
    said = told("edition", "later")
    assert "revised: 75.0% -> 72.0%" in said
    assert "moved on: 126.0 million people, 2031 -> 129.0 million people, 2032" in said
    assert "later-ch1-line13-150" not in said
    assert "later-ch1-line13-150: unchanged" in told("edition", "later", "--all")
    whole = Book(book)
    validate.check(whole, with_ledger=False)
    ids = [claim.id for claim in whole.of("first").register]
    assert all(claim.id.startswith("later-ch1-line") for claim in whole.of("later").register)
    assert len(whole.register) == 2 * len(ids)


def test_one_set_of_relations_sees_both(book):
    add(book, "--follows", "first")
    told("draft", "--report", "later")
    told("review", "--report", "later", "--ask", given=ANSWERS)
    assert "150 ferries | later-ch1-line13-150/number: 150 ferries" in told("across")
    places = [line.split()[0] for line in told("across").splitlines() if "ch1-line13-150" in line]
    assert told("across", "--write", places[0]) == "wrote same-ch1-line13-150\n"
    assert "ch1-line13-150: 150 ferries (can all be true)" in told("across")
    path = book / "data" / "claims" / "ch2.yaml"
    path.write_text(path.read_text("utf-8").replace('"150"', '"151"'), encoding="utf-8")
    assert "cannot all be true" in told("across")
    found = contradictions.sets(Book(book).register, Book(book).relations)
    assert [each.numbers for each in found] == [
        (("ch1-line13-150", "number"), ("later-ch1-line13-150", "number"))
    ]


def test_a_report_in_another_language_has_its_own_words_for_units(book):
    result = add(book, name="chinese", text="../../none.txt")
    assert result.exit_code == 2
    shutil.copy(TEXTS / "ferries-zh.txt", book.parent / "zh.txt")
    assert add(book, name="chinese", text="zh.txt").exit_code == 0
    told("draft", "--report", "chinese")
    one = Book(book).of("chinese")
    assert one.report.language == "zh-Hans"
    assert one.units["percentage points"].native == "个百分点"
    assert Book(book).units["percentage points"].native == "percentage points"
    assert (one.folder / "number-words.csv").read_bytes() == (
        language.FOLDER / "zh.number-words.csv"
    ).read_bytes()


@pytest.mark.parametrize(
    ("name", "more", "message"),
    [
        ("first", (), "does not fit; write small letters and digits"),
        ("Later", (), "does not fit"),
        ("ch2", (), "does not fit"),
        ("later", ("--follows", "firts"), "the book has no report 'firts'"),
        ("later", ("--title", "FERRIES"), "has a report called 'FERRIES' already"),
        ("later", ("--written", "2033"), "'2033' is not a month"),
        ("later", ("--language", "xx"), "numbers are not read in the language 'xx'"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(book, name, more, message):
    before = content(book)
    result = add(book, *more, name=name)
    assert result.exit_code == 2
    assert message in result.output
    assert content(book) == before


def test_two_reports_of_one_name_are_refused(book):
    assert add(book).exit_code == 0
    before = content(book)
    result = add(book, "--title", "A third")
    assert result.exit_code == 2
    assert "the book has a report later already" in result.output
    assert content(book) == before
    about = book / "data" / "reports" / "later" / "report.yaml"
    about.write_text(about.read_text("utf-8").replace("Ferries, later", "Ferries"))
    result = run("verify")
    assert result.exit_code == 2
    assert "title: is 'Ferries', as of the report first; give one of the two" in result.output


@pytest.mark.parametrize(
    ("place", "old", "new", "message"),
    [
        ("data/claims/ch2.yaml", "report: later", "report: latter", "no data/reports/latter"),
        ("data/reports/later/report.yaml", "follows: first", "follows: later", "no report 'later'"),
        ("data/reports/later/report.yaml", "sha256", "sha255", "sha25"),
        ("data/reports/later/excluded-numerals.csv", "token", "tokens", "row 1"),
    ],
)
def test_a_slip_in_the_files_of_a_report_is_told(book, place, old, new, message):
    add(book, "--follows", "first")
    path = book / place
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    result = run("verify", "--update")
    assert result.exit_code == 2
    assert message in result.output


def test_a_table_of_contents_without_chapters_is_told(book):
    toc = book / "_toc.yml"
    toc.write_text(toc.read_text("utf-8").replace("notebooks/ch1", "notebooks/one"), "utf-8")
    before = content(book)
    result = add(book)
    assert result.exit_code == 2
    assert "lists no chapter" in result.output
    assert content(book) == before


def test_a_text_that_the_book_has_is_not_added_under_another_name(book):
    before = content(book)
    shutil.copy(TEXTS / "ferries-en.txt", book.parent / "copy.txt")
    result = add(book, text="copy.txt")
    assert result.exit_code == 2
    assert "copy.txt is the text of the report first, which the book has already" in result.output
    assert content(book) == before

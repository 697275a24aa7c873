"""The catalogue of series, as a table, a page and a command."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from rederive import Book, load
from rederive.cli import main
from rederive.errors import InputError
from rederive.evidence.catalogue import read_words
from rederive.pages import series_table

ROOT = Path(__file__).parents[2]
HEAD = "table,series,label,definition\n"


def test_every_series_is_described_with_unit_span_and_publishers(book) -> None:
    (book / "data/catalogue.csv").write_text(HEAD + "money,premium,Premium,written\n", "utf-8")
    persons, premium = Book(book).catalogue
    assert (premium.key, premium.label, premium.definition) == (
        *("money/premium", "Premium", "written"),
    )
    assert (premium.unit, premium.first, premium.last) == ("100 million CNY", "2020", "2021")
    assert premium.vintages == ("2021-01", "2024-12")
    assert premium.points == (127.9, 130.0), "the newest figures"
    assert persons.label == "persons (money)"


@pytest.mark.parametrize(
    ("row", "problem"),
    [("money,rent,Rent,\n", "there is no series money/rent"), ("money,premium,,\n", "no label")],
)
def test_a_label_without_series_is_refused(book, row: str, problem: str) -> None:
    (book / "data/catalogue.csv").write_text(HEAD + row, "utf-8")
    with pytest.raises(InputError, match=problem):
        _ = Book(book).catalogue


def test_the_command_finds_a_series_by_a_word_of_what_it_is(book) -> None:
    found = CliRunner().invoke(main, ["series", "premium"])
    assert found.exit_code == 0
    for each in Book(book).catalogue:  # by the name that the command itself prints, too
        assert each.holds(each.key)
        assert each.holds(each.name.upper())
    assert "money/premium" in found.output
    assert "money/persons" not in found.output
    with pytest.raises(SystemExit) as ended:
        main(["series", "xqzv"])
    assert ended.value.code == 2


def test_every_series_of_the_book_has_a_row_a_definition_and_a_picture() -> None:
    book = Book(ROOT)
    made = series_table.series_table(book).html
    assert made.count("<code id=") == len(book.catalogue)
    assert made.count('class="spark"') == len(book.catalogue)
    assert [each.key for each in book.catalogue if not each.definition] == []
    assert "Premium income of insurers" in made


def test_one_value_is_drawn_as_a_point_and_more_as_a_line() -> None:
    assert "circle" in series_table.spark([3.5])
    assert "one value, 3.5" in series_table.spark([3.5])
    assert "2 values, from 1 to 2" in series_table.spark([1.0, 2.0])
    assert series_table.spark([1.0, 1.0]).count("polyline") == 1


def test_the_command_tells_publication_and_terms_and_finds_words_of_both_languages(
    monkeypatch,
) -> None:
    monkeypatch.chdir(ROOT)
    found = CliRunner().invoke(main, ["series", "population/year_end"])
    lines = found.output.splitlines()
    assert any(line.startswith("    published 20") for line in lines)
    assert any(line.startswith("    terms: ") for line in lines)
    for word, english in [("车险", "motor"), ("新能源汽车", "NEV"), ("老年", "old people")]:
        shown = CliRunner().invoke(main, ["series", word])
        assert shown.exit_code == 0, word
        assert english.casefold() in shown.output.casefold(), word


def test_load_works_outside_the_book_and_says_where_data_are(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("REDERIVE_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    assert load("population", "year_end")["2023"] > 1.4e9
    monkeypatch.setattr("rederive.book.face.installed_root", lambda: None)
    with pytest.raises(InputError, match="data are in the book's repository"):
        load("population", "year_end")


@pytest.mark.parametrize(
    "command", [["series", "penetration"], ["claims", "8"], ["claim", "ch8-six-domains"]]
)
def test_what_is_looked_up_is_found_from_any_folder(tmp_path, monkeypatch, command) -> None:
    monkeypatch.delenv("REDERIVE_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, command).exit_code == 0


def test_every_series_of_the_book_has_a_name_that_a_person_wrote() -> None:
    book = Book(ROOT)
    written = read_words(book.data / "catalogue.csv")
    missing = [each.key for each in book.catalogue if (each.table, each.name) not in written]
    assert not missing, "write a label into data/catalogue.csv"
    labels = [(table, label) for (table, _), (label, _) in written.items()]
    assert len(labels) == len(set(labels))

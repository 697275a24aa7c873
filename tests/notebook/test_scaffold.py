"""A proposed notebook checks only what fits, and leaves every other claim for later."""

from __future__ import annotations

import hashlib
import re

import nbformat
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rederive.book import candidates
from rederive.book.book import Book
from rederive.book.candidates import Finder
from rederive.cli import main
from rederive.notebook.scaffold import scaffold

HEADER = "series,entity,period,value,unit,vintage,source,note\n"
ROW = "premium,CHN,2020,125.2,100 million CNY,2021-01,alpha,\n"


def proposed(book, *rows: str, claim: tuple[str, str] = ("", "")) -> str:
    """The cell that a claim without a cell gets, with these figures in the library."""
    (book / "data/series/money.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    path = book / "data/claims/ch1.yaml"
    text = path.read_text("utf-8").replace("  evidence: [money/premium]\n", "")
    path.write_text(text.replace(*claim), encoding="utf-8")
    (book / "notebooks").mkdir(exist_ok=True)
    added = scaffold(Book(book), 1)
    cells = nbformat.read(added.path, 4).cells
    source = next(cell.source for cell in cells if '"ch1-premium"' in cell.source)
    evidence = "evidence: [money/" in path.read_text("utf-8")
    assert evidence == ("chapter.check" in source) == ("ch1-premium" in added.evidence)
    return source


def test_a_series_that_fits_is_checked_as_it_was_known(book):
    assert 'load("money", "premium", "CHN", as_of=WRITTEN)["2020"]' in proposed(book, ROW)


@pytest.mark.parametrize(
    "row",
    [
        ROW.replace("125.2", "151"),  # another figure: perhaps of another thing
        ROW.replace("premium", "turnover").replace("100 million CNY", "100 million USD"),
        ROW.replace("premium", "turnover"),  # no word of it
        ROW.replace("CHN", "USA"),
        ROW.replace(",2020,", ",2019/2021,"),
        ROW.replace("2021-01", "2029-01"),  # after the report
    ],
)
def test_what_does_not_fit_is_left_for_later(book, row):
    source = proposed(book, row)
    assert 'chapter.pending("ch1-premium")' in source
    if "USD" not in row:
        assert f"# could be: money/{row.partition(',')[0]} " in source


def test_two_series_that_fit_alike_are_left_to_a_person(book):
    assert "chapter.pending" in proposed(book, ROW, ROW.replace("premium", "all_premium"))


def test_agreement_with_an_open_end_is_none(book):
    open_end = ('as_of: "2020"', 'hedge: over, as_of: "2020"')
    assert "chapter.pending" in proposed(book, ROW, claim=open_end)


@pytest.mark.parametrize(("figure", "sign"), [("-125.2", "-"), ("125.2", "")])
def test_a_fall_is_the_minus_of_a_series(book, figure, sign):
    source = proposed(book, ROW.replace("125.2", figure), claim=("name: premium", "name: fall"))
    assert f'"fall": {sign}load("money", "premium", "CHN", as_of=WRITTEN)["2020"]' in source


def test_a_minus_is_no_rise(book):
    assert "chapter.pending" in proposed(book, ROW.replace("125.2", "-125.2"))


def test_a_figure_is_told_in_the_scale_of_its_claim(book):
    proposed(book, ROW)
    told = str(Finder(Book(book)).of(Book(book).register["ch1-premium"])[0])
    assert told == "money/premium CHN 2020: 125.2 × 100 million CNY (agrees)"


def test_a_figure_that_differs_says_so(book):
    proposed(book, ROW.replace("125.2", "100"))
    told = str(Finder(Book(book)).of(Book(book).register["ch1-premium"])[0])
    assert told.endswith("(differs)")


def test_a_figure_says_where_its_rounding_covers_the_number(book):
    rough = "premium,CHN,2020,13,billion CNY,2021-01,alpha,\n"
    source = proposed(book, rough)
    assert "chapter.pending" in source
    assert "130 × 100 million CNY (differs by less than it is rounded)" in source


def test_what_the_claim_names_comes_before_what_its_sentence_names(book):
    text = "Turnover was no premium of 125."
    (book / "report.txt").write_text(text, encoding="utf-8")
    about = book / "data/report.yaml"
    known = f"sha256: {hashlib.sha256(text.encode()).hexdigest()}"
    about.write_text(re.sub("sha256: .*", known, about.read_text("utf-8")), encoding="utf-8")
    other = ROW.replace("premium", "a_turnover").replace("125.2", "99")
    source = proposed(book, other, ROW.replace("125.2", "98"))
    assert source.index("money/premium ") < source.index("money/a_turnover ")


def test_what_was_published_later_says_when(book):
    write = ROW.replace("2021-01", "2029-01")
    proposed(book, write)
    found = Finder(Book(book)).of(Book(book).register["ch1-premium"])
    assert ["published after the report, 2029-01" in str(each) for each in found] == [True]


@given(st.text("lion's A3s. ’保险", max_size=30))
def test_no_sentence_is_too_odd(sentence):
    assert all(len(word) > 2 for word in candidates._words(sentence))


def test_nothing_is_suggested_that_another_unit_or_name_rules_out(book):
    others = (
        ROW.replace("premium", "turnover").replace("100 million CNY", "percent"),
        ROW.replace("premium", "persons").replace("100 million CNY", "100 million persons"),
        ROW.replace("premium", "income").replace("125.2", "300"),
    )
    source = proposed(book, ROW.replace("125.2", "151"), *others)
    assert source.count("# could be:") == 1
    assert "# could be: money/premium " in source


def test_above_a_check_nothing_else_is_suggested(book):
    other = ROW.replace("premium", "premium_abroad").replace("125.2", "151")
    assert "could be" not in proposed(book, ROW, other)


def test_a_notebook_to_which_nothing_is_added_is_not_written(book, monkeypatch):
    proposed(book, ROW)
    added = scaffold(Book(book), 1)
    text = added.path.read_text("utf-8").replace('"cells"', '  "cells"')
    added.path.write_text(text, encoding="utf-8")
    assert scaffold(Book(book), 1).claims == []
    assert added.path.read_text("utf-8") == text
    monkeypatch.setenv("REDERIVE_ROOT", str(book))
    result = CliRunner().invoke(main, ["notebook", "ch1"])
    assert "nothing is added" in result.output


def test_without_a_country_evidence_says_what_to_add(book, monkeypatch):
    proposed(book, ROW, ROW.replace("CHN", "USA"))
    monkeypatch.setenv("REDERIVE_ROOT", str(book))
    told = CliRunner().invoke(main, ["evidence"]).output
    assert "add `country" not in told
    about = book / "data/report.yaml"
    about.write_text(about.read_text("utf-8").replace("country: CHN\n", ""), encoding="utf-8")
    told = CliRunner().invoke(main, ["evidence"]).output
    assert "data/report.yaml does not say whose figures are meant" in told
    assert "add `country: CHN`, or another of CHN, USA." in told


def test_without_figures_evidence_says_where_they_go(book, monkeypatch):
    for path in (book / "data/series").glob("*.csv"):
        path.unlink()
    monkeypatch.setenv("REDERIVE_ROOT", str(book))
    monkeypatch.delenv("REDERIVE_REPORT", raising=False)
    told = CliRunner().invoke(main, ["evidence"]).output
    assert told.startswith("data/series has no figures yet")
    assert told.count("\n") == 1

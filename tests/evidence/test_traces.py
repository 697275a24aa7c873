"""Judging a claim by what others printed for the same thing."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from rederive.book.book import Book
from rederive.errors import InputError
from rederive.evidence import traces

HEADER = "claim,value,figure,hedge,unit,period,source,same,differs,note\n"
SEARCH = "claim,query,place,date,result\nch1-drones,flights,stored pages,2024-11-01,nothing\n"


def judge(book, rows: str, searches: str = "claim,query,place,date,result\n"):
    (book / "data/traces/ch1.csv").write_text(HEADER + rows, encoding="utf-8")
    (book / "data/searches/ch1.csv").write_text(searches, encoding="utf-8")
    here = Book(book)
    return traces.trace(here.register["ch1-drones"], "flights", here.traces, here.searches)


def row(
    figure: str = "612",
    hedge: str = "exact",
    unit: str = "sorties",
    source: str = "alpha",
    same: str = "yes",
    differs: str = "",
    value: str = "flights",
) -> str:
    """One trace of the claim that over 600 flights were made."""
    return f'ch1-drones,{value},{figure},{hedge},{unit},2023,{source},{same},"{differs}",\n'


@pytest.mark.parametrize(
    ("rows", "verdict", "condition"),
    [
        (row(), "traced", ""),
        (row(value=""), "traced", ""),
        (row("600", "over"), "traced", ""),
        (row("590"), "not-reproduced", ""),
        (row("none"), "not-reproduced", ""),
        # what a source of another date or definition says never counts against the report
        (row("590", same="no", differs="date"), "untraced", ""),
        (row("590", differs="date"), "untraced", ""),
        # a difference that is named is a caveat
        (row(differs="date"), "traced-with-caveat", "the source differs in date"),
        (
            row(differs="date, scope"),
            "traced-with-caveat",
            "the source differs in date and scope",
        ),
        (row() + row(source="beta", differs="date"), "traced", ""),
        # the hedge of the source says the opposite, or less
        (
            row("600", "nearly"),
            "not-reproduced",
            "",
        ),
        (row("0.6", "nearly", unit="thousand sorties"), "not-reproduced", ""),
        (
            row("0.6", unit="thousand sorties"),
            "traced-with-caveat",
            "the source differs in hedge: it says 0.6 without one",
        ),
        (
            row("600", "about"),
            "compatible",
            "compared with what is printed, the evidence is rounded more than the print",
        ),
        # true as worded, but nobody would have printed it so
        (
            row("790"),
            "traced-with-caveat",
            "the source differs in size: 790 lies well beyond what is printed",
        ),
        # sources that disagree
        (
            row("590") + row(source="beta"),
            "traced-with-caveat",
            "does not agree with alpha",
        ),
        (
            row("590") + row(source="beta", differs="definition"),
            "holds-otherwise",
            "the source differs in definition",
        ),
        # a bound that lies elsewhere allows the print and does not fix it
        (
            row("500", "over"),
            "compatible",
            "compared with what is printed, the evidence is open to one side",
        ),
    ],
)
def test_verdict_follows_from_the_figures(book, rows, verdict, condition):
    found = judge(book, rows, SEARCH)
    assert (found.verdict, str(found.condition or "")) == (verdict, condition)


def test_the_agreeing_source_is_named_and_the_other_shown(book):
    found = judge(book, row("590") + row(source="beta"))
    assert found.sources == ("beta",)
    assert [str(each) for each in found.under] == ["alpha: 590"]


def test_the_range_found_has_the_hedge_of_its_source(book):
    found = judge(book, row("610", "over"), SEARCH).figure
    assert (found.low, found.high) == (610, math.inf)


def test_untraced_needs_a_search_on_record(book):
    assert judge(book, "", SEARCH).note == "1 recorded search"
    with pytest.raises(InputError, match="neither a trace nor a search on record"):
        judge(book, "")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (row().replace("drones", "drone"), "did you mean ch1-drones"),
        (row(value="birds"), "no value 'birds'"),
        (row("many"), "cannot read the numeral 'many'"),
        (row(unit="persons"), "does not fit ch1-drones"),
        (row(same="maybe"), "write yes or no"),
        (row(source="gamma"), "'gamma' is not in references.bib"),
        (row(hedge=""), "the hedge is missing: write how the source says its figure"),
        (row(hedge="roughly"), "the hedge 'roughly' is unknown"),
        (row(same="no"), "write under differs in what the source differs"),
        (row(differs="mood"), "write under differs in what the source differs"),
    ],
)
def test_a_malformed_trace_is_named(book, line, sentence):
    with pytest.raises(InputError, match=f"ch1.csv, row 2: .*{sentence}"):
        judge(book, line)


@pytest.mark.parametrize(
    ("period", "differs", "note", "refused"),
    [
        ("2020-05-08", "", "", False),
        ("2020", "", "", False),
        ("2019/2021", "", "", True),
        ("2021-01-24", "", "", True),
        ("", "", "", True),
        ("2021-01-24", "date", "", False),
        ("2019/2021", "", "same date: the same in every year of the span", False),
    ],
)
def test_a_figure_of_another_time_says_so(book, period, differs, note, refused):
    claims = book / "data/claims/ch1.yaml"
    text = claims.read_text("utf-8").replace("hedge: over}", 'hedge: over, as_of: "2020"}')
    claims.write_text(text, encoding="utf-8")
    line = f"ch1-drones,flights,612,exact,sorties,{period},alpha,yes,{differs},{note}\n"
    if not refused:
        judge(book, line)
        return
    with pytest.raises(InputError, match=r"row 2: the period .* is not the claim's, 2020"):
        judge(book, line)


def test_searches_are_told_in_words_for_readers():
    here = Book(Path(__file__).parents[2])
    searches = traces.read_searches(here.data / "searches", here.register)
    assert not searches["query"].str.contains(r"\bfind_").any()

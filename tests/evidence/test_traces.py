"""Judging a claim by what others printed for the same thing."""

from __future__ import annotations

import pytest

from rederive.book.book import Book
from rederive.errors import InputError
from rederive.evidence import traces

HEADER = "claim,value,figure,unit,period,source,same,note\n"
SEARCH = "claim,query,place,date,result\nch1-drones,flights,stored pages,2024-11-01,nothing\n"


def judge(book, rows: str, searches: str = "claim,query,place,date,result\n"):
    (book / "data/traces/ch1.csv").write_text(HEADER + rows, encoding="utf-8")
    (book / "data/searches/ch1.csv").write_text(searches, encoding="utf-8")
    here = Book(book)
    return traces.trace(here.register["ch1-drones"], "flights", here.traces, here.searches)


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ("ch1-drones,flights,612,sorties,2023,alpha,yes,\n", "traced"),
        ("ch1-drones,,612,sorties,2023,alpha,yes,\n", "traced"),
        ("ch1-drones,flights,590,sorties,2023,alpha,yes,\n", "not-reproduced"),
        (
            "ch1-drones,flights,590,sorties,2023,alpha,yes,\n"
            "ch1-drones,flights,612,sorties,2023,beta,yes,\n",
            "traced",
        ),
        ("ch1-drones,flights,590,sorties,2022,alpha,no,\n", "untraced"),
        ("ch1-drones,flights,0.6,thousand sorties,2023,alpha,yes,\n", "traced"),
    ],
)
def test_verdict_follows_from_the_figures(book, rows, verdict):
    assert judge(book, rows, SEARCH).verdict == verdict


def test_the_agreeing_source_is_named_and_the_other_noted(book):
    found = judge(
        book,
        "ch1-drones,flights,590,sorties,2023,alpha,yes,\n"
        "ch1-drones,flights,612,sorties,2023,beta,yes,\n",
    )
    assert found.sources == ("beta",)
    assert "alpha has 590" in found.note


def test_untraced_needs_a_search_on_record(book):
    assert judge(book, "", SEARCH).note == "1 recorded search"
    with pytest.raises(InputError, match="neither a trace nor a search on record"):
        judge(book, "")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("ch1-drone,flights,612,sorties,2023,alpha,yes,\n", "did you mean ch1-drones"),
        ("ch1-drones,birds,612,sorties,2023,alpha,yes,\n", "no value 'birds'"),
        ("ch1-drones,flights,many,sorties,2023,alpha,yes,\n", "cannot read the numeral 'many'"),
        ("ch1-drones,flights,612,persons,2023,alpha,yes,\n", "does not fit ch1-drones"),
        ("ch1-drones,flights,612,sorties,2023,alpha,maybe,\n", "write yes or no"),
        ("ch1-drones,flights,612,sorties,2023,gamma,yes,\n", "'gamma' is not in references.bib"),
    ],
)
def test_a_malformed_trace_is_named(book, row, sentence):
    with pytest.raises(InputError, match=f"ch1.csv, row 2: .*{sentence}"):
        judge(book, row)

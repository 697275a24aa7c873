"""Series that could test a claim: each is used, or the book says why not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rederive.book.book import Book
from rederive.core.entries import Entry
from rederive.core.register import ChapterFile, Register
from rederive.core.verdicts import Verdict
from rederive.errors import InputError
from rederive.evidence import unused
from rederive.evidence.unused import Candidate
from samples import UNITS

HERE = Path(__file__).parents[2]


def register(**changes: object) -> Register:
    claim = {
        "id": "ch1-counties",
        "chapter": 1,
        "section": "1.1",
        "lines": [1, 1],
        "says": "All poor counties were taken off the list.",
        "kind": "count",
        "check": "official_statement",
        "values": [
            {
                "name": "poor counties delisted",
                "printed": "832",
                "line": 1,
                "unit": "counties",
                "as_of": "2020",
            }
        ],
    } | changes
    chapter = {"chapter": 1, "title": "I", "notebook": "ch1-i", "claims": [claim]}
    return Register([ChapterFile.model_validate(chapter, context={"units": UNITS})])


def found(
    claims: Register,
    name: str = "poor_counties_delisted",
    period: str = "2020",
    unit: str = "counties",
    margin: float | None = None,
) -> list[Candidate]:
    table = pd.DataFrame([{"series": name, "period": period, "unit": unit}])
    entry = Entry(
        "ch1-counties", "poor counties delisted", "832", Verdict.TRACED, margin_digits=margin
    )
    return list(unused.candidates(claims, [entry], {"rural": table}, UNITS))


HIT = [Candidate("ch1-counties", "poor counties delisted", "rural/poor_counties_delisted")]


def test_a_series_of_the_same_quantity_and_period_is_named() -> None:
    assert found(register()) == HIT
    assert found(register(), period="2016/2020") == HIT
    assert found(register(), unit="thousand counties") == HIT


@pytest.mark.parametrize(
    "other",
    [{"period": "2019"}, {"unit": "villages"}, {"name": "grain_output"}, {"name": "poor_villages"}],
)
def test_another_quantity_or_period_is_not(other: dict) -> None:
    assert found(register(), **other) == []


def test_what_is_used_already_or_holds_nothing_to_test_is_not() -> None:
    assert found(register(evidence=["rural/poor_counties_delisted"])) == []
    assert found(register(check="policy")) == []
    assert found(register(check="public_series"), margin=0.5) == []
    assert found(register(check="public_series")) == HIT  # traced, though a series has it


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("ch1-counties,poor counties delisted,a/b,\n", "row 2: needs one reason"),
        ("ch1-counties,poor counties,a/b,why\n", "row 2: claim ch1-counties has no value"),
        ("ch1-county,x,a/b,why\n", "row 2: there is no claim"),
        ("ch1-counties,poor counties delisted,a/b,why\n" * 2, "row 3: needs one reason"),
    ],
)
def test_a_faulty_reason_is_told(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "unused.csv"
    path.write_text(",".join(unused.COLUMNS) + "\n" + row, encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        unused.read(path, register())
    assert "\n" not in str(error.value)


def test_every_series_that_could_test_a_claim_of_the_book_is_used_or_has_a_reason() -> None:
    book = Book(HERE)
    tables = {name: book.series.read(name) for name in book.series.names()}
    common = [*book.report.common_words, "usd", "insured"]
    could = list(unused.candidates(book.register, book.ledger, tables, book.units, common))
    assert [each for each in could if each not in book.unused] == []
    assert [each for each in book.unused if each not in could] == []

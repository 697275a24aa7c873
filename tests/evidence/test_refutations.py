"""What may speak against a printed number: figures for the same thing, and nothing else."""

from __future__ import annotations

import pytest

from rederive import Chapter
from rederive.errors import InputError

TRACES = "data/traces/ch1.csv"
HEADER = "claim,value,figure,hedge,unit,period,source,same,differs,note\n"


def edited(book, file: str, *pairs: tuple[str, str]) -> None:
    """The invented book, changed."""
    path = book / file
    text = path.read_text("utf-8") if path.is_file() else ""
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def checked(value: float, **readings) -> str:
    chapter = Chapter(1)
    chapter.check("ch1-premium", value, unit="CNY", **readings)
    return chapter.entries["ch1-premium"][0].verdict


@pytest.mark.parametrize("announced", ["official_statement", "company_disclosure"])
def test_statistics_bear_out_an_announcement_and_never_refute_it(book, announced):
    edited(book, "data/claims/ch1.yaml", ("check: public_series", f"check: {announced}"))
    assert checked(12.52e9) == "reproduced"
    assert checked(13e9, alternatives={"before tax": 12.5e9}) == "holds-otherwise"
    with pytest.raises(InputError, match=r"ch1-premium \(premium\) would be refuted by statistics"):
        checked(13e9)


@pytest.mark.parametrize(
    ("figure", "same", "refused"),
    [("130", "no", True), ("129.9", "no", False), ("130", "yes", False)],
)
def test_what_a_trace_calls_another_quantity_refutes_nothing(book, figure, same, refused):
    differs = "scope" if same == "no" else ""
    row = f"ch1-premium,premium,{figure},exact,100 million CNY,2020,alpha,{same},{differs},\n"
    drones = "ch1-drones,flights,612,exact,sorties,2023,alpha,yes,,\n"
    (book / TRACES).write_text(HEADER + row + drones, encoding="utf-8")
    if not refused:
        assert checked(13e9) == "not-reproduced"
        return
    with pytest.raises(InputError, match=r"has from alpha as another quantity \(scope\)"):
        checked(13e9)


def test_a_number_that_the_report_prints_refutes_no_other_by_statistics(book):
    derive = "  derive: printed share of the one * premium\n  evidence: [money/premium]\n"
    edited(book, "data/claims/ch1.yaml", ("  evidence: [money/premium]\n", derive))
    assert checked(12.52e9) == "reproduced"
    with pytest.raises(InputError, match="refuted by a number that the report prints itself"):
        checked(13e9)


def test_each_reading_that_a_claim_names_is_handed_over(book):
    readings = "  readings: [before tax]\n  evidence: [money/premium]\n"
    edited(book, "data/claims/ch1.yaml", ("  evidence: [money/premium]\n", readings))
    assert checked(12.52e9, alternatives={"before tax": 13e9}) == "reproduced-with-caveat"
    assert checked(12.52e9, vintages={"before tax": 12.5e9}) == "reproduced"
    with pytest.raises(InputError, match=r"names the reading 'before tax'.*given: none"):
        checked(12.52e9)


def test_a_reading_has_only_the_numbers_that_depend_on_it(book):
    parts = {"whole": 10, "one": 8, "other": 2}
    with pytest.raises(InputError, match="'counted anew' gives for 'whole' what the main one"):
        Chapter(1).check(
            "ch1-parts", parts, alternatives={"counted anew": parts | {"one": 7}}, unit="CNY"
        )
    Chapter(1).check("ch1-parts", parts, alternatives={"counted anew": {"one": 7}}, unit="CNY")
    Chapter(1).check("ch1-parts", parts, alternatives={"the same": parts}, unit="CNY")

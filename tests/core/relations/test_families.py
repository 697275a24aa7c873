"""Units of one family, and what a faulty table of them is told."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from rederive.book.book import Book
from rederive.core.relations.families import Families, Member
from rederive.errors import InputError

FAMILIES = Families(
    {
        "hours": Member("time", Fraction(1), ""),
        "days": Member("time", Fraction(24), ""),
        "months": Member("time", None, ""),
        "provinces": Member("places", None, "cities"),
        "cities": Member("places", None, "counties"),
        "counties": Member("places", None, ""),
    }
)


def test_units_of_a_family_are_related_and_converted_where_they_can_be():
    assert FAMILIES.related("hours", "days")
    assert not FAMILIES.related("hours", "hours")
    assert not FAMILIES.related("hours", "cities")
    assert FAMILIES.conversion("days", "hours") == 24
    assert FAMILIES.conversion("hours", "days") == Fraction(1, 24)
    assert FAMILIES.conversion("months", "days") is None
    assert FAMILIES.conversion("cities", "days") is None


def test_what_counts_each_of_a_unit_is_found_through_others():
    assert FAMILIES.contains("counties", "provinces")
    assert not FAMILIES.contains("provinces", "counties")
    assert not FAMILIES.contains("days", "hours")


def test_the_families_of_the_book_are_of_its_units():
    assert len(Book.here().families) > 20
    assert set(Book.here().families) <= set(Book.here().units)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("hours,time,0,\n", "row 2: '0' is not a whole number"),
        ("hours,time,1.5,\n", "row 2: '1.5' is not a whole number"),
        ("hours,,1,\n", "row 2: needs a unit of its own and a family"),
        ("hours,time,1,\nhours,time,1,\n", "row 3: needs a unit of its own"),
        ("persons,people,,hours\nhours,time,1,\n", "persons is within hours of another family"),
    ],
)
def test_a_faulty_table_is_told_in_one_sentence(tmp_path: Path, rows: str, message: str):
    path = tmp_path / "unit-families.csv"
    path.write_text("unit,family,factor,within\n" + rows, encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        Families.read(path)
    assert "\n" not in str(error.value)

"""The vocabulary of units."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.book.book import Book
from rederive.core.units import PREFIXES, Unit, Units
from rederive.errors import InputError
from samples import UNITS


@pytest.mark.parametrize(
    ("unit", "factor", "base"),
    [
        ("CNY", 1, "CNY"),
        ("percent", 1, "percent"),
        ("thousand CNY", 10**3, "CNY"),
        ("10 thousand persons", 10**4, "persons"),
        ("million persons", 10**6, "persons"),
        ("10 million persons", 10**7, "persons"),
        ("100 million CNY", 10**8, "CNY"),
        ("billion USD", 10**9, "USD"),
        ("trillion CNY", 10**12, "CNY"),
        ("per 100 000", 1, "per 100 000"),
        ("10 thousand CNY per person", 10**4, "CNY per person"),
    ],
)
def test_a_unit_is_a_base_unit_with_a_prefix(unit, factor, base):
    assert UNITS.parse(unit) == (factor, base)


@pytest.mark.parametrize(
    "unit",
    ["", "yuan", "cny", "million", "million million CNY", "hundred CNY", "CNY ", "10 thousandCNY"],
)
def test_an_unknown_unit_is_told_with_the_remedy(unit):
    with pytest.raises(InputError, match=r"is unknown: use a unit of data/units\.csv") as error:
        UNITS.parse(unit)
    assert repr(unit) in str(error.value)


@pytest.mark.parametrize(
    ("unit", "countable"),
    [("persons", True), ("counties", True), ("CNY", False), ("percent", False), ("years", False)],
)
def test_things_are_counted_and_quantities_measured(unit, countable):
    assert UNITS[unit].countable is countable


@given(st.data())
def test_every_base_unit_takes_every_prefix(data):
    base = data.draw(st.sampled_from(sorted(UNITS)))
    prefix = data.draw(st.sampled_from(sorted(PREFIXES)))
    assert UNITS.parse(base) == (1, base)
    assert UNITS.parse(f"{prefix} {base}") == (PREFIXES[prefix], base)


def test_a_unit_that_is_added_is_known_at_once(book):
    """JupyterLab keeps its kernel while a reader adds a unit."""
    here = Book(book)
    with pytest.raises(InputError, match="'parsecs' is unknown"):
        here.units.parse("parsecs")
    with (book / "data" / "units.csv").open("a", encoding="utf-8") as file:
        file.write("parsecs,no,,how far\n")
    assert here.units.parse("thousand parsecs") == (1000, "parsecs")


def test_a_unit_survives_a_copy_to_another_process():
    unit = pickle.loads(pickle.dumps(Unit("persons", countable=True, native="人")))
    assert (unit, unit.countable, unit.native) == ("persons", True, "人")


NATIVE = Units(
    [
        Unit("EUR", native="€; euros"),
        Unit("CNY", native="元"),
        Unit("persons", countable=True, native="people; 人"),
        Unit("trips", native="次"),
        Unit("uses", native="次"),
    ]
)


@pytest.mark.parametrize(
    ("unit", "factor", "base"),
    [
        ("亿元", 10**8, "CNY"),
        ("萬人", 10**4, "persons"),
        ("元", 1, "CNY"),
        ("million euros", 10**6, "EUR"),
        ("bn €", 10**9, "EUR"),
        ("k people", 10**3, "persons"),
        ("亿persons", 10**8, "persons"),
    ],
)
def test_a_unit_is_read_as_the_report_writes_it(unit, factor, base):
    assert NATIVE.parse(unit) == (factor, base)


@pytest.mark.parametrize("unit", ["次", "万次", "millioneuros", "yards", "百元"])
def test_what_may_mean_two_units_or_none_is_refused(unit):
    with pytest.raises(InputError, match="is unknown"):
        NATIVE.parse(unit)


def test_a_number_is_shown_with_the_first_of_its_units_names():
    assert NATIVE["EUR"].native == "€"

"""The vocabulary of units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core import units
from rederive.errors import InputError


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
    assert units.parse(unit) == (factor, base)


@pytest.mark.parametrize(
    "unit",
    ["", "yuan", "cny", "million", "million million CNY", "hundred CNY", "CNY ", "10 thousandCNY"],
)
def test_an_unknown_unit_is_told_with_the_remedy(unit):
    with pytest.raises(InputError, match=r"is unknown: use a unit of data/units\.csv") as error:
        units.parse(unit)
    assert repr(unit) in str(error.value)


@pytest.mark.parametrize(
    ("unit", "countable"),
    [("persons", True), ("counties", True), ("CNY", False), ("percent", False), ("years", False)],
)
def test_things_are_counted_and_quantities_measured(unit, countable):
    assert units.countable(unit) is countable


@given(st.data())
def test_every_base_unit_takes_every_prefix(data):
    base = data.draw(st.sampled_from(sorted(units.vocabulary())))
    prefix = data.draw(st.sampled_from(sorted(units.PREFIXES)))
    assert units.parse(base) == (1, base)
    assert units.parse(f"{prefix} {base}") == (units.PREFIXES[prefix], base)

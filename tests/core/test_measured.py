"""Units travel through arithmetic, and a value of another dimension is refused."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core.measured import Measured, check, dimension, dimension_of, times, words
from samples import UNITS

NUMBERS = st.floats(-1e6, 1e6).filter(lambda number: abs(number) > 1e-3)
NAMES = st.sampled_from(["CNY", "persons", "CNY per person", "percent", "km", "tonnes CO2"])
MEASURED = st.builds(lambda number, unit: Measured(number, dimension(unit)), NUMBERS, NAMES)


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("persons", "person"),
        ("person-times", "person-time"),
        ("CNY per person", "CNY per person"),
        ("USD", "USD"),
        ("families", "family"),
        ("percent", "a pure number"),
        ("rank", "a pure number"),
        ("children per woman", "children per woman"),
    ],
)
def test_a_unit_is_a_product_of_base_units(unit, said):
    assert words(dimension(unit)) == said


def test_no_two_units_of_things_are_taken_for_one_another():
    """Persons are no person-times, households no household-times; plurals are no units."""
    known = [unit for unit in UNITS if dimension(unit)]
    assert len({dimension(unit) for unit in known}) == len(known)


@given(MEASURED, MEASURED)
def test_products_and_quotients_undo_each_other(one, other):
    assert dimension_of(one * other / other) == one.dimension
    assert dimension_of(one / other) == times(one.dimension, other.dimension, -1)
    assert dimension_of(one * other) == dimension_of(other * one)


@given(MEASURED, MEASURED)
def test_a_sum_of_different_things_has_no_unit(one, other):
    same = one.dimension == other.dimension
    assert dimension_of(one + other) == (one.dimension if same else None)
    assert float(one - other) == float(one) - float(other)


@given(MEASURED, NUMBERS)
def test_a_plain_number_changes_no_unit(one, number):
    for found in (one * number, number * one, one / number, one + number, number - one, -one):
        assert dimension_of(found) == one.dimension
    assert dimension_of(number / one) == times((), one.dimension, -1)
    assert dimension_of(round(abs(one), 2)) == one.dimension


@given(MEASURED, NUMBERS)
def test_what_comes_from_a_table_without_units_has_lost_it(one, number):
    lost = np.float64(number)
    for found in (one * lost, lost * one, one / lost, lost / one, one + lost):
        assert dimension_of(found) is None


@given(MEASURED)
def test_it_is_kept_as_it_is_sent(one):
    back = pickle.loads(pickle.dumps(one))
    assert (back, back.dimension) == (one, one.dimension)


@pytest.mark.parametrize(
    ("number", "unit", "stated", "sentence"),
    [
        (Measured(3, dimension("person-times")), "persons", None, "is in person-time, and persons"),
        (Measured(3, dimension("USD")), "CNY", None, "is in USD, and CNY is printed"),
        (Measured(3, dimension("CNY")), "percent", None, "is in CNY, and percent is printed"),
        (3.0, "persons", None, "has lost its unit, and persons is printed; say unit='persons'"),
        (3.0, "persons", "households", "is in household, and persons is printed"),
        (Measured(3, dimension("USD")), "CNY", "CNY", "is in USD, and unit='CNY' says otherwise"),
    ],
)
def test_another_dimension_is_refused(number, unit, stated, sentence):
    with pytest.raises(ValueError, match=sentence):
        check(number, unit, stated)


@pytest.mark.parametrize(
    ("number", "unit", "stated"),
    [
        (Measured(3, dimension("persons")), "persons", None),
        (Measured(3, dimension("CNY")) / Measured(2, dimension("CNY")), "percent", None),
        (3.0, "percent", None),
        (3, "rank", None),
        (3.0, "persons", "persons"),
        (Measured(3, dimension("persons")), "change", None),  # a difference of anything
        (3.0, "change", None),
    ],
)
def test_the_right_dimension_passes(number, unit, stated):
    check(number, unit, stated)

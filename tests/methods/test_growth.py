"""Growth measures against published worked examples, and the laws they obey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.methods.growth import (
    average_growth,
    chained_index,
    compound_annual_growth_rate,
    log_decomposition,
    logarithmic_mean,
    year_on_year,
)

# Spanish GDP, chain-linked volume index with 2020 = 100 and, re-referenced, with 2010 = 100:
# National Statistics Institute of Spain, as printed in the read-me of IndexNumberTools 1.1
# (cran.r-project.org/package=IndexNumberTools).
SPAIN = pd.DataFrame(
    {
        "2020": [
            104.90885, 100.95573, 101.05075, 100.40412, 97.52742, 96.13535, 97.59707, 101.56035,
            104.52100, 107.54800, 110.12422, 112.28397, 100.00000, 106.68315, 113.27545,
        ],
        "2010": [
            103.81798, 99.90596, 100.00000, 99.36010, 96.51331, 95.13571, 96.58224, 100.50430,
            103.43417, 106.42969, 108.97913, 111.11642, 98.96018, 105.57383, 112.09758,
        ],
    },
    index=range(2008, 2023),
)  # fmt: skip

# Test data of LMDIR (Heun 2024, github.com/MatthewHeun/LMDIR, tests/testthat/test_lmdi.R): the
# factors of two subcategories in three years, and the Z matrix of each pair of years.
FACTORS = {
    "subcategory 1": {1971: [1, 10, 2], 1972: [4, 5, 3], 1973: [8, 2, 4], 1974: [10, 1, 5]},
    "subcategory 2": {1971: [4, 5, 3], 1972: [5, 6, 4], 1973: [5, 7, 5], 1974: [6, 8, 6]},
}
CONTRIBUTIONS = {
    "subcategory 1": {
        1972: [50.47438029, -25.23719014, 14.76280986],
        1973: [42.96021467, -56.79031473, 17.83010006],
        1974: [12.6549815, -39.30996299, 12.6549815],
    },
    "subcategory 2": {
        1972: [19.31568569, 15.78206435, 24.90224996],
        1973: [0, 22.47128816, 32.52871184],
        1974: [41.35566084, 30.28867832, 41.35566084],
    },
}

levels = st.floats(min_value=1e-3, max_value=1e12)
economies = st.floats(min_value=1, max_value=1e3)
rates = st.lists(st.floats(min_value=-90, max_value=900), min_size=1, max_size=30)


def test_compound_growth_agrees_with_the_data_8_textbook():
    # Computational and Inferential Thinking, chapter 3.2.1: federal expenditures 2002 and 2012.
    assert compound_annual_growth_rate(2.37, 3.38, 10) == pytest.approx(3.613617208346853)
    # The same chapter, the other way round: 3.5 percent a year make 41 percent in ten years.
    assert compound_annual_growth_rate(1, 1.410598760621121, 10) == pytest.approx(3.5)


def test_compound_growth_agrees_with_a_textbook_on_population():
    # TransTutors, "Percentage compound rate of growth": 300 million in 1951, 520 in 1969.
    assert round(compound_annual_growth_rate(300e6, 520e6, 18), 1) == 3.1


def test_compound_growth_takes_series_element_by_element():
    ends = pd.Series([110.0, 121.0], index=["a", "b"])
    found = compound_annual_growth_rate(100.0, ends, pd.Series([1, 2], index=["a", "b"]))
    assert found.to_list() == pytest.approx([10, 10])


def test_yearly_growth_agrees_with_the_example_of_countryatlas():
    # R package countryatlas, reference of growth_rate(): 100, 110, 121 grow by a tenth each year.
    found = year_on_year(pd.Series([100, 110, 121], index=["2000", "2001", "2002"]))
    assert list(found.index) == ["2001", "2002"]
    assert found.to_list() == pytest.approx([10, 10])


def test_chaining_yearly_growth_moves_a_published_index_to_another_base():
    growth = year_on_year(SPAIN["2020"])
    found = chained_index(growth, start=2008, base=2010)
    assert np.allclose(found, SPAIN["2010"], atol=1e-5)


@pytest.mark.parametrize("subcategory", FACTORS)
@pytest.mark.parametrize("year", [1972, 1973, 1974])
def test_decomposition_agrees_with_lmdir(subcategory, year):
    names = ["factor 1", "factor 2", "factor 3"]
    before = pd.Series(FACTORS[subcategory][year - 1], index=names, dtype=float)
    after = pd.Series(FACTORS[subcategory][year], index=names, dtype=float)
    found = log_decomposition(before, after)
    assert found["contribution"].to_list() == pytest.approx(
        CONTRIBUTIONS[subcategory][year], abs=1e-7
    )


def test_decomposition_of_a_product_that_did_not_change_has_no_shares():
    found = log_decomposition(pd.Series({"a": 2.0, "b": 3.0}), pd.Series({"a": 3.0, "b": 2.0}))
    assert found["share"].isna().all()
    assert found["contribution"].sum() == pytest.approx(0)


def test_average_growth_is_that_of_the_first_and_last_level():
    growth = year_on_year(SPAIN["2020"])
    ends = compound_annual_growth_rate(SPAIN.loc[2008, "2020"], SPAIN.loc[2022, "2020"], 14)
    assert average_growth(growth) == pytest.approx(ends)


@given(start=economies, end=economies, years=st.floats(min_value=1, max_value=100))
def test_a_level_grown_at_its_compound_rate_reaches_the_other(start, end, years):
    rate = compound_annual_growth_rate(start, end, years)
    assert start * (1 + rate / 100) ** years == pytest.approx(end, rel=1e-6)


@given(rates)
def test_average_growth_is_never_above_the_arithmetic_mean(numbers):
    found = average_growth(pd.Series(numbers))
    assert found <= np.mean(numbers) + 1e-9 * (1 + abs(np.mean(numbers)))
    assert found >= min(numbers) - 1e-6


@given(rates)
def test_an_index_gives_its_growth_back(numbers):
    growth = pd.Series(numbers, index=range(1, len(numbers) + 1))
    assert np.allclose(year_on_year(chained_index(growth, start=0)), growth, rtol=1e-6, atol=1e-6)


@given(st.lists(st.tuples(levels, levels), min_size=1, max_size=6))
def test_the_parts_of_growth_add_up_to_the_whole(pairs):
    before = pd.Series([a for a, _ in pairs])
    after = pd.Series([b for _, b in pairs])
    found = log_decomposition(before, after)
    assert found["log_change"].sum() == pytest.approx(
        np.log(after).sum() - np.log(before).sum(), abs=1e-9
    )
    change = after.prod() - before.prod()
    assert found["contribution"].sum() == pytest.approx(change, rel=1e-6, abs=1e-6 * before.prod())


@given(levels, levels)
def test_the_logarithmic_mean_lies_between_its_numbers(a, b):
    found = logarithmic_mean(a, b)
    slack = 1e-9 * max(a, b)
    assert min(a, b) - slack <= found <= max(a, b) + slack


@pytest.mark.parametrize(
    "call",
    [
        lambda: compound_annual_growth_rate(0, 1, 1),
        lambda: compound_annual_growth_rate(1, -1, 1),
        lambda: compound_annual_growth_rate(1, 1, 0),
        lambda: year_on_year(pd.Series([1, np.nan], index=[2000, 2001])),
        lambda: average_growth(pd.Series([-100.0])),
        lambda: log_decomposition(pd.Series({"a": 0.0}), pd.Series({"a": 1.0})),
    ],
)
def test_numbers_that_cannot_grow_are_refused(call):
    with pytest.raises(ValueError, match="positive numbers"):
        call()


def test_a_missing_year_is_refused():
    with pytest.raises(ValueError, match="years are missing"):
        year_on_year(pd.Series([1, 2], index=["2000", "2002"]))


def test_an_unknown_base_is_refused():
    with pytest.raises(ValueError, match="base period 1999"):
        chained_index(pd.Series([1.0], index=[2001]), start=2000, base=1999)


def test_an_average_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no growth rate"):
        average_growth(pd.Series([], dtype=float))


def test_factors_of_other_names_are_refused():
    with pytest.raises(ValueError, match="different names"):
        log_decomposition(pd.Series({"a": 1.0}), pd.Series({"b": 1.0}))

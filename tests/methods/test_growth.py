"""Growth measures against published worked examples, and the laws they obey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.methods.growth import (
    compound_annual_growth_rate,
    log_decomposition,
    logarithmic_mean,
    trend_growth,
)

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


@given(start=economies, end=economies, years=st.floats(min_value=1, max_value=100))
def test_a_level_grown_at_its_compound_rate_reaches_the_other(start, end, years):
    rate = compound_annual_growth_rate(start, end, years)
    assert start * (1 + rate / 100) ** years == pytest.approx(end, rel=1e-6)


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
        lambda: compound_annual_growth_rate(1, np.nan, 1),
        lambda: log_decomposition(pd.Series({"a": 0.0}), pd.Series({"a": 1.0})),
    ],
)
def test_numbers_that_cannot_grow_are_refused(call):
    with pytest.raises(ValueError, match="must be positive everywhere"):
        call()


def test_factors_of_other_names_are_refused():
    with pytest.raises(ValueError, match="different names"):
        log_decomposition(pd.Series({"a": 1.0}), pd.Series({"b": 1.0}))


# NIST Statistical Reference Datasets, Linear Regression, "Norris" (calibration of ozone monitors,
# https://www.itl.nist.gov/div898/strd/lls/data/Norris.shtml): data and certified values, as also
# printed in Stata's certification script https://www.stata.com/support/cert/nist9/regression/.
NORRIS = [
    (0.1, 0.2), (338.8, 337.4), (118.1, 118.2), (888.0, 884.6), (9.2, 10.1), (228.1, 226.5),
    (668.5, 666.3), (998.5, 996.3), (449.1, 448.6), (778.9, 777.0), (559.2, 558.2), (0.3, 0.4),
    (0.1, 0.6), (778.1, 775.5), (668.8, 666.9), (339.3, 338.0), (448.9, 447.5), (10.8, 11.6),
    (557.7, 556.0), (228.3, 228.1), (998.0, 995.8), (888.8, 887.6), (119.6, 120.2), (0.3, 0.3),
    (0.6, 0.3), (557.6, 556.8), (339.3, 339.1), (888.0, 887.2), (998.5, 999.0), (778.9, 779.0),
    (10.2, 11.1), (117.6, 118.3), (228.9, 229.2), (668.4, 669.1), (449.2, 448.9), (0.2, 0.5),
]  # fmt: skip


NORRIS_SLOPE = 1.00211681802045


def norris(scale: float = 1000) -> pd.Series:
    response, predictor = np.array(NORRIS).T
    return pd.Series(np.exp(response / scale), index=predictor)


def test_the_slope_is_the_certified_one_of_nist_norris():
    slope = np.log1p(trend_growth(norris()).point / 100)
    assert slope * 1000 == pytest.approx(NORRIS_SLOPE, rel=1e-12)


def test_filled_years_are_no_observations():
    series = pd.Series(np.exp(0.05 * np.arange(10) + 0.01 * np.sin(np.arange(10))))
    all_seen, half = trend_growth(series), trend_growth(series, filled=[1, 3, 5, 7, 8])
    assert half.point == all_seen.point
    assert (all_seen.observations, half.observations) == (10, 5)
    assert all_seen.low < all_seen.point < all_seen.high
    assert np.isnan([half.low, half.high]).all()


@given(
    st.floats(-20, 20).filter(lambda rate: abs(rate) > 0.01),
    st.floats(1, 1e12),
    st.integers(3, 12),
)
def test_constant_growth_is_found_exactly(rate, start, count):
    series = pd.Series(
        start * (1 + rate / 100) ** np.arange(count), index=range(2000, 2000 + count)
    )
    found = trend_growth(series)
    assert found.point == pytest.approx(rate, rel=1e-6, abs=1e-8)
    assert count < 5 or found.low <= found.point <= found.high


@given(st.floats(0.001, 1000))
def test_the_unit_of_the_values_does_not_matter(factor):
    series = pd.Series([1.0, 1.2, 1.1, 1.5, 1.7], index=["2013", "2014", "2015", "2016", "2017"])
    one, other = trend_growth(series), trend_growth(series * factor)
    assert one.point == pytest.approx(other.point, rel=1e-9)
    assert one.high == pytest.approx(other.high, rel=1e-6)


def test_a_trend_needs_three_positive_values():
    with pytest.raises(ValueError, match="three points"):
        trend_growth(pd.Series([1.0, 2.0], index=[1, 2]))
    with pytest.raises(ValueError, match="positive"):
        trend_growth(pd.Series([1.0, 0.0, 2.0], index=[1, 2, 3]))

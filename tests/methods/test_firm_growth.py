"""Growth on size against certified values and an independent program, and the laws it obeys."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rederive.methods.concentration import market_shares
from rederive.methods.firm_growth import (
    ESTIMATORS,
    detectable_slope,
    growth_slope,
    luck,
    rejection_rate,
    share_growth,
    share_growth_power,
    simulated_growth,
)

# NIST Statistical Reference Datasets, linear regression, Norris (itl.nist.gov/div898/strd):
# pairs of y and x, and the certified slope, its standard error and the residual deviation.
NORRIS = """0.1 0.2 338.8 337.4 118.1 118.2 888.0 884.6 9.2 10.1 228.1 226.5 668.5 666.3 998.5 996.3
449.1 448.6 778.9 777.0 559.2 558.2 0.3 0.4 0.1 0.6 778.1 775.5 668.8 666.9 339.3 338.0 448.9 447.5
10.8 11.6 557.7 556.0 228.3 228.1 998.0 995.8 888.8 887.6 119.6 120.2 0.3 0.3 0.6 0.3 557.6 556.8
339.3 339.1 888.0 887.2 998.5 999.0 778.9 779.0 10.2 11.1 117.6 118.3 228.9 229.2 668.4 669.1
449.2 448.9 0.2 0.5"""


def test_slope_agrees_with_the_certified_values_of_nist():
    pairs = np.array(NORRIS.split(), dtype=float).reshape(-1, 2) / 100
    before = pd.Series(np.exp(pairs[:, 1]))
    found = share_growth(before, before * np.exp(pairs[:, 0]))
    assert found.slope.point == pytest.approx(1.00211681802045, rel=1e-11)
    assert found.slope.standard_error == pytest.approx(0.429796848199937e-3, rel=1e-9)
    assert found.spread == pytest.approx(0.884796396144373 / 100, rel=1e-10)
    assert found.slope.observations == 36


def of_unit_deviation(firms):
    """Sizes whose logarithms have a (population) standard deviation of one."""
    logs = np.arange(firms, dtype=float)
    return pd.Series(np.exp((logs - logs.mean()) / logs.std()))


def test_power_agrees_with_gpower():
    # K. L. Wuensch, "Power analysis for correlation and regression models" (docslib.org): G*Power
    # for a correlation of 0.5, five cases, two-sided 0.05 prints a noncentrality of 1.290994 and a
    # power of 0.151938. A correlation r is a slope of r / sqrt(1 - r^2) deviations.
    slope = 0.5 / np.sqrt(1 - 0.5**2)
    assert slope * np.sqrt(5) == pytest.approx(1.290994, abs=5e-7)
    assert share_growth_power(of_unit_deviation(5), slope, 1) == pytest.approx(0.151938, abs=5e-7)


def test_the_detectable_slope_has_the_power_asked_for():
    before = of_unit_deviation(8)
    slope = detectable_slope(before, 0.3)
    assert share_growth_power(before, slope, 0.3) == pytest.approx(0.8)
    assert share_growth_power(before, 0, 0.3) == pytest.approx(0.05)


def test_simulated_and_exact_power_agree():
    before = pd.Series([33.0, 24, 12, 6, 4, 3.5, 3, 2.5])
    for slope in (0.0, 0.04):
        after = simulated_growth(before, 0.06, slope=slope, draws=20_000, seed=1)
        exact = share_growth_power(before, slope, 0.06)
        assert rejection_rate(before, after) == pytest.approx(exact, abs=0.01)


def test_luck_alone_concentrates_a_market():
    # Gibrat's law: the variance of log size grows by the variance of growth, year after year.
    before = pd.Series(np.ones(50))
    after = np.log(simulated_growth(before, 0.1, years=25, draws=2000, seed=2))
    assert after.var(axis=1).mean() == pytest.approx(25 * 0.1**2, rel=0.02)
    pd.testing.assert_frame_equal(
        simulated_growth(before, 0.1, seed=3), simulated_growth(before, 0.1, seed=3)
    )


def test_shocks_can_be_smaller_for_larger_firms():
    before = pd.Series([1.0, 16.0])
    growth = np.log(simulated_growth(before, 0.1, size_volatility=0.25, draws=40_000) / before)
    assert growth.std().iloc[0] / growth.std().iloc[1] == pytest.approx(2, rel=0.02)


@pytest.mark.parametrize("estimator", ESTIMATORS)
@given(
    st.lists(st.integers(1, 1000), min_size=3, max_size=8, unique=True),
    st.floats(-0.5, 0.5),
    st.floats(0.1, 10),
)
def test_a_slope_built_in_is_found(estimator, numbers, slope, factor):
    before = pd.Series(numbers, dtype=float)
    after = factor * before ** (1 + slope)
    found = share_growth(before, after, estimator)
    assert found.slope.point == pytest.approx(slope, abs=1e-6)
    assert found.spread == pytest.approx(0, abs=1e-6)
    shares = share_growth(market_shares(before), market_shares(after), estimator)
    assert shares.slope.point == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("weighted", [False, True])
@given(
    st.lists(st.floats(1, 1000), min_size=3, max_size=9, unique=True),
    st.integers(0, 9999),
    st.floats(0.5, 0.99),
)
def test_a_slope_is_that_of_statsmodels(weighted, numbers, seed, level):
    import statsmodels.api as sm

    before = np.array(numbers)
    if np.ptp(np.log(before)) < 0.1:
        return
    after = before * np.exp(np.random.default_rng(seed).normal(0, 0.3, len(before)))
    design, growth = sm.add_constant(np.log(before)), np.log(after / before)
    theirs = sm.WLS(growth, design, weights=before if weighted else 1.0).fit()
    name = "weighted by size" if weighted else "least squares"
    slope = share_growth(pd.Series(before), pd.Series(after), name, level=level).slope
    assert slope.point == pytest.approx(theirs.params[1], rel=1e-6, abs=1e-9)
    assert slope.standard_error == pytest.approx(theirs.bse[1], rel=1e-6)
    assert (slope.low, slope.high) == pytest.approx(theirs.conf_int(1 - level)[1], rel=1e-5)
    assert slope.p_value == pytest.approx(theirs.pvalues[1], rel=1e-5)


@given(st.lists(st.floats(1, 1000), min_size=3, max_size=9, unique=True), st.integers(0, 99))
def test_the_median_of_slopes_is_that_of_scipy(numbers, seed):
    before = np.array(numbers)
    growth = np.random.default_rng(seed).normal(size=len(before))
    theirs = stats.theilslopes(growth, np.log(before)).slope
    found = growth_slope(before, before * np.exp(growth), "Theil-Sen")
    assert found == pytest.approx(theirs, rel=1e-6, abs=1e-9)


def test_one_draw_of_luck_does_for_every_spread():
    before = pd.Series([50.0, 30, 20])
    for spread in (0.02, 0.3):
        drawn = simulated_growth(before, spread, years=4, draws=50, seed=7)
        together = before.to_numpy() * np.exp(spread * luck(3, 4, draws=50, seed=7))
        assert drawn.to_numpy() == pytest.approx(together)
        # The same markets year by year, as where the shocks depend on size.
        each_year = simulated_growth(before, spread, years=4, draws=50, seed=7, slope=1e-12)
        assert drawn.to_numpy() == pytest.approx(each_year.to_numpy())


def test_the_levels_estimator_is_poisson_regression():
    import statsmodels.api as sm

    before, after = pd.Series([50.0, 30, 20, 4, 7]), pd.Series([70.0, 31, 18, 4, 9])
    design = sm.add_constant(np.log(before.to_numpy()))
    model = sm.GLM(after, design, family=sm.families.Poisson(), offset=np.log(before))
    theirs = model.fit(scale="X2", use_t=True, tol=1e-14)
    slope = share_growth(before, after, "levels").slope
    assert slope.point == pytest.approx(theirs.params.iloc[1], rel=1e-6)
    assert slope.standard_error == pytest.approx(theirs.bse.iloc[1], rel=1e-6)
    assert (slope.low, slope.high) == pytest.approx(tuple(theirs.conf_int().iloc[1]), rel=1e-6)
    assert slope.p_value == pytest.approx(theirs.pvalues.iloc[1], rel=1e-6)


def test_two_firms_give_a_slope_without_an_interval():
    found = share_growth(pd.Series([1.0, 2]), pd.Series([1.0, 4]))
    assert found.slope.point == pytest.approx(1)
    slope = found.slope
    assert np.isnan([slope.low, slope.high, slope.p_value, found.spread]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: share_growth(pd.Series([1.0]), pd.Series([2.0])), "two firms"),
        (lambda: share_growth(pd.Series([2.0, 2]), pd.Series([1.0, 2])), "different sizes"),
        (lambda: share_growth(pd.Series([0.0, 2]), pd.Series([1.0, 2])), "positive sizes"),
        (lambda: share_growth(pd.Series([1.0, 2]), pd.Series([1.0, 2]), "luck"), "unknown"),
        (lambda: share_growth_power(pd.Series([1.0, 2]), 0.1, 0.1), "three firms"),
    ],
)
def test_what_no_slope_can_be_had_from_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()

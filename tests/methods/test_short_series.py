"""Slopes of short series: a published error formula, the coverage promised, and the laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.methods.short_series import AUTOCORRELATIONS, autocorrelation, coverage, slope


def autoregressive(random: np.random.Generator, draws: int, count: int, rho: float) -> np.ndarray:
    errors = random.normal(size=(draws, count))
    errors[:, 0] /= np.sqrt(1 - rho**2)
    for place in range(1, count):
        errors[:, place] += rho * errors[:, place - 1]
    return errors


def test_slope_and_error_are_those_of_statsmodels():
    import statsmodels.api as sm

    random = np.random.default_rng(3)
    x = random.normal(size=30).cumsum()
    y = 0.5 * x + autoregressive(random, 1, 30, 0.5)[0]
    options = {"maxlags": 3, "use_correction": True}
    theirs = sm.OLS(y, sm.add_constant(x)).fit(cov_type="HAC", cov_kwds=options)
    found = slope(y, x)
    assert "3 lags" in found.method
    assert found.point == pytest.approx(theirs.params[1], rel=1e-10)
    assert found.standard_error == pytest.approx(theirs.bse[1], rel=1e-8)


@pytest.mark.parametrize(
    ("count", "rho", "least"), [(10, 0.0, 93), (10, 0.6, 83), (13, 0.3, 90), (13, 0.8, 79)]
)
def test_intervals_of_95_percent_hold_at_the_lengths_in_use(count, rho, least):
    # The normal table holds 73, 55, 71 and 48 in 100 here.
    time = np.arange(count, dtype=float)
    series = autoregressive(np.random.default_rng(11), 400, count, rho)
    found = [slope(each, time) for each in series]
    assert least < 100 * np.mean([each.low <= 0 <= each.high for each in found]) <= 99.5
    rejected = 100 * np.mean([each.p_value <= 0.05 for each in found])
    assert rejected < 100 - least


@pytest.mark.parametrize("rho", [0.0, 0.6, 1.0])
def test_coverage_is_what_a_count_of_intervals_gives(rho):
    x = np.random.default_rng(5).normal(0.1, 0.05, size=13).cumsum()
    shocks = np.random.default_rng(6).normal(size=(400, 13))
    series = (
        shocks.cumsum(axis=1)
        if rho == 1
        else autoregressive(np.random.default_rng(6), 400, 13, rho)
    )
    found = [slope(each + 2 * x, x) for each in series]
    counted = np.mean([each.low <= 2 <= each.high for each in found])
    simulated = coverage(x, rho)
    assert simulated["held"].mean() == pytest.approx(counted, abs=0.05)
    estimates = [autocorrelation(each + 2 * x, x) for each in series]
    assert simulated["autocorrelation"].median() == pytest.approx(np.median(estimates), abs=0.1)


def test_the_estimated_autocorrelation_is_right_in_the_median():
    x = np.arange(13.0)
    for rho in (0.2, 0.6):
        assert coverage(x, rho)["autocorrelation"].median() == pytest.approx(rho, abs=0.05)
    assert coverage(x, 1.0)["autocorrelation"].max() == AUTOCORRELATIONS[-1]


def test_a_regressor_that_wanders_is_no_discovery():
    # Granger and Newbold (1974): two random walks without a connection.
    random = np.random.default_rng(4)
    walks = random.normal(size=(50, 2, 13)).cumsum(axis=2)
    held = [slope(y, x) for y, x in walks]
    assert np.mean([each.low <= 0 <= each.high for each in held]) > 0.7


@settings(deadline=None, max_examples=15)
@given(st.floats(0.01, 100), st.floats(0.01, 100), st.floats(-50, 50))
def test_units_scale_the_slope(of_outcome, of_regressor, shift):
    x = np.arange(10.0)
    y = np.sin(3 * x) + 0.1 * x
    one, other = slope(y, x), slope(of_outcome * y + shift, of_regressor * x)
    factor = of_outcome / of_regressor
    for name in ("point", "low", "high", "standard_error"):
        assert getattr(other, name) == pytest.approx(factor * getattr(one, name), rel=1e-6)
    assert other.p_value == pytest.approx(one.p_value, abs=1e-3)


def test_four_points_have_no_interval_and_a_constant_no_slope():
    found = slope(np.array([1.0, 2, 3, 5]), np.arange(4.0))
    assert np.isnan([found.low, found.high, found.p_value]).all()
    with pytest.raises(ValueError, match="does not vary"):
        slope(np.arange(5.0), np.ones(5))

"""Models of differences against published estimates, statsmodels, and the laws they obey."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import toeplitz

from rederive.methods.differenced import (
    LEVEL,
    NOISE,
    SLOPE,
    _arma,
    _coefficients,
    _cost_and_slopes,
    _profile,
    arima,
    structural,
)

# A share of the kind the book forecasts, and a course with a turn; both in statsmodels' own scale.
SERIES = {
    "share": [7.0, 7.1, 7.3, 7.5, 7.6, 7.7, 7.9, 8.1, 8.3, 8.5, 8.9, 9.1, 9.4, 9.7, 10.1, 10.5],
    "turn": [1.0, 1.2, 1.1, 1.9, 4.3, 5.1, 5.3, 5.9, 16.0, 29.0, 31.0, 48.0],
    "short": [0.5, 0.8, 1.1, 1.0, 1.7, 1.9],
}
PARTS = {"lltrend": (NOISE, LEVEL, SLOPE), "strend": (NOISE, SLOPE)}


def test_variances_of_a_wandering_level_equal_the_published_ones():
    # Durbin and Koopman (2012), Time Series Analysis by State Space Methods, 2nd edition, section
    # 2.10, the Nile: variances 15099 and 1469.1.
    from statsmodels.datasets import nile

    volume = nile.load_pandas().data["volume"].to_numpy()
    found = structural(volume, ((1.0, -1.0), (1.0,)), differences=1)
    assert found.parameters == pytest.approx([15099, 1469.1], rel=1e-4)


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("trend", PARTS)
def test_a_structural_model_is_that_of_statsmodels(name, trend):
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    values = np.array(SERIES[name])
    found = structural(values, PARTS[trend])
    theirs = UnobservedComponents(values, trend, use_exact_diffuse=True)
    constant = np.log(2 * np.pi)  # theirs counts the first two values too, of any height alike
    ours = found.log_likelihood - constant
    assert theirs.loglike(found.parameters) == pytest.approx(ours, abs=1e-6)
    smoothed = theirs.smooth(found.parameters).get_forecast(4)
    mean, deviation = found.forecast(4)
    assert mean == pytest.approx(smoothed.predicted_mean, rel=1e-6)
    assert deviation == pytest.approx(smoothed.se_mean, rel=1e-6)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        once = theirs.fit(disp=False).llf
    assert ours >= once - 1e-6


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("order", [(0, 2, 0), (0, 2, 1), (1, 2, 0), (1, 1, 1), (0, 1, 1)])
def test_arima_is_that_of_statsmodels(name, order):
    from statsmodels.tsa.arima.model import ARIMA

    values = np.array(SERIES[name])
    drift = order[1] == 1
    found = arima(values, order, drift=drift)
    model = ARIMA(values, order=order, trend="t" if drift else None)
    given_here = np.concatenate([[found.drift] if drift else [], found.parameters])
    theirs = model.smooth(given_here)
    assert theirs.llf == pytest.approx(found.log_likelihood, abs=1e-3)
    assert theirs.aicc == pytest.approx(found.corrected_aic, abs=1e-2)
    ahead = theirs.get_forecast(4)
    mean, deviation = found.forecast(4)
    assert mean == pytest.approx(ahead.predicted_mean, rel=1e-4)
    assert deviation == pytest.approx(ahead.se_mean, rel=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert found.log_likelihood >= model.fit().llf - 1e-3


# People aged 65 and over in Germany, percent, 1950 to 2010 by five years (United Nations, 2012).
GERMANY = np.array(
    [9.57, 10.53, 11.45, 12.43, 13.56, 14.77, 15.61, 14.36, 14.99, 15.40, 16.33, 18.94, 20.81]
)


def test_the_likeliest_parts_are_found_where_a_search_stayed_at_others():
    # From three starts statsmodels ended at a level without shocks, 0.08 below the maximum.
    odds = np.log(GERMANY / (100 - GERMANY))
    found, held = (structural(odds, PARTS[trend]) for trend in ("lltrend", "strend"))
    assert found.parameters[0] == 0
    assert found.log_likelihood > held.log_likelihood + 0.07
    for some in ([NOISE], [LEVEL], [SLOPE], [NOISE, LEVEL], [LEVEL, SLOPE]):
        assert found.log_likelihood >= structural(odds, some).log_likelihood - 1e-9


values = st.lists(st.floats(-5, 5), min_size=7, max_size=20).filter(
    lambda numbers: np.ptp(np.diff(numbers, 2)) > 0.1
)


@settings(deadline=None, max_examples=25)
@given(values, st.floats(0.01, 100), st.floats(0.01, 100))
def test_slopes_of_the_likelihood_are_its_differences(numbers, noise, level):
    known = np.diff(np.array(numbers), 2)
    shapes = [np.correlate(part, part, "full")[len(part) - 1 :] for part in (SLOPE, NOISE, LEVEL)]
    variances = np.array([1.0, noise, level])
    cost, slopes = _cost_and_slopes(known, shapes, variances)
    matrix = sum(
        each * toeplitz(np.pad(shape, (0, len(known)))[: len(known)])
        for each, shape in zip(variances, shapes, strict=True)
    )
    assert cost == pytest.approx(_profile(known, matrix)[0], abs=1e-8)
    for place in (1, 2):
        moved = [variances * np.where(np.arange(3) == place, np.exp(s * 1e-5), 1) for s in (1, -1)]
        one, other = (_cost_and_slopes(known, shapes, each)[0] for each in moved)
        assert slopes[place - 1] == pytest.approx((one - other) / 2e-5, abs=1e-4)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.floats(-0.95, 0.95), max_size=3),
    st.lists(st.floats(-0.95, 0.95), max_size=3),
    st.integers(1, 12),
)
def test_covariances_of_arma_are_those_of_statsmodels(partial, moving, count):
    from statsmodels.tsa.arima_process import arma_acovf

    point = np.array([*partial, *moving])
    phi, theta = _coefficients(np.array(partial)), -_coefficients(-np.array(moving))
    assert (np.abs(np.roots(np.append(1, -phi))) < 1).all()
    theirs = arma_acovf(np.append(1, -phi), np.append(1, theta), nobs=max(count, 2))[:count]
    ours = _arma(point, len(partial), count)
    assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-8 * abs(theirs[0]))


@settings(deadline=None, max_examples=10)
@given(st.floats(0.01, 1e3), st.floats(-1e3, 1e3))
def test_units_do_not_matter(factor, shift):
    share = np.array(SERIES["share"])
    for fitted in (
        lambda values: structural(values, PARTS["lltrend"]),
        lambda values: arima(values, (0, 2, 1)),
    ):
        mean, deviation = fitted(share).forecast(3)
        moved, scaled = fitted(shift + factor * share).forecast(3)
        assert moved == pytest.approx(shift + factor * mean, rel=1e-4, abs=1e-3 * factor)
        assert scaled == pytest.approx(factor * deviation, rel=1e-2)


@pytest.mark.parametrize("series", [[1.0, 2.0, 4.0, 7.0], [1.0, 2.0, 4.0, np.nan, 6.0, 7.0]])
def test_too_few_or_missing_values_are_refused(series):
    with pytest.raises(ValueError, match="values or more, none missing"):
        structural(np.array(series), PARTS["lltrend"])
    with pytest.raises(ValueError, match="values or more, none missing"):
        arima(pd.Series(series).to_numpy(), (1, 2, 1))

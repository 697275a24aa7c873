"""Exponential smoothing against published fits, an independent optimiser, and known truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import differential_evolution

from rederive.methods.exponential_smoothing import DAMPING, EDGE, _errors, _log_squares, smooth

# Monthly passengers of international airlines, thousand, 1949 to 1960 (Box and Jenkins 1976).
# R's `forecast` 8 gives, as printed in public worked examples: simple smoothing alpha 0.9999, level
# 111.9892, sigma 33.8299, next 431.9958; with a trend sigma 34.0125.
PASSENGERS = np.array(
    [
        112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149,
        170, 170, 158, 133, 114, 140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166,
        171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194, 196, 196, 236, 235, 229, 243,
        264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229,
        242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374,
        413, 405, 355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336,
        340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472,
        548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
    ],
    dtype=float,
)  # fmt: skip

# Oil production of Saudi Arabia, million tonnes, 1965 to 2013 (Hyndman and Athanasopoulos,
# Forecasting: principles and practice, 2nd edition, section 7.1), and what R's `forecast` found, in
# the tests of statsmodels: sums of squares, parameters, states before the first value, forecasts.
OIL = np.array(
    [
        111.0091346, 130.8284341, 141.2870879, 154.2277747, 162.7408654, 192.1664835, 240.7997253,
        304.2173901, 384.0045673, 429.6621566, 359.3169299, 437.2518544, 468.4007898, 424.4353365,
        487.9794299, 509.8284478, 506.3472527, 340.1842374, 240.258921, 219.0327876, 172.0746632,
        252.5900922, 221.0710774, 276.5187735, 271.1479517, 342.6186005, 428.3558357, 442.3945534,
        432.7851482, 437.2497186, 437.2091599, 445.3640981, 453.1950104, 454.409641, 422.3789058,
        456.0371217, 440.3866047, 425.1943725, 486.2051735, 500.4290861, 521.2759092, 508.947617,
        488.8888577, 509.870575, 456.7229123, 473.8166029, 525.9508706, 549.8338076, 542.3404698,
    ]
)  # fmt: skip
R_OIL = {
    (False, False): {"squares": 113080.54083, "sigma2": 2405.96895, "next": 542.34121919},
    (True, False): {"squares": 115737.45628},
    (True, True): {"squares": 111094.68296},
}


def test_simple_smoothing_is_that_of_r():
    fitted = smooth(PASSENGERS, trend=False)
    assert fitted.alpha == pytest.approx(0.9999, abs=1e-6)
    assert fitted.spread == pytest.approx(33.8299, abs=1e-4)
    assert fitted.forecast(1)[0][0] == pytest.approx(431.9958, abs=1e-4)
    oil = smooth(OIL, trend=False)
    assert oil.spread**2 == pytest.approx(R_OIL[False, False]["sigma2"], rel=1e-6)
    assert oil.forecast(4)[0] == pytest.approx(R_OIL[False, False]["next"], rel=1e-8)


@pytest.mark.parametrize(("trend", "damped"), R_OIL)
def test_no_published_fit_is_better(trend, damped):
    # With a trend R's own search stops before the optimum: its sum of squares is larger.
    squares = (smooth(OIL, trend=trend, damped=damped).errors ** 2).sum()
    assert squares <= R_OIL[trend, damped]["squares"] * (1 + 1e-7)
    if trend and not damped:
        assert smooth(PASSENGERS).spread <= 34.0125


def recursion(series, alpha, beta, phi, level, slope):
    """Sum of squared one-step errors by the equations of the book, written out."""
    squares = 0.0
    for value in series:
        error = value - level - phi * slope
        squares += error**2
        level, slope = level + phi * slope + alpha * error, phi * slope + beta * error
    return squares


def test_the_equations_of_the_book_give_what_r_gives_and_what_we_give():
    # R's parameters and states for the damped trend on oil give R's sum of squares.
    theirs = recursion(OIL, 0.99989969, 0.11886985, 0.80000197, 36.46466837, 34.72584983)
    assert theirs == pytest.approx(R_OIL[True, True]["squares"], rel=1e-6)
    own = smooth(OIL, damped=True)
    again = recursion(OIL, own.alpha, own.beta, own.phi, *own.initial)
    assert again == pytest.approx((own.errors**2).sum(), rel=1e-9)


SHORT = {  # shares of the kind the book forecasts: short, smooth, bent
    "bent": np.array([7.0, 7.1, 7.3, 7.5, 7.6, 7.7, 7.9, 8.1, 8.3, 8.5, 8.9, 9.1, 9.4, 9.7, 10.1]),
    "step": np.array([10.5, 10.8, 11.4, 11.9, 12.6, 13.5, 14.2, 14.9, 15.4, 15.6, 15.9]),
    "turn": np.array([1.0, 1.2, 1.1, 1.9, 4.3, 5.1, 5.3, 5.9, 16.0, 29.0]),
}


@pytest.mark.parametrize("name", SHORT)
@pytest.mark.parametrize("damped", [False, True])
def test_an_independent_global_search_finds_nothing_likelier(name, damped):
    series = SHORT[name]
    scale = np.ptp(series)
    damping = DAMPING if damped else (1 - 1e-12, 1.0)
    box = [(EDGE, 1 - EDGE)] * 2 + [damping]
    box += [(series[0] - scale, series[0] + scale), (-scale, scale)]
    found = differential_evolution(
        lambda p: math.log(recursion(series, p[0], p[0] * p[1], *p[2:])),
        box,
        seed=1,
        maxiter=40,
        popsize=8,
    )
    own = math.log((smooth(series, damped=damped).errors ** 2).sum())
    assert own <= found.fun + 1e-6


@pytest.mark.parametrize("trend", [False, True])
@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.floats(-3, 3), min_size=7, max_size=25),
    st.floats(0.01, 0.99),
    st.floats(0.01, 0.99),
    st.floats(0.8, 1.0),
)
def test_a_grid_of_rates_is_worked_out_as_each_rate_is(trend, numbers, alpha, part, phi):
    series = np.array(numbers)
    rates = (alpha, alpha * part, phi) if trend else (alpha, 0.0, 0.0)
    alone, _ = _errors(series, *rates)
    columns = [np.array([each, 0.5 * each]) for each in rates]
    together = _log_squares(series, *columns, trend)
    known = max(float(alone @ alone), 1e-24)
    if known > 1e-18:
        assert together[0] == pytest.approx(np.log(known), abs=1e-6)


def test_one_start_of_statsmodels_stays_behind():
    # The fault this module mends: 0 smoothing, "converged", and a likelihood far from its maximum.
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    once = ETSModel(SHORT["turn"], error="add", trend="add").fit(disp=False).llf
    assert smooth(SHORT["turn"]).log_likelihood >= once


def test_the_truth_is_found_again():
    random = np.random.default_rng(3)
    level, slope, series = 10.0, 0.5, []
    for shock in random.normal(0, 1, 600):
        series.append(level + slope + shock)
        level, slope = level + slope + 0.5 * shock, slope + 0.1 * shock
    fitted = smooth(np.array(series))
    assert (fitted.alpha, fitted.beta) == pytest.approx((0.5, 0.1), abs=0.08)
    assert fitted.spread == pytest.approx(1, abs=0.06)


@settings(deadline=None, max_examples=6)
@given(st.floats(0.01, 1e4), st.floats(-1e3, 1e3))
def test_units_do_not_matter(factor, shift):
    plain, other = smooth(SHORT["bent"]), smooth(shift + factor * SHORT["bent"])
    mean, deviation = plain.forecast(5)
    moved, scaled = other.forecast(5)
    assert moved == pytest.approx(shift + factor * mean, rel=1e-4, abs=1e-4 * factor)
    assert scaled == pytest.approx(factor * deviation, rel=1e-3)


def test_the_last_binary_digit_does_not_matter():
    noise = 1 + 1e-14 * np.random.default_rng(5).normal(size=(5, len(SHORT["turn"])))
    ends = [smooth(SHORT["turn"] * each, damped=True).forecast(4)[0] for each in noise]
    assert np.ptp(ends, axis=0) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("series", [[1.0, 2.0, 3.0], [1.0, 2.0, 4.0, np.nan, 6.0, 7.0]])
def test_too_few_or_missing_values_are_refused(series):
    with pytest.raises(ValueError, match="values or more, none missing"):
        smooth(np.array(series))

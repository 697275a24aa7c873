"""Backtests against the tables of a textbook, on synthetic truth, and the laws they obey."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.methods.forecast import (
    accuracy,
    empirical_half_width,
    empirical_interval,
    forecast_frame,
    interval_score,
    naive_error,
    rolling_origin,
)
from rederive.methods.forecasters import (
    arima,
    drift,
    ets,
    line,
    local_linear_trend,
    naive,
    on_logits,
    on_logs,
)

# Quarterly beer production in Australia, megalitres, 1992 Q1 to 2010 Q2 (aus_production of the R
# package tsibbledata), as in Hyndman and Athanasopoulos (2021), Forecasting: principles and
# practice, 3rd edition, section 5.8, whose table of accuracy is below.
BEER = pd.Series(
    [
        443, 410, 420, 532, 433, 421, 410, 512, 449, 381, 423, 531, 426, 408, 416, 520,
        409, 398, 398, 507, 432, 398, 406, 526, 428, 397, 403, 517, 435, 383, 424, 521,
        421, 402, 414, 500, 451, 380, 416, 492, 428, 408, 406, 506, 435, 380, 421, 490,
        435, 390, 412, 454, 416, 403, 408, 482, 438, 386, 405, 491, 427, 383, 394, 473,
        420, 390, 410, 488, 415, 398, 419, 488, 414, 374,
    ],
    index=pd.period_range("1992Q1", periods=74, freq="Q"),
)  # fmt: skip


def seasonal_naive(history, steps, level):
    repeated = np.resize(history.iloc[-4:].to_numpy(dtype=float), steps)
    return forecast_frame(repeated, repeated, repeated)


def test_accuracy_is_that_of_the_textbook():
    backtest = rolling_origin(
        BEER,
        {"seasonal naive": seasonal_naive, "drift": drift},
        horizon=10,
        first=64,  # up to the end of 2007
        step=10,
        season=4,
    )
    measured = accuracy(backtest)[["rmse", "mae", "mase"]]
    assert measured.loc["seasonal naive"].to_list() == pytest.approx(
        [14.31084, 13.40000, 0.9370629], abs=5e-6
    )
    assert measured.loc["drift"].to_list() == pytest.approx([64.90129, 58.87619, 4.1172161], 1e-6)


def test_the_interval_score_is_that_of_the_textbook():
    # Section 5.9 of the same book: interval 744.54 to 773.22 at 80 percent, outcome 741.84.
    score = interval_score(pd.Series([741.84]), pd.Series([744.54]), pd.Series([773.22]), 0.8)
    assert score.item() == pytest.approx(55.68)


def test_origins_roll_and_see_only_the_past():
    seen = []

    def spy(history, steps, level):
        seen.append((len(history), steps, level))
        return naive(history, steps, level)

    series = pd.Series([1.0, 2, 4, 7, 11, 16], index=range(2018, 2024))
    backtest = rolling_origin(series, {"spy": spy}, horizon=2, first=3, level=0.9)
    assert seen == [(3, 2, 0.9), (4, 2, 0.9), (5, 1, 0.9)]
    assert backtest["origin"].to_list() == [2020, 2020, 2021, 2021, 2022]
    assert backtest["lead"].to_list() == [1, 2, 1, 2, 1]
    assert backtest["period"].to_list() == [2021, 2022, 2022, 2023, 2023]
    assert backtest["actual"].to_list() == [7, 11, 11, 16, 16]
    assert backtest["forecast"].to_list() == [4, 4, 7, 7, 11]
    assert backtest["scale"].to_list() == [1.5, 1.5, 2, 2, 2.5]


def test_a_forecaster_that_gives_no_number_is_refused():
    def moody(history, steps, level):
        return naive(history, steps, level) * (math.nan if len(history) == 4 else 1)

    series = pd.Series([1.0, 2, 4, 7, 11, 16])
    with pytest.raises(ValueError, match="'moody' gave a missing value"):
        rolling_origin(series, {"moody": moody}, horizon=1, first=3)


def test_accuracy_can_be_read_by_lead():
    series = pd.Series([1.0, 2, 4, 7, 11, 16])
    backtest = rolling_origin(series, {"naive": naive}, horizon=2, first=3)
    table = accuracy(backtest, ["method", "lead"])
    assert table.loc[("naive", 1), "bias"] == pytest.approx(4)
    assert table.loc[("naive", 2), "bias"] == pytest.approx(8)


@pytest.mark.parametrize(
    "forecaster",
    [ets(), local_linear_trend(), local_linear_trend(smooth=True), arima((0, 2, 1), (0, 2, 0))],
    ids=["ets", "trend", "smooth trend", "arima"],
)
def test_a_straight_line_with_noise_is_drawn_on(forecaster):
    noise = np.random.default_rng(7).normal(0, 0.1, 40)
    series = pd.Series(3 + 0.5 * np.arange(40) + noise)
    made = forecaster(series, 5, 0.95)
    truth = 3 + 0.5 * np.arange(40, 45)
    assert made["mean"].to_numpy() == pytest.approx(truth, abs=0.6)
    assert ((made["low"] < truth) & (truth < made["high"])).all()


def test_intervals_of_the_right_model_cover_at_their_level():
    random = np.random.default_rng(20)
    walks = [pd.Series(random.normal(0.3, 1, 70).cumsum()) for _ in range(40)]
    parts = [rolling_origin(walk, {"drift": drift}, horizon=3, first=60, step=5) for walk in walks]
    assert accuracy(pd.concat(parts)).loc["drift", "coverage"] == pytest.approx(80, abs=8)


def from_model(name, random, count=40):
    """A series of the model that a forecaster believes in."""
    shocks = random.normal(size=(2, count))
    if name == "last value":
        return shocks[0].cumsum()
    if name == "line":
        return 0.3 * np.arange(count) + shocks[0]
    if name == "trend":  # a slope that wanders, a level with noise
        return (0.3 + 0.2 * shocks[1].cumsum()).cumsum() + shocks[0]
    moving = shocks[0].copy()
    moving[1:] -= 0.5 * shocks[0, :-1]
    return 0.3 * np.arange(count) + moving.cumsum()


@pytest.mark.parametrize(
    ("forecaster", "name", "series", "least"),
    [
        (naive, "last value", 300, 74),
        (line, "line", 300, 74),
        (ets(), "trend", 40, 65),  # parameters are taken as known, which costs some
        (local_linear_trend(), "trend", 40, 65),
        (arima((0, 1, 1), drift=True), "smoothed", 40, 65),
    ],
    ids=["last value", "line", "ets", "local trend", "arima"],
)
def test_each_model_covers_series_of_its_own_kind(forecaster, name, series, least):
    random = np.random.default_rng(21)
    inside = []
    for _ in range(series):
        values = pd.Series(from_model(name, random))
        made = forecaster(values.iloc[:-3], 3, 0.8)
        came = values.iloc[-3:].to_numpy()
        inside.append((made["low"] <= came) & (came <= made["high"]))
    assert least <= 100 * np.mean(inside) <= 90


def test_scales_are_kept():
    positive = pd.Series(np.exp(0.1 * np.arange(30)))
    assert on_logs(drift)(positive, 3, 0.8)["mean"].to_numpy() == pytest.approx(
        np.exp(0.1 * np.arange(30, 33))
    )
    share = 100 / (1 + np.exp(-0.2 * (np.arange(30) - 15.0)))
    made = on_logits(drift)(pd.Series(share), 50, 0.8)
    assert made["mean"].is_monotonic_increasing
    assert made["high"].max() < 100.0001


def test_a_regression_line_has_the_interval_of_statsmodels():
    import statsmodels.api as sm

    series = pd.Series(2 + 0.3 * np.arange(14) + np.sin(np.arange(14)))
    made = line(series, 3, 0.8)
    model = sm.OLS(series.to_numpy(), sm.add_constant(np.arange(14.0))).fit()
    theirs = model.get_prediction(sm.add_constant(np.arange(14.0, 17))).summary_frame(alpha=0.2)
    expected = theirs[["mean", "obs_ci_lower", "obs_ci_upper"]].to_numpy()
    assert made.to_numpy() == pytest.approx(expected)


def test_arima_orders_must_share_their_differences():
    with pytest.raises(ValueError, match="same d"):
        arima((0, 1, 1), (0, 2, 1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"first": 74}, "`first`"),
        ({"first": 1}, "`first`"),
        ({"level": 80}, "`level`"),
        ({"horizon": 0}, "`horizon`"),
        ({"series": pd.Series([1.0, math.nan, 3])}, "missing"),
        ({"series": pd.Series([2.0] * 74)}, "does not vary"),
        ({"forecasters": {"odd": lambda h, s, level: naive(h, s + 1, level)}}, "'odd' must give"),
    ],
)
def test_what_makes_no_sense_is_refused(change, message):
    arguments = {"series": BEER, "forecasters": {"naive": naive}, "horizon": 2, "first": 60}
    with pytest.raises(ValueError, match=message):
        rolling_origin(**(arguments | change))


def test_empirical_widths_need_enough_errors():
    # Nine errors: the ninth of ten equally likely ranks is the 90 percent point.
    errors = np.array([1, -2, 3, -4, 5, -6, 7, -8, 9.0])
    assert empirical_half_width(errors, 0.8) == 8
    assert empirical_half_width(errors, 0.9) == 9
    assert empirical_half_width(errors, 0.95) == math.inf
    assert empirical_half_width(np.append(errors, math.nan), 0.8) == 8


def test_errors_of_one_sign_widen_one_side():
    assert empirical_interval([0.2, 0.5, 0.9, 0.1], 0.8) == (0.0, 0.9)
    assert empirical_interval([-0.2, -0.5, -0.9, math.nan, -0.1], 0.8) == (-0.9, 0.0)
    assert empirical_interval([0.2, -0.5, 0.9, 0.1], 0.8) == (-0.9, 0.9)


def test_scores_are_scaled_within_each_history():
    # The same course in two units: scored alike, however large the unit.
    course = pd.Series([1.0, 2, 4, 7, 11, 16, 18, 25])
    scores = [
        accuracy(rolling_origin(unit * course, {"drift": drift}, horizon=2, first=5))
        for unit in (1.0, 1000.0)
    ]
    one, other = (table.loc["drift", "scaled_score"] for table in scores)
    assert one == pytest.approx(other)


steps = st.floats(min_value=0.01, max_value=100)


@settings(max_examples=25)
@given(st.lists(steps, min_size=12, max_size=20), st.floats(min_value=0.01, max_value=1000))
def test_scaled_errors_do_not_depend_on_the_unit(rises, factor):
    series = pd.Series(rises).cumsum()
    options = {"horizon": 3, "first": 8}
    one = accuracy(rolling_origin(series, {"drift": drift}, **options)).loc["drift"]
    other = accuracy(rolling_origin(series * factor, {"drift": drift}, **options)).loc["drift"]
    assert other["mase"] == pytest.approx(one["mase"], rel=1e-6, abs=1e-9)
    assert other["mae"] == pytest.approx(one["mae"] * factor, rel=1e-6, abs=1e-9)


@given(st.lists(steps, min_size=3, max_size=30))
def test_within_the_history_the_naive_forecast_has_a_scaled_error_of_one(rises):
    series = pd.Series(rises).cumsum()
    errors = series.diff().dropna().abs()
    assert (errors / naive_error(series)).mean() == pytest.approx(1)


@given(
    st.lists(st.floats(min_value=-1e3, max_value=1e3), min_size=20, max_size=40),
    st.floats(min_value=0.5, max_value=0.9),
)
def test_an_empirical_interval_would_have_caught_its_level_of_the_past(errors, level):
    half = empirical_half_width(errors, level)
    assert np.mean(np.abs(errors) <= half) >= level

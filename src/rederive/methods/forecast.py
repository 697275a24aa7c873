"""Forecasts, and how they did before: backtests from a rolling origin.

A forecaster is a function ``forecaster(history, steps, level)``: it is given a Series in the order
of time, a number of steps and the level of its interval (0.8 for 80 percent), and gives a
DataFrame of ``steps`` rows with the columns ``mean``, ``low`` and ``high``. Any function of this
shape can be tested here: a curve fitted to sales, or the time-series models of
:mod:`rederive.methods.forecasters`. A forecaster that finds no answer raises an error: a method
that fails now and then has no record to be judged by.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

Forecaster = Callable[[pd.Series, int, float], pd.DataFrame]


COLUMNS = ["mean", "low", "high"]


def forecast_frame(mean: ArrayLike, low: ArrayLike, high: ArrayLike) -> pd.DataFrame:
    """A forecast from its three lines.

    Parameters
    ----------
    mean, low, high : array-like
        By step, in the unit of the series.

    Returns
    -------
    DataFrame
        Numbered from 0, columns ``mean``, ``low`` and ``high``.
    """
    return pd.DataFrame({"mean": mean, "low": low, "high": high}).reset_index(drop=True)


def rolling_origin(
    series: pd.Series,
    forecasters: Mapping[str, Forecaster],
    *,
    horizon: int,
    first: int,
    level: float = 0.8,
    step: int = 1,
    season: int = 1,
) -> pd.DataFrame:
    """Forecast a series again and again from ever later origins, beside what came.

    Parameters
    ----------
    series : Series
        Equally spaced, in the order of time, without missing values.
    forecasters : mapping of str to callable
        By name; each sees the values up to the origin only.
    horizon : int
        Steps ahead, at most; near the end of the series fewer.
    first : int
        Number of values known at the first origin.
    level : float
        Of the intervals, between 0 and 1.
    step : int
        Origins are this many values apart.
    season : int
        Values per season; 1 where there is none. The scale of an error is the mean absolute
        difference, up to the origin, between a value and the one a season before [1]_.

    Returns
    -------
    DataFrame
        A row for each method, origin and lead: ``method``, ``origin`` (index of the last value
        known), ``lead`` (steps ahead), ``period``, ``actual``, ``forecast``, ``low``, ``high``,
        ``scale`` and ``level``.

    Raises
    ------
    ValueError
        If a value is missing, no value is left to forecast, a forecaster gives another shape or
        a missing value, or the values up to the first origin are all the same (no scale).

    Notes
    -----
    Errors from neighbouring origins overlap and are not independent: five origins in a row at
    ten steps ahead hold little more than one observation. The whole series is of one vintage;
    who forecast at the time knew unrevised values.

    References
    ----------
    .. [1] Hyndman, R. J. and Koehler, A. B. (2006). Another look at measures of forecast
       accuracy. International Journal of Forecasting 22, 679-688.
       https://doi.org/10.1016/j.ijforecast.2006.03.001
    .. [2] Tashman, L. J. (2000). Out-of-sample tests of forecasting accuracy: an analysis and
       review. International Journal of Forecasting 16, 437-450.
       https://doi.org/10.1016/S0169-2070(00)00065-0
    """
    values = series.astype(float)
    if values.isna().any():
        raise ValueError("`series` has missing values: fill or cut them before a backtest")
    _require_level(level)
    if horizon < 1 or step < 1:
        raise ValueError("`horizon` and `step` must be at least 1")
    if not season < first < len(values):
        raise ValueError(
            f"`first` must lie above `season` and below the number of values, {len(values)}"
        )
    parts = []
    for known in range(first, len(values), step):
        history, future = values.iloc[:known], values.iloc[known : known + horizon]
        scale = naive_error(history, season)
        for name, forecaster in forecasters.items():
            made = _validated(forecaster(history, len(future), level), len(future), name)
            columns = {
                "method": name,
                "origin": history.index[-1],
                "lead": np.arange(1, len(future) + 1),
                "period": future.index,
                "actual": future.to_numpy(),
                "forecast": made["mean"],
                "low": made["low"],
                "high": made["high"],
                "scale": scale,
                "level": level,
            }
            parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def naive_error(history: pd.Series, season: int = 1) -> float:
    """Mean absolute difference between a value and the one a season before: the scale of MASE.

    Parameters
    ----------
    history : Series
        In the order of time.
    season : int
        Values per season; 1 where there is none.

    Returns
    -------
    float
        In the unit of the series.

    Raises
    ------
    ValueError
        If it is zero or there is no pair.
    """
    differences = history.diff(season).abs().dropna()
    if differences.empty or differences.mean() == 0:
        raise ValueError("the history does not vary: errors have no scale")
    return float(differences.mean())


def _validated(made: pd.DataFrame, steps: int, name: str) -> pd.DataFrame:
    """What a forecaster gave, numbered from 0, if it has the shape asked for."""
    if len(made) != steps or not set(COLUMNS) <= set(made.columns):
        raise ValueError(
            f"forecaster {name!r} must give {steps} rows with the columns {', '.join(COLUMNS)}"
        )
    numbers = made[COLUMNS].astype(float).reset_index(drop=True)
    if numbers.isna().any(axis=None):
        raise ValueError(f"forecaster {name!r} gave a missing value: correct it or leave it out")
    return numbers


def accuracy(backtest: pd.DataFrame, by: Sequence[str] = ("method",)) -> pd.DataFrame:
    """How far the forecasts of a backtest were off, and how often their intervals held.

    Parameters
    ----------
    backtest : DataFrame
        From :func:`rolling_origin`.
    by : sequence of str
        Columns to group by, such as ``["method", "lead"]``.

    Returns
    -------
    DataFrame
        By group: ``forecasts`` (made), ``bias`` (mean of actual less
        forecast), ``mae``, ``rmse``, ``mase`` (mean absolute scaled error: below 1, better than
        the naive forecast one step ahead was within the history) [1]_, ``coverage`` (percent of
        outcomes inside the interval), ``width`` (mean, of the interval), ``interval_score``
        (mean; small is good: width, and a penalty for each outcome outside) [2]_ and
        ``scaled_score``, the same over the scale of each history, so that a region whose values
        are large or move much does not decide for all.

    Notes
    -----
    Coverage should be near the level; with few or overlapping
    forecasts it strays far from it by chance.

    References
    ----------
    .. [1] Hyndman, R. J. and Koehler, A. B. (2006). Another look at measures of forecast
       accuracy. International Journal of Forecasting 22, 679-688.
       https://doi.org/10.1016/j.ijforecast.2006.03.001
    .. [2] Gneiting, T. and Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and
       estimation. Journal of the American Statistical Association 102, 359-378, equation 43.
       https://doi.org/10.1198/016214506000001437
    """
    error = backtest["actual"] - backtest["forecast"]
    inside = backtest["actual"].between(backtest["low"], backtest["high"])
    score = interval_score(backtest["actual"], backtest["low"], backtest["high"], backtest["level"])
    measures = pd.DataFrame(
        {
            "forecasts": 1,
            "bias": error,
            "mae": error.abs(),
            "rmse": error**2,
            "mase": error.abs() / backtest["scale"],
            "coverage": 100.0 * inside,
            "width": backtest["high"] - backtest["low"],
            "interval_score": score,
            "scaled_score": score / backtest["scale"],
        }
    )
    how = dict.fromkeys(measures, "mean") | {"forecasts": "sum"}
    table = measures.groupby([backtest[name] for name in by], sort=False).agg(how)
    return table.assign(rmse=np.sqrt(table["rmse"]))


def interval_score(
    actual: pd.Series, low: pd.Series, high: pd.Series, level: pd.Series | float
) -> pd.Series:
    """Width of an interval plus ``2 / (1 - level)`` for each unit by which the outcome missed it.

    Parameters
    ----------
    actual, low, high : Series
        Outcomes, and the ends of their intervals.
    level : Series or float
        Coverage that the intervals aimed at.

    Returns
    -------
    Series
        In the unit of the outcomes; small is good [1]_.

    References
    ----------
    .. [1] Gneiting, T. and Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and
       estimation. Journal of the American Statistical Association 102, 359-378, equation 43.
       https://doi.org/10.1198/016214506000001437
    """
    missed = (low - actual).clip(lower=0) + (actual - high).clip(lower=0)
    return (high - low) + 2 / (1 - level) * missed


def empirical_half_width(errors: pd.Series | np.ndarray, level: float = 0.8) -> float:
    """Half the width of an interval that past errors would have needed.

    Parameters
    ----------
    errors : array-like
        Past forecast errors of one kind (same lead), of either sign; missing ones are dropped.
    level : float
        Share of outcomes to be caught, between 0 and 1.

    Returns
    -------
    float
        The k-th smallest absolute error, ``k = ceil((n + 1) * level)`` [2]_; infinite where ``n``
        errors are too few for the level.

    Raises
    ------
    ValueError
        If the level does not lie between 0 and 1.

    Notes
    -----
    Williams and Goodman took forecast intervals from the errors a method had made before [1]_. If
    past and future errors are exchangeable, the next outcome is caught with at least the
    probability ``level``. Errors of one forecasting round share their causes, so that ``n`` errors
    are worth fewer.

    References
    ----------
    .. [1] Williams, W. H. and Goodman, M. L. (1971). A simple method for the construction of
       empirical confidence limits for economic forecasts. Journal of the American Statistical
       Association 66, 752-754. https://doi.org/10.1080/01621459.1971.10482340
    .. [2] Vovk, V., Gammerman, A. and Shafer, G. (2005). Algorithmic Learning in a Random World.
       Springer. https://doi.org/10.1007/b106715
    """
    _require_level(level)
    sizes = np.sort(np.abs(np.asarray(errors, dtype=float)))
    sizes = sizes[~np.isnan(sizes)]
    needed = math.ceil((len(sizes) + 1) * level - 1e-9)
    return float(sizes[needed - 1]) if 0 < needed <= len(sizes) else math.inf


def empirical_interval(errors: pd.Series | np.ndarray, level: float = 0.8) -> tuple[float, float]:
    """What to add to a forecast for its ends, from past errors of one kind (same lead).

    Parameters
    ----------
    errors : array-like
        Outcome less forecast; missing ones are dropped.
    level : float
        As for :func:`empirical_half_width`.

    Returns
    -------
    low, high : float
        On both sides as far as :func:`empirical_half_width` says; where all past errors have one
        sign, on that side only, for nothing in the record speaks for the other.
    """
    known = np.asarray(errors, dtype=float)
    known = known[~np.isnan(known)]
    half = empirical_half_width(known, level)
    return (-half if (known < 0).any() else 0.0), (half if (known > 0).any() else 0.0)


def _require_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError("`level` must lie between 0 and 1, such as 0.8")

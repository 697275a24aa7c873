"""Time-series models as forecasters, in the shape that :mod:`rederive.methods.forecast` tests.

Simple rules (:func:`naive`, :func:`drift`), exponential smoothing, a structural model and ARIMA,
and the same on another scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from rederive.methods.forecast import Forecaster, forecast_frame


def naive(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
    """The last value, with the interval of a random walk without drift.

    A forecaster: see :mod:`rederive.methods.forecast` for arguments and result.
    """
    spread = math.sqrt((history.diff().dropna() ** 2).mean()) * np.sqrt(np.arange(1, steps + 1))
    half_width = stats.norm.ppf((1 + level) / 2) * spread
    mean = np.full(steps, float(history.iloc[-1]))
    return forecast_frame(mean, mean - half_width, mean + half_width)


def drift(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
    """The line through the first and the last value, drawn on: a random walk with drift.

    A forecaster: see :mod:`rederive.methods.forecast` for arguments and result.

    Notes
    -----
    The variance ``h`` steps ahead is ``s^2 h (1 + h / (n - 1))`` for ``n`` values [1]_.

    References
    ----------
    .. [1] Hyndman, R. J. and Athanasopoulos, G. (2021). Forecasting: principles and practice, 3rd
       edition. OTexts, table 5.2.
    """
    count, ahead = len(history), np.arange(1, steps + 1)
    changes = history.diff().dropna()
    spread = changes.std(ddof=1) * np.sqrt(ahead * (1 + ahead / (count - 1)))
    mean = float(history.iloc[-1]) + ahead * changes.mean()
    half_width = stats.norm.ppf((1 + level) / 2) * spread
    return forecast_frame(mean, mean - half_width, mean + half_width)


def line(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
    """The regression line on time, drawn on; on log odds the substitution model of Fisher and Pry.

    A forecaster: see :mod:`rederive.methods.forecast` for arguments and result.

    Notes
    -----
    The interval is that of a new observation under independent normal errors (Student's t) [1]_.

    References
    ----------
    .. [1] Fisher, J. C. and Pry, R. H. (1971). A simple substitution model of technological change.
       Technological Forecasting and Social Change 3, 75-88.
       https://doi.org/10.1016/S0040-1625(71)80005-7
    """
    values = history.to_numpy(dtype=float)
    count = len(values)
    time, ahead = np.arange(count), np.arange(count, count + steps)
    slope, start = np.polyfit(time, values, 1)
    residuals = values - start - slope * time
    spread = math.sqrt(float(residuals @ residuals) / max(count - 2, 1))
    centred = time - time.mean()
    factor = np.sqrt(1 + 1 / count + (ahead - time.mean()) ** 2 / float(centred @ centred))
    half_width = stats.t.ppf((1 + level) / 2, max(count - 2, 1)) * spread * factor
    mean = start + slope * ahead
    return forecast_frame(mean, mean - half_width, mean + half_width)


def ets(*, trend: bool = True, damped: bool = False) -> Forecaster:
    """Exponential smoothing with additive errors, at its maximum of likelihood.

    Parameters
    ----------
    trend : bool
        Whether there is a trend.
    damped : bool
        Whether it fades.

    Returns
    -------
    Forecaster
        Intervals are normal, with the degrees of freedom that the parameters leave; they take the
        parameters as known. Raises as :func:`rederive.methods.exponential_smoothing.smooth`.

    References
    ----------
    .. [1] Hyndman, R. J., Koehler, A. B., Ord, J. K. and Snyder, R. D. (2008). Forecasting with
       Exponential Smoothing. Springer. https://doi.org/10.1007/978-3-540-71918-2
    """

    def forecaster(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
        from rederive.methods.exponential_smoothing import smooth

        fitted = smooth(history.to_numpy(dtype=float), trend=trend, damped=damped)
        return _normal(*fitted.forecast(steps), level)

    return forecaster


def local_linear_trend(*, smooth: bool = False) -> Forecaster:
    """A level and a slope that both wander, under noise.

    Parameters
    ----------
    smooth : bool
        Let only the slope wander (the smooth trend); the level then has no shocks of its own.

    Returns
    -------
    Forecaster
        Intervals are normal and take the variances as known. Raises as
        :func:`rederive.methods.differenced.structural`.

    References
    ----------
    .. [1] Harvey, A. C. (1990). Forecasting, Structural Time Series Models and the Kalman Filter.
       Cambridge University Press. https://doi.org/10.1017/CBO9781107049994
    """

    def forecaster(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
        from rederive.methods.differenced import LEVEL, NOISE, SLOPE, structural

        parts = [NOISE, SLOPE] if smooth else [NOISE, LEVEL, SLOPE]
        return _normal(*structural(history.to_numpy(dtype=float), parts).forecast(steps), level)

    return forecaster


def arima(*orders: tuple[int, int, int], drift: bool = False) -> Forecaster:
    """ARIMA models, the one with the smallest corrected AIC taken.

    Parameters
    ----------
    *orders : tuple of int
        ``(p, d, q)``, all with the same ``d``, for the criterion compares likelihoods of the same
        differences.
    drift : bool
        Whether the differences have a mean.

    Returns
    -------
    Forecaster
        Raises as :func:`rederive.methods.differenced.arima`.

    Raises
    ------
    ValueError
        If no order is given, or the orders differ in ``d``.

    References
    ----------
    .. [1] Box, G. E. P. and Jenkins, G. M. (1970). Time Series Analysis: Forecasting and Control.
       Holden-Day.
    .. [2] Hurvich, C. M. and Tsai, C.-L. (1989). Regression and time series model selection in
       small samples. Biometrika 76, 297-307. https://doi.org/10.1093/biomet/76.2.297
    """
    if len({order[1] for order in orders}) != 1:
        raise ValueError("give orders (p, d, q) that all have the same d")

    def forecaster(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
        from rederive.methods import differenced

        values = history.to_numpy(dtype=float)
        fits = [differenced.arima(values, order, drift=drift) for order in orders]
        best = min(fits, key=lambda each: each.corrected_aic)
        return _normal(*best.forecast(steps), level)

    return forecaster


def transformed(
    forecaster: Forecaster,
    forward: Callable[[pd.Series], pd.Series],
    backward: Callable[[pd.DataFrame], pd.DataFrame],
) -> Forecaster:
    """A forecaster that works on another scale, such as the log or the logit.

    Parameters
    ----------
    forecaster : Forecaster
    forward : callable
        From the series to the scale on which the forecaster works.
    backward : callable
        From the forecast on that scale back to the unit of the series; it rises.

    Returns
    -------
    Forecaster

    Notes
    -----
    The centre that comes back is the median, not the mean, where the transformation bends.
    """

    def wrapped(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
        return backward(forecaster(forward(history), steps, level))

    return wrapped


def on_logs(forecaster: Forecaster) -> Forecaster:
    """The forecaster on the logarithm of a positive series."""
    return transformed(forecaster, np.log, np.exp)


def on_logits(forecaster: Forecaster, ceiling: float = 100) -> Forecaster:
    """The forecaster on the log odds of a share between nothing and ``ceiling``."""
    return transformed(
        forecaster,
        lambda share: np.log(share / (ceiling - share)),
        lambda odds: ceiling / (1 + np.exp(-odds)),
    )


def _normal(mean: np.ndarray, deviation: np.ndarray, level: float) -> pd.DataFrame:
    """A forecast with normal intervals."""
    half_width = stats.norm.ppf((1 + level) / 2) * deviation
    return forecast_frame(mean, mean - half_width, mean + half_width)

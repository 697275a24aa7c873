"""Time-series models as forecasters, in the shape that :mod:`rederive.methods.forecast` tests.

Simple rules (:func:`naive`, :func:`drift`), exponential smoothing, a structural model and ARIMA,
the latter two by statsmodels, and the same on another scale.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from rederive.methods.forecast import Forecaster, forecast_frame
from rederive.methods.optimum import ConvergenceError

if TYPE_CHECKING:
    from statsmodels.tsa.statespace.mlemodel import MLEModel, MLEResults


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
        mean, deviation = fitted.forecast(steps)
        half_width = stats.norm.ppf((1 + level) / 2) * deviation
        return forecast_frame(mean, mean - half_width, mean + half_width)

    return forecaster


def local_linear_trend(*, smooth: bool = False) -> Forecaster:
    """A level and a slope that both wander, by the Kalman filter (statsmodels).

    Parameters
    ----------
    smooth : bool
        Let only the slope wander (the smooth trend); the level then has no shocks of its own.

    Returns
    -------
    Forecaster
        Raises :class:`rederive.methods.optimum.ConvergenceError` where no maximum is found.

    References
    ----------
    .. [1] Harvey, A. C. (1990). Forecasting, Structural Time Series Models and the Kalman Filter.
       Cambridge University Press. https://doi.org/10.1017/CBO9781107049994
    """

    def forecaster(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
        from statsmodels.tsa.statespace.structural import UnobservedComponents

        model = UnobservedComponents(_numbered(history), "strend" if smooth else "lltrend")
        return _predicted(fit(model), steps, level)

    return forecaster


def arima(*orders: tuple[int, int, int], trend: str | None = None) -> Forecaster:
    """ARIMA models, the one with the smallest corrected AIC taken (statsmodels).

    Parameters
    ----------
    *orders : tuple of int
        ``(p, d, q)``, all with the same ``d``, for the criterion compares likelihoods of the same
        differences.
    trend : str, optional
        ``"t"`` with ``d = 1`` is a drift.

    Returns
    -------
    Forecaster
        Raises :class:`rederive.methods.optimum.ConvergenceError` where an order has no maximum.

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
        from statsmodels.tsa.arima.model import ARIMA

        numbered = _numbered(history)
        fits = [fit(ARIMA(numbered, order=order, trend=trend)) for order in orders]
        return _predicted(min(fits, key=lambda each: each.aicc), steps, level)

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


def _numbered(history: pd.Series) -> pd.Series:
    """The values numbered from 0: the models need equal steps, not dates."""
    return history.reset_index(drop=True).astype(float)


def fit(model: MLEModel) -> MLEResults:
    """Maximum likelihood from several starts.

    The scale of the shocks is known from the model's own start; what is not, how they are divided
    (a random walk or noise, a short or a long memory), is tried over a grid, and the likeliest
    points of the grid are where the optimiser begins.

    Parameters
    ----------
    model : MLEModel
        A state-space model of statsmodels.

    Returns
    -------
    MLEResults

    Raises
    ------
    ConvergenceError
        If the optimiser ends at no start, or the best end is no maximum.
    """
    ends = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for start in _starts(model):
            with contextlib.suppress(np.linalg.LinAlgError):
                ends.append(model.fit(start, **_fit_options(model, "lbfgs", 200)))
        ends = [end for end in ends if np.isfinite(end.llf)]
        if ends:
            best = max(ends, key=lambda end: end.llf).params
            for optimiser, iterations in (("lbfgs", 500), ("nm", 5000)):
                with contextlib.suppress(np.linalg.LinAlgError):
                    fitted = model.fit(best, **_fit_options(model, optimiser, iterations, True))
                    if fitted.mle_retvals["converged"] and np.isfinite(fitted.llf):
                        return fitted
    raise ConvergenceError(
        f"{type(model).__name__}: the likelihood has no maximum that was found; "
        "give more observations or a simpler model"
    )


def _starts(model: MLEModel, count: int = 2) -> list[np.ndarray]:
    """The likeliest points of a grid around the model's own start, and this start."""
    own = np.asarray(model.start_params, dtype=float)
    variance = np.array([name.startswith("sigma2") for name in model.param_names], dtype=bool)
    total = float(np.var(np.diff(np.ravel(model.endog)))) or 1.0
    options = [
        total * np.array([1e-6, 1e-2, 1.0]) if each else np.array([-0.8, -0.3, 0.3])
        for each in variance
    ]
    grid = [np.array(point) for point in itertools.product(*options)] if len(own) < 4 else []
    likely = sorted(grid, key=lambda point: -np.nan_to_num(model.loglike(point), nan=-np.inf))
    return [own, *likely[:count]]


def _fit_options(
    model: MLEModel, optimiser: str, max_iterations: int, to_the_end: bool = False
) -> dict:
    """ARIMA takes the optimiser's settings in a dictionary, the structural models directly."""
    from statsmodels.tsa.arima.model import ARIMA

    settings = {"method": optimiser, "maxiter": max_iterations, "disp": False}
    if optimiser == "lbfgs" and to_the_end:  # intervals far ahead magnify what is left
        settings |= {"factr": 10.0, "pgtol": 1e-9}
    if isinstance(model, ARIMA):
        return {"method_kwargs": settings, "cov_type": "none"}
    return settings | {"cov_type": "none"}


def _predicted(fitted: MLEResults, steps: int, level: float) -> pd.DataFrame:
    """Mean and interval of a fitted state-space model."""
    made = fitted.get_forecast(steps).summary_frame(alpha=1 - level)
    return forecast_frame(
        *(made[name].to_numpy() for name in ("mean", "mean_ci_lower", "mean_ci_upper"))
    )

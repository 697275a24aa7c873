"""Time-series models as forecasters, in the shape that :mod:`rederive.methods.forecast` tests.

Simple rules (:func:`naive`, :func:`drift`), exponential smoothing, a structural model and ARIMA,
the latter three by statsmodels, and the same on another scale.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from rederive.methods.forecast import Forecaster, forecast_frame, no_forecast

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


def ets(*, trend: str | None = "add", damped: bool = False, error: str = "add") -> Forecaster:
    """Exponential smoothing in state-space form, fitted by maximum likelihood (statsmodels).

    Parameters
    ----------
    trend : {"add", "mul", None}
    damped : bool
        Whether the trend fades.
    error : {"add", "mul"}
        Whether errors add to the level or multiply it; the same for the trend.

    Returns
    -------
    Forecaster
        Missing values where the likelihood is not finite.

    References
    ----------
    .. [1] Hyndman, R. J., Koehler, A. B., Ord, J. K. and Snyder, R. D. (2008). Forecasting with
       Exponential Smoothing. Springer. https://doi.org/10.1007/978-3-540-71918-2
    """

    def forecaster(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
        from statsmodels.tsa.exponential_smoothing.ets import ETSModel

        model = ETSModel(
            _numbered(history), error=error, trend=trend, damped_trend=damped and trend is not None
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = model.fit(disp=False, maxiter=500)
            if not np.isfinite(fitted.llf):
                return no_forecast(steps)
            made = fitted.get_prediction(
                len(history), len(history) + steps - 1, simulate_repetitions=1000, random_state=0
            ).summary_frame(alpha=1 - level)
        return forecast_frame(*(made[name].to_numpy() for name in ("mean", "pi_lower", "pi_upper")))

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
        Missing values where the likelihood has no maximum to be found.

    References
    ----------
    .. [1] Harvey, A. C. (1990). Forecasting, Structural Time Series Models and the Kalman Filter.
       Cambridge University Press. https://doi.org/10.1017/CBO9781107049994
    """

    def forecaster(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
        from statsmodels.tsa.statespace.structural import UnobservedComponents

        model = UnobservedComponents(_numbered(history), "strend" if smooth else "lltrend")
        fitted = fit(model)
        return no_forecast(steps) if fitted is None else _predicted(fitted, steps, level)

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
        Missing values where no order can be fitted.

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

        best, least = no_forecast(steps), math.inf
        for order in orders:
            fitted = fit(ARIMA(_numbered(history), order=order, trend=trend))
            if fitted is not None and fitted.aicc < least:
                best, least = _predicted(fitted, steps, level), fitted.aicc
        return best

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


def fit(model: MLEModel) -> MLEResults | None:
    """Maximum likelihood, by a second optimiser where the first does not end.

    Parameters
    ----------
    model : MLEModel
        A state-space model of statsmodels.

    Returns
    -------
    MLEResults or None
        ``None`` where the likelihood has no maximum to be found.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fitted = model.fit(**_fit_options(model, "lbfgs", 200))
            if not fitted.mle_retvals["converged"]:
                fitted = model.fit(**_fit_options(model, "nm", 5000))
        except np.linalg.LinAlgError:
            return None
    converged = fitted.mle_retvals["converged"] and np.isfinite(fitted.llf)
    return fitted if converged else None


def _fit_options(model: MLEModel, optimiser: str, max_iterations: int) -> dict:
    """ARIMA takes the optimiser's settings in a dictionary, the structural models directly."""
    from statsmodels.tsa.arima.model import ARIMA

    settings = {"method": optimiser, "maxiter": max_iterations, "disp": False}
    if isinstance(model, ARIMA):
        return {"method_kwargs": settings, "cov_type": "none"}
    return settings | {"cov_type": "none"}


def _predicted(fitted: MLEResults, steps: int, level: float) -> pd.DataFrame:
    """Mean and interval of a fitted state-space model."""
    made = fitted.get_forecast(steps).summary_frame(alpha=1 - level)
    return forecast_frame(
        *(made[name].to_numpy() for name in ("mean", "mean_ci_lower", "mean_ci_upper"))
    )

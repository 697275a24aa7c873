"""Series whose differences are stationary and normal: maximum likelihood, and forecasts.

A level or a slope that wanders under noise, and ARIMA: of each the first or second differences are
a stationary series, and what stood before the first value is unknown. The likelihood is then that
of the differences ``w``, whose covariances are a Toeplitz matrix ``s^2 R`` [1]_. At its maximum
``s^2 = w' R^-1 w / m``, so that only the form of ``R`` is searched for: from several points, and
without the parts that may be nothing as well as with them. It is the diffuse likelihood of the
state-space models of statsmodels, without their filter; tests hold the two together.

References
----------
.. [1] Harvey, A. C. (1990). Forecasting, Structural Time Series Models and the Kalman Filter.
   Cambridge University Press, sections 2.4 and 4.3. https://doi.org/10.1017/CBO9781107049994
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack, toeplitz
from scipy.signal import lfilter

from rederive.methods.optimum import hollows, least

Law = Callable[[int], np.ndarray]
"""Covariances of a stationary series at so many lags, from lag 0."""

NOISE, LEVEL, SLOPE = (1.0, -2.0, 1.0), (1.0, -1.0), (1.0,)
"""How much of a shock is in the second differences at its time and after it."""
RATIOS = (-14.0, 14.0)  # limits of the logarithm of the ratio of two variances
EDGE = 1 - 1e-6  # limit of the partial correlations of an ARMA process
STARTS = 3


@dataclass(frozen=True)
class Differenced:
    """A fitted model.

    Attributes
    ----------
    values : ndarray
    differences : int
        How many times they are differenced.
    parameters : ndarray
        Variances of the parts; or autoregressive, then moving-average coefficients and variance.
    law : callable
        Covariances of the differences.
    drift : float
        Their mean.
    log_likelihood : float
        Of the differences.
    """

    values: np.ndarray
    differences: int
    parameters: np.ndarray
    law: Law
    drift: float
    log_likelihood: float

    def forecast(self, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """Means and standard deviations of the next values, the parameters taken as known.

        Parameters
        ----------
        steps : int

        Returns
        -------
        mean, deviation : ndarray
            By step, in the unit of the series.
        """
        known = np.diff(self.values, self.differences)
        count = len(known)
        whole = toeplitz(self.law(count + steps))
        across = whole[:count, count:]
        weights = np.linalg.solve(whole[:count, :count], across)
        coming = self.drift + weights.T @ (known - self.drift)
        spread = whole[count:, count:] - across.T @ weights
        summed = np.linalg.matrix_power(np.tri(steps), self.differences)
        for order in reversed(range(self.differences)):
            coming = np.diff(self.values, order)[-1] + np.cumsum(coming)
        variance = np.einsum("ij,jk,ik->i", summed, spread, summed)
        return coming, np.sqrt(np.maximum(variance, 0.0))

    @property
    def corrected_aic(self) -> float:
        """Akaike's criterion as Hurvich and Tsai correct it for short series."""
        count = len(self.values) - self.differences
        estimated = len(self.parameters) + (self.drift != 0)
        free = count - estimated - 1
        return -2 * self.log_likelihood + 2 * estimated * count / free if free > 0 else math.inf


def structural(
    values: np.ndarray, parts: Sequence[Sequence[float]], differences: int = 2
) -> Differenced:
    """Independent shocks of several kinds, their variances at the maximum of likelihood.

    Parameters
    ----------
    values : ndarray
        Equally spaced, in the order of time.
    parts : sequence of sequence of float
        For each kind how much of a shock is in the differences at its time and after it:
        :data:`NOISE`, :data:`LEVEL` and :data:`SLOPE` in second differences.
    differences : int

    Returns
    -------
    Differenced
        Variances in the order of the parts. A part may have none.

    Raises
    ------
    ValueError
        If there are too few values.
    ConvergenceError
        If no maximum is found.
    """
    series = np.asarray(values, dtype=float)
    known = _differences(series, differences, len(parts))
    shapes = [np.correlate(part, part, "full")[len(part) - 1 :] for part in parts]
    best, cost = np.zeros(len(parts)), math.inf
    for some in _choices(len(parts)):
        divided, reached = _divided(known, [shapes[kind] for kind in some])
        if reached < cost:
            best, cost = np.zeros(len(parts)), reached
            best[list(some)] = divided
    size = _profile(known, _matrix(shapes, best, len(known)))[1]

    def law(count: int) -> np.ndarray:
        return _padded(shapes, size * best, count)

    return Differenced(series, differences, size * best, law, 0.0, _likelihood(cost, len(known)))


def arima(values: np.ndarray, order: tuple[int, int, int], *, drift: bool = False) -> Differenced:
    """ARIMA at its maximum of likelihood, stationary and invertible.

    Parameters
    ----------
    values : ndarray
        Equally spaced, in the order of time.
    order : tuple of int
        Autoregressive terms, differences, moving-average terms.
    drift : bool
        Whether the differences have a mean.

    Returns
    -------
    Differenced

    Raises
    ------
    ValueError
        If there are too few values.
    ConvergenceError
        If no maximum is found.

    Notes
    -----
    The search runs over partial correlations, each between -1 and 1 [1]_.

    References
    ----------
    .. [1] Monahan, J. F. (1984). A note on enforcing stationarity in autoregressive-moving average
       models. Biometrika 71, 403-404. https://doi.org/10.1093/biomet/71.2.403
    """
    autoregressive, differences, moving = order
    series = np.asarray(values, dtype=float)
    searched = autoregressive + moving
    known = _differences(series, differences, searched + drift + 1)

    def profile(partial: np.ndarray) -> tuple[float, float, float]:
        return _profile(known, toeplitz(_arma(partial, autoregressive, len(known))), drift)

    point = np.zeros(0)
    if searched:
        bounds = np.array([(-EDGE, EDGE)] * searched)
        starts = _starts(lambda place: profile(place)[0], bounds, 9 if searched == 1 else 5)
        what = "ARIMA({}, {}, {})".format(*order)
        point, _ = least(lambda place: profile(place)[0], starts, bounds, what=what)
    cost, size, mean = profile(point)
    coefficients = [_coefficients(point[:autoregressive]), -_coefficients(-point[autoregressive:])]

    def law(count: int) -> np.ndarray:
        return size * _arma(point, autoregressive, count)

    found = np.concatenate([*coefficients, [size]])
    return Differenced(series, differences, found, law, mean, _likelihood(cost, len(known)))


def _differences(series: np.ndarray, times: int, searched: int) -> np.ndarray:
    """The differences of a series that has enough of them."""
    needed = times + searched + 1
    if len(series) < needed or not np.isfinite(series).all():
        raise ValueError(f"the model needs {needed} values or more, none missing")
    return np.diff(series, times)


def _choices(count: int) -> Iterator[tuple[int, ...]]:
    """Which of so many parts are there: each by itself first, all together last."""
    for size in range(1, count + 1):
        yield from itertools.combinations(range(count), size)


def _divided(known: np.ndarray, shapes: Sequence[np.ndarray]) -> tuple[np.ndarray, float]:
    """The likeliest ratios of variances to the first one, none of them nothing; and their cost."""
    variances = np.ones(len(shapes))
    if len(shapes) == 1:
        return variances, _profile(known, _matrix(shapes, variances, len(known)))[0]

    def cost(logs: np.ndarray) -> tuple[float, np.ndarray]:
        return _cost_and_slopes(known, shapes, np.concatenate([[1.0], np.exp(logs)]))

    bounds = np.array([RATIOS] * (len(shapes) - 1))
    starts = _starts(lambda logs: cost(logs)[0], bounds, 15 if len(bounds) == 1 else 9)
    logs, reached = least(cost, starts, bounds, what="wandering parts", slopes=True)
    return np.concatenate([[1.0], np.exp(logs)]), reached


def _cost_and_slopes(
    known: np.ndarray, shapes: Sequence[np.ndarray], variances: np.ndarray
) -> tuple[float, np.ndarray]:
    """What :func:`_profile` gives, and its slopes along the logarithms of variances but the first.

    With ``a = R^-1 w``, a part of covariances ``G`` and variance ``v`` has the slope
    ``v (tr(R^-1 G) / m - a' G a / w' a)``.
    """
    count = len(known)
    matrix = _matrix(shapes, variances, count)
    inverse = np.linalg.inv(matrix)
    solved = inverse @ known
    squares = max(float(known @ solved), 1e-300)
    cost = math.log(squares / count) + np.linalg.slogdet(matrix)[1] / count
    slopes = []
    for shape, variance in zip(shapes[1:], variances[1:], strict=True):
        lags = [(lag, each * (2 if lag else 1)) for lag, each in enumerate(shape)]
        trace = sum(each * np.trace(inverse, lag) for lag, each in lags)
        form = sum(each * (solved[lag:] @ solved[: count - lag]) for lag, each in lags)
        slopes.append(variance * (trace / count - form / squares))
    return float(cost), np.array(slopes)


def _profile(
    known: np.ndarray, matrix: np.ndarray, drift: bool = False
) -> tuple[float, float, float]:
    """Minus twice the likelihood over the count, less its constant; the size, and the mean.

    The mean is that of generalised least squares.
    """
    root, failed = lapack.dpotrf(matrix, lower=1)
    if failed:
        return math.inf, math.nan, math.nan
    mean, count = 0.0, len(known)
    if drift:
        ones = lapack.dpotrs(root, np.ones(count), lower=1)[0]
        mean = float(ones @ known / ones.sum())
    left = known - mean
    size = max(float(left @ lapack.dpotrs(root, left, lower=1)[0]), 1e-300) / count
    return math.log(size) + 2 * float(np.log(np.diag(root)).sum()) / count, size, mean


def _likelihood(cost: float, count: int) -> float:
    """The logarithm of the likelihood, from what :func:`_profile` gives."""
    return -count / 2 * (math.log(2 * math.pi) + 1 + cost)


def _starts(
    cost: Callable[[np.ndarray], float], bounds: np.ndarray, points: int
) -> list[np.ndarray]:
    """The hollows of a grid."""
    axes = [np.linspace(low, high, points) for low, high in bounds]
    mesh = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    costs = np.apply_along_axis(cost, -1, mesh)
    return [mesh[tuple(place)] for place in hollows(costs, STARTS)]


def _matrix(shapes: Sequence[np.ndarray], variances: np.ndarray, count: int) -> np.ndarray:
    return toeplitz(_padded(shapes, variances, count))


def _padded(shapes: Sequence[np.ndarray], variances: np.ndarray, count: int) -> np.ndarray:
    """Covariances of a sum of independent parts at so many lags."""
    row = np.zeros(count)
    for shape, variance in zip(shapes, variances, strict=True):
        row[: len(shape)] += variance * shape[:count]
    return row


def _coefficients(partial: np.ndarray) -> np.ndarray:
    """Autoregressive coefficients from partial autocorrelations (Durbin and Levinson)."""
    found = np.zeros(0)
    for each in partial:
        found = np.append(found - each * found[::-1], each)
    return found


def _arma(partial: np.ndarray, autoregressive: int, count: int) -> np.ndarray:
    """Covariances of an ARMA process with shocks of variance one, at so many lags.

    They obey ``g_k - phi_1 g_(k-1) - ... = sum_j theta_j psi_(j-k)``, where ``psi`` says what is
    left of a shock after each step: equations for the first lags, a recursion for the others.
    """
    phi = _coefficients(partial[:autoregressive])
    theta = np.concatenate([[1.0], -_coefficients(-partial[autoregressive:])])
    left = lfilter(theta, np.append(1.0, -phi), np.eye(1, len(theta))[0])
    row = np.zeros(max(count, len(theta), len(phi) + 1))
    row[: len(theta)] = [theta[k:] @ left[: len(theta) - k] for k in range(len(theta))]
    size = len(phi) + 1
    equations = np.zeros((size, size))
    for k, (i, part) in itertools.product(range(size), enumerate([1.0, *-phi])):
        equations[k, abs(k - i)] += part
    row[:size] = np.linalg.solve(equations, row[:size])
    for k in range(size, len(row)) if len(phi) else ():
        row[k] += phi @ row[k - len(phi) : k][::-1]
    return row[:count]

"""Exponential smoothing with additive errors, at its maximum of likelihood.

The state-space models ETS(A,N,N), ETS(A,A,N) and ETS(A,Ad,N) [1]_. One-step errors are linear in
the states before the first value, so that these follow by least squares, and only the two or three
smoothing parameters are searched for: over a grid, then from its hollows. statsmodels starts once
and searches for all at a time; on short series with a trend it often stops at no smoothing at all
and says that it converged.

References
----------
.. [1] Hyndman, R. J., Koehler, A. B., Ord, J. K. and Snyder, R. D. (2008). Forecasting with
   Exponential Smoothing. Springer. https://doi.org/10.1007/978-3-540-71918-2
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rederive.methods.optimum import hollows, least

EDGE = 1e-4  # smoothing parameters lie between this and one less this, as in R's `forecast`
DAMPING = (0.8, 0.98)  # limits of the damping parameter, as there
GRID = 8  # points a parameter
STARTS = 4


@dataclass(frozen=True)
class Smoothing:
    """A fitted model.

    Attributes
    ----------
    alpha, beta, phi : float
        By which part of an error the level moves; the trend (at most ``alpha``; 0 without one);
        what is left of the trend after a step (1 where it does not fade, 0 without one).
    initial : ndarray
        Level, and trend if there is one, before the first value.
    level, slope : float
        After the last value.
    errors : ndarray
        One step ahead.
    """

    alpha: float
    beta: float
    phi: float
    initial: np.ndarray
    level: float
    slope: float
    errors: np.ndarray

    @property
    def log_likelihood(self) -> float:
        """Of normal errors, at the variance that is most likely."""
        count = len(self.errors)
        return -count / 2 * (math.log(2 * math.pi * float((self.errors**2).mean())) + 1)

    @property
    def degrees_of_freedom(self) -> int:
        """Values less smoothing parameters and initial states, at least one."""
        parameters = 2 * len(self.initial) + (0 < self.phi < 1)
        return max(len(self.errors) - parameters, 1)

    @property
    def spread(self) -> float:
        """Standard deviation of the errors, with their degrees of freedom."""
        return math.sqrt(float((self.errors**2).sum()) / self.degrees_of_freedom)

    def forecast(self, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """Means and standard deviations of the next values (chapter 6 of the book [1]_).

        Parameters
        ----------
        steps : int

        Returns
        -------
        mean, deviation : ndarray
            By step, in the unit of the series.

        References
        ----------
        .. [1] Hyndman and others (2008), as above.
        """
        damped = np.cumsum(self.phi ** np.arange(1, steps + 1))
        weights = self.alpha + self.beta * damped[:-1]
        variance = 1 + np.concatenate([[0.0], np.cumsum(weights**2)])
        return self.level + damped * self.slope, self.spread * np.sqrt(variance)


def smooth(values: np.ndarray, *, trend: bool = True, damped: bool = False) -> Smoothing:
    """Fit by maximum likelihood.

    Parameters
    ----------
    values : ndarray
        Equally spaced, in the order of time.
    trend, damped : bool
        Whether there is a trend, and whether it fades.

    Returns
    -------
    Smoothing

    Raises
    ------
    ValueError
        If there are too few values, or one is missing.
    ConvergenceError
        If no optimum is found.
    """
    series = np.asarray(values, dtype=float)
    damped = damped and trend
    needed = 3 + 2 * trend + damped
    if len(series) < needed or not np.isfinite(series).all():
        raise ValueError(f"exponential smoothing needs {needed} values or more, none missing")
    bounds = np.array([(EDGE, 1 - EDGE)] * (1 + trend) + [DAMPING] * damped)
    # The values over their spread, so that tolerances mean the same for every unit.
    scaled = (series - series.mean()) / (float(np.std(series)) or 1.0)

    def cost(shape: np.ndarray) -> float:
        errors, _ = _errors(scaled, *map(float, _rates(shape, trend)))
        return math.log(max(float(errors @ errors), 1e-24))

    axes = [np.linspace(low, high, GRID) for low, high in bounds]
    mesh = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    costs = _log_squares(scaled, *_rates(mesh.reshape(-1, len(bounds)), trend), trend)
    costs = costs.reshape(mesh.shape[:-1])
    starts = [mesh[tuple(place)] for place in hollows(costs, STARTS)]
    what = "exponential smoothing" + " with a damped trend" * damped
    shape, _ = least(cost, starts, bounds, what=what)
    alpha, beta, phi = map(float, _rates(shape, trend))
    errors, initial = _errors(series, alpha, beta, phi)
    level, slope = float(initial[0]), float(initial[1]) if trend else 0.0
    for error in errors:
        level, slope = level + phi * slope + alpha * error, phi * slope + beta * error
    return Smoothing(alpha, beta, phi, initial, level, slope, errors)


def _rates(shape: np.ndarray, trend: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """``alpha``, ``beta`` and ``phi`` from the numbers searched for (``beta`` as part of alpha).

    Of one point, or of one a row.
    """
    alpha = shape[..., 0]
    if not trend:
        return alpha, np.zeros_like(alpha), np.zeros_like(alpha)
    damping = shape[..., 2] if shape.shape[-1] > 2 else np.ones_like(alpha)
    return alpha, alpha * shape[..., 1], damping


def _log_squares(
    series: np.ndarray, alpha: np.ndarray, beta: np.ndarray, phi: np.ndarray, trend: bool
) -> np.ndarray:
    """Logarithms of the sums of the squares of :func:`_errors`, of many rates at a time.

    The smoothing is linear: errors of the series under initial states of nothing, and those of
    a series of nothing under states of one, from which the former are freed one after the other.
    """
    level, slope = np.zeros((3, len(alpha))), np.zeros((3, len(alpha)))
    level[1], slope[2] = 1.0, 1.0
    errors = np.empty((len(series), 3, len(alpha)))
    seen = np.zeros((3, 1))
    for place, value in enumerate(series):
        seen[0] = value
        expected = level + phi * slope
        errors[place] = seen - expected
        level = expected + alpha * errors[place]
        slope = phi * slope + beta * errors[place]
    plain, *courses = errors[:, : 2 + trend].swapaxes(0, 1)
    for number, course in enumerate(courses):
        size = np.maximum((course**2).sum(axis=0), 1e-300)
        for other in [plain, *courses[number + 1 :]]:
            other -= course * ((course * other).sum(axis=0) / size)
    return np.log(np.maximum((plain**2).sum(axis=0), 1e-24))


def _errors(
    series: np.ndarray, alpha: float, beta: float, phi: float
) -> tuple[np.ndarray, np.ndarray]:
    """One-step errors under the initial states that make them least, and these states.

    The errors are the series filtered by ``(1 - L)(1 - phi L) / (1 - trace L + determinant L^2)``
    less what the initial states add, whose course obeys the same denominator; trace and determinant
    are those of the matrix that carries the states on when nothing new is seen.
    """
    from scipy.signal import lfilter

    trace = 1 + phi - alpha - phi * beta
    below = [1.0, -trace, phi * (1 - alpha)]
    impulse = np.zeros(len(series))
    impulse[0] = 1.0
    plain = lfilter([1.0, -1 - phi, phi], below, series)
    # A level of one adds 1 to the first value, then 1 - alpha - phi beta; a trend phi, and so on.
    courses = [lfilter([1.0, 1 - alpha - phi * beta - trace], below, impulse)]
    if phi > 0:
        second = phi * (1 + phi - alpha - phi * beta)
        courses.append(lfilter([phi, second - trace * phi], below, impulse))
    design = np.column_stack(courses)
    initial = np.linalg.lstsq(design, plain, rcond=None)[0]
    return plain - design @ initial, initial

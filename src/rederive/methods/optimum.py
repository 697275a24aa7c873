"""The least value of a function that may have several: many starts, and no silence about failure.

An optimiser that begins at one point ends at the nearest hollow, or nowhere. Here the points to
begin from are given (or the hollows of a grid), the best end counts, and an end that is not an
optimum is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np


class ConvergenceError(ValueError):
    """An optimiser found no optimum; the message names the model and the remedy."""


def hollows(values: np.ndarray, count: int) -> np.ndarray:
    """The lowest points of a grid that no neighbour undercuts.

    Parameters
    ----------
    values : ndarray
        A function on a grid of any dimension; infinite or NaN where it has no value.
    count : int
        How many to give, at most.

    Returns
    -------
    ndarray
        A row of indices per point, the lowest first.
    """
    from scipy.ndimage import minimum_filter

    filled = np.where(np.isnan(values), np.inf, values)
    lowest = (filled == minimum_filter(filled, size=3, mode="nearest")) & np.isfinite(filled)
    places = np.argwhere(lowest)
    order = np.argsort(filled[tuple(places.T)], kind="stable")
    return places[order[:count]]


def least(
    function: Callable[..., Any],
    starts: Iterable[np.ndarray],
    bounds: np.ndarray,
    *,
    what: str,
    iterations: int = 500,
    slopes: bool = False,
) -> tuple[np.ndarray, float]:
    """The least value that a quasi-Newton method with bounds finds from several starts [1]_.

    Parameters
    ----------
    function : callable
        Of the parameters, to one number; smooth, with values of the size of one. With ``slopes``
        to this number and its slopes, which are otherwise found by differences.
    starts : iterable of ndarray
        Points to begin from.
    bounds : ndarray
        A row per parameter: least and greatest value.
    what : str
        The model, for the message of the error.
    iterations : int
        Most iterations from each start.
    slopes : bool
        Whether the function gives its slopes.

    Returns
    -------
    parameters : ndarray
    value : float

    Raises
    ------
    ConvergenceError
        If the best end is not an optimum: it stopped early, and the slope is not level.

    References
    ----------
    .. [1] Byrd, R. H., Lu, P., Nocedal, J. and Zhu, C. (1995). A limited memory algorithm for bound
       constrained optimization. SIAM Journal on Scientific Computing 16, 1190-1208.
       https://doi.org/10.1137/0916069
    """
    from scipy.optimize import minimize

    low, width = bounds[:, 0], np.ptp(bounds, axis=1)

    def scaled(part: np.ndarray) -> Any:
        value = function(low + width * part)
        return (value[0], width * value[1]) if slopes else value

    ends = [
        minimize(
            scaled,
            (np.asarray(start) - low) / width,
            method="L-BFGS-B",
            jac=True if slopes else "3-point",
            bounds=[(0.0, 1.0)] * len(low),
            options={"ftol": 1e-14, "gtol": 1e-7, "maxiter": iterations},
        )
        for start in starts
    ]
    best = min(ends, key=lambda end: end.fun, default=None)
    if best is None or not np.isfinite(best.fun) or not (best.success or _level(best.x, best.jac)):
        raise ConvergenceError(
            f"{what}: no optimum was found (starts: {len(ends)}); "
            "give more observations or a simpler model"
        )
    return low + width * best.x, float(best.fun)


def _level(place: np.ndarray, slope: np.ndarray, tolerance: float = 1e-4) -> bool:
    """Whether the function falls in no direction that the bounds leave open."""
    return bool(np.max(np.abs(np.clip(place - slope, 0, 1) - place)) < tolerance)

"""How the errors of a forecast grow: a level, new shocks, and a memory.

The error of an assumed path (of fertility, of life expectancy) is an autoregression of the first
order around it. Where fertility is low the United Nations' own model has this form [1]_; here its
three numbers come from errors made before, or from intervals that somebody published.

References
----------
.. [1] Alkema, L., Raftery, A. E., Gerland, P., Clark, S. J., Pelletier, F., Buettner, T. and
   Heilig, G. K. (2011). Probabilistic projections of the total fertility rate for all countries.
   Demography 48, 815-839. https://doi.org/10.1007/s13524-011-0040-5
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rederive.methods.optimum import least

MEMORY = (0.8, 1.0)  # limits of the memory: an error of which less is left is noise within years
SIZES = (0.0, 0.05, 0.15, 0.3, 0.6, 1.0, 1.5)  # levels and shocks of the grid, in the errors' size
MEMORIES = 4


@dataclass(frozen=True)
class ErrorProcess:
    """Errors around a path that somebody assumed.

    Attributes
    ----------
    level : float
        Standard deviation of the error at the start, in the unit of the errors.
    shock : float
        Standard deviation of what a year adds.
    memory : float
        Part of an error that is left after a year; 1 for a random walk.
    """

    level: float
    shock: float
    memory: float

    def spread(self, lead: ArrayLike) -> np.ndarray:
        """Standard deviation of the error so many years ahead."""
        years = np.asarray(lead, dtype=float)
        forgets = min(float(np.log(self.memory)), -1e-9)  # so that a walk is the limit, not 0 / 0
        kept = np.exp(2 * forgets * years)
        grown = np.expm1(2 * forgets * years) / np.expm1(2 * forgets)
        return np.sqrt(self.level**2 * kept + self.shock**2 * grown)

    def draw(self, random: np.random.Generator, draws: int, steps: int) -> np.ndarray:
        """Errors in the middle of each of the next years.

        Parameters
        ----------
        random : Generator
        draws, steps : int
            Futures, and years of each.

        Returns
        -------
        ndarray
            A row per future; the first column is half a year ahead.
        """
        shocks = random.normal(size=(draws, steps))
        errors = np.empty((draws, steps))
        errors[:, 0] = float(self.spread(0.5)) * shocks[:, 0]
        for step in range(1, steps):
            errors[:, step] = self.memory * errors[:, step - 1] + self.shock * shocks[:, step]
        return errors


def fitted(
    leads: ArrayLike, errors: ArrayLike, *, memory: tuple[float, float] = MEMORY
) -> ErrorProcess:
    """The process that makes past errors most likely.

    Parameters
    ----------
    leads : array-like
        Years ahead.
    errors : array-like
        What came less what was forecast, in any unit.
    memory : tuple of float
        Between which limits it is searched. A record of few years ahead hardly tells whether errors
        fade: try ``(0.999, 1)``, under which they do not.

    Returns
    -------
    ErrorProcess

    Raises
    ------
    ValueError
        If there are fewer than four errors, or all are nothing.
    ConvergenceError
        If the likelihood has no maximum that was found.

    Notes
    -----
    Each error counts by its own variance, under a mean of nothing: a forecaster who always erred to
    one side gets a wide interval, not a shifted one. Errors of one round share their causes, which
    the likelihood does not know (it is a composite one [1]_): the fit is less sure than its number
    of errors suggests. Where errors do not fade, the memory can only come out too small, and with
    it the spread far beyond the record.

    References
    ----------
    .. [1] Varin, C., Reid, N. and Firth, D. (2011). An overview of composite likelihood methods.
       Statistica Sinica 21, 5-42.
    """
    ahead, known = np.asarray(leads, dtype=float), np.asarray(errors, dtype=float)
    size = float(np.sqrt((known**2).mean())) if len(known) else 0.0
    if len(known) < 4 or not size > 0:
        raise ValueError("an error process needs four errors or more, not all of them nothing")

    def cost(process: ErrorProcess) -> float:
        variance = np.maximum(process.spread(ahead), 1e-6) ** 2
        return float((np.log(variance) + (known / size) ** 2 / variance).mean())

    return _best(cost, size, memory, "errors of forecasts")


def matched(leads: ArrayLike, spreads: ArrayLike) -> ErrorProcess:
    """The process whose spread is nearest to published ones.

    Parameters
    ----------
    leads : array-like
        Years ahead, three or more.
    spreads : array-like
        Standard deviations there (of a normal interval of 80 percent, half its width over 1.2816).

    Returns
    -------
    ErrorProcess
        With the least squared differences of the logarithms.

    Raises
    ------
    ValueError
        If there are fewer than three, or one is not positive.
    """
    ahead, known = np.asarray(leads, dtype=float), np.asarray(spreads, dtype=float)
    if len(known) < 3 or not (known > 0).all():
        raise ValueError("give three or more spreads, all of them positive")
    size = float(known.max())

    def cost(process: ErrorProcess) -> float:
        made = np.maximum(process.spread(ahead), 1e-6)
        return float((np.log(made / (known / size)) ** 2).mean())

    return _best(cost, size, MEMORY, "published spreads")


def _best(
    cost: Callable[[ErrorProcess], float], size: float, memory: tuple[float, float], what: str
) -> ErrorProcess:
    """The least cost over level, shock (both in units of ``size``) and memory.

    The level is searched for as a variance: as a deviation it would have no slope where it is
    nothing, and a search that came there would stay. Each memory of a grid gives a start.
    """
    bounds = np.array([(0.0, 9.0), (math.log(1e-3), math.log(3.0)), memory])

    def process(point: np.ndarray) -> ErrorProcess:
        return ErrorProcess(math.sqrt(max(point[0], 0.0)), math.exp(point[1]), float(point[2]))

    starts = []
    for kept in np.linspace(*memory, MEMORIES):
        pairs = itertools.product(SIZES, SIZES[1:])
        points = [np.array([level**2, math.log(shock), kept]) for level, shock in pairs]
        starts.append(min(points, key=lambda point: cost(process(point))))
    found, _ = least(lambda point: cost(process(point)), starts, bounds, what=what)
    best = process(found)
    return ErrorProcess(size * best.level, size * best.shock, best.memory)

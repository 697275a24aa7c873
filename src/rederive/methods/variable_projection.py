"""Least squares of S-curves for many series at once.

The ceiling enters linearly, so that only the two numbers that give the curve its shape are searched
for and the ceiling follows (variable projection [1]_).

The solver is ours because one call of ``scipy.optimize.least_squares`` solves one series. It finds
the same optimum (a test compares them), but resampling in a backtest asks for tens of thousands of
fits, for which it takes about ten times as long as one search over all of them.

References
----------
.. [1] Golub, G. H. and Pereyra, V. (1973). The differentiation of pseudo-inverses and nonlinear
   least squares problems whose variables separate. SIAM Journal on Numerical Analysis 10, 413-432.
   https://doi.org/10.1137/0710036
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import minimum_filter

from rederive.methods.optimum import ConvergenceError
from rederive.methods.s_curves import CURVES, adopted, adopted_and_slopes

_AT_A_TIME = 32
"""Series whose grids are looked through together: few enough to stay in the processor's cache."""
_MOST_DAMPED = 1e12
_POOR = 0.25
"""Of what a step promises to gain: less is little."""
_LEAST = 1e-300
"""What stands for nothing where something is divided by it, or its logarithm taken."""


@dataclass(frozen=True)
class Problem:
    """One curve and one set of years; solved for many series (rows) at once.

    Shape parameters are on the scale of the search (``inner`` of the curve), two per series.

    Attributes
    ----------
    curve : str
        Of :data:`rederive.methods.s_curves.CURVES`.
    years : ndarray
        Ascending.
    launch : float
        When the clock of a curve that starts with a launch begins.
    increments : bool
        Whether the series are increments over a period, not levels.
    errors : {"additive", "relative"}
        Whether residuals are those of the values or of their logarithms.
    ceiling : float or None
        The ceiling that is held, if any.
    upper_bound : float
        The most that an estimated ceiling can be.
    """

    curve: str
    years: np.ndarray
    launch: float
    increments: bool
    errors: str
    ceiling: float | None
    upper_bound: float

    def share(self, inner: np.ndarray) -> np.ndarray:
        """Part adopted in each year (columns), for each pair of shape parameters (rows)."""
        outer = CURVES[self.curve].outer(inner)
        return adopted(self.curve, outer, self.years, self.launch, self.increments)

    @property
    def limits(self) -> tuple[float, float]:
        """Between which a ceiling lies."""
        if self.ceiling is not None:
            return self.ceiling, self.ceiling
        return _LEAST, self.upper_bound

    def residuals(
        self, share: np.ndarray, series: np.ndarray, floor: np.ndarray | float | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Residuals (series by year) and the best ceilings, given the shapes.

        ``floor`` is the least that each ceiling may be, by default its lower limit. The ceilings
        that come back are the best without limits.
        """
        least, high = self.limits
        low = least if floor is None else floor
        if self.errors == "relative":
            gap = np.log(series) - np.log(share)
            wanted = np.exp(np.clip(gap.mean(axis=1), -700, 700))
            return gap - np.log(np.clip(wanted, low, high))[:, None], wanted
        wanted = np.vecdot(series, share) / np.maximum(np.vecdot(share, share), _LEAST)
        return series - np.clip(wanted, low, high)[:, None] * share, wanted

    def solve(
        self, series: np.ndarray, steps: int = 5000, *, tries: int = 3, strict: bool = True
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Least squares from the hollows of a grid, by the steps of Levenberg and Marquardt.

        Parameters
        ----------
        series : ndarray
            A row per series, a column per year; positive.
        steps : int
            Most steps taken from each start.
        tries : int
            Hollows of the grid to start from.
        strict : bool
            Whether a search that has not ended is an error. For resampled series, of which a few
            in a thousand creep along a valley, the point reached does as well.

        Returns
        -------
        shape : ndarray
            Two parameters per series.
        ceilings : ndarray
            One per series.
        at_edge : ndarray of bool
            Whether a shape parameter stands at the edge of the search.

        Raises
        ------
        ConvergenceError
            If the best search of a series had not ended.
        """
        gap = float(np.diff(self.years).min())
        box = CURVES[self.curve].box(self.years[0], self.years[-1], gap)
        starts = self._starts(series, box, tries)
        count = len(series)
        repeated = np.repeat(series, tries, axis=0)
        shape, squares, ceilings, ended = self._descend(
            repeated, starts.reshape(count * tries, 2), box, steps
        )
        best = squares.reshape(count, tries).argmin(axis=1) + tries * np.arange(count)
        if strict and not ended[best].all():
            raise ConvergenceError(
                f"the {self.curve} curve: no optimum was found in {steps} steps for "
                f"{(~ended[best]).sum()} of {count} series; hold its ceiling or give more years"
            )
        shape, edge = shape[best], 1e-6 * np.ptp(box, axis=1)
        at_edge = ((shape <= box[:, 0] + edge) | (shape >= box[:, 1] - edge)).any(axis=1)
        return shape, ceilings[best], at_edge

    def _descend(
        self, series: np.ndarray, shape: np.ndarray, box: np.ndarray, steps: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Where the searches end: shapes, sums of squares, ceilings, and whether they ended.

        A ceiling that comes to its upper limit stays there while the shape is searched for, and is
        let go where it would then be lower: else a search goes to and fro over the bend of the
        sum of squares where the ceiling meets its limit.
        """
        (low, high), count = self.limits, len(series)
        floor, damping = np.full(count, low), np.full(count, 1e-3)
        place = (shape.copy(), *self._around(shape, series, floor))
        shape, squares, wanted, downhill, normal = place
        width, moving = np.ptp(box, axis=1), np.arange(count)
        for _ in range(steps):
            now, old = shape[moving], squares[moving]
            step = _damped_step(now, downhill[moving], normal[moving], damping[moving], box)
            tried = np.clip(now - step, box[:, 0], box[:, 1])
            fresh = (tried, *self._around(tried, series[moving], floor[moving]))
            promised = _promised(now - tried, downhill[moving], normal[moving])
            better = fresh[1] < old
            accepted = moving[better]
            for known, new in zip(place, fresh, strict=True):
                known[accepted] = new[better]
            floor[accepted[wanted[accepted] >= high]] = high
            poor = old - fresh[1] < _POOR * promised
            damping[moving] = _next_damping(damping[moving], better, poor)
            # In a valley that the data leave flat, steps stay long while nothing is gained.
            gains = ~better | (old - fresh[1] > 1e-12 * old)
            going = ((np.abs(tried - now) / width).max(axis=1) > 1e-10) & gains
            going &= damping[moving] < _MOST_DAMPED  # with which the shortest step leads upward
            held = moving[~going & (floor[moving] > low) & (wanted[moving] < high * (1 - 1e-9))]
            if len(held):
                floor[held], damping[held] = low, 1e-3
                again = self._around(shape[held], series[held], floor[held])
                for known, new in zip(place[1:], again, strict=True):
                    known[held] = new
            moving = np.concatenate([moving[going], held])
            if not len(moving):
                break
        ended = np.ones(count, dtype=bool)
        ended[moving] = False
        return shape, squares, np.clip(wanted, floor, high), ended

    def _around(
        self, inner: np.ndarray, series: np.ndarray, floor: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Of each shape: sum of squares, ceiling, half the gradient, and Gauss and Newton's matrix.

        The gradient has two columns, the matrix three (its diagonal, and what stands beside it).
        """
        residuals, wanted, one, other = self.linearised(inner, series, floor)
        downhill = np.stack([np.vecdot(one, residuals), np.vecdot(other, residuals)], axis=1)
        normal = np.stack(
            [np.vecdot(one, one), np.vecdot(other, other), np.vecdot(one, other)], axis=1
        )
        return np.vecdot(residuals, residuals), wanted, downhill, normal

    def linearised(
        self, inner: np.ndarray, series: np.ndarray, floor: np.ndarray | float | None = None
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """What :meth:`residuals` gives, and the slopes of the residuals along both parameters.

        The ceiling follows the shape: with a part ``f`` and a free ceiling ``c = y f / f f``, the
        residual ``y - c f`` has the slope ``-c' f - c f'``, where ``c' = (y f' - 2 c f f') / f f``;
        that of the logarithms has ``mean(f' / f) - f' / f``. A ceiling at its limit stays.
        """
        outer = CURVES[self.curve].outer(inner)
        share, *along = adopted_and_slopes(
            self.curve, outer, self.years, self.launch, self.increments
        )
        residuals, wanted = self.residuals(share, series, floor)
        least, high = self.limits
        low = least if floor is None else floor
        free = (wanted > low) & (wanted < high)
        if self.errors == "relative":
            rises = [each / share for each in along]
            slopes = [(free * rise.mean(axis=1))[:, None] - rise for rise in rises]
            return residuals, wanted, *slopes
        ceilings, square = np.clip(wanted, low, high), np.maximum(np.vecdot(share, share), _LEAST)
        slopes = []
        for each in along:
            gap = np.vecdot(series, each) - 2 * ceilings * np.vecdot(share, each)
            follows = free * gap / square
            slopes.append(-follows[:, None] * share - ceilings[:, None] * each)
        return residuals, wanted, *slopes

    def _starts(
        self, series: np.ndarray, box: np.ndarray, tries: int, points: int = 61
    ) -> np.ndarray:
        """For each series the lowest hollows of a grid over the search (series by try by 2)."""
        axes = [np.linspace(low, high, points) for low, high in box]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
        share = self.share(grid)
        kept = np.flatnonzero((share > 1e-250).all(axis=1))
        curves = share[kept]
        squares = np.full((min(len(series), _AT_A_TIME), len(grid)), np.inf)
        found = []
        for first in range(0, len(series), _AT_A_TIME):
            some = series[first : first + _AT_A_TIME]
            squares[: len(some), kept] = self._grid_squares(some, curves)
            found.append(_lowest(squares[: len(some)], points, tries))
        return grid[np.concatenate(found)]

    def _grid_squares(self, series: np.ndarray, share: np.ndarray) -> np.ndarray:
        """Sums of squared residuals for each series (rows) and shape (columns), less a constant.

        With the ceiling ``c`` they are ``c (c f f - 2 y f)``; of logarithms, with ``g = log c`` and
        ``d`` the sum of the differences, ``f f - 2 y f + g (n g - 2 d)``. The constant, ``y y``, is
        the same for every shape.
        """
        if self.errors == "relative":
            values, curves = np.log(series), np.log(share)
            apart = values.sum(axis=1)[:, None] - curves.sum(axis=1)[None, :]
            count = values.shape[1]
            ceilings = np.clip(apart / count, *np.log(self.limits))
            apart *= -2
            apart += count * ceilings
            apart *= ceilings
            return apart + (curves**2).sum(axis=1) + (-2 * values) @ curves.T
        cross, square = series @ share.T, np.maximum((share**2).sum(axis=1), _LEAST)
        ceilings = np.clip(cross / square, *self.limits)
        cross *= -2
        cross += ceilings * square
        cross *= ceilings
        return cross


def _lowest(squares: np.ndarray, points: int, tries: int) -> np.ndarray:
    """The lowest hollows of each row, a square grid of so many points a side.

    Where there are fewer hollows than tries, the best one takes the free places.
    """
    if tries == 1:  # the least value of all is a hollow
        return squares.argmin(axis=1)[:, None]
    cells = squares.reshape(len(squares), points, points)
    lowest = minimum_filter(cells, size=(1, 3, 3), mode="nearest").reshape(squares.shape)
    hollow = np.where(squares <= lowest, squares, np.inf)
    order = np.argsort(hollow, axis=1, kind="stable")[:, :tries]
    free = ~np.isfinite(np.take_along_axis(hollow, order, axis=1))
    return np.where(free, order[:, :1], order)


def _next_damping(damping: np.ndarray, better: np.ndarray, poor: np.ndarray) -> np.ndarray:
    """Of the next steps: less after one that gained what it promised, more after any other.

    A step that gains much less than it promised (``poor``) went too far, as where residuals are
    large: were the next one as bold, the search would swing from side to side.
    """
    factor = np.where(better, np.where(poor, 2.0, 0.2), 4.0)
    return np.clip(damping * factor, 1e-12, _MOST_DAMPED)


def _promised(step: np.ndarray, downhill: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """What sums of squares would fall by, were residuals straight lines along these steps."""
    one, other = step.T
    curved = normal[:, 0] * one**2 + normal[:, 1] * other**2 + 2 * normal[:, 2] * one * other
    return 2 * np.vecdot(downhill, step) - curved


def _damped_step(
    shape: np.ndarray,
    downhill: np.ndarray,
    normal: np.ndarray,
    damping: np.ndarray,
    box: np.ndarray,
) -> np.ndarray:
    """Steps of Levenberg and Marquardt: ``(normal + damping diag(normal)) step = downhill``."""
    # A parameter that stands at its limit and would pass it is held: only the other steps.
    held = ((shape <= box[:, 0]) & (downhill > 0)) | ((shape >= box[:, 1]) & (downhill < 0))
    gradient = np.where(held, 0.0, downhill)
    diagonal = np.where(held, 1.0, normal[:, :2])
    beside = np.where(held.any(axis=1), 0.0, normal[:, 2])
    diagonal = diagonal + damping[:, None] * np.maximum(diagonal, _LEAST)
    determinant = diagonal[:, 0] * diagonal[:, 1] - beside**2
    determinant = np.where(np.abs(determinant) < _LEAST, _LEAST, determinant)
    crossed = diagonal[:, ::-1] * gradient - beside[:, None] * gradient[:, ::-1]
    return crossed / determinant[:, None]

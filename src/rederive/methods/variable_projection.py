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
from rederive.methods.s_curves import CURVES, adopted


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

    def residuals(self, share: np.ndarray, series: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Residuals (series by year) and the best ceilings, given the shapes."""
        if self.errors == "relative":
            gap = np.log(series) - np.log(share)
            ceilings = self._bounded(np.exp(np.clip(gap.mean(axis=1), -700, 700)))
            return gap - np.log(ceilings)[:, None], ceilings
        ceilings = self._bounded(
            (series * share).sum(axis=1) / np.maximum((share**2).sum(axis=1), 1e-300)
        )
        return series - ceilings[:, None] * share, ceilings

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
        """Where the searches end: shapes, sums of squares, ceilings, and whether they ended."""
        shape = shape.copy()
        residuals, ceilings = self.residuals(self.share(shape), series)
        damping = np.full(len(series), 1e-3)
        width = np.ptp(box, axis=1)
        moving = np.arange(len(series))
        for _ in range(steps):
            now, data, before = shape[moving], series[moving], residuals[moving]
            tried = self._step(now, data, before, damping[moving], box)
            after, new_ceilings = self.residuals(self.share(tried), data)
            old, new = (before**2).sum(axis=1), (after**2).sum(axis=1)
            better = new < old
            accepted = moving[better]
            shape[accepted] = tried[better]
            residuals[accepted] = after[better]
            ceilings[accepted] = new_ceilings[better]
            damping[moving] = np.clip(damping[moving] * np.where(better, 0.2, 4), 1e-12, 1e12)
            # In a valley that the data leave flat, steps stay long while nothing is gained.
            gains = ~better | (old - new > 1e-12 * old)
            moving = moving[((np.abs(tried - now) / width).max(axis=1) > 1e-10) & gains]
            if not len(moving):
                break
        ended = np.ones(len(series), dtype=bool)
        ended[moving] = False
        return shape, (residuals**2).sum(axis=1), ceilings, ended

    def _bounded(self, ceilings: np.ndarray) -> np.ndarray:
        """The ceilings within their limits, or the one that is held."""
        if self.ceiling is not None:
            return np.full_like(ceilings, self.ceiling)
        return np.clip(ceilings, 1e-300, self.upper_bound)

    def _step(
        self,
        shape: np.ndarray,
        series: np.ndarray,
        residuals: np.ndarray,
        damping: np.ndarray,
        box: np.ndarray,
    ) -> np.ndarray:
        """Where a damped Gauss-Newton step leads, kept within the box."""
        width = np.ptp(box, axis=1)
        slopes = np.stack(
            [
                (
                    self.residuals(self.share(shape + move), series)[0]
                    - self.residuals(self.share(shape - move), series)[0]
                )
                / (2 * move[axis])
                for axis, move in enumerate(np.diag(1e-6 * width))
            ],
            axis=1,
        )
        downhill = (slopes @ residuals[:, :, None])[:, :, 0]
        # A parameter that stands at its limit and would pass it is held: only the other steps.
        held = ((shape <= box[:, 0]) & (downhill > 0)) | ((shape >= box[:, 1]) & (downhill < 0))
        slopes = np.where(held[:, :, None], 0.0, slopes)
        normal = slopes @ slopes.transpose(0, 2, 1)
        gradient = np.where(held, 0.0, downhill)
        size = np.maximum(np.einsum("bii->bi", normal), 1e-300)
        damped = normal + np.einsum("b,bi,ij->bij", damping, size, np.eye(2))
        return np.clip(shape - _solve_two(damped, gradient), box[:, 0], box[:, 1])

    def _starts(
        self, series: np.ndarray, box: np.ndarray, tries: int, points: int = 61
    ) -> np.ndarray:
        """For each series the lowest hollows of a grid over the search (series by try by 2)."""
        axes = [np.linspace(low, high, points) for low, high in box]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
        share = self.share(grid)
        squares = np.full((len(series), len(grid)), np.inf)
        kept = (share > 1e-250).all(axis=1)
        squares[:, kept] = self._grid_squares(series, share[kept])
        cells = squares.reshape(len(series), points, points)
        lowest = minimum_filter(cells, size=(1, 3, 3), mode="nearest").reshape(squares.shape)
        hollow = np.where(squares <= lowest, squares, np.inf)
        order = np.argsort(hollow, axis=1, kind="stable")[:, :tries]
        # Where there are fewer hollows, the best one takes the free places.
        free = ~np.isfinite(np.take_along_axis(hollow, order, axis=1))
        return grid[np.where(free, order[:, :1], order)]

    def _grid_squares(self, series: np.ndarray, share: np.ndarray) -> np.ndarray:
        """Sums of squared residuals for each series (rows) and shape (columns)."""
        if self.errors == "relative":
            values, curves = np.log(series), np.log(share)
            ceilings = np.exp(values.mean(axis=1)[:, None] - curves.mean(axis=1)[None, :])
            ceilings = np.log(self._bounded(ceilings))
            return (
                (values**2).sum(axis=1)[:, None]
                - 2 * values @ curves.T
                + (curves**2).sum(axis=1)[None, :]
                - 2 * ceilings * (values.sum(axis=1)[:, None] - curves.sum(axis=1)[None, :])
                + values.shape[1] * ceilings**2
            )
        cross, square = series @ share.T, (share**2).sum(axis=1)[None, :]
        ceilings = self._bounded(cross / square)
        return (series**2).sum(axis=1)[:, None] - 2 * ceilings * cross + ceilings**2 * square


def _solve_two(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Solutions of many pairs of linear equations."""
    a, b, d = matrices[:, 0, 0], matrices[:, 0, 1], matrices[:, 1, 1]
    determinant = a * d - b**2
    determinant = np.where(np.abs(determinant) < 1e-300, 1e-300, determinant)
    return np.stack(
        [
            (d * vectors[:, 0] - b * vectors[:, 1]) / determinant,
            (a * vectors[:, 1] - b * vectors[:, 0]) / determinant,
        ],
        axis=1,
    )

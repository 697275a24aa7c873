"""How a new product spreads: S-curves fitted by least squares, and how little they foretell.

What is observed is a ceiling times a curve of :mod:`rederive.methods.s_curves`, or its increments.
Time is in the unit of the index (years); levels keep the unit of the data. Bands and forecasts are
made by :mod:`rederive.methods.diffusion_bootstrap`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from rederive.methods.s_curves import CURVES, adopted
from rederive.methods.variable_projection import Problem


@dataclass(frozen=True)
class Fit:
    """An S-curve fitted to a series.

    Attributes
    ----------
    curve, errors, increments, launch
        As asked of :func:`fit`.
    parameters : Series
        ``ceiling`` and the two shape parameters.
    values, fitted : Series
        What was observed and what the curve gives.
    residuals : Series
        Observed less fitted; with relative errors, of the logarithms.
    ceiling_given : bool
        Whether the ceiling was given.
    ceiling_held : bool
        Whether it was given, or stands at its upper bound.
    shape_at_edge : bool
        Whether a shape parameter stands at the edge of the search: the data do not hold it.
    """

    curve: str
    errors: str
    increments: bool
    launch: float
    parameters: pd.Series
    values: pd.Series
    fitted: pd.Series
    residuals: pd.Series
    ceiling_given: bool
    ceiling_held: bool
    shape_at_edge: bool

    @property
    def rss(self) -> float:
        """Sum of squared residuals."""
        return float((self.residuals**2).sum())

    @property
    def degrees_of_freedom(self) -> int:
        """Observations less parameters estimated."""
        return len(self.values) - (2 if self.ceiling_held else 3)

    @property
    def autocorrelation(self) -> float:
        """Of the residuals with those one period before."""
        residuals = self.residuals.to_numpy()
        return float((residuals[1:] * residuals[:-1]).sum() / (residuals**2).sum())

    def at(self, years: Sequence[float]) -> pd.Series:
        """What the curve gives in these years."""
        shape = self.parameters[list(CURVES[self.curve].names)].to_numpy()[None, :]
        share = adopted(self.curve, shape, np.asarray(years, float), self.launch, self.increments)
        return pd.Series(self.parameters["ceiling"] * share[0], index=list(years))

    def covariance(self) -> pd.DataFrame:
        """Covariance of the parameters, from the slopes at the solution.

        A held ceiling has none. Valid for small, independent errors of one variance; with a dozen
        autocorrelated years it is a lower bound, and :func:`bootstrap` or
        :func:`ceiling_profile` say more.
        """
        names = list(self.parameters.index[self.ceiling_held :])
        years = numeric_years(self.values)
        columns = []
        for name in names:
            step = 1e-6 * max(abs(self.parameters[name]), 1e-3)
            both = []
            for sign in (1, -1):
                moved = self.parameters.copy()
                moved[name] += sign * step
                other = Fit(**(self.__dict__ | {"parameters": moved})).at(years).to_numpy()
                both.append(np.log(other) if self.errors == "relative" else other)
            columns.append((both[0] - both[1]) / (2 * step))
        slopes = np.column_stack(columns)
        scale = np.sqrt((slopes**2).sum(axis=0))
        inverse = np.linalg.pinv((slopes / scale).T @ (slopes / scale)) / np.outer(scale, scale)
        variance = self.rss / self.degrees_of_freedom
        return pd.DataFrame(variance * inverse, index=names, columns=names)


def fit(
    values: pd.Series,
    curve: str = "logistic",
    *,
    ceiling: float | None = None,
    upper_bound: float = math.inf,
    errors: str = "additive",
    increments: bool = False,
    launch: float | None = None,
) -> Fit:
    """Fit an S-curve by least squares.

    Parameters
    ----------
    values : Series
        Positive levels (or increments), indexed by year (numbers, or text such as ``"2021"``);
        years may be missing between unless ``increments``.
    curve : {"logistic", "gompertz", "bass"}
    ceiling : float, optional
        Hold the ceiling at this level; by default it is estimated.
    upper_bound : float
        An estimated ceiling cannot be above this (100 for a share in percent).
    errors : {"additive", "relative"}
        Least squares of the values, so that the late, large ones decide; or of their logarithms,
        so that every year weighs the same.
    increments : bool
        The values are those of single periods (sales); the curve is that of their sum [1]_.
    launch : float, optional
        When the clock of the Bass curve starts; one period before the first value by default.

    Returns
    -------
    Fit

    Raises
    ------
    ValueError
        If the values are too few (four) or not positive, or an option is unknown.

    Notes
    -----
    The global search runs over a grid of the two shape parameters, then Levenberg and Marquardt.
    While the curve has not bent, the data do not hold the ceiling: it runs away with the midpoint,
    and only their ratio is known. ``shape_at_edge``, :func:`bootstrap` and :func:`ceiling_profile`
    show it. Bass parameters from few periods are biased: the ceiling towards what has been reached,
    imitation upwards [2]_. A share of sales is not a number of adopters, and a stock loses what is
    scrapped: for these the curves are shapes, and their coefficients have no behavioural meaning.

    References
    ----------
    .. [1] Srinivasan, V. and Mason, C. H. (1986). Nonlinear least squares estimation of new product
       diffusion models. Marketing Science 5, 169-178. https://doi.org/10.1287/mksc.5.2.169
    .. [2] Van den Bulte, C. and Lilien, G. L. (1997). Bias and systematic change in the parameter
       estimates of macro-level diffusion models. Marketing Science 16, 338-353.
       https://doi.org/10.1287/mksc.16.4.338
    """
    if curve not in CURVES:
        raise ValueError(f"unknown curve {curve!r}: use one of {', '.join(CURVES)}")
    if errors not in ("additive", "relative"):
        raise ValueError(f"unknown errors {errors!r}: use additive or relative")
    numbers, years = _validated(values, increments)
    gap = float(np.diff(years).min())
    launch = years[0] - gap if launch is None else float(launch)
    problem = Problem(curve, years, launch, increments, errors, ceiling, upper_bound)
    inner, ceilings, at_edge = problem.solve(numbers[None, :])
    shape = CURVES[curve].outer(inner)
    fitted = ceilings[0] * problem.share(inner)[0]
    relative = errors == "relative"
    residuals = np.log(numbers) - np.log(fitted) if relative else numbers - fitted
    held = ceiling is not None or bool(ceilings[0] >= upper_bound * (1 - 1e-9))
    return Fit(
        curve,
        errors,
        increments,
        launch,
        pd.Series([ceilings[0], *shape[0]], index=["ceiling", *CURVES[curve].names]),
        values,
        pd.Series(fitted, index=values.index),
        pd.Series(residuals, index=values.index),
        ceiling is not None,
        held,
        bool(at_edge[0]),
    )


def _validated(values: pd.Series, increments: bool) -> tuple[np.ndarray, np.ndarray]:
    """The values and their years as numbers, if a curve can be fitted to them."""
    numbers = values.to_numpy(dtype=float)
    if len(numbers) < 4 or not (numbers > 0).all():
        raise ValueError("an S-curve needs at least four values, all positive and none missing")
    years = numeric_years(values)
    gaps = np.diff(years)
    if gaps.min() <= 0:
        raise ValueError("the index must be ascending years")
    if increments and not np.allclose(gaps, gaps.min()):
        raise ValueError("increments need equal periods without gaps")
    return numbers, years


def ceiling_profile(
    values: pd.Series,
    curve: str,
    ceilings: Sequence[float],
    *,
    level: float = 0.95,
    upper_bound: float = math.inf,
    **options,
) -> pd.DataFrame:
    """How well the series fits under each ceiling: what the data say about saturation.

    Parameters
    ----------
    values, curve, upper_bound
        As in :func:`fit`, whose other ``options`` may follow.
    ceilings : sequence of float
        Ceilings to try.
    level : float
        Of the likelihood-ratio region.

    Returns
    -------
    DataFrame
        Indexed by ceiling: ``rss``; ``excess``, the residual sum of squares over the least one; and
        ``inside``, whether the ceiling belongs to the region, which holds those with
        ``rss <= least (1 + F / (n - 3))``, ``F`` the quantile of the F distribution with 1 and
        ``n - 3`` degrees of freedom [1]_.

    Notes
    -----
    Rests on independent normal errors. A flat profile is the sign that the series does not
    identify its ceiling; an interval from the covariance would hide it.

    References
    ----------
    .. [1] Bates, D. M. and Watts, D. G. (1988). Nonlinear Regression Analysis and Its Applications.
       Wiley, chapter 6. https://doi.org/10.1002/9780470316757
    """
    best = fit(values, curve, upper_bound=upper_bound, **options)
    tried = np.asarray(ceilings, dtype=float)
    # A ceiling of K for the values is a ceiling of 1 for the values over K: one search for all.
    problem = Problem(
        curve, numeric_years(values), best.launch, best.increments, best.errors, 1.0, math.inf
    )
    parts = values.to_numpy(dtype=float)[None, :] / tried[:, None]
    inner, _, _ = problem.solve(parts)
    residuals, _ = problem.residuals(problem.share(inner), parts)
    unit = np.ones_like(tried) if best.errors == "relative" else tried
    index = pd.Index(list(ceilings), name="ceiling")
    rss = pd.Series((residuals**2).sum(axis=1) * unit**2, index=index)
    least = min(best.rss, rss.min())
    dof = len(values) - 3
    if dof < 1:
        raise ValueError("a profile needs more than three values")
    allowed = least * (1 + stats.f.ppf(level, 1, dof) / dof)
    return pd.DataFrame({"rss": rss, "excess": rss / least, "inside": rss <= allowed})


def numeric_years(values: pd.Series) -> np.ndarray:
    """The index as numbers, whether it holds numbers or text such as ``"2021"``."""
    return np.asarray(values.index, dtype=str).astype(float)

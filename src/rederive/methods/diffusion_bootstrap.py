"""How sure a fitted S-curve is: resampled residuals, bands, and the curve as a forecaster."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rederive.methods.diffusion import Fit, fit, numeric_years
from rederive.methods.forecast import Forecaster, forecast_frame
from rederive.methods.s_curves import CURVES, adopted
from rederive.methods.variable_projection import Problem


@dataclass(frozen=True)
class Bootstrap:
    """Refits to resampled series.

    Attributes
    ----------
    parameters : DataFrame
        A row per draw: ``ceiling`` and the shape parameters.
    curves : DataFrame
        A row per draw: what the refitted curve gives in the years asked for (columns).
    outcomes : DataFrame
        The same with a residual drawn again: what may be observed.
    """

    parameters: pd.DataFrame
    curves: pd.DataFrame
    outcomes: pd.DataFrame

    def band(self, level: float = 0.8, *, of: str = "outcomes") -> pd.DataFrame:
        """The middle part of the draws by year: ``low`` and ``high``.

        Parameters
        ----------
        level : float
            0.8 gives the 10th and 90th percentiles.
        of : {"outcomes", "curves"}
            For what may be observed, or for the curve only.
        """
        ends = getattr(self, of).quantile([(1 - level) / 2, (1 + level) / 2]).T
        return ends.set_axis(["low", "high"], axis=1)


def bootstrap(
    fitted: Fit,
    years: Sequence[float],
    *,
    draws: int = 500,
    seed: int = 0,
    block: int = 1,
    upper_bound: float = math.inf,
) -> Bootstrap:
    """Uncertainty of a fitted S-curve, by resampling its residuals and fitting again [1]_.

    Parameters
    ----------
    fitted : Fit
        From :func:`rederive.methods.diffusion.fit`.
    years : sequence of float
        Years to predict.
    draws, seed : int
        Number of series drawn, and the seed of the draws.
    block : int
        Residuals are drawn in runs of this length (moving blocks [2]_), which keeps what one year
        shares with the next; 1 takes them as independent.
    upper_bound : float
        As in :func:`rederive.methods.diffusion.fit`.

    Returns
    -------
    Bootstrap
        In the unit of the series.

    Raises
    ------
    ValueError
        If ``block`` is below one or above the number of values.

    Notes
    -----
    The residuals are centred and enlarged by ``sqrt(n / (n - parameters))``. The bands hold if the
    curve is the right one for the future; they say nothing of a change of policy, and backtests
    show that they are too narrow. A dozen residuals make a coarse distribution. Where a ceiling
    was estimated, the refits estimate theirs, even if it stands at its upper bound: the bands are
    then one-sided and too narrow, for the bootstrap is not consistent there. A ceiling that was
    given is kept.

    References
    ----------
    .. [1] Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman and
       Hall, section 9.4. https://doi.org/10.1007/978-1-4899-4541-9
    .. [2] Kuensch, H. R. (1989). The jackknife and the bootstrap for general stationary
       observations. Annals of Statistics 17, 1217-1241. https://doi.org/10.1214/aos/1176347265
    """
    count = len(fitted.values)
    if not 1 <= block <= count:
        raise ValueError(f"`block` must lie between 1 and the number of values, {count}")
    random = np.random.default_rng(seed)
    pool = fitted.residuals.to_numpy() - fitted.residuals.mean()
    pool = pool * math.sqrt(count / max(fitted.degrees_of_freedom, 1))
    wanted = np.asarray(years, float)
    drawn = _blocks(random, pool, draws, count, block)
    after = _blocks(random, pool, draws, len(wanted), block)
    relative = fitted.errors == "relative"
    base = fitted.fitted.to_numpy()
    series = _with_errors(base, drawn, relative, 1e-6 * base)
    held = fitted.parameters["ceiling"] if fitted.ceiling_given else None
    clock = (numeric_years(fitted.values), fitted.launch, fitted.increments)
    problem = Problem(fitted.curve, *clock, fitted.errors, held, upper_bound)
    inner, ceilings, _ = problem.solve(series, 200, tries=1, strict=False)
    shape = CURVES[fitted.curve].outer(inner)
    share = adopted(fitted.curve, shape, wanted, fitted.launch, fitted.increments)
    curves = ceilings[:, None] * share
    outcomes = _with_errors(curves, after, relative, 0)
    outcomes = np.minimum(outcomes, upper_bound) if not fitted.increments else outcomes
    names = ["ceiling", *CURVES[fitted.curve].names]
    return Bootstrap(
        pd.DataFrame(np.column_stack([ceilings, shape]), columns=names),
        pd.DataFrame(curves, columns=list(years)),
        pd.DataFrame(outcomes, columns=list(years)),
    )


def forecaster(
    curve: str,
    *,
    errors: str = "additive",
    ceiling: float | None = None,
    upper_bound: float = math.inf,
    draws: int = 300,
    seed: int = 0,
    block: int = 1,
    launch: float | None = None,
) -> Forecaster:
    """An S-curve as a forecaster for :func:`rederive.methods.forecast.rolling_origin`.

    The mean is the fitted curve, the interval that of :func:`bootstrap`. The history must be
    indexed by years.

    Parameters
    ----------
    curve, errors, ceiling, upper_bound, launch
        As in :func:`rederive.methods.diffusion.fit`.
    draws, seed, block
        As in :func:`bootstrap`.

    Returns
    -------
    Forecaster
        Raises as :func:`rederive.methods.diffusion.fit` where a history cannot be fitted.
    """

    def made(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
        limits = {"ceiling": ceiling, "upper_bound": upper_bound}
        fitted = fit(history, curve, errors=errors, launch=launch, **limits)
        past = numeric_years(history)
        years = past[-1] + (past[-1] - past[-2]) * np.arange(1, steps + 1)
        resampled = bootstrap(
            fitted,
            years,
            draws=draws,
            seed=seed,
            block=min(block, len(past)),
            upper_bound=upper_bound,
        )
        ends = resampled.band(level).to_numpy().T
        return forecast_frame(fitted.at(years).to_numpy(), *ends)

    return made


def _with_errors(
    levels: np.ndarray, errors: np.ndarray, relative: bool, least: np.ndarray | float
) -> np.ndarray:
    """Levels times the exponentials of errors, or plus errors and not below ``least``."""
    return levels * np.exp(errors) if relative else np.maximum(levels + errors, least)


def _blocks(
    random: np.random.Generator, pool: np.ndarray, draws: int, count: int, block: int
) -> np.ndarray:
    """Rows of ``count`` residuals drawn in runs of ``block``."""
    runs = -(-count // block)
    starts = random.integers(0, len(pool) - block + 1, size=(draws, runs))
    places = (starts[:, :, None] + np.arange(block)).reshape(draws, -1)
    return pool[places[:, :count]]

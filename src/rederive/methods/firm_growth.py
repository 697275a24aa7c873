"""Does a firm's growth depend on its size? Gibrat's law, its test, the test's power, simulations.

Every function is pure. Sizes are in any one unit; growth is in natural logarithms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from rederive.methods.estimate import Estimate

_ROUNDING = 1e-6


ESTIMATORS = ("least squares", "weighted by size", "Theil-Sen", "levels")
"""Ways of :func:`share_growth` to estimate the slope."""


@dataclass(frozen=True)
class ShareGrowth:
    """How growth depends on size.

    Attributes
    ----------
    slope : Estimate
        0.1: a firm of double size grows by a factor of 2**0.1, 7 percent, more. Its p-value is for
        a slope of zero, its observations are firms.
    spread : float
        Standard deviation of log growth about the line.
    """

    slope: Estimate
    spread: float


def share_growth(
    before: pd.Series,
    after: pd.Series,
    estimator: str = "least squares",
    *,
    level: float = 0.95,
) -> ShareGrowth:
    """Does growth depend on share? The slope of growth on size, zero under Gibrat's law.

    Gibrat's law of proportionate effect [1]_ says that a firm's chances of growing by a given rate
    do not depend on its size. The usual test regresses the logarithm of growth on the logarithm of
    size [2]_ [3]_: a positive slope is a Matthew effect, a negative one regression to the mean.
    Shares and sizes give the same slope, for the market divides out.

    Parameters
    ----------
    before, after : Series
        Positive sizes or shares by firm, in one unit each; firms in both are used.
    estimator : str
        ``"least squares"``; ``"weighted by size"``, each firm as heavy as it was before;
        ``"Theil-Sen"``, the median of the slopes of all pairs; ``"levels"``, the same power law
        fitted to the later sizes themselves by Poisson pseudo-likelihood [4]_, so that the large
        decide. All four answer in one unit: the elasticity of size with respect to size, less one.
    level : float
        Coverage of the confidence interval.

    Returns
    -------
    ShareGrowth
        Slope and spread. What cannot be known, with two firms or without a distribution, is NaN.

    Raises
    ------
    ValueError
        If there are fewer than two firms, all of one size, or a size is not positive.

    Notes
    -----
    Only firms that are there at both dates count, so that exit is left out; errors in the earlier
    size pull the slope down, lasting luck pulls it up [3]_. With ``n`` firms it has ``n - 2``
    degrees of freedom: with three firms a slope is significant only if it is nearly exact.

    References
    ----------
    .. [1] Sutton, J. (1997), "Gibrat's legacy", Journal of Economic Literature 35(1), 40-59,
       https://www.jstor.org/stable/2729692.
    .. [2] Hart, P. E. and Prais, S. J. (1956), "The analysis of business concentration: a
       statistical approach", Journal of the Royal Statistical Society A 119(2), 150-191,
       doi:10.2307/2342882.
    .. [3] Chesher, A. (1979), "Testing the law of proportionate effect", Journal of Industrial
       Economics 27(4), 403-411, doi:10.2307/2097961.
    .. [4] Santos Silva, J. M. C. and Tenreyro, S. (2006), "The log of gravity", Review of
       Economics and Statistics 88(4), 641-658, doi:10.1162/rest.88.4.641.
    """
    sizes = _at_both_dates(before, after)
    slope = _slope(*sizes, estimator, level)
    growth, size = np.log(sizes[1] / sizes[0]), np.log(sizes[0])
    dof, spread = len(size) - 2, np.nan
    if dof > 0:
        residuals = growth - growth.mean() - slope.point * (size - size.mean())
        spread = float(np.sqrt((residuals**2).sum() / dof))
    return ShareGrowth(replace(slope, observations=len(size)), spread)


def growth_slope(before: np.ndarray, after: np.ndarray, estimator: str = "least squares") -> float:
    """The slope of :func:`share_growth` by itself, for many markets.

    Parameters
    ----------
    before, after : ndarray
        Positive sizes of the same firms.
    estimator : str
        As for :func:`share_growth`.

    Returns
    -------
    float
    """
    size = np.log(before)
    growth = np.log(after) - size
    if estimator == "Theil-Sen":
        one, other = np.triu_indices(len(size), 1)
        run = size[other] - size[one]
        apart = run != 0
        return float(np.median((growth[other] - growth[one])[apart] / run[apart]))
    if estimator == "levels":
        return _power_law(before, after)
    weights = before if estimator == "weighted by size" else np.ones_like(before)
    return _line(size, growth, weights)[0]


def _at_both_dates(before: pd.Series, after: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Sizes of the firms that are there at both dates, before and after."""
    firms = before.index.intersection(after.index, sort=False)
    first, last = before[firms].to_numpy(dtype=float), after[firms].to_numpy(dtype=float)
    if not ((first > 0).all() and (last > 0).all()):
        raise ValueError("growth on share needs positive sizes at both dates")
    if len(first) < 2 or np.ptp(np.log(first)) < _ROUNDING:
        raise ValueError("growth on share needs two firms of different sizes or more")
    return first, last


def _slope(before: np.ndarray, after: np.ndarray, estimator: str, level: float) -> Estimate:
    """The slope with its interval and p-value, where there are degrees of freedom."""
    from scipy import stats

    if estimator not in ESTIMATORS:
        raise ValueError(f"unknown estimator {estimator!r}: use one of {', '.join(ESTIMATORS)}")
    point, dof = growth_slope(before, after, estimator), len(before) - 2
    unknown = Estimate(point, np.nan, np.nan, level, estimator)
    size, growth = np.log(before), np.log(after / before)
    if estimator == "Theil-Sen":
        if len(before) <= 4:
            return unknown
        ranked = stats.theilslopes(growth, size, alpha=level)
        return replace(unknown, low=float(ranked.low_slope), high=float(ranked.high_slope))
    if dof <= 0:
        return unknown
    if estimator == "levels":
        error = _power_law_error(before, after, point)
    else:
        weights = before if estimator == "weighted by size" else np.ones_like(before)
        _, squares, deviations = _line(size, growth, weights)
        error = float(np.sqrt(squares / dof / deviations))
    half = float(stats.t.ppf(0.5 + level / 2, dof)) * error
    p_value = float(2 * stats.t.sf(abs(point) / error, dof)) if error > 0 else np.nan
    return Estimate(point, point - half, point + half, level, estimator, error, p_value)


def _line(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> tuple[float, float, float]:
    """Weighted least squares of ``y`` on ``x``: slope, squares of residuals and of deviations."""
    x = x - (weights @ x) / weights.sum()
    y = y - (weights @ y) / weights.sum()
    deviations = float(weights @ x**2)
    slope = float((weights * x) @ y) / deviations
    return slope, float(weights @ (y - slope * x) ** 2), deviations


def _tilted(before: np.ndarray, slope: float) -> tuple[np.ndarray, np.ndarray]:
    """Log sizes about their mean, and the shares that the earlier sizes have at a power more."""
    x = np.log(before)
    x = x - x.mean()
    heavy = np.log(before) + slope * x
    part = np.exp(heavy - heavy.max())
    return x, part / part.sum()


def _power_law(before: np.ndarray, after: np.ndarray) -> float:
    """Slope by Poisson pseudo-likelihood, ``E[after] = c before^(1 + slope)``.

    With the constant taken out, the likelihood equation is one monotone equation: the mean log size
    of the later premium is that of the earlier one tilted by the slope.
    """
    from scipy.optimize import brentq

    wanted = float(after @ _tilted(before, 0.0)[0]) / after.sum()

    def gap(slope: float) -> float:
        x, part = _tilted(before, slope)
        return float(part @ x) - wanted

    return float(brentq(gap, -50, 50, xtol=1e-12))


def _power_law_error(before: np.ndarray, after: np.ndarray, point: float) -> float:
    """Standard error of :func:`_power_law`, with the dispersion that is left."""
    x, fitted = _tilted(before, point)
    seen = after / after.sum()
    dispersion = float(((seen - fitted) ** 2 / fitted).sum()) / (len(x) - 2)
    return float(np.sqrt(dispersion / (fitted @ (x - fitted @ x) ** 2)))


def share_growth_power(
    before: pd.Series, slope: float, spread: float, significance: float = 0.05
) -> float:
    """Chance that least squares finds a true slope of growth on share (exact power).

    Parameters
    ----------
    before : Series
        Sizes or shares of the firms at the start.
    slope : float
        The true slope, as in :func:`share_growth`.
    spread : float
        Standard deviation of log growth about the line, alike for all firms, normal.
    significance : float
        Of the two-sided t test.

    Returns
    -------
    float
        Between ``significance`` (at a slope of zero) and 1.

    Raises
    ------
    ValueError
        If there are fewer than three firms or the spread is not positive.

    Notes
    -----
    The statistic has a noncentral t distribution with ``n - 2`` degrees of freedom and
    noncentrality ``slope * sqrt(sum of squared deviations of log size) / spread`` [1]_.

    References
    ----------
    .. [1] Dupont, W. D. and Plummer, W. D. (1998), "Power and sample size calculations for studies
       involving linear regression", Controlled Clinical Trials 19(6), 589-601,
       doi:10.1016/S0197-2456(98)00037-3.
    """
    from scipy import stats

    size = np.log(np.asarray(before, dtype=float))
    if len(size) < 3 or not spread > 0:
        raise ValueError("power needs three firms or more and a spread above zero")
    dof = len(size) - 2
    noncentrality = abs(slope) * np.sqrt(((size - size.mean()) ** 2).sum()) / spread
    critical = stats.t.isf(significance / 2, dof)
    # The lower tail is lost in rounding when the noncentrality is large; it is then zero.
    lower = np.nan_to_num(stats.nct.cdf(-critical, dof, noncentrality))
    return float(stats.nct.sf(critical, dof, noncentrality) + lower)


def detectable_slope(
    before: pd.Series, spread: float, power: float = 0.8, significance: float = 0.05
) -> float:
    """The least slope of growth on share that the test finds with the given chance.

    Parameters
    ----------
    before, spread, significance
        As in :func:`share_growth_power`.
    power : float
        The chance, above ``significance`` and below 1.

    Returns
    -------
    float
        Positive, in the unit of the slope of :func:`share_growth`.

    Raises
    ------
    ValueError
        As :func:`share_growth_power`.
    """
    from scipy.optimize import brentq

    def gap(slope: float) -> float:
        return share_growth_power(before, slope, spread, significance) - power

    high = spread
    while gap(high) < 0:
        high *= 2
    return float(brentq(gap, 0, high))


def simulated_growth(
    before: pd.Series,
    spread: float,
    *,
    years: int = 1,
    slope: float = 0.0,
    size_volatility: float = 0.0,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Markets that could have come of this one if growth were luck, with or without advantage.

    Each year every firm's log size grows by ``slope`` times its log share (against the geometric
    mean) and a normal shock; the firms stay the same.

    Parameters
    ----------
    before : Series
        Sizes by firm at the start.
    spread : float
        Standard deviation of yearly log growth of a firm of geometric mean size.
    years : int
        How many years.
    slope : float
        Yearly slope of growth on share; zero is Gibrat's law.
    size_volatility : float
        The shocks of a firm ``k`` times as large are ``k ** -size_volatility`` times as large;
        among United States firms about 0.2 [1]_.
    draws, seed : int
        Number of markets; seed of the draws.

    Returns
    -------
    DataFrame
        Sizes after the last year: a row per market, a column per firm.

    References
    ----------
    .. [1] Stanley, M. H. R. et al. (1996), "Scaling behaviour in the growth of companies", Nature
       379, 804-806, doi:10.1038/379804a0.
    """
    start = np.log(np.asarray(before, dtype=float))
    if not slope and not size_volatility:
        logs = start + spread * luck(len(start), years, draws=draws, seed=seed)
        return pd.DataFrame(np.exp(logs), columns=list(before.index))
    random = np.random.default_rng(seed)
    logs = np.tile(start, (draws, 1))
    for _ in range(years):
        relative = logs - logs.mean(axis=1, keepdims=True)
        shocks = random.normal(0, spread, logs.shape) * np.exp(-size_volatility * relative)
        logs = logs + slope * relative + shocks
    return pd.DataFrame(np.exp(logs), columns=list(before.index))


def luck(firms: int, years: int, *, draws: int, seed: int = 0) -> np.ndarray:
    """The shocks of all years together, of which :func:`simulated_growth` takes the multiple.

    Under Gibrat's law the log size of a firm ends at its start plus the spread times this, so that
    one draw does for every spread.

    Parameters
    ----------
    firms, years : int
    draws, seed : int
        Number of markets; seed of the draws.

    Returns
    -------
    ndarray
        A row per market, a column per firm.
    """
    random = np.random.default_rng(seed)
    together, shocks = np.zeros((draws, firms)), np.empty((draws, firms))
    for _ in range(years):
        together += random.standard_normal(out=shocks)
    return together


def rejection_rate(before: pd.Series, after: pd.DataFrame, significance: float = 0.05) -> float:
    """Share of markets in which least squares finds that growth depends on share.

    Parameters
    ----------
    before : Series
        Sizes by firm at the start, three firms or more.
    after : DataFrame
        Sizes at the end, a row per market (:func:`simulated_growth`).
    significance : float
        Of the two-sided t test.

    Returns
    -------
    float
        The size of the test where no slope was built in, its power where one was.
    """
    from scipy import stats

    size = np.log(before.to_numpy(dtype=float))
    growth = np.log(after[before.index].to_numpy()) - size
    x = size - size.mean()
    slopes = growth @ x / (x @ x)
    residuals = growth - growth.mean(axis=1, keepdims=True) - slopes[:, None] * x
    dof = len(x) - 2
    errors = np.sqrt((residuals**2).sum(axis=1) / dof / (x @ x))
    return float((np.abs(slopes / errors) > stats.t.isf(significance / 2, dof)).mean())

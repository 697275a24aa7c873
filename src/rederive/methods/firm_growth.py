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
    from scipy import stats

    if estimator not in ESTIMATORS:
        raise ValueError(f"unknown estimator {estimator!r}: use one of {', '.join(ESTIMATORS)}")
    both = _at_both_dates(before, after)
    size = np.log(both["before"])
    growth = np.log(both["after"]) - size
    if estimator == "Theil-Sen":
        theil_sen = stats.theilslopes(growth, size, alpha=level)
        slope = Estimate(float(theil_sen.slope), np.nan, np.nan, level, estimator)
        if len(both) > 4:
            low, high = float(theil_sen.low_slope), float(theil_sen.high_slope)
            slope = replace(slope, low=low, high=high)
    else:
        slope = _least_squares(both, size, growth, estimator, level)
    dof, spread = len(both) - 2, np.nan
    if dof > 0:
        intercept = (growth - slope.point * size).mean()
        residuals = growth - intercept - slope.point * size
        spread = float(np.sqrt((residuals**2).sum() / dof))
    return ShareGrowth(replace(slope, observations=len(both)), spread)


def _at_both_dates(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Sizes of the firms that are there at both dates, as columns ``before`` and ``after``."""
    both = pd.concat([before, after], axis=1, keys=["before", "after"], join="inner").astype(float)
    if not (both > 0).all(axis=None):
        raise ValueError("growth on share needs positive sizes at both dates")
    if len(both) < 2 or np.ptp(np.log(both["before"])) < _ROUNDING:
        raise ValueError("growth on share needs two firms of different sizes or more")
    return both


def _least_squares(
    both: pd.DataFrame, size: pd.Series, growth: pd.Series, estimator: str, level: float
) -> Estimate:
    """The slope by a regression, with its t interval where there are degrees of freedom."""
    import statsmodels.api as sm

    weights = both["before"] if estimator == "weighted by size" else pd.Series(1.0, both.index)
    if estimator == "levels":
        return _power_law(both, size, level)
    fit = sm.WLS(growth, sm.add_constant(size.to_numpy()), weights=weights).fit()
    point = float(fit.params.iloc[1])
    if len(both) <= 2:
        return Estimate(point, np.nan, np.nan, level, estimator)
    low, high = (float(end) for end in fit.conf_int(1 - level).iloc[1])
    error, p_value = float(fit.bse.iloc[1]), float(fit.pvalues.iloc[1])
    return Estimate(point, low, high, level, estimator, error, p_value)


def _power_law(both: pd.DataFrame, size: pd.Series, level: float) -> Estimate:
    """Slope by Poisson pseudo-likelihood, ``E[after] = c before^(1 + slope)``.

    With the constant taken out, the likelihood equation is one monotone equation: the mean log size
    of the later premium is that of the earlier one tilted by the slope.
    """
    from scipy import stats
    from scipy.optimize import brentq

    x = (size - size.mean()).to_numpy()
    weight = both["before"].to_numpy() / both["before"].sum()
    after = both["after"].to_numpy() / both["after"].sum()
    wanted = float(after @ x)

    def tilted(slope: float) -> np.ndarray:
        heavy = np.log(weight) + slope * x
        part = np.exp(heavy - heavy.max())
        return part / part.sum()

    point = float(brentq(lambda slope: float(tilted(slope) @ x) - wanted, -50, 50, xtol=1e-12))
    if len(both) <= 2:
        return Estimate(point, np.nan, np.nan, level, "levels")
    fitted, dof = tilted(point), len(both) - 2
    dispersion = float(((after - fitted) ** 2 / fitted).sum()) / dof
    variance = float(fitted @ (x - fitted @ x) ** 2)
    error = float(np.sqrt(dispersion / variance))
    half = float(stats.t.ppf(0.5 + level / 2, dof)) * error
    p_value = float(2 * stats.t.sf(abs(point) / error, dof)) if error > 0 else np.nan
    return Estimate(point, point - half, point + half, level, "levels", error, p_value)


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
    random = np.random.default_rng(seed)
    logs = np.tile(start, (draws, 1))
    for _ in range(years):
        relative = logs - logs.mean(axis=1, keepdims=True)
        shocks = random.normal(0, spread, logs.shape) * np.exp(-size_volatility * relative)
        logs = logs + slope * relative + shocks
    return pd.DataFrame(np.exp(logs), columns=list(before.index))


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

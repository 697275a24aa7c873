"""Concentration of a market, also where the smaller firms are known only in sum, and its growth.

Every function is pure. Shares are in percent of the market (0 to 100), the index runs from near 0
to 10 000.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

_ROUNDING = 1e-6


def market_shares(sizes: pd.Series, total: float | None = None) -> pd.Series:
    """Shares of the market, in percent.

    Parameters
    ----------
    sizes : Series
        Premium, sales or output by firm, not negative, in one unit.
    total : float, optional
        The whole market in the same unit; the sum of ``sizes`` by default.

    Raises
    ------
    ValueError
        If a size is negative or missing, or the firms are larger than the market.
    """
    numbers = np.asarray(sizes, dtype=float)
    whole = float(numbers.sum()) if total is None else float(total)
    if not (numbers >= 0).all() or not whole > 0:
        raise ValueError("a share needs sizes of zero or more and a market above zero")
    if numbers.sum() > whole * (1 + _ROUNDING):
        raise ValueError(f"the firms add up to {numbers.sum():g}, more than the market ({whole:g})")
    return sizes / whole * 100


def implied_market_total(size, share):
    """The whole market that a printed size and its printed share imply.

    Parameters
    ----------
    size : float, Series or mpmath.iv.mpf
        Size of a firm or group of firms.
    share : same
        Its share in percent. Intervals give the interval of all markets that fit the rounding.

    Returns
    -------
    The market, in the unit of ``size``.
    """
    return size * 100 / share


def concentration_ratio(shares: pd.Series, firms: int) -> float:
    """Joint share of the largest firms, in percent (CR3 for ``firms=3``).

    Parameters
    ----------
    shares : Series
        Shares in percent; at least the ``firms`` largest must be among them.
    firms : int
        How many firms, one or more.

    Raises
    ------
    ValueError
        If there are fewer shares than firms, or they are no shares.
    """
    checked = _checked(shares)
    if not 1 <= firms <= len(checked):
        raise ValueError(f"CR{firms} needs the shares of {firms} firms; there are {len(checked)}")
    return float(np.sort(checked)[::-1][:firms].sum())


def herfindahl_hirschman_index(shares: pd.Series) -> float:
    """Sum of the squared market shares, the Herfindahl-Hirschman index (HHI) [1]_.

    10 000 for a monopoly, ``10 000 / n`` for ``n`` equal firms. The United States agencies call a
    market highly concentrated above 1 800, and moderately from 1 000 [1]_.

    Parameters
    ----------
    shares : Series
        Shares in percent of all firms of the market.

    Raises
    ------
    ValueError
        If the shares do not add up to 100: a firm is missing; use :func:`hhi_bounds`.

    References
    ----------
    .. [1] US Department of Justice and Federal Trade Commission (2023), Merger Guidelines,
       section 2.1 (guideline 1).
    """
    checked = _checked(shares)
    if abs(checked.sum() - 100) > 0.5:
        raise ValueError(
            f"the shares add up to {checked.sum():g} percent, not 100: the index needs every firm; "
            "use hhi_bounds where some are missing"
        )
    return float((checked**2).sum())


def hhi_bounds(
    known: Sequence[float] | pd.Series, groups: Sequence[tuple[float, int]]
) -> tuple[float, float]:
    """The least and the greatest index that fit what is known of a market (sharp bounds).

    Some firms are known one by one, the others only as groups: their joint share and their number.
    No firm of a group is larger than the smallest of those before it.

    Parameters
    ----------
    known : sequence of float
        Shares in percent of the largest firms.
    groups : sequence of (float, int)
        Joint share in percent and number of firms of each further group, by falling rank. Together
        with ``known`` they make 100.

    Returns
    -------
    lowest, highest : float
        Both are attained by some market, so that no narrower bounds hold.

    Raises
    ------
    ValueError
        If the shares do not add up to 100, or no market fits them.

    Notes
    -----
    The index is convex and Schur-convex, so it is least when each group is split evenly, and
    greatest at a vertex of the set of possible markets [1]_ [2]_. In rank order a vertex has some
    firms at the size of the smallest known one, then as many runs of equal firms as there are
    groups, then firms of no size; all places of the breaks are tried.

    References
    ----------
    .. [1] Kvålseth, T. O. (2018), "Relationship between concentration ratio and
       Herfindahl-Hirschman index: a re-examination based on majorization theory", Heliyon 4(10),
       e00846, doi:10.1016/j.heliyon.2018.e00846.
    .. [2] Sleuwaegen, L. and Dehandschutter, W. (1986), "The critical choice between the
       concentration ratio and the H-index in assessing industry performance", Journal of
       Industrial Economics 35(2), 193-208, doi:10.2307/2098358.
    """
    top = _checked(pd.Series(known, dtype=float))
    joint = _checked(pd.Series([share for share, _ in groups], dtype=float))
    firms = np.array([number for _, number in groups], dtype=int)
    whole = top.sum() + joint.sum()
    if abs(whole - 100) > 0.5:
        raise ValueError(
            f"firms and groups add up to {whole:g} percent, not 100: a group is missing"
        )
    if (firms < 1).any():
        raise ValueError("a group needs one firm or more")
    certain = float((top**2).sum())
    if not len(firms):
        return certain, certain
    cap = float(top.min()) if len(top) else 100.0
    means = joint / firms
    steps = np.diff(np.concatenate([[cap], means]))
    if (steps > _ROUNDING).any():
        raise ValueError(
            "no market fits: a group's average firm is larger than the firms before it"
        )
    lowest = certain + float((joint * means).sum())
    return lowest, max(lowest, certain + _greatest(joint, firms, cap))


ESTIMATORS = ("least squares", "weighted by size", "Theil-Sen", "levels")
"""Ways of :func:`share_growth` to estimate the slope."""


def share_growth(
    before: pd.Series,
    after: pd.Series,
    estimator: str = "least squares",
    level: float = 0.95,
) -> pd.Series:
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
        ``"Theil-Sen"``, the median of the slopes of all pairs; ``"levels"``, Grossack's regression
        of the later on the earlier size through zero-mean shares, less one [4]_.
    level : float
        Of the confidence interval.

    Returns
    -------
    Series
        ``slope`` (0.1: a firm of double size grows by a factor of 2**0.1, 7 percent, more),
        ``standard_error``, ``low``, ``high``, ``p_value`` (for a slope of zero), ``spread`` (the
        standard deviation of log growth about the line) and ``firms``. What cannot be known, with
        two firms or without a distribution, is NaN.

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
    .. [4] Grossack, I. M. (1965), "Towards an integration of static and dynamic measures of
       industry concentration", Review of Economics and Statistics 47(3), 301-308.
    """
    import statsmodels.api as sm
    from scipy import stats

    if estimator not in ESTIMATORS:
        raise ValueError(f"unknown estimator {estimator!r}: use one of {', '.join(ESTIMATORS)}")
    both = pd.concat([before, after], axis=1, keys=["before", "after"], join="inner").astype(float)
    if not (both > 0).all(axis=None):
        raise ValueError("growth on share needs positive sizes at both dates")
    size = np.log(both["before"])
    if len(both) < 2 or np.ptp(size) < _ROUNDING:
        raise ValueError("growth on share needs two firms of different sizes or more")
    growth = np.log(both["after"]) - size
    weight = both["before"] if estimator == "weighted by size" else pd.Series(1.0, both.index)
    if estimator == "levels":
        shares = both / both.sum()
        outcome, regressor = shares["after"] - shares["before"], shares["before"]
    else:
        outcome, regressor = growth, size
    fit = sm.WLS(outcome, sm.add_constant(regressor.to_numpy()), weights=weight).fit()
    free = len(both) - 2
    result = {
        "slope": float(fit.params.iloc[1]),
        "standard_error": np.nan,
        "low": np.nan,
        "high": np.nan,
        "p_value": np.nan,
        "spread": np.nan,
        "firms": len(both),
    }
    if estimator == "Theil-Sen":
        found = stats.theilslopes(growth, size, alpha=level)
        result["slope"] = float(found.slope)
        if len(both) > 4:
            result |= {"low": float(found.low_slope), "high": float(found.high_slope)}
    elif free > 0:
        result["standard_error"] = float(fit.bse.iloc[1])
        result["low"], result["high"] = (float(e) for e in fit.conf_int(1 - level).iloc[1])
        result["p_value"] = float(fit.pvalues.iloc[1])
    if free > 0 and estimator != "levels":
        intercept = (growth - result["slope"] * size).mean()
        left = growth - intercept - result["slope"] * size
        result["spread"] = float(np.sqrt((left**2).sum() / free))
    return pd.Series(result)


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
    free = len(size) - 2
    noncentrality = abs(slope) * np.sqrt(((size - size.mean()) ** 2).sum()) / spread
    critical = stats.t.isf(significance / 2, free)
    # The lower tail is lost in rounding when the noncentrality is large; it is then zero.
    lower = np.nan_to_num(stats.nct.cdf(-critical, free, noncentrality))
    return float(stats.nct.sf(critical, free, noncentrality) + lower)


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
        Sizes after the last year: a row a market, a column a firm.

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
        Sizes at the end, a row a market (:func:`simulated_growth`).
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
    left = growth - growth.mean(axis=1, keepdims=True) - slopes[:, None] * x
    free = len(x) - 2
    errors = np.sqrt((left**2).sum(axis=1) / free / (x @ x))
    return float((np.abs(slopes / errors) > stats.t.isf(significance / 2, free)).mean())


def part_from_growth_rates(total, growth_total, growth_part, growth_rest):
    """One part of a total, when only the growth of the total, the part and the rest is known.

    Two parts that grow at different rates leave one unknown, the split of the year before, and the
    growth of their sum fixes it.

    Parameters
    ----------
    total : float or mpmath.iv.mpf
        The sum of part and rest, after the growth.
    growth_total, growth_part, growth_rest : same
        In percent. Intervals give the interval of all parts that fit the rounding.

    Returns
    -------
    The part after the growth, in the unit of ``total``.
    """
    whole, part, rest = (1 + rate / 100 for rate in (growth_total, growth_part, growth_rest))
    return total * part * (rest / whole - 1) / (rest - part)


def geometric_group(total: float, firms: int, largest: float) -> pd.Series:
    """One way to split a group whose sum, number and largest firm are known: a falling series.

    Parameters
    ----------
    total : float
        Sum of the sizes.
    firms : int
        How many, two or more.
    largest : float
        Size of the largest, between the mean and the total.

    Returns
    -------
    Series
        Sizes, the largest first, each the same fraction of the one before.

    Raises
    ------
    ValueError
        If the largest is not above the mean and below the total.
    """
    from scipy.optimize import brentq

    if not total / firms < largest < total:
        raise ValueError("the largest firm of a group lies between its mean and its total")
    ranks = np.arange(firms)
    ratio = brentq(lambda r: largest * (r**ranks).sum() - total, 0, 1)
    return pd.Series(largest * ratio**ranks)


def _greatest(joint: np.ndarray, firms: np.ndarray, cap: float) -> float:
    """Greatest sum of squares of falling sizes with given group sums, none above ``cap``."""
    edges = np.concatenate([[0], firms.cumsum()])
    count, groups = int(edges[-1]), len(firms)
    breaks = np.array(list(combinations(range(count + 1), groups + 1)))
    # Firms of group g in the run between two breaks.
    starts = np.concatenate([np.zeros((len(breaks), 1), int), breaks], axis=1)
    overlap = np.minimum(starts[:, None, 1:], edges[1:, None]) - np.maximum(
        starts[:, None, :-1], edges[:-1, None]
    )
    overlap = overlap.clip(0).astype(float)
    at_cap, runs = overlap[:, :, 0], overlap[:, :, 1:]
    solvable = np.abs(np.linalg.det(runs)) > _ROUNDING
    at_cap, runs, breaks = at_cap[solvable], runs[solvable], breaks[solvable]
    levels = np.linalg.solve(runs, (joint - cap * at_cap)[..., None])[..., 0]
    ladder = np.concatenate([np.full((len(levels), 1), cap), levels], axis=1)
    fits = (np.diff(ladder, axis=1) <= _ROUNDING).all(axis=1) & (levels[:, -1] >= -_ROUNDING)
    squares = cap**2 * breaks[:, 0] + (levels**2 * np.diff(breaks, axis=1)).sum(axis=1)
    return float(squares[fits].max(initial=0.0))


def _checked(shares: pd.Series) -> np.ndarray:
    numbers = np.asarray(shares, dtype=float)
    if not ((numbers >= 0) & (numbers <= 100 + _ROUNDING)).all():
        raise ValueError("a market share lies between 0 and 100 percent")
    return numbers

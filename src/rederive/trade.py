"""Trade with a set of countries: who belongs to the set, sums over it, currencies, growth.

The Belt and Road has no single list of countries. The route set is a fixed list of about 65; the
partner set grows with every country that signs. Sums over the two are different series, and a sum
over today's partners, cast back, differs from a sum over those who had joined at the time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd


def partner_set(joined: pd.Series, year: int | str | None = None) -> list[str]:
    """The countries that had joined by the end of a year.

    Parameters
    ----------
    joined : pandas.Series
        Year of joining, indexed by country.
    year : int or str, optional
        Last year that counts; by default every country of the list.

    Returns
    -------
    list of str
        Countries in the order of ``joined``; those without a year are left out.
    """
    known = joined.dropna()
    if year is not None:
        known = known[known.astype(int) <= int(year)]
    return list(known.index)


def sum_over(
    flows: pd.DataFrame, members: Collection[str] | Mapping[object, Collection[str]]
) -> pd.Series:
    """Sum of bilateral flows over a set of countries, period by period.

    Parameters
    ----------
    flows : pandas.DataFrame
        One row a period, one column a country, all in one currency.
    members : collection of str, or mapping from period to such
        A fixed set, or the set of each period (a growing set). Members without a column, or
        without a figure in a period, add nothing: see :func:`reporting`.

    Returns
    -------
    pandas.Series
        Indexed as ``flows``.

    Raises
    ------
    ValueError
        If a growing set lacks a period of ``flows``, or no member has a column.
    """
    if not isinstance(members, Mapping):
        members = dict.fromkeys(flows.index, members)
    absent = [period for period in flows.index if period not in members]
    if absent:
        raise ValueError(f"the set has no members for {absent[0]!r}: give them for every period")
    if not any(country in flows.columns for group in members.values() for country in group):
        raise ValueError("no member of the set is among the columns of flows")
    return pd.Series(
        [
            flows.loc[period, [c for c in flows.columns if c in set(members[period])]].sum()
            for period in flows.index
        ],
        index=flows.index,
    )


def reporting(flows: pd.DataFrame, members: Collection[str]) -> pd.Series:
    """How many members of a set have a figure, period by period."""
    return flows[[c for c in flows.columns if c in set(members)]].notna().sum(axis=1)


def implied_rate(cny: pd.Series, usd: pd.Series) -> pd.Series:
    """The exchange rate that a series published in both currencies was converted at.

    Parameters
    ----------
    cny, usd : pandas.Series
        The same quantity in yuan and in dollars, by period.

    Returns
    -------
    pandas.Series
        CNY per USD, for the periods that both have.
    """
    return (cny / usd).dropna()


def to_usd(cny: pd.Series, rate: pd.Series) -> pd.Series:
    """Yuan into dollars at CNY per USD, period by period; without a rate, missing."""
    return cny / rate.reindex(cny.index)


def to_cny(usd: pd.Series, rate: pd.Series) -> pd.Series:
    """Dollars into yuan at CNY per USD, period by period; without a rate, missing."""
    return usd * rate.reindex(usd.index)


def share(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Part of a whole in percent, for the periods that both have."""
    return (100 * part / whole).dropna()


@dataclass(frozen=True)
class Trend:
    """Growth along a log-linear trend, in percent a period, with a confidence interval.

    ``coefficient`` and ``standard_error`` are those of the regression in logarithms.
    """

    percent: float
    low: float
    high: float
    coefficient: float
    standard_error: float
    lags: int


def trend_growth(values: pd.Series, *, lags: int | None = None, confidence: float = 0.95) -> Trend:
    """Growth rate of a series from all its points: the slope of ln(y) on time.

    Unlike the compound rate it does not hang on the first and the last year alone. The standard
    error allows for heteroscedasticity and autocorrelation (HAC, Newey and West 1987, Bartlett
    kernel, with the small-sample factor n/(n-2)).

    Parameters
    ----------
    values : pandas.Series
        Positive values, indexed by period (a year, as number or text).
    lags : int, optional
        Lags of the Bartlett kernel; by default ``floor(4 * (n / 100) ** (2 / 9))``. Zero gives
        heteroscedasticity-consistent errors.
    confidence : float
        Coverage of the interval, from Student's t with n - 2 degrees of freedom.

    Returns
    -------
    Trend
        Growth ``100 * (exp(slope) - 1)`` with its interval.

    Raises
    ------
    ValueError
        If fewer than three points are left, or a value is not positive.

    Notes
    -----
    With about ten yearly points HAC errors are too small on average; read the interval as a lower
    bound of the uncertainty.

    References
    ----------
    Newey, W. K. and West, K. D. (1987). A simple, positive semi-definite, heteroskedasticity and
    autocorrelation consistent covariance matrix. *Econometrica* 55, 703-708.
    https://doi.org/10.2307/1913610
    """
    import statsmodels.api as sm
    from scipy import stats

    known = values.dropna()
    if len(known) < 3:
        raise ValueError(f"a trend needs three points or more; there are {len(known)}")
    if (known <= 0).any():
        raise ValueError("a log-linear trend needs positive values")
    count = len(known)
    if lags is None:
        lags = int(np.floor(4 * (count / 100) ** (2 / 9)))
    time = np.asarray(known.index, dtype=float)
    fit = sm.OLS(np.log(known.to_numpy(dtype=float)), sm.add_constant(time)).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}
    )
    slope, error = float(fit.params[1]), float(fit.bse[1])
    reach = stats.t.ppf(0.5 + confidence / 2, count - 2) * error

    def percent(rate: float) -> float:
        return float(100 * np.expm1(rate))

    return Trend(percent(slope), percent(slope - reach), percent(slope + reach), slope, error, lags)

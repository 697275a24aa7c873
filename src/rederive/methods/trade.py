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


def fill_shares(shares: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
    """Shares of a whole in the years between benchmarks, on straight lines.

    Parameters
    ----------
    shares : pandas.DataFrame or Series
        One row a benchmark year (number or text); a member without a figure counts as nothing.

    Returns
    -------
    pandas.DataFrame or Series
        Every year from the first benchmark to the last, as text; at the benchmarks as given.

    Notes
    -----
    Lines keep the sum of the shares, so the parts still make up the whole. What they miss between
    benchmarks can be measured where all years are known: see the notebook that uses them.
    """
    known = shares.fillna(0).copy()
    known.index = known.index.astype(int)
    filled = known.reindex(range(known.index.min(), known.index.max() + 1)).interpolate()
    filled.index = filled.index.astype(str)
    filled.index.name = shares.index.name
    return filled


def accession(flows: pd.DataFrame, joined: pd.Series) -> pd.DataFrame:
    """How much of a growing set's growth is trade, and how much is new members.

    Each link of the chain compares two neighbouring periods. *Trade* is the growth of trade with
    those who belonged in the earlier one; *accession* is the step from them to all who belong in
    the later one, both measured in the later period. The two make up the whole change of the
    logarithm. Chaining the first gives an index of a growing set that accession cannot lift
    (a chained matched-sample index).

    Parameters
    ----------
    flows : pandas.DataFrame
        One row a period (year), one column a country, all in one currency.
    joined : pandas.Series
        Year of joining, indexed by country.

    Returns
    -------
    pandas.DataFrame
        By period from the second on in which anyone belongs: ``members``, and the changes of the
        logarithm ``trade``, ``accession`` and ``total``.

    Raises
    ------
    ValueError
        If nobody with a figure belongs before the last period.
    """
    rows = {}
    for before, after in zip(flows.index[:-1], flows.index[1:], strict=True):
        old = [c for c in partner_set(joined, before) if c in flows]
        new = [c for c in partner_set(joined, after) if c in flows]
        start, kept, end = (
            float(flows.loc[when, who].sum())
            for when, who in ((before, old), (after, old), (after, new))
        )
        if start > 0 and kept > 0:
            rows[after] = {
                "members": len(new),
                "trade": np.log(kept / start),
                "accession": np.log(end / kept),
                "total": np.log(end / start),
            }
    if not rows:
        raise ValueError("nobody with a figure belongs before the last period")
    return pd.DataFrame.from_dict(rows, orient="index")


def growth_gap(start: pd.Series, end: pd.Series, members: Collection[str], years: float) -> float:
    """By how much trade with a set outgrew trade with all others, in percentage points a year.

    Parameters
    ----------
    start, end : pandas.Series
        Trade by country in two periods; missing counts as nothing.
    members : collection of str
        The set.
    years : float
        Years between the two.

    Returns
    -------
    float
        Compound rate of the set less that of the others.

    Raises
    ------
    ValueError
        If either group is empty or has no trade.
    """
    inside = start.index.isin(list(members))
    return float(_gap(start, end, inside[None, :].astype(float), years)[0])


def _gap(start: pd.Series, end: pd.Series, inside: np.ndarray, years: float) -> np.ndarray:
    """Gaps in growth for many sets at once, one a row of ``inside`` (weights, 0 for outside)."""
    before = start.fillna(0).to_numpy(dtype=float)
    after = end.reindex(start.index).fillna(0).to_numpy(dtype=float)
    outside = 1 - inside
    levels = [side @ values for side in (inside, outside) for values in (before, after)]
    if min(level.min() for level in levels) <= 0:
        raise ValueError("the set and the others both need trade in both periods")
    set_before, set_after, rest_before, rest_after = levels
    return 100 * (
        (set_after / set_before) ** (1 / years) - (rest_after / rest_before) ** (1 / years)
    )


@dataclass(frozen=True)
class RandomSets:
    """Where a set's growth stands among random sets: ``gap`` and ``draws`` in points a year.

    ``p`` is the share of draws, the set itself included, that grow at least as much faster.
    """

    gap: float
    draws: np.ndarray
    p: float


def random_sets(
    start: pd.Series,
    end: pd.Series,
    members: Collection[str],
    years: float,
    *,
    draws: int = 2000,
    strata: int = 1,
    seed: int = 0,
) -> RandomSets:
    """Would any set of as many countries have grown as much faster than the rest?

    Fisher's randomisation test: the label *member* is dealt again at random to as many countries,
    and the gap in growth computed for each deal. Dealt within ``strata`` of equal count by trade
    in the first period, a random set has about as many large partners as the real one.

    Parameters
    ----------
    start, end, members, years
        As for :func:`growth_gap`.
    draws : int
        Number of random sets.
    strata : int
        Groups by trade in the first period within which labels are dealt; 1 for none.
    seed : int
        Seed of the generator.

    Returns
    -------
    RandomSets

    Raises
    ------
    ValueError
        As :func:`growth_gap`; or for fewer than one draw or stratum.

    Notes
    -----
    The p-value ``(1 + at least as large) / (1 + draws)`` is exact for the hypothesis that
    membership was dealt without regard to growth, on which no list that was drawn up by
    governments can rely; read it as a measure of how unusual the gap is. Trade is so concentrated
    that a dozen countries decide every draw.

    References
    ----------
    Fisher, R. A. (1935). *The Design of Experiments*. Oliver and Boyd, Edinburgh, chapter 2.

    Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero. *Statistical
    Applications in Genetics and Molecular Biology* 9(1), 39. https://doi.org/10.2202/1544-6115.1585
    """
    if draws < 1 or strata < 1:
        raise ValueError("a randomisation test needs at least one draw and one stratum")
    gap = growth_gap(start, end, members, years)
    inside = start.index.isin(list(members))
    order = start.fillna(0).rank(method="first").to_numpy() - 1
    stratum = (order * strata // len(start)).astype(int)
    generator = np.random.default_rng(seed)
    dealt = np.empty((draws, len(start)))
    for group in range(strata):
        place = np.flatnonzero(stratum == group)
        labels = np.tile(inside[place].astype(float), (draws, 1))
        dealt[:, place] = generator.permuted(labels, axis=1)
    found = _gap(start, end, dealt, years)
    return RandomSets(gap, found, float((1 + (found >= gap - 1e-12).sum()) / (1 + draws)))


def bootstrap_gap(
    start: pd.Series,
    end: pd.Series,
    members: Collection[str],
    years: float,
    *,
    draws: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Interval for a gap in growth when the countries are taken as a sample.

    Countries are drawn with replacement, members and others apart, and the gap computed for each
    sample; the ends are percentiles (the bootstrap of Efron 1979).

    Parameters
    ----------
    start, end, members, years
        As for :func:`growth_gap`.
    draws, confidence, seed
        Samples, coverage, seed of the generator.

    Returns
    -------
    low, high : float
        In percentage points a year.

    Notes
    -----
    All trade of all countries is known, so this is no sampling error: it says how far the gap
    hangs on which countries happen to be there. With trade as concentrated as China's the
    percentile interval covers too little.

    References
    ----------
    Efron, B. (1979). Bootstrap methods: another look at the jackknife. *Annals of Statistics* 7,
    1-26. https://doi.org/10.1214/aos/1176344552
    """
    growth_gap(start, end, members, years)
    before, after = start.fillna(0).to_numpy(), end.reindex(start.index).fillna(0).to_numpy()
    inside = start.index.isin(list(members))
    generator = np.random.default_rng(seed)
    rates = []
    for group in (inside, ~inside):
        chosen = generator.choice(np.flatnonzero(group), size=(draws, int(group.sum())))
        with np.errstate(divide="ignore", invalid="ignore"):
            rates.append((after[chosen].sum(axis=1) / before[chosen].sum(axis=1)) ** (1 / years))
    gaps = 100 * (rates[0] - rates[1])
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(gaps, [tail, 1 - tail])
    return float(low), float(high)


def leave_one_out(
    start: pd.Series, end: pd.Series, members: Collection[str], years: float
) -> pd.Series:
    """The gap in growth without each country in turn, in points a year, the least first.

    Parameters
    ----------
    start, end, members, years
        As for :func:`growth_gap`.
    """
    found = {
        country: growth_gap(start.drop(country), end.drop(country, errors="ignore"), members, years)
        for country in start.index
    }
    return pd.Series(found).sort_values()


def mirror_ratio(
    reported: pd.DataFrame, mirrored: pd.DataFrame, members: Collection[str] | None = None
) -> pd.Series:
    """One side's record of a flow over the other side's, where both have one.

    Parameters
    ----------
    reported, mirrored : pandas.DataFrame
        The same flows as the two sides record them: one row a period, one column a country.
    members : collection of str, optional
        Countries to sum over; by default all.

    Returns
    -------
    pandas.Series
        By period: sum of ``reported`` over sum of ``mirrored``, over countries with both figures.

    Notes
    -----
    Imports are recorded with freight and insurance (c.i.f.), exports without (f.o.b.), so imports
    over exports should lie somewhat above one, and exports over imports below. Goods sent through
    a third country are recorded by origin at one end and by next port at the other.
    """
    countries = [
        c
        for c in reported.columns.intersection(mirrored.columns)
        if members is None or c in set(members)
    ]
    periods = reported.index.intersection(mirrored.index)
    one, other = reported.loc[periods, countries], mirrored.loc[periods, countries]
    both = one.notna() & other.notna()
    return one.where(both).sum(axis=1) / other.where(both).sum(axis=1)

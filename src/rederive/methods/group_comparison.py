"""Did one group grow faster than all others, and would a random group have done as well?

Every function is pure. Members are identified by the index of two Series of levels (trade, sales,
premium), at the start and at the end of a span; rates are in percent a year.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rederive.methods.estimate import Estimate


def growth_gap(start: pd.Series, end: pd.Series, members: Collection[str], years: float) -> float:
    """By how much a group outgrew all others, in percentage points a year.

    Parameters
    ----------
    start, end : Series
        Levels by member of the population in two periods; missing counts as nothing.
    members : collection of str
        The group.
    years : float
        Years between the two.

    Returns
    -------
    float
        Compound rate of the group's sum less that of the others'.

    Raises
    ------
    ValueError
        If the group or the others are empty or sum to nothing in a period.
    """
    inside = start.index.isin(list(members))
    return float(_gap(start, end, inside[None, :].astype(float), years)[0])


def _gap(start: pd.Series, end: pd.Series, inside: np.ndarray, years: float) -> np.ndarray:
    """Gaps in growth for many groups at once, one per row of ``inside`` (weights, 0 outside)."""
    before, after = _levels(start, end)
    group, rest = _sums(np.array([before, after]), inside)
    return _difference(group, rest, years)


def _levels(start: pd.Series, end: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Levels by member in both periods; missing ones are nothing."""
    after = end.reindex(start.index)
    return start.fillna(0).to_numpy(dtype=float), after.fillna(0).to_numpy(dtype=float)


def _sums(levels: np.ndarray, sets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each set and of all others: a row per set, a column per row of the levels.

    The others are the total less the set, and nothing where no more than rounding is left.
    """
    within, total = sets @ levels.T, levels.sum(axis=1)
    beside = total - within
    return within, np.where(beside > 1e-12 * total, beside, 0.0)


def _difference(group: np.ndarray, rest: np.ndarray, years: float) -> np.ndarray:
    """Compound rates of groups less those of their others, from levels in two columns."""
    if min(group.min(), rest.min()) <= 0:
        raise ValueError("the group and the others both need a level above zero in both periods")
    rates = [(side[:, 1] / side[:, 0]) ** (1 / years) for side in (group, rest)]
    return 100 * (rates[0] - rates[1])


@dataclass(frozen=True)
class PermutationTest:
    """Where a group's growth stands among random groups of as many.

    Attributes
    ----------
    gap : float
        Of the group, in percentage points a year.
    draws : ndarray
        Of each random group, in the same unit.
    p_value : float
        Share of draws, the group itself included, that outgrow their others at least as much.
    """

    gap: float
    draws: np.ndarray
    p_value: float


def permutation_test(
    start: pd.Series,
    end: pd.Series,
    members: Collection[str],
    years: float,
    *,
    draws: int = 2000,
    strata: int = 1,
    seed: int = 0,
) -> PermutationTest:
    """Would any group of as many have grown as much faster than the rest?

    Fisher's randomisation test [1]_: the label *member* is dealt again at random to as many, and
    the gap in growth computed for each deal. Dealt within ``strata`` of equal count by level in
    the first period, a random group has about as many large members as the real one.

    Parameters
    ----------
    start, end, members, years
        As for :func:`growth_gap`.
    draws : int
        Number of random groups.
    strata : int
        Classes by level in the first period within which labels are dealt; 1 for none.
    seed : int
        Seed of the generator.

    Returns
    -------
    PermutationTest

    Raises
    ------
    ValueError
        As :func:`growth_gap`; or for fewer than one draw or stratum.

    Notes
    -----
    The p-value ``(1 + at least as large) / (1 + draws)`` [2]_ is exact for the hypothesis that
    membership was dealt without regard to growth. Nobody deals lists of governments or firms that
    way; read it as a measure of how unusual the gap is. Where sizes are very unequal, a dozen
    members decide every draw.

    References
    ----------
    .. [1] Fisher, R. A. (1935). The Design of Experiments. Oliver and Boyd, Edinburgh, chapter 2.
    .. [2] Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero.
       Statistical Applications in Genetics and Molecular Biology 9(1), 39.
       https://doi.org/10.2202/1544-6115.1585
    """
    if draws < 1 or strata < 1:
        raise ValueError("a randomisation test needs at least one draw and one stratum")
    gap = growth_gap(start, end, members, years)
    dealt = dealt_sets(start, members, draws=draws, strata=strata, seed=seed)
    gaps = _gap(start, end, dealt, years)
    as_large = int((gaps >= gap - 1e-12).sum())
    return PermutationTest(gap, gaps, float((1 + as_large) / (1 + draws)))


def dealt_sets(
    start: pd.Series, members: Collection[str], *, draws: int, strata: int = 1, seed: int = 0
) -> np.ndarray:
    """Random groups of as many members, dealt within classes of size.

    Parameters
    ----------
    start, members, draws, strata, seed
        As for :func:`permutation_test`.

    Returns
    -------
    ndarray
        A row per group, a column per entry of ``start``; 1 for a member, 0 for another.
    """
    inside = start.index.isin(list(members))
    order = start.fillna(0).rank(method="first").to_numpy() - 1
    stratum = (order * strata // len(start)).astype(int)
    generator = np.random.default_rng(seed)
    dealt = np.empty((draws, len(start)))
    for group in range(strata):
        place = np.flatnonzero(stratum == group)
        labels = np.tile(inside[place].astype(float), (draws, 1))
        dealt[:, place] = generator.permuted(labels, axis=1)
    return dealt


def gaps_of_sets(
    levels: pd.DataFrame,
    sets: np.ndarray,
    *,
    outside: pd.Series | None = None,
    trend: bool = False,
) -> np.ndarray:
    """By how much each of many sets outgrew a comparison: one specification, many deals.

    Parameters
    ----------
    levels : DataFrame
        A row per year (number or text), a column per member of the population.
    sets : ndarray
        A row per set, a column per column of ``levels``; 1 for a member.
    outside : Series, optional
        What to compare with, by year; by default all who are not in the set.
    trend : bool
        Whether to take the log-linear trend of the ratio, or the compound rates at the ends.

    Returns
    -------
    ndarray
        Percentage points a year (for the trend: percent a year of the ratio).

    Raises
    ------
    ValueError
        If a set, or its others, have nothing in a year that is needed.
    """
    values = levels.fillna(0).to_numpy(dtype=float)
    years = np.asarray(levels.index, dtype=float)
    within, rest = _sums(values, sets)
    if outside is not None:
        rest = outside[levels.index].to_numpy()[None, :]
    if min(within[:, [0, -1]].min(), rest[:, [0, -1]].min()) <= 0:
        raise ValueError("a set and its others both need a level above zero in both periods")
    if trend:
        centred = years - years.mean()
        slopes = np.log(within / rest) @ centred / (centred @ centred)
        return 100 * np.expm1(slopes)
    length = years[-1] - years[0]
    rates = [(side[:, -1] / side[:, 0]) ** (1 / length) for side in (within, rest)]
    return 100 * (rates[0] - rates[1])


def bootstrap_gap(
    start: pd.Series,
    end: pd.Series,
    members: Collection[str],
    years: float,
    *,
    draws: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> Estimate:
    """The gap in growth with an interval, when the members and the others are taken as samples.

    Members and others are drawn with replacement, each apart, and the gap is computed for each
    sample; the ends are percentiles (bootstrap [1]_).

    Parameters
    ----------
    start, end, members, years
        As for :func:`growth_gap`.
    draws, seed : int
        Number of samples; seed of the generator.
    level : float
        Coverage of the interval.

    Returns
    -------
    Estimate
        In percentage points a year.

    Notes
    -----
    Where the whole population is known this is not a sampling error: it says how far the gap
    depends on who happens to be there. Where sizes are very unequal, the percentile interval
    covers too little.

    References
    ----------
    .. [1] Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics
       7, 1-26. https://doi.org/10.1214/aos/1176344552
    """
    gap = growth_gap(start, end, members, years)
    before, after = start.fillna(0).to_numpy(), end.reindex(start.index).fillna(0).to_numpy()
    inside = start.index.isin(list(members))
    generator = np.random.default_rng(seed)
    rates = []
    for group in (inside, ~inside):
        chosen = generator.choice(np.flatnonzero(group), size=(draws, int(group.sum())))
        with np.errstate(divide="ignore", invalid="ignore"):
            rates.append((after[chosen].sum(axis=1) / before[chosen].sum(axis=1)) ** (1 / years))
    gaps = 100 * (rates[0] - rates[1])
    tail = (1 - level) / 2
    low, high = (float(end) for end in np.nanquantile(gaps, [tail, 1 - tail]))
    return Estimate(gap, low, high, level, "bootstrap percentiles", observations=len(start))


def leave_one_out(
    start: pd.Series, end: pd.Series, members: Collection[str], years: float
) -> pd.Series:
    """The gap in growth without each of the population in turn, the least first.

    Parameters
    ----------
    start, end, members, years
        As for :func:`growth_gap`.

    Returns
    -------
    Series
        In percentage points a year, by who was left out.
    """
    levels = np.column_stack(_levels(start, end))
    inside = start.index.isin(list(members))
    group, rest = (
        levels[side].sum(axis=0) - np.where(side[:, None], levels, 0.0)
        for side in (inside, ~inside)
    )
    return pd.Series(_difference(group, rest, years), index=list(start.index)).sort_values()

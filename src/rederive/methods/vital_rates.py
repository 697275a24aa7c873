"""Rates for a projection by age: single years of age and time from groups and periods.

Deaths and births per person and year come from outside, by age group; the last group is open. The
functions know nothing of any country.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator

from rederive.methods.ageing import life_columns


def single_year_rates(groups: pd.Series, *, rounds: int = 8) -> pd.Series:
    """Death rates by single years of age from rates by age group.

    Parameters
    ----------
    groups : Series
        Deaths per person and year by first age of the group (0, 1, 5, 10, ...), the last open.
    rounds : int
        Times that the curve is corrected.

    Returns
    -------
    Series
        By single years up to the first age of the open group, whose rate is kept for it.

    Raises
    ------
    ValueError
        If a rate is not positive or the first group is not the first year of life.

    Notes
    -----
    A monotone piecewise cubic [1]_ in the logarithm of age (plus one: death rates of children fall
    with a power of age) runs through the logarithms of the rates at the middles of the groups; its
    knots are then moved until each group's rate, weighted by the person-years of the life table, is
    the one given. It shows no bump that the groups do not show, neither a real one
    (the accident hump of young men within five years of age) nor a false one.

    References
    ----------
    .. [1] Fritsch, F. N. and Carlson, R. E. (1980). Monotone piecewise cubic interpolation. SIAM
       Journal on Numerical Analysis 17, 238-246. https://doi.org/10.1137/0717021
    """
    starts = groups.index.to_numpy(dtype=int)
    given = groups.to_numpy(dtype=float)
    if np.any(given <= 0):
        raise ValueError("`groups` must be positive everywhere")
    if starts[0] != 0 or starts[1] != 1:
        raise ValueError("`groups` must begin with ages 0 and 1 to 4")
    rates = _single_rates(tuple(starts.tolist()), tuple(given.tolist()), rounds)
    return pd.Series(np.array(rates), index=pd.RangeIndex(len(rates), name="age"))


@lru_cache(1024)  # a backtest asks for the same periods again and again
def _single_rates(first: tuple[int, ...], given: tuple[float, ...], rounds: int) -> np.ndarray:
    """The arithmetic of :func:`single_year_rates`."""
    starts = np.array(first)
    ages = np.arange(starts[-1] + 1)
    group = np.searchsorted(starts, ages, side="right") - 1
    closed = len(starts) - 1
    middles = np.log1p(np.append((starts[:-1] + starts[1:] - 1) / 2, starts[-1] + 2))
    knots = np.log(given)
    for _ in range(rounds):
        rates = np.exp(PchipInterpolator(middles, knots)(np.log1p(ages)))
        rates[-1] = given[-1]
        lived = life_columns(rates, ages.astype(float))[2]
        died = np.bincount(group, rates * lived)
        knots[:closed] += np.log(given / (died / np.bincount(group, lived)))[:closed]
    return rates


def single_year_fertility(shares: pd.Series, width: int = 5) -> pd.Series:
    """Births per woman by single years of the mother's age, from shares by age group.

    Parameters
    ----------
    shares : Series
        Share of a woman's births in each age group of ``width`` years, by first age; any scale.
    width : int

    Returns
    -------
    Series
        By single years of age, adding up to what the shares add up to: times the total fertility
        rate (and over the sum) it gives births per woman and year.

    Notes
    -----
    A monotone cubic through the cumulated shares: no rate is negative, each group keeps its sum.
    """
    starts = shares.index.to_numpy(dtype=int)
    births = _single_births(tuple(starts.tolist()), tuple(shares.to_numpy(float).tolist()), width)
    first = int(starts[0])
    return pd.Series(np.array(births), index=pd.RangeIndex(first, first + len(births), name="age"))


@lru_cache(1024)
def _single_births(starts: tuple[int, ...], shares: tuple[float, ...], width: int) -> np.ndarray:
    """The arithmetic of :func:`single_year_fertility`."""
    ends = np.append(starts, starts[-1] + width)
    cumulated = np.append(0.0, np.cumsum(shares))
    return np.diff(PchipInterpolator(ends, cumulated)(np.arange(ends[0], ends[-1] + 1)))


def survival_ratios(person_years: pd.Series, width: int = 1) -> pd.Series:
    """Which part of an age group is alive one step later, from a life table.

    Parameters
    ----------
    person_years : Series
        Person-years lived in each age group by the survivors of one birth, by first age; the last
        group is open (all years lived from that age on).
    width : int
        Years of an age group and of a step.

    Returns
    -------
    Series
        By the age **arrived at**: at 0 the part of the births of a step that is alive at its end;
        at the last age the part of that group and the one before, together, that is alive and
        then in it.

    Raises
    ------
    ValueError
        If person-years are not positive, or more are lived in an age group than one person can.
    """
    lived = person_years.to_numpy(dtype=float)
    if np.any(lived <= 0) or lived[0] > width * (1 + 1e-9):
        raise ValueError("`person_years` must be positive, for one birth (not for 100 000)")
    return pd.Series(alive_later(lived, width), index=person_years.index)


def alive_later(lived: np.ndarray, width: int = 1) -> np.ndarray:
    """The arithmetic of :func:`survival_ratios`, of many populations at a time.

    Parameters
    ----------
    lived : ndarray
        Person-years; ages along the last axis.
    width : int
        Years of an age group and of a step.

    Returns
    -------
    ndarray
        Of the same shape, by the age arrived at.
    """
    ratio = np.empty_like(lived)
    ratio[..., 0] = lived[..., 0] / width
    ratio[..., 1:-1] = lived[..., 1:-1] / lived[..., :-2]
    ratio[..., -1] = lived[..., -1] / (lived[..., -2] + lived[..., -1])
    return ratio


def through_time(table: pd.DataFrame, times: ArrayLike, *, logs: bool = False) -> pd.DataFrame:
    """Rates at given moments, on straight lines between the middles of periods.

    Parameters
    ----------
    table : DataFrame
        A row per period, indexed by its middle (years, ascending); a column per age.
    times : array-like
        Moments asked for; before the first and after the last middle the nearest row holds.
    logs : bool
        Whether the lines are straight in the logarithms (for death rates).

    Returns
    -------
    DataFrame
        Indexed by ``times``.
    """
    known = table.index.to_numpy(dtype=float)
    values = np.log(table.to_numpy(dtype=float)) if logs else table.to_numpy(dtype=float)
    at = np.asarray(times, dtype=float)
    made = np.column_stack([np.interp(at, known, column) for column in values.T])
    return pd.DataFrame(np.exp(made) if logs else made, index=times, columns=table.columns)


def rates_by_year(rates: pd.DataFrame, years: ArrayLike, *, middle: float = 0.0) -> pd.DataFrame:
    """Death rates of single years of age and time from those of groups and periods.

    Parameters
    ----------
    rates : DataFrame
        Deaths per person and year: a row per period, indexed by its middle; a column per age group
        (0, 1, 5, 10, ..., the last open).
    years : array-like of int
        Years in which the steps begin.
    middle : float
        Where the middle of the step that begins in year ``y`` lies, as ``y + middle`` on the
        clock of the periods.

    Returns
    -------
    DataFrame
        A row per year, a column per age.
    """
    single = pd.DataFrame({at: single_year_rates(row) for at, row in rates.iterrows()}).T
    yearly = through_time(single, np.asarray(years) + middle, logs=True)
    return yearly.set_axis(pd.Index(years, name="year"))


def survival_by_year(rates: pd.DataFrame, years: ArrayLike, *, middle: float = 0.0) -> pd.Series:
    """Survival ratios of single years of age and time from death rates of groups and periods.

    Parameters
    ----------
    rates, years, middle
        As for :func:`rates_by_year`.

    Returns
    -------
    Series
        By (year, age), for :func:`rederive.methods.projection.project`.
    """
    yearly = rates_by_year(rates, years, middle=middle)
    lived = life_columns(yearly.to_numpy(), yearly.columns.to_numpy(dtype=float))[2]
    index = pd.MultiIndex.from_product([yearly.index, yearly.columns], names=["year", "age"])
    return pd.Series(alive_later(lived).ravel(), index=index)


def fertility_by_year(
    shares: pd.DataFrame, total: pd.Series, years: ArrayLike, *, middle: float = 0.0
) -> pd.DataFrame:
    """Births per woman by single years of age and time.

    Parameters
    ----------
    shares : DataFrame
        Shares of births by age group of the mother: a row per period, indexed by its middle.
    total : Series
        Total fertility rate of the step, by the year in which it begins.
    years : array-like of int
        Years in which the steps begin.
    middle : float
        As in :func:`survival_by_year`.

    Returns
    -------
    DataFrame
        A row per year, a column per age, for :func:`rederive.methods.projection.project`; each row
        adds up to ``total``.
    """
    single = pd.DataFrame({at: single_year_fertility(row) for at, row in shares.iterrows()}).T
    yearly = through_time(single, np.asarray(years) + middle)
    yearly.index = pd.Index(years, name="year")
    return yearly.div(yearly.sum(axis=1), axis=0).mul(total.reindex(years), axis=0)

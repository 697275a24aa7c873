"""Measures of population ageing, by years lived and by years left to live.

Every function is pure: it takes pandas objects (or numbers) with persons, rates or years and
returns the same kind. Dependency ratios and shares are in percent.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from rederive.methods.checks import require_positive


def ageing_share(old: pd.Series | float, total: pd.Series | float) -> pd.Series | float:
    """Share of old people in the population, in percent.

    Parameters
    ----------
    old, total : Series or float
        Persons from the age limit on (usually 65) and persons of all ages.

    Returns
    -------
    Series or float
        ``100 * old / total``.

    Raises
    ------
    ValueError
        If a total is not positive, or the old outnumber it.
    """
    require_positive(total=total, gaps=True)
    share = 100 * old / total
    if np.any(np.asarray(share) > 100):
        raise ValueError("there are more old people than people: check the units of both")
    return share


def old_age_dependency_ratio(
    old: pd.Series | float, working_age: pd.Series | float
) -> pd.Series | float:
    """Old people per hundred people of working age.

    Parameters
    ----------
    old : Series or float
        Persons aged 65 and over.
    working_age : Series or float
        Persons aged 15 to 64.

    Returns
    -------
    Series or float
        In percent.

    Raises
    ------
    ValueError
        If a working-age population is not positive.

    Notes
    -----
    The World Bank, as many statistical offices, divides people older than 64 by those aged
    15 to 64 [1]_. Other limits (20 to 64, 60 and over) give other ratios: name them.
    The ratio describes ages, not work; its inverse is the number of people of working age for
    each old person.

    References
    ----------
    .. [1] World Bank. World Development Indicators, metadata of series SP.POP.DPND.OL.
    """
    require_positive(working_age=working_age, gaps=True)
    return 100 * old / working_age


def crossing_year(share: pd.Series, threshold: float) -> float:
    """When a rising series first reached a threshold, by linear interpolation.

    Parameters
    ----------
    share : Series
        Values indexed by year (numbers, or text such as ``"2021"``); gaps between years are
        bridged by a straight line.
    threshold : float
        In the unit of the series.

    Returns
    -------
    float
        Year with decimals; the index marks the moment of a value, so year-end figures give
        year ends (2020.7 lies between the ends of 2020 and 2021). ``nan`` if the series starts
        above the threshold or never reaches it.
    """
    values = pd.Series(share.to_numpy(dtype=float), index=share.index.astype(float))
    values = values.dropna().sort_index()
    reached = np.flatnonzero(values.to_numpy() >= threshold)
    if not len(reached):
        return math.nan
    first = reached[0]
    if values.iloc[first] == threshold:
        return float(values.index[first])
    if first == 0:
        return math.nan
    before, after = values.iloc[first - 1], values.iloc[first]
    start, end = values.index[first - 1], values.index[first]
    return float(start + (end - start) * (threshold - before) / (after - before))


def crossing_years(paths: pd.DataFrame, threshold: float) -> pd.Series:
    """:func:`crossing_year` of many series, one a row.

    Parameters
    ----------
    paths : DataFrame
        Values by moment (ascending columns), none missing.
    threshold : float
        In the unit of the values.

    Returns
    -------
    Series
        By row.
    """
    values, moments = paths.to_numpy(dtype=float), paths.columns.to_numpy(dtype=float)
    reached = values >= threshold
    first, rows = reached.argmax(axis=1), np.arange(len(values))
    last = np.maximum(first - 1, 0)
    before, after = values[rows, last], values[rows, first]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = (threshold - before) / (after - before)
        found = moments[last] + (moments[first] - moments[last]) * part
    found = np.where(after == threshold, moments[first], found)
    known = reached.any(axis=1) & ((first > 0) | (after == threshold))
    return pd.Series(np.where(known, found, np.nan), index=paths.index)


def life_columns(
    rate: np.ndarray, age: np.ndarray, inside: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The columns of :func:`life_table`, of one population or of many at a time.

    Parameters
    ----------
    rate : ndarray
        Deaths per person and year; ages along the last axis.
    age : ndarray
        First years of age of the groups, the last one open.
    inside : ndarray, optional
        As ``lived`` there, without the open group.

    Returns
    -------
    died, survivors, person_years : ndarray
        Of the shape of ``rate``.

    Raises
    ------
    ValueError
        If a death rate leaves no survivor.
    """
    width, closed = np.diff(age), rate[..., :-1]
    if inside is None:
        part = -np.expm1(-width * closed)  # under a constant rate; lived are `part / rate` years
        years = part / closed
        for first, length, constant, slope in ((0, 1, 0.07, 1.7), (1, 4, 1.5, 0.0)):
            young = (age[:-1] == first) & (width == length)
            if young.any():
                rates = closed[..., young]
                dying = constant + slope * rates
                part[..., young] = length * rates / (1 + (length - dying) * rates)
                years[..., young] = length - (length - dying) * part[..., young]
    else:
        part = width * closed / (1 + (width - inside) * closed)
        years = width - (width - inside) * part
    if np.any(part >= 1):
        first = age[:-1][(part >= 1).reshape(-1, len(width)).any(axis=0)][0]
        raise ValueError(f"nobody would survive age {first:g}: open the last group earlier")
    everybody = np.ones_like(rate[..., :1])
    died = np.concatenate([part, everybody], axis=-1)
    survivors = np.concatenate([everybody, np.cumprod(1 - part, axis=-1)], axis=-1)
    beyond = survivors[..., -1:] / rate[..., -1:]
    return died, survivors, np.concatenate([survivors[..., :-1] * years, beyond], axis=-1)


def life_table(mortality: pd.Series, lived: pd.Series | None = None) -> pd.DataFrame:
    """Abridged period life table from death rates by age.

    Parameters
    ----------
    mortality : Series
        Deaths per person and year in each age group, indexed by the group's first year of age
        (0, 1, 5, 10, ...); the last group is open.
    lived : Series, optional
        Mean years lived within the group by those who die in it. By default ``0.07 + 1.7 m`` in
        the first year of life [1]_, 1.5 at ages 1 to 4, what a constant death rate within the
        group implies at other ages, and ``1 / m`` in the open group.

    Returns
    -------
    DataFrame
        Indexed by age: ``died`` (probability of dying in the group), ``survivors`` (of one person
        born), ``person_years`` (lived in the group) and ``expectancy`` (years left to live).

    Raises
    ------
    ValueError
        If a death rate is not positive or leaves no survivor, or the ages do not ascend.

    References
    ----------
    .. [1] Keyfitz, N. and Flieger, W. (1968). World Population: An Analysis of Vital Data.
       University of Chicago Press.
    .. [2] Preston, S. H., Heuveline, P. and Guillot, M. (2001). Demography: Measuring and
       Modeling Population Processes. Blackwell, chapter 3.
    """
    require_positive(mortality=mortality, gaps=True)
    age = mortality.index.to_numpy(dtype=float)
    if np.any(np.diff(age) <= 0):
        raise ValueError("`mortality` must be indexed by ascending ages")
    inside = None if lived is None else lived.to_numpy(dtype=float)[:-1]
    died, survivors, person_years = life_columns(mortality.to_numpy(dtype=float), age, inside)
    beyond = person_years[::-1].cumsum()[::-1]
    return pd.DataFrame(
        {
            "died": died,
            "survivors": survivors,
            "person_years": person_years,
            "expectancy": beyond / survivors,
        },
        index=mortality.index,
    )


def prospective_old_age_threshold(expectancy: pd.Series, remaining: float = 15) -> float:
    """Age at which people have a given number of years left to live.

    Parameters
    ----------
    expectancy : Series
        Remaining life expectancy in years, indexed by exact age.
    remaining : float
        Years left to live at which old age is taken to begin.

    Returns
    -------
    float
        Age in years, between two ages of the index by linear interpolation; where the line is
        crossed more than once (it can rise after infancy), the last crossing counts.

    Raises
    ------
    ValueError
        If the line is not crossed within the ages given.

    Notes
    -----
    A fixed limit of 65 counts years lived. Sanderson and Scherbov count years left: where lives
    grow longer, the age with a given remaining life expectancy rises [1]_ [2]_.

    References
    ----------
    .. [1] Sanderson, W. C. and Scherbov, S. (2007). A new perspective on population aging.
       Demographic Research 16, 27-58. https://doi.org/10.4054/DemRes.2007.16.2
    .. [2] Sanderson, W. C. and Scherbov, S. (2019). Prospective Longevity: A New Vision of
       Population Aging. Harvard University Press, chapter 3.
    """
    age = expectancy.index.to_numpy(dtype=float)
    years_left = expectancy.to_numpy(dtype=float)
    above = np.flatnonzero((years_left[:-1] >= remaining) & (years_left[1:] < remaining))
    if not len(above):
        raise ValueError(
            f"remaining life expectancy does not fall through {remaining} years between ages "
            f"{age[0]:g} and {age[-1]:g}"
        )
    last = above[-1]
    part = (years_left[last] - remaining) / (years_left[last] - years_left[last + 1])
    return float(age[last] + part * (age[last + 1] - age[last]))


def persons_from_age(population: pd.Series, age: float) -> float:
    """Persons of an age and over, from single years of age.

    Parameters
    ----------
    population : Series
        Persons by completed single year of age, indexed 0, 1, 2, ...; the last group is open.
    age : float
        Exact age in years; within a single year people are taken as spread evenly.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the age lies outside the index.
    """
    ages = population.index.to_numpy(dtype=float)
    if not ages[0] <= age <= ages[-1]:
        raise ValueError(f"age {age:g} lies outside the ages {ages[0]:g} to {ages[-1]:g}")
    whole = math.floor(age)
    cut = population.loc[population.index == whole].sum() * (age - whole)
    return float(population.loc[population.index >= whole].sum() - cut)

"""Population by age carried forward: the cohort-component method.

Everybody grows older by one age group a step, some die, some are born, some move [1]_. Populations
are DataFrames indexed by the first age of each group (0, 1, 2, ... or 0, 5, 10, ...; the last one
open) with the columns ``female`` and ``male``; rates come from outside, made ready by
:mod:`rederive.methods.vital_rates`. The functions know nothing of any country.

References
----------
.. [1] Preston, S. H., Heuveline, P. and Guillot, M. (2001). Demography: Measuring and Modeling
   Population Processes. Blackwell, chapter 6.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

SEXES = ["female", "male"]


def step(
    population: pd.DataFrame,
    survival: pd.DataFrame,
    fertility: pd.Series,
    sex_ratio: float,
    migration: pd.DataFrame | None = None,
    width: int = 1,
) -> tuple[pd.DataFrame, float]:
    """One step of the cohort-component method.

    Parameters
    ----------
    population : DataFrame
        Persons by age (index) and sex (``female``, ``male``).
    survival : DataFrame
        From :func:`rederive.methods.vital_rates.survival_ratios`, same shape.
    fertility : Series
        Births per woman and year by age; ages left out have none.
    sex_ratio : float
        Boys per girl at birth.
    migration : DataFrame, optional
        Net migrants of the whole step by age (at their arrival) and sex.
    width : int
        Years of an age group and of the step.

    Returns
    -------
    population : DataFrame
        One step later.
    births : float
        Of both sexes, in the step.

    Notes
    -----
    Half of the migrants come at the start and live on under the rates of the country, half at
    the end; women who may give birth are the mean of those at the start (with the first half)
    and at the end (with both), as in box 6.2 of the textbook [1]_.

    References
    ----------
    .. [1] Preston, S. H., Heuveline, P. and Guillot, M. (2001). Demography: Measuring and Modeling
       Population Processes. Blackwell, chapter 6.
    """
    now = population[SEXES].to_numpy(dtype=float)
    alive = survival[SEXES].to_numpy(dtype=float)
    moved = np.zeros_like(now) if migration is None else migration[SEXES].to_numpy(dtype=float)
    rate = fertility.reindex(population.index, fill_value=0.0).to_numpy(dtype=float)
    later, births = one_step(now, alive, rate, sex_ratio, moved, width)
    return pd.DataFrame(later, index=population.index, columns=SEXES), float(births)


def one_step(
    now: np.ndarray,
    alive: np.ndarray,
    rate: np.ndarray,
    sex_ratio: float,
    moved: np.ndarray,
    width: int,
) -> tuple[np.ndarray, np.ndarray]:
    """The arithmetic of :func:`step` on arrays of age by sex (women first).

    Axes before these two, such as draws of the future, are carried along.
    """
    here = now + moved / 2
    later = np.empty(np.broadcast_shapes(here.shape, alive.shape))
    later[..., 1:, :] = here[..., :-1, :] * alive[..., 1:, :]
    later[..., -1, :] += here[..., -1, :] * alive[..., -1, :]
    later[..., 1:, :] += moved[..., 1:, :] / 2
    later[..., 0, :] = 0.0  # who is born in the step bears no child in it
    women = (here[..., 0] + later[..., 0]) / 2
    births = np.asarray(width * (rate * women).sum(axis=-1))
    girls = births / (1 + sex_ratio)
    born = np.stack([girls, births - girls], axis=-1)
    later[..., 0, :] = born * alive[..., 0, :] + moved[..., 0, :] / 2
    return later, births


def project(
    start: pd.DataFrame,
    survival: pd.DataFrame,
    fertility: pd.DataFrame,
    sex_ratio: pd.Series,
    migration: pd.DataFrame | None = None,
    width: int = 1,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Carry a population forward through all the steps for which there are rates.

    Parameters
    ----------
    start : DataFrame
        Persons by age and sex in the first year.
    survival : DataFrame
        By (year, age), columns ``female`` and ``male``; the year is that in which a step begins.
    fertility : DataFrame
        Births per woman and year: a row per year, a column per age.
    sex_ratio : Series
        Boys per girl at birth, by year.
    migration : DataFrame, optional
        Net migrants by (year, age) and sex; none by default (a closed population).
    width : int
        Years of an age group and of a step.

    Returns
    -------
    population : DataFrame
        By (year, age), from the start to one step after the last year of the rates.
    flows : DataFrame
        By year: ``births``, ``deaths`` and ``migrants`` of the step that begins then.

    Raises
    ------
    ValueError
        If years do not follow each other in steps of ``width``, or rates lack an age.
    """
    years = fertility.index.to_numpy()
    if np.any(np.diff(years) != width):
        raise ValueError(f"the years of `fertility` must follow each other by {width}")
    ages = start.index
    shape = (len(years), len(ages), 2)
    order = pd.MultiIndex.from_product([years, ages])
    alive = survival[SEXES].reindex(order).to_numpy(dtype=float)
    if np.isnan(alive).any():
        raise ValueError("`survival` lacks a year or an age of the population")
    alive = alive.reshape(shape)
    moved = np.zeros(shape)
    if migration is not None:
        moved = migration[SEXES].reindex(order).fillna(0.0).to_numpy(dtype=float).reshape(shape)
    rate = fertility.reindex(columns=ages, fill_value=0.0).to_numpy(dtype=float)
    boys = sex_ratio.reindex(years).to_numpy(dtype=float)
    path, flows = [start[SEXES].to_numpy(dtype=float)], []
    for k in range(len(years)):
        later, births = one_step(path[-1], alive[k], rate[k], boys[k], moved[k], width)
        came = moved[k].sum()
        flows.append((float(births), path[-1].sum() + births + came - later.sum(), came))
        path.append(later)
    every = np.append(years, years[-1] + width)
    index = pd.MultiIndex.from_product([every, ages], names=["year", "age"])
    population = pd.DataFrame(np.concatenate(path), index=index, columns=SEXES)
    names = ["births", "deaths", "migrants"]
    return population, pd.DataFrame(flows, index=pd.Index(years, name="year"), columns=names)


def residual_migration(
    before: pd.DataFrame, after: pd.DataFrame, survival: pd.DataFrame
) -> pd.DataFrame:
    """Net migrants of a step as what ageing and death do not explain.

    Parameters
    ----------
    before, after : DataFrame
        Persons by age and sex, one step apart.
    survival : DataFrame
        From :func:`rederive.methods.vital_rates.survival_ratios`, of that step.

    Returns
    -------
    DataFrame
        By age at the end of the step and sex; age 0 is left at zero, for births are unknown.

    Notes
    -----
    The forward survival-ratio method [1]_. Every error of counts and death rates ends up in the
    residual, at old ages most of all: do not read it as migration there.

    References
    ----------
    .. [1] Siegel, J. S. and Swanson, D. A., editors (2004). The Methods and Materials of
       Demography, 2nd edition. Elsevier, chapter 19.
    """
    closed, _ = step(before, survival, pd.Series(dtype=float), 1.0)
    residual = after[SEXES] - closed
    residual.iloc[0] = 0.0
    return residual


def in_groups(population: pd.DataFrame | pd.Series, starts: ArrayLike) -> pd.DataFrame | pd.Series:
    """Add single years of age up to age groups.

    Parameters
    ----------
    population : DataFrame or Series
        Persons; the last level of the index is the single year of age.
    starts : array-like of int
        First age of each group, ascending; the last group is open.

    Returns
    -------
    DataFrame or Series
        The same with the first age of the group (``age``) in the place of the single year.
    """
    ages = population.index.get_level_values(-1).to_numpy()
    first = np.asarray(starts)[np.searchsorted(starts, ages, side="right") - 1]
    levels = [population.index.get_level_values(k) for k in range(population.index.nlevels - 1)]
    return population.groupby([*levels, pd.Index(first, name="age")]).sum()

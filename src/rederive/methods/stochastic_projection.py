"""A population carried forward under many futures of births and deaths.

The cohort-component method of :mod:`rederive.methods.projection`, run for a few thousand futures at
a time. In each, fertility departs from an assumed path by a factor, and the death rates of all ages
move together by the index of Lee and Carter. The form is that of the United Nations' probabilistic
projections [1]_ [2]_; their models of fertility and life expectancy, which learn from all
countries, are replaced by :mod:`rederive.methods.error_process`. The functions know nothing of any
country.

References
----------
.. [1] Raftery, A. E., Li, N., Sevcikova, H., Gerland, P. and Heilig, G. K. (2012). Bayesian
   probabilistic population projections for all countries. Proceedings of the National Academy of
   Sciences 109. https://doi.org/10.1073/pnas.1211452109
.. [2] Raftery, A. E., Alkema, L. and Gerland, P. (2014). Bayesian population projections for the
   United Nations. Statistical Science 29(1). https://doi.org/10.1214/13-STS419
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rederive.methods.ageing import life_columns
from rederive.methods.projection import SEXES, one_step
from rederive.methods.vital_rates import alive_later

_AT_A_TIME = 128
"""Futures that are carried forward together: few enough to stay in the processor's cache."""


@dataclass(frozen=True)
class Path:
    """What is assumed of each step: the middle of the futures.

    Attributes
    ----------
    rates : ndarray
        Deaths per person and year: steps by sexes (women first) by single years of age.
    fertility : DataFrame
        Births per woman and year: a row per step, a column per age.
    boys : ndarray
        Boys per girl at birth, by step.
    response : ndarray
        By age, how far log death rates move with the index of mortality.
    migration : ndarray, optional
        Net migrants: steps by ages by sexes.
    """

    rates: np.ndarray
    fertility: pd.DataFrame
    boys: np.ndarray
    response: np.ndarray
    migration: np.ndarray | None = None


def simulate(
    start: pd.DataFrame,
    path: Path,
    births: np.ndarray,
    deaths: np.ndarray,
    groups: list[int],
) -> np.ndarray:
    """Persons by age group under every future.

    Parameters
    ----------
    start : DataFrame
        Persons by single year of age (index) and sex in the first year.
    path : Path
        Of as many steps as there are years to go.
    births : ndarray
        Futures by steps: the logarithm of the factor on fertility.
    deaths : ndarray
        Futures by steps: what is added to the index of mortality.
    groups : list of int
        First age of each group, ascending; the last group is open.

    Returns
    -------
    ndarray
        Futures by years (one more than steps) by groups, both sexes together.

    Raises
    ------
    ValueError
        If the futures have not the steps of the path.
    """
    steps = len(path.fertility)
    if births.shape != deaths.shape or births.shape[1] != steps or len(path.rates) != steps:
        raise ValueError(f"`births` and `deaths` need a column for each of the {steps} steps")
    parts = range(0, len(births), _AT_A_TIME)
    counted = [
        _some_futures(start, path, births[k : k + _AT_A_TIME], deaths[k : k + _AT_A_TIME], groups)
        for k in parts
    ]
    return np.concatenate(counted)


def _some_futures(
    start: pd.DataFrame, path: Path, births: np.ndarray, deaths: np.ndarray, groups: list[int]
) -> np.ndarray:
    """What :func:`simulate` gives for a few futures."""
    ages = start.index.to_numpy(dtype=float)
    fertility = path.fertility.reindex(columns=start.index, fill_value=0.0).to_numpy(dtype=float)
    first = np.searchsorted(start.index.to_numpy(), groups)
    people = np.broadcast_to(start[SEXES].to_numpy(dtype=float), (len(births), len(ages), 2))
    counted = [_in_groups(people, first)]
    for step in range(len(fertility)):
        fewer = deaths[:, step] if deaths[:, step].any() else np.zeros(1)  # one life table for all
        moved_rates = path.rates[step] * np.exp(fewer[:, None, None] * path.response)
        alive = np.moveaxis(alive_later(life_columns(moved_rates, ages)[2]), -1, -2)
        rate = fertility[step] * np.exp(births[:, step, None])
        none = np.zeros((len(ages), 2))
        moved = none if path.migration is None else path.migration[step]
        people, _ = one_step(people, alive, rate, float(path.boys[step]), moved, 1)
        counted.append(_in_groups(people, first))
    return np.stack(counted, axis=1)


def _in_groups(people: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Persons of both sexes from each first age to the next."""
    return np.add.reduceat(people[..., 0] + people[..., 1], first, axis=-1)


def by_single_age(groups: pd.Series, ages: pd.Index) -> np.ndarray:
    """A value of each age group given to its single years.

    Parameters
    ----------
    groups : Series
        By first age of the group, ascending; the last group is open.
    ages : Index
        Single years of age.

    Returns
    -------
    ndarray
        One value per age.
    """
    place = np.searchsorted(groups.index.to_numpy(), ages.to_numpy(), side="right") - 1
    return groups.to_numpy(dtype=float)[place]

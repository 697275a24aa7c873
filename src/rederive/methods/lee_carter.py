"""Death rates of all ages by one index: the model of Lee and Carter.

``log m(age, time) = centre(age) + response(age) * index(time)`` [1]_. Given the rates of several
populations together the response is the common factor of Li and Lee [2]_, under which they do not
drift apart. The index is a random walk with drift.

References
----------
.. [1] Lee, R. D. and Carter, L. R. (1992). Modeling and forecasting U.S. mortality. Journal of the
   American Statistical Association 87, 659-671. https://doi.org/10.1080/01621459.1992.10475265
.. [2] Li, N. and Lee, R. (2005). Coherent mortality forecasts for a group of populations: an
   extension of the Lee-Carter method. Demography 42, 575-594.
   https://doi.org/10.1353/dem.2005.0021
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rederive.methods.ageing import life_columns
from rederive.methods.checks import require_positive


@dataclass(frozen=True)
class LeeCarter:
    """A fitted model.

    Attributes
    ----------
    centre : Series
        Mean of the log rates by age.
    response : Series
        By how much the log rate of an age moves with the index; adds up to one.
    index : Series
        By period; adds up to nothing and falls where people live longer.
    explained : float
        Part of the variance of the log rates about their centre, percent.
    """

    centre: pd.Series
    response: pd.Series
    index: pd.Series
    explained: float

    @property
    def drift(self) -> float:
        """Mean change of the index a period."""
        return float(self.index.diff().mean())

    @property
    def shock(self) -> float:
        """Standard deviation of the changes about the drift."""
        return float(self.index.diff().std(ddof=1))


def lee_carter(rates: pd.DataFrame) -> LeeCarter:
    """Fit by the singular value decomposition, as the paper does in its first step.

    Parameters
    ----------
    rates : DataFrame
        Deaths per person and year: a row per period in the order of time, equally spaced; a column
        per age group.

    Returns
    -------
    LeeCarter

    Raises
    ------
    ValueError
        If a rate is not positive, or there are fewer than three periods.

    Notes
    -----
    The second step of the paper, which moves the index until the deaths of each year come out,
    needs numbers of deaths and is left out.
    """
    require_positive(rates=rates)
    if len(rates) < 3:
        raise ValueError("give death rates of three periods or more")
    logs = np.log(rates)
    centre = logs.mean()
    left, size, right = np.linalg.svd((logs - centre).to_numpy(), full_matrices=False)
    total = right[0].sum()
    response = pd.Series(right[0] / total, index=rates.columns)
    index = pd.Series(left[:, 0] * size[0] * total, index=rates.index)
    return LeeCarter(centre, response, index, float(100 * size[0] ** 2 / (size**2).sum()))


def index_per_year_of_life(rates: np.ndarray, response: np.ndarray, ages: np.ndarray) -> np.ndarray:
    """By how much the index moves when life expectancy at birth rises by one year.

    Parameters
    ----------
    rates : ndarray
        Deaths per person and year; ages along the last axis.
    response : ndarray
        Of :class:`LeeCarter`, for each of the ages.
    ages : ndarray
        First years of age of the groups, the last one open.

    Returns
    -------
    ndarray
        Without the axis of the ages; below zero.
    """
    step = 0.5
    fewer, more = (
        life_columns(rates * np.exp(sign * step * response), ages)[2].sum(axis=-1)
        for sign in (-1, 1)
    )
    return 2 * step / (more - fewer)

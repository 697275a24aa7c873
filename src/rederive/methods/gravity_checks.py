"""Checks of a gravity model: effects tested together, or one against another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from rederive.methods.ppml import Ppml


def wald(fit: Ppml, names: Iterable[str]) -> float:
    """Are all these effects nothing, together?

    Several effects that each might be chance can be too much chance together; and effects of
    opposite sign, pooled, can hide each other.

    Parameters
    ----------
    fit : Ppml
    names : iterable of str
        Regressors of the fit.

    Returns
    -------
    float
        P-value of the Wald test (chi-squared, with the errors of the fit).

    Raises
    ------
    ValueError
        If a name is not a regressor of the fit.
    """
    wanted = list(names)
    missing = [name for name in wanted if name not in fit.table.index]
    if missing or not wanted:
        raise ValueError(f"the fit has no effect {', '.join(missing) or 'to test'}")
    return all_nothing(fit.table["estimate"], fit.covariance, wanted)


def difference(fit: Ppml, one: str, other: str, *, level: float = 0.95) -> pd.Series:
    """By how much one effect passes another, and whether they differ at all.

    That one effect is told from nothing and the other is not does not tell them apart [1]_.

    Parameters
    ----------
    fit : Ppml
    one, other : str
        Regressors of the fit.
    level : float
        Coverage of the interval.

    Returns
    -------
    Series
        ``estimate`` and ``error`` of the difference in logarithms; ``percent``, ``low`` and
        ``high``, by how much the one passes the other; ``p`` of no difference, from the normal
        distribution.

    References
    ----------
    .. [1] Gelman, A. and Stern, H. (2006). The difference between "significant" and "not
       significant" is not itself statistically significant. American Statistician 60(4).
    """
    from scipy import stats

    estimate = float(fit.table.loc[one, "estimate"] - fit.table.loc[other, "estimate"])
    among = fit.covariance.loc[[one, other], [one, other]].to_numpy()
    error = float(np.sqrt(among[0, 0] + among[1, 1] - 2 * among[0, 1]))
    half = stats.norm.ppf(0.5 + level / 2) * error
    ends = 100 * np.expm1([estimate, estimate - half, estimate + half])
    return pd.Series(
        {"estimate": estimate, "error": error}
        | dict(zip(["percent", "low", "high"], ends, strict=True))
        | {"p": 2 * stats.norm.sf(abs(estimate) / error)}
    )


def all_nothing(estimates: pd.Series, covariance: pd.DataFrame, names: list[Any]) -> float:
    """P-value of the Wald test that all these estimates are nothing.

    Parameters
    ----------
    estimates : Series
    covariance : DataFrame
        Of the estimates, by the same names.
    names : list
        Of those that are tested.
    """
    from scipy import stats

    chosen = estimates[names].to_numpy()
    among = covariance.loc[names, names].to_numpy()
    statistic = float(chosen @ np.linalg.pinv(among) @ chosen)
    return float(stats.chi2.sf(statistic, np.linalg.matrix_rank(among)))

"""Checks of a gravity model: effects tested together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from rederive.methods.gravity import Ppml


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

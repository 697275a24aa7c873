"""Checks of a gravity model: effects tested together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

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
    from scipy import stats

    wanted = list(names)
    missing = [name for name in wanted if name not in fit.table.index]
    if missing or not wanted:
        raise ValueError(f"the fit has no effect {', '.join(missing) or 'to test'}")
    estimates = fit.table.loc[wanted, "estimate"].to_numpy()
    among = fit.covariance.loc[wanted, wanted].to_numpy()
    statistic = float(estimates @ np.linalg.pinv(among) @ estimates)
    return float(stats.chi2.sf(statistic, np.linalg.matrix_rank(among)))

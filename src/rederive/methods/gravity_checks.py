"""Checks of a gravity model: effects tested together, and what one country carries."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from rederive.methods.gravity import LINK, Ppml, three_way


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


def jackknife(
    flows: pd.DataFrame,
    regressor: str,
    members: Iterable[str],
    *,
    controls: Iterable[str] = (),
    outcome: str = "exports_usd",
) -> pd.DataFrame:
    """The effect without each member in turn, and the error that the differences imply.

    Clusters of a treated set are few and of unequal weight; errors from the model are then too
    small. Leaving each out shows which one the effect depends on, and the spread of these estimates
    is an error that does not rest on large numbers [1]_.

    Parameters
    ----------
    flows, outcome
        As for :func:`three_way`.
    regressor : str
        Whose effect is asked for.
    members : iterable of str
        Countries to leave out, one by one.
    controls : iterable of str
        Further regressors.

    Returns
    -------
    DataFrame
        By member left out: ``estimate``; in ``attrs`` the ``error``, ``sqrt((G - 1) / G * sum of
        squared deviations from the whole)``, and the ``whole`` estimate.

    References
    ----------
    .. [1] MacKinnon, J. G., Nielsen, M. O. and Webb, M. D. (2023). Cluster-robust inference: a
       guide to empirical practice. Journal of Econometrics 232, 272-299.
       https://doi.org/10.1016/j.jeconom.2022.04.001
    """
    wanted = [regressor, *controls]

    def estimate(rows: pd.DataFrame) -> float:
        return float(three_way(rows, wanted, outcome=outcome).table.loc[regressor, "estimate"])

    whole = estimate(flows)
    without = {
        one: estimate(flows[~(flows[LINK] == one).any(axis=1)].reset_index(drop=True))
        for one in members
    }
    found = pd.Series(without)
    count = len(found)
    table = found.to_frame("estimate").sort_values("estimate")
    table.attrs["whole"] = whole
    table.attrs["error"] = float(np.sqrt((count - 1) / count * ((found - whole) ** 2).sum()))
    return table

"""Poisson pseudo-maximum likelihood (PPML): a regression of levels in which logarithms add up.

Consistent under heteroscedasticity, and at home with zeros [1]_. With fixed effects it is computed
by iterated weighted least squares on demeaned data [2]_, here by pyfixest.

References
----------
.. [1] Santos Silva, J. M. C. and Tenreyro, S. (2006). The log of gravity. *Review of Economics and
   Statistics* 88, 641-658. https://doi.org/10.1162/rest.88.4.641
.. [2] Correia, S., Guimaraes, P. and Zylkin, T. (2020). Fast Poisson estimation with
   high-dimensional fixed effects. *Stata Journal* 20, 95-115.
   https://doi.org/10.1177/1536867X20909691
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rederive.methods.optimum import ConvergenceError

ITERATIONS = 100


@dataclass(frozen=True)
class Ppml:
    """A fitted model.

    ``table`` has, by regressor, ``estimate`` and ``error`` in logarithms and ``percent``, ``low``,
    ``high``: the effect ``100 * (exp(estimate) - 1)`` with its interval. ``observations`` took
    part; ``left_out`` did not, as they carry no information (separated, or single in an effect).
    ``covariance`` is that of the estimates.
    """

    table: pd.DataFrame
    observations: int
    left_out: int
    covariance: pd.DataFrame


def ppml(
    data: pd.DataFrame,
    outcome: str,
    regressors: Iterable[str],
    *,
    effects: Iterable[str] = (),
    cluster: str | None = None,
    offset: str | None = None,
    level: float = 0.95,
) -> Ppml:
    """Poisson pseudo-maximum likelihood with fixed effects.

    Parameters
    ----------
    data : DataFrame
        One row per observation.
    outcome : str
        Column of the outcome, at least zero, in any unit.
    regressors : iterable of str
        Columns of numbers.
    effects : iterable of str, optional
        Columns whose values are fixed effects; without any there is a constant.
    cluster : str, optional
        Column of clusters for the errors (CRV1, factor G/(G-1) as in Stata's ``poisson``);
        without one the errors allow for heteroscedasticity only.
    offset : str, optional
        Column added to the linear predictor with coefficient one.
    level : float
        Coverage of the intervals, from the normal distribution.

    Returns
    -------
    Ppml

    Raises
    ------
    ConvergenceError
        If the optimum was not reached. (The likelihood has one only: one start is enough.)
    ValueError
        For a missing column, no regressor, a negative or missing outcome, or a name that is not a
        plain word.

    Notes
    -----
    Observations whose fixed effect never trades are fitted perfectly at zero ("separated") and
    left out. With three sets of fixed effects point estimates are consistent, but clustered errors
    are too small and the intervals not quite centred in panels with few countries:
    :func:`rederive.methods.three_way_errors.weidner_zylkin` corrects both. A regressor that the
    effects explain is left out of ``table``.
    """
    regressors, effects = list(regressors), list(effects)
    frame = columns_of(data, outcome, regressors, effects, cluster, offset)
    mean = frame[outcome].mean()
    frame[outcome] = frame[outcome] / (mean if mean > 0 else 1)
    formula = f"{outcome} ~ {' + '.join(regressors)}" + (
        f" | {' + '.join(effects)}" if effects else ""
    )
    fit = _estimated(formula, frame, cluster, offset)
    table = pd.DataFrame({"estimate": fit.coef(), "error": fit.se()})
    table = table.reindex([name for name in regressors if name in table.index])
    count = int(fit._N)
    names = list(fit.coef().index)
    covariance = pd.DataFrame(fit._vcov, index=names, columns=names)
    return Ppml(with_percentages(table, level), count, len(frame) - count, covariance)


def _estimated(formula: str, frame: pd.DataFrame, cluster: str | None, offset: str | None) -> Any:
    """The fit of pyfixest, or an error where its iterations did not end."""
    import pyfixest as pf

    with warnings.catch_warnings():
        # what is left out is told in the result; the rest is between pyfixest and pandas
        for message in (".*singleton", ".*separation", r"\s*.*collinear", ".*inplace keyword"):
            warnings.filterwarnings("ignore", message=message)
        fit = pf.fepois(
            formula,
            frame,
            vcov={"CRV1": cluster} if cluster else "HC1",
            offset=offset,
            ssc=pf.ssc(k_adj=False, G_adj=True),
            iwls_tol=1e-10,
            iwls_maxiter=ITERATIONS,
            copy_data=False,
            store_data=False,
        )
    if not fit.convergence:  # pyfixest itself does not say so
        raise ConvergenceError(
            f"the gravity model {formula}: no optimum was found in {ITERATIONS} steps; "
            "leave out regressors or countries that hardly trade"
        )
    return fit


def columns_of(
    data: pd.DataFrame,
    outcome: str,
    regressors: list[str],
    effects: list[str],
    cluster: str | None,
    offset: str | None,
) -> pd.DataFrame:
    """The columns that the model uses, or an error that names what is wrong with them."""
    if not regressors:
        raise ValueError("a gravity model needs at least one regressor")
    extra = [name for name in (cluster, offset) if name]
    used = list(dict.fromkeys([outcome, *regressors, *effects, *extra]))
    for name in used:
        if name not in data:
            raise ValueError(f"the data have no column {name!r}")
        if not re.fullmatch(r"[A-Za-z]\w*", name):
            raise ValueError(f"{name!r} cannot stand in a formula: use letters, digits and _")
    if not (data[outcome] >= 0).all():
        raise ValueError(f"{outcome} must be known and at least zero in every row")
    return data[used].reset_index(drop=True)


def with_percentages(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Estimates and errors in logarithms, with the effect in percent and its normal interval."""
    from scipy import stats

    half_width = stats.norm.ppf(0.5 + level / 2) * table["error"]
    logarithms = {
        "percent": table["estimate"],
        "low": table["estimate"] - half_width,
        "high": table["estimate"] + half_width,
    }
    return table.assign(**{name: 100 * np.expm1(value) for name, value in logarithms.items()})

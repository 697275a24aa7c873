"""Effects of a policy that units adopt one after the other: an effect for each cohort and year.

One dummy for *adopted* compares late adopters with early ones, and where effects grow or differ it
averages them with weights that can be negative [1]_. So each cohort gets an effect of its own in
each year, measured against those who never adopt, and the effects are averaged afterwards: with
effects after adoption only, the extended two-way model of Wooldridge [2]_ (in a gravity model,
Nagengast and Yotov [3]_); with those before it as well, the event study of Sun and Abraham [4]_.
pyfixest has the latter for least squares only; here the cells are dummies for any model.

References
----------
.. [1] Goodman-Bacon, A. (2021). Difference-in-differences with variation in treatment timing.
   Journal of Econometrics 225, 254-277. https://doi.org/10.1016/j.jeconom.2021.03.014
.. [2] Wooldridge, J. M. (2023). Simple approaches to nonlinear difference-in-differences with panel
   data. Econometrics Journal 26, C31-C66. https://doi.org/10.1093/ectj/utad016
.. [3] Nagengast, A. J. and Yotov, Y. V. (2025). Staggered difference-in-differences in gravity
   settings. American Economic Journal: Applied Economics 17, 271-296.
   https://doi.org/10.1257/app.20230089
.. [4] Sun, L. and Abraham, S. (2021). Estimating dynamic treatment effects in event studies with
   heterogeneous treatment effects. Journal of Econometrics 225, 175-199.
   https://doi.org/10.1016/j.jeconom.2020.09.006
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rederive.methods.gravity_checks import all_nothing
from rederive.methods.ppml import Ppml


@dataclass(frozen=True)
class Averages:
    """Average effects of cells.

    Attributes
    ----------
    table : DataFrame
        Indexed by distance from adoption (or ``after``): ``estimate`` and ``error`` in logarithms,
        ``percent``, ``low``, ``high``, and ``rows``, how many there are.
    covariance : DataFrame
        Of the estimates.
    """

    table: pd.DataFrame
    covariance: pd.DataFrame

    def all_nothing(self, distances: Iterable[int]) -> float:
        """Are the average effects at these distances nothing, together?

        Averages are tested rather than all cells, for a cell of one or two units has no
        cluster-robust error worth the name.

        Parameters
        ----------
        distances : iterable of int
            Such as those before adoption.

        Returns
        -------
        float
            P-value of the Wald test.
        """
        return all_nothing(self.table["estimate"], self.covariance, list(distances))


def cells(
    adopted: pd.Series, years: pd.Series, treated: pd.Series, *, before: bool = False
) -> pd.DataFrame:
    """A dummy for each cohort in each year from its adoption on.

    Parameters
    ----------
    adopted : Series
        Year of adoption by row; missing for those who never adopt.
    years : Series
        Year of the row.
    treated : Series
        Whether the row is of the kind that the policy concerns (the link with one country, say).
    before : bool
        Whether the years before adoption have effects as well, but for the last of them.

    Returns
    -------
    DataFrame
        Zeros and ones; columns ``adopted_2018_in_2020``.

    Raises
    ------
    ValueError
        If nobody stays without the policy, or a cohort has no year before its adoption.
    """
    concerned = treated & adopted.notna()
    if not (treated & adopted.isna()).any():
        raise ValueError("nobody stays without the policy: there is nothing to compare with")
    columns = {}
    for cohort in sorted(adopted[concerned].astype(int).unique()):
        rows = concerned & (adopted == cohort)
        if years[rows].min() >= cohort:
            raise ValueError(
                f"those who adopted in {cohort} have no year before it: leave them out"
            )
        for year in sorted(years[rows].unique()):
            if year >= cohort or (before and year != cohort - 1):
                name = f"adopted_{cohort}_in_{year}"
                columns[name] = (rows & (years == year)).astype(float)
    return pd.DataFrame(columns, index=adopted.index)


def average(
    fit: Ppml, dummies: pd.DataFrame, *, by_distance: bool = False, level: float = 0.95
) -> Averages:
    """The effects of cells averaged, each counted by its rows.

    Parameters
    ----------
    fit : Ppml
        With the cells among its regressors.
    dummies : DataFrame
        From :func:`cells`.
    by_distance : bool
        One average for each distance from adoption (years), or one of all cells after it.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Averages
    """
    from scipy import stats

    names = [name for name in dummies if name in fit.table.index]
    counts = dummies[names].sum()
    parts = pd.Series(names, index=names).str.extract(r"adopted_(\d+)_in_(\d+)").astype(int)
    distance = parts[1] - parts[0]
    groups = distance if by_distance else pd.Series("after", index=names)[distance >= 0]
    weights = pd.get_dummies(groups, dtype=float).reindex(names, fill_value=0.0).mul(counts, axis=0)
    weights = weights / weights.sum()
    estimate = weights.T @ fit.table.loc[names, "estimate"]
    covariance = weights.T @ fit.covariance.loc[names, names] @ weights
    error = pd.Series(np.sqrt(np.diag(covariance)), index=estimate.index)
    half = stats.norm.ppf(0.5 + level / 2) * error
    ends = {"percent": estimate, "low": estimate - half, "high": estimate + half}
    table = pd.DataFrame(
        {"estimate": estimate, "error": error}
        | {name: 100 * np.expm1(end) for name, end in ends.items()}
        | {"rows": counts[groups.index].groupby(groups).sum()}
    )
    return Averages(table, covariance)

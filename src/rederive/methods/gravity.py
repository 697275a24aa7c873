"""The gravity model: does a pair of countries trade more than the rest of the world explains?

Trade of exporter i with importer j in year t is modelled as

    E[x_ijt] = exp(a_it + b_jt + c_ij + beta * d_ijt),

where a_it and b_jt take up all that concerns one country in a year (its output, prices, oil, its
closeness to all others: the multilateral resistance of Anderson and van Wincoop), and c_ij all that
is lasting in a pair (distance, language). What is left to ``beta`` is the change of one link
against what both ends did with everyone else. The estimator is Poisson pseudo-maximum likelihood
(PPML): consistent under heteroscedasticity, and at home with zeros [1]_; with three sets of fixed
effects it is computed by iterated weighted least squares on demeaned data [2]_, here by pyfixest.

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
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rederive.methods.optimum import ConvergenceError

LINK = ["exporter", "importer"]
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
    frame = _columns(data, outcome, regressors, effects, cluster, offset)
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
    return Ppml(_with_percentages(table, level), count, len(frame) - count, covariance)


def _estimated(formula: str, frame: pd.DataFrame, cluster: str | None, offset: str | None) -> Any:
    """The fit of pyfixest, or an error where its iterations did not end."""
    import pyfixest as pf

    with warnings.catch_warnings():
        # what is left out is told in the result; the rest is between pyfixest and pandas
        for message in (".*singleton", ".*separation", ".*collinear", ".*inplace keyword"):
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


def _columns(
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


def _with_percentages(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Estimates and errors in logarithms, with the effect in percent and its normal interval."""
    from scipy import stats

    half_width = stats.norm.ppf(0.5 + level / 2) * table["error"]
    logarithms = {
        "percent": table["estimate"],
        "low": table["estimate"] - half_width,
        "high": table["estimate"] + half_width,
    }
    return table.assign(**{name: 100 * np.expm1(value) for name, value in logarithms.items()})


def three_way(
    flows: pd.DataFrame,
    regressors: Iterable[str],
    *,
    outcome: str = "exports_usd",
    cluster: Iterable[str] = ("exporter", "importer"),
    level: float = 0.95,
) -> Ppml:
    """The gravity model with exporter-year, importer-year and pair effects.

    Parameters
    ----------
    flows : DataFrame
        Columns ``exporter``, ``importer``, ``year``, the outcome and the regressors.
    regressors : iterable of str
        Columns that vary by pair and year.
    outcome : str
        Column of trade, zeros included.
    cluster : iterable of str
        Columns whose combinations are clusters: by default the pairs. With two exporters only,
        cluster by importer, for what one gains the other loses.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Ppml
        ``left_out`` counts pairs that never trade as well.
    """
    traded = flows[flows.groupby(LINK)[outcome].transform("sum") > 0]
    coded = traded[[outcome, *regressors]].assign(
        exporter_year=traded.groupby(["exporter", "year"]).ngroup(),
        importer_year=traded.groupby(["importer", "year"]).ngroup(),
        pair=traded.groupby(LINK).ngroup(),
        cluster=traded.groupby(list(cluster)).ngroup(),
    )
    fit = ppml(
        coded,
        outcome,
        regressors,
        effects=["exporter_year", "importer_year", "pair"],
        cluster="cluster",
        level=level,
    )
    left_out = fit.left_out + len(flows) - len(traded)
    return Ppml(fit.table, fit.observations, left_out, fit.covariance)


def links(flows: pd.DataFrame, country: str, members: Collection[str]) -> pd.Series:
    """Which rows are trade of a country with a set of others, in either direction.

    Parameters
    ----------
    flows : DataFrame
        Columns ``exporter`` and ``importer``.
    country : str
        The one country.
    members : collection of str
        The others; the country itself does not count among them.

    Returns
    -------
    Series
        True or false, indexed as ``flows``.
    """
    members = set(members) - {country}
    out = (flows["exporter"] == country) & flows["importer"].isin(members)
    back = (flows["importer"] == country) & flows["exporter"].isin(members)
    return out | back


def by_year(treated: pd.Series, years: pd.Series, base: int) -> pd.DataFrame:
    """One dummy per year, ``in_2016``, for the treated rows; the base year has none.

    The coefficients are an event study: effects in each year against the base year. Those before
    the event ought to be nothing.

    Parameters
    ----------
    treated : Series
        True for the rows of the treated links.
    years : Series
        Year of each row, on the same index.
    base : int
        Year against which the others are measured.

    Returns
    -------
    DataFrame
        Zeros and ones, a column per year in ascending order.
    """
    return pd.DataFrame(
        {
            f"in_{year}": (treated & (years == year)).astype(float)
            for year in sorted(set(years))
            if year != base
        }
    )


def placebo_countries(
    flows: pd.DataFrame,
    countries: Iterable[str],
    members: Collection[str],
    after: int,
    controls: Iterable[str] = (),
    outcome: str = "exports_usd",
    acted: str | None = None,
    side: str | None = None,
) -> pd.DataFrame:
    """The same estimate with other countries in the place of the one that made the policy.

    If the link between a country and a set of others strengthened because of what that country
    did, countries that did nothing should show no such strengthening. The spread of their
    estimates is a yardstick that, unlike clustered errors, contains all that happened to links
    with this set for other reasons (randomisation inference over treated units, as in Abadie,
    Diamond and Hainmueller 2010, https://doi.org/10.1198/jasa.2009.ap08746).

    Parameters
    ----------
    flows : DataFrame
        As for :func:`three_way`; two years suffice.
    countries : iterable of str
        Countries to put in that place, each in its turn.
    members : collection of str
        The set of partners.
    after : int
        Year of the effect; the other years are the base.
    controls : iterable of str
        Further regressors.
    outcome : str
        Column of trade.
    acted : str, optional
        The country that made the policy: its links with the set are left out while others stand
        in for it, so that no treated link serves as a control.
    side : {"exporter", "importer"}, optional
        The effect on trade in which the country stands on this side; trade the other way then has
        an effect of its own. By default one effect for both.

    Returns
    -------
    DataFrame
        By country ``estimate``, ``error``, ``ratio`` of the two, and ``percent``; the largest
        estimate first.
    """
    rows = {}
    treated = links(flows, acted, members) if acted else pd.Series(False, index=flows.index)
    for country in countries:
        used = flows if country == acted else flows[~treated]
        linked = links(used, country, members) & (used["year"] == after)
        meant = linked & (used[side] == country) if side else linked
        data = used.assign(effect=meant.astype(float), other_way=(linked & ~meant).astype(float))
        regressors = ["effect", *(["other_way"] if side else []), *controls]
        fit = three_way(data, regressors, outcome=outcome)
        rows[country] = fit.table.loc["effect", ["estimate", "error", "percent"]]
    table = pd.DataFrame.from_dict(rows, orient="index")
    table = table.assign(ratio=table["estimate"] / table["error"])
    return table.sort_values("estimate", ascending=False)


def against_the_rest(partner: pd.Series, total: pd.Series, country: str) -> pd.DataFrame:
    """A world of two exporters, one country and all others, as importers see it.

    With importer-year effects the gravity model then explains the odds that an import comes from
    the one country, which needs no bilateral trade of third countries.

    Parameters
    ----------
    partner, total : Series
        Imports from the one country, and all imports, indexed by importer and year.
    country : str
        Code or name of the one country; the others are ``REST``.

    Returns
    -------
    DataFrame
        Columns ``exporter``, ``importer``, ``year``, ``exports_usd``; importers whose total does
        not exceed the part are left out of that year.
    """
    known = pd.concat({"one": partner, "all": total}, axis=1).dropna()
    known = known[(known["one"] > 0) & (known["all"] > known["one"])]
    known.index.names = ["importer", "year"]
    parts = {country: known["one"], "REST": known["all"] - known["one"]}
    return (
        pd.concat(parts, names=["exporter"])
        .rename("exports_usd")
        .reset_index()[["exporter", "importer", "year", "exports_usd"]]
    )

"""The gravity model: does a pair of countries trade more than the rest of the world explains?

Trade of exporter i with importer j in year t is modelled as

    E[x_ijt] = exp(a_it + b_jt + c_ij + beta * d_ijt),

where a_it and b_jt take up all that concerns one country in a year (its output, prices, oil, its
closeness to all others: the multilateral resistance of Anderson and van Wincoop), and c_ij all that
is lasting in a pair (distance, language). What is left to ``beta`` is the change of one link
against what both ends did with everyone else. The estimator is Poisson pseudo-maximum
likelihood (:mod:`rederive.methods.ppml`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from rederive.methods.ppml import Ppml, columns_of, with_percentages
from rederive.methods.three_way_block import AXES, LINK, Block, Fitted, block
from rederive.methods.three_way_newton import solved


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
    cluster : iterable of {"exporter", "importer", "year"}
        Their combinations are clusters: by default the pairs. With two exporters only,
        cluster by importer, for what one gains the other loses.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Ppml
        ``left_out`` counts pairs that never trade as well.

    Raises
    ------
    ConvergenceError, ValueError
        As :func:`rederive.methods.ppml.ppml`; or if a link has two rows in a year, or the fixed
        effects explain every regressor.
    """
    wanted = list(regressors)
    frame = columns_of(flows, outcome, wanted, [*LINK, "year"], None, None).dropna(subset=wanted)
    data = block(frame, wanted, outcome=outcome, square=False)
    fit = of_block(data, cluster=cluster, level=level)
    return replace(fit, left_out=len(flows) - fit.observations)


def of_block(
    data: Block,
    *,
    cluster: Iterable[str] = ("exporter", "importer"),
    level: float = 0.95,
) -> Ppml:
    """The gravity model on a block.

    Parameters
    ----------
    data : Block
    cluster, level
        As for :func:`three_way`.

    Returns
    -------
    Ppml
    """
    fit = solved(data)
    if not fit.block.names:
        raise ValueError("the fixed effects explain every regressor: none is left to estimate")
    rows = _telling(data)
    named = pd.Index(fit.block.names, name="Coefficient")
    covariance = pd.DataFrame(_clustered(fit, rows, cluster), index=named, columns=named)
    errors = np.sqrt(np.diag(covariance))
    table = pd.DataFrame({"estimate": fit.estimates, "error": errors}, index=named)
    count = int(rows.sum())
    left_out = int(data.known.sum()) - count
    return Ppml(with_percentages(table, level), count, left_out, covariance)


def _clustered(fit: Fitted, rows: np.ndarray, by: Iterable[str] = LINK) -> np.ndarray:
    """Covariance of the estimates (CRV1), by clusters that are combinations of axes."""
    ways = set(by)
    others = tuple(axis for name, axis in AXES.items() if name not in ways)
    count = rows.any(axis=others).sum()
    scores = fit.scores.sum(axis=tuple(1 + axis for axis in others))
    scores = scores.reshape(len(scores), -1)
    inverse = np.linalg.inv(fit.hessian)
    return inverse @ (scores @ scores.T) @ inverse * (count / (count - 1))


def _telling(data: Block) -> np.ndarray:
    """Rows that tell something: not the only one of an effect, nor of one that never trades."""
    rows = data.known & (data.trade.sum(axis=AXES["year"], keepdims=True) > 0)
    alone = rows
    while alone.any():
        counts = [rows.sum(axis=axis, keepdims=True) for axis in range(3)]
        alone = rows & ((counts[0] == 1) | (counts[1] == 1) | (counts[2] == 1))
        rows = rows & ~alone
    for axis in range(3):
        rows = rows & ((data.trade * rows).sum(axis=axis, keepdims=True) > 0)
    return rows


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
    controls = list(controls)
    world = block(flows, controls, outcome=outcome, square=False)
    untreated = world.only(~_linked(world, acted, members)) if acted else world
    telling = {id(used): _telling(used) for used in (world, untreated)}
    rows = {}
    for country in countries:
        used = world if country == acted else untreated
        linked = _linked(used, country, members) & (used.years == after)
        meant = linked & _on_side(used, country, side)
        effects = {"effect": meant} | ({"other_way": linked & ~meant} if side else {})
        fit = solved(used.on(effects | dict(zip(controls, used.regressors, strict=True))))
        place = fit.block.names.index("effect")
        variance = _clustered(fit, telling[id(used)])[place, place]
        rows[country] = {"estimate": fit.estimates[place], "error": np.sqrt(variance)}
    table = pd.DataFrame.from_dict(rows, orient="index")
    table = table.assign(
        percent=100 * np.expm1(table["estimate"]), ratio=table["estimate"] / table["error"]
    )
    return table.sort_values("estimate", ascending=False)


def _linked(data: Block, country: str, members: Collection[str]) -> np.ndarray:
    """:func:`links` on a block, the same in all years."""
    others = list(set(members) - {country})
    out = (data.exporters == country)[:, None] & data.importers.isin(others)
    back = data.exporters.isin(others)[:, None] & (data.importers == country)
    return (out | back)[:, :, None]


def _on_side(data: Block, country: str, side: str | None) -> np.ndarray:
    """Where a country is the exporter, or the importer; everywhere without a side."""
    if side is None:
        return np.ones((1, 1, 1), dtype=bool)
    if side == "exporter":
        return (data.exporters == country)[:, None, None]
    return (data.importers == country)[None, :, None]


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

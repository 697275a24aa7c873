"""Trade with a set of countries: who belongs to the set, sums over it, currencies.

A group that countries join one by one has no single list: a fixed list and the set of those who
had joined by a year differ, and a sum over today's members, cast back, differs from a sum over
those who had joined at the time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

import numpy as np
import pandas as pd


def partner_set(joined: pd.Series, year: int | str | None = None) -> list[str]:
    """The countries that had joined by the end of a year.

    Parameters
    ----------
    joined : Series
        Year of joining, indexed by country.
    year : int or str, optional
        Last year that counts; by default every country of the list.

    Returns
    -------
    list of str
        Countries in the order of ``joined``; those without a year are left out.
    """
    known = joined.dropna()
    if year is not None:
        known = known[known.astype(int) <= int(year)]
    return list(known.index)


def sum_over(
    flows: pd.DataFrame, members: Collection[str] | Mapping[object, Collection[str]]
) -> pd.Series:
    """Sum of bilateral flows over a set of countries, period by period.

    Parameters
    ----------
    flows : DataFrame
        One row per period, one column per country, all in one currency.
    members : collection of str, or mapping from period to such
        A fixed set, or the set of each period (a growing set). Members without a column, or
        without a figure in a period, add nothing.

    Returns
    -------
    Series
        Indexed as ``flows``.

    Raises
    ------
    ValueError
        If a growing set lacks a period of ``flows``, or no member has a column.
    """
    if not isinstance(members, Mapping):
        members = dict.fromkeys(flows.index, members)
    absent = [period for period in flows.index if period not in members]
    if absent:
        raise ValueError(f"the set has no members for {absent[0]!r}: give them for every period")
    if not any(country in flows.columns for group in members.values() for country in group):
        raise ValueError("no member of the set is among the columns of flows")
    inside = np.array([flows.columns.isin(list(members[period])) for period in flows.index])
    known = np.where(inside, flows.to_numpy(dtype=float), 0.0)
    return pd.Series(np.nansum(known, axis=1), index=flows.index)


def implied_rate(quoted: pd.Series, base: pd.Series) -> pd.Series:
    """The exchange rate at which a series published in two currencies was converted.

    Parameters
    ----------
    quoted, base : Series
        The same quantity in the quote currency and in the base currency, by period.

    Returns
    -------
    Series
        Units of the quote currency per unit of the base currency, for the periods that both have.
    """
    return (quoted / base).dropna()


def to_base(quoted: pd.Series, rate: pd.Series) -> pd.Series:
    """From the quote currency into the base currency, period by period.

    Parameters
    ----------
    quoted : Series
        Amounts in the quote currency, by period.
    rate : Series
        Units of the quote currency per unit of the base currency, by period.

    Returns
    -------
    Series
        Indexed as ``quoted``; missing in periods without a rate.
    """
    return quoted / rate.reindex(quoted.index)


def to_quote(amounts: pd.Series, rate: pd.Series) -> pd.Series:
    """From the base currency into the quote currency, period by period.

    Parameters
    ----------
    amounts : Series
        Amounts in the base currency, by period.
    rate : Series
        As for :func:`to_base`.

    Returns
    -------
    Series
        Indexed as ``amounts``; missing in periods without a rate.
    """
    return amounts * rate.reindex(amounts.index)


def fill_shares(shares: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
    """Shares of a whole in the years between benchmarks, on straight lines.

    Parameters
    ----------
    shares : DataFrame or Series
        One row per benchmark year (number or text); a member without a figure counts as nothing.

    Returns
    -------
    DataFrame or Series
        Every year from the first benchmark to the last, as text; at the benchmarks as given.

    Notes
    -----
    Lines keep the sum of the shares, so the parts still make up the whole. What they miss between
    benchmarks can be measured where all years are known: see the notebook that uses them.
    """
    known = shares.fillna(0).copy()
    known.index = known.index.astype(int)
    filled = known.reindex(range(known.index.min(), known.index.max() + 1)).interpolate()
    filled.index = filled.index.astype(str)
    filled.index.name = shares.index.name
    return filled


def accession(flows: pd.DataFrame, joined: pd.Series) -> pd.DataFrame:
    """How much of a growing set's growth is trade, and how much is new members.

    Each link of the chain compares two neighbouring periods. *Trade* is the growth of trade with
    those who belonged in the earlier one; *accession* is the step from them to all who belong in
    the later one, both measured in the later period. The two make up the whole change of the
    logarithm. Chaining the first gives an index of a growing set that accession cannot lift
    (a chained matched-sample index).

    Parameters
    ----------
    flows : DataFrame
        One row per period (year), one column per country, all in one currency.
    joined : Series
        Year of joining, indexed by country.

    Returns
    -------
    DataFrame
        By period from the second on in which anyone belongs: ``members``, and the changes of the
        logarithm ``trade``, ``accession`` and ``total``.

    Raises
    ------
    ValueError
        If nobody with a figure belongs before the last period.
    """
    values = flows.fillna(0).to_numpy(dtype=float)
    since = joined.astype(float).reindex(flows.columns).to_numpy()
    rows = {}
    for place, (before, after) in enumerate(pairwise(flows.index)):
        old, new = since <= int(before), since <= int(after)
        start, kept = values[place, old].sum(), values[place + 1, old].sum()
        end = values[place + 1, new].sum()
        if start > 0 and kept > 0:
            rows[after] = {
                "members": int(new.sum()),
                "trade": np.log(kept / start),
                "accession": np.log(end / kept),
                "total": np.log(end / start),
            }
    if not rows:
        raise ValueError("nobody with a figure belongs before the last period")
    return pd.DataFrame.from_dict(rows, orient="index")


def mirror_ratio(
    reported: pd.DataFrame, mirrored: pd.DataFrame, members: Collection[str] | None = None
) -> pd.Series:
    """One side's record of a flow over the other side's, where both have one.

    Parameters
    ----------
    reported, mirrored : DataFrame
        The same flows as the two sides record them: one row per period, one column per country.
    members : collection of str, optional
        Countries to sum over; by default all.

    Returns
    -------
    Series
        By period: sum of ``reported`` over sum of ``mirrored``, over countries with both figures.

    Notes
    -----
    Imports are recorded with freight and insurance (c.i.f.), exports without (f.o.b.), so imports
    over exports should lie somewhat above one, and exports over imports below. Goods sent through
    a third country are recorded by origin at one end and by next port at the other.
    """
    countries = [
        c
        for c in reported.columns.intersection(mirrored.columns)
        if members is None or c in set(members)
    ]
    periods = reported.index.intersection(mirrored.index)
    one, other = reported.loc[periods, countries], mirrored.loc[periods, countries]
    both = one.notna() & other.notna()
    return one.where(both).sum(axis=1) / other.where(both).sum(axis=1)

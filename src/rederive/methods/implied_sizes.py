"""Sizes that follow from what is printed about others: shares, growth rates, sums of groups.

Every function is pure; sizes are in any one unit, shares and rates in percent.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

Size = TypeVar("Size")
"""A number, a Series or an interval (``mpmath.iv.mpf``): what goes in comes out."""


def implied_market_total(size: Size, share: Size) -> Size:
    """The whole market that a printed size and its printed share imply.

    Parameters
    ----------
    size : float, Series or mpmath.iv.mpf
        Size of a firm or group of firms.
    share : same
        Its share in percent. Intervals give the interval of all markets that fit the rounding.

    Returns
    -------
    The market, in the unit of ``size``.
    """
    return size * 100 / share


def part_from_growth_rates(
    total: Size, growth_total: Size, growth_part: Size, growth_rest: Size
) -> Size:
    """One part of a total, when only the growth of the total, the part and the rest is known.

    Two parts that grow at different rates leave one unknown, the split of the year before, and the
    growth of their sum fixes it.

    Parameters
    ----------
    total : float or mpmath.iv.mpf
        The sum of part and rest, after the growth.
    growth_total, growth_part, growth_rest : same
        In percent. Intervals give the interval of all parts that fit the rounding.

    Returns
    -------
    The part after the growth, in the unit of ``total``.
    """
    whole, part, rest = (1 + rate / 100 for rate in (growth_total, growth_part, growth_rest))
    return total * part * (rest / whole - 1) / (rest - part)


def geometric_group(total: float, firms: int, largest: float) -> pd.Series:
    """One way to split a group whose sum, number and largest firm are known: a falling series.

    Parameters
    ----------
    total : float
        Sum of the sizes.
    firms : int
        How many, two or more.
    largest : float
        Size of the largest, between the mean and the total.

    Returns
    -------
    Series
        Sizes, the largest first, each the same fraction of the one before.

    Raises
    ------
    ValueError
        If the largest is not above the mean and below the total.
    """
    from scipy.optimize import brentq

    if not total / firms < largest < total:
        raise ValueError("the largest firm of a group lies between its mean and its total")
    ranks = np.arange(firms)
    ratio = brentq(lambda r: largest * (r**ranks).sum() - total, 0, 1)
    return pd.Series(largest * ratio**ranks)

"""Concentration of a market, also where the smaller firms are known only in sum.

Every function is pure. Shares are in percent of the market (0 to 100), the index runs from near 0
to 10 000.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
import pandas as pd

_ROUNDING = 1e-6


def market_shares(sizes: pd.Series, total: float | None = None) -> pd.Series:
    """Shares of the market, in percent.

    Parameters
    ----------
    sizes : Series
        Premium, sales or output by firm, not negative, in one unit.
    total : float, optional
        The whole market in the same unit; the sum of ``sizes`` by default.

    Raises
    ------
    ValueError
        If a size is negative or missing, or the firms are larger than the market.
    """
    numbers = np.asarray(sizes, dtype=float)
    whole = float(numbers.sum()) if total is None else float(total)
    if not (numbers >= 0).all() or not whole > 0:
        raise ValueError("a share needs sizes of zero or more and a market above zero")
    if numbers.sum() > whole * (1 + _ROUNDING):
        raise ValueError(f"the firms add up to {numbers.sum():g}, more than the market ({whole:g})")
    return sizes / whole * 100


def concentration_ratio(shares: pd.Series, firms: int) -> float:
    """Joint share of the largest firms, in percent (CR3 for ``firms=3``).

    Parameters
    ----------
    shares : Series
        Shares in percent; at least the ``firms`` largest must be among them.
    firms : int
        How many firms, one or more.

    Raises
    ------
    ValueError
        If there are fewer shares than firms, or they are not shares.
    """
    checked = _validated_shares(shares)
    if not 1 <= firms <= len(checked):
        raise ValueError(f"CR{firms} needs the shares of {firms} firms; there are {len(checked)}")
    return float(np.sort(checked)[::-1][:firms].sum())


def hhi_bounds(
    known: Sequence[float] | pd.Series, groups: Sequence[tuple[float, int]]
) -> tuple[float, float]:
    """The least and the greatest Herfindahl-Hirschman index that fit what is known (sharp bounds).

    The index (HHI) is the sum of the squared market shares of all firms: 10 000 for a monopoly,
    ``10 000 / n`` for ``n`` equal firms. The United States agencies call a market highly
    concentrated above 1 800, and moderately from 1 000 [3]_.

    Some firms are known one by one, the others only as groups: their joint share and their number.
    No firm of a group is larger than the smallest of those before it.

    Parameters
    ----------
    known : sequence of float
        Shares in percent of the largest firms.
    groups : sequence of (float, int)
        Joint share in percent and number of firms of each further group, by falling rank. Together
        with ``known`` they make 100; without any both bounds are the index itself.

    Returns
    -------
    lowest, highest : float
        Both are attained by some market, so that no narrower bounds hold.

    Raises
    ------
    ValueError
        If the shares do not add up to 100, or no market fits them.

    Notes
    -----
    The index is convex and Schur-convex, so it is least when each group is split evenly, and
    greatest at a vertex of the set of possible markets [1]_ [2]_. In rank order a vertex has some
    firms at the size of the smallest known one, then as many runs of equal firms as there are
    groups, then firms of no size; all places of the breaks are tried.

    References
    ----------
    .. [1] Kvålseth, T. O. (2018), "Relationship between concentration ratio and
       Herfindahl-Hirschman index: a re-examination based on majorization theory", Heliyon 4(10),
       e00846, doi:10.1016/j.heliyon.2018.e00846.
    .. [2] Sleuwaegen, L. and Dehandschutter, W. (1986), "The critical choice between the
       concentration ratio and the H-index in assessing industry performance", Journal of
       Industrial Economics 35(2), 193-208, doi:10.2307/2098358.
    .. [3] US Department of Justice and Federal Trade Commission (2023), Merger Guidelines,
       section 2.1 (guideline 1).
    """
    top = _validated_shares(pd.Series(known, dtype=float))
    joint = _validated_shares(pd.Series([share for share, _ in groups], dtype=float))
    firms = np.array([number for _, number in groups], dtype=int)
    whole = top.sum() + joint.sum()
    if abs(whole - 100) > 0.5:
        raise ValueError(
            f"firms and groups add up to {whole:g} percent, not 100: a group is missing"
        )
    if (firms < 1).any():
        raise ValueError("a group needs one firm or more")
    certain = float((top**2).sum())
    if not len(firms):
        return certain, certain
    cap = float(top.min()) if len(top) else 100.0
    means = joint / firms
    steps = np.diff(np.concatenate([[cap], means]))
    if (steps > _ROUNDING).any():
        raise ValueError(
            "no market fits: a group's average firm is larger than the firms before it"
        )
    lowest = certain + float((joint * means).sum())
    return lowest, max(lowest, certain + _greatest_sum_of_squares(joint, firms, cap))


def _greatest_sum_of_squares(joint: np.ndarray, firms: np.ndarray, cap: float) -> float:
    """Greatest sum of squares of falling sizes with given group sums, none above ``cap``."""
    first, lengths, at_cap, solved = _vertices(tuple(firms.tolist()))
    levels = (solved @ (joint - cap * at_cap)[..., None])[..., 0]
    ladder = np.concatenate([np.full((len(levels), 1), cap), levels], axis=1)
    fits = (np.diff(ladder, axis=1) <= _ROUNDING).all(axis=1) & (levels[:, -1] >= -_ROUNDING)
    squares = cap**2 * first + (levels**2 * lengths).sum(axis=1)
    return float(squares[fits].max(initial=0.0))


@lru_cache(32)
def _vertices(firms: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """All places of the breaks between runs of equal firms, for groups of so many firms.

    Returns
    -------
    first : ndarray
        Firms at the cap.
    lengths : ndarray
        Firms in each run after them.
    at_cap : ndarray
        Firms of each group at the cap.
    solved : ndarray
        Matrices that give the sizes of the runs from the sums of the groups beyond the cap.
    """
    edges = np.concatenate([[0], np.cumsum(firms)])
    count, groups = int(edges[-1]), len(firms)
    breaks = np.array(list(combinations(range(count + 1), groups + 1)))
    # Firms of group g in the run between two breaks.
    starts = np.concatenate([np.zeros((len(breaks), 1), int), breaks], axis=1)
    overlap = np.minimum(starts[:, None, 1:], edges[1:, None]) - np.maximum(
        starts[:, None, :-1], edges[:-1, None]
    )
    overlap = overlap.clip(0).astype(float)
    at_cap, runs = overlap[:, :, 0], overlap[:, :, 1:]
    solvable = np.abs(np.linalg.det(runs)) > _ROUNDING
    at_cap, runs, breaks = at_cap[solvable], runs[solvable], breaks[solvable]
    return breaks[:, 0], np.diff(breaks, axis=1), at_cap, np.linalg.inv(runs)


def _validated_shares(shares: pd.Series) -> np.ndarray:
    """The shares as numbers, if each lies between 0 and 100."""
    numbers = np.asarray(shares, dtype=float)
    if not ((numbers >= 0) & (numbers <= 100 + _ROUNDING)).all():
        raise ValueError("a market share lies between 0 and 100 percent")
    return numbers

"""Growth over time: rates, their averages, and what a product's growth is made of.

Every function is pure: it takes pandas objects or numbers and returns the same kind, or an
:class:`~rederive.methods.estimate.Estimate`. Rates are in percent.
"""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
import pandas as pd

from rederive.methods.checks import require_positive
from rederive.methods.estimate import Estimate
from rederive.methods.short_series import slope


def compound_annual_growth_rate(
    start: pd.Series | float, end: pd.Series | float, years: pd.Series | float
) -> pd.Series | float:
    """The constant yearly rate that leads from one level to another, in percent.

    The ``years``-th root of end over start, less one [1]_.

    Parameters
    ----------
    start, end : Series or float
        Positive levels in one unit.
    years : Series or float
        Years between the two, positive; parts of a year are allowed.

    Returns
    -------
    Series or float
        In percent a year.

    Raises
    ------
    ValueError
        If a level or the number of years is not positive.

    Notes
    -----
    It knows only the two ends: a bad first year makes a good rate.

    References
    ----------
    .. [1] Bureau of Economic Analysis, Regional definitions: compound annual growth rate,
       bea.gov/regional/definitions.
    """
    require_positive(start=start, end=end, years=years)
    return 100 * ((end / start) ** (1 / years) - 1)


def logarithmic_mean(a: pd.Series | float, b: pd.Series | float) -> pd.Series | float:
    """``(a - b) / (ln a - ln b)``, and ``a`` where the two are equal; for positive numbers."""
    require_positive(a=a, b=b)
    first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    logs = np.log(first) - np.log(second)
    same = np.isclose(logs, 0, atol=1e-12)
    mean = np.where(same, first, (first - second) / np.where(same, 1, logs))
    return pd.Series(mean, index=a.index) if isinstance(a, pd.Series) else float(mean)


def log_decomposition(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """What the growth of a product owes to each of its factors.

    For ``V = x1 * x2 * ...`` the logarithm of growth is the sum of the logarithms of the factors'
    growth, so the parts add up without a remainder: the additive logarithmic mean Divisia index
    (LMDI-I) of one aggregate [1]_.

    Parameters
    ----------
    before, after : Series
        Positive factors by name, in the same order of names, in two periods.

    Returns
    -------
    DataFrame
        By factor: ``growth`` of the factor over the whole time in percent; ``log_change``, its
        natural logarithm; ``share`` of the product's growth in percent (NaN if the product did
        not change); ``contribution``, in the unit of the product.

    Raises
    ------
    ValueError
        If the names differ or a factor is not positive.

    References
    ----------
    .. [1] Ang, B. W. (2005), "The LMDI approach to decomposition analysis: a practical guide",
       Energy Policy 33, 867-871, doi:10.1016/j.enpol.2003.10.010.
    """
    if list(before.index) != list(after.index):
        raise ValueError("the factors before and after have different names")
    require_positive(before=before, after=after)
    logs = np.log(after / before)
    total = float(logs.sum())
    share = 100 * logs / total if abs(total) > 1e-12 else logs * np.nan
    weight = logarithmic_mean(float(after.prod()), float(before.prod()))
    return pd.DataFrame(
        {
            "growth": 100 * (after / before - 1),
            "log_change": logs,
            "share": share,
            "contribution": weight * logs,
        }
    )


def trend_growth(
    values: pd.Series, *, filled: Collection[object] = (), level: float = 0.95
) -> Estimate:
    """Growth rate of a series from all its points: the slope of ln(y) on time.

    Unlike the compound rate it does not depend on the first and the last year only. The interval is
    that of :func:`rederive.methods.short_series.slope`.

    Parameters
    ----------
    values : Series
        Positive values, indexed by period (a year, as number or text); missing ones are left out.
    filled : collection
        Periods whose value was not observed but drawn between others. They take part in the slope
        and do not count as observations: with any of them there is no interval.
    level : float
        Coverage of the interval.

    Returns
    -------
    Estimate
        Growth ``100 * (exp(slope) - 1)``, in percent a period, with the interval of the slope
        carried through the same formula; ``observations`` without those filled.

    Raises
    ------
    ValueError
        If fewer than three points are left, or a value is not positive.
    """
    known = values.dropna()
    if len(known) < 3:
        raise ValueError(f"a trend needs three points or more; there are {len(known)}")
    require_positive(values=known)
    drawn = known.index.isin(list(filled))
    found = slope(
        np.log(known.to_numpy(dtype=float)), np.asarray(known.index, dtype=float), level=level
    )
    point, low, high = (
        float(100 * np.expm1(rate)) for rate in (found.point, found.low, found.high)
    )
    if drawn.any():
        low = high = math.nan
    return Estimate(point, low, high, level, found.method, observations=int((~drawn).sum()))

"""Growth over time: rates, their averages, and what a product's growth is made of.

Every function is pure: it takes pandas objects or numbers and returns the same kind. Rates are in
percent; an index is 100 in its base period.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def year_on_year(series: pd.Series) -> pd.Series:
    """Growth of each year on the year before, in percent.

    Parameters
    ----------
    series : Series
        Positive levels, indexed by consecutive years (``"2013"`` or ``2013``).

    Returns
    -------
    Series
        One shorter than the input: the first year has no year before.

    Raises
    ------
    ValueError
        If a level is not positive, or a year is missing in between.
    """
    _positive(series)
    years = series.index.astype(int)
    if (np.diff(years) != 1).any():
        raise ValueError("years are missing or out of order: growth on the year before needs both")
    return (100 * (series / series.shift(1) - 1)).iloc[1:]


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
    It knows the two ends alone: a bad first year makes a good rate.

    References
    ----------
    .. [1] Bureau of Economic Analysis, Regional definitions: compound annual growth rate,
       bea.gov/regional/definitions.
    """
    _positive(start)
    _positive(end)
    _positive(years)
    return 100 * ((end / start) ** (1 / years) - 1)


def average_growth(rates: pd.Series) -> float:
    """The constant rate that does the same as a run of yearly rates, in percent.

    The geometric mean of the growth factors, less one. It is never above the arithmetic mean of
    the rates, and equals :func:`compound_annual_growth_rate` of the first and last level.

    Parameters
    ----------
    rates : Series
        Yearly growth in percent, each above -100.

    Raises
    ------
    ValueError
        If there is no rate, or one is -100 percent or less.
    """
    factors = 1 + rates / 100
    if len(factors) == 0:
        raise ValueError("there is no growth rate to average")
    _positive(factors)
    return float(100 * (np.exp(np.log(factors).mean()) - 1))


def chained_index(rates: pd.Series, start: object, base: object | None = None) -> pd.Series:
    """Levels that follow from growth rates, as an index number.

    Parameters
    ----------
    rates : Series
        Growth of each period on the one before, in percent, each above -100.
    start : object
        Label of the period before the first rate.
    base : object, optional
        Period in which the index is 100; the start by default.

    Returns
    -------
    Series
        One longer than the input.

    Raises
    ------
    ValueError
        If a rate is -100 percent or less, or the base is not among the periods.
    """
    factors = 1 + rates / 100
    _positive(factors)
    levels = pd.concat([pd.Series([1.0], index=[start]), factors.cumprod()])
    base = start if base is None else base
    if base not in levels.index:
        raise ValueError(f"the base period {base!r} is not among the periods of the index")
    return 100 * levels / levels[base]


def logarithmic_mean(a: pd.Series | float, b: pd.Series | float) -> pd.Series | float:
    """``(a - b) / (ln a - ln b)``, and ``a`` where the two are equal; for positive numbers."""
    _positive(a)
    _positive(b)
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
    _positive(before)
    _positive(after)
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


def _positive(value: object) -> None:
    if not (np.asarray(value, dtype=float) > 0).all():
        raise ValueError("growth needs positive numbers: there is a zero, a negative or a gap")

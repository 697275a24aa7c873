"""Vehicles in use, by accounting: what was registered, less what is gone.

A stock cannot run ahead of its flows. A curve fitted to the stock can: it knows neither how many
vehicles are sold nor how long they last. Here each year's registrations (which happen, on average,
in its middle) are followed by a survival curve.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

Survival = Callable[[np.ndarray], np.ndarray]
"""Part of the vehicles of an age (years) that are still in use."""


def weibull(scale: float, shape: float, *, loss: float = 0.0) -> Survival:
    """Survival by a Weibull law, as fitted to vehicles by Hao and others [1]_.

    Parameters
    ----------
    scale : float
        Age at which 37 percent are left, years.
    shape : float
        How closely retirement gathers about that age.
    loss : float
        Part lost in each year of life besides, alike at every age (accidents, sales abroad).

    Returns
    -------
    callable

    Raises
    ------
    ValueError
        If scale or shape is not positive, or the loss not a part.

    References
    ----------
    .. [1] Hao, H., Wang, H., Ouyang, M. and Cheng, F. (2011). On vehicle survival.
    """
    if scale <= 0 or shape <= 0 or not 0 <= loss < 1:
        raise ValueError("a survival curve needs a positive scale and shape, and a loss below one")

    def left(age: np.ndarray) -> np.ndarray:
        years = np.maximum(np.asarray(age, dtype=float), 0.0)
        return np.exp(-((years / scale) ** shape)) * (1 - loss) ** years

    return left


def in_use(registered: pd.Series, years: pd.Index | range, survival: Survival) -> pd.Series:
    """Vehicles in use at the end of each year.

    Parameters
    ----------
    registered : Series
        Vehicles registered, by year (int).
    years : sequence of int
        Years whose ends are asked for.
    survival : callable
        From :func:`weibull`, or of its shape.

    Returns
    -------
    Series
        In the unit of the registrations; nothing is known of vehicles older than the first year.
    """
    cohorts = registered.index.to_numpy(dtype=float)
    rows = {}
    for year in years:
        age = year - cohorts + 0.5
        rows[year] = float((registered.to_numpy() * survival(age))[age > 0].sum())
    return pd.Series(rows)


def carried_forward(
    counted: float, registered: pd.Series, coming: pd.Series, survival: Survival
) -> pd.Series:
    """A count at the end of a year carried on by the registrations after it.

    Parameters
    ----------
    counted : float
        In use at the end of the last year of ``registered``.
    registered : Series
        Of the years up to the count: the ages of what was counted, in proportion.
    coming : Series
        Of the years after it.
    survival : callable

    Returns
    -------
    Series
        In use at the end of each year of ``coming``, in the unit of the count.

    Raises
    ------
    ValueError
        If the years do not follow each other.
    """
    last = registered.index.max()
    if list(coming.index) != list(range(last + 1, last + 1 + len(coming))):
        raise ValueError(f"registrations to come must begin in {last + 1} and leave out no year")
    left = in_use(registered, coming.index, survival)
    now = in_use(registered, [last], survival)[last]
    return counted * left / now + in_use(coming, coming.index, survival)


def loss_beyond(
    counted: pd.Series, registered: pd.Series, survival: Survival, *, leave_out: Iterable[int] = ()
) -> float:
    """Part of the vehicles in use that is lost a year besides what a survival curve takes.

    Parameters
    ----------
    counted : Series
        In use at the ends of consecutive years.
    registered : Series
        By year, from the oldest vehicles on: ages of what was counted, and what was added.
    survival : callable
        Without a loss of its own.
    leave_out : iterable of int
        Years that say nothing, since their registrations were not counted.

    Returns
    -------
    float
        The ``loss`` of :func:`weibull` with which each count, carried on by a year, meets the next
        one on average: a whole year's for what was in use before, half a year's for what was added.

    Raises
    ------
    ValueError
        If no year has a count, one before it, and registrations.
    """
    old = new = after = 0.0
    left_out = set(leave_out)
    for year in registered.index.intersection(counted.index):
        if year in left_out or year - 1 not in counted.index:
            continue
        past, nothing = registered.loc[: year - 1], pd.Series({year: 0.0})
        old += carried_forward(counted[year - 1], past, nothing, survival)[year]
        new += in_use(registered.loc[[year]], [year], survival)[year]
        after += counted[year]
    if not after:
        raise ValueError("no year has a count, one before it, and registrations")
    # old x^2 + new x = after, for what half a year leaves
    half_year = (np.sqrt(new**2 + 4 * old * after) - new) / (2 * old)
    return float(1 - half_year**2)

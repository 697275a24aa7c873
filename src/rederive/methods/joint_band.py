"""A band that holds a whole path, so that a count outside it, in any year, is a refutation.

Intervals by year are each passed at their own level, and several years give several chances to
miss. A joint band is as wide in each year as the spread there asks for, times one factor for all
years, so that whole paths lie inside at the level (one of the joint bands reviewed in [1]_).

References
----------
.. [1] Lutkepohl, H., Staszewska-Bystrova, A. and Winker, P. (2018). Constructing joint confidence
   bands for impulse response functions of VAR models: a review. DIW Discussion Paper 1762.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def joint_band(paths: np.ndarray, level: float) -> pd.DataFrame:
    """The band of simulated paths.

    Parameters
    ----------
    paths : ndarray
        A path a row, a year a column.
    level : float
        Share of the paths that lie inside in every year, between 0 and 1.

    Returns
    -------
    DataFrame
        By year (numbered from 0): ``middle`` (the median), ``low``, ``high``.

    Raises
    ------
    ValueError
        If there are fewer than a hundred paths, or they do not spread in some year.
    """
    spread = paths.std(axis=0, ddof=1)
    if len(paths) < 100 or not (spread > 0).all():
        raise ValueError("a joint band needs a hundred paths or more that differ in every year")
    middle = np.median(paths, axis=0)
    furthest = (np.abs(paths - middle) / spread).max(axis=1)
    half = np.quantile(furthest, level) * spread
    return pd.DataFrame({"middle": middle, "low": middle - half, "high": middle + half})


def inside(paths: np.ndarray, band: pd.DataFrame) -> np.ndarray:
    """Which paths never leave the band.

    Parameters
    ----------
    paths : ndarray
        A path a row, or one path.
    band : DataFrame
        From :func:`joint_band`.

    Returns
    -------
    ndarray of bool
    """
    low, high = band["low"].to_numpy(), band["high"].to_numpy()
    return ((paths >= low) & (paths <= high)).all(axis=-1)

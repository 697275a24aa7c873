"""An estimate with its interval: what every method gives that answers with one uncertain number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Estimate:
    """A number, and the interval in which the method puts it.

    Attributes
    ----------
    point : float
        The estimate, in the unit that the method names.
    low, high : float
        Ends of the interval, in the same unit; NaN where the data allow none.
    level : float
        Coverage of the interval that is aimed at, between 0 and 1 (0.95 for 95 percent).
    method : str
        How point and interval were made, for a caption.
    standard_error : float
        Of the point, in its unit; NaN where the method gives none.
    p_value : float
        For the hypothesis that the method names; NaN where there is none.
    observations : int
        How many took part.
    unit : str
        Of the point, where estimates in several units could meet; empty otherwise.
    """

    point: float
    low: float
    high: float
    level: float
    method: str
    standard_error: float = math.nan
    p_value: float = math.nan
    observations: int = 0
    unit: str = ""


def estimate_table(estimates: Mapping[str, Estimate], label: str = "estimate") -> pd.DataFrame:
    """Estimates of one quantity, one below the other.

    Parameters
    ----------
    estimates : mapping of str to Estimate
        By the name of the row.
    label : str
        Name of the quantity, the first column.

    Returns
    -------
    DataFrame
        Columns ``label``, ``standard error``, ``low``, ``high`` and ``observations``, all numbers.
    """
    rows = {
        name: [each.point, each.standard_error, each.low, each.high, each.observations]
        for name, each in estimates.items()
    }
    columns = [label, "standard error", "low", "high", "observations"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).astype(float)

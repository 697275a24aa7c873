"""Fixed effects of a panel taken off a variable: means of groups, and few dummies."""

from __future__ import annotations

import numpy as np
import pandas as pd


def without_singles(panel: pd.DataFrame, sets: list[str]) -> pd.DataFrame:
    """The rows without those that are the only one of an effect, which say nothing about change.

    Parameters
    ----------
    panel : DataFrame
    sets : list of str
        Columns whose values are fixed effects.

    Returns
    -------
    DataFrame
    """
    while True:
        kept = np.ones(len(panel), dtype=bool)
        for name in sets:
            kept &= panel.groupby(name)[name].transform("size").to_numpy() > 1
        if kept.all():
            return panel
        panel = panel[kept]


def within(values: np.ndarray, panel: pd.DataFrame, sets: list[str]) -> np.ndarray:
    """Values less their best explanation by the fixed effects, or by a constant.

    The first set is taken off as means; so it is from the dummies of the others, on which what is
    left is regressed (Frisch, Waugh and Lovell).

    Parameters
    ----------
    values : ndarray
        One a row of the panel.
    panel : DataFrame
    sets : list of str
        Columns whose values are fixed effects, that with the most values first.

    Returns
    -------
    ndarray
    """
    codes = [pd.factorize(panel[name])[0] for name in sets] or [np.zeros(len(panel), dtype=int)]
    first, others = codes[0], codes[1:]

    def centred(column: np.ndarray) -> np.ndarray:
        return column - (np.bincount(first, column) / np.bincount(first))[first]

    left = centred(values)
    if not others:
        return left
    dummies = [centred((code == one) * 1.0) for code in others for one in range(code.max() + 1)]
    design = np.column_stack(dummies)
    return left - design @ np.linalg.lstsq(design, left)[0]

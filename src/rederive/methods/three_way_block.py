"""Trade as a block of exporters, importers and years, and the three-way gravity model fitted to it.

On a block the sums that the model needs are sums along axes.
:func:`rederive.methods.three_way_newton.solved` fits the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

LINK = ["exporter", "importer"]
AXES = {"exporter": 0, "importer": 1, "year": 2}
"""Axes of a block."""


@dataclass(frozen=True)
class Block:
    """Trade and regressors by exporter, importer and year; nothing where there is no row.

    Attributes
    ----------
    names : tuple of str
        Of the regressors.
    exporters, importers, years : Index
        Along the axes.
    trade : ndarray
        Exporter by importer by year.
    regressors : ndarray
        Regressor by exporter by importer by year.
    known : ndarray
        Where the data have a row.
    """

    names: tuple[str, ...]
    exporters: pd.Index
    importers: pd.Index
    years: pd.Index
    trade: np.ndarray
    regressors: np.ndarray
    known: np.ndarray

    def only(self, rows: np.ndarray) -> Block:
        """The block with these of its rows (true where one stays)."""
        known = self.known & rows
        return replace(self, trade=self.trade * known, known=known)

    def without(self, country: str) -> Block:
        """The block without the rows of a country."""
        outside = [side != country for side in (self.exporters, self.importers)]
        return self.only(outside[0][:, None, None] & outside[1][:, None])

    def on(self, regressors: dict[str, np.ndarray]) -> Block:
        """The block with other regressors."""
        shape = (len(regressors), *self.trade.shape)
        stacked = np.empty(shape)
        for place, values in enumerate(regressors.values()):
            stacked[place] = values
        return replace(self, names=tuple(regressors), regressors=stacked)


@dataclass(frozen=True)
class Fitted:
    """The model at its optimum.

    Attributes
    ----------
    block : Block
    estimates : ndarray
        One per regressor.
    mean : ndarray
        Expected trade.
    cleared : ndarray
        Regressors less what the fixed effects explain, by weighted least squares.
    hessian : ndarray
        Of the profiled likelihood, with the sign turned: positive definite.
    """

    block: Block
    estimates: np.ndarray
    mean: np.ndarray
    cleared: np.ndarray
    hessian: np.ndarray

    @property
    def scores(self) -> np.ndarray:
        """Of each regressor in each exporter, importer and year."""
        return self.cleared * (self.block.trade - self.mean)


def block(
    flows: pd.DataFrame,
    regressors: Iterable[str],
    *,
    outcome: str = "exports_usd",
    square: bool = True,
) -> Block:
    """The rows of a table as a block.

    Parameters
    ----------
    flows : DataFrame
        Columns ``exporter``, ``importer``, ``year``, the outcome and the regressors.
    regressors : iterable of str
    outcome : str
        Column of trade, at least zero.
    square : bool
        Whether both sides have all countries, in one order, as errors by link need them.

    Returns
    -------
    Block
        In units of mean trade.

    Raises
    ------
    ValueError
        If a link has two rows in a year, or trade is negative or missing.
    """
    names = tuple(regressors)
    if not (flows[outcome] >= 0).all():
        raise ValueError(f"{outcome} must be known and at least zero in every row")
    if flows.duplicated([*LINK, "year"]).any():
        raise ValueError("a link has more than one row in a year: add them up first")
    exporters, importers, years = (pd.Index(flows[name].unique()).sort_values() for name in AXES)
    if square:
        exporters = importers = exporters.union(importers)
    axes = (exporters, importers, years)
    place = tuple(axis.get_indexer(flows[name]) for name, axis in zip(AXES, axes, strict=True))
    shape = tuple(len(axis) for axis in axes)

    def filled(values: np.ndarray) -> np.ndarray:
        array = np.zeros(shape)
        array[place] = values
        return array

    mean = flows[outcome].mean()
    return Block(
        names,
        exporters,
        importers,
        years,
        filled(flows[outcome].to_numpy(dtype=float) / (mean if mean > 0 else 1)),
        np.array([filled(flows[name].to_numpy(dtype=float)) for name in names]).reshape(-1, *shape),
        filled(np.ones(len(flows))) > 0,
    )

"""The three-way gravity model on a block of exporters, importers and years.

On a block the sums that the model needs are sums along axes: the fixed effects follow from the
margins of trade by proportional fitting, and the coefficients by Newton's steps on regressors
cleared of them [1]_. That is plain and exact; :mod:`rederive.methods.three_way_newton` finds the
same optimum in a fraction of the time, where many models are fitted. A test holds it against
pyfixest.

References
----------
.. [1] Correia, S., Guimaraes, P. and Zylkin, T. (2020). Fast Poisson estimation with
   high-dimensional fixed effects. *Stata Journal* 20, 95-115.
   https://doi.org/10.1177/1536867X20909691
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from rederive.methods.optimum import ConvergenceError
from rederive.methods.three_way_effects import ratio

LINK = ["exporter", "importer"]
STEPS, ROUNDS = 60, 5000
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


def fitted(
    data: Block, *, start: np.ndarray | None = None, held: np.ndarray | None = None
) -> Fitted:
    """Poisson pseudo-maximum likelihood with exporter-year, importer-year and pair effects.

    Parameters
    ----------
    data : Block
    start : ndarray, optional
        Coefficients to begin with.
    held : ndarray of bool, optional
        Coefficients that stay at their start (a hypothesis).

    Returns
    -------
    Fitted

    Raises
    ------
    ConvergenceError
        If Newton's steps do not end.

    Notes
    -----
    A link, exporter or importer that never trades is fitted at nothing, and tells nothing. Where a
    regressor separates zeros from trade there is no optimum; this does not look for such rows, and
    ends in the error. The wild bootstrap draws a sign for every link whose score is not exactly
    nothing, and so depends on the last digit of this function.
    """
    beta = np.zeros(len(data.names)) if start is None else np.array(start, dtype=float)
    free = np.ones(len(beta), dtype=bool) if held is None else ~held
    effects = data.known.astype(float)
    for _ in range(STEPS):
        mean = _with_margins(data, beta, effects)
        effects = mean / np.exp(np.tensordot(beta, data.regressors, 1))
        cleared = _cleared(data.regressors, mean)
        hessian = np.einsum("kijt,lijt,ijt->kl", cleared, cleared, mean, optimize=True)
        score = (cleared * (data.trade - mean)).sum(axis=(1, 2, 3))
        step = np.zeros_like(beta)
        step[free] = np.linalg.solve(hessian[np.ix_(free, free)], score[free])
        if np.abs(step).max() < 1e-9:
            return Fitted(data, beta, mean, cleared, hessian)
        beta = beta + np.clip(step, -1, 1)
    raise ConvergenceError(
        f"the gravity model of {', '.join(data.names)}: no optimum was found in {STEPS} steps; "
        "leave out regressors or countries that hardly trade"
    )


def _with_margins(data: Block, beta: np.ndarray, effects: np.ndarray) -> np.ndarray:
    """Expected trade with these coefficients, whose margins are those of trade."""
    mean = effects * np.exp(np.tensordot(beta, data.regressors, 1)) * data.known
    sums = [data.trade.sum(axis=axis, keepdims=True) for axis in range(3)]
    for _ in range(ROUNDS):
        before = mean
        for axis in range(3):
            mean = mean * ratio(sums[axis], mean.sum(axis=axis, keepdims=True))
        if np.abs(mean - before).max() < 1e-10 * mean.max():
            return mean
    raise ConvergenceError("proportional fitting to the margins of trade did not end")


def _cleared(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Values less their best explanation by the three sets of effects (alternating projections)."""
    sums = [weights.sum(axis=axis, keepdims=True) for axis in range(3)]
    left = values * (weights > 0)
    for _ in range(ROUNDS):
        before = left
        for axis in range(3):
            means = [
                ratio((weights * one).sum(axis=axis, keepdims=True), sums[axis]) for one in left
            ]
            left = (left - np.stack(means)) * (weights > 0)
        if np.abs(left - before).max() < 1e-10:
            return left
    raise ConvergenceError("the regressors could not be cleared of the fixed effects")

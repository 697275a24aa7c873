"""The three-way gravity model on a block of exporters, importers and years: many refits, quickly.

:func:`rederive.methods.gravity.three_way` fits one model to a table. Errors by resampling, and the
correction for many fixed effects, need the same model hundreds of times, or its scores by pair. On
a block both are sums along the axes: the fixed effects follow from the margins of trade by
proportional fitting, and the coefficients by Newton's steps on regressors cleared of them [1]_. A
test holds it against pyfixest.

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

from rederive.methods.gravity import LINK
from rederive.methods.optimum import ConvergenceError

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
    countries : Index
        Exporters and importers, in one order.
    trade : ndarray
        Exporter by importer by year.
    regressors : ndarray
        Regressor by exporter by importer by year.
    known : ndarray
        Where the data have a row.
    """

    names: tuple[str, ...]
    countries: pd.Index
    trade: np.ndarray
    regressors: np.ndarray
    known: np.ndarray

    def without(self, country: str) -> Block:
        """The block without the rows of a country."""
        known = self.known.copy()
        place = self.countries.get_loc(country)
        known[place] = False
        known[:, place] = False
        return replace(self, trade=self.trade * known, known=known)


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


def block(flows: pd.DataFrame, regressors: Iterable[str], *, outcome: str = "exports_usd") -> Block:
    """The rows of a table as a block.

    Parameters
    ----------
    flows : DataFrame
        Columns ``exporter``, ``importer``, ``year``, the outcome and the regressors.
    regressors : iterable of str
    outcome : str
        Column of trade, at least zero.

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
    countries = pd.Index(sorted(set(flows["exporter"]) | set(flows["importer"])))
    years = pd.Index(sorted(set(flows["year"])))
    place = tuple(countries.get_indexer(flows[side]) for side in LINK)
    place = (*place, years.get_indexer(flows["year"]))
    shape = (len(countries), len(countries), len(years))

    def filled(values: np.ndarray) -> np.ndarray:
        array = np.zeros(shape)
        array[place] = values
        return array

    mean = flows[outcome].mean()
    return Block(
        names,
        countries,
        filled(flows[outcome].to_numpy(dtype=float) / (mean if mean > 0 else 1)),
        np.stack([filled(flows[name].to_numpy(dtype=float)) for name in names]),
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
    regressor separates zeros from trade there is no optimum; unlike
    :func:`rederive.methods.gravity.ppml` this does not look for such rows, and ends in the error.
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


def _ratio(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.divide(one, other, out=np.zeros_like(one), where=other > 0)


def _with_margins(data: Block, beta: np.ndarray, effects: np.ndarray) -> np.ndarray:
    """Expected trade with these coefficients, whose margins are those of trade."""
    mean = effects * np.exp(np.tensordot(beta, data.regressors, 1)) * data.known
    sums = [data.trade.sum(axis=axis, keepdims=True) for axis in range(3)]
    for _ in range(ROUNDS):
        before = mean
        for axis in range(3):
            mean = mean * _ratio(sums[axis], mean.sum(axis=axis, keepdims=True))
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
                _ratio((weights * one).sum(axis=axis, keepdims=True), sums[axis]) for one in left
            ]
            left = (left - np.stack(means)) * (weights > 0)
        if np.abs(left - before).max() < 1e-10:
            return left
    raise ConvergenceError("the regressors could not be cleared of the fixed effects")

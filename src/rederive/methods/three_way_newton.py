"""The three-way gravity model solved in three or four steps: Newton's, on all parameters together.

Iterated weighted least squares [1]_: each step clears the regressors of the fixed effects under the
weights that the last one left (:mod:`rederive.methods.three_way_effects`). It begins where expected
trade has nearly the sums that trade has; from there the steps are few. It finds the same optimum as
pyfixest, against which tests hold it.

References
----------
.. [1] Correia, S., Guimaraes, P. and Zylkin, T. (2020). Fast Poisson estimation with
   high-dimensional fixed effects. *Stata Journal* 20, 95-115.
   https://doi.org/10.1177/1536867X20909691
"""

from __future__ import annotations

import numpy as np

from rederive.methods.optimum import ConvergenceError
from rederive.methods.three_way_block import Block, Fitted
from rederive.methods.three_way_effects import Effects, ratio

STEPS, ROUNDS = 60, 10
FAINT = -200.0
"""Logarithm below which expected trade is not followed further."""


def solved(data: Block) -> Fitted:
    """Poisson pseudo-maximum likelihood with exporter-year, importer-year and pair effects.

    Parameters
    ----------
    data : Block

    Returns
    -------
    Fitted
        Without the regressors that the fixed effects, or those before them, explain.

    Raises
    ------
    ConvergenceError
        If Newton's steps do not end.

    Notes
    -----
    A link, exporter or importer that never trades is fitted at nothing, and tells nothing. Where a
    regressor separates zeros from trade there is no optimum; this does not look for such rows, and
    ends in the error.
    """
    beta = np.zeros(len(data.names))
    trading = _trading(data)
    level = _logarithms(_proportional(data.trade, trading * 1.0))
    for number in range(STEPS):
        expected = np.exp(level) * trading
        missed = ratio(data.trade - expected, expected)
        try:
            cleared = Effects(expected).cleared(np.concatenate([missed[None], data.regressors]))
        except np.linalg.LinAlgError:  # expected trade that vanishes: there is no optimum
            break
        left, cleared = cleared[0], cleared[1:]
        weighted = cleared * expected
        hessian = np.tensordot(weighted, cleared, axes=([1, 2, 3], [1, 2, 3]))
        if number == 0:
            apart = _apart(hessian, np.einsum("kijt,kijt,ijt->k", *[data.regressors] * 2, expected))
            if len(apart) < len(beta):
                return solved(data.on({data.names[k]: data.regressors[k] for k in apart}))
        change = np.linalg.solve(hessian, np.tensordot(weighted, left, 3))
        step = missed - left + np.tensordot(change, cleared, 1)
        beta = beta + change
        still = np.abs(change).max(initial=0.0) < 1e-9
        if still and (expected * step**2).sum() < 1e-12 * expected.sum():
            return Fitted(data, beta, expected, cleared, hessian)
        level = np.maximum(level + step, FAINT)
    raise ConvergenceError(
        f"the gravity model of {', '.join(data.names)}: no optimum was found in {STEPS} steps; "
        "leave out regressors or countries that hardly trade"
    )


def without_effect(data: Block, name: str) -> Fitted:
    """The model under the hypothesis that a coefficient is nothing.

    Parameters
    ----------
    data : Block
    name : str
        Of the regressor; no regressor of the block may be explained by the others.

    Returns
    -------
    Fitted
        With every regressor cleared of the fixed effects; the coefficient is zero.
    """
    others = {
        one: values for one, values in zip(data.names, data.regressors, strict=True) if one != name
    }
    fit = solved(data.on(others))
    cleared = Effects(fit.mean).cleared(data.regressors)
    hessian = np.tensordot(cleared * fit.mean, cleared, axes=([1, 2, 3], [1, 2, 3]))
    estimates = np.insert(fit.estimates, data.names.index(name), 0.0)
    return Fitted(data, estimates, fit.mean, cleared, hessian)


def _apart(products: np.ndarray, sizes: np.ndarray) -> list[int]:
    """Places of regressors that neither the fixed effects nor those before them explain.

    From the products of what the fixed effects leave of them, and their squares before.
    """
    kept: list[int] = []
    for place, size in enumerate(sizes):
        beside = products[kept, place]
        explained = beside @ np.linalg.solve(products[np.ix_(kept, kept)], beside)
        if products[place, place] - explained > 1e-9 * size:
            kept.append(place)
    return kept


def _proportional(trade: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Expected trade without regressors, nearly: scaled in turn to the sums of trade by effect."""
    sums = [trade.sum(axis=axis, keepdims=True) for axis in range(3)]
    for _ in range(ROUNDS):
        for axis in range(3):
            mean = mean * ratio(sums[axis], mean.sum(axis=axis, keepdims=True))
    return mean


def _logarithms(mean: np.ndarray) -> np.ndarray:
    return np.log(mean, out=np.full_like(mean, FAINT), where=mean > 0)


def _trading(data: Block) -> np.ndarray:
    """Rows whose link, exporter and importer (in the year) all trade; others are fitted at 0."""
    rows = data.known
    for axis in range(3):
        rows = rows & (data.trade.sum(axis=axis, keepdims=True) > 0)
    return rows

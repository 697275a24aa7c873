"""Values less what the fixed effects of exporter-year, importer-year and pair explain.

Weighted least squares of ``v_ijt`` on ``a_it + b_jt + c_ij`` is the step that a gravity model takes
again and again. Alternating projections need hundreds of rounds where countries are unequal, and
stop short of the answer. Here the normal equations are solved: the largest of the three sets of
effects falls out as means, the next one block by block, and the rest is one small system.

The identity: with means of the first set taken off, the normal equations of the other two are
``[[A, C], [C', B]]``, where ``A`` and ``B`` are blocks of the size of the third axis; the effects
of the second solve ``(B - C' inv(A) C) b = r_b - C' inv(A) r_a`` (Schur complement), and those of
the first are ``inv(A) (r_a - C b)``. With ``inv(A) = R' R`` and ``H = R C`` the complement is
``B - H' H``.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import cho_factor, cho_solve

EDGE = 1e-11
"""Parts of a scaled matrix that are nothing: effects are known but for constants between them."""


class Effects:
    """The three sets of effects of a block, under given weights.

    Parameters
    ----------
    weights : ndarray
        Exporter by importer by year (or any three axes), at least zero; zero where there is no row.
    """

    def __init__(self, weights: np.ndarray) -> None:
        self.order = np.argsort([-size for size in weights.shape], kind="stable")
        self.weights = _in_sheets(weights.transpose(self.order))
        self.share = ratio(self.weights, self.weights.sum(axis=2, keepdims=True))
        own, cross, other = self._normal_equations()
        size = other.shape[0] * other.shape[1]
        self.root = _roots(own)
        self.half = self.root @ cross.reshape(*own.shape[:2], size)
        half = self.half.reshape(-1, size)
        rest = _block_diagonal(other)
        self.scale = _scale(np.diag(rest))
        rest -= half.T @ half
        rest *= self.scale[:, None] * self.scale
        rest[np.diag_indices(size)] += EDGE + (self.scale == 0)
        self.factor = cho_factor(rest, overwrite_a=True, check_finite=False)

    def _normal_equations(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """``A`` and ``B`` block by block, and ``C``, once the means of the pairs are taken off."""
        weights, share = self.weights, self.share
        every = np.arange(weights.shape[2])
        by_first = -np.matmul(weights.transpose(0, 2, 1), share)
        by_first[:, every, every] += weights.sum(axis=1)
        by_second = -np.matmul(weights.transpose(1, 2, 0), share.transpose(1, 0, 2))
        by_second[:, every, every] += weights.sum(axis=0)
        cross = -weights.transpose(0, 2, 1)[..., None] * share[:, None]
        cross[:, every, :, every] += weights.transpose(2, 0, 1)
        return by_first, cross, by_second

    def cleared(self, values: np.ndarray) -> np.ndarray:
        """The values less their best explanation by the effects.

        Parameters
        ----------
        values : ndarray
            Any number of arrays of the shape of the weights, one below the other.

        Returns
        -------
        ndarray
            Of the same shape; nothing where the weight is nothing.
        """
        places = (0, *(1 + self.order))
        left = self._centred(_in_sheets(values.transpose(places)))
        count, first, _, years = left.shape
        weighted = self.weights * left
        half = self.half.reshape(first * years, -1)
        own = np.einsum("acd,kad->kac", self.root, weighted.sum(axis=2)).reshape(count, -1)
        rest = self.scale * (weighted.sum(axis=1).reshape(count, -1) - own @ half)
        other = self.scale * cho_solve(self.factor, rest.T, check_finite=False).T
        own = (own - other @ half.T).reshape(count, first, years)
        own = np.einsum("adc,kad->kac", self.root, own)
        left -= own.reshape(count, first, 1, years)
        left -= other.reshape(count, 1, -1, years)
        left = self._centred(left) * (self.weights > 0)
        return left.transpose(np.argsort(places))

    def _centred(self, values: np.ndarray) -> np.ndarray:
        return values - np.einsum("kabc,abc->kab", values, self.share)[..., None]


def _in_sheets(values: np.ndarray) -> np.ndarray:
    """The same with each year (the short axis) in one piece of memory, which is quicker to add."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(values, -1, -3)), -3, -1)


def ratio(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """One over the other, and nothing where the other is nothing."""
    return np.divide(one, other, out=np.zeros_like(one), where=other > 0)


def _scale(diagonal: np.ndarray) -> np.ndarray:
    """What gives a matrix with this diagonal one of ones (of nothing where it is nothing)."""
    return np.divide(
        1.0, np.sqrt(np.abs(diagonal)), out=np.zeros_like(diagonal), where=diagonal > 0
    )


def _roots(blocks: np.ndarray) -> np.ndarray:
    """``R`` such that ``R' R`` is a generalised inverse, of each of some symmetric matrices."""
    scale = _scale(np.diagonal(blocks, axis1=1, axis2=2))
    values, vectors = np.linalg.eigh(blocks * scale[:, :, None] * scale[:, None])
    kept = np.where(values > EDGE, values, 0.0)
    return _scale(kept)[..., None] * vectors.swapaxes(1, 2) * scale[:, None]


def _block_diagonal(blocks: np.ndarray) -> np.ndarray:
    """One matrix with these blocks along its diagonal."""
    count, size, _ = blocks.shape
    whole = np.zeros((count, size, count, size))
    every = np.arange(count)
    whole[every, :, every] = blocks
    return whole.reshape(count * size, -1)

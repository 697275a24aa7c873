"""How sure a three-way gravity model is: the same effects under five kinds of error.

Errors clustered by pair are the custom. They are too small when a panel has few countries, since
the fixed effects use up a part of each residual, and the estimates themselves are then not quite
centred [1]_. They also take for many what may be few: where one country's links are treated, a
dozen of them can carry the weight [2]_. No library has these for a Poisson model with fixed
effects: ``wildboottest`` and the bootstrap of pyfixest are for least squares.

References
----------
.. [1] Weidner, M. and Zylkin, T. (2021). Bias and consistency in three-way gravity models. Journal
   of International Economics 132, 103513. https://doi.org/10.1016/j.jinteco.2021.103513
.. [2] MacKinnon, J. G., Nielsen, M. O. and Webb, M. D. (2023). Cluster-robust inference: a guide to
   empirical practice. Journal of Econometrics 232, 272-299.
   https://doi.org/10.1016/j.jeconom.2022.04.001
.. [3] Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2011). Robust inference with multiway
   clustering. Journal of Business and Economic Statistics 29, 238-249.
   https://doi.org/10.1198/jbes.2010.07136
.. [4] Kline, P. and Santos, A. (2012). A score based approach to wild bootstrap inference. Journal
   of Econometric Methods 1, 23-41. https://doi.org/10.1515/2156-6674.1006
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import TypeVar

import numpy as np
import pandas as pd

from rederive.methods.three_way_block import AXES, Fitted
from rederive.methods.three_way_newton import solved, without_effect

Numbers = TypeVar("Numbers", float, np.ndarray)


def clustered(fit: Fitted, by: Iterable[str] = ()) -> pd.Series:
    """Standard errors clustered by pair, or by several of exporter, importer and year at once.

    Parameters
    ----------
    fit : Fitted
    by : iterable of {"exporter", "importer", "year"}, optional
        Ways of clustering, by inclusion and exclusion [3]_; by pair if none.

    Returns
    -------
    Series
        By regressor; with the factor ``G / (G - 1)``, ``G`` the least number of clusters of a way.
    """
    ways = list(by)
    if not ways:
        count = (fit.block.trade.sum(axis=2) > 0).sum()
        return _errors(fit, _products(fit.scores.sum(axis=3)), count)
    middle = np.zeros_like(fit.hessian)
    for size in range(1, len(ways) + 1):
        for joint in combinations(ways, size):
            others = tuple(1 + axis for name, axis in AXES.items() if name not in joint)
            middle += (-1) ** (size + 1) * _products(fit.scores.sum(axis=others))
    counts = [fit.mean.any(axis=tuple(a for a in range(3) if a != AXES[w])).sum() for w in ways]
    return _errors(fit, middle, min(counts))


def _products(scores: np.ndarray) -> np.ndarray:
    """Sum over clusters of the products of their scores."""
    flat = scores.reshape(len(scores), -1)
    return flat @ flat.T


def _errors(fit: Fitted, middle: np.ndarray, clusters: int) -> pd.Series:
    inverse = np.linalg.inv(fit.hessian)
    variance = np.diag(inverse @ middle @ inverse) * clusters / (clusters - 1)
    return pd.Series(np.sqrt(np.maximum(variance, 0)), index=list(fit.block.names))


def weidner_zylkin(fit: Fitted) -> pd.DataFrame:
    """The analytical correction for many fixed effects, of the estimates and of their errors [1]_.

    Parameters
    ----------
    fit : Fitted

    Returns
    -------
    DataFrame
        By regressor: ``estimate``; ``bias``, to be taken off; ``corrected``; and the ``error`` of
        the corrected estimate, clustered by pair.

    Notes
    -----
    Reproduces the example of the authors' own program ``ppml_fe_bias`` (manufactures of 65
    countries; bias 0.0076568, error 0.0419559) to the digits it prints.
    """
    trade = _Profiled(fit)
    inverse = np.linalg.inv(fit.hessian)
    bias = inverse @ (trade.side_bias(1) + trade.side_bias(0))
    count = (fit.block.trade.sum(axis=2) > 0).sum()
    error = _errors(fit, trade.middle(inverse), count)
    table = pd.DataFrame(
        {"estimate": fit.estimates, "bias": bias, "corrected": fit.estimates - bias},
        index=list(fit.block.names),
    )
    return table.assign(error=error)


class _Profiled:
    """The model with the effects of pairs profiled out: scores, Hessians and what they leave."""

    def __init__(self, fit: Fitted) -> None:
        trade, mean = fit.block.trade, fit.mean
        years = trade.shape[2]
        self.fit, self.unit = fit, np.eye(years)
        self.score = trade - mean
        self.total = mean.sum(axis=2)
        positive = self.total[:, :, None] > 0
        self.share = np.divide(
            mean, self.total[:, :, None], out=np.zeros_like(mean), where=positive
        )
        outer = self.share[..., None] * self.share[..., None, :]
        self.hessian = self.total[:, :, None, None] * (self.unit * self.share[..., None] - outer)
        self.turned = np.einsum("ijts,kijs->kijt", self.hessian, fit.cleared)

    def side_bias(self, axis: int) -> np.ndarray:
        """Bias of the scores from the effects of exporters (sums over axis 1) or importers (0)."""
        side = "i" if axis == 1 else "j"
        inverse = np.linalg.pinv(self.hessian.sum(axis=axis), hermitian=True)
        crossed = np.einsum(f"kijt,ijs->k{side}ts", self.turned, self.score)
        first = -np.einsum("nts,knst->k", inverse, crossed)
        centre = (self.share * self.fit.cleared).sum(axis=3, keepdims=True)
        moved = self.share * (self.fit.cleared - centre)
        third = self.unit * moved[..., None] - moved[..., None] * self.share[..., None, :]
        third -= self.share[..., None] * moved[..., None, :]
        third = -(self.total[:, :, None, None] * third).sum(axis=axis + 1)
        squares = np.einsum(f"ijt,ijs->{side}ts", self.score, self.score)
        second = 0.5 * np.einsum("nts,knsr,nrq,nqt->k", inverse, third, inverse, squares)
        partners = (self.total > 0).any(axis=1 - axis).sum()
        return (first + second) * partners / (partners - 1)

    def middle(self, inverse: np.ndarray) -> np.ndarray:
        """Products of the scores of pairs, enlarged by what each has of leverage."""
        cleared = self.fit.cleared
        leverage = self._effects_leverage()
        leverage = leverage + np.einsum("kijt,kl,lijs->ijts", cleared, inverse, cleared)
        kept = self.unit - np.einsum("ijts,ijsr->ijtr", self.hessian, leverage)
        enlarged = np.linalg.solve(kept, self.score[..., None])[..., 0]
        scores = np.einsum("kijt,ijt->kij", cleared, self.score)
        product = np.einsum("kij,lij->kl", np.einsum("kijt,ijt->kij", cleared, enlarged), scores)
        return (product + product.T) / 2

    def _effects_leverage(self) -> np.ndarray:
        """Of each pair's years, through the effects of its two ends in each year."""
        count, _, years = self.score.shape
        design = np.zeros((2, count, years, 2, count, years))
        every = np.arange(count)
        design[0, every, :, 0, every] = self.hessian.sum(axis=1)
        design[1, every, :, 1, every] = self.hessian.sum(axis=0)
        design[0, :, :, 1] = self.hessian.transpose(0, 2, 1, 3)
        design[1, :, :, 0] = self.hessian.transpose(1, 2, 0, 3)
        size = 2 * count * years
        inverse = np.linalg.pinv(design.reshape(size, size), hermitian=True).reshape(design.shape)
        own = [inverse[side, every, :, side, every] for side in (0, 1)]
        crossed = inverse[0, :, :, 1].transpose(0, 2, 1, 3)
        return own[0][:, None] + own[1][None] + crossed + crossed.transpose(0, 1, 3, 2)


def _of_links(fit: Fitted, values: np.ndarray) -> np.ndarray:
    """Sums by link of two countries, both directions together: one cluster each."""
    both = values + values.swapaxes(-1, -2)
    rows, columns = np.triu_indices(values.shape[-1], 1)
    return both[..., rows, columns]


def effective_clusters(fit: Fitted, name: str) -> float:
    """How many links of equal weight would tell as much about a coefficient.

    Parameters
    ----------
    fit : Fitted
    name : str
        Of a regressor.

    Returns
    -------
    float
        ``(sum of weights)^2 / sum of squared weights``; the weight of a link of two countries is
        its part of the Hessian.
    """
    regressor = _alone(fit, name)
    weights = _of_links(fit, (regressor**2 * fit.mean).sum(axis=2))
    return float(weights.sum() ** 2 / (weights**2).sum())


def _alone(fit: Fitted, name: str) -> np.ndarray:
    """A regressor cleared of the fixed effects and of the other regressors."""
    place = fit.block.names.index(name)
    others = [k for k in range(len(fit.block.names)) if k != place]
    if not others:
        return fit.cleared[place]
    parts = np.linalg.solve(fit.hessian[np.ix_(others, others)], fit.hessian[others, place])
    return fit.cleared[place] - np.tensordot(parts, fit.cleared[others], 1)


def wild_bootstrap(fit: Fitted, name: str, *, draws: int = 1999, seed: int = 0) -> pd.Series:
    """A wild bootstrap of the scores, by links of two countries [4]_.

    The score of each link keeps or changes its sign at random, and the t statistic is computed for
    each draw; in place of the table of the normal distribution stands that of the draws. A sign is
    drawn for every link that ever trades, also where its score is zero up to rounding: the
    draws are the same on every machine.

    Parameters
    ----------
    fit : Fitted
    name : str
        Of the regressor that is tested.
    draws, seed : int

    Returns
    -------
    Series
        ``p``, of no effect, drawn under that hypothesis; ``p_free``, drawn at the estimate;
        ``error``, clustered by link; and ``low`` and ``high``, the interval of 95 percent from the
        draws at the estimate.

    Notes
    -----
    With few treated links the draws under the hypothesis reject too rarely, those at the estimate
    too often; where both agree, either can be trusted (MacKinnon, Nielsen and Webb [2]_).
    """
    place = fit.block.names.index(name)
    random = np.random.default_rng(seed)
    trading = _of_links(fit, fit.block.trade.sum(axis=2)) > 0
    drawn, seen = {}, {}
    for kind, at in {"p": without_effect(fit.block, name), "p_free": fit}.items():
        regressor = _alone(at, name)
        scores = _of_links(at, (regressor * (at.block.trade - at.mean)).sum(axis=2))[trading]
        signs = random.choice([-1.0, 1.0], size=(draws, len(scores)))
        drawn[kind] = np.abs(_studentised(signs @ scores, scores))
        seen[kind] = abs(float(_studentised(scores.sum(), scores)))
        if kind == "p_free":
            weight = (regressor**2 * at.mean).sum()
            error = float(np.sqrt((scores**2).sum())) / weight
            seen[kind] = abs(fit.estimates[place]) / error
    p_values = {k: (1 + (drawn[k] >= seen[k]).sum()) / (1 + draws) for k in drawn}
    half = float(np.quantile(drawn["p_free"], 0.95)) * error
    middle = fit.estimates[place]
    return pd.Series({**p_values, "error": error, "low": middle - half, "high": middle + half})


def _studentised(sums: Numbers, scores: np.ndarray) -> Numbers:
    """Sums of the scores under some signs, each over the standard deviation of what it adds up.

    The squares are the same under all signs: ``sum((x - mean)^2) = sum(x^2) - sum(x)^2 / n``.
    """
    return sums / np.sqrt((scores**2).sum() - sums**2 / len(scores))


def jackknife(fit: Fitted, countries: Iterable[str]) -> tuple[pd.DataFrame, pd.Series]:
    """The estimates without each country in turn, and the errors that the differences imply [2]_.

    Parameters
    ----------
    fit : Fitted
    countries : iterable of str
        To leave out, one by one, with all they trade.

    Returns
    -------
    estimates : DataFrame
        A row per country left out, a column per regressor.
    errors : Series
        ``sqrt((G - 1) / G * sum of squared deviations from the whole)``, by regressor.
    """
    rows = {one: solved(fit.block.without(one)).estimates for one in countries}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(fit.block.names))
    count = len(table)
    squares = ((table - fit.estimates) ** 2).sum()
    return table, np.sqrt((count - 1) / count * squares)

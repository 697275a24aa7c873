"""The spread of growth from several short spans: pooled, and whether the spans share one.

Every function is pure.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rederive.methods.estimate import Estimate


def pooled_spread(
    spreads: Sequence[float], degrees_of_freedom: Sequence[float], level: float = 0.95
) -> Estimate:
    """One spread from several short spans, and how badly it is known.

    Parameters
    ----------
    spreads : sequence of float
        Standard deviations, each of its span, over one year.
    degrees_of_freedom : sequence of float
        Of each; spans that share no shocks.
    level : float
        Coverage of the interval, from the chi-squared distribution of the pooled variance.

    Returns
    -------
    Estimate
        In the unit of the spreads.

    Raises
    ------
    ValueError
        If there are no degrees of freedom.
    """
    from scipy import stats

    squares = np.square(np.asarray(spreads, dtype=float))
    dof = np.asarray(degrees_of_freedom, dtype=float)
    total = float(dof.sum())
    if total <= 0:
        raise ValueError("a spread needs at least one degree of freedom")
    sum_of_squares = float((dof * squares).sum())
    ends = stats.chi2.ppf([0.5 + level / 2, 0.5 - level / 2], total)
    low, high = (float(np.sqrt(sum_of_squares / end)) for end in ends)
    point = float(np.sqrt(sum_of_squares / total))
    return Estimate(point, low, high, level, "pooled variance", observations=int(total))


def equal_spreads(
    spreads: Sequence[float],
    degrees_of_freedom: Sequence[float],
    *,
    draws: int = 10_000,
    seed: int = 0,
) -> float:
    """Could several short spans share one spread? Bartlett's test with simulated p-value.

    Parameters
    ----------
    spreads : sequence of float
        Standard deviations, each of its span, in one unit.
    degrees_of_freedom : sequence of float
        Of each; spans that share no shocks.
    draws, seed : int
        Number of simulated sets of spans with one spread and normal shocks; seed of the draws.

    Returns
    -------
    float
        P-value: the share of such sets whose statistic [1]_ is as large. With few degrees of
        freedom the statistic is not yet chi-squared, so it is simulated.

    Raises
    ------
    ValueError
        If there are fewer than two spans, or one has no degrees of freedom.

    References
    ----------
    .. [1] Bartlett, M. S. (1937), "Properties of sufficiency and statistical tests", Proceedings of
       the Royal Society A 160(901), 268-282, doi:10.1098/rspa.1937.0109.
    """
    dof = np.asarray(degrees_of_freedom, dtype=float)
    if len(dof) < 2 or not (dof > 0).all():
        raise ValueError("comparing spreads needs two spans or more, each with degrees of freedom")

    def statistic(variances: np.ndarray) -> np.ndarray:
        pooled = variances @ dof / dof.sum()
        return dof.sum() * np.log(pooled) - np.log(variances) @ dof

    found = statistic(np.square(np.asarray(spreads, dtype=float))[None, :])[0]
    random = np.random.default_rng(seed)
    alike = statistic(random.chisquare(dof, size=(draws, len(dof))) / dof)
    return float((alike >= found).mean())

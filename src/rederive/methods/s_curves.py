"""S-curves: which part of the final adopters has adopted by a time.

The logistic [1]_, the Gompertz [2]_ and that of Bass [3]_. Time is in the unit of the rates
(years); a part lies between 0 and 1.

References
----------
.. [1] Verhulst, P.-F. (1838). Notice sur la loi que la population suit dans son accroissement.
   Correspondance mathematique et physique 10, 113-121.
.. [2] Winsor, C. P. (1932). The Gompertz curve as a growth curve. Proceedings of the National
   Academy of Sciences 18, 1-8. https://doi.org/10.1073/pnas.18.1.1
.. [3] Bass, F. M. (1969). A new product growth for model consumer durables. Management Science 15,
   215-227. https://doi.org/10.1287/mnsc.15.5.215
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Slopes = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Part adopted, and its slopes along both parameters on the scale of the search."""
_LEAST = 1e-300
"""The least part adopted, so that it has a logarithm."""


def logistic(time: np.ndarray, rate: float, midpoint: float) -> np.ndarray:
    """Part adopted on a logistic curve: ``1 / (1 + exp(-rate (time - midpoint)))``.

    Growth is fastest at the midpoint, where one half has adopted. The growth rate of the level is
    ``rate * (1 - F)``: it falls from the first day on [1]_.

    Parameters
    ----------
    time, midpoint : float or array
        In one unit, such as years.
    rate : float or array
        Per unit of time, positive.

    References
    ----------
    .. [1] Verhulst (1838), as above.
    """
    return 1 / (1 + np.exp(-np.clip(rate * (time - midpoint), -700, 700)))


def gompertz(time: np.ndarray, rate: float, midpoint: float) -> np.ndarray:
    """Part adopted on a Gompertz curve: ``exp(-exp(-rate (time - midpoint)))``.

    Growth is fastest at the midpoint, where ``1/e`` (37 percent) has adopted [1]_.

    Parameters
    ----------
    time, rate, midpoint
        As for :func:`logistic`.

    References
    ----------
    .. [1] Winsor (1932), as above.
    """
    return np.exp(-np.exp(np.clip(-rate * (time - midpoint), -700, 700)))


def bass(time: np.ndarray, innovation: float, imitation: float) -> np.ndarray:
    """Part adopted in the model of Bass, ``time`` after the launch; nothing before it.

    Solves ``dF/dt = (p + q F) (1 - F)`` with ``F(0) = 0``, for the coefficients of innovation ``p``
    and of imitation ``q`` [1]_.

    Parameters
    ----------
    time : float or array
        Since the launch.
    innovation, imitation : float or array
        Per unit of time, positive.

    References
    ----------
    .. [1] Bass (1969), as above.
    """
    decay = np.exp(-(innovation + imitation) * np.maximum(time, 0))
    return (1 - decay) / (1 + imitation / innovation * decay)


def _logistic_slopes(time: np.ndarray, rate: np.ndarray, midpoint: np.ndarray) -> Slopes:
    """With ``u = rate (time - midpoint)``: ``dF/du = F (1 - F)``."""
    moved = rate * (time - midpoint)
    share = 1 / (1 + np.exp(-np.clip(moved, -700, 700)))
    steepness = share * (1 - share)
    return share, steepness * moved, -steepness * rate


def _gompertz_slopes(time: np.ndarray, rate: np.ndarray, midpoint: np.ndarray) -> Slopes:
    """With ``u = rate (time - midpoint)``: ``dF/du = F exp(-u)``."""
    moved = rate * (time - midpoint)
    still = np.exp(np.clip(-moved, -700, 700))
    share = np.exp(-still)
    steepness = share * still
    return share, steepness * moved, -steepness * rate


def _bass_slopes(time: np.ndarray, innovation: np.ndarray, imitation: np.ndarray) -> Slopes:
    """With ``D = exp(-(p + q) t)``, ``g = q / p`` and ``F = (1 - D) / (1 + g D)``:

    ``dF/dlog p = D ((p + q) t + g (1 - D)) / (1 + g D)^2`` and
    ``dF/dlog q = g D ((p + q) t - (1 - D)) / (1 + g D)^2``.
    """
    ripened = (innovation + imitation) * np.maximum(time, 0)
    decay, ratio = np.exp(-ripened), imitation / innovation
    below, gone = 1 + ratio * decay, 1 - decay
    weight = decay / below**2
    slopes = weight * (ripened + ratio * gone), weight * ratio * (ripened - gone)
    return gone / below, *slopes


@dataclass(frozen=True)
class Curve:
    """A curve, the names of its two shape parameters, and where to look for them.

    Attributes
    ----------
    share : callable
        Part adopted at a time, given the two parameters.
    slopes : callable
        The same, and its slopes with respect to the parameters on the scale of the search.
    names : tuple of str
        Of the parameters.
    from_launch : bool
        Whether time counts from a launch (or is a date).
    box : callable
        From first year, last year and the least gap between years to the limits of the search, a
        row per parameter, on the scale of the search.
    inner, outer : callable
        To the scale of the search (logarithms of rates) and back.
    """

    share: Callable[..., np.ndarray]
    slopes: Callable[..., Slopes]
    names: tuple[str, str]
    from_launch: bool
    box: Callable[[float, float, float], np.ndarray]
    inner: Callable[[np.ndarray], np.ndarray]
    outer: Callable[[np.ndarray], np.ndarray]


def _rate_and_midpoint(first: float, last: float, gap: float) -> np.ndarray:
    span = last - first
    return np.array(
        [[math.log(0.1 / span), math.log(3 / gap)], [first - 2 * span, last + 6 * span]]
    )


def _innovation_and_imitation(first: float, last: float, gap: float) -> np.ndarray:
    return np.log([[1e-9, 0.9], [1e-3, 4.0]]) - math.log(gap)


CURVES = {
    name: Curve(
        share,
        slopes,
        ("rate", "midpoint"),
        False,
        _rate_and_midpoint,
        lambda shape: np.stack([np.log(shape[..., 0]), shape[..., 1]], axis=-1),
        lambda inner: np.stack([np.exp(inner[..., 0]), inner[..., 1]], axis=-1),
    )
    for name, share, slopes in (
        ("logistic", logistic, _logistic_slopes),
        ("gompertz", gompertz, _gompertz_slopes),
    )
} | {
    "bass": Curve(
        bass,
        _bass_slopes,
        ("innovation", "imitation"),
        True,
        _innovation_and_imitation,
        np.log,
        np.exp,
    )
}
"""The curves by name."""


def adopted(
    curve: str, shape: np.ndarray, years: np.ndarray, launch: float, increments: bool
) -> np.ndarray:
    """Part adopted (or its increments over a period), a row per pair of shape parameters.

    Parameters
    ----------
    curve : str
        Of :data:`CURVES`.
    shape : ndarray
        Two parameters per row.
    years : ndarray
        Times asked for.
    launch : float
        When the clock of a curve that starts with a launch begins; unused by the others.
    increments : bool
        Adopted within the period (the least gap between the years) that ends at each time, instead
        of by that time.

    Returns
    -------
    ndarray
        Between 1e-300 (so that it has a logarithm) and 1; a column per year.
    """
    which = CURVES[curve]
    times = years - launch if which.from_launch else years
    first, second = shape[:, :1], shape[:, 1:]
    level = which.share(times[None, :], first, second)
    if increments:
        gap = float(np.diff(years).min()) if len(years) > 1 else 1.0
        level = level - which.share(times[None, :] - gap, first, second)
    return np.maximum(level, _LEAST)


def adopted_and_slopes(
    curve: str, shape: np.ndarray, years: np.ndarray, launch: float, increments: bool
) -> Slopes:
    """What :func:`adopted` gives, and its slopes on the scale of the search.

    Parameters
    ----------
    curve, shape, years, launch, increments
        As for :func:`adopted`.

    Returns
    -------
    share, along_first, along_second : ndarray
        A row per pair of shape parameters, a column per year. Where the part is less than 1e-300
        the slopes are nothing.
    """
    which = CURVES[curve]
    times = (years - launch if which.from_launch else years)[None, :]
    first, second = shape[:, :1], shape[:, 1:]
    level, *slopes = which.slopes(times, first, second)
    if increments:
        gap = float(np.diff(years).min()) if len(years) > 1 else 1.0
        before, *slopes_before = which.slopes(times - gap, first, second)
        level = level - before
        slopes = [now - then for now, then in zip(slopes, slopes_before, strict=True)]
    seen = level > _LEAST
    return np.maximum(level, _LEAST), np.where(seen, slopes[0], 0), np.where(seen, slopes[1], 0)

"""Insurance and income: elasticities, and the S-curve of penetration against income per head.

Penetration is premium in percent of GDP, density premium per head; income is GDP per head. As
density is penetration times income, an elasticity of density is that of penetration plus one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from rederive.methods.estimate import Estimate
from rederive.methods.optimum import ConvergenceError
from rederive.methods.panel_effects import within, without_singles
from rederive.methods.short_series import slope

PARAMETERS = ["floor", "ceiling", "midpoint"]

Numbers = TypeVar("Numbers", float, np.ndarray, pd.Series)
"""A number, an array or a Series: what goes in comes out."""


def s_curve(income: Numbers, floor: float, ceiling: float, midpoint: float) -> Numbers:
    """Penetration as a logistic function of income per head (Enz) [1]_.

    ``1 / (C1 + C2 * C3 ** income)`` with ``C1 = 1 / ceiling``, ``C1 + C2 = 1 / floor`` and ``C3``
    such that the point of inflection lies at ``midpoint``.

    Parameters
    ----------
    income : float, array or Series
        GDP per head, zero or more.
    floor : float
        Penetration at no income, in percent.
    ceiling : float
        Penetration that is never passed, more than twice the floor.
    midpoint : float
        Income at which penetration is half the ceiling and rises fastest, in the unit of income.

    Returns
    -------
    As ``income``, in percent of GDP.

    Raises
    ------
    ValueError
        If the ceiling is not above twice the floor (there is no inflection at positive income) or
        the midpoint not above zero.

    References
    ----------
    .. [1] Enz, R. (2000), "The S-curve relation between per-capita income and insurance
       penetration", Geneva Papers on Risk and Insurance 25(3), 396-406,
       doi:10.1111/1468-0440.00072.
    """
    steepness, ratio = _shape(floor, ceiling, midpoint)
    return ceiling / (1 + ratio * np.exp(-steepness * income))


def s_curve_elasticity(income: Numbers, floor: float, ceiling: float, midpoint: float) -> Numbers:
    """Percent by which premium grows with one percent of income, along :func:`s_curve`.

    One plus the elasticity of penetration: it is one at no income and at very high income, and
    more between [1]_.

    Parameters
    ----------
    income, floor, ceiling, midpoint
        As for :func:`s_curve`.

    References
    ----------
    .. [1] Enz (2000), as for :func:`s_curve`.
    """
    steepness, _ = _shape(floor, ceiling, midpoint)
    return 1 + steepness * income * (1 - s_curve(income, floor, ceiling, midpoint) / ceiling)


def steepest_income(floor: float, ceiling: float, midpoint: float) -> float:
    """Income at which :func:`s_curve_elasticity` is greatest.

    Parameters
    ----------
    floor, ceiling, midpoint
        As for :func:`s_curve`.

    Returns
    -------
    float
        In the unit of the midpoint.
    """
    from scipy.optimize import minimize_scalar

    steepness, _ = _shape(floor, ceiling, midpoint)
    steepest = minimize_scalar(
        lambda income: -s_curve_elasticity(income, floor, ceiling, midpoint),
        bounds=(0, midpoint + 10 / steepness),
        method="bounded",
        options={"xatol": 1e-6 * midpoint},
    )
    return float(steepest.x)


def fit_s_curve(
    income: pd.Series,
    penetration: pd.Series,
    weights: pd.Series | None = None,
    *,
    logs: bool = True,
    near: pd.Series | None = None,
) -> pd.Series:
    """The S-curve nearest to data, by nonlinear least squares.

    Parameters
    ----------
    income, penetration : Series
        Positive, on one index; a row without one of them is left out.
    weights : Series, optional
        On the same index: how much each observation counts; alike by default.
    logs : bool
        Whether distances are between logarithms or between percentages of GDP.
    near : Series, optional
        A curve (``floor``, ``ceiling``, ``midpoint``) to start from, where one of similar data is
        known; several starts by default.

    Returns
    -------
    Series
        ``floor``, ``ceiling``, ``midpoint``, ``spread`` (weighted root mean square of the
        residuals, of the logarithm or in percent of GDP) and ``observations``.

    Raises
    ------
    ValueError
        If there are fewer than five observations or a value is not positive.
    ConvergenceError
        If no optimum is found.

    Notes
    -----
    Logarithms keep the few countries with much insurance from deciding everything; percentages
    keep the many with next to none from it. The ceiling
    is badly known where few incomes lie above the midpoint, and then midpoint and ceiling move
    together: give an interval (:func:`bootstrap_s_curve`).
    """
    data = pd.DataFrame({"x": income, "y": penetration, "w": 1.0 if weights is None else weights})
    data = data.astype(float).dropna()
    if len(data) < 5 or not (data > 0).all(axis=None):
        raise ValueError("an S-curve needs five observations or more, all positive")
    found = _nearest(*(data[name].to_numpy() for name in "xyw"), logs=logs, near=near)
    return pd.Series(found | {"observations": len(data)})


def _nearest(
    x: np.ndarray, y: np.ndarray, w: np.ndarray, *, logs: bool, near: Mapping[str, float] | None
) -> dict[str, float]:
    """Parameters and spread of the nearest S-curve."""
    from scipy.optimize import least_squares

    log_y = np.log(y)
    root = np.sqrt(w / w.mean())
    scale = float(np.median(x))

    def residuals(logs_of: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore"):
            curve = s_curve(x, *_parameters(logs_of, scale))
        return root * (np.log(curve) - log_y if logs else curve - np.exp(log_y))

    def slopes(logs_of: np.ndarray) -> np.ndarray:
        curve, change = _changes(x, logs_of, scale)
        return (root if logs else root * curve)[:, None] * change

    starts = _starts(float(np.quantile(log_y, 0.1)), scale, near)
    limits = ([-12, -6, -4], [6, 8, 4])
    fits = [least_squares(residuals, start, jac=slopes, bounds=limits) for start in starts]
    best = _converged(fits)
    found = dict(zip(PARAMETERS, _parameters(best.x, scale), strict=True))
    return found | {"spread": float(np.sqrt(2 * best.cost / len(x)))}


def _parameters(logs_of: np.ndarray, scale: float) -> tuple[float, float, float]:
    """From logarithms of floor, of the ceiling as a multiple above two, of the midpoint."""
    floor = np.exp(logs_of[0])
    return floor, floor * (2 + np.exp(logs_of[1])), scale * np.exp(logs_of[2])


def _changes(x: np.ndarray, logs_of: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """The S-curve, and by how much its logarithm changes with each of the logarithms.

    With ``r = ceiling / floor - 1`` and ``E = r exp(-x ln(r) / midpoint)`` the curve is
    ``ceiling / (1 + E)``.
    """
    _, ceiling, midpoint = _parameters(logs_of, scale)
    above = np.exp(logs_of[1])
    steepness, part = np.log1p(above) / midpoint, above / (1 + above)
    with np.errstate(over="ignore"):
        exponential = (1 + above) * np.exp(-steepness * x)
    pull = exponential / (1 + exponential)
    change = np.empty((len(x), 3))
    change[:, 0] = 1.0
    change[:, 1] = above / (2 + above) - pull * part * (1 - x / midpoint)
    change[:, 2] = -pull * x * steepness
    return ceiling / (1 + exponential), change


def _converged(fits: list) -> Any:
    """The best of the fits, if it is an optimum."""
    best = min(fits, key=lambda fit: fit.cost)
    if not best.success:
        raise ConvergenceError(
            f"the S-curve of penetration: no optimum was found (starts: {len(fits)}); "
            "give more countries"
        )
    return best


def _starts(low: float, scale: float, near: Mapping[str, float] | None) -> list[tuple[float, ...]]:
    """Points to start from in logarithms: floor, ceiling as a multiple above two, midpoint."""
    starts = [(low, rise, middle) for rise in (0.0, 2.0) for middle in (-0.5, 0.5, 1.5)]
    if near is None:
        return starts
    rise = max(near["ceiling"] / near["floor"] - 2, 1e-2)
    known = np.log([near["floor"], rise, near["midpoint"] / scale])
    return [tuple(np.clip(known, -3.9, 3.9)), starts[1]]


def bootstrap_s_curve(
    income: pd.Series,
    penetration: pd.Series,
    groups: pd.Series,
    *,
    draws: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """S-curves of samples of countries drawn with replacement (pairs bootstrap by cluster) [1]_.

    Parameters
    ----------
    income, penetration, groups : Series
        On one index; ``groups`` says which rows belong together, such as one country's years.
    draws, seed : int
        Number of samples; seed of the draws.

    Returns
    -------
    DataFrame
        A row per sample, columns ``floor``, ``ceiling``, ``midpoint``.

    References
    ----------
    .. [1] Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2008), "Bootstrap-based improvements
       for inference with clustered errors", Review of Economics and Statistics 90(3), 414-427,
       doi:10.1162/rest.90.3.414.
    """
    random = np.random.default_rng(seed)
    data = pd.DataFrame({"x": income, "y": penetration, "g": groups}).dropna()
    names, codes = np.unique(data["g"].to_numpy(), return_inverse=True)
    x, y = (data[name].to_numpy(dtype=float) for name in "xy")
    whole = fit_s_curve(data["x"], data["y"]).to_dict()
    rows = []
    for _ in range(draws):
        # A country drawn twice counts twice: weights do the same as repeated rows.
        times = np.bincount(random.integers(0, len(names), len(names)), minlength=len(names))
        weights = times[codes].astype(float)
        kept = weights > 0
        rows.append(_nearest(x[kept], y[kept], weights[kept], logs=True, near=whole))
    return pd.DataFrame(rows, columns=PARAMETERS).astype(float)


def along_the_curve(
    penetration: Numbers,
    income_before: Numbers,
    income_after: Numbers,
    floor: float,
    ceiling: float,
    midpoint: float,
) -> Numbers:
    """Penetration after income has changed, if a country keeps its distance from the curve.

    Enz's way to forecast countries that "deviate consistently" [1]_: the ratio of penetration to
    the curve stays as it is.

    Parameters
    ----------
    penetration : float or Series
        Before, in percent.
    income_before, income_after : float or Series
    floor, ceiling, midpoint : float
        As for :func:`s_curve`.

    References
    ----------
    .. [1] Enz (2000), as for :func:`s_curve`.
    """
    shape = (floor, ceiling, midpoint)
    return penetration * s_curve(income_after, *shape) / s_curve(income_before, *shape)


def constant_elasticity(
    outcome: pd.Series, income: pd.Series, *, differences: bool = False, level: float = 0.95
) -> Estimate:
    """Elasticity in one country over time: log-log regression.

    Parameters
    ----------
    outcome, income : Series
        Positive levels on one index of consecutive years.
    differences : bool
        Regress growth on growth instead of level on level. Levels that share a trend give high
        elasticities with small errors whether or not one moves the other [1]_.
    level : float
        Coverage of the interval, that of :func:`rederive.methods.short_series.slope`.

    Returns
    -------
    Estimate
        Percent of the outcome for one percent of income.

    Raises
    ------
    ValueError
        If fewer than four observations are left.

    References
    ----------
    .. [1] Granger, C. W. J. and Newbold, P. (1974), "Spurious regressions in econometrics",
       Journal of Econometrics 2(2), 111-120, doi:10.1016/0304-4076(74)90034-7.
    """
    data = np.log(pd.DataFrame({"y": outcome, "x": income}).astype(float).dropna())
    if differences:
        data = data.diff().dropna()
    if len(data) < 4:
        raise ValueError("an elasticity needs four observations or more")
    return slope(data["y"].to_numpy(), data["x"].to_numpy(), level=level)


def panel_elasticity(
    panel: pd.DataFrame, outcome: str, income: str, *, effects: str = "", level: float = 0.95
) -> Estimate:
    """Elasticity across countries: log-log regression with errors clustered by country.

    Parameters
    ----------
    panel : DataFrame
        A row per country and year, columns ``iso3``, ``year``, ``outcome`` and ``income``, the
        latter two positive.
    outcome, income : str
        Names of two columns.
    effects : str
        Fixed effects: ``""`` (all variation), ``"year"`` (between countries in the same year) or
        ``"iso3 + year"`` (within a country over time).
    level : float
        Coverage of the confidence interval (Student's t).

    Returns
    -------
    Estimate
        Percent of the outcome for one percent of income.
    """
    from scipy import stats

    sets = effects.split(" + ") if effects else []
    used = without_singles(panel, sets)
    y, x = (
        within(np.log(used[name].to_numpy(dtype=float)), used, sets) for name in (outcome, income)
    )
    point = float(x @ y / (x @ x))
    country, names = pd.factorize(used["iso3"])
    scores = np.bincount(country, x * (y - point * x))
    # effects of countries lie within the clusters and cost no degrees of freedom
    spent = 2 if not sets else 1 + sum(used[name].nunique() for name in sets if name != "iso3")
    count, clusters = len(used), len(names)
    factor = clusters / (clusters - 1) * (count - 1) / (count - spent)
    error = float(np.sqrt(factor * (scores @ scores)) / (x @ x))
    half = float(stats.t.ppf(0.5 + level / 2, clusters - 1)) * error
    method = "least squares of logarithms, errors clustered by country"
    return Estimate(
        point, point - half, point + half, level, method, error, observations=len(panel)
    )


def _shape(floor: float, ceiling: float, midpoint: float) -> tuple[float, float]:
    """Steepness ``-ln C3`` and ``C2 / C1`` of the curve, checked."""
    if not 0 < 2 * floor < ceiling or not midpoint > 0:
        raise ValueError("an S-curve needs a ceiling above twice the floor, and a midpoint above 0")
    ratio = ceiling / floor - 1
    return float(np.log(ratio) / midpoint), ratio

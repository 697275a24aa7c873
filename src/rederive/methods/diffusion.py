"""How a new product spreads: S-curves fitted by least squares, and how little they foretell.

Three curves say which part ``F(t)`` of the final adopters has adopted by time ``t``: the logistic
[1]_, the Gompertz [2]_ and that of Bass [3]_. What is observed is ``ceiling * F(t)``, or its
increments. The ceiling enters linearly, so that only the two numbers that give the curve its shape
are searched for and the ceiling follows (variable projection [4]_).

Time is in the unit of the index (years); levels keep the unit of the data.

References
----------
.. [1] Verhulst, P.-F. (1838). Notice sur la loi que la population suit dans son accroissement.
   Correspondance mathematique et physique 10, 113-121.
.. [2] Winsor, C. P. (1932). The Gompertz curve as a growth curve. Proceedings of the National
   Academy of Sciences 18, 1-8. https://doi.org/10.1073/pnas.18.1.1
.. [3] Bass, F. M. (1969). A new product growth for model consumer durables. Management Science 15,
   215-227. https://doi.org/10.1287/mnsc.15.5.215
.. [4] Golub, G. H. and Pereyra, V. (1973). The differentiation of pseudo-inverses and nonlinear
   least squares problems whose variables separate. SIAM Journal on Numerical Analysis 10, 413-432.
   https://doi.org/10.1137/0710036
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from rederive.methods.forecast import Forecaster, frame

# --- the curves --------------------------------------------------------------------------------


def logistic(time: np.ndarray, rate: float, midpoint: float) -> np.ndarray:
    """Part adopted on a logistic curve: ``1 / (1 + exp(-rate (time - midpoint)))``.

    Growth is fastest at the midpoint, where one half has adopted. The growth rate of the level is
    ``rate * (1 - F)``: it falls from the first day on.
    """
    return 1 / (1 + np.exp(-np.clip(rate * (time - midpoint), -700, 700)))


def gompertz(time: np.ndarray, rate: float, midpoint: float) -> np.ndarray:
    """Part adopted on a Gompertz curve: ``exp(-exp(-rate (time - midpoint)))``.

    Growth is fastest at the midpoint, where ``1/e`` (37 percent) has adopted.
    """
    return np.exp(-np.exp(np.clip(-rate * (time - midpoint), -700, 700)))


def bass(time: np.ndarray, innovation: float, imitation: float) -> np.ndarray:
    """Part adopted in the model of Bass, ``time`` after the launch; nothing before it.

    Solves ``dF/dt = (p + q F) (1 - F)`` with ``F(0) = 0``, for the coefficients of innovation ``p``
    and of imitation ``q``.
    """
    decay = np.exp(-(innovation + imitation) * np.maximum(time, 0))
    return (1 - decay) / (1 + imitation / innovation * decay)


@dataclass(frozen=True)
class Curve:
    """A curve, the names of its two shape parameters, and where to look for them."""

    share: Callable[..., np.ndarray]
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
        ("rate", "midpoint"),
        False,
        _rate_and_midpoint,
        lambda shape: np.stack([np.log(shape[..., 0]), shape[..., 1]], axis=-1),
        lambda inner: np.stack([np.exp(inner[..., 0]), inner[..., 1]], axis=-1),
    )
    for name, share in {"logistic": logistic, "gompertz": gompertz}.items()
} | {
    "bass": Curve(
        bass, ("innovation", "imitation"), True, _innovation_and_imitation, np.log, np.exp
    )
}
"""The curves by name."""


def bass_peak(innovation: float, imitation: float, ceiling: float = 1) -> tuple[float, float]:
    """When sales of the Bass model peak, and how high.

    Parameters
    ----------
    innovation, imitation : float
        Coefficients ``p`` and ``q`` per unit of time.
    ceiling : float
        Final number of adopters ``m``.

    Returns
    -------
    time, sales : float
        ``ln(q / p) / (p + q)`` after the launch, and ``m (p + q)^2 / 4 q`` per unit of time. Where
        imitation is not stronger than innovation, sales are highest at the launch: 0 and ``p m``.

    References
    ----------
    .. [1] Bass, F. M. (1969). A new product growth for model consumer durables. Management Science
       15, 215-227. https://doi.org/10.1287/mnsc.15.5.215
    """
    if innovation <= 0 or imitation < 0 or ceiling <= 0:
        raise ValueError("innovation and ceiling must be positive, imitation not negative")
    if imitation <= innovation:
        return 0.0, innovation * ceiling
    total = innovation + imitation
    return math.log(imitation / innovation) / total, ceiling * total**2 / (4 * imitation)


def bass_regression(sales: pd.Series) -> pd.Series:
    """The Bass model by the regression of his paper.

    Sales of a period on cumulative sales ``Y`` before it: ``a + b Y + c Y^2``, with ``a = p m``,
    ``b = q - p`` and ``c = -q / m`` [1]_.

    Parameters
    ----------
    sales : Series
        First purchases in equal periods from the launch on.

    Returns
    -------
    Series
        ``innovation``, ``imitation`` and ``ceiling``.

    Raises
    ------
    ValueError
        If there are fewer than four periods, or the coefficients have the wrong sign (``a`` must be
        positive, ``c`` negative), so that no Bass model corresponds to them.

    Notes
    -----
    Takes a difference for a derivative, so that the coefficients are biased by the length of the
    period; :func:`fit` with ``increments=True`` does not [2]_.

    References
    ----------
    .. [1] Bass, F. M. (1969). A new product growth for model consumer durables. Management Science
       15, 215-227. https://doi.org/10.1287/mnsc.15.5.215
    .. [2] Srinivasan, V. and Mason, C. H. (1986). Nonlinear least squares estimation of new product
       diffusion models. Marketing Science 5, 169-178. https://doi.org/10.1287/mksc.5.2.169
    """
    values = sales.to_numpy(dtype=float)
    if len(values) < 4:
        raise ValueError("the regression needs at least four periods")
    before = np.concatenate([[0.0], values.cumsum()[:-1]])
    scale = before.max()
    design = np.column_stack([np.ones_like(before), before / scale, (before / scale) ** 2])
    (a, b, c), *_ = np.linalg.lstsq(design, values, rcond=None)
    b, c = b / scale, c / scale**2
    if a <= 0 or c >= 0:
        raise ValueError(
            f"no Bass model corresponds to the regression (a = {a:.3g}, c = {c:.3g}): "
            "sales do not yet bend, or the launch is earlier than the first period"
        )
    ceiling = (-b - math.sqrt(b**2 - 4 * a * c)) / (2 * c)
    return pd.Series({"innovation": a / ceiling, "imitation": -ceiling * c, "ceiling": ceiling})


# --- fitting -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fit:
    """An S-curve fitted to a series.

    Attributes
    ----------
    curve, errors, increments, launch
        As asked of :func:`fit`.
    parameters : Series
        ``ceiling`` and the two shape parameters.
    values, fitted : Series
        What was observed and what the curve gives.
    residuals : Series
        Observed less fitted; with relative errors, of the logarithms.
    ceiling_held : bool
        Whether the ceiling was given, or stands at the most it could be.
    shape_at_edge : bool
        Whether a shape parameter stands at the edge of the search: the data do not hold it.
    """

    curve: str
    errors: str
    increments: bool
    launch: float
    parameters: pd.Series
    values: pd.Series
    fitted: pd.Series
    residuals: pd.Series
    ceiling_held: bool
    shape_at_edge: bool

    @property
    def rss(self) -> float:
        """Sum of squared residuals."""
        return float((self.residuals**2).sum())

    @property
    def degrees_of_freedom(self) -> int:
        """Observations less parameters estimated."""
        return len(self.values) - (2 if self.ceiling_held else 3)

    @property
    def autocorrelation(self) -> float:
        """Of the residuals with those one period before."""
        left = self.residuals.to_numpy()
        return float((left[1:] * left[:-1]).sum() / (left**2).sum())

    def at(self, years: Sequence[float]) -> pd.Series:
        """What the curve gives in these years."""
        shape = self.parameters[list(CURVES[self.curve].names)].to_numpy()[None, :]
        share = _share(self.curve, shape, np.asarray(years, float), self.launch, self.increments)
        return pd.Series(self.parameters["ceiling"] * share[0], index=list(years))

    def covariance(self) -> pd.DataFrame:
        """Covariance of the parameters, from the slopes at the solution.

        A held ceiling has none. Valid for small, independent errors of one variance; with a dozen
        autocorrelated years it is a lower bound, and :func:`bootstrap` or
        :func:`ceiling_profile` say more.
        """
        names = list(self.parameters.index[self.ceiling_held :])
        years = _years(self.values)
        columns = []
        for name in names:
            step = 1e-6 * max(abs(self.parameters[name]), 1e-3)
            both = []
            for sign in (1, -1):
                moved = self.parameters.copy()
                moved[name] += sign * step
                other = Fit(**(self.__dict__ | {"parameters": moved})).at(years).to_numpy()
                both.append(np.log(other) if self.errors == "relative" else other)
            columns.append((both[0] - both[1]) / (2 * step))
        slopes = np.column_stack(columns)
        scale = np.sqrt((slopes**2).sum(axis=0))
        inverse = np.linalg.pinv((slopes / scale).T @ (slopes / scale)) / np.outer(scale, scale)
        variance = self.rss / self.degrees_of_freedom
        return pd.DataFrame(variance * inverse, index=names, columns=names)


def fit(
    values: pd.Series,
    curve: str = "logistic",
    *,
    ceiling: float | None = None,
    most: float = math.inf,
    errors: str = "additive",
    increments: bool = False,
    launch: float | None = None,
) -> Fit:
    """Fit an S-curve by least squares.

    Parameters
    ----------
    values : Series
        Positive levels (or increments), indexed by year (numbers, or text such as ``"2021"``);
        years may be missing between unless ``increments``.
    curve : {"logistic", "gompertz", "bass"}
    ceiling : float, optional
        Hold the ceiling at this level; by default it is estimated.
    most : float
        The ceiling cannot be above this (100 for a share in percent).
    errors : {"additive", "relative"}
        Least squares of the values, so that the late, large ones decide; or of their logarithms,
        so that every year weighs the same.
    increments : bool
        The values are those of single periods (sales); the curve is that of their sum [1]_.
    launch : float, optional
        When the clock of the Bass curve starts; one period before the first value by default.

    Returns
    -------
    Fit

    Raises
    ------
    ValueError
        If the values are too few (four) or not positive, or an option is unknown.

    Notes
    -----
    The global search runs over a grid of the two shape parameters, then Levenberg and Marquardt.
    While the curve has not bent, the data do not hold the ceiling: it runs away with the midpoint,
    and only their ratio is known. ``shape_at_edge``, :func:`bootstrap` and :func:`ceiling_profile`
    show it. Bass parameters from few periods are biased: the ceiling towards what has been reached,
    imitation upwards [2]_. A share of sales is not a number of adopters, and a stock loses what is
    scrapped: for these the curves are shapes, and their coefficients have no behavioural meaning.

    References
    ----------
    .. [1] Srinivasan, V. and Mason, C. H. (1986). Nonlinear least squares estimation of new product
       diffusion models. Marketing Science 5, 169-178. https://doi.org/10.1287/mksc.5.2.169
    .. [2] Van den Bulte, C. and Lilien, G. L. (1997). Bias and systematic change in the parameter
       estimates of macro-level diffusion models. Marketing Science 16, 338-353.
       https://doi.org/10.1287/mksc.16.4.338
    """
    if curve not in CURVES:
        raise ValueError(f"unknown curve {curve!r}: use one of {', '.join(CURVES)}")
    if errors not in ("additive", "relative"):
        raise ValueError(f"unknown errors {errors!r}: use additive or relative")
    numbers = values.to_numpy(dtype=float)
    if len(numbers) < 4 or not (numbers > 0).all():
        raise ValueError("an S-curve needs at least four values, all positive and none missing")
    years = _years(values)
    gap = float(np.diff(years).min())
    if gap <= 0:
        raise ValueError("the index must be ascending years")
    if increments and not np.allclose(np.diff(years), gap):
        raise ValueError("increments need equal periods without gaps")
    launch = years[0] - gap if launch is None else float(launch)
    problem = _Problem(curve, years, launch, increments, errors, ceiling, most)
    inner, ceilings, at_edge = problem.solve(numbers[None, :])
    shape = CURVES[curve].outer(inner)
    fitted = ceilings[0] * problem.share(inner)[0]
    left = np.log(numbers) - np.log(fitted) if errors == "relative" else numbers - fitted
    held = ceiling is not None or bool(ceilings[0] >= most * (1 - 1e-9))
    return Fit(
        curve,
        errors,
        increments,
        launch,
        pd.Series([ceilings[0], *shape[0]], index=["ceiling", *CURVES[curve].names]),
        values,
        pd.Series(fitted, index=values.index),
        pd.Series(left, index=values.index),
        held,
        bool(at_edge[0]),
    )


@dataclass(frozen=True)
class Bootstrap:
    """Refits to resampled series.

    Attributes
    ----------
    parameters : DataFrame
        A row a draw: ``ceiling`` and the shape parameters.
    curves : DataFrame
        A row a draw: what the refitted curve gives in the years asked for (columns).
    outcomes : DataFrame
        The same with a residual drawn anew: what may be observed.
    """

    parameters: pd.DataFrame
    curves: pd.DataFrame
    outcomes: pd.DataFrame

    def band(self, level: float = 0.8, *, of: str = "outcomes") -> pd.DataFrame:
        """The middle part of the draws by year: ``low`` and ``high``.

        Parameters
        ----------
        level : float
            0.8 gives the 10th and 90th percentiles.
        of : {"outcomes", "curves"}
            For what may be observed, or for the curve alone.
        """
        ends = getattr(self, of).quantile([(1 - level) / 2, (1 + level) / 2]).T
        return ends.set_axis(["low", "high"], axis=1)


def bootstrap(
    found: Fit,
    years: Sequence[float],
    *,
    draws: int = 500,
    seed: int = 0,
    block: int = 1,
    most: float = math.inf,
) -> Bootstrap:
    """Uncertainty of a fitted S-curve, by resampling its residuals and fitting again [1]_.

    Parameters
    ----------
    found : Fit
    years : sequence of float
        Years to predict.
    draws, seed : int
        Number of series drawn, and the seed of the draws.
    block : int
        Residuals are drawn in runs of this length (moving blocks [2]_), which keeps what one year
        shares with the next; 1 takes them as independent.
    most : float
        As in :func:`fit`.

    Returns
    -------
    Bootstrap

    Notes
    -----
    The residuals are centred and enlarged by ``sqrt(n / (n - parameters))``. The bands hold if the
    curve is the right one for the future; they say nothing of a change of policy, and backtests
    show that they are too narrow. A dozen residuals make a coarse distribution. Where a ceiling
    was estimated, the refits estimate theirs, even if it stands at the most it can be.

    References
    ----------
    .. [1] Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman and
       Hall, section 9.4. https://doi.org/10.1007/978-1-4899-4541-9
    .. [2] Kuensch, H. R. (1989). The jackknife and the bootstrap for general stationary
       observations. Annals of Statistics 17, 1217-1241. https://doi.org/10.1214/aos/1176347265
    """
    count = len(found.values)
    if not 1 <= block <= count:
        raise ValueError(f"`block` must lie between 1 and the number of values, {count}")
    random = np.random.default_rng(seed)
    pool = found.residuals.to_numpy() - found.residuals.mean()
    pool = pool * math.sqrt(count / max(found.degrees_of_freedom, 1))
    wanted = np.asarray(years, float)
    drawn = _blocks(random, pool, draws, count, block)
    after = _blocks(random, pool, draws, len(wanted), block)
    base = found.fitted.to_numpy()
    if found.errors == "relative":
        series = base * np.exp(drawn)
    else:
        series = np.maximum(base + drawn, 1e-6 * base)
    held = found.parameters["ceiling"] if found.ceiling_held and math.isinf(most) else None
    problem = _Problem(
        found.curve,
        _years(found.values),
        found.launch,
        found.increments,
        found.errors,
        held,
        most,
    )
    inner, ceilings, _ = problem.solve(series)
    shape = CURVES[found.curve].outer(inner)
    share = _share(found.curve, shape, wanted, found.launch, found.increments)
    curves = ceilings[:, None] * share
    if found.errors == "relative":
        outcomes = curves * np.exp(after)
    else:
        outcomes = np.maximum(curves + after, 0)
    outcomes = np.minimum(outcomes, most) if not found.increments else outcomes
    names = ["ceiling", *CURVES[found.curve].names]
    return Bootstrap(
        pd.DataFrame(np.column_stack([ceilings, shape]), columns=names),
        pd.DataFrame(curves, columns=list(years)),
        pd.DataFrame(outcomes, columns=list(years)),
    )


def ceiling_profile(
    values: pd.Series,
    curve: str,
    ceilings: Sequence[float],
    *,
    level: float = 0.95,
    most: float = math.inf,
    **options,
) -> pd.DataFrame:
    """How well the series fits under each ceiling: what the data say about saturation.

    Parameters
    ----------
    values, curve, most
        As in :func:`fit`, whose other ``options`` may follow.
    ceilings : sequence of float
        Ceilings to try.
    level : float
        Of the likelihood-ratio region.

    Returns
    -------
    DataFrame
        Indexed by ceiling: ``rss``; ``excess``, the residual sum of squares over the least one; and
        ``inside``, whether the ceiling belongs to the region, which holds those with
        ``rss <= least (1 + F / (n - 3))``, ``F`` the quantile of the F distribution with 1 and
        ``n - 3`` degrees of freedom [1]_.

    Notes
    -----
    Rests on independent normal errors. A flat profile is the sign that the series does not
    identify its ceiling; an interval from the covariance would hide it.

    References
    ----------
    .. [1] Bates, D. M. and Watts, D. G. (1988). Nonlinear Regression Analysis and Its Applications.
       Wiley, chapter 6. https://doi.org/10.1002/9780470316757
    """
    best = fit(values, curve, most=most, **options)
    tried = np.asarray(ceilings, dtype=float)
    # A ceiling of K for the values is a ceiling of 1 for the values over K: one search for all.
    problem = _Problem(
        curve, _years(values), best.launch, best.increments, best.errors, 1.0, math.inf
    )
    parts = values.to_numpy(dtype=float)[None, :] / tried[:, None]
    inner, _, _ = problem.solve(parts)
    left, _ = problem.residuals(problem.share(inner), parts)
    unit = np.ones_like(tried) if best.errors == "relative" else tried
    rss = pd.Series((left**2).sum(axis=1) * unit**2, index=pd.Index(list(ceilings), name="ceiling"))
    least = best.rss
    least = min(least, rss.min())
    free = len(values) - 3
    if free < 1:
        raise ValueError("a profile needs more than three values")
    allowed = least * (1 + stats.f.ppf(level, 1, free) / free)
    return pd.DataFrame({"rss": rss, "excess": rss / least, "inside": rss <= allowed})


def forecaster(
    curve: str,
    *,
    errors: str = "additive",
    ceiling: float | None = None,
    most: float = math.inf,
    draws: int = 300,
    seed: int = 0,
    block: int = 1,
    launch: float | None = None,
) -> Forecaster:
    """An S-curve as a forecaster for :func:`rederive.methods.forecast.rolling_origin`.

    The mean is the fitted curve, the interval that of :func:`bootstrap`. The history must be
    indexed by years.
    """

    def made(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
        found = fit(history, curve, ceiling=ceiling, most=most, errors=errors, launch=launch)
        past = _years(history)
        years = past[-1] + (past[-1] - past[-2]) * np.arange(1, steps + 1)
        resampled = bootstrap(
            found, years, draws=draws, seed=seed, block=min(block, len(past)), most=most
        )
        band = resampled.band(level)
        return frame(found.at(years).to_numpy(), band["low"].to_numpy(), band["high"].to_numpy())

    return made


# --- least squares for many series at once -----------------------------------------------------


@dataclass(frozen=True)
class _Problem:
    """One curve and one set of years; solved for many series (rows) at once."""

    curve: str
    years: np.ndarray
    launch: float
    increments: bool
    errors: str
    ceiling: float | None
    most: float

    def share(self, inner: np.ndarray) -> np.ndarray:
        """A row for each row of shape parameters (on the scale of the search)."""
        outer = CURVES[self.curve].outer(inner)
        return _share(self.curve, outer, self.years, self.launch, self.increments)

    def residuals(self, share: np.ndarray, series: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Residuals and the best ceiling, given the shape."""
        if self.errors == "relative":
            gap = np.log(series) - np.log(share)
            logs = self.bounded(np.exp(np.clip(gap.mean(axis=1), -700, 700)))
            return gap - np.log(logs)[:, None], logs
        ceilings = self.bounded((series * share).sum(axis=1) / (share**2).sum(axis=1))
        return series - ceilings[:, None] * share, ceilings

    def bounded(self, ceilings: np.ndarray) -> np.ndarray:
        if self.ceiling is not None:
            return np.full_like(ceilings, self.ceiling)
        return np.clip(ceilings, 1e-300, self.most)

    def solve(
        self, series: np.ndarray, steps: int = 200
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Shape, ceiling and whether the shape stands at the edge of the search, by series."""
        gap = float(np.diff(self.years).min())
        box = CURVES[self.curve].box(self.years[0], self.years[-1], gap)
        shape = self.start(series, box)
        left, ceilings = self.residuals(self.share(shape), series)
        damping = np.full(len(series), 1e-3)
        width = np.ptp(box, axis=1)
        moving = np.arange(len(series))
        for _ in range(steps):
            now, data, resting = shape[moving], series[moving], left[moving]
            slopes = np.stack(
                [
                    (
                        self.residuals(self.share(now + move), data)[0]
                        - self.residuals(self.share(now - move), data)[0]
                    )
                    / (2 * move[axis])
                    for axis, move in enumerate(np.diag(1e-6 * width))
                ],
                axis=1,
            )
            normal = slopes @ slopes.transpose(0, 2, 1)
            pull = (slopes @ resting[:, :, None])[:, :, 0]
            size = np.maximum(np.einsum("bii->bi", normal), 1e-300)
            damped = normal + np.einsum("b,bi,ij->bij", damping[moving], size, np.eye(2))
            tried = np.clip(now - _solve_two(damped, pull), box[:, 0], box[:, 1])
            new_left, new_ceilings = self.residuals(self.share(tried), data)
            better = (new_left**2).sum(axis=1) < (resting**2).sum(axis=1)
            accepted = moving[better]
            shape[accepted] = tried[better]
            left[accepted] = new_left[better]
            ceilings[accepted] = new_ceilings[better]
            damping[moving] = np.clip(damping[moving] * np.where(better, 0.2, 4), 1e-12, 1e12)
            moving = moving[(np.abs(tried - now) / width).max(axis=1) > 1e-10]
            if not len(moving):
                break
        edge = 1e-6 * width
        at_edge = ((shape <= box[:, 0] + edge) | (shape >= box[:, 1] - edge)).any(axis=1)
        return shape, ceilings, at_edge

    def start(self, series: np.ndarray, box: np.ndarray, points: int = 61) -> np.ndarray:
        """For each series the best point of a grid over the search."""
        axes = [np.linspace(low, high, points) for low, high in box]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
        share = self.share(grid)
        kept = (share > 1e-250).all(axis=1)
        grid, share = grid[kept], share[kept]
        values, curves = series, share
        if self.errors == "relative":
            values, curves = np.log(series), np.log(share)
            ceilings = np.exp(values.mean(axis=1)[:, None] - curves.mean(axis=1)[None, :])
            ceilings = np.log(self.bounded(ceilings))
            rss = (
                (values**2).sum(axis=1)[:, None]
                - 2 * values @ curves.T
                + (curves**2).sum(axis=1)[None, :]
                - 2 * ceilings * (values.sum(axis=1)[:, None] - curves.sum(axis=1)[None, :])
                + values.shape[1] * ceilings**2
            )
        else:
            cross, square = values @ curves.T, (curves**2).sum(axis=1)[None, :]
            ceilings = self.bounded(cross / square)
            rss = (values**2).sum(axis=1)[:, None] - 2 * ceilings * cross + ceilings**2 * square
        return grid[rss.argmin(axis=1)]


def _share(
    curve: str, shape: np.ndarray, years: np.ndarray, launch: float, increments: bool
) -> np.ndarray:
    """Part adopted (or its increments over a period), a row for each row of shape parameters."""
    which = CURVES[curve]
    times = years - launch if which.from_launch else years
    first, second = shape[:, :1], shape[:, 1:]
    level = which.share(times[None, :], first, second)
    if increments:
        gap = float(np.diff(years).min()) if len(years) > 1 else 1.0
        level = level - which.share(times[None, :] - gap, first, second)
    return np.maximum(level, 1e-300)


def _solve_two(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Solutions of many pairs of linear equations."""
    a, b, d = matrices[:, 0, 0], matrices[:, 0, 1], matrices[:, 1, 1]
    determinant = a * d - b**2
    determinant = np.where(np.abs(determinant) < 1e-300, 1e-300, determinant)
    return np.stack(
        [
            (d * vectors[:, 0] - b * vectors[:, 1]) / determinant,
            (a * vectors[:, 1] - b * vectors[:, 0]) / determinant,
        ],
        axis=1,
    )


def _blocks(
    random: np.random.Generator, pool: np.ndarray, draws: int, count: int, block: int
) -> np.ndarray:
    """Rows of ``count`` residuals drawn in runs of ``block``."""
    runs = -(-count // block)
    starts = random.integers(0, len(pool) - block + 1, size=(draws, runs))
    places = (starts[:, :, None] + np.arange(block)).reshape(draws, -1)
    return pool[places[:, :count]]


def _years(values: pd.Series) -> np.ndarray:
    return np.asarray(values.index, dtype=str).astype(float)

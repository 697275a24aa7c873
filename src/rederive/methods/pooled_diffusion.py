"""How an electric share grows, learned from many countries at once.

The log odds of a share grow by a step each year. On a logistic curve the step is always the same
[1]_; where countries have gone far, it became smaller. So the step is explained by the log odds
reached, with one slope for all and a constant for each country that is drawn towards the mean of
all, the more so the less its own history tells (partial pooling by a random intercept [2]_). A
country's future then leans on those ahead of it.

The likelihood is ours, since in one parameter it is short and has no trouble where the countries do
not differ; the mixed model of statsmodels stops there with a singular matrix. A test holds the two
together where both have an answer.

References
----------
.. [1] Fisher, J. C. and Pry, R. H. (1971). A simple substitution model of technological change.
   Technological Forecasting and Social Change 3, 75-88.
   https://doi.org/10.1016/S0040-1625(71)80005-7
.. [2] Laird, N. M. and Ware, J. H. (1982). Random-effects models for longitudinal data. Biometrics
   38, 963-974. https://doi.org/10.2307/2529876
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rederive.methods.forecast import Forecaster, forecast_frame
from rederive.methods.optimum import least


@dataclass(frozen=True)
class Steps:
    """Yearly steps of the log odds, fitted to many countries.

    Attributes
    ----------
    constant, slope : float
        The step at even odds of the mean country, and its change with the log odds reached.
    covariance : ndarray
        Of the two, if steps of one year in different countries have nothing in common.
    between, within : float
        Standard deviations of the countries' constants, and of single steps about them.
    own : Series
        By country, how far its constant lies from the mean (its best prediction).
    own_error : Series
        Standard deviation that this leaves.
    """

    constant: float
    slope: float
    covariance: np.ndarray
    between: float
    within: float
    own: pd.Series
    own_error: pd.Series

    def paths(
        self, country: str, share: float, steps: int, *, draws: int = 2000, seed: int = 0
    ) -> np.ndarray:
        """Drawn futures of a country's share in percent, a row per draw, a column per year.

        Parameters
        ----------
        country : str
            One of those fitted, or any other, which is then taken for a draw of them.
        share : float
            In percent, in the last year known.
        steps, draws, seed : int
        """
        random = np.random.default_rng(seed)
        both = random.multivariate_normal([self.constant, self.slope], self.covariance, draws)
        spread = self.own_error.get(country, self.between)
        constant = both[:, 0] + self.own.get(country, 0.0) + spread * random.normal(size=draws)
        odds = np.full(draws, _log_odds(share))
        path = np.empty((steps, draws))
        for percent in path:
            moved = both[:, 1] * odds
            odds += constant
            odds += moved
            odds += self.within * random.normal(size=draws)
            percent[:] = 100 / (1 + np.exp(-odds))
        return path.T


def _log_odds(percent: float) -> float:
    return float(np.log(percent / (100 - percent)))


def step_table(shares: pd.DataFrame, *, floor: float = 0.5) -> pd.DataFrame:
    """The yearly steps that :func:`steps_of` is fitted to.

    Parameters
    ----------
    shares, floor
        As for :func:`steps_of`.

    Returns
    -------
    DataFrame
        A row per step: ``step``, ``odds`` (the log odds it starts from), ``country`` and the
        ``year`` it starts in; of countries with two steps.
    """
    percent = shares.to_numpy(dtype=float)
    known = np.where((percent >= floor) & (percent < 100), percent, np.nan)
    odds = np.log(known / (100 - known))
    step = np.full_like(odds, np.nan)
    step[:-1] = np.diff(odds, axis=0)
    seen = ~np.isnan(step)
    seen &= seen.sum(axis=0) >= 2
    country, year = np.nonzero(seen.T)  # country by country
    columns = {
        "step": step[year, country],
        "odds": odds[year, country],
        "country": shares.columns.to_numpy()[country],
        "year": shares.index.to_numpy()[year],
    }
    return pd.DataFrame(columns, index=country * len(shares) + year)


def steps_of(shares: pd.DataFrame, *, floor: float = 0.5) -> Steps:
    """Fit the steps of many countries together.

    Parameters
    ----------
    shares : DataFrame
        In percent, between 0 and 100: a row per year, a column per country; missing where unknown.
    floor : float
        A step counts from this share on: below it a few hundred cars make the share.

    Returns
    -------
    Steps

    Raises
    ------
    ValueError
        If there are fewer than three countries with two steps.
    ConvergenceError
        If the likelihood has no maximum that was found.
    """
    table = step_table(shares, floor=floor)
    if table["country"].nunique() < 3:
        raise ValueError("pooling needs three countries with two steps each, at the least")
    return _partially_pooled(table)


@dataclass(frozen=True)
class _Sums:
    """What the restricted likelihood of ``step ~ odds`` with a constant by country needs.

    Attributes
    ----------
    products : ndarray, shape (3, 3)
        Of one, odds and step with one another.
    by_country : ndarray, shape (countries, 3)
        Sums of the same; the first column counts the steps.
    free : int
        Steps less coefficients.
    """

    products: np.ndarray
    by_country: np.ndarray
    free: int

    @property
    def counts(self) -> np.ndarray:
        """How many steps each country has."""
        return self.by_country[:, 0]

    def weighed(self, ratio: float) -> tuple[float, np.ndarray, np.ndarray, float]:
        """Minus twice the likelihood, profiled, for a ratio of the variances between and within.

        With the coefficients, their normal equations and the variance within.
        """
        weights = ratio / (1 + self.counts * ratio)
        left = self.products - (self.by_country.T * weights) @ self.by_country
        cross, target = left[:2, :2], left[:2, 2]
        beta = np.linalg.solve(cross, target)
        variance = float(left[2, 2] - beta @ target) / self.free
        value = self.free * np.log(variance) + np.log1p(self.counts * ratio).sum()
        return float(value + np.linalg.slogdet(cross)[1]), beta, cross, variance

    def cost(self, place: np.ndarray) -> tuple[float, np.ndarray]:
        """The same over the number of steps, and its slope along the logarithm of the ratio.

        The slope of ``left`` is ``-sum s s' / (1 + n ratio)^2``; with ``c = (-beta, 1)`` that of
        the variance is ``c' left' c / free``.
        """
        ratio, steps = float(np.exp(place[0])), self.free + 2
        value, beta, cross, variance = self.weighed(ratio)
        turned, weights = np.append(-beta, 1.0), 1 + self.counts * ratio
        moved = -(self.by_country.T / weights**2) @ self.by_country
        slope = turned @ moved @ turned / variance + (self.counts / weights).sum()
        slope += np.trace(np.linalg.solve(cross, moved[:2, :2]))
        return value / steps, np.array([ratio * slope / steps])


def _partially_pooled(table: pd.DataFrame) -> Steps:
    """Restricted maximum likelihood of ``step ~ odds`` with a random constant by country."""
    steps = table["step"].to_numpy()
    names, codes = np.unique(table["country"].to_numpy(), return_inverse=True)
    columns = np.column_stack([np.ones(len(table)), table["odds"], steps])
    by_country = np.column_stack([np.bincount(codes, column) for column in columns.T])
    sums = _Sums(columns.T @ columns, by_country, len(steps) - 2)
    at, value = least(
        sums.cost,
        [np.array([start]) for start in (-6.0, -2.0, 0.0)],
        np.array([[-12.0, 4.0]]),
        what="the model of many countries",
        slopes=True,
    )
    ratio = 0.0 if sums.weighed(0.0)[0] <= value * len(steps) else float(np.exp(at[0]))
    _, beta, cross, within = sums.weighed(ratio)
    residual = steps - columns[:, :2] @ beta
    weights = 1 + sums.counts * ratio
    own = np.bincount(codes, residual) * ratio / weights
    return Steps(
        float(beta[0]),
        float(beta[1]),
        within * np.linalg.inv(cross),
        float(np.sqrt(ratio * within)),
        float(np.sqrt(within)),
        pd.Series(own, index=names),
        pd.Series(np.sqrt(ratio * within / weights), index=names),
    )


def forecaster(
    shares: pd.DataFrame, country: str, *, floor: float = 0.5, draws: int = 2000, seed: int = 0
) -> Forecaster:
    """The pooled model as a forecaster of one country, with others as far as they were known.

    Parameters
    ----------
    shares : DataFrame
        As for :func:`steps_of`, indexed by year (number).
    country : str
        The country forecast; its column of ``shares``, if any, gives way to the history.
    floor, draws, seed
        As for :func:`steps_of` and :meth:`Steps.paths`.

    Returns
    -------
    Forecaster
        The mean is the median of the draws. Nothing after the history's last year is used.
    """

    def made(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
        last = history.index.max()
        known = shares.drop(columns=country, errors="ignore").loc[:last]
        pooled = steps_of(known.join(history.rename(country), how="outer"), floor=floor)
        paths = pooled.paths(country, float(history.iloc[-1]), steps, draws=draws, seed=seed)
        tail = (1 - level) / 2
        low, middle, high = np.quantile(paths, [tail, 0.5, 1 - tail], axis=0)
        return forecast_frame(middle, low, high)

    return made

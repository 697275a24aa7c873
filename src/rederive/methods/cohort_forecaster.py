"""The cohort-component method as a forecaster of the share of the old, for a backtest.

At each origin it sees the ages of that moment, and of births and deaths only what lies before it:
fertility stays where it was, death rates go on falling as the index of Lee and Carter did, nobody
migrates. The interval comes from futures in which both wander as they had wandered until then.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rederive.methods.error_process import ErrorProcess
from rederive.methods.forecast import Forecaster, forecast_frame
from rederive.methods.lee_carter import lee_carter
from rederive.methods.projection import SEXES
from rederive.methods.stochastic_projection import Path, by_single_age, simulate
from rederive.methods.vital_rates import single_year_fertility, single_year_rates


@dataclass(frozen=True)
class Records:
    """A population's past, of which a forecaster sees the part before its origin.

    Attributes
    ----------
    people : DataFrame
        Persons by (year, single year of age), columns ``female`` and ``male``.
    deaths : mapping of str to DataFrame
        Death rates of ``female``, ``male`` and ``both``: a row per period, indexed by its middle, a
        column per age group.
    shares : DataFrame
        Shares of births by age group of the mother, periods in rows.
    fertility : Series
        Births per woman by year.
    boys : Series
        Boys per girl at birth by year.
    width : float
        Years of a period.
    """

    people: pd.DataFrame
    deaths: dict[str, pd.DataFrame]
    shares: pd.DataFrame
    fertility: pd.Series
    boys: pd.Series
    width: float = 5.0


def cohort_forecaster(
    records: Records,
    *,
    old: int = 65,
    later: float = 0.0,
    remembered: int = 20,
    draws: int = 400,
    seed: int = 0,
) -> Forecaster:
    """A forecaster of the share of the old, in percent.

    Parameters
    ----------
    records : Records
    old : int
        Age from which people are old.
    later : float
        Years, from 0 to 1, by which the values of the series stand after the moment of the people
        of the same year (0.5 for a count at the end of the year).
    remembered : int
        Years before the origin whose changes of fertility say how far it wanders.
    draws, seed : int
        Futures, and where their random numbers begin.

    Returns
    -------
    Forecaster
        For series indexed by year. The change that the ages foresee is added to the last value, so
        that a series of another level keeps its level.

    Raises
    ------
    ValueError
        If an origin lies before the third period of death rates.
    """

    def forecaster(history: pd.Series, steps: int, level: float) -> pd.DataFrame:
        origin = int(history.index[-1])
        ahead = steps + math.ceil(later)
        random = np.random.default_rng([seed, origin])
        start = records.people.loc[origin]
        full = origin if later >= 0.5 else origin - 1  # the last calendar year that is over
        path, shock = _path(records, start.index, origin, full, ahead)
        recent = np.log(records.fertility.loc[full - remembered : full]).diff().std(ddof=1)
        births = ErrorProcess(0.0, float(recent), 1.0).draw(random, draws, ahead)
        deaths = ErrorProcess(0.0, shock, 1.0).draw(random, draws, ahead)
        counted = simulate(start, path, births, deaths, [0, old])
        share = 100 * counted[..., 1] / counted.sum(axis=-1)
        if later:
            share = (1 - later) * share[:, :-1] + later * share[:, 1:]
        made = float(history.iloc[-1]) + share[:, 1:] - share[:, :1]
        tail = 100 * (1 - level) / 2
        low, middle, high = np.percentile(made, [tail, 50, 100 - tail], axis=0)
        return forecast_frame(middle, low, high)

    return forecaster


def _path(
    records: Records, ages: pd.Index, origin: int, full: int, steps: int
) -> tuple[Path, float]:
    """What was known at the origin, drawn on; and how far the index of mortality wanders a year.

    People are counted at mid-year: the origin is ``origin + 0.5`` on the clock of the periods.
    """
    latest = origin + 0.5 - records.width / 2  # middle of the last period that is over
    known = records.deaths["both"].loc[:latest]
    model = lee_carter(known)
    last = known.index[-1]
    response = by_single_age(model.response, ages)
    years_on = origin + 1 + np.arange(steps) - last
    falls = np.exp(model.drift / records.width * years_on[:, None] * response)
    now = np.stack([single_year_rates(records.deaths[sex].loc[last]) for sex in SEXES])
    single = single_year_fertility(records.shares.loc[:latest].iloc[-1])
    fertility = pd.DataFrame([single / single.sum() * records.fertility[full]] * steps)
    boys = np.full(steps, float(records.boys[full]))
    path = Path(now * falls[:, None, :], fertility, boys, response)
    return path, model.shock / math.sqrt(records.width)

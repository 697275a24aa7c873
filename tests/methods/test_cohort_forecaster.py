"""The ages as a forecaster: right where rates go on, and blind to what comes after the origin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from stable import SHARES, group_rates, people

from rederive.methods.cohort_forecaster import Records, cohort_forecaster
from rederive.methods.forecast import rolling_origin
from rederive.methods.projection import SEXES, project
from rederive.methods.vital_rates import fertility_by_year, survival_by_year

FIRST, LAST, ORIGIN = 1990, 2030, 2010
YEARS = np.arange(FIRST, LAST)
MIDDLES = np.arange(FIRST - 20.0, LAST + 5, 5)


def records(jitter=0.02):
    """Forty years of a population whose mortality falls evenly and whose fertility hardly moves."""
    deaths = pd.DataFrame({at: group_rates(0.015 * (at - FIRST)) for at in MIDDLES}).T
    shares = pd.DataFrame(dict.fromkeys(MIDDLES, SHARES)).T
    wander = np.random.default_rng(1).normal(0, jitter, len(YEARS) + 30)
    total = pd.Series(1.7 * np.exp(wander), range(FIRST - 30, LAST))
    fertility = fertility_by_year(shares, total, YEARS, middle=1.0)
    alive = pd.DataFrame(dict.fromkeys(SEXES, survival_by_year(deaths, YEARS, middle=1.0)))
    boys = pd.Series(1.06, total.index)
    path, _ = project(people(), alive, fertility, boys.loc[FIRST:])
    by_sex = dict.fromkeys([*SEXES, "both"], deaths)
    return Records(path, by_sex, shares, total, boys)


def share_of(kept):
    totals = kept.people.sum(axis=1).groupby("year").sum()
    old = kept.people.loc[pd.IndexSlice[:, 65:], :].sum(axis=1).groupby("year").sum()
    return 100 * old / totals


KEPT = records()
SHARE = share_of(KEPT)


def test_where_rates_go_on_the_share_is_foreseen():
    made = cohort_forecaster(KEPT)(SHARE.loc[:ORIGIN], 10, 0.8)
    assert made["mean"].to_numpy() == pytest.approx(
        SHARE.loc[ORIGIN + 1 : ORIGIN + 10].to_numpy(), abs=0.1
    )


def test_a_series_of_another_level_and_moment_keeps_both():
    ends = ((SHARE + SHARE.shift(-1)) / 2).dropna() + 3
    made = cohort_forecaster(KEPT, later=0.5)(ends.loc[:ORIGIN], 5, 0.8)
    assert made["mean"].to_numpy() == pytest.approx(
        ends.loc[ORIGIN + 1 : ORIGIN + 5].to_numpy(), abs=0.05
    )


@pytest.mark.parametrize("later", [0.0, 0.5])
def test_nothing_after_the_origin_is_seen(later):
    other = replace(
        KEPT,
        people=KEPT.people.loc[:ORIGIN],
        deaths={sex: table.loc[: ORIGIN - 2] for sex, table in KEPT.deaths.items()},
        shares=KEPT.shares.loc[: ORIGIN - 2],
        fertility=KEPT.fertility.loc[:ORIGIN] if later else KEPT.fertility.loc[: ORIGIN - 1],
        boys=KEPT.boys.loc[:ORIGIN] if later else KEPT.boys.loc[: ORIGIN - 1],
    )
    made = [
        cohort_forecaster(each, later=later)(SHARE.loc[:ORIGIN], 6, 0.8) for each in (KEPT, other)
    ]
    pd.testing.assert_frame_equal(*made)


def test_its_interval_holds_the_futures_of_a_wandering_fertility():
    # Twenty populations whose fertility is a random walk, each asked once, ten years ahead.
    inside = []
    for seed in range(20):
        walk = np.random.default_rng(seed).normal(0, 0.05, len(KEPT.fertility)).cumsum()
        total = pd.Series(1.7 * np.exp(walk), KEPT.fertility.index)
        fertility = fertility_by_year(KEPT.shares, total, YEARS, middle=1.0)
        alive = pd.DataFrame(
            dict.fromkeys(SEXES, survival_by_year(KEPT.deaths["both"], YEARS, middle=1.0))
        )
        path, _ = project(people(), alive, fertility, KEPT.boys.loc[FIRST:])
        wandering = replace(KEPT, people=path, fertility=total)
        series = share_of(wandering)
        made = cohort_forecaster(wandering, draws=200)(series.loc[:ORIGIN], 10, 0.8).iloc[-1]
        inside.append(made["low"] <= series[ORIGIN + 10] <= made["high"])
    assert 0.6 <= np.mean(inside) <= 0.95


def test_it_fits_the_backtest_and_is_seeded():
    tables = [
        rolling_origin(
            SHARE, {"ages": cohort_forecaster(KEPT, draws=100)}, horizon=3, first=20, step=5
        )
        for _ in range(2)
    ]
    pd.testing.assert_frame_equal(*tables)


def test_an_origin_before_three_periods_is_refused():
    early = replace(KEPT, deaths={sex: d.loc[1985:] for sex, d in KEPT.deaths.items()})
    with pytest.raises(ValueError, match="three periods or more"):
        cohort_forecaster(early)(SHARE.loc[:1996], 2, 0.8)

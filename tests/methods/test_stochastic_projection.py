"""Many futures at once: the one-future method found again, and intervals that hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stable import AGES, SHARES, group_rates, people

from rederive.methods.error_process import ErrorProcess, fitted
from rederive.methods.projection import SEXES, in_groups, project
from rederive.methods.stochastic_projection import Path, by_single_age, simulate
from rederive.methods.vital_rates import (
    fertility_by_year,
    rates_by_year,
    single_year_rates,
    survival_by_year,
)

STEPS = 12
YEARS = np.arange(2000, 2000 + STEPS)
DEATHS = pd.DataFrame({2000: group_rates(), 2020: group_rates(0.3)}).T
FERTILITY = fertility_by_year(pd.DataFrame({2000: SHARES}).T, pd.Series(1.6, YEARS), YEARS)
MOVED = pd.DataFrame(50.0, index=AGES, columns=SEXES)
RESPONSE = np.full(len(AGES), 1 / len(AGES))


def path(migration=True):
    rates = np.stack([rates_by_year(DEATHS, YEARS).to_numpy()] * 2, axis=1)
    moved = np.stack([MOVED.to_numpy()] * STEPS) if migration else None
    return Path(rates, FERTILITY, np.full(STEPS, 1.06), RESPONSE, moved)


def futures(births, deaths, groups=(0, 20, 65), migration=True):
    return simulate(people(), path(migration), births, deaths, list(groups))


NONE = np.zeros((1, STEPS))


@pytest.mark.parametrize("migration", [True, False])
def test_a_future_without_errors_is_the_projection(migration):
    survival = survival_by_year(DEATHS, YEARS)
    alive = pd.DataFrame(dict.fromkeys(SEXES, survival))
    moved = pd.concat(dict.fromkeys(YEARS, MOVED)) if migration else None
    once, _ = project(people(), alive, FERTILITY, pd.Series(1.06, YEARS), moved)
    theirs = in_groups(once.sum(axis=1), [0, 20, 65]).to_numpy().reshape(STEPS + 1, 3)
    assert futures(NONE, NONE, migration=migration)[0] == pytest.approx(theirs)


@settings(deadline=None, max_examples=5)
@given(st.integers(1, 300), st.booleans(), st.integers(0, 99))
def test_each_future_is_by_itself_what_it_is_among_others(count, lives_differ, seed):
    random = np.random.default_rng(seed)
    births, deaths = random.normal(0, 0.1, (2, count, STEPS))
    deaths = deaths * lives_differ
    together = futures(births, deaths)
    for one in {0, count // 2, count - 1}:
        alone = futures(births[[one]], deaths[[one]])
        assert together[one] == pytest.approx(alone[0], rel=1e-12)


def test_births_move_by_the_factor_and_nobody_else_does():
    counted = futures(np.vstack([NONE, NONE + np.log(1.2)]), np.vstack([NONE, NONE]), (0, 1, 20))
    assert counted[1, 1, 0] / counted[0, 1, 0] == pytest.approx(1.2, rel=1e-3)  # but for migrants
    assert counted[1, :, 2] == pytest.approx(counted[0, :, 2])


def test_a_falling_index_leaves_more_alive_at_every_age():
    counted = futures(np.zeros((2, STEPS)), np.vstack([NONE, NONE - 10]))
    assert (counted[1, 1:] > counted[0, 1:]).all()


def test_single_years_take_the_value_of_their_group():
    single = by_single_age(pd.Series([5.0, 7.0, 9.0], [0, 1, 5]), pd.Index(range(8)))
    assert single.tolist() == [5, 7, 7, 7, 7, 9, 9, 9]


def test_intervals_from_a_short_record_hold_nearly_at_their_level():
    # The whole way: a forecaster with unknown errors has a record of sixteen rounds; from it come
    # the futures; and each of many true futures is asked whether the 80 percent interval holds it.
    truth = ErrorProcess(0.05, 0.08, 0.98), ErrorProcess(2.0, 2.0, 1.0)
    random = np.random.default_rng(11)
    leads = np.tile([0.5, 5.5, 10.5], 16)
    held = []
    for _ in range(12):
        learnt = [fitted(leads, t.draw(random, 16, 11)[:, [0, 5, 10]].ravel()) for t in truth]
        made = [each.draw(random, 200, STEPS) for each in learnt]
        came = [each.draw(random, 100, STEPS) for each in truth]
        share = [old_share(futures(*each)) for each in (made, came)]
        low, high = np.percentile(share[0], [10, 90], axis=0)
        held.append(((share[1] >= low) & (share[1] <= high)).mean())
    assert 0.7 <= np.mean(held) <= 0.88


def old_share(counted):
    return (counted[..., 2] / counted.sum(axis=-1))[:, -1]


def test_a_future_of_another_length_is_refused():
    with pytest.raises(ValueError, match="a column for each of the 12 steps"):
        futures(np.zeros((1, 5)), np.zeros((1, 5)))


def test_rates_of_single_years_are_those_of_their_period():
    yearly = rates_by_year(DEATHS, [2000, 2020])
    assert yearly.loc[2000].to_numpy() == pytest.approx(single_year_rates(DEATHS.loc[2000]))

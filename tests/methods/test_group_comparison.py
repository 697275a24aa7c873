"""Growth of a group against all others: gaps, random groups, samples."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.methods.group_comparison import (
    bootstrap_gap,
    dealt_sets,
    gaps_of_sets,
    growth_gap,
    leave_one_out,
    permutation_test,
)
from rederive.methods.growth import trend_growth

BEFORE = pd.Series({"A": 1.0, "B": 1.0, "C": 2.0, "D": 4.0})


AFTER = pd.Series({"A": 2.0, "B": 2.0, "C": 2.0, "D": 4.0})


def test_the_gap_is_the_difference_of_compound_rates():
    assert growth_gap(BEFORE, AFTER, ["A", "B"], 1) == pytest.approx(100.0)
    assert growth_gap(BEFORE, AFTER, ["A", "B"], 2) == pytest.approx(100 * (2**0.5 - 1))


def test_a_group_without_others_is_refused():
    with pytest.raises(ValueError, match="both need a level"):
        growth_gap(BEFORE, AFTER, list(BEFORE.index), 1)


def test_all_random_groups_together_give_the_exact_p_value():
    # of the six groups of two only the real one has a gap as large: p tends to 1/6
    found = permutation_test(BEFORE, AFTER, ["A", "B"], 1, draws=6000, seed=1)
    assert found.gap == pytest.approx(100.0)
    assert found.p_value == pytest.approx(1 / 6, abs=0.02)


def test_strata_keep_the_number_of_large_members():
    found = permutation_test(BEFORE, AFTER, ["A", "C"], 1, draws=500, strata=2, seed=2)
    gaps = {
        round(growth_gap(BEFORE, AFTER, [small, large], 1), 6) for small in "AB" for large in "CD"
    }
    assert set(found.draws.round(6)) == gaps


def test_a_group_that_says_nothing_about_growth_is_rejected_as_often_as_it_should():
    draw = np.random.default_rng(5)
    ps = []
    for run in range(200):
        start = pd.Series(draw.lognormal(0, 2, 40))
        end = start * draw.lognormal(0.5, 0.3, 40)
        ps.append(permutation_test(start, end, range(0, 40, 2), 9, draws=99, seed=run).p_value)
    assert np.mean(np.array(ps) <= 0.1) == pytest.approx(0.1, abs=0.06)


def test_the_same_seed_gives_the_same_draws():
    one, other = (permutation_test(BEFORE, AFTER, ["A"], 1, draws=20, seed=7) for _ in range(2))
    assert (one.draws == other.draws).all()


def test_the_bootstrap_interval_holds_the_gap_and_closes_when_all_grow_alike():
    draw = np.random.default_rng(3)
    start = pd.Series(draw.lognormal(0, 1, 60))
    end = start * draw.lognormal(0.4, 0.3, 60)
    found = bootstrap_gap(start, end, range(30), 9, seed=4)
    assert found.point == growth_gap(start, end, range(30), 9)
    assert found.low < found.point < found.high
    alike = bootstrap_gap(start, start * 2, range(30), 9)
    assert (alike.low, alike.high) == pytest.approx((0, 0), abs=1e-9)


def test_the_gap_without_each_member_in_turn():
    found = leave_one_out(BEFORE, AFTER, ["A", "B"], 1)
    assert found.index[0] in "AB"
    assert found["C"] == pytest.approx(100.0)


@given(st.integers(0, 10_000), st.integers(3, 12))
def test_leaving_one_out_is_the_gap_of_a_population_without_it(seed, others):
    draw = np.random.default_rng(seed)
    start = pd.Series(draw.lognormal(0, 3, 3 + others))
    end = start * draw.lognormal(0.5, 0.5, len(start))
    found = leave_one_out(start, end.drop(0), [1, 2, len(start) - 1], 9)
    assert found.is_monotonic_increasing
    for one, gap in found.items():
        rest = start.drop(one), end.drop({0, one})
        assert gap == pytest.approx(growth_gap(*rest, [1, 2, len(start) - 1], 9), abs=1e-6)


def test_gaps_of_many_sets_are_those_of_each():
    random = np.random.default_rng(5)
    levels = pd.DataFrame(
        np.exp(random.normal(0, 0.3, (4, 9)).cumsum(axis=0)),
        index=["2013", "2014", "2015", "2016"],
        columns=list("abcdefghi"),
    )
    sets = dealt_sets(levels.iloc[0], list("abc"), draws=6, strata=3)
    assert (sets.sum(axis=1) == 3).all()
    found = gaps_of_sets(levels, sets)
    trends = gaps_of_sets(levels, sets, trend=True)
    for row, gap, slope in zip(sets, found, trends, strict=True):
        members = levels.columns[row == 1]
        start, end = levels.iloc[0], levels.iloc[-1]
        assert gap == pytest.approx(growth_gap(start, end, members, 3))
        ratio = levels[members].sum(axis=1) / levels.drop(columns=members).sum(axis=1)
        assert slope == pytest.approx(trend_growth(ratio).point)
    world = pd.Series(1.0, index=levels.index)
    against = gaps_of_sets(levels, sets, outside=world)
    assert (against > found - 1e9).all()
    with pytest.raises(ValueError, match="both need a level"):
        gaps_of_sets(levels * 0, sets)

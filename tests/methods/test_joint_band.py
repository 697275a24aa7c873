"""Bands for whole paths: their level, and what they refute."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.methods.joint_band import inside, joint_band


def walks(seed, count=4000, years=5, slope=0.0):
    random = np.random.default_rng(seed)
    return slope * np.arange(1, years + 1) + random.normal(size=(count, years)).cumsum(axis=1)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_new_paths_lie_inside_at_the_level(level):
    band = joint_band(walks(1), level)
    assert inside(walks(2), band).mean() == pytest.approx(level, abs=0.03)


def test_intervals_year_by_year_would_hold_fewer_paths():
    paths = walks(3)
    band = joint_band(paths, 0.8)
    low, high = np.percentile(paths, [10, 90], axis=0)
    assert ((paths >= low) & (paths <= high)).all(axis=1).mean() < 0.7
    assert ((band["low"] < low) & (band["high"] > high)).all()


def test_paths_of_another_slope_are_refuted_the_more_years_the_surer():
    held = [
        inside(walks(5, years=years, slope=1.5), joint_band(walks(4, years=years), 0.8)).mean()
        for years in (1, 3, 6)
    ]
    assert held == sorted(held, reverse=True)
    assert held[-1] < 0.1


@settings(max_examples=20, deadline=None)
@given(st.floats(-50, 50), st.floats(0.01, 100))
def test_units_do_not_matter(shift, factor):
    paths, new = walks(6, 500), walks(7, 200)
    plain = inside(new, joint_band(paths, 0.8))
    moved = inside(shift + factor * new, joint_band(shift + factor * paths, 0.8))
    assert (plain == moved).mean() > 0.99


@pytest.mark.parametrize("paths", [np.zeros((50, 3)), np.zeros((200, 3))])
def test_too_few_paths_or_one_path_are_refused(paths):
    with pytest.raises(ValueError, match="a hundred paths or more that differ"):
        joint_band(paths, 0.8)

"""Vehicles in use by accounting: published lifetimes, conservation, and the bound on a stock."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.methods.fleet import carried_forward, in_use, loss_beyond, weibull

CHINA = weibull(14.46, 4.79)  # private passenger vehicles; as in the package `vein`
NEVER = weibull(1e9, 5)


def years(values: list[float], start: int = 2020) -> pd.Series:
    return pd.Series(values, index=range(start, start + len(values)), dtype=float)


def test_the_mean_life_is_the_published_one():
    # Hao and others (2011) print a scale of 14.5 years for private passenger vehicles.
    assert CHINA(np.array([14.46]))[0] == pytest.approx(1 / math.e)
    ages = np.linspace(0, 40, 4001)
    mean = np.trapezoid(CHINA(ages), ages)
    assert mean == pytest.approx(14.46 * math.gamma(1 + 1 / 4.79), rel=1e-5)


def test_what_never_dies_adds_up():
    registered = years([1, 2, 4])
    assert in_use(registered, range(2020, 2023), NEVER).to_list() == pytest.approx([1, 3, 7])
    ahead = carried_forward(10.0, registered, years([5, 5], 2023), NEVER)
    assert ahead.to_list() == pytest.approx([15, 20])


@given(
    st.lists(st.floats(0.1, 50), min_size=2, max_size=8),
    st.lists(st.floats(0, 50), min_size=1, max_size=8),
    st.floats(5, 30),
    st.floats(0, 0.1),
)
def test_a_stock_never_outruns_its_flows(past, coming, scale, loss):
    registered = years(past)
    ahead = carried_forward(
        100.0, registered, years(coming, 2020 + len(past)), weibull(scale, 4.79, loss=loss)
    )
    bound = 100.0 + np.cumsum(coming)
    assert (ahead.to_numpy() <= bound * (1 + 1e-9)).all()
    assert (ahead >= 0).all()


@given(st.lists(st.floats(1, 80), min_size=3, max_size=8), st.floats(0, 0.2))
def test_the_loss_that_was_built_in_is_found(values, loss):
    registered = years(values)
    counted = in_use(registered, registered.index, weibull(1e9, 5, loss=loss))
    assert loss_beyond(counted, registered, NEVER) == pytest.approx(loss, abs=1e-9)


def test_only_the_loss_beyond_the_law_is_counted():
    registered = years([10, 20, 40, 80, 90, 100])
    counted = in_use(registered, registered.index, weibull(14.46, 4.79, loss=0.02))
    assert loss_beyond(counted, registered, CHINA) == pytest.approx(0.02, abs=1e-4)
    wrong = registered.where(registered.index != 2022, 200.0)
    assert loss_beyond(counted, wrong, NEVER, leave_out=[2022]) < 0.05
    with pytest.raises(ValueError, match="no year has a count"):
        loss_beyond(counted, years([1.0], 1990), CHINA)


def test_a_gap_and_impossible_curves_are_refused():
    with pytest.raises(ValueError, match="must begin in 2022"):
        carried_forward(1.0, years([1, 1]), years([1.0], 2023), CHINA)
    for scale, shape, loss in [(0, 1, 0), (1, -1, 0), (1, 1, 1)]:
        with pytest.raises(ValueError, match="survival curve"):
            weibull(scale, shape, loss=loss)

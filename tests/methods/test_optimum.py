"""The search from many starts: the lowest of several hollows, and an error where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.methods.optimum import ConvergenceError, hollows, least

BOX = np.array([[-2.0, 2.0]])


def two_wells(point: np.ndarray) -> float:
    """A wide well at -1 and a narrow, deeper one at 1.5."""
    x = point[0]
    return float(-np.exp(-((x + 1) ** 2)) - 2 * np.exp(-((x - 1.5) ** 2) / 0.002))


def test_one_start_ends_in_the_wide_well_and_two_in_the_deep_one():
    alone, wide = least(two_wells, [np.array([-1.5])], BOX, what="wells")
    both, deep = least(two_wells, [np.array([-1.5]), np.array([1.52])], BOX, what="wells")
    assert (alone[0], both[0]) == pytest.approx((-1, 1.5), abs=1e-2)
    assert deep < wide


def test_a_search_that_does_not_end_is_an_error():
    with pytest.raises(ConvergenceError, match=r"wells: no optimum was found \(starts: 1\)"):
        least(two_wells, [np.array([-1.5])], BOX, what="wells", iterations=1)


def test_a_grid_shows_its_hollows_the_lowest_first():
    x = np.linspace(-2, 2, 41)
    places = hollows(np.array([two_wells(np.array([at])) for at in x]), 2)
    assert x[places.ravel()].tolist() == pytest.approx([1.5, -1.0], abs=1e-9)


@settings(deadline=None, max_examples=25)
@given(st.floats(-1.9, 1.9), st.floats(-1.9, 1.9))
def test_a_single_hollow_is_found_from_anywhere(start, bottom):
    place, value = least(
        lambda point: float((point[0] - bottom) ** 2), [np.array([start])], BOX, what="bowl"
    )
    assert place[0] == pytest.approx(bottom, abs=1e-4)
    assert value == pytest.approx(0, abs=1e-8)


@settings(deadline=None, max_examples=25)
@given(st.floats(-1.9, 1.9), st.floats(-1.9, 1.9))
def test_slopes_that_are_given_lead_where_differences_lead(start, bottom):
    place, _ = least(
        lambda point: (float((point[0] - bottom) ** 2), 2 * (point - bottom)),
        [np.array([start])],
        BOX,
        what="bowl",
        slopes=True,
    )
    assert place[0] == pytest.approx(bottom, abs=1e-4)

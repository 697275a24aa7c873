"""Clearing of three sets of fixed effects: the residuals of least squares on dummies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.methods.three_way_effects import Effects


def on_dummies(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Residuals of weighted least squares on a dummy for each effect."""
    places = np.indices(weights.shape).reshape(3, -1)
    pairs = [
        places[one] * weights.shape[other] + places[other]
        for one, other in [(0, 2), (1, 2), (0, 1)]
    ]
    design = np.column_stack([pair[:, None] == np.unique(pair) for pair in pairs]) * 1.0
    root = np.sqrt(weights.ravel())
    left = (
        values.ravel() - design @ np.linalg.lstsq(root[:, None] * design, root * values.ravel())[0]
    )
    return (left * (root > 0)).reshape(weights.shape)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000),
    st.tuples(st.integers(2, 6), st.integers(2, 6), st.integers(2, 5)),
    st.sampled_from([0.0, 0.2, 0.5]),
)
def test_what_is_left_is_the_residual_of_a_regression_on_dummies(seed, shape, missing):
    draw = np.random.default_rng(seed)
    weights = draw.lognormal(0, 3, shape) * (draw.random(shape) > missing)
    values = draw.normal(size=(2, *shape))
    left = Effects(weights).cleared(values)
    for one, other in zip(left, values, strict=True):
        assert one == pytest.approx(on_dummies(other, weights), abs=1e-6)


def test_effects_themselves_leave_nothing_and_no_weight_leaves_nothing():
    draw = np.random.default_rng(1)
    weights = draw.lognormal(0, 2, (5, 4, 3))
    weights[2] = 0
    effects = draw.normal(size=(5, 1, 3)) + draw.normal(size=(4, 3)) + draw.normal(size=(5, 4, 1))
    assert np.abs(Effects(weights).cleared(effects[None])).max() < 1e-9
    assert (Effects(weights).cleared(draw.normal(size=(1, 5, 4, 3)))[0, 2] == 0).all()

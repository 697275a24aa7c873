"""Pooled spreads cover what is built in; equal spreads are tested as another program does."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from rederive.methods.spreads import equal_spreads, pooled_spread


def test_a_spread_is_pooled_and_its_interval_holds():
    one = pooled_spread([0.1, 0.1, 0.1], [1, 2, 3])
    assert one.point == pytest.approx(0.1)
    assert one.observations == 6
    random = np.random.default_rng(1)
    draws = 0.05 * np.sqrt(random.chisquare([1, 2, 3], (2000, 3)) / [1, 2, 3])
    found = [pooled_spread(each, [1, 2, 3]) for each in draws]
    assert np.mean([each.low <= 0.05 <= each.high for each in found]) == pytest.approx(
        0.95, abs=0.015
    )
    with pytest.raises(ValueError, match="degree of freedom"):
        pooled_spread([0.1], [0])


def test_equal_spreads_agree_with_bartletts_test_where_spans_are_long():
    random = np.random.default_rng(3)
    samples = [random.normal(0, spread, 60) for spread in (1.0, 1.1, 1.35)]
    spreads = [float(np.std(each, ddof=1)) for each in samples]
    ours = equal_spreads(spreads, [59, 59, 59], draws=40_000)
    assert ours == pytest.approx(stats.bartlett(*samples).pvalue, abs=0.01)


def test_equal_spreads_are_doubted_as_often_as_they_should_be_where_spans_are_short():
    random = np.random.default_rng(4)
    draws = np.sqrt(random.chisquare([1, 2, 3], (1000, 3)) / [1, 2, 3])
    doubted = [equal_spreads(each, [1, 2, 3], draws=2000, seed=5) < 0.1 for each in draws]
    assert np.mean(doubted) == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize(("spreads", "freedom"), [([0.1], [2]), ([0.1, 0.2], [2, 0])])
def test_spans_that_cannot_be_compared_are_refused(spreads, freedom):
    with pytest.raises(ValueError, match="two spans"):
        equal_spreads(spreads, freedom)

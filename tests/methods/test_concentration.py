"""Concentration measures against published worked examples, and the laws they obey."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import iv

from rederive.methods.concentration import (
    ESTIMATORS,
    concentration_ratio,
    detectable_slope,
    geometric_group,
    herfindahl_hirschman_index,
    hhi_bounds,
    implied_market_total,
    market_shares,
    part_from_growth_rates,
    rejection_rate,
    share_growth,
    share_growth_power,
    simulated_growth,
)

sizes = st.lists(st.floats(min_value=0.01, max_value=1e6), min_size=1, max_size=12)


def test_index_agrees_with_the_united_states_department_of_justice():
    # US Department of Justice, Antitrust Division, "Herfindahl-Hirschman Index"
    # (justice.gov/atr): four firms with shares of 30, 30, 20 and 20 percent have 2,600.
    shares = pd.Series([30, 30, 20, 20])
    assert herfindahl_hirschman_index(shares) == 2600
    assert concentration_ratio(shares, 3) == 80


@pytest.mark.parametrize(
    ("shares", "index"),
    [
        # Industrial organization blog, March 2006, on the Horizontal Merger Guidelines: nine firms,
        # the market after a merger of the two smallest, and after one of the two largest.
        ([25, 20, 15, 10, 8, 7, 6, 5, 4], 1540),
        ([25, 20, 15, 10, 9, 8, 7, 6], 1580),
        ([45, 15, 10, 8, 7, 6, 5, 4], 2540),
        # Investopedia, "Herfindahl-Hirschman index": eight participants.
        ([10, 9, 12, 15, 12, 11, 15, 16], 1296),
        # Hayden, managerial economics: a monopoly, and four firms with a quarter each.
        ([100], 10_000),
        ([25, 25, 25, 25], 2500),
    ],
)
def test_index_agrees_with_published_examples(shares, index):
    assert herfindahl_hirschman_index(pd.Series(shares)) == pytest.approx(index)


@given(sizes.filter(lambda numbers: len(numbers) > 1))
def test_a_merger_adds_twice_the_product_of_the_shares(numbers):
    # The guidelines: firms with 5 and 10 percent that merge add 100 (2 x 5 x 10).
    shares = market_shares(pd.Series(numbers))
    merged = pd.concat([shares.iloc[2:], pd.Series([shares.iloc[0] + shares.iloc[1]])])
    gain = herfindahl_hirschman_index(merged) - herfindahl_hirschman_index(shares)
    assert gain == pytest.approx(2 * shares.iloc[0] * shares.iloc[1], abs=1e-6)


@given(sizes)
def test_index_lies_between_equal_firms_and_a_monopoly(numbers):
    index = herfindahl_hirschman_index(market_shares(pd.Series(numbers)))
    assert 10_000 / len(numbers) - 1e-6 <= index <= 10_000 + 1e-6


@given(sizes)
def test_concentration_ratio_rises_to_the_whole_market(numbers):
    shares = market_shares(pd.Series(numbers))
    ratios = [concentration_ratio(shares, firms) for firms in range(1, len(shares) + 1)]
    assert (np.diff(ratios) >= -1e-9).all()
    assert ratios[-1] == pytest.approx(100)


@settings(deadline=None)
@given(
    sizes.filter(lambda numbers: len(numbers) > 2),
    st.integers(min_value=0, max_value=11),
    st.integers(min_value=1, max_value=11),
)
def test_bounds_hold_the_index_of_every_market_that_fits(numbers, named, middle):
    shares = np.sort(market_shares(pd.Series(numbers)).to_numpy())[::-1]
    named, middle = named % len(shares), min(middle, len(shares))
    cuts = sorted({named, middle, len(shares)})
    blocks = [shares[a:b] for a, b in pairwise(cuts) if a >= named]
    groups = [(float(block.sum()), len(block)) for block in blocks]
    lowest, highest = hhi_bounds(shares[:named], groups)
    assert lowest - 1e-6 <= float((shares**2).sum()) <= highest + 1e-6


def test_bounds_are_attained():
    # One firm with 50, two that share 30, three that share 20. Least: 15, 15 and 20/3 each.
    lowest, highest = hhi_bounds([50], [(30, 2), (20, 3)])
    assert lowest == pytest.approx(50**2 + 2 * 15**2 + 20**2 / 3)
    # Greatest: the second firm of the pair is as small as the three behind it let it be.
    best = np.array([50, 30 - 20 / 3, 20 / 3, 20 / 3, 20 / 3, 20 / 3])
    assert highest == pytest.approx((best**2).sum())
    markets = [
        np.array([50, 30 - a, a, b, c, 20 - b - c])
        for a in np.linspace(0, 15, 61)
        for b in np.linspace(0, 20, 81)
        for c in np.linspace(0, 20 - b, 41)
    ]
    fitting = [market for market in markets if (np.diff(market) <= 1e-9).all()]
    assert all(lowest - 1e-9 <= (market**2).sum() <= highest + 1e-9 for market in fitting)


def test_one_unknown_group_is_split_into_as_many_large_firms_as_fit():
    # 40 percent known in one firm, 60 percent in ten firms of at most 40: one of 40, one of 20.
    assert hhi_bounds([40], [(60, 10)])[1] == pytest.approx(40**2 + 40**2 + 20**2)


def test_bounds_without_unknown_firms_are_the_index():
    assert hhi_bounds([30, 30, 20, 20], []) == (2600, 2600)


def test_implied_total_takes_rounding_along():
    total = implied_market_total(iv.mpf([5359.115, 5359.125]), iv.mpf([68.05, 68.15]))
    assert total.a < 5359.12 / 0.681 < total.b
    assert implied_market_total(30.0, 60.0) == 50


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: herfindahl_hirschman_index(pd.Series([30, 30])), "use hhi_bounds"),
        (lambda: herfindahl_hirschman_index(pd.Series([130, -30])), "between 0 and 100"),
        (lambda: concentration_ratio(pd.Series([50, 50]), 3), "there are 2"),
        (lambda: market_shares(pd.Series([1, np.nan])), "zero or more"),
        (lambda: market_shares(pd.Series([60, 60]), total=100), "more than the market"),
        (lambda: hhi_bounds([50], [(30, 2)]), "a group is missing"),
        (lambda: hhi_bounds([50], [(50, 0)]), "one firm or more"),
        (lambda: hhi_bounds([10], [(90, 2)]), "no market fits"),
        (lambda: hhi_bounds([40], [(20, 4), (40, 2)]), "no market fits"),
    ],
)
def test_what_is_no_market_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# NIST Statistical Reference Datasets, linear regression, Norris (itl.nist.gov/div898/strd):
# pairs of y and x, and the certified slope, its standard error and the residual deviation.
NORRIS = """0.1 0.2 338.8 337.4 118.1 118.2 888.0 884.6 9.2 10.1 228.1 226.5 668.5 666.3 998.5 996.3
449.1 448.6 778.9 777.0 559.2 558.2 0.3 0.4 0.1 0.6 778.1 775.5 668.8 666.9 339.3 338.0 448.9 447.5
10.8 11.6 557.7 556.0 228.3 228.1 998.0 995.8 888.8 887.6 119.6 120.2 0.3 0.3 0.6 0.3 557.6 556.8
339.3 339.1 888.0 887.2 998.5 999.0 778.9 779.0 10.2 11.1 117.6 118.3 228.9 229.2 668.4 669.1
449.2 448.9 0.2 0.5"""


def test_slope_agrees_with_the_certified_values_of_nist():
    pairs = np.array(NORRIS.split(), dtype=float).reshape(-1, 2) / 100
    before = pd.Series(np.exp(pairs[:, 1]))
    found = share_growth(before, before * np.exp(pairs[:, 0]))
    assert found["slope"] == pytest.approx(1.00211681802045, rel=1e-11)
    assert found["standard_error"] == pytest.approx(0.429796848199937e-3, rel=1e-9)
    assert found["spread"] == pytest.approx(0.884796396144373 / 100, rel=1e-10)
    assert found["firms"] == 36


def of_unit_deviation(firms):
    """Sizes whose logarithms have a (population) standard deviation of one."""
    logs = np.arange(firms, dtype=float)
    return pd.Series(np.exp((logs - logs.mean()) / logs.std()))


def test_power_agrees_with_gpower():
    # K. L. Wuensch, "Power analysis for correlation and regression models" (docslib.org): G*Power
    # for a correlation of 0.5, five cases, two-sided 0.05 prints a noncentrality of 1.290994 and a
    # power of 0.151938. A correlation r is a slope of r / sqrt(1 - r^2) deviations.
    slope = 0.5 / np.sqrt(1 - 0.5**2)
    assert slope * np.sqrt(5) == pytest.approx(1.290994, abs=5e-7)
    assert share_growth_power(of_unit_deviation(5), slope, 1) == pytest.approx(0.151938, abs=5e-7)


def test_the_detectable_slope_has_the_power_asked_for():
    before = of_unit_deviation(8)
    slope = detectable_slope(before, 0.3)
    assert share_growth_power(before, slope, 0.3) == pytest.approx(0.8)
    assert share_growth_power(before, 0, 0.3) == pytest.approx(0.05)


def test_simulated_and_exact_power_agree():
    before = pd.Series([33.0, 24, 12, 6, 4, 3.5, 3, 2.5])
    for slope in (0.0, 0.04):
        after = simulated_growth(before, 0.06, slope=slope, draws=20_000, seed=1)
        exact = share_growth_power(before, slope, 0.06)
        assert rejection_rate(before, after) == pytest.approx(exact, abs=0.01)


def test_luck_alone_concentrates_a_market():
    # Gibrat's law: the variance of log size grows by the variance of growth, year after year.
    before = pd.Series(np.ones(50))
    after = np.log(simulated_growth(before, 0.1, years=25, draws=2000, seed=2))
    assert after.var(axis=1).mean() == pytest.approx(25 * 0.1**2, rel=0.02)
    pd.testing.assert_frame_equal(
        simulated_growth(before, 0.1, seed=3), simulated_growth(before, 0.1, seed=3)
    )


def test_shocks_can_be_smaller_for_larger_firms():
    before = pd.Series([1.0, 16.0])
    growth = np.log(simulated_growth(before, 0.1, size_volatility=0.25, draws=40_000) / before)
    assert growth.std().iloc[0] / growth.std().iloc[1] == pytest.approx(2, rel=0.02)


@pytest.mark.parametrize("estimator", ESTIMATORS[:3])
@given(
    st.lists(st.integers(1, 1000), min_size=3, max_size=8, unique=True),
    st.floats(-0.5, 0.5),
    st.floats(0.1, 10),
)
def test_a_slope_built_in_is_found(estimator, numbers, slope, factor):
    before = pd.Series(numbers, dtype=float)
    after = factor * before ** (1 + slope)
    found = share_growth(before, after, estimator)
    assert found["slope"] == pytest.approx(slope, abs=1e-6)
    assert found["spread"] == pytest.approx(0, abs=1e-6)
    shares = share_growth(market_shares(before), market_shares(after), estimator)
    assert shares["slope"] == pytest.approx(slope, abs=1e-6)


def test_grossacks_slope_is_zero_when_shares_stand_still():
    before = pd.Series([50.0, 30, 20])
    assert share_growth(before, 3 * before, "levels")["slope"] == pytest.approx(0, abs=1e-12)
    # 50, 30, 20 to 60, 30, 10: by hand, 16 2/3 * 10 + 13 1/3 * 10 over the squared deviations.
    after = pd.Series([60.0, 30, 10])
    by_hand = (50 / 3 * 10 + 40 / 3 * 10) / ((50 / 3) ** 2 + (10 / 3) ** 2 + (40 / 3) ** 2)
    assert share_growth(before, after, "levels")["slope"] == pytest.approx(by_hand)


def test_two_firms_give_a_slope_without_an_interval():
    found = share_growth(pd.Series([1.0, 2]), pd.Series([1.0, 4]))
    assert found["slope"] == pytest.approx(1)
    assert found[["low", "high", "p_value", "spread"]].isna().all()


def test_a_part_follows_from_three_growth_rates():
    # 60 and 40 grow by 10 and 30 percent, to 66 and 52: together by 18 percent.
    assert part_from_growth_rates(118, 18, 10, 30) == pytest.approx(66)
    found = part_from_growth_rates(iv.mpf(118), iv.mpf([17.9, 18.1]), iv.mpf(10), iv.mpf(30))
    assert found.a < 66 < found.b


def test_a_group_is_split_into_a_falling_series():
    sizes = geometric_group(100, 5, 30)
    assert sizes.sum() == pytest.approx(100)
    assert sizes.iloc[0] == 30
    assert (sizes / sizes.shift()).dropna().std() == pytest.approx(0)
    assert (sizes.diff().dropna() < 0).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: geometric_group(100, 5, 10), "between its mean"),
        (lambda: share_growth(pd.Series([1.0]), pd.Series([2.0])), "two firms"),
        (lambda: share_growth(pd.Series([2.0, 2]), pd.Series([1.0, 2])), "different sizes"),
        (lambda: share_growth(pd.Series([0.0, 2]), pd.Series([1.0, 2])), "positive sizes"),
        (lambda: share_growth(pd.Series([1.0, 2]), pd.Series([1.0, 2]), "luck"), "unknown"),
        (lambda: share_growth_power(pd.Series([1.0, 2]), 0.1, 0.1), "three firms"),
    ],
)
def test_what_no_slope_can_be_had_from_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""Concentration measures against published worked examples, and the laws they obey."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.methods.concentration import concentration_ratio, hhi_bounds, market_shares


def hhi(shares) -> float:
    """The index of a market of which every firm is known: both bounds are one."""
    lowest, highest = hhi_bounds(shares, [])
    assert lowest == highest
    return lowest


sizes = st.lists(st.floats(min_value=0.01, max_value=1e6), min_size=1, max_size=12)


def test_index_agrees_with_the_united_states_department_of_justice():
    # US Department of Justice, Antitrust Division, "Herfindahl-Hirschman Index"
    # (justice.gov/atr): four firms with shares of 30, 30, 20 and 20 percent have 2,600.
    shares = pd.Series([30, 30, 20, 20])
    assert hhi(shares) == 2600
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
    assert hhi(pd.Series(shares)) == pytest.approx(index)


@given(sizes.filter(lambda numbers: len(numbers) > 1))
def test_a_merger_adds_twice_the_product_of_the_shares(numbers):
    # The guidelines: firms with 5 and 10 percent that merge add 100 (2 x 5 x 10).
    shares = market_shares(pd.Series(numbers))
    merged = pd.concat([shares.iloc[2:], pd.Series([shares.iloc[0] + shares.iloc[1]])])
    gain = hhi(merged) - hhi(shares)
    assert gain == pytest.approx(2 * shares.iloc[0] * shares.iloc[1], abs=1e-6)


@given(sizes)
def test_index_lies_between_equal_firms_and_a_monopoly(numbers):
    index = hhi(market_shares(pd.Series(numbers)))
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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: hhi_bounds([30, 30], []), "a group is missing"),
        (lambda: hhi_bounds([130, -30], []), "between 0 and 100"),
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

"""Sizes implied by what is printed about others."""

from __future__ import annotations

import pytest
from mpmath import iv

from rederive.methods.implied_sizes import (
    geometric_group,
    implied_market_total,
    part_from_growth_rates,
)


def test_implied_total_takes_rounding_along():
    total = implied_market_total(iv.mpf([5359.115, 5359.125]), iv.mpf([68.05, 68.15]))
    assert total.a < 5359.12 / 0.681 < total.b
    assert implied_market_total(30.0, 60.0) == 50


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


def test_a_largest_firm_that_no_group_has_is_refused():
    with pytest.raises(ValueError, match="between its mean"):
        geometric_group(100, 5, 10)

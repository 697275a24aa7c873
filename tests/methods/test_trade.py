"""Sets of countries and currencies."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.methods import trade

JOINED = pd.Series({"AAA": 2015, "BBB": 2018, "CCC": None, "DDD": 2018})
FLOWS = pd.DataFrame(
    {"AAA": [1.0, 2.0, 4.0], "BBB": [10.0, np.nan, 30.0], "ZZZ": [100.0, 100.0, 100.0]},
    index=[2014, 2015, 2018],
)


def test_a_country_belongs_to_the_set_from_the_year_it_joined():
    assert trade.partner_set(JOINED, 2017) == ["AAA"]
    assert trade.partner_set(JOINED, "2018") == ["AAA", "BBB", "DDD"]


def test_without_a_year_every_country_that_ever_joined_belongs():
    assert trade.partner_set(JOINED) == ["AAA", "BBB", "DDD"]


def test_a_fixed_set_is_summed_in_every_period():
    assert list(trade.sum_over(FLOWS, ["AAA", "BBB"])) == [11.0, 2.0, 34.0]


def test_a_growing_set_counts_a_member_only_from_its_joining():
    grows = {year: trade.partner_set(JOINED, year) for year in FLOWS.index}
    assert list(trade.sum_over(FLOWS, grows)) == [0.0, 2.0, 34.0]


def test_a_growing_set_without_a_period_is_refused():
    with pytest.raises(ValueError, match="no members for 2018"):
        trade.sum_over(FLOWS, {2014: ["AAA"], 2015: ["AAA"]})


def test_a_set_of_strangers_is_refused():
    with pytest.raises(ValueError, match="no member"):
        trade.sum_over(FLOWS, ["XXX"])


def test_the_implied_rate_turns_one_currency_into_the_other_and_back():
    cny, usd = pd.Series({"2013": 26.0, "2022": 42.0}), pd.Series({"2013": 4.0, "2022": 6.0})
    rate = trade.implied_rate(cny, usd)
    assert list(rate) == [6.5, 7.0]
    pd.testing.assert_series_equal(trade.to_base(cny, rate), usd)
    pd.testing.assert_series_equal(trade.to_quote(usd, rate), cny)


def test_a_period_without_a_rate_stays_missing():
    assert trade.to_base(pd.Series({"2013": 1.0}), pd.Series({"2014": 6.0})).isna().all()


def test_shares_between_benchmarks_lie_on_a_line_and_make_up_the_whole():
    shares = pd.DataFrame(
        {"A": [0.2, 0.6, 0.6], "B": [0.8, 0.4, 0.4]}, index=["2012", "2016", "2022"]
    )
    filled = trade.fill_shares(shares)
    assert filled.loc["2013", "A"] == pytest.approx(0.3)
    assert list(filled.index) == [str(year) for year in range(2012, 2023)]
    assert filled.sum(axis=1).to_numpy() == pytest.approx(1.0)


def test_a_member_without_a_figure_counts_as_nothing():
    filled = trade.fill_shares(pd.Series([np.nan, 0.4], index=["2012", "2014"]))
    assert list(filled) == [0.0, 0.2, 0.4]


def test_accession_is_told_from_trade():
    found = trade.accession(FLOWS.fillna(10.0), JOINED)
    assert list(found.index) == [2018]
    assert found.loc[2018, "members"] == 2
    assert found.loc[2018, "trade"] == pytest.approx(np.log(4 / 2))
    assert found.loc[2018, "accession"] == pytest.approx(np.log(34 / 4))


@given(st.lists(st.floats(0.1, 10), min_size=12, max_size=12))
def test_trade_and_accession_make_up_the_whole(values):
    flows = pd.DataFrame(np.reshape(values, (4, 3)), index=range(2015, 2019), columns=list("ABC"))
    found = trade.accession(flows, pd.Series({"A": 2014, "B": 2016, "C": 2018}))
    assert (found["trade"] + found["accession"]).to_numpy() == pytest.approx(
        found["total"].to_numpy()
    )


def test_a_set_that_nobody_joined_is_refused():
    with pytest.raises(ValueError, match="nobody"):
        trade.accession(FLOWS, pd.Series({"AAA": 2030}))


def test_the_mirror_compares_only_what_both_sides_recorded():
    ours = pd.DataFrame({"A": [10.0, 20.0], "B": [5.0, np.nan], "C": [1.0, 1.0]}, index=[1, 2])
    theirs = pd.DataFrame({"A": [8.0, 10.0], "B": [2.0, 7.0]}, index=[1, 2])
    assert list(trade.mirror_ratio(ours, theirs)) == [1.5, 2.0]
    assert trade.mirror_ratio(ours, theirs, ["B"])[1] == 2.5

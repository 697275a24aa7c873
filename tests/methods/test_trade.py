"""Sets of countries, currencies and trend growth."""

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

# NIST Statistical Reference Datasets, Linear Regression, "Norris" (calibration of ozone monitors,
# https://www.itl.nist.gov/div898/strd/lls/data/Norris.shtml): data and certified values, as also
# printed in Stata's certification script https://www.stata.com/support/cert/nist9/regression/.
NORRIS = [
    (0.1, 0.2), (338.8, 337.4), (118.1, 118.2), (888.0, 884.6), (9.2, 10.1), (228.1, 226.5),
    (668.5, 666.3), (998.5, 996.3), (449.1, 448.6), (778.9, 777.0), (559.2, 558.2), (0.3, 0.4),
    (0.1, 0.6), (778.1, 775.5), (668.8, 666.9), (339.3, 338.0), (448.9, 447.5), (10.8, 11.6),
    (557.7, 556.0), (228.3, 228.1), (998.0, 995.8), (888.8, 887.6), (119.6, 120.2), (0.3, 0.3),
    (0.6, 0.3), (557.6, 556.8), (339.3, 339.1), (888.0, 887.2), (998.5, 999.0), (778.9, 779.0),
    (10.2, 11.1), (117.6, 118.3), (228.9, 229.2), (668.4, 669.1), (449.2, 448.9), (0.2, 0.5),
]  # fmt: skip
NORRIS_SLOPE = 1.00211681802045


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


def test_members_with_a_figure_are_counted():
    assert list(trade.reporting(FLOWS, ["AAA", "BBB", "CCC"])) == [2, 1, 2]


def test_the_implied_rate_turns_one_currency_into_the_other():
    cny, usd = pd.Series({"2013": 26.0, "2022": 42.0}), pd.Series({"2013": 4.0, "2022": 6.0})
    rate = trade.implied_rate(cny, usd)
    assert list(rate) == [6.5, 7.0]
    pd.testing.assert_series_equal(trade.to_usd(cny, rate), usd)
    pd.testing.assert_series_equal(trade.to_cny(usd, rate), cny)


def test_a_period_without_a_rate_stays_missing():
    assert trade.to_usd(pd.Series({"2013": 1.0}), pd.Series({"2014": 6.0})).isna().all()


def test_a_share_is_in_percent_where_both_are_known():
    part, whole = pd.Series({"a": 1.0, "b": 2.0}), pd.Series({"a": 4.0, "c": 1.0})
    assert trade.share(part, whole).to_dict() == {"a": 25.0}


def norris(scale: float = 1000) -> pd.Series:
    response, predictor = np.array(NORRIS).T
    return pd.Series(np.exp(response / scale), index=predictor)


def test_the_slope_is_the_certified_one_of_nist_norris():
    assert trade.trend_growth(norris()).coefficient * 1000 == pytest.approx(NORRIS_SLOPE, rel=1e-12)


@pytest.mark.parametrize("lags", [0, 1, 3])
def test_the_standard_error_is_newey_and_wests_formula(lags):
    series = norris()
    time = np.asarray(series.index, float)
    design = np.column_stack([np.ones_like(time), time])
    residual = (
        np.log(series.to_numpy())
        - design @ np.linalg.lstsq(design, np.log(series.to_numpy()), rcond=None)[0]
    )
    score = design * residual[:, None]
    middle = score.T @ score
    for lag in range(1, lags + 1):
        cross = score[lag:].T @ score[:-lag]
        middle += (1 - lag / (lags + 1)) * (cross + cross.T)
    bread = np.linalg.inv(design.T @ design)
    covariance = bread @ middle @ bread * len(time) / (len(time) - 2)
    assert trade.trend_growth(series, lags=lags).standard_error == pytest.approx(
        np.sqrt(covariance[1, 1]), rel=1e-8
    )


@given(
    st.floats(-20, 20).filter(lambda rate: abs(rate) > 0.01),
    st.floats(1, 1e12),
    st.integers(3, 30),
)
def test_constant_growth_is_found_exactly(rate, start, count):
    series = pd.Series(
        start * (1 + rate / 100) ** np.arange(count), index=range(2000, 2000 + count)
    )
    found = trade.trend_growth(series)
    assert found.percent == pytest.approx(rate, rel=1e-6, abs=1e-8)
    assert found.low <= found.percent <= found.high


@given(st.floats(0.001, 1000))
def test_the_unit_of_the_values_does_not_matter(factor):
    series = pd.Series([1.0, 1.2, 1.1, 1.5, 1.7], index=["2013", "2014", "2015", "2016", "2017"])
    one, other = trade.trend_growth(series), trade.trend_growth(series * factor)
    assert one.percent == pytest.approx(other.percent, rel=1e-9)
    assert one.high == pytest.approx(other.high, rel=1e-6)


def test_a_trend_needs_three_positive_values():
    with pytest.raises(ValueError, match="three points"):
        trade.trend_growth(pd.Series([1.0, 2.0], index=[1, 2]))
    with pytest.raises(ValueError, match="positive"):
        trade.trend_growth(pd.Series([1.0, 0.0, 2.0], index=[1, 2, 3]))


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


BEFORE = pd.Series({"A": 1.0, "B": 1.0, "C": 2.0, "D": 4.0})
AFTER = pd.Series({"A": 2.0, "B": 2.0, "C": 2.0, "D": 4.0})


def test_the_gap_is_the_difference_of_compound_rates():
    assert trade.growth_gap(BEFORE, AFTER, ["A", "B"], 1) == pytest.approx(100.0)
    assert trade.growth_gap(BEFORE, AFTER, ["A", "B"], 2) == pytest.approx(100 * (2**0.5 - 1))


def test_a_set_without_others_is_refused():
    with pytest.raises(ValueError, match="both need trade"):
        trade.growth_gap(BEFORE, AFTER, list(BEFORE.index), 1)


def test_all_random_sets_together_give_the_exact_p_value():
    # of the six sets of two countries only the real one has a gap as large: p tends to 1/6
    found = trade.random_sets(BEFORE, AFTER, ["A", "B"], 1, draws=6000, seed=1)
    assert found.gap == pytest.approx(100.0)
    assert found.p == pytest.approx(1 / 6, abs=0.02)


def test_strata_keep_the_number_of_large_partners():
    found = trade.random_sets(BEFORE, AFTER, ["A", "C"], 1, draws=500, strata=2, seed=2)
    gaps = {
        round(trade.growth_gap(BEFORE, AFTER, [small, large], 1), 6)
        for small in "AB"
        for large in "CD"
    }
    assert set(found.draws.round(6)) == gaps


def test_a_set_that_says_nothing_about_growth_is_rejected_as_often_as_it_should():
    draw = np.random.default_rng(5)
    ps = []
    for run in range(200):
        start = pd.Series(draw.lognormal(0, 2, 40))
        end = start * draw.lognormal(0.5, 0.3, 40)
        ps.append(trade.random_sets(start, end, range(0, 40, 2), 9, draws=99, seed=run).p)
    assert np.mean(np.array(ps) <= 0.1) == pytest.approx(0.1, abs=0.06)


def test_the_same_seed_gives_the_same_draws():
    one, other = (trade.random_sets(BEFORE, AFTER, ["A"], 1, draws=20, seed=7) for _ in range(2))
    assert (one.draws == other.draws).all()


def test_the_bootstrap_interval_holds_the_gap_and_closes_when_all_grow_alike():
    draw = np.random.default_rng(3)
    start = pd.Series(draw.lognormal(0, 1, 60))
    end = start * draw.lognormal(0.4, 0.3, 60)
    low, high = trade.bootstrap_gap(start, end, range(30), 9, seed=4)
    assert low < trade.growth_gap(start, end, range(30), 9) < high
    assert trade.bootstrap_gap(start, start * 2, range(30), 9) == pytest.approx((0, 0), abs=1e-9)


def test_the_gap_without_each_country_in_turn():
    found = trade.leave_one_out(BEFORE, AFTER, ["A", "B"], 1)
    assert found.index[0] in "AB"
    assert found["C"] == pytest.approx(100.0)


def test_the_mirror_compares_only_what_both_sides_recorded():
    ours = pd.DataFrame({"A": [10.0, 20.0], "B": [5.0, np.nan], "C": [1.0, 1.0]}, index=[1, 2])
    theirs = pd.DataFrame({"A": [8.0, 10.0], "B": [2.0, 7.0]}, index=[1, 2])
    assert list(trade.mirror_ratio(ours, theirs)) == [1.5, 2.0]
    assert trade.mirror_ratio(ours, theirs, ["B"])[1] == 2.5

"""Rates by single years of age and time, from groups and periods."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.methods.ageing import life_table
from rederive.methods.vital_rates import (
    fertility_by_year,
    single_year_fertility,
    single_year_rates,
    survival_by_year,
    survival_ratios,
    through_time,
)

# Austria, men, 1992: deaths per person and year, as in test_ageing.py (box 3.1 of the same book).
MORTALITY = pd.Series(
    [
        0.008743, 0.000370, 0.000153, 0.000193, 0.000977, 0.001285, 0.001135, 0.001360, 0.001882,
        0.002935, 0.004849, 0.007133, 0.011264, 0.018600, 0.028382, 0.041298, 0.071637, 0.112325,
        0.190585,
    ],
    index=[0, 1, *range(5, 90, 5)],
)  # fmt: skip

# Births per woman and year, Sweden, 1993 to 1998, as in test_projection.py (box 6.2).
FERTILITY = pd.Series([0.0120, 0.0908, 0.1499, 0.1125, 0.0441, 0.0074, 0.0003], range(15, 50, 5))


def test_single_years_keep_the_rate_of_each_group():
    single = single_year_rates(MORTALITY)
    assert single.index.to_list() == list(range(86))
    table = life_table(single)
    lived = table["person_years"]
    for first, last in [(1, 4), (20, 24), (60, 64), (80, 84)]:
        group = slice(first, last)
        rate = (single * lived).loc[group].sum() / lived.loc[group].sum()
        assert rate == pytest.approx(MORTALITY[first], rel=1e-3)
    assert (single.loc[35:].diff().dropna() > 0).all()
    whole = life_table(MORTALITY)["expectancy"][0]
    assert table["expectancy"][0] == pytest.approx(whole, abs=0.1)


def test_single_years_of_fertility_keep_the_groups_and_are_never_negative():
    single = single_year_fertility(FERTILITY)
    sums = single.groupby(single.index // 5 * 5).sum()
    assert sums.to_list() == pytest.approx(FERTILITY.to_list())
    assert (single >= 0).all()


def test_rates_lie_on_the_line_between_two_periods():
    table = pd.DataFrame({0: [0.01, 0.0025], 1: [0.5, 0.3]}, index=[2028.0, 2033.0])
    logs = through_time(table, [2028, 2030.5, 2040], logs=True)
    assert logs[0].to_list() == pytest.approx([0.01, 0.005, 0.0025])
    assert through_time(table, [2029])[1].to_list() == pytest.approx([0.46])


def test_yearly_rates_come_from_the_periods_around_them():
    years = [2028, 2030]
    falling = pd.DataFrame([MORTALITY, MORTALITY / 4], index=[2028.5, 2038.5])
    survival = survival_by_year(falling, years, middle=0.5)
    at_first = survival_ratios(life_table(single_year_rates(MORTALITY))["person_years"])
    assert survival.loc[2028].to_list() == pytest.approx(at_first.to_list())
    assert (survival.loc[2030] > survival.loc[2028]).iloc[:-1].all()
    shares = pd.DataFrame([FERTILITY, FERTILITY * 2], index=[2028.5, 2038.5])
    total = pd.Series([1.0, 1.2], index=years)
    fertility = fertility_by_year(shares, total, years, middle=0.5)
    assert fertility.sum(axis=1).to_list() == pytest.approx(total.to_list())
    assert fertility.columns[[0, -1]].to_list() == [15, 49]


@given(st.lists(st.floats(min_value=2e-4, max_value=0.2), min_size=19, max_size=19))
def test_survival_ratios_are_shares(rates):
    ratios = survival_ratios(
        life_table(single_year_rates(pd.Series(sorted(rates), MORTALITY.index)))["person_years"]
    )
    assert ((ratios > 0) & (ratios <= 1)).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: survival_ratios(pd.Series([497487.0, 497138.0]), width=5), "one birth"),
        (lambda: single_year_rates(MORTALITY * 0), "positive"),
        (lambda: single_year_rates(MORTALITY.drop(1)), "begin with"),
    ],
)
def test_rates_that_make_no_sense_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()

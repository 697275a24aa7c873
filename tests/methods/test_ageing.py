"""Ageing measures against published worked tables, and the laws they obey."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.methods.ageing import (
    ageing_share,
    crossing_year,
    crossing_years,
    life_columns,
    life_table,
    old_age_dependency_ratio,
    persons_from_age,
    prospective_old_age_threshold,
)

# China Statistical Yearbook 2016, population by age group (10 000 persons) and, in the same
# table, the old-age dependency ratio it prints (source npfpc1982_2015tw).
YEARBOOK = pd.DataFrame(
    {
        "working_age": [62517, 76306, 88910, 100469, 100347],
        "old": [4991, 6368, 8821, 13755, 14434],
        "old_ratio": [8.0, 8.3, 9.9, 13.7, 14.3],
    },
    index=[1982, 1990, 2000, 2014, 2015],
)

# Preston, Heuveline and Guillot (2001), Demography, box 3.1 (page 49): Austria, males, 1992;
# as printed in the demCore package of the Institute for Health Metrics and Evaluation
# (ihmeuw-demographics/demCore, data-raw/austria_1992_lt.R).
AGE = [0, 1, *range(5, 90, 5)]
AUSTRIA = pd.DataFrame(
    {
        "population": [
            47925, 189127, 234793, 238790, 254996, 326831, 355086, 324222, 269963, 261971,
            238011, 261612, 181385, 187962, 153832, 105169, 73694, 57512, 32248,
        ],
        "deaths": [
            419, 70, 36, 46, 249, 420, 403, 441, 508, 769, 1154, 1866, 2043, 3496, 4366, 4337,
            5279, 6460, 6146,
        ],
        "lived": [
            0.068, 1.626, 2.5, 3.143, 2.724, 2.520, 2.481, 2.601, 2.701, 2.663, 2.698, 2.676,
            2.645, 2.624, 2.619, 2.593, 2.518, 2.423, 5.247,
        ],
        "expectancy": [
            72.889020, 72.525900, 68.631190, 63.681994, 58.740181, 54.014186, 49.346240,
            44.613004, 39.899919, 35.251695, 30.733616, 26.422180, 22.285714, 18.425571,
            14.970633, 11.864085, 9.004609, 6.839321, 5.246948,
        ],
    },
    index=AGE,
)  # fmt: skip


def test_dependency_ratios_equal_those_that_the_yearbook_prints_beside_the_counts():
    old = old_age_dependency_ratio(YEARBOOK["old"], YEARBOOK["working_age"])
    # The yearbook works with unrounded counts, so the last digit may differ by one.
    assert old.sub(YEARBOOK["old_ratio"]).abs().max() < 0.1


def test_the_share_of_old_people_is_the_one_announced_for_2023():
    # National Bureau of Statistics, 17 January 2024: 216.76 million of 1 409.67 million, 15.4 %.
    assert round(ageing_share(21676, 140967), 1) == 15.4


def test_series_are_matched_by_year_and_gaps_stay_gaps():
    share = ageing_share(pd.Series({"2000": 7.0}), pd.Series({"2000": 100.0, "2001": 101.0}))
    assert share["2000"] == 7
    assert math.isnan(share["2001"])


def test_life_table_equals_the_textbook_table():
    table = life_table(AUSTRIA["deaths"] / AUSTRIA["population"], AUSTRIA["lived"])
    # The book carries survivors as whole numbers of 100 000.
    np.testing.assert_allclose(table["expectancy"], AUSTRIA["expectancy"], rtol=2e-4)


def test_life_table_without_years_lived_stays_close_to_the_textbook_table():
    table = life_table(AUSTRIA["deaths"] / AUSTRIA["population"])
    np.testing.assert_allclose(table["expectancy"], AUSTRIA["expectancy"], atol=0.1)


def test_old_age_begins_between_the_two_ages_around_fifteen_years_left():
    threshold = prospective_old_age_threshold(AUSTRIA["expectancy"], 15)
    left = np.interp(threshold, AUSTRIA.index, AUSTRIA["expectancy"])
    assert 60 < threshold < 65
    assert left == pytest.approx(15)


def test_a_threshold_outside_the_table_is_refused():
    with pytest.raises(ValueError, match="does not fall through 90 years"):
        prospective_old_age_threshold(AUSTRIA["expectancy"], 90)


def test_crossing_year_lies_on_the_line_between_two_years():
    share = pd.Series({"2020": 13.5, "2021": 14.2})
    assert crossing_year(share, 14) == pytest.approx(2020 + 0.5 / 0.7)
    assert crossing_year(share, 14.2) == 2021
    assert math.isnan(crossing_year(share, 21))
    assert math.isnan(crossing_year(share, 7))


def test_persons_from_age_splits_the_year_of_the_age():
    population = pd.Series([10, 20, 30, 40])
    assert persons_from_age(population, 2) == 70
    assert persons_from_age(population, 1.5) == 80
    with pytest.raises(ValueError, match="outside"):
        persons_from_age(population, 4)


@pytest.mark.parametrize(
    "call",
    [
        lambda: old_age_dependency_ratio(1, 0),
        lambda: old_age_dependency_ratio(1, pd.Series([1, -1])),
        lambda: ageing_share(1, 0),
        lambda: life_table(pd.Series([0.1, 0.0], index=[0, 1])),
    ],
)
def test_a_population_or_rate_of_nothing_is_refused(call):
    with pytest.raises(ValueError, match="must be positive"):
        call()


def test_a_life_table_without_survivors_is_refused():
    with pytest.raises(ValueError, match="nobody would survive age 5"):
        life_table(pd.Series([0.1, 0.5, 0.5], index=[0, 5, 10]), pd.Series([2.5, 2.5, 2]))


def test_more_old_people_than_people_is_refused():
    with pytest.raises(ValueError, match="more old people than people"):
        ageing_share(2, 1)


persons = st.integers(min_value=1, max_value=2_000_000_000)


@given(old=persons, others=persons, factor=st.integers(min_value=1, max_value=1000))
def test_a_share_does_not_depend_on_the_unit(old, others, factor):
    total = old + others
    assert ageing_share(old * factor, total * factor) == pytest.approx(ageing_share(old, total))


@given(
    st.lists(st.floats(min_value=0.0005, max_value=0.1), min_size=19, max_size=19),
    st.floats(min_value=1.01, max_value=3),
)
def test_higher_death_rates_shorten_every_life_expectancy(rates, factor):
    mortality = pd.Series(rates, index=AGE)
    before = life_table(mortality)["expectancy"]
    after = life_table(mortality * factor)["expectancy"]
    assert (after <= before + 1e-9).all()


@given(
    st.lists(st.floats(min_value=1, max_value=40), min_size=3, max_size=12, unique=True),
    st.floats(min_value=0.01, max_value=0.99),
)
def test_the_crossing_lies_where_the_line_meets_the_threshold(values, part):
    rising = sorted(values)
    share = pd.Series(rising, index=range(2000, 2000 + len(rising)))
    threshold = rising[0] + part * (rising[-1] - rising[0])
    year = crossing_year(share, threshold)
    assert np.interp(year, share.index, share) == pytest.approx(threshold)


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=8),
    st.integers(0, 9),
)
def test_many_series_cross_where_each_does(rows, threshold):
    paths = pd.DataFrame(rows, columns=[2020.5, 2021.0, 2023.0, 2024.0], dtype=float)
    together = crossing_years(paths, threshold)
    alone = paths.apply(lambda row: crossing_year(row, threshold), axis=1)
    pd.testing.assert_series_equal(together, alone.astype(float))


@given(st.lists(st.floats(1e-4, 0.5), min_size=5, max_size=5))
def test_under_a_constant_rate_a_table_has_the_years_that_the_rate_implies(rates):
    # The general formula with the mean years of those who die: 1 / m - w / (exp(w m) - 1).
    ages = np.array([0.0, 1.0, 5.0, 10.0, 15.0])
    width, known = np.diff(ages), np.array(rates)
    inside = 1 / known[:-1] - width / np.expm1(width * known[:-1])
    inside[:2] = 0.07 + 1.7 * known[0], 1.5
    for own, other in zip(
        life_columns(known, ages), life_columns(known, ages, inside), strict=True
    ):
        assert own == pytest.approx(other, rel=1e-9)

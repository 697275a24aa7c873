"""The cohort-component method against the textbook's table, and the laws it obeys."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.methods.ageing import life_table
from rederive.methods.projection import (
    SEXES,
    fertility_by_year,
    in_groups,
    project,
    residual_migration,
    single_year_fertility,
    single_year_rates,
    step,
    survival_by_year,
    survival_ratios,
    through_time,
)

# Preston, Heuveline and Guillot (2001), Demography, box 6.2: women of Sweden, 1993 to 1998, with
# migration; as printed in the United Nations' package ccmppWPP (markalava/ccmppWPP,
# data-raw/sweden_1993.R), with the projected women of 1998 and the births by age of mother.
AGES = pd.Index(range(0, 90, 5), name="age")
WOMEN = [
    293395, 248369, 240012, 261346, 285209, 314388, 281290, 286923, 304108, 324946, 247613, 211351,
    215140, 221764, 223506, 183654, 141990, 112424,
]  # fmt: skip
LIVED = [
    497487, 497138, 496901, 496531, 495902, 495168, 494213, 492760, 490447, 486613, 480665, 471786,
    457852, 436153, 402775, 350358, 271512, 291707,
]  # fmt: skip
MIGRANTS = [
    6840, 4150, 3365, 5270, 9240, 8230, 5470, 3155, 1770, 1115, 1075, 845, 645, 530, 465, 300, 250,
    175,
]  # fmt: skip
FERTILITY = pd.Series([0.0120, 0.0908, 0.1499, 0.1125, 0.0441, 0.0074, 0.0003], range(15, 50, 5))
WOMEN_1998 = [
    302392, 298682, 252007, 244150, 268267, 293515, 320624, 284767, 288031, 303166, 322062, 243989,
    205841, 205516, 205270, 194771, 142565, 131966,
]  # fmt: skip
BOYS_1998 = 317340
BIRTHS = [15244, 126688, 229354, 170057, 63203, 10971, 472]


def both(values):
    return pd.DataFrame({sex: np.asarray(values, dtype=float) for sex in SEXES}, index=AGES)


SURVIVAL = both(survival_ratios(pd.Series(LIVED, AGES) / 100_000, width=5))


def test_sweden_is_carried_forward_as_in_the_textbook():
    later, births = step(both(WOMEN), SURVIVAL, FERTILITY, 1.05, both(MIGRANTS), width=5)
    # The book rounds survival ratios and intermediate counts to whole persons.
    assert later["female"].to_list() == pytest.approx(WOMEN_1998, abs=3)
    assert later.loc[0, "male"] == pytest.approx(BOYS_1998, abs=3)
    assert births == pytest.approx(sum(BIRTHS), abs=5)


def test_projecting_is_stepping_and_every_person_is_accounted_for():
    years = [1993, 1998]
    survival = pd.concat({year: SURVIVAL for year in years})
    migration = pd.concat({year: both(MIGRANTS) for year in years})
    fertility = pd.DataFrame([FERTILITY] * 2, index=years)
    boys = pd.Series(1.05, index=years)
    path, flows = project(both(WOMEN), survival, fertility, boys, migration, width=5)
    first, births = step(both(WOMEN), SURVIVAL, FERTILITY, 1.05, both(MIGRANTS), width=5)
    pd.testing.assert_frame_equal(path.loc[1998], first)
    assert flows.loc[1993, "births"] == pytest.approx(births)
    totals = path.groupby(level="year").sum().sum(axis=1)
    change = flows["births"] - flows["deaths"] + flows["migrants"]
    assert totals.diff().dropna().to_list() == pytest.approx(change.to_list())
    assert (flows["deaths"] > 0).all()


def test_migrants_are_found_again_as_residuals():
    migration = both(MIGRANTS)
    later, _ = step(both(WOMEN), SURVIVAL, FERTILITY, 1.05, migration, width=5)
    found = residual_migration(both(WOMEN), later, SURVIVAL)["female"]
    # Half of the migrants aged on by one group and met its mortality.
    arrived = pd.Series(MIGRANTS, AGES) / 2
    expected = arrived + (arrived.shift() * SURVIVAL["female"])
    assert found.iloc[1:-1].to_list() == pytest.approx(expected.iloc[1:-1].to_list())
    assert found.iloc[0] == 0


# Austria, men, 1992: deaths per person and year, as in test_ageing.py (box 3.1 of the same book).
MORTALITY = pd.Series(
    [
        0.008743, 0.000370, 0.000153, 0.000193, 0.000977, 0.001285, 0.001135, 0.001360, 0.001882,
        0.002935, 0.004849, 0.007133, 0.011264, 0.018600, 0.028382, 0.041298, 0.071637, 0.112325,
        0.190585,
    ],
    index=[0, 1, *range(5, 90, 5)],
)  # fmt: skip


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


def test_groups_add_up():
    single = both(WOMEN)
    grouped = in_groups(single, [0, 15, 65])
    assert grouped.loc[65].to_list() == single.loc[65:].sum().to_list()
    assert grouped.sum().to_list() == single.sum().to_list()
    by_year = in_groups(pd.concat({1993: single}, names=["year"]), [0, 65])
    assert by_year.loc[(1993, 65), "female"] == sum(WOMEN[13:])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: survival_ratios(pd.Series(LIVED, AGES), width=5), "one birth"),
        (lambda: single_year_rates(MORTALITY * 0), "positive"),
        (lambda: single_year_rates(MORTALITY.drop(1)), "begin with"),
        (
            lambda: project(
                both(WOMEN),
                pd.concat({1993: SURVIVAL}),
                pd.DataFrame([FERTILITY] * 2, index=[1993, 1994]),
                pd.Series(1.05, index=[1993, 1994]),
                width=5,
            ),
            "follow each other by 5",
        ),
        (
            lambda: project(
                both(WOMEN),
                pd.concat({1993: SURVIVAL.iloc[:-1]}),
                pd.DataFrame([FERTILITY], index=[1993]),
                pd.Series(1.05, index=[1993]),
                width=5,
            ),
            "lacks a year or an age",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_stable_population_grows_by_the_root_of_the_renewal_equation():
    # Lotka: whatever the start, fixed rates lead to one growth rate, that of the Leslie matrix.
    leslie = np.zeros((len(AGES), len(AGES)))
    for column in range(len(AGES)):
        unit = pd.DataFrame(0.0, index=AGES, columns=SEXES)
        unit.iloc[column, 0] = 1.0
        leslie[:, column] = step(unit, SURVIVAL, FERTILITY, 1.05, width=5)[0]["female"]
    dominant = np.abs(np.linalg.eigvals(leslie)).max()
    years = list(range(0, 1000, 5))
    path, _ = project(
        both(WOMEN),
        pd.concat({year: SURVIVAL for year in years}),
        pd.DataFrame([FERTILITY] * len(years), index=years),
        pd.Series(1.05, index=years),
        width=5,
    )
    women = path["female"].groupby(level="year").sum()
    assert women[1000] / women[995] == pytest.approx(dominant)


counts = st.lists(st.integers(min_value=1, max_value=10**8), min_size=len(AGES), max_size=len(AGES))


@given(counts, counts, st.floats(min_value=0.1, max_value=10))
def test_the_method_is_linear_in_the_population(one, other, factor):
    def later(values):
        return step(both(values), SURVIVAL, FERTILITY, 1.05, width=5)[0]["female"].to_numpy()

    together = later(np.array(one) + factor * np.array(other))
    assert together == pytest.approx(later(one) + factor * later(other), rel=1e-9)


@given(st.lists(st.floats(min_value=2e-4, max_value=0.2), min_size=19, max_size=19))
def test_survival_ratios_are_shares(rates):
    ratios = survival_ratios(
        life_table(single_year_rates(pd.Series(sorted(rates), MORTALITY.index)))["person_years"]
    )
    assert ((ratios > 0) & (ratios <= 1)).all()

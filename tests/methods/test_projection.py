"""The cohort-component method against the textbook's table, and the laws it obeys."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.methods.projection import SEXES, in_groups, project, residual_migration, step
from rederive.methods.vital_rates import survival_ratios

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

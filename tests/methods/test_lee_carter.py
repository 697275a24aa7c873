"""The model of Lee and Carter against an independent program and a built-in truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.methods.ageing import life_table
from rederive.methods.lee_carter import index_per_year_of_life, lee_carter

AGES = pd.Index([0, 1, *range(5, 90, 5)], name="age")
CENTRE = pd.Series(np.log(0.0004) + 0.08 * AGES.to_numpy(), AGES) + np.where(AGES == 0, 4.0, 0.0)
RESPONSE = pd.Series(np.linspace(2, 0.5, len(AGES)), AGES)
RESPONSE /= RESPONSE.sum()
INDEX = pd.Series([9.0, 5.0, 2.0, -1.0, -5.0, -10.0], range(1973, 2003, 5))


def rates(noise=0.0):
    random = np.random.default_rng(2)
    logs = CENTRE.to_numpy() + np.outer(INDEX, RESPONSE)
    logs += noise * random.normal(size=logs.shape)
    return pd.DataFrame(np.exp(logs), index=INDEX.index, columns=AGES)


def test_rates_of_the_model_give_the_model_back():
    model = lee_carter(rates())
    assert model.centre.to_numpy() == pytest.approx(CENTRE.to_numpy())
    assert model.response.to_numpy() == pytest.approx(RESPONSE.to_numpy())
    assert model.index.to_numpy() == pytest.approx(INDEX.to_numpy())
    assert model.explained == pytest.approx(100)
    assert model.drift == pytest.approx((INDEX.iloc[-1] - INDEX.iloc[0]) / 5)


def test_noisy_rates_give_what_principal_components_of_statsmodels_give():
    from statsmodels.multivariate.pca import PCA

    table = rates(noise=0.05)
    model = lee_carter(table)
    theirs = PCA(np.log(table), ncomp=1, standardize=False, demean=True, method="nipals")
    fit = np.outer(model.index, model.response) + model.centre.to_numpy()
    assert fit == pytest.approx(theirs.projection.to_numpy(), abs=1e-6)
    assert model.explained == pytest.approx(100 * theirs.rsquare.iloc[1], abs=1e-6)


def test_drift_and_shock_are_those_of_a_regression_on_a_constant():
    import statsmodels.api as sm

    model = lee_carter(rates(noise=0.05))
    changes = model.index.diff().dropna().to_numpy()
    theirs = sm.OLS(changes, np.ones(len(changes))).fit()
    assert model.drift == pytest.approx(theirs.params[0])
    assert model.shock == pytest.approx(np.sqrt(theirs.scale))


@settings(deadline=None, max_examples=10)
@given(st.floats(0.01, 2))
def test_the_level_of_all_rates_moves_the_centre_only(factor):
    one, other = lee_carter(rates(0.02)), lee_carter(factor * rates(0.02))
    assert other.response.to_numpy() == pytest.approx(one.response.to_numpy(), rel=1e-6)
    assert other.index.to_numpy() == pytest.approx(one.index.to_numpy(), rel=1e-6, abs=1e-6)


def test_the_index_of_one_year_of_life_adds_one_year_of_life():
    row = rates().iloc[-1]
    step = float(index_per_year_of_life(row.to_numpy(), RESPONSE.to_numpy(), AGES.to_numpy(float)))
    moved = row * np.exp(step * RESPONSE)
    gained = life_table(moved)["expectancy"].iloc[0] - life_table(row)["expectancy"].iloc[0]
    assert step < 0
    assert gained == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize(
    ("table", "message"),
    [(rates().iloc[:2], "three periods or more"), (rates() * 0, "`rates` must be positive")],
)
def test_what_makes_no_sense_is_refused(table, message):
    with pytest.raises(ValueError, match=message):
        lee_carter(table)

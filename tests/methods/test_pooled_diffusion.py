"""Shares of many countries fitted together: the truth is found, the future is not used."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.methods import pooled_diffusion


def countries(seed: int, count: int = 25, years: int = 14, between: float = 0.1) -> pd.DataFrame:
    """Shares whose log odds grow by 0.4 less 0.08 for each unit reached, with shocks of 0.25."""
    draw = np.random.default_rng(seed)
    constants = 0.4 + between * draw.normal(size=count)
    odds = [draw.normal(-4.5, 0.8, count)]
    for _ in range(years - 1):
        odds.append(odds[-1] + constants - 0.08 * odds[-1] + 0.25 * draw.normal(size=count))
    names = [f"C{k:02}" for k in range(count)]
    return pd.DataFrame(100 / (1 + np.exp(-np.array(odds))), range(2011, 2011 + years), names)


def test_the_truth_of_a_simulated_world_is_found():
    found = [pooled_diffusion.steps_of(countries(seed), floor=0.01) for seed in range(12)]
    assert np.mean([f.constant for f in found]) == pytest.approx(0.4, abs=0.05)
    assert np.mean([f.slope for f in found]) == pytest.approx(-0.08, abs=0.02)
    assert np.mean([f.within for f in found]) == pytest.approx(0.25, rel=0.05)
    assert np.mean([f.between for f in found]) == pytest.approx(0.1, rel=0.3)


def test_the_fit_is_that_of_statsmodels():
    import statsmodels.formula.api as smf

    shares = countries(3, between=0.3)
    odds = np.log(shares / (100 - shares))
    rows = pd.DataFrame({"step": odds.diff().shift(-1).melt()["value"]})
    rows = rows.assign(odds=odds.melt()["value"], country=odds.melt()["variable"]).dropna()
    other = smf.mixedlm("step ~ odds", rows, groups=rows["country"]).fit(reml=True)
    found = pooled_diffusion.steps_of(shares, floor=0)
    assert [found.constant, found.slope] == pytest.approx(list(other.fe_params), rel=1e-3)
    assert found.between**2 == pytest.approx(other.cov_re.iloc[0, 0], rel=1e-2)
    assert found.within**2 == pytest.approx(other.scale, rel=1e-3)
    assert found.own["C05"] == pytest.approx(other.random_effects["C05"].iloc[0], rel=1e-2)


def test_each_step_leads_to_the_share_of_the_next_year():
    shares = countries(4, count=5)
    table = pooled_diffusion.step_table(shares, floor=1.0)
    for row in table.itertuples():
        after = 100 / (1 + np.exp(-row.odds - row.step))
        assert after == pytest.approx(shares.loc[row.year + 1, row.country])
    assert (table["odds"] >= np.log(1 / 99)).all()


def test_intervals_hold_about_as_often_as_they_say():
    inside = []
    for seed in range(25):
        shares = countries(seed, years=16)
        made = pooled_diffusion.forecaster(shares, "C00", floor=0.01, draws=500)
        ahead = made(shares["C00"].loc[:2022], 4, 0.8)
        came = shares["C00"].loc[2023:].to_numpy()
        inside += list((came >= ahead["low"]) & (came <= ahead["high"]))
    assert np.mean(inside) == pytest.approx(0.8, abs=0.12)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_nothing_after_the_history_is_used(seed):
    shares = countries(seed)
    later = shares.copy()
    later.loc[2021:] = 50.0
    history = shares["C03"].loc[:2020]
    one, other = (
        pooled_diffusion.forecaster(table, "C03", draws=50)(history, 3, 0.8)
        for table in (shares, later)
    )
    pd.testing.assert_frame_equal(one, other)
    assert (one["low"] <= one["mean"]).all()
    assert (one["mean"] <= one["high"]).all()


def test_a_country_with_a_short_history_lies_nearer_to_the_others():
    shares = countries(1, between=0.3)
    fast = shares["C00"].copy()
    odds = np.log(fast / (100 - fast)) + 0.3 * np.arange(len(fast))
    whole = shares.assign(C00=100 / (1 + np.exp(-odds)))
    short = whole.copy()
    short.loc[: short.index[-4], "C00"] = np.nan
    long_own, short_own = (
        pooled_diffusion.steps_of(table, floor=0.01).own["C00"] for table in (whole, short)
    )
    assert long_own > short_own > 0


def test_too_few_countries_are_refused():
    with pytest.raises(ValueError, match="three countries with two steps"):
        pooled_diffusion.steps_of(countries(2, count=2))

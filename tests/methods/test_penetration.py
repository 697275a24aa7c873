"""The S-curve against Enz's own results, the elasticities against known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.methods.penetration import (
    _changes,
    along_the_curve,
    bootstrap_s_curve,
    constant_elasticity,
    fit_s_curve,
    panel_elasticity,
    s_curve,
    s_curve_elasticity,
    steepest_income,
)

shapes = st.tuples(st.floats(0.05, 2), st.floats(2.2, 40), st.floats(500, 50_000)).map(
    lambda drawn: (drawn[0], drawn[0] * drawn[1], drawn[2])
)


@pytest.mark.parametrize(
    ("floor", "ceiling", "midpoint", "steepest", "greatest"),
    [
        # Enz (2000) on 1998, as M. Ramirez and T. Sinha, "S-curve growth models for insurance
        # penetration" (scribd.com/presentation/255783704), print them: floor, ceiling and point of
        # inflection of life and of non-life insurance. Their slides give the greatest elasticity
        # of each under the other's heading; it belongs where the curve has it.
        (0.6, 3.8, 13_863, 15_000, 1.9),
        (0.9, 2.8, 4_871, 9_900, 1.5),
    ],
)
def test_the_curve_has_the_elasticities_that_enz_found(
    floor, ceiling, midpoint, steepest, greatest
):
    income = steepest_income(floor, ceiling, midpoint)
    assert income == pytest.approx(steepest, rel=0.07)
    assert s_curve_elasticity(income, floor, ceiling, midpoint) == pytest.approx(greatest, abs=0.06)


def test_constant_elasticity_has_no_ceiling():
    # Enz (2000), table 1: penetration of 3 percent, an elasticity of 2, GDP growing by 4 percent.
    years = np.array([0, 25, 50])
    gdp, premium = 100 * 1.04**years, 3 * 1.08**years
    assert premium.round(1).tolist() == [3.0, 20.5, 140.7]
    assert gdp.round(1).tolist() == [100.0, 266.6, 710.7]
    found = constant_elasticity(
        pd.Series(3 * 1.08 ** np.arange(51)), pd.Series(100 * 1.04 ** np.arange(51))
    )
    assert found.point == pytest.approx(np.log(1.08) / np.log(1.04))


@given(shapes)
def test_the_curve_runs_from_floor_to_ceiling_through_half(shape):
    floor, ceiling, midpoint = shape
    assert s_curve(0, *shape) == pytest.approx(floor)
    assert s_curve(midpoint, *shape) == pytest.approx(ceiling / 2)
    assert s_curve(1e9, *shape) == pytest.approx(ceiling)
    incomes = np.linspace(0, 4 * midpoint, 50)
    assert (np.diff(s_curve(incomes, *shape)) >= 0).all()


@given(shapes, st.floats(0.05, 3))
def test_the_elasticity_is_the_derivative(shape, relative):
    income = relative * shape[2]
    step = 1e-6
    premium = [income * f * s_curve(income * f, *shape) for f in (1 - step, 1 + step)]
    slope = (np.log(premium[1]) - np.log(premium[0])) / (np.log1p(step) - np.log1p(-step))
    assert s_curve_elasticity(income, *shape) == pytest.approx(slope, rel=1e-4)
    assert s_curve_elasticity(0, *shape) == 1


@given(shapes, st.floats(0.05, 5))
def test_the_slopes_of_the_fit_are_those_of_the_curve(shape, relative):
    floor, ceiling, midpoint = shape
    scale, x = 1000.0, np.array([relative * midpoint])
    place = np.log([floor, ceiling / floor - 2, midpoint / scale])
    curve, change = _changes(x, place, scale)
    assert curve == pytest.approx(s_curve(x, *shape))
    for number in range(3):
        step = 1e-6 * (np.arange(3) == number)
        ends = [np.log(_changes(x, place + sign * step, scale)[0]) for sign in (1, -1)]
        assert change[:, number] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-5)


@pytest.mark.parametrize(
    "shape", [(0.6, 3.8, 13_863.0), (0.9, 2.8, 4_871.0), (0.05, 6.0, 20_000.0)]
)
def test_the_fit_finds_the_curve_again(shape):
    income = pd.Series(np.geomspace(300, 90_000, 60))
    found = fit_s_curve(income, s_curve(income, *shape))
    assert found[["floor", "ceiling", "midpoint"]].tolist() == pytest.approx(shape, rel=1e-3)
    assert found["spread"] == pytest.approx(0, abs=1e-4)
    in_percent = fit_s_curve(income, s_curve(income, *shape), logs=False)
    assert s_curve(income, *in_percent[["floor", "ceiling", "midpoint"]]).tolist() == pytest.approx(
        s_curve(income, *shape).tolist(), abs=0.02
    )


def test_the_bootstrap_covers_the_curve_it_came_from():
    # An interval of 90 percent at the midpoint should hold the truth nine times in ten.
    income, country = pd.Series(np.geomspace(300, 90_000, 60)), pd.Series(range(60))
    caught = 0
    for seed in range(8):
        luck = np.exp(np.random.default_rng(100 + seed).normal(0, 0.3, 60))
        drawn = bootstrap_s_curve(income, s_curve(income, 0.5, 4, 9000) * luck, country, draws=30)
        at = [s_curve(9000, *row) for row in drawn.to_numpy()]
        caught += np.quantile(at, 0.05) < 2 < np.quantile(at, 0.95)
    assert caught >= 6


def test_the_same_seed_draws_the_same_countries():
    income, country = pd.Series(np.geomspace(300, 90_000, 20)), pd.Series(range(20))
    penetration = s_curve(income, 0.5, 4, 9000) * np.linspace(0.8, 1.2, 20)
    first = bootstrap_s_curve(income, penetration, country, draws=2, seed=7)
    pd.testing.assert_frame_equal(
        first, bootstrap_s_curve(income, penetration, country, draws=2, seed=7)
    )
    assert not first.equals(bootstrap_s_curve(income, penetration, country, draws=2, seed=8))


def test_weights_count_like_repeated_rows():
    income = pd.Series([500.0, 2000, 8000, 20_000, 40_000, 70_000])
    penetration = pd.Series([0.3, 0.5, 1.5, 2.0, 4.0, 3.0])
    weights = pd.Series([1.0, 2, 1, 3, 1, 1])
    rows = np.repeat(np.arange(6), weights.astype(int))
    repeated = fit_s_curve(
        income.iloc[rows].reset_index(drop=True), penetration.iloc[rows].reset_index(drop=True)
    )
    weighted = fit_s_curve(income, penetration, weights)
    for name in ("floor", "ceiling", "midpoint", "spread"):
        assert weighted[name] == pytest.approx(repeated[name], rel=1e-3)


@given(shapes, st.floats(0.1, 3), st.floats(0.1, 3))
def test_a_country_on_the_curve_stays_on_it(shape, before, after):
    before, after = before * shape[2], after * shape[2]
    there = along_the_curve(s_curve(before, *shape), before, after, *shape)
    assert there == pytest.approx(s_curve(after, *shape))
    assert along_the_curve(2.0, before, before, *shape) == pytest.approx(2)


def test_growth_on_growth_is_not_fooled_by_two_trends():
    # Two walks with drift that have nothing to do with each other.
    random = np.random.default_rng(3)
    walks = np.exp(np.cumsum(random.normal([0.1, 0.08], 0.05, (400, 2)), axis=0))
    outcome, income = pd.Series(walks[:, 0]), pd.Series(walks[:, 1])
    assert constant_elasticity(outcome, income).low > 0.5
    found = constant_elasticity(outcome, income, differences=True)
    assert found.low < 0 < found.high


@pytest.mark.filterwarnings("ignore")  # those of pyfixest about itself: it is only held against
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["", "year", "iso3 + year"]))
def test_a_panel_has_the_elasticity_and_the_interval_of_pyfixest(seed, effects):
    import pyfixest

    draw = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([range(12), range(2012, 2017)], names=["iso3", "year"])
    panel = index.to_frame(index=False)
    panel = panel[draw.random(len(panel)) > 0.4].reset_index(drop=True)
    logs = draw.normal(size=(2, len(panel))) + draw.normal(size=12)[panel["iso3"]]
    panel = panel.assign(iso3=panel["iso3"].map("C{}".format), x=np.exp(logs[0]), y=np.exp(logs[1]))
    found = panel_elasticity(panel, "y", "x", effects=effects)
    data = panel.assign(log_y=logs[1], log_x=logs[0])
    formula = "log_y ~ log_x" + (f" | {effects}" if effects else "")
    fit = pyfixest.feols(formula, data, vcov={"CRV1": "iso3"}, fixef_tol=1e-10)
    assert found.point == pytest.approx(fit.coef()["log_x"], abs=1e-7)
    assert found.standard_error == pytest.approx(fit.se()["log_x"], rel=1e-6)
    ends = fit.confint().loc["log_x"].to_numpy()
    assert (found.low, found.high) == pytest.approx(tuple(ends), abs=1e-6)


def test_effects_tell_between_from_within():
    # Richer countries have an elasticity of 1.5 between them, each over time one of 0.5.
    random = np.random.default_rng(4)
    level = random.normal(9, 1, 40)
    rows = [
        (name, year, level[name] + 0.05 * year + random.normal(0, 0.1))
        for name in range(40)
        for year in range(8)
    ]
    panel = pd.DataFrame(rows, columns=["iso3", "year", "x"])
    mean = panel.groupby("iso3")["x"].transform("mean")
    panel["income"] = np.exp(panel["x"])
    panel["premium"] = np.exp(1.5 * mean + 0.5 * (panel["x"] - mean))
    between = panel_elasticity(panel, "premium", "income", effects="year")
    within = panel_elasticity(panel, "premium", "income", effects="iso3 + year")
    assert between.point == pytest.approx(1.5, abs=0.05)
    assert within.point == pytest.approx(0.5, abs=1e-6)
    assert within.observations == 320


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: s_curve(1, 2, 3, 1000), "twice the floor"),
        (lambda: s_curve(1, 1, 3, 0), "midpoint above 0"),
        (lambda: fit_s_curve(pd.Series([1.0, 2]), pd.Series([1.0, 2])), "five observations"),
        (lambda: fit_s_curve(pd.Series(range(6)), pd.Series(range(6))), "all positive"),
        (lambda: constant_elasticity(pd.Series([1.0, 2]), pd.Series([1.0, 2])), "four"),
    ],
)
def test_what_makes_no_curve_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()

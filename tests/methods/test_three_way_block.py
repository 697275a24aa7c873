"""The gravity model on a block: the optimum of pyfixest, whatever the world."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from three_way import by_pyfixest

from rederive.methods import gravity, three_way_block, three_way_newton
from rederive.methods.optimum import ConvergenceError


def world(seed: int, countries: int = 8, years: int = 3, zeros: float = 0.1) -> pd.DataFrame:
    """Random trade of countries with two regressors, rows and trade missing here and there."""
    draw = np.random.default_rng(seed)
    names = [f"C{k:02}" for k in range(countries)]
    index = pd.MultiIndex.from_product(
        [names, names, range(2000, 2000 + years)], names=[*gravity.LINK, "year"]
    )
    flows = index.to_frame(index=False)
    flows = flows[flows["exporter"] != flows["importer"]]
    trade = draw.lognormal(0, 1, len(flows)) * (draw.random(len(flows)) > zeros)
    flows = flows.assign(
        exports_usd=1e6 * trade,
        agreement=(draw.random(len(flows)) < 0.3).astype(float),
        distance=draw.normal(size=len(flows)),
    )
    return flows[draw.random(len(flows)) > zeros / 2].reset_index(drop=True)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.integers(7, 9), st.integers(3, 4), st.sampled_from([0, 0.05]))
def test_estimates_and_errors_are_those_of_pyfixest(seed, countries, years, zeros):
    flows = world(seed, countries, years, zeros)
    wanted = ["agreement", "distance"]
    fit = three_way_newton.solved(three_way_block.block(flows, wanted))
    table = by_pyfixest(flows, wanted).table
    assert fit.estimates == pytest.approx(table["estimate"].to_numpy(), abs=1e-6)
    assert np.abs(fit.scores.sum(axis=(1, 2, 3))).max() < 1e-6


def test_without_an_effect_the_others_are_those_of_a_model_without_its_regressor():
    flows = world(2)
    data = three_way_block.block(flows, ["agreement", "distance"])
    held = three_way_newton.without_effect(data, "agreement")
    alone = by_pyfixest(flows, ["distance"]).table
    assert held.estimates[0] == 0
    assert held.estimates[1] == pytest.approx(alone.loc["distance", "estimate"], abs=1e-6)
    # its scores tell what it would change; those of the others are at their optimum
    scores = held.scores.sum(axis=(1, 2, 3))
    assert abs(scores[0]) > 1e-3 > 1e-6 > abs(scores[1])
    alone = three_way_newton.without_effect(data.on({"one": data.regressors[0]}), "one")
    assert alone.estimates.tolist() == [0]


def test_a_country_left_out_is_a_table_without_its_rows():
    flows = world(3)
    data = three_way_block.block(flows, ["agreement"]).without("C02")
    rest = flows[~(flows[gravity.LINK] == "C02").any(axis=1)]
    expected = by_pyfixest(rest, ["agreement"]).table.loc["agreement", "estimate"]
    assert three_way_newton.solved(data).estimates[0] == pytest.approx(expected, abs=1e-6)


def test_what_cannot_be_a_block_is_told():
    flows = world(4)
    with pytest.raises(ValueError, match="more than one row in a year"):
        three_way_block.block(pd.concat([flows, flows.head(1)]), ["agreement"])
    with pytest.raises(ValueError, match="at least zero"):
        three_way_block.block(flows.assign(exports_usd=-1.0), ["agreement"])


def test_a_fit_that_does_not_end_is_an_error(monkeypatch):
    monkeypatch.setattr(three_way_newton, "STEPS", 1)
    with pytest.raises(ConvergenceError, match="no optimum was found in 1 steps"):
        three_way_newton.solved(three_way_block.block(world(5), ["agreement"]))

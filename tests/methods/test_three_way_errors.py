"""Errors of a three-way gravity model: known biases are found, and few clusters are seen."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from three_way import by_pyfixest

from rederive.methods import gravity, three_way_errors
from rederive.methods.three_way_block import Block, block
from rederive.methods.three_way_newton import solved


def flows_of(seed: int, countries: int = 8) -> pd.DataFrame:
    """Random trade over two years with a treatment that has no effect."""
    draw = np.random.default_rng(seed)
    names = [f"C{k:02}" for k in range(countries)]
    index = pd.MultiIndex.from_product([names, names, [0, 1]], names=[*gravity.LINK, "year"])
    flows = index.to_frame(index=False)
    flows = flows[flows["exporter"] != flows["importer"]].reset_index(drop=True)
    treated = gravity.links(flows, "C00", names[1 : countries // 2]) & (flows["year"] == 1)
    return flows.assign(
        exports_usd=draw.lognormal(0, 0.7, len(flows)),
        treated=treated.astype(float),
        other=draw.normal(size=len(flows)),
    )


def mirrored_worlds(seed: int, countries: int, years: int) -> Iterator[Block]:
    """Two worlds of coefficient one half whose errors are opposite, so that noise cancels."""
    draw = np.random.default_rng(seed)
    effects = [
        draw.normal(0, 0.3, shape)
        for shape in [(countries, 1, years), (1, countries, years), (countries, countries, 1)]
    ]
    regressor = sum(effects) + draw.normal(0, 0.5, (countries, countries, years))
    mean = np.exp(0.5 * regressor + sum(effects))
    variance = np.log(1 + 0.1 * np.exp(regressor))
    noise = draw.normal(size=mean.shape)
    known = np.broadcast_to(~np.eye(countries, dtype=bool)[:, :, None], mean.shape)
    for sign in (1, -1):
        trade = mean * np.exp(sign * np.sqrt(variance) * noise - variance / 2)
        axes = (pd.RangeIndex(size) for size in mean.shape)
        yield Block(("x",), *axes, trade * known, regressor[None] * known, known)


def test_the_correction_takes_off_the_bias_of_a_simulated_world():
    # the variance hangs on the regressor: the estimate is too low by about 0.0065 (40 pairs)
    tables = [
        three_way_errors.weidner_zylkin(solved(one)).loc["x"]
        for seed in range(12)
        for one in mirrored_worlds(seed, countries=20, years=4)
    ]
    means = pd.DataFrame(tables).mean()
    assert means["estimate"] - 0.5 < -0.003
    assert abs(means["corrected"] - 0.5) < 0.6 * abs(means["estimate"] - 0.5)


def test_errors_by_pair_are_those_of_pyfixest_and_corrected_ones_are_larger():
    flows = flows_of(1)
    fit = solved(block(flows, ["treated", "other"]))
    table = by_pyfixest(flows, ["treated", "other"]).table
    errors = three_way_errors.clustered(fit)
    assert errors.to_numpy() == pytest.approx(table["error"].to_numpy(), rel=1e-5)
    assert (three_way_errors.weidner_zylkin(fit)["error"] > errors).all()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_clusters_of_two_ways_are_added_and_their_crossing_taken_off(seed):
    flows = flows_of(seed)
    fit = solved(block(flows, ["other"]))
    rows = flows.assign(score=fit.scores[0][np.nonzero(fit.block.known)])
    sums = {
        ways: (rows.groupby(list(ways))["score"].sum() ** 2).sum()
        for ways in [("exporter",), ("importer",), ("exporter", "importer")]
    }
    middle = sums[("exporter",)] + sums[("importer",)] - sums[("exporter", "importer")]
    expected = np.sqrt(max(middle, 0) * 8 / 7) / fit.hessian[0, 0]
    found = three_way_errors.clustered(fit, ["exporter", "importer"])["other"]
    assert found == pytest.approx(expected, rel=1e-6)


def test_the_wild_bootstrap_rejects_no_effect_about_as_often_as_it_should():
    found = [
        three_way_errors.wild_bootstrap(
            solved(block(flows_of(seed), ["treated"])), "treated", draws=199, seed=seed
        )["p"]
        for seed in range(60)
    ]
    assert np.mean(np.array(found) <= 0.1) < 0.25
    assert np.mean(found) == pytest.approx(0.5, abs=0.15)


def test_the_wild_bootstrap_sees_a_large_effect_and_repeats_itself():
    flows = flows_of(3, countries=14)
    flows["exports_usd"] *= np.exp(1.5 * flows["treated"])
    fit = solved(block(flows, ["treated", "other"]))
    one, other = (
        three_way_errors.wild_bootstrap(fit, "treated", draws=499, seed=4) for _ in range(2)
    )
    assert one.equals(other)
    assert max(one["p"], one["p_free"]) < 0.05
    assert one["low"] > 0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_draws_do_not_hang_on_rounding(seed):
    flows = flows_of(seed)
    # links with rows of one year only are fitted exactly: their scores are nothing
    ends = np.sort(flows[gravity.LINK].to_numpy(), axis=1)
    once = (ends[:, 0] < "C03") & (ends[:, 1] > "C04") & (flows["year"] == 0)
    fit = solved(block(flows[~once], ["treated", "other"]))
    noise = np.random.default_rng(seed).choice([-1e-15, 1e-15], size=fit.cleared.shape)
    other = replace(fit, mean=fit.mean * (1 + noise[0]), cleared=fit.cleared + noise)
    found, noisy = (
        three_way_errors.wild_bootstrap(one, "treated", draws=499, seed=seed)
        for one in (fit, other)
    )
    assert found["p_free"] == noisy["p_free"]
    assert noisy.to_numpy() == pytest.approx(found.to_numpy(), rel=1e-9)


def test_the_jackknife_names_the_country_that_carries_the_effect():
    flows = flows_of(9)
    heavy = gravity.links(flows, "C00", ["C03"]) & (flows["year"] == 1)
    flows["exports_usd"] *= np.exp(3 * heavy)
    fit = solved(block(flows, ["treated"]))
    found, errors = three_way_errors.jackknife(fit, ["C01", "C02", "C03"])
    assert found["treated"].idxmin() == "C03"
    squares = ((found["treated"] - fit.estimates[0]) ** 2).sum()
    assert errors["treated"] == pytest.approx(np.sqrt(2 / 3 * squares))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.integers(6, 12))
def test_effective_clusters_are_never_more_than_the_links(seed, countries):
    fit = solved(block(flows_of(seed, countries), ["treated", "other"]))
    links = countries * (countries - 1) / 2
    few, many = (three_way_errors.effective_clusters(fit, n) for n in ("treated", "other"))
    assert 1 <= few <= links
    assert 1 <= many <= links
    if countries == 12:  # of a few countries chance may spread the treated ones as well
        assert few < many

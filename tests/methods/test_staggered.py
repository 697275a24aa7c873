"""Policies adopted one after the other: effects of cohorts, whatever they are, are found."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rederive.methods import gravity, staggered

YEARS = range(2014, 2020)


def panel(seed: int, effect) -> tuple[pd.DataFrame, pd.Series]:
    """Trade of one country and the rest with importers that adopt in 2016, 2018 or never."""
    draw = np.random.default_rng(seed)
    importers = [f"I{k}" for k in range(9)]
    adopted = dict(zip(importers, [2016] * 3 + [2018] * 3 + [np.nan] * 3, strict=True))
    index = pd.MultiIndex.from_product(
        [["CHN", "REST"], importers, YEARS], names=["exporter", "importer", "year"]
    )
    flows = index.to_frame(index=False)

    def of(by):
        return draw.normal(0, 0.5, flows.groupby(by).ngroups)[flows.groupby(by).ngroup()]

    logs = of(["exporter", "year"]) + of(["importer", "year"]) + of(["exporter", "importer"])
    signed = flows["importer"].map(adopted)
    concerned = flows["exporter"].eq("CHN")
    acts = concerned & (flows["year"] >= signed)
    change = [
        effect(s, y) if a else 0.0 for s, y, a in zip(signed, flows["year"], acts, strict=True)
    ]
    return flows.assign(exports_usd=np.exp(logs + change), acts=acts.astype(float)), signed


def estimated(flows, signed, before):
    dummies = staggered.cells(signed, flows["year"], flows["exporter"].eq("CHN"), before=before)
    data = pd.concat([flows, dummies], axis=1)
    return dummies, gravity.three_way(data, list(dummies), cluster=["importer"])


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_without_noise_each_effect_is_found_and_the_average_is_theirs(seed, before):
    draw = np.random.default_rng(seed)
    truth = {(s, y): draw.normal(0, 0.4) for s in (2016, 2018) for y in YEARS if y >= s}
    flows, signed = panel(seed, lambda s, y: truth[s, y])
    dummies, fit = estimated(flows, signed, before)
    for (cohort, year), value in truth.items():
        found = fit.table.loc[f"adopted_{cohort}_in_{year}", "estimate"]
        assert found == pytest.approx(value, abs=1e-6)
    found = staggered.average(fit, dummies).table
    assert found.loc["after", "estimate"] == pytest.approx(np.mean(list(truth.values())), abs=1e-6)
    by_distance = staggered.average(fit, dummies, by_distance=True).table
    first = np.mean([truth[2016, 2016], truth[2018, 2018]])
    assert by_distance.loc[0, "estimate"] == pytest.approx(first, abs=1e-6)
    if before:
        assert by_distance.loc[-2, "estimate"] == pytest.approx(0, abs=1e-6)


def test_one_dummy_is_wrong_where_effects_grow_and_the_cells_are_not():
    flows, signed = panel(1, lambda s, y: 0.2 * (y - s + 1))
    plain = gravity.three_way(flows, ["acts"], cluster=["importer"]).table.loc["acts", "estimate"]
    dummies, fit = estimated(flows, signed, before=False)
    truth = np.average([0.5, 0.3], weights=[12, 6])
    assert staggered.average(fit, dummies).table.loc["after", "estimate"] == pytest.approx(
        truth, abs=1e-6
    )
    assert abs(plain - truth) > 0.03


def test_years_before_are_tested_together():
    flows, signed = panel(2, lambda s, y: 0.1)
    noisy = flows.assign(
        exports_usd=flows["exports_usd"] * np.random.default_rng(3).lognormal(0, 0.1, len(flows))
    )
    rising = np.exp(0.3 * (flows["year"] - 2014) * signed.notna() * flows["exporter"].eq("CHN"))
    ps = []
    for data in (noisy, noisy.assign(exports_usd=noisy["exports_usd"] * rising)):
        dummies, fit = estimated(data, signed, before=True)
        averages = staggered.average(fit, dummies, by_distance=True)
        ps.append(averages.all_nothing([-3, -2]))
    assert ps[0] > 0.01 > ps[1]


def test_a_policy_without_others_or_without_a_past_is_refused():
    flows, signed = panel(4, lambda s, y: 0.0)
    china = flows["exporter"].eq("CHN")
    with pytest.raises(ValueError, match="nobody stays without the policy"):
        staggered.cells(signed.fillna(2017), flows["year"], china)
    with pytest.raises(ValueError, match="adopted in 2014 have no year before it"):
        staggered.cells(signed.replace(2016, 2014), flows["year"], china)

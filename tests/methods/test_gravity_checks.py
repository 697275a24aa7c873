"""Checks of a gravity model: opposite effects are seen."""

import numpy as np
import pandas as pd
import pytest

from rederive.methods import gravity, gravity_checks


def world(seed: int, beta: float, countries: int = 16, noise: float = 0.5) -> pd.DataFrame:
    """Trade with known effects of exporter-year, importer-year and pair, and of one treatment."""
    draw = np.random.default_rng(seed)
    names, years = [f"C{k:02}" for k in range(countries)], [2004, 2008, 2012, 2016]
    index = pd.MultiIndex.from_product([names, names, years], names=[*gravity.LINK, "year"])
    flows = index.to_frame(index=False)
    flows = flows[flows["exporter"] != flows["importer"]].reset_index(drop=True)

    def effect(by):
        size = flows.groupby(by).ngroups
        return draw.normal(0, 0.6, size)[flows.groupby(by).ngroup()]

    rows = sum(effect(by) for by in (["exporter", "year"], ["importer", "year"], gravity.LINK))
    treated = gravity.links(flows, "C00", names[1:8]) & (flows["year"] == 2016)
    mean = np.exp(rows + beta * treated)
    # lognormal of mean one, with a variance that grows with the treatment
    spread = noise * np.where(treated, 2.5, 1.0)
    flows["exports_usd"] = mean * np.exp(draw.normal(0, spread) - spread**2 / 2)
    return flows.assign(treated=treated.astype(float))


def test_opposite_effects_are_seen_together_though_not_pooled():
    flows = world(8, 0.0, countries=10, noise=0.1)
    linked = gravity.links(flows, "C00", [f"C0{k}" for k in range(1, 8)]) & (flows["year"] == 2016)
    out, back = linked & (flows["exporter"] == "C00"), linked & (flows["importer"] == "C00")
    flows["exports_usd"] *= np.exp(0.3 * out - 0.3 * back)
    flows = flows.assign(out=out.astype(float), back=back.astype(float), both=linked.astype(float))
    apart = gravity.three_way(flows, ["out", "back"])
    pooled = gravity.three_way(flows, ["both"])
    assert (
        gravity_checks.wald(apart, ["out", "back"])
        < 0.001
        < 0.05
        < gravity_checks.wald(pooled, ["both"])
    )
    one = apart.table.loc["out"]
    from scipy import stats

    two_sided = 2 * stats.norm.sf(abs(one["estimate"] / one["error"]))
    assert gravity_checks.wald(apart, ["out"]) == pytest.approx(two_sided, rel=1e-6)
    with pytest.raises(ValueError, match="no effect nothing"):
        gravity_checks.wald(apart, ["nothing"])

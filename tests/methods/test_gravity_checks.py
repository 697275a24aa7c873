"""Checks of a gravity model: opposite effects are seen, and differences are tested as such."""

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


def test_a_difference_is_that_of_poisson_regression_on_dummies():
    import statsmodels.api as sm
    from scipy.linalg import qr

    flows = world(11, 0.3, countries=8)
    linked = gravity.links(flows, "C00", [f"C0{k}" for k in range(1, 5)]) & (flows["year"] == 2016)
    out = linked & (flows["exporter"] == "C00")
    flows = flows.assign(out=out.astype(float), back=(linked & ~out).astype(float))
    pair = flows.groupby(gravity.LINK).ngroup()
    keys = [flows.groupby([end, "year"]).ngroup() for end in gravity.LINK]
    effects = [pd.get_dummies(key, dtype=float) for key in (*keys, pair)]
    design = np.column_stack([flows[["out", "back"]], *effects])
    design = design[:, np.sort(qr(design, pivoting=True)[2][: np.linalg.matrix_rank(design)])]
    glm = sm.GLM(flows["exports_usd"], design, family=sm.families.Poisson()).fit(
        tol=1e-14,
        maxiter=300,
        cov_type="cluster",
        cov_kwds={"groups": pair, "use_correction": False},
    )
    contrast = np.zeros(design.shape[1])
    contrast[:2] = 1, -1
    expected = glm.t_test(contrast)
    clusters = pair.nunique()
    found = gravity_checks.difference(gravity.three_way(flows, ["out", "back"]), "out", "back")
    assert found["estimate"] == pytest.approx(float(expected.effect[0]), abs=1e-6)
    error = float(expected.sd[0, 0]) * np.sqrt(clusters / (clusters - 1))
    assert found["error"] == pytest.approx(error, rel=1e-4)


def test_one_significant_effect_and_one_that_is_not_need_not_differ():
    covariance = pd.DataFrame(np.diag([0.01, 0.01]), index=["a", "b"], columns=["a", "b"])
    table = pd.DataFrame({"estimate": [0.25, 0.1], "error": [0.1, 0.1]}, index=["a", "b"])
    fit = gravity.Ppml(table, 100, 0, covariance)
    assert gravity_checks.wald(fit, ["a"]) < 0.05 < gravity_checks.wald(fit, ["b"])
    found = gravity_checks.difference(fit, "a", "b")
    assert found["p"] > 0.25
    assert found["low"] < 0 < found["high"]
    assert found["percent"] == pytest.approx(100 * np.expm1(0.15))
    opposite = gravity_checks.difference(fit, "b", "a")
    assert opposite["p"] == pytest.approx(found["p"])

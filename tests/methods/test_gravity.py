"""The gravity model against independent programs and known truth."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from three_way import by_pyfixest

from rederive.methods import gravity, three_way_newton
from rederive.methods.optimum import ConvergenceError


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


def dummies(flows: pd.DataFrame) -> pd.DataFrame:
    keys = [
        flows["exporter"] + flows["year"].astype(str),
        flows["importer"] + flows["year"].astype(str),
        flows["exporter"] + flows["importer"],
    ]
    return pd.concat([pd.get_dummies(key, dtype=float) for key in keys], axis=1)


def test_without_noise_the_truth_is_found_exactly():
    fit = gravity.three_way(world(1, 0.3, noise=0.0), ["treated"])
    assert fit.table.loc["treated", "estimate"] == pytest.approx(0.3, abs=1e-7)
    assert fit.table.loc["treated", "percent"] == pytest.approx(100 * np.expm1(0.3), abs=1e-4)


def test_with_noise_the_truth_is_found_on_average_and_logs_miss_it():
    # Santos Silva and Tenreyro (2006): where the variance hangs on a regressor, least squares on
    # logarithms is biased (here by about (0.5**2 - 1.25**2) / 2 = -0.66), PPML is not.
    found, logs = [], []
    for seed in range(25):
        flows = world(seed, 0.3)
        found.append(gravity.three_way(flows, ["treated"]).table.loc["treated", "estimate"])
        design = np.column_stack([flows["treated"], dummies(flows)])
        logs.append(np.linalg.lstsq(design, np.log(flows["exports_usd"]))[0][0])
    error = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found) - 0.3) < 3 * error
    assert np.mean(logs) - 0.3 == pytest.approx(-0.66, abs=0.25)


def test_three_way_effects_are_those_of_poisson_regression_on_dummies():
    import statsmodels.api as sm
    from scipy.linalg import qr

    flows = world(3, 0.2, countries=10)
    fit = gravity.three_way(flows, ["treated"])
    design = np.column_stack([flows["treated"], dummies(flows)])
    design = design[:, np.sort(qr(design, pivoting=True)[2][: np.linalg.matrix_rank(design)])]
    model = sm.GLM(flows["exports_usd"], design, family=sm.families.Poisson())
    glm = model.fit(tol=1e-14, maxiter=300)
    assert fit.table.loc["treated", "estimate"] == pytest.approx(glm.params.iloc[0], abs=1e-6)


@settings(max_examples=8, deadline=None)
@given(
    st.integers(0, 10_000), st.sampled_from([["exporter", "importer"], ["importer"]]), st.booleans()
)
def test_estimates_errors_and_counts_are_those_of_pyfixest(seed, cluster, two_exporters):
    draw = np.random.default_rng(seed)
    flows = world(seed, 0.2, countries=10)
    zeros = 0.05  # of two exporters a few zeros could leave no optimum
    if two_exporters:
        flows, zeros = flows[flows["exporter"].isin(["C00", "C09"])], 0.0
    flows = flows.assign(
        exports_usd=flows["exports_usd"] * (draw.random(len(flows)) > zeros),
        agreement=draw.normal(size=len(flows)),
        lasting=flows.groupby(gravity.LINK).ngroup() * 1.0,  # the pairs explain it
    )
    flows = flows[draw.random(len(flows)) > 0.05].reset_index(drop=True)
    wanted = ["treated", "lasting", "agreement"]
    one = gravity.three_way(flows, wanted, cluster=cluster)
    other = by_pyfixest(flows, ["treated", "agreement"], cluster)
    assert list(one.table.index) == list(other.table.index)
    assert one.table["estimate"].to_numpy() == pytest.approx(other.table["estimate"], abs=1e-6)
    assert one.table["error"].to_numpy() == pytest.approx(other.table["error"], rel=1e-4)
    assert one.observations == other.observations
    assert one.observations + one.left_out == len(flows)


def test_a_regressor_that_separates_zeros_from_trade_is_told():
    flows = world(3, 0.2, countries=12)
    silent = flows["exports_usd"].where(flows["treated"] == 0, 0.0)
    with pytest.raises(ConvergenceError, match="no optimum was found"):
        gravity.three_way(flows.assign(exports_usd=silent), ["treated"])


def test_a_regressor_that_the_fixed_effects_explain_is_told_where_it_is_the_only_one():
    flows = world(3, 0.2, countries=8)
    with pytest.raises(ValueError, match="explain every regressor"):
        gravity.three_way(flows.assign(lasting=(flows["exporter"] == "C02") * 1.0), ["lasting"])


def test_pairs_that_never_trade_tell_nothing():
    flows = world(4, 0.2)
    silent = flows["exporter"].eq("C03") & flows["importer"].eq("C09")
    with_zeros = flows.assign(exports_usd=flows["exports_usd"].where(~silent, 0.0))
    one, other = (gravity.three_way(f, ["treated"]) for f in (with_zeros, flows[~silent]))
    assert one.table.loc["treated", "estimate"] == pytest.approx(
        other.table.loc["treated", "estimate"], abs=1e-8
    )
    assert one.left_out == other.left_out + silent.sum()


def test_the_unit_of_trade_does_not_matter():
    flows = world(5, 0.2)
    large = flows.assign(exports_usd=flows["exports_usd"] * 1e9)
    one, other = (gravity.three_way(f, ["treated"]).table for f in (flows, large))
    pd.testing.assert_frame_equal(one, other, rtol=1e-6)


def test_links_run_both_ways_and_never_within_the_set():
    flows = pd.DataFrame(
        [("A", "B"), ("B", "A"), ("B", "C"), ("A", "D"), ("A", "A")], columns=gravity.LINK
    )
    assert list(gravity.links(flows, "A", ["A", "B", "C"])) == [True, True, False, False, False]


def test_the_base_year_of_an_event_study_has_no_dummy():
    years = pd.Series([2008, 2012, 2016, 2016])
    dummies = gravity.by_year(pd.Series([True, True, True, False]), years, 2012)
    assert dummies.to_dict("list") == {"in_2008": [1, 0, 0, 0], "in_2016": [0, 0, 1, 0]}


def test_the_country_that_acted_comes_first_among_placebos():
    found = gravity.placebo_countries(
        world(6, 1.0, noise=0.02),
        ["C00", "C09", "C10", "C11"],
        [f"C0{k}" for k in range(1, 8)],
        2016,
    )
    assert found.index[0] == "C00"
    assert found.loc["C00", "estimate"] == pytest.approx(1.0, abs=0.1)


def test_a_stand_in_is_not_compared_with_treated_links():
    # China's links grew by e; a country of the same set that did nothing must show nothing.
    flows = world(6, 1.0, noise=0.0, countries=12)
    set_of = [f"C0{k}" for k in range(1, 8)]
    naive = gravity.placebo_countries(flows, ["C09"], set_of, 2016)
    clean = gravity.placebo_countries(flows, ["C09"], set_of, 2016, acted="C00")
    assert abs(naive.loc["C09", "estimate"]) > 0.01
    assert clean.loc["C09", "estimate"] == pytest.approx(0, abs=1e-6)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([None, "exporter", "importer"]))
def test_a_placebo_is_the_model_on_a_table_without_the_treated_links(seed, side):
    flows = world(seed, 0.3, countries=10)
    flows = flows.assign(rta=np.random.default_rng(seed).normal(size=len(flows)))
    set_of = [f"C0{k}" for k in range(1, 6)]
    found = gravity.placebo_countries(
        flows, ["C00", "C07", "C09"], set_of, 2016, controls=["rta"], acted="C00", side=side
    )
    rest = flows[~gravity.links(flows, "C00", set_of)]
    for country, used in {"C00": flows, "C07": rest, "C09": rest}.items():
        linked = gravity.links(used, country, set_of) & (used["year"] == 2016)
        meant = linked & (used[side] == country) if side else linked
        data = used.assign(effect=meant * 1.0, other=(linked & ~meant) * 1.0)
        wanted = ["effect", *(["other"] if side else []), "rta"]
        expected = by_pyfixest(data, wanted).table.loc["effect"]
        assert found.loc[country, "estimate"] == pytest.approx(expected["estimate"], abs=1e-6)
        assert found.loc[country, "error"] == pytest.approx(expected["error"], rel=1e-4)


def test_a_placebo_of_one_side_leaves_the_other_way_its_own_effect():
    flows = world(6, 0.0, noise=0.0, countries=12)
    set_of = [f"C0{k}" for k in range(1, 8)]
    linked = gravity.links(flows, "C00", set_of) & (flows["year"] == 2016)
    out = linked & (flows["exporter"] == "C00")
    flows["exports_usd"] *= np.exp(0.4 * out - 0.2 * (linked & ~out))
    for side, truth in {"exporter": 0.4, "importer": -0.2}.items():
        found = gravity.placebo_countries(
            flows, ["C00", "C09"], set_of, 2016, side=side, acted="C00"
        )
        assert found["estimate"].to_dict() == pytest.approx({"C00": truth, "C09": 0}, abs=1e-6)


def test_two_exporters_give_the_change_in_odds():
    # two importers, two years: the estimate is the log of the ratio of odds ratios
    index = pd.MultiIndex.from_product([["A", "B"], [2014, 2022]])
    part = pd.Series([10.0, 30.0, 10.0, 12.0], index=index)
    total = pd.Series([100.0, 150.0, 100.0, 110.0], index=index)
    flows = gravity.against_the_rest(part, total, "ONE")
    effect = flows["exporter"].eq("ONE") & flows["importer"].eq("A") & flows["year"].eq(2022)
    flows = flows.assign(effect=effect.astype(float))
    odds = part / (total - part)
    expected = np.log(odds["A", 2022] / odds["A", 2014] / (odds["B", 2022] / odds["B", 2014]))
    fit = gravity.three_way(flows, ["effect"], cluster=["importer"])
    assert fit.table.loc["effect", "estimate"] == pytest.approx(expected, abs=1e-7)


def test_an_importer_whose_total_is_below_its_part_is_left_out():
    index = pd.MultiIndex.from_tuples([("A", 2014), ("B", 2014)])
    flows = gravity.against_the_rest(
        pd.Series([5.0, 9.0], index=index), pd.Series([7.0, 8.0], index=index), "ONE"
    )
    assert set(flows["importer"]) == {"A"}


def test_a_fit_that_does_not_end_is_an_error(monkeypatch):
    monkeypatch.setattr(three_way_newton, "STEPS", 2)
    with pytest.raises(ConvergenceError, match="no optimum was found in 2 steps"):
        gravity.three_way(world(7, 0.2, countries=12), ["treated"])

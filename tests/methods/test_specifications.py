"""The specification runner: every combination once, on one core, many cores or a cluster."""

from __future__ import annotations

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.methods import specifications
from rederive.methods.estimate import Estimate

CHOICES = {"base": [2013, 2014, 2015], "currency": ["USD", "CNY"], "trend": [False, True]}


def question(base: int, currency: str, trend: bool) -> dict[str, float]:
    """An estimate with an interval from a seeded draw, so that equality is a real test."""
    draw = np.random.default_rng(base).normal(size=100)
    estimate = float(draw.mean()) * (7 if currency == "CNY" else 1) + trend
    return {"estimate": estimate, "low": estimate - 1, "high": estimate + 1}


def test_the_grid_holds_every_combination_once():
    grid = specifications.grid(CHOICES)
    assert len(grid) == 12
    assert len({tuple(each.values()) for each in grid}) == 12
    assert grid[0] == {"base": 2013, "currency": "USD", "trend": False}


def test_combinations_that_make_no_sense_are_left_out():
    grid = specifications.grid(CHOICES, unless=lambda s: s["trend"] and s["base"] == 2015)
    assert len(grid) == 10


@given(st.dictionaries(st.sampled_from("abcd"), st.lists(st.integers(), min_size=1, max_size=4)))
def test_the_grid_is_as_large_as_the_product(choices):
    assert len(specifications.grid(choices)) == np.prod([len(each) for each in choices.values()])


def test_a_plain_number_is_an_answer():
    results = specifications.run(lambda x: 2.0 * x, [{"x": 1}, {"x": 3}])
    assert results["estimate"].tolist() == [2.0, 6.0]
    assert results["low"].isna().all()


def test_an_estimate_is_an_answer_with_its_interval():
    answers = {1: Estimate(2.0, 1.0, 4.0, 0.95, "by hand"), 2: 3.0}
    results = specifications.run(lambda x: answers[x], [{"x": 1}, {"x": 2}])
    assert list(results.columns) == ["x", "estimate", "low", "high"]
    assert results.loc[0, ["estimate", "low", "high"]].tolist() == [2.0, 1.0, 4.0]
    assert results.loc[1, "estimate"] == 3.0
    assert results.loc[1, ["low", "high"]].isna().all()


def test_nothing_to_run_is_told():
    with pytest.raises(ValueError, match="no specification to run"):
        specifications.run(question, [])


def test_processes_give_identical_numbers():
    grid = specifications.grid(CHOICES)
    alone = specifications.run(question, grid)
    with joblib.parallel_config(backend="loky", n_jobs=2):
        pd.testing.assert_frame_equal(specifications.run(question, grid), alone, check_exact=True)


def test_a_cluster_gives_identical_numbers():
    from distributed import Client, LocalCluster

    grid = specifications.grid(CHOICES)
    alone = specifications.run(question, grid)
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        results = specifications.run(question, grid)
    pd.testing.assert_frame_equal(results, alone, check_exact=True)


def test_the_summary_counts_what_agrees():
    results = specifications.run(lambda x: float(x), [{"x": n} for n in range(10)])
    summary = specifications.summarise(results, 2.5, 5.5)
    assert summary["agree"] == 3
    assert (summary["least"], summary["greatest"], summary["median"]) == (0, 9, 4.5)


def test_the_choice_that_matters_comes_first():
    grid = specifications.grid({"small": [0, 1], "large": [0, 1, 2]})
    results = specifications.run(lambda small, large: small + 10.0 * large, grid)
    influence = specifications.influence(results, ["small", "large"])
    assert influence.to_dict() == {"large": 20.0, "small": 1.0}


def test_what_stands_twice_is_refused():
    with pytest.raises(ValueError, match=r"appears twice \(x 1\)"):
        specifications.run(lambda x: float(x), [{"x": 1}, {"x": 2}, {"x": 1}])


def test_one_answer_under_two_names_is_refused():
    grid = specifications.grid({"members": ["list of 152", "list of 150"], "year": [2013, 2014]})
    with pytest.raises(ValueError, match=r"same answer \(members list of 152, year 2013; members"):
        specifications.run(lambda members, year: year / 7, grid)
    once = specifications.run(lambda members, year: year / 7, grid, repeated="drop")
    assert once["members"].to_list() == ["list of 152", "list of 152"]
    same_point = {"a": {"estimate": 1.0, "low": 0.0}, "b": {"estimate": 1.0, "low": 0.5}}
    assert len(specifications.run(lambda x: same_point[x], [{"x": "a"}, {"x": "b"}])) == 2


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=30),
    st.randoms(use_true_random=False),
    st.floats(1e-9, 1e-3),
)
def test_what_an_optimiser_leaves_open_makes_no_second_answer(truths, random, tolerance):
    answers = [truth * (1 + tolerance * random.uniform(-0.4, 0.4)) for truth in truths]
    grid = [{"x": place} for place in range(len(answers))]
    once = specifications.run(lambda x: answers[x], grid, repeated="drop", tolerance=tolerance)
    assert once["estimate"].round().to_list() == list(dict.fromkeys(truths))


def test_an_answer_in_another_unit_is_refused():
    units = {"a": "points a year", "b": "percent"}

    def answer(x):
        return Estimate(float(len(x)), 0, 2, 0.95, "by hand", unit=units[x])

    with pytest.raises(ValueError, match="'percent' unit, the first in 'points a year'"):
        specifications.run(answer, [{"x": "a"}, {"x": "b"}])


def test_what_does_not_describe_its_data_does_not_count():
    results = specifications.run(
        lambda x: {"estimate": float(x), "misfit": x / 10}, [{"x": n} for n in range(1, 6)]
    )
    kept = specifications.describing(results, 0.3)
    assert kept["estimate"].to_list() == [1, 2, 3]
    with pytest.raises(ValueError, match="no specification has a misfit"):
        specifications.describing(results, 0.01)
    with pytest.raises(ValueError, match="gives no `misfit`"):
        specifications.describing(results.drop(columns="misfit"), 0.3)


def test_influence_holds_the_other_choices_where_combinations_are_missing():
    # "late" exists with the large base only: medians over all would blame the year for the base.
    grid = specifications.grid(
        {"base": [0, 100], "year": ["early", "late"]},
        unless=lambda s: s["base"] == 0 and s["year"] == "late",
    )
    results = specifications.run(lambda base, year: 1.0 + base + (2 if year == "late" else 0), grid)
    assert specifications.influence(results, ["base", "year"]).to_dict() == {
        "base": 100.0,
        "year": 2.0,
    }
    alone = specifications.influence(results.iloc[:1], ["base", "year"])
    assert alone.isna().all()


def curves(effect: float, seed: int, deals: int = 199, choices: int = 12) -> tuple:
    """Estimates that share most of their noise, as specifications of one data set do."""
    random = np.random.default_rng(seed)
    noise = random.normal(size=(deals + 1, 1)) + 0.3 * random.normal(size=(deals + 1, choices))
    return noise[0] + effect, noise[1:]


def test_the_joint_test_keeps_its_level_though_specifications_agree():
    found = [specifications.joint_test(*curves(0.0, seed))["p"] for seed in range(300)]
    rejected = (pd.DataFrame(found) <= 0.05).mean()
    assert (rejected < 0.09).all()
    # The count of agreeing signs alone would be called overwhelming far more often.
    unanimous = [(curves(0.0, seed)[0] > 0).mean() == 1 for seed in range(300)]
    assert np.mean(unanimous) > 0.2


def test_the_joint_test_sees_an_effect():
    table = specifications.joint_test(*curves(4.0, 1))
    assert (table.loc[["median", "mean z"], "p"] < 0.02).all()  # all deals may agree in sign
    assert table.loc["share above zero", "observed"] == 100


@given(st.floats(0.01, 1e3))
def test_the_joint_test_does_not_depend_on_the_unit(factor):
    seen, dealt = curves(1.0, 5, deals=49, choices=4)
    one, other = (specifications.joint_test(k * seen, k * dealt)["p"] for k in (1.0, factor))
    pd.testing.assert_series_equal(one, other)


def test_the_joint_test_needs_every_specification():
    with pytest.raises(ValueError, match="a column for each"):
        specifications.joint_test([1.0, 2.0], np.zeros((5, 3)))
    with pytest.raises(ValueError, match="one is missing"):
        specifications.joint_test([1.0, np.nan], np.zeros((5, 2)))

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

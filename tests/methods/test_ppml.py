"""Poisson pseudo-maximum likelihood against published results."""

import numpy as np
import pandas as pd
import pytest

from rederive.methods import ppml
from rederive.methods.optimum import ConvergenceError

# Wave damage to ships: McCullagh and Nelder (1989), Generalized Linear Models, 2nd ed., table 6.2,
# p. 205; here as in R's MASS::ships, cells without service left out. Columns: type, construction
# (1 = 1960-64 to 4 = 1975-79), operation (2 = 1975-79), months of service, incidents.
SHIPS = pd.DataFrame(
    [
        (1, 1, 1, 127, 0), (1, 1, 2, 63, 0), (1, 2, 1, 1095, 3), (1, 2, 2, 1095, 4),
        (1, 3, 1, 1512, 6), (1, 3, 2, 3353, 18), (1, 4, 2, 2244, 11), (2, 1, 1, 44882, 39),
        (2, 1, 2, 17176, 29), (2, 2, 1, 28609, 58), (2, 2, 2, 20370, 53), (2, 3, 1, 7064, 12),
        (2, 3, 2, 13099, 44), (2, 4, 2, 7117, 18), (3, 1, 1, 1179, 1), (3, 1, 2, 552, 1),
        (3, 2, 1, 781, 0), (3, 2, 2, 676, 1), (3, 3, 1, 783, 6), (3, 3, 2, 1948, 2),
        (3, 4, 2, 274, 1), (4, 1, 1, 251, 0), (4, 1, 2, 105, 0), (4, 2, 1, 288, 0),
        (4, 2, 2, 192, 0), (4, 3, 1, 349, 2), (4, 3, 2, 1208, 11), (4, 4, 2, 2051, 4),
        (5, 1, 1, 45, 0), (5, 2, 1, 789, 7), (5, 2, 2, 437, 7), (5, 3, 1, 1157, 5),
        (5, 3, 2, 2161, 12), (5, 4, 2, 542, 1),
    ],
    columns=["ship", "yr_con", "yr_op", "service", "accident"],
)  # fmt: skip


@pytest.fixture
def ships():
    return SHIPS.assign(
        later=(SHIPS["yr_op"] == 2).astype(float),
        built_65=(SHIPS["yr_con"] == 2).astype(float),
        built_70=(SHIPS["yr_con"] == 3).astype(float),
        built_75=(SHIPS["yr_con"] == 4).astype(float),
        log_service=np.log(SHIPS["service"]),
    )


def test_stata_gives_the_same_estimates_and_clustered_errors(ships):
    # Stata: poisson accident yr_con op_75_79, vce(cluster ship); its output is kept in
    # statsmodels/discrete/tests/results/results_count_robust_cluster.py.
    from statsmodels.discrete.tests.results.results_count_robust_cluster import (
        results_poisson_clu as stata,
    )

    table = ppml.ppml(ships, "accident", ["yr_con", "later"], cluster="ship").table
    published = np.asarray(stata.params_table)[:2, :2]
    assert table[["estimate", "error"]].to_numpy() == pytest.approx(published, rel=2e-5)


def test_the_ship_types_as_fixed_effects_give_mccullagh_and_nelders_table(ships):
    # Generalized Linear Models (1989), table 6.3, p. 207: main effects of construction and
    # operation, ship type in the model, months of service as offset; two decimals.
    fit = ppml.ppml(
        ships,
        "accident",
        ["built_65", "built_70", "built_75", "later"],
        effects=["ship"],
        offset="log_service",
    )
    assert list(fit.table["estimate"].round(2)) == [0.70, 0.82, 0.45, 0.38]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"regressors": []}, "at least one regressor"),
        ({"regressors": ["nothing"]}, "no column 'nothing'"),
        ({"regressors": ["a b"]}, "cannot stand in a formula"),
        ({"regressors": ["x"], "outcome": "negative"}, "at least zero"),
    ],
)
def test_what_cannot_be_fitted_is_told(arguments, message):
    data = pd.DataFrame({"y": [1.0, 2.0], "x": [0.0, 1.0], "a b": 1.0, "negative": [-1.0, 2.0]})
    with pytest.raises(ValueError, match=message):
        ppml.ppml(data, **{"outcome": "y", **arguments})


def test_a_fit_that_does_not_end_is_an_error(ships, monkeypatch):
    monkeypatch.setattr(ppml, "ITERATIONS", 2)
    with pytest.raises(ConvergenceError, match="no optimum was found in 2 steps"):
        ppml.ppml(ships, "accident", ["later"], effects=["ship"])

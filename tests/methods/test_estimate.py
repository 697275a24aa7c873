"""Estimates set one below the other."""

import numpy as np

from rederive.methods.estimate import Estimate, estimate_table


def test_a_table_has_a_row_per_estimate_and_what_is_not_known_is_missing():
    table = estimate_table(
        {
            "one": Estimate(1.0, 0.5, 1.5, 0.95, "by hand", 0.25, observations=12),
            "other": Estimate(2, np.nan, np.nan, 0.95, "by hand"),
        },
        "elasticity",
    )
    assert list(table.columns) == ["elasticity", "standard error", "low", "high", "observations"]
    assert table.loc["one"].tolist() == [1.0, 0.25, 0.5, 1.5, 12]
    assert table.loc["other", ["standard error", "low", "high"]].isna().all()
    assert set(table.dtypes) == {np.dtype(float)}

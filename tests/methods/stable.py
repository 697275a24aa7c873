"""A made-up population by single years of age, for tests of projections."""

from __future__ import annotations

import numpy as np
import pandas as pd

AGES = pd.Index(range(101), name="age")
GROUPS = pd.Index([0, 1, *range(5, 105, 5)], name="age")
SHARES = pd.Series([5.0, 30, 40, 18, 5, 2], range(15, 45, 5))


def group_rates(faster=0.0):
    """Death rates by age group: infants, then a rise by a tenth a year of age."""
    rates = 2e-5 * np.exp(0.1 * np.append((GROUPS[:-1] + GROUPS[1:]) / 2, 102.0)) + 2e-4
    rates[0] = 0.02
    return pd.Series(rates * np.exp(-faster), GROUPS)


def people(seed=0):
    """Persons by single year of age and sex."""
    random = np.random.default_rng(seed)
    shape = 1e6 * np.exp(-0.01 * AGES.to_numpy()) * (AGES.to_numpy() < 100)
    uneven = shape[:, None] * np.exp(0.15 * random.normal(size=(101, 2)))
    uneven[60:] *= np.exp(-0.08 * (AGES.to_numpy()[60:, None] - 60))
    return pd.DataFrame(uneven + 1, index=AGES, columns=["female", "male"])

"""What methods ask of their arguments, and what they know."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import rederive.methods
from rederive.methods.checks import newey_west_lags, require_positive

FOLDER = Path(rederive.methods.__file__).parent


def test_the_argument_that_is_not_positive_is_named():
    with pytest.raises(ValueError, match="`end` must be positive everywhere"):
        require_positive(start=1, end=[2.0, 0.0])


def test_gaps_are_refused_unless_they_may_stay():
    with pytest.raises(ValueError, match="missing value"):
        require_positive(start=[1.0, np.nan])
    require_positive(start=[1.0, np.nan], gaps=True)
    with pytest.raises(ValueError, match="`start`"):
        require_positive(start=[-1.0, np.nan], gaps=True)


def test_lags_of_newey_and_west():
    # 4 (n / 100)^(2/9): exactly 4 for a hundred observations, 2.4 for ten, 6.7 for a thousand.
    assert [newey_west_lags(n) for n in (10, 100, 1000)] == [2, 4, 6]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_no_method_knows_a_country_a_currency_or_the_rest_of_the_package(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"china|chinese|\bchn\b|\bcny\b|\busd\b(?!_)|yuan|belt and road", text.lower()
    )
    imported = re.findall(r"from rederive\.(\w+)|import rederive", text)
    assert set(imported) <= {"methods"}

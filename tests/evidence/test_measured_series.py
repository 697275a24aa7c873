"""What is taken out of a series carries the series' unit."""

from __future__ import annotations

import pandas as pd
import pytest

from rederive.core.measured import dimension, dimension_of, words
from rederive.evidence.measured_series import MeasuredSeries


def series(unit: str, *numbers: float) -> MeasuredSeries:
    years = [str(2020 + number) for number in range(len(numbers))]
    made = MeasuredSeries(numbers, index=years, dtype="float64")
    made.dimension = dimension(unit)
    return made


PREMIUM, PEOPLE = series("CNY", 10.0, 12.0, 15.0), series("persons", 5.0, 5.0, 6.0)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (PREMIUM["2021"], "CNY"),
        (PREMIUM.iloc[-1], "CNY"),
        (PREMIUM.loc["2020"], "CNY"),
        (PREMIUM.loc["2021":].max(), "CNY"),
        (PREMIUM.diff().min(), "CNY"),
        (PREMIUM.sum(), "CNY"),
        (PREMIUM[PREMIUM.index > "2020"].mean(), "CNY"),
        ((PREMIUM / PEOPLE)["2022"], "CNY per person"),
        ((PREMIUM / PREMIUM.shift())["2022"], "a pure number"),
        ((100 * PREMIUM / PREMIUM.sum()).max(), "a pure number"),
        ((PREMIUM - PREMIUM.shift()).dropna().min(), "CNY"),
        (PREMIUM["2022"] / PEOPLE["2022"], "CNY per person"),
    ],
)
def test_a_number_knows_its_unit(number, said):
    assert words(number.dimension) == said


@pytest.mark.parametrize(
    "number",
    [
        (PREMIUM + PEOPLE)["2020"],
        pd.DataFrame({"premium": PREMIUM}).loc["2020", "premium"],
        PREMIUM["2020"] + PEOPLE["2020"],
        PREMIUM / pd.Series([1.0, 2.0, 3.0], index=PREMIUM.index),
    ],
)
def test_what_cannot_be_said_is_lost(number):
    found = number["2020"] if isinstance(number, pd.Series) else number
    assert dimension_of(found) is None


def test_numbers_and_tables_are_what_they_were():
    plain = pd.Series(PREMIUM)
    assert (PREMIUM * 2).tolist() == (plain * 2).tolist()
    frame = pd.DataFrame({"a": PREMIUM, "b": PEOPLE})
    assert type(frame["a"]) is pd.Series

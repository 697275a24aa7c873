"""The record of the numbers that cells show."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core.prose import shown_numbers
from rederive.core.prose.shown_numbers import Shown
from rederive.errors import InputError

NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9).map(lambda number: f"{number:,}"),
    st.tuples(st.integers(-(10**6), 10**6), st.integers(0, 6)).map(
        lambda both: f"{both[0] / 10 ** both[1]:.{both[1]}f}"
    ),
    st.floats(1e-9, 1e12).map(lambda number: f"{number:.4g}"),
)
CELLS = st.lists(
    st.builds(
        Shown,
        st.sampled_from(["ch1-one", "deep-two"]),
        st.sampled_from("abcde"),
        st.lists(NUMBERS, min_size=1, max_size=4).map(
            lambda texts: shown_numbers.numbers_of(" and ".join(texts))
        ),
    ),
    unique_by=lambda each: (each.page, each.cell),
)


@given(CELLS)
def test_what_is_written_is_read_and_differs_in_nothing(tmp_path_factory, cells) -> None:
    path = tmp_path_factory.mktemp("data") / "shown.csv"
    path.write_text(shown_numbers.to_csv(cells), encoding="utf-8")
    assert shown_numbers.read(path) == cells
    assert not shown_numbers.differences(cells, shown_numbers.read(path))


@given(NUMBERS, st.integers(2, 10**6), st.booleans())
def test_a_number_that_moves_by_more_than_a_step_is_told(text, steps, down) -> None:
    (number,) = shown_numbers.numbers_of(text)
    if "e" in number:
        return
    decimals = len(number.partition(".")[2])
    value = float(number.replace(",", "").replace("−", "-"))
    change = steps / 10**decimals + (1.1e-6 * abs(value) if decimals else 0)
    other = f"{value + (-1 if down else 1) * change:.{decimals}f}"
    (moved,) = shown_numbers.numbers_of(other)
    assert shown_numbers.is_moved(number, moved)
    assert shown_numbers.is_moved(moved, number)
    told = shown_numbers.differences([Shown("p", "c", (number,))], [Shown("p", "c", (moved,))])
    assert told == [f"p, cell c: showed {number}, now {moved}"]


@given(NUMBERS, st.floats(-4e-7, 4e-7))
def test_a_number_may_differ_by_less_than_a_millionth_of_itself(text, part) -> None:
    (number,) = shown_numbers.numbers_of(text)
    value = float(number.replace(",", "").replace("−", "-"))
    (moved,) = shown_numbers.numbers_of(f"{value * (1 + part):.12e}")
    whole = "." not in number and "e" not in number
    assert not whole or shown_numbers.is_moved("12345678", "12345679")
    assert whole or not shown_numbers.is_moved(number, moved)


def test_a_last_digit_may_be_rounded_otherwise_and_a_count_may_not() -> None:
    assert not shown_numbers.is_moved("0.3", "0.4")
    assert not shown_numbers.is_moved("1.2e-16", "0.0")
    assert shown_numbers.is_moved("3", "4")
    assert shown_numbers.is_moved("0.3", "−0.3")


def test_cells_and_numbers_that_come_or_go_are_told() -> None:
    before = [Shown("p", "a", ("1",)), Shown("p", "b", ("1", "2", "5"))]
    after = [Shown("p", "b", ("1",)), Shown("p", "c", ("3",))]
    assert shown_numbers.differences(before, after) == [
        "p, cell a: shows none any more",
        "p, cell b: showed 3 numbers, now 1",
        "p, cell c: shows numbers now",
    ]
    moved = [Shown("p", "b", ("7", "2", "9"))]
    assert shown_numbers.differences(before[1:], moved) == [
        "p, cell b: showed 1, now 7, and 1 other"
    ]


@pytest.mark.parametrize("row", ["p,,1", ",a,1", "p,a,"])
def test_a_row_that_nobody_wrote_is_refused(tmp_path: Path, row: str) -> None:
    path = tmp_path / "shown.csv"
    path.write_text(f"page,cell,numbers\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 2: is not a record of a cell; write it again"):
        shown_numbers.read(path)

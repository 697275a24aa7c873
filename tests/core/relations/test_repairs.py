"""Small changes of one printed number that mend a contradiction, each kind by an example."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import read, relate

from rederive.core.relations.contradictions import contradictions


def repairs(wrong: str, right: str) -> set[str]:
    """The changes proposed of a number that should be another."""
    register = read({"wrong": wrong, "right": right})
    (one,) = contradictions(register, relate("wrong == right"), {("ch1-right", "n")})
    return {repair.removeprefix("ch1-wrong: ") for repair in one.repairs}


@pytest.mark.parametrize(
    ("wrong", "right", "repair"),
    [
        ("12.34 percent", "123.4 percent", "123.4 in place of 12.34 (the decimal point moved)"),
        ("1,234 items", "123.4 percent", "123.4 in place of 1,234 (the decimal point moved)"),
        ("1,234.5 CNY", "12,345 CNY", "12,345 in place of 1,234.5 (the decimal point moved)"),
        ("12,345 items", "1,235 items", "1,235 in place of 12,345 (a digit too many)"),
        ("1,235 items", "12,345 items", "12,345 in place of 1,235 (a digit lost)"),
        ("23 items", "923 items", "923 in place of 23 (a digit lost)"),
        ("3.8 percent", "3.08 percent", "3.08 in place of 3.8 (a digit lost)"),
        (
            "4.6万 CNY",
            "4.6亿 CNY",
            "4.6 × 100 million CNY in place of 4.6 × 10 thousand CNY (another scale)",
        ),
        ("7千 CNY", "7百万 CNY", "7 million CNY in place of 7 thousand CNY (another scale)"),
    ],
)
def test_each_kind_of_slip_is_proposed(wrong: str, right: str, repair: str) -> None:
    assert repair in repairs(wrong, right)


@given(
    st.integers(1000, 99_999),
    st.sampled_from(["lost", "added", "point", "swapped", "changed"]),
    st.data(),
)
@settings(max_examples=40)
def test_a_slip_of_a_known_kind_is_undone(number: int, slip: str, data: st.DataObject) -> None:
    right = str(number)
    place = data.draw(st.integers(1, len(right) - 1))
    digit = data.draw(st.sampled_from("123456789"))
    wrong = {
        "lost": right[:place] + right[place + 1 :],
        "added": right[:place] + digit + right[place:],
        "point": f"{right[:place]}.{right[place:]}",
        "swapped": right[: place - 1] + right[place] + right[place - 1] + right[place + 1 :],
        "changed": right[:place] + digit + right[place + 1 :],
    }[slip]
    if wrong.startswith("0") or wrong == right:
        return
    proposed = {text.split(" ")[0] for text in repairs(f"{wrong} items", f"{right} items")}
    assert any(float(text) == number for text in proposed if re.fullmatch(r"[\d.]+", text))


def test_slips_keep_the_grouping_of_digits() -> None:
    assert "12 450 in place of 12 540 (two neighbouring digits swapped)" in repairs(
        "12\u00a0540 items", "12\u00a0450 items"
    )


def test_scales_of_an_english_text_are_taken_for_one_another() -> None:
    said = repairs("3million CNY", "3billion CNY")
    assert "3 billion CNY in place of 3 million CNY (another scale)" in said

"""Formulas."""

from __future__ import annotations

import pytest

from rederive.edition.maths import equation


@pytest.mark.parametrize(
    ("tex", "typst"),
    [
        ("F(t)", "F ( t )"),
        (r"e^{-r(t - t_0)}", "e ^ ( - r ( t - t _ 0 ) )"),
        (r"\exp(-x) / 2", "exp ( - x ) slash 2"),
        (r"a \le 0.5", "a <= 0.5"),
        (r"\sqrt{x}", "sqrt( x )"),
    ],
)
def test_formulas(tex: str, typst: str) -> None:
    assert f"${typst}$" in equation(tex, block=False)

"""The language of formulas: what it admits, and that both ways of working one out agree."""

from __future__ import annotations

import operator
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core import expressions

NUMBERS = {"a": Fraction(3, 7), "b": Fraction(-5), "c": Fraction(11, 4)}
OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}

LEAVES = st.sampled_from(["a", "b", "c", "7", "1.05", "0.3", "-a", "-(2)"])
FORMULAS = st.recursive(
    LEAVES,
    lambda inner: st.builds("({}) {} ({})".format, inner, st.sampled_from("+-*/"), inner),
    max_leaves=8,
)


def by_stack(steps: list[float | str]) -> Fraction:
    """What the steps come to, as a script of a page works them out."""
    stack: list[Fraction] = []
    for step in steps:
        if step in OPERATIONS:
            second, first = stack.pop(), stack.pop()
            stack.append(OPERATIONS[step](first, second))
        else:
            stack.append(NUMBERS[step] if isinstance(step, str) else Fraction(str(step)))
    return stack.pop()


@given(FORMULAS)
def test_the_steps_come_to_what_the_formula_comes_to(text):
    tree = expressions.parse(text)
    expressions.admit(tree)
    try:
        expected = expressions.evaluate(tree, NUMBERS)
    except ZeroDivisionError:
        return
    assert by_stack(list(expressions.postfix(tree))) == expected
    in_fractions = re.sub(r"\d+(\.\d+)?", r"F('\g<0>')", text)
    assert expected == eval(in_fractions, {"F": Fraction, **NUMBERS})


@pytest.mark.parametrize("text", ["1e-99999999", "a + 0e-99999999", "1E999"])
def test_a_decimal_that_would_take_all_memory_is_refused(text):
    with pytest.raises(ValueError, match="is not allowed; use numbers nearer to 1"):
        expressions.parse(text)


def test_decimals_keep_all_their_digits():
    long = "0.12345678901234567890123"
    assert expressions.evaluate(expressions.parse(long), {}) == Fraction(long)


@pytest.mark.parametrize(
    "text",
    [
        "a if b else c",
        "f(a)",
        "a.b",
        "a[0]",
        "'a'",
        "True",
        "a // b",
        "a % b",
        "a and b",
        "1j",
        "1e999",
    ],
)
@pytest.mark.parametrize("any_power", [True, False])
def test_everything_else_is_refused(text, any_power):
    with pytest.raises(ValueError, match="is not allowed; use n"):
        expressions.admit(expressions.parse(text), any_power=any_power)


@pytest.mark.parametrize("text", ["a ** b", "a ** 0.5", "a ** 41", "(a ** 2) ** 2"])
def test_powers_that_no_solver_decides_are_for_pages_only(text):
    with pytest.raises(ValueError, match="whole powers from 1 to 40"):
        expressions.admit(expressions.parse(text))
    expressions.admit(expressions.parse(text), any_power=True)


def test_a_formula_that_is_none_or_endless_is_told():
    with pytest.raises(ValueError, match="cannot read"):
        expressions.parse("a +")
    with pytest.raises(ValueError, match="longer than 500 characters"):
        expressions.parse("a" * 501)

"""The one language of formulas: names, numbers and arithmetic, read without running anything.

Relations between printed numbers and results that a reader works out again both use it. Numbers
are exact: ``1.05`` is 21/20.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
HIGHEST_POWER = 40
GREATEST_EXPONENT = 400
"""Of a decimal; an exact number with a larger one would take all memory."""
LONGEST = 500
"""Characters of the longest formula."""


def parse(text: str) -> ast.expr:
    """The syntax tree of a formula, its decimals as exact fractions; nothing is admitted yet.

    Raises
    ------
    ValueError
        If the text is too long or not an expression.
    """
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST} characters; write two")
    text = text.strip()
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise ValueError(f"cannot read {text!r}") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            # A float keeps 16 digits, the text all of them.
            segment = ast.get_source_segment(text, node) or ""
            _, _, exponent = segment.lower().partition("e")
            if abs(int(exponent or 0)) > GREATEST_EXPONENT:
                raise ValueError(f"{segment!r} is not allowed; use numbers nearer to 1")
            if math.isfinite(node.value):
                node.value = Fraction(segment.replace("_", ""))  # type: ignore[assignment]
    return tree


def admit(node: ast.expr, *, any_power: bool = False) -> None:
    """Refuse an expression that holds more than a formula may hold.

    Parameters
    ----------
    node : ast.expr
    any_power : bool
        Whether a power may be any expression; otherwise it is a whole number up to 40, and no
        power is raised to another, so that a solver can decide the formula.

    Raises
    ------
    ValueError
        Naming the part that is not allowed.
    """
    match node:
        case ast.Name():
            return
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | Fraction()):
            return
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return admit(operand, any_power=any_power)
        case ast.BinOp(left=base, op=ast.Pow(), right=power) if any_power:
            admit(base, any_power=True)
            return admit(power, any_power=True)
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=int() as power)):
            powers = any(isinstance(part, ast.Pow) for part in ast.walk(base))
            if type(power) is int and 1 <= power <= HIGHEST_POWER and not powers:
                return admit(base)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            admit(left, any_power=any_power)
            return admit(right, any_power=any_power)
    powers_allowed = "" if any_power else f"whole powers from 1 to {HIGHEST_POWER} and "
    raise ValueError(
        f"{ast.unparse(_readable(node))!r} is not allowed; use names, numbers, + - * /, "
        f"{powers_allowed}{'** and parentheses' if any_power else 'comparisons'}"
    )


def _readable(node: ast.expr) -> ast.expr:
    """The same expression with its fractions as floats, which can be written."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, Fraction):
            part.value = float(part.value)
    return node


def names(node: ast.AST) -> set[str]:
    """The names that an expression uses."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def evaluate(
    node: ast.expr, numbers: Mapping[str, Any], constant: Callable[[Fraction], Any] = Fraction
) -> Any:
    """An admitted expression with numbers put in for its names.

    Parameters
    ----------
    node : ast.expr
    numbers : mapping of str to number
        Exact rationals, floats, or a solver's unknowns.
    constant : callable
        Makes such a number of a ``Fraction``.

    Examples
    --------
    >>> evaluate(parse("1.05 * a ** 2"), {"a": Fraction(2)})
    Fraction(21, 5)
    """
    match node:
        case ast.Name(id=name):
            return numbers[name]
        case ast.Constant(value=int() | Fraction() as value):
            return constant(Fraction(value))
        case ast.UnaryOp(operand=operand):
            return -evaluate(operand, numbers, constant)
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=int() as power)):
            return math.prod(
                [evaluate(base, numbers, constant)] * power, start=constant(Fraction(1))
            )
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
            return operator.pow(
                evaluate(base, numbers, constant), evaluate(exponent, numbers, constant)
            )
        case ast.BinOp(left=left, op=op, right=right):
            return ARITHMETIC[type(op)](
                evaluate(left, numbers, constant), evaluate(right, numbers, constant)
            )
    raise AssertionError(ast.dump(node))


def postfix(node: ast.expr) -> Iterator[float | str]:
    """An admitted expression with operands before their operation, for another language.

    Examples
    --------
    >>> list(postfix(parse("100 * (a - b)")))
    [100, 'a', 'b', '-', '*']
    """
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            yield from postfix(left)
            yield from postfix(right)
            yield SIGNS[type(op)]
        case ast.UnaryOp(operand=operand):
            yield 0
            yield from postfix(operand)
            yield "-"
        case ast.Name(id=name):
            yield name
        case ast.Constant(value=int() as number):
            yield number
        case ast.Constant(value=Fraction() as number):
            yield float(number)
        case _:
            raise AssertionError(ast.dump(node))

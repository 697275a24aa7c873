"""Formulas: the small part of TeX that the book uses, as Typst."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rederive.edition import typst
from rederive.errors import InputError

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\S")
_SYMBOLS = {
    r"\,": "thin", r"\cdot": "dot.op", r"\times": "times", r"\le": "<=", r"\leq": "<=",
    r"\ge": ">=", r"\geq": ">=", r"\ne": "!=", r"\approx": "approx", r"\infty": "infinity",
    r"\left": "", r"\right": "", "/": "slash", '"': "",
}  # fmt: skip
#: Commands whose name is the same in Typst.
_NAMES = {
    "exp", "ln", "log", "max", "min", "sum", "prod", "sqrt", "hat", "bar", "alpha", "beta", "gamma",
    "delta", "epsilon", "lambda", "mu", "sigma", "phi", "theta", "rho", "tau", "Delta",
}  # fmt: skip


def equation(tex: str, *, block: bool) -> str:
    r"""A formula, with its TeX as alternative text.

    Raises
    ------
    InputError
        For a command that is not known here.

    Examples
    --------
    >>> print(equation(r"e^{-rt}", block=False))
    #math.equation(alt: "e^{-rt}", $e ^ ( - r t )$);
    """
    tex = tex.strip()
    # An accent or a root takes its argument without a space.
    formula = re.sub(r"\b(sqrt|hat|bar) \(", r"\1(", " ".join(filter(None, _converted(tex))))
    given = ", block: true" if block else ""
    return f"#math.equation(alt: {typst.string(tex)}{given}, ${formula}$);"


def _converted(tex: str) -> Iterator[str]:
    """The formula's parts; braces that group an argument become parentheses."""
    closing: list[str] = []
    before = ""
    for token in _TOKEN.findall(tex):
        if token == "{":
            grouping = before in ("^", "_") or before.startswith("\\")
            closing.append(")" if grouping else "")
            yield "(" if grouping else ""
        elif token == "}":
            yield closing.pop() if closing else ""
        else:
            yield _symbol(token, tex)
        before = token


def _symbol(token: str, tex: str) -> str:
    if token in _SYMBOLS:
        return _SYMBOLS[token]
    if token.startswith("\\"):
        if token[1:] in _NAMES:
            return token[1:]
        raise InputError(
            f"the formula {tex}: {token} is not known to the PDF edition; "
            "write it otherwise or add it to src/rederive/edition/maths.py."
        )
    return token if token[0].isalnum() or token in "^_()+-=<>!|" else typst.string(token)

"""On which series the checks of a notebook rest, by following its assignments.

A name stands for all series that its value may hold; what a function or a table is made of counts
whole, so that more may be found than a number needs, and never less.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from rederive.notebook.named_evidence import LOADING, calls_in

UNKNOWN = "?"
"""In place of a series whose name is worked out where the notebook runs."""
_ADDING = ("update", "append", "insert")
_OTHER_READINGS = ("vintages", "alternatives")


class Trail:
    """What the names of a notebook rest on, cell after cell.

    Attributes
    ----------
    found : dict of str to set of str
        For each claim that was checked, the series as ``table/series``.
    """

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = {}
        self._rests_on: dict[str, set[str]] = {}
        self._texts: dict[str, str] = {}

    def run(self, code: str) -> None:
        """Follow one cell."""
        self._block(ast.parse(code).body)

    def _block(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            match statement:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        self._assign(target, value)
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    self._assign(target, value)
                case ast.AugAssign(target=ast.Name(id=name), value=value):
                    self._rests_on.setdefault(name, set()).update(self._series(value))
                case ast.FunctionDef(name=name):
                    self._rests_on[name] = self._series(statement)
                case ast.For(target=target, iter=source, body=body):
                    self._assign(target, source)
                    self._block(body)
                case ast.If(body=body, orelse=other):
                    self._block([*body, *other])
                case ast.With(body=body):
                    self._block(body)
                case ast.Expr(value=value):
                    self._calls(value)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        series = self._series(value)
        if isinstance(target, ast.Name):
            self._rests_on[target.id] = series
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                self._texts[target.id] = value.value
            return
        part_of = isinstance(target, ast.Subscript | ast.Attribute)
        for name in _bound(target):
            before = self._rests_on.get(name, set()) if part_of else set()
            self._rests_on[name] = before | series

    def _calls(self, value: ast.expr) -> None:
        for call, _, _ in calls_in(value):
            match call.func:
                case ast.Attribute(value=ast.Name(id="chapter"), attr="check"):
                    self._check(call)
                case ast.Attribute(value=ast.Name(id=name), attr=attr) if attr in _ADDING:
                    self._rests_on.setdefault(name, set()).update(self._series(call))

    def _check(self, call: ast.Call) -> None:
        claim = self._text(call.args[0])
        if claim is None:
            return
        readings = [each.value for each in call.keywords if each.arg in _OTHER_READINGS]
        series = set().union(*map(self._series, [*call.args[1:], *readings]))
        self.found.setdefault(claim, set()).update(series)

    def _text(self, node: ast.expr) -> str | None:
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.Name(id=name):
                return self._texts.get(name)
        return None

    def _series(self, node: ast.AST) -> set[str]:
        """All series that a piece of code may rest on."""
        found = set()
        for call, name, _ in calls_in(node):
            if name in LOADING and len(call.args) >= 2:
                table, series = map(self._text, call.args[:2])
                found.add(f"{table}/{series}" if table and series else UNKNOWN)
        local = _local(node)
        for each in ast.walk(node):
            if isinstance(each, ast.Name) and each.id not in local:
                found |= self._rests_on.get(each.id, set())
        return found


def _bound(target: ast.expr) -> set[str]:
    """The names that an assignment gives a value, or a part of one."""
    match target:
        case ast.Name(id=name):
            return {name}
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return set().union(*map(_bound, parts))
        case ast.Subscript(value=value) | ast.Attribute(value=value) | ast.Starred(value=value):
            return _bound(value)
    return set()


def _local(node: ast.AST) -> set[str]:
    """Names that only live inside: of comprehensions, and the parameters of functions."""
    found: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.comprehension):
            found |= _bound(each.target)
        if isinstance(each, ast.arguments):
            found |= {parameter.arg for parameter in [*each.args, *each.kwonlyargs]}
    return found

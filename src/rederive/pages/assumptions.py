"""One headline result under choices that a reader makes, on a page without a server.

A :class:`Question` says what may be chosen, which figures go with each choice, and one formula.
Its HTML holds the result of the usual choices as text, and all figures as JSON;
``assets/assumptions.js`` shows the form and works the formula out again for other choices.
"""

from __future__ import annotations

import ast
import inspect
import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

from markupsafe import Markup

from rederive.core import expressions, judging
from rederive.core import numerals as printed
from rederive.core.claims import Value
from rederive.core.entries import Entry, by_claim
from rederive.core.numerals import Interval, point
from rederive.core.register import Register
from rederive.core.scales import SCALE_WORDS
from rederive.core.site import NOTEBOOKS, Links
from rederive.core.verdicts import Basis, Verdict, verdict_of
from rederive.errors import InputError
from rederive.language.shown_texts import as_json
from rederive.show import cards, html, plain
from rederive.show.html import Table

#: How a step of a formula that is a sign is worked out.
OPERATIONS: dict[str, Callable[[float, float], float]] = {
    expressions.SIGNS[kind]: operation
    for kind, operation in {**expressions.ARITHMETIC, ast.Pow: operator.pow}.items()
}
_LINKS = Links(NOTEBOOKS)
#: Keys of what the form needs whose strings are names, not words.
NAMES = ("formula", "steps", "by", "claim", "page", "verdict", "icon")
NO_FIGURE = "The book holds no figure for these choices."
Choices = Mapping[str, str]
"""What is chosen: the option of each choice, by its name."""


@dataclass(frozen=True)
class Choice:
    """Something the reader may choose.

    Parameters
    ----------
    name : str
        As the functions of a question call it; it also stands in the page's address.
    label : str
        As the reader sees it.
    options : dict of str to str
        Each option's short name and what the reader sees.
    usual : str
        The option that stands there at first.
    """

    name: str
    label: str
    options: dict[str, str]
    usual: str


@dataclass(frozen=True)
class Question:
    """A result, what it depends on, and the printed number it is held against.

    Parameters
    ----------
    id : str
        Stands in the page's address.
    quantity : str
        What is worked out: "Premium per inhabitant".
    choices : tuple of Choice
    inputs : dict of str to callable
        For each name of the formula a function whose parameters are the choices that it depends
        on. It gives the figure, or a sentence that says why there is none.
    formula : str
        Of these names and numbers with ``+ - * / **`` and parentheses.
    claim : callable
        Likewise gives the id of the claim, or the id and the name of the number in it.

    Raises
    ------
    InputError
        If formula, functions and choices do not fit together.
    """

    id: str
    quantity: str
    choices: tuple[Choice, ...]
    inputs: dict[str, Callable[..., float | str]]
    formula: str
    claim: Callable[..., str | tuple[str, str]]

    def __post_init__(self) -> None:
        names = {choice.name for choice in self.choices}
        for function in (*self.inputs.values(), self.claim):
            if unknown := set(_needs(function)) - names:
                raise InputError(f"question {self.id}: there is no choice {min(unknown)!r}.")
        used = {symbol for symbol in self.steps if isinstance(symbol, str)} - OPERATIONS.keys()
        if used != self.inputs.keys():
            odd = min(used ^ self.inputs.keys())
            raise InputError(
                f"question {self.id}: {odd!r} is only in the formula, or only in inputs."
            )
        for choice in self.choices:
            if choice.usual not in choice.options:
                raise InputError(
                    f"question {self.id}: {choice.usual!r} is not an option of {choice.name}."
                )

    @cached_property
    def steps(self) -> list[float | str]:
        """The formula, operands before their operation, as both languages work it out."""
        try:
            formula = expressions.parse(self.formula)
            expressions.admit(formula, any_power=True)
        except ValueError as error:
            raise InputError(
                f"question {self.id}: the formula {self.formula!r} cannot be read: {error}."
            ) from None
        return list(expressions.postfix(formula))

    @property
    def usual(self) -> dict[str, str]:
        """What is chosen at first."""
        return {choice.name: choice.usual for choice in self.choices}

    def combinations(self) -> Iterator[dict[str, str]]:
        """Every combination of options on offer."""
        for options in product(*(choice.options for choice in self.choices)):
            yield dict(zip((choice.name for choice in self.choices), options, strict=True))

    def result(self, chosen: Choices) -> float | str:
        """What comes out under these choices, or a sentence that says why nothing does."""
        numbers: dict[str, float] = {}
        for name, function in self.inputs.items():
            figure = _figure(_call(function, chosen))
            if isinstance(figure, str):
                return figure
            numbers[name] = figure
        stack: list[float] = []
        for step in self.steps:
            if not isinstance(step, str):
                stack.append(step)
            elif step in OPERATIONS:
                second, first = stack.pop(), stack.pop()
                stack.append(OPERATIONS[step](first, second))
            else:
                stack.append(numbers[step])
        return stack.pop()

    def printed(self, chosen: Choices, register: Register) -> tuple[str, Value]:
        """The claim and its printed number that go with these choices."""
        named = _call(self.claim, chosen)
        claim, name = (named, None) if isinstance(named, str) else named
        return claim, register[claim].value(name)


def _needs(function: Callable[..., object]) -> list[str]:
    return list(inspect.signature(function).parameters)


def _call(function: Callable[..., Any], chosen: Choices) -> Any:
    return function(**{name: chosen[name] for name in _needs(function)})


def _figure(given: float | str | None) -> float | str:
    if isinstance(given, str):
        return given
    number = math.nan if given is None else float(given)
    return number if math.isfinite(number) else NO_FIGURE


def shown(number: float, value: Value) -> str:
    """A result in the scale of a printed number, with one digit more.

    Examples
    --------
    >>> from rederive.core.units import Unit
    >>> shown(1259.5994, Value(name="x", printed="1259.60", line=1, unit=Unit("persons")))
    '1,259.599 people'
    """
    return f"{number / value.factor:,.{_digits(value)}f} {_unit(value)}"


def _digits(value: Value) -> int:
    step = printed.parse_numeral(value.numeral)[1]
    return len(str(step.denominator))  # 1/100 has two digits behind the point: one more is three


def _unit(value: Value) -> str:
    scale = SCALE_WORDS[value.scale]
    words = plain.unit_words(value)
    return " ".join(filter(None, ["×" if scale[:1].isdigit() else "", scale, words]))


def meaning(value: Value) -> str:
    """What a printed number can mean, in words.

    Examples
    --------
    >>> from rederive.core.units import Unit
    >>> meaning(Value(name="x", printed="15.3", line=1, unit=Unit("percent")))
    '15.25 or more and under 15.35'
    """
    low, high = (end / value.factor for end in (value.claimed.low, value.claimed.high))
    below = f"{_readable(low)} or more" if value.claimed.low_closed else f"over {_readable(low)}"
    above = (
        f"at most {_readable(high)}" if value.claimed.high_closed else f"under {_readable(high)}"
    )
    if low == high:
        return f"only {_readable(low)}"
    if math.isinf(high):
        return below
    return above if math.isinf(low) else f"{below} and {above}"


def _readable(end: Fraction | float) -> str:
    return f"{float(end):,.10g}"


def judged(number: float, value: Value) -> tuple[Verdict, str]:
    """The verdict on a result, and how far it lies from what is printed."""
    recomputed = point(number)
    outcome, condition = judging.compare(recomputed, judging.Printed.of(value))
    verdict = verdict_of(outcome, Basis.STATISTICS)
    gap = judging.gap(recomputed, value.claimed, value.step)
    if not gap:
        return verdict, str(condition or "")
    side = "above" if gap > 0 else "below"
    return verdict, f"{abs(gap):,.1f} units of the last printed digit {side} what is printed"


def table(question: Question, register: Register, entries: Iterable[Entry]) -> Table:
    """The question with the result of its usual choices, and all that its form needs."""
    groups = by_claim(entries)
    usual = question.usual
    data = {
        "formula": question.formula,
        "steps": question.steps,
        "inputs": {
            name: _tabled(question, function, _figure) for name, function in question.inputs.items()
        },
        "printed": _tabled(
            question, question.claim, lambda named: _described(named, register, groups)
        ),
        "outcomes": _outcomes(),
    }
    sentence, text = _sentence(question, usual, register)
    made = html.render(
        "rederive.pages",
        "assumption.html",
        question=question,
        sentence=sentence,
        usual=_spelled(question, usual),
        data=Markup(as_json(data)),
        names=" ".join(NAMES),
    )
    return Table(made, text)


def _outcomes() -> dict[str, dict[str, str]]:
    """The verdict on a result that would be printed so, that is only allowed, or neither.

    They come from the rule itself, applied to one result of each kind.
    """
    printed = judging.Printed(Interval(0, 2), Interval(0, 1), Fraction(1))
    results = {"expected": 0.5, "claimed": 1.5, "outside": 3.0}
    outcomes = {}
    for name, result in results.items():
        outcome, condition = judging.compare(point(result), printed)
        verdict = verdict_of(outcome, Basis.STATISTICS)
        outcomes[name] = {
            "verdict": verdict.value,
            "icon": verdict.icon,
            "words": verdict.words,
            "condition": str(condition or ""),
        }
    return outcomes


def _tabled(
    question: Question, function: Callable[..., object], as_data: Callable[[Any], object]
) -> dict[str, object]:
    """A function of choices as a table: what it depends on, and its value for each."""
    needs = _needs(function)
    options = {choice.name: choice.options for choice in question.choices}
    rows = product(*(options[name] for name in needs))
    values = {"|".join(row): as_data(function(*row)) for row in rows}
    return {"by": needs, "values": values}


def _described(
    named: str | tuple[str, str], register: Register, groups: Mapping[str, list[Entry]]
) -> dict[str, object]:
    """What the page needs to know of a printed number."""
    claim, name = (named, None) if isinstance(named, str) else named
    value = register[claim].value(name)
    entry = next((row for row in groups.get(claim, []) if row.value == value.name), None)
    return {
        "claim": claim,
        "page": _LINKS.claim(claim),
        "text": plain.printed(value),
        "means": meaning(value),
        "claimed": _ends(value.claimed, value.step),
        "expected": _ends(value.expected, value.step),
        "step": float(value.step),
        "factor": float(value.factor),
        "digits": _digits(value),
        "unit": _unit(value),
        "register": (entry.verdict if entry else Verdict.PENDING).words,
    }


def _ends(interval: Interval, step: Fraction) -> list[float | bool | None]:
    """Both ends, whether each is closed, and the round-off granted at each."""
    both = (interval.low, interval.high)
    low, high = (None if math.isinf(end) else float(end) for end in both)
    grants = (
        0.0 if math.isinf(end) else float(judging.tolerance(Fraction(end), step)) for end in both
    )
    return [low, high, interval.low_closed, interval.high_closed, *grants]


def _spelled(question: Question, chosen: Choices) -> str:
    return "; ".join(
        f"{choice.label.lower()}: {choice.options[chosen[choice.name]]}"
        for choice in question.choices
    )


def _sentence(question: Question, chosen: Choices, register: Register) -> tuple[Markup, str]:
    """The result in one sentence with its verdict, as HTML and as text."""
    claim, value = question.printed(chosen, register)
    result = question.result(chosen)
    if isinstance(result, str):
        return Markup("<p>{}</p>").format(result), result
    verdict, why = judged(result, value)
    said = f"{question.quantity}: {shown(result, value)}"
    against = f"The report prints {plain.printed(value)}, which can mean {meaning(value)}."
    made = html.render(
        "rederive.pages",
        "assumption-result.html",
        said=said,
        badge=cards.badge(verdict),
        why=why,
        against=against,
        claim=html.link(_LINKS.claim(claim), claim),
    )
    return made, " ".join([f"{said}: {'; '.join(filter(None, [verdict, why]))}.", against])

"""Whether what the book says is what it computes, and the record of it, ``data/sentences.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from rederive.core.entries import ledger_number, number_text
from rederive.core.judging import settled
from rederive.core.numerals import Interval, point
from rederive.core.prose import phrases
from rederive.core.prose.bindings import Binding
from rederive.core.prose.phrases import Number
from rederive.errors import InputError
from rederive.language.counting import counted
from rederive.reading.tables import read_rows

YES, NO = "yes", "no"
REWRITE = "write it again with `rederive verify --update`"


@dataclass(frozen=True)
class Sentence:
    """Bound words of a page and what was computed for them.

    Attributes
    ----------
    page : str
        The page's name, as ``deep-first-topic``.
    name : str
        Under which the number was handed over.
    text : str
        The words.
    computed : str
        The number, two of them with "to" between, or yes or no.
    holds : str
        Whether the words say what was computed: yes or no.
    """

    page: str
    name: str
    text: str
    computed: str
    holds: str


COLUMNS = [field.name for field in fields(Sentence)]


def compare(page: str, binding: Binding, value: Any, *, quoted: bool = False) -> Sentence:
    """What becomes of bound words once their number is computed.

    Parameters
    ----------
    page : str
    binding : Binding
    value : number, bool, Interval or pair of numbers
        In the unit that the words name, without a scale: 16.9e6 for "16.9 million". True or false
        for words without a number; two numbers for a range.
    quoted : bool
        Whether the words quote a printed number, hedge and all: "over 30" is 30.

    Raises
    ------
    ValueError
        If the words and the value are not of one kind.
    """
    numbers = phrases.read(binding.text)
    if not numbers:
        if not _is_truth(value):
            raise ValueError(
                f"{binding.text!r} holds no number, so {binding.name} needs to be true or false; "
                "put the number within the brackets, or hand over a comparison"
            )
        answer = YES if value else NO
        return Sentence(page, binding.name, binding.text, answer, answer)
    if _is_truth(value):
        raise ValueError(
            f"{binding.text!r} holds a number, and {binding.name} is true or false; hand over the "
            "number itself"
        )
    values = list(value) if isinstance(value, Sequence) else [value]
    if len(values) != len(numbers):
        raise ValueError(
            f"{binding.text!r} holds {counted(len(numbers), 'number')}, and {binding.name} "
            f"is {len(values)}; hand over as many, in their order"
        )
    computed = [point(each) for each in values]
    holds = all(
        _holds(found, number, quoted) for found, number in zip(computed, numbers, strict=True)
    )
    return Sentence(page, binding.name, binding.text, _said(computed), YES if holds else NO)


def _holds(found: Interval, number: Number, quoted: bool) -> bool:
    allowed = number.holds
    if quoted:
        allowed = Interval(allowed.low, allowed.high)
    return settled(found, allowed, number.step).within(allowed)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool) or type(value).__name__ in ("bool_", "bool")


def _said(computed: Iterable[Interval]) -> str:
    """What was computed, as text, which never begins like a formula: two ends, or a list."""
    found = list(computed)
    ends = list(dict.fromkeys(end for each in found for end in _ends(each)))
    if len(found) > 2:
        return ", ".join(f"−{end[1:]}" if end.startswith("-") else end for end in ends)
    begin = "from " if len(ends) > 1 and ends[0].startswith("-") else ""
    return begin + " to ".join(ends)


def _ends(found: Interval) -> list[str]:
    ends = dict.fromkeys((found.low, found.high))
    return [_short(number_text(ledger_number(end))) for end in ends]


def _short(number: str) -> str:
    """Six significant digits: enough for any sentence, and the same on every machine."""
    return f"{float(number):.6g}" if number else ""


def to_csv(sentences: Iterable[Sentence]) -> str:
    """The record as CSV text, by page and in the order of each page."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(sentence) for sentence in sentences)
    return buffer.getvalue()


def read(path: Path) -> list[Sentence]:
    """Read the record.

    Raises
    ------
    InputError
        If it has other columns, or a row that `verify` would not write.
    """
    sentences = []
    for number, row in enumerate(read_rows(path, COLUMNS), start=2):
        sentence = Sentence(*row)
        if sentence.holds not in (YES, NO) or not all(row):
            raise InputError(f"{path}, row {number}: is not a sentence's record; {REWRITE}.")
        sentences.append(sentence)
    return sentences


def failing(sentences: Iterable[Sentence]) -> list[str]:
    """One line for each sentence that does not hold."""
    return [
        f"{each.page}: “{each.text}” ({each.name}) does not hold: computed is {each.computed}"
        for each in sentences
        if each.holds == NO
    ]


def differences(committed: Iterable[Sentence], derived: Iterable[Sentence]) -> list[str]:
    """One line for each sentence whose number changed, was added or is gone."""

    def by_key(sentences: Iterable[Sentence]) -> dict[tuple[str, str, str], Sentence]:
        return {(each.page, each.name, each.text): each for each in sentences}

    before, after = by_key(committed), by_key(derived)
    lines = []
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        said = f"{key[0]}: “{key[2]}” ({key[1]})"
        if old is None or new is None:
            lines.append(f"{said} {'is new' if old is None else 'is gone'}")
        elif old != new:
            lines.append(f"{said}: computed was {old.computed}, is {new.computed}")
    return lines

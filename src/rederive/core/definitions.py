"""Where the definition of a claim in words comes from, so that no test is a circle.

A definition says how a claim is tested. Its source is a field of its own, and a threshold in it
has to come from somewhere else than from the number that it tests:

``sentence``
    the plain meaning of the sentence; no threshold is drawn;
``scale``
    the scale of words (:mod:`rederive.core.words`);
``series TABLE/SERIES``
    how the publisher of a statistic counts;
``source KEY``
    a text in the bibliography;
``claim ID``
    another claim of the report, whose definition it is.
"""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import Path

from rederive.core import numerals
from rederive.core.claims import Claim
from rederive.core.register import Register
from rederive.errors import InputError

KINDS = ("sentence", "scale", "series", "source", "claim")
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
#: Words that draw a line at a number: "at least 95", "below 1.5", "ten percent or more".
_LINE = re.compile(
    r"\b(?:at least|at most|more than|less than|fewer than|above|below|over|under|beyond)"
    rf"\s+{_NUMBER}"
    rf"|{_NUMBER}(?:\s+\w+){{0,3}}\s+or\s+(?:more|less|fewer|above|below)\b"
    r"|\b(more than half|less than half|a half or more)\b"
    r"|\b(\w+)\s+per\s?cent\s+or\s+(?:more|less)\b"
)


def thresholds(definition: str) -> list[str]:
    """The lines that a definition draws at a number, as it words them.

    Examples
    --------
    >>> thresholds("Coverage is taken as at least 95 percent of persons aged 60 and over.")
    ['at least 95']
    """
    return [match[0] for match in _LINE.finditer(definition)]


def check(
    register: Register, folder: Path, sources: Container[str], series: Container[str]
) -> None:
    """Check that every definition has a source of its own.

    Parameters
    ----------
    register : Register
    folder : Path
        Of the claims' files, for messages.
    sources : container of str
        Keys of the bibliography.
    series : container of str
        Names of series, as ``table/series``.

    Raises
    ------
    InputError
        Naming file, claim and remedy of the first that does not fit.
    """
    for claim in register:
        try:
            _check(claim, register, sources, series)
        except ValueError as error:
            raise InputError(
                f"{folder / f'ch{claim.chapter}.yaml'}, {claim.id}, definition_source: {error}."
            ) from None


def _check(
    claim: Claim, register: Register, sources: Container[str], series: Container[str]
) -> None:
    if claim.definition is None or claim.definition_source is None:
        if claim.definition is not None:
            raise ValueError(f"is missing; say where the definition comes from: {_kinds()}")
        if claim.definition_source is not None:
            raise ValueError("there is no definition; remove it or write the definition")
        return
    kind, _, name = claim.definition_source.partition(" ")
    _named(kind, name, claim, sources, series)
    drawn = thresholds(claim.definition)
    if drawn and kind in ("sentence", "scale"):
        raise ValueError(
            f"the threshold {drawn[0]!r} of the definition comes from nowhere; name its source "
            f"({_kinds()}) or leave it to the scale of words"
        )
    _no_circle(claim, drawn)
    if kind == "claim":
        _no_round(claim, register)


def _kinds() -> str:
    return "sentence, scale, series TABLE/SERIES, source KEY or claim ID"


def _named(
    kind: str, name: str, claim: Claim, sources: Container[str], series: Container[str]
) -> None:
    """Refuse a source that does not exist."""
    known = {
        "sentence": not name,
        "scale": not name and any(value.word for value in claim.values),
        "series": name in series,
        "source": name in sources,
        "claim": True,
    }
    if kind not in known:
        raise ValueError(f"{claim.definition_source!r} is not a source; write {_kinds()}")
    if not known[kind]:
        where = {
            "sentence": "write only the word",
            "scale": "no value of the claim names a word of the scale",
            "series": "there is no such series; correct the name",
            "source": "it is not in references.bib; add it there",
        }[kind]
        raise ValueError(f"{claim.definition_source!r} does not fit: {where}")


def _no_circle(claim: Claim, drawn: list[str]) -> None:
    """Refuse a threshold that is a number which the definition tests."""
    printed = {
        numerals.parse_numeral(value.numeral)[0]: value
        for value in claim.values
        if value.word is None
    }
    for line in drawn:
        for digits in re.findall(_NUMBER, line):
            tested = printed.get(numerals.parse_numeral(digits.rstrip(","))[0])
            if tested is not None:
                raise ValueError(
                    f"the threshold {line!r} is the number that the definition tests "
                    f"({tested}); take it from elsewhere"
                )


def _no_round(claim: Claim, register: Register) -> None:
    """Refuse definitions that rest on each other."""
    seen = {claim.id}
    here = claim
    while (here.definition_source or "").startswith("claim "):
        here = register[(here.definition_source or "").removeprefix("claim ")]
        if here.id in seen:
            raise ValueError(
                f"leads back to {here.id}; a definition cannot rest on the claim that it tests"
            )
        seen.add(here.id)

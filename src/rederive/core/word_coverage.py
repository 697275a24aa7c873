"""Proof that claims and exclusions account for every number and quantity in words.

What counts as one is said by :mod:`rederive.core.number_words`. Claims account for the words that
they print; the rest stands in ``data/excluded-words.csv``, by line or by a pattern with a reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from rederive.core import numerals
from rederive.core.claim_ids import CLAIM_ID
from rederive.core.claims import Claim, Value
from rederive.core.coverage import Coverage
from rederive.core.number_words import Counted, NumberWords, RunningText
from rederive.core.register import Register
from rederive.errors import InputError
from rederive.reading.tables import read_rows

COLUMNS = ["line", "pattern", "reason"]
_IN_CLAIM = re.compile(rf"in ({CLAIM_ID})")


@dataclass(frozen=True)
class Exclusion:
    """Words that claim nothing of their own.

    Attributes
    ----------
    line : int or None
        Where they begin; None wherever the pattern is found.
    pattern : Pattern
        What is around them in the running text; every word within a match is excluded.
    reason : str
        Why; ``in ID`` where that claim speaks of them without printing them as its number.
    """

    line: int | None
    pattern: re.Pattern[str]
    reason: str


def read_exclusions(path: Path) -> list[Exclusion]:
    """The rows of a file such as ``data/excluded-words.csv``.

    Raises
    ------
    InputError
        Naming file, row and remedy.
    """
    found = []
    for number, (line, pattern, reason) in enumerate(read_rows(path, COLUMNS), start=2):
        if not (re.fullmatch(r"[1-9][0-9]{0,8}|", line) and pattern and reason):
            raise InputError(
                f"{path}, row {number}: needs a pattern and a reason, and a line number or nothing."
            )
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise InputError(
                f"{path}, row {number}: {pattern!r} is not a regular expression ({error})."
            ) from None
        found.append(Exclusion(int(line) if line else None, compiled, reason))
    return found


def coverage(
    lines: list[str],
    register: Register,
    words: NumberWords,
    exclusions: list[Exclusion],
    drafts: Counter[tuple[int, str]] | None = None,
) -> Coverage:
    """Account for every number and quantity in words.

    A word is a claim's if the claim prints it, on its line or among its lines; what no claim
    prints has to be excluded. An exclusion that excludes nothing is a problem too, as is a claim
    that reads a number in words as another number, or a numeral with two hedges that exclude each
    other and no definition.

    Parameters
    ----------
    lines : list of str
        The text, split at line feeds; line 1 is ``lines[0]``.
    register : Register
    words : NumberWords
        What the text's language counts with.
    exclusions : list of Exclusion
    drafts : Counter, optional
        Words that wait for a decision, by (line, word).
    """
    text = RunningText(lines)
    counted = words.find(text)
    claimed: set[Counted] = set()
    problems = []
    for claim, value in _in_words(register):
        printed = _printed(text, counted, claim, value, claimed)
        if printed is None:
            problems.append(
                f"claim {claim.id}: {value.printed} is not on line "
                f"{value.line or '-'.join(map(str, claim.lines))}"
            )
            continue
        claimed.update(printed)
        problems += _misread(claim, value, printed, words)
    excluded: set[Counted] = set()
    for number, exclusion in enumerate(exclusions, start=2):
        hit = _within(exclusion, text, [word for word in counted if word not in claimed])
        if not set(hit) - excluded:
            problems.append(
                f"excluded words, row {number}: {exclusion.pattern.pattern} excludes no word "
                "that is not accounted for already"
            )
        problems += _unknown(exclusion, register, number, hit)
        excluded.update(hit)
    left = [word for word in counted if word not in claimed and word not in excluded]
    problems += _unaccounted(text, left, Counter(drafts or {}))
    problems += _hedged_twice(text, register, words)
    drafted = Counter(drafts or {}).total()
    places = Counter((word.line, word.text) for word in claimed)
    places.update((word.line, word.text) for word in excluded)
    return Coverage(len(counted), len(claimed), len(excluded), problems, drafted, places)


def _unaccounted(
    text: RunningText, left: list[Counted], waiting: Counter[tuple[int, str]]
) -> list[str]:
    """Words that are in no claim and no exclusion and wait for no decision, and the reverse."""
    problems = []
    for word in left:
        if waiting[word.line, word.text] > 0:
            waiting[word.line, word.text] -= 1
            continue
        around = text.text[max(0, word.start - 6) : word.end + 6]
        problems.append(
            f"line {word.line}: {word.text} (…{around}…) is in no claim and not excluded"
        )
    gone = (f"line {line}: {word}" for line, word in +waiting)
    return problems + [f"{each} waits in the drafts and is not there to decide on" for each in gone]


def printed_words(
    lines: list[str], register: Register, words: NumberWords
) -> list[tuple[Value, list[Counted]]]:
    """The values of claims in words, each with the counted words that it prints, if any."""
    text = RunningText(lines)
    counted = words.find(text)
    claimed: set[Counted] = set()
    found = []
    for claim, value in _in_words(register):
        if printed := _printed(text, counted, claim, value, claimed):
            claimed.update(printed)
            found.append((value, printed))
    return found


def _hedged_twice(text: RunningText, register: Register, words: NumberWords) -> list[str]:
    """Numerals with hedges that exclude each other, where no definition says how to read them."""
    read = [claim.lines for claim in register if claim.definition]
    return [
        f"line {line}: {numeral} is hedged as above and as below; say under `definition` of its "
        "claim how it is read"
        for line, numeral in words.hedged_twice(text)
        if not any(first <= line <= last for first, last in read)
    ]


def _in_words(register: Register) -> Iterator[tuple[Claim, Value]]:
    for claim in register:
        for value in claim.values:
            if not value.in_digits:
                yield claim, value


def _printed(
    text: RunningText,
    counted: list[Counted],
    claim: Claim,
    value: Value,
    claimed: set[Counted],
) -> list[Counted] | None:
    """The counted words within what a claim prints; None if its lines do not have it.

    Of several places the first counts whose words no claim has yet.
    """
    start, end = text.span(*((value.line, value.line) if value.line else claim.lines))
    # a word may end on the next line
    places = [
        match.span()
        for match in re.finditer(re.escape(value.printed), text.text)
        if start <= match.start() < end
    ]
    if not places:
        return None
    found = [
        [word for word in counted if word.start < last and word.end > first]
        for first, last in places
    ]
    return next((words for words in found if not claimed.issuperset(words)), found[0])


def _misread(claim: Claim, value: Value, printed: list[Counted], words: NumberWords) -> list[str]:
    """Whether a whole number in words was read as another number."""
    if value.reading is None or len(printed) != 1 or printed[0].kind != "numeral":
        return []
    word = printed[0].text
    meant = words.value(word)
    read = numerals.parse_numeral(value.reading)[0] * value.factor
    # "no single case" is read as 0, and "two to eight" is two numbers
    elsewhere = not value.printed.startswith(word) or read == 0 or value.hedge == "several"
    if elsewhere or meant is None or Fraction(read) == meant:
        return []
    return [f"claim {claim.id}: {printed[0].text} means {meant}, not {read}"]


def _within(exclusion: Exclusion, text: RunningText, words: list[Counted]) -> list[Counted]:
    """The words that lie within a match of the exclusion's pattern."""
    spans = [match.span() for match in exclusion.pattern.finditer(text.text)]
    return [
        word
        for word in words
        if exclusion.line in (None, word.line)
        and any(start <= word.start and word.end <= end for start, end in spans)
    ]


def _unknown(
    exclusion: Exclusion, register: Register, number: int, hit: list[Counted]
) -> list[str]:
    """Whether an exclusion names a claim that is not there or speaks of other lines."""
    named = _IN_CLAIM.fullmatch(exclusion.reason)
    if named is None:
        return []
    if named[1] not in register:
        return [f"excluded words, row {number}: there is no claim {named[1]}"]
    first, last = register[named[1]].lines
    outside = [word.line for word in hit if not first <= word.line <= last]
    return [
        f"excluded words, row {number}: {named[1]} is about lines {first}-{last}, not {line}"
        for line in outside
    ]

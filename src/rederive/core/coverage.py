"""Proof that claims and exclusions together account for every numeral of the report's text.

A numeral is written in digits, of ordinary or full width, with its minus sign; numerals in Chinese
characters, circled or superscript ones are not counted.

The text itself stays outside the repository: ``data/report.yaml`` knows it by its SHA-256.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rederive.core.claims import Claim
from rederive.core.numerals import FULL_WIDTH_DIGITS, MINUS_SIGNS, SPACES, plain
from rederive.core.register import Register
from rederive.core.report import Report
from rederive.errors import InputError
from rederive.language.counting import counted
from rederive.reading.tables import read_rows

_DIGIT = f"[0-9{FULL_WIDTH_DIGITS}]"
_WIDE = f"[{FULL_WIDTH_DIGITS}]"
#: Marks of ordinary width go with the digits before them. Those of full width also end Chinese
#: clauses: a point counts between two digits, a comma where it sets off three full-width ones.
TOKEN = re.compile(
    f"(?P<sign>[{MINUS_SIGNS}])?"
    f"{_DIGIT}(?:[,.]|{_DIGIT}|．(?={_DIGIT})|(?<={_WIDE})，(?={_WIDE}{{3}}(?!{_WIDE}))"
    f"|(?<=[0-9])[{SPACES}](?=[0-9]{{3}}(?![0-9])))*"
)
#: What a dash that stands between two numbers, or within a word, has before it.
_JOINS = re.compile(
    rf"({_DIGIT}|[A-Za-z]|[-\u2010-\u2015\u2212\ufe63\uff0d._)\]）］」』】〕%％‰℃°]"
    rf"|{_DIGIT}\s?[年月日号时分秒岁期届章节条页季季度周天万亿千百十元美人家个倍辆台级点]{{1,4}}\s?)$"
)
_BEFORE = 8
"""How many characters before a dash are read to tell what it is."""


@dataclass(frozen=True)
class Coverage:
    """How the numerals of the text are accounted for.

    ``claimed`` and ``excluded`` count tokens; ``problems`` says in one sentence each what is left
    over on either side. The text is accounted for when there is no problem and nothing is
    ``drafted``, waiting for a decision. ``places`` has what claims account for, by line and token.
    """

    tokens: int
    claimed: int
    excluded: int
    problems: list[str]
    drafted: int = 0
    places: Counter[tuple[int, str]] = field(default_factory=Counter)


def read_text(path: Path, report: Report) -> list[str]:
    """The lines of the report's text, if the register was made from it.

    Raises
    ------
    InputError
        If it cannot be read or has another SHA-256.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); give the text's path."
        ) from None
    digest = hashlib.sha256(content).hexdigest()
    if digest != report.sha256:
        raise InputError(
            f"{path}: is not the text of the register (SHA-256 {digest[:12]}…, "
            f"expected {report.sha256[:12]}…); use the edition named in data/report.yaml, or see "
            "with `rederive anchor` which lines moved, and let it move the claims with them."
        )
    try:
        return content.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; give the text in UTF-8.") from None


def has_changed(path: Path, report: Report) -> bool:
    """Whether a text lies there that is not the one that the register was made from."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != report.sha256


def read_exclusions(path: Path) -> Counter[tuple[int, str]]:
    """The numerals that claim nothing, counted by line and token.

    Raises
    ------
    InputError
        If the file cannot be read or a row is incomplete.
    """
    counts: Counter[tuple[int, str]] = Counter()
    rows = read_rows(path, ["line", "token", "reason"])
    for number, (line, token, reason) in enumerate(rows, start=2):
        if not (re.fullmatch(r"[0-9]{1,9}", line) and TOKEN.fullmatch(token) and reason):
            raise InputError(f"{path}, row {number}: needs a line number, a numeral and a reason.")
        counts[int(line), plain(token)] += 1
    return counts


def tokens(line: str) -> list[str]:
    """The numerals of a line as printed, each with its sign if it has one.

    A dash before digits is a minus unless it joins them to what stands before: a range, a date, a
    word. Chinese puts no space between words, so after a Chinese character it is a minus too,
    unless the character is the unit of a number.

    Examples
    --------
    >>> tokens("from -3.2% to 3-5%, 2013-06-30, COVID-19")
    ['-3.2', '3', '5', '2013', '06', '30,', '19']
    """
    return [token for _, token in placed_tokens(line)]


def placed_tokens(line: str) -> list[tuple[int, str]]:
    """The :func:`tokens` of a line, each with the place of its first character."""
    numerals = []
    for match in TOKEN.finditer(line):
        before = line[max(0, match.start() - _BEFORE) : match.start()]
        joined = match["sign"] and _JOINS.search(before)
        start = match.start() + bool(joined)
        numerals.append((start, line[start : match.end()]))
    return numerals


def coverage(
    lines: list[str],
    register: Register,
    exclusions: Counter[tuple[int, str]],
    drafts: Counter[tuple[int, str]] | None = None,
) -> Coverage:
    """Account for every numeral, token by token and line by line.

    Parameters
    ----------
    lines : list of str
        The text, split at line feeds; line 1 is ``lines[0]``.
    register : Register
    exclusions : Counter
        Numerals that claim nothing, by (line, token).
    drafts : Counter, optional
        Numerals that wait for a decision, by (line, token).
    """
    drafts = drafts or Counter()
    text = _counted(lines)
    claimed: Counter[tuple[int, str]] = Counter()
    problems = absent(lines, register)
    for claim in register:
        for value in claim.values:
            if value.in_digits and value.line is not None and value.repeats is None:
                within = claim.lines[0] <= value.line <= claim.lines[1]
                claimed.update(_places(value.line, value.numeral, text) if within else [])
    for place in sorted(set(text) | set(exclusions) | set(drafts)):
        line, token = place
        accounted = claimed[place] + exclusions[place] + drafts[place]
        if accounted != text[place]:
            problems.append(
                f"line {line}: {token} appears {counted(text[place], 'time')} in the text, "
                f"{counted(claimed[place], 'time')} in claims and "
                f"{counted(exclusions[place], 'time')} in exclusions"
                + (f", {counted(drafts[place], 'time')} in drafts" if drafts[place] else "")
            )
    counts = text.total(), claimed.total(), exclusions.total()
    return Coverage(*counts, problems, drafts.total(), claimed)


def absent(lines: list[str], register: Iterable[Claim]) -> list[str]:
    """A sentence for each number of a claim that is not on its line of the text."""
    text = _counted(lines)
    return [
        f"claim {claim.id}: {value.printed} is not on line {value.line}"
        f" (its lines are {claim.lines[0]}-{claim.lines[1]})"
        for claim in register
        for value in claim.values
        if value.in_digits and value.line is not None
        if not claim.lines[0] <= value.line <= claim.lines[1]
        or not _places(value.line, value.numeral, text)
    ]


def _counted(lines: list[str]) -> Counter[tuple[int, str]]:
    """How often each numeral stands on each line."""
    return Counter(
        (number, plain(token))
        for number, line in enumerate(lines, start=1)
        for token in tokens(line)
    )


def _places(line: int, numeral: str, text: Counter[tuple[int, str]]) -> list[tuple[int, str]]:
    """The tokens that a numeral is made of: one, or one for each group that a space sets off."""
    for token in (numeral, numeral + ".", numeral + ","):
        if (line, token) in text:
            return [(line, token)]
    if " " not in numeral:
        return []
    groups = [_places(line, group, text) for group in numeral.split(" ")]
    return [place for group in groups for place in group] if all(groups) else []

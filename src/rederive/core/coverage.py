"""Proof that claims and exclusions together account for every numeral of the report's text.

The text itself stays outside the repository: ``data/report.yaml`` knows it by its SHA-256.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rederive.core.register import Register
from rederive.core.report import Report
from rederive.errors import InputError
from rederive.reading.tables import read_rows

TOKEN = re.compile(r"[0-9][0-9,.]*")


@dataclass(frozen=True)
class Coverage:
    """How the numerals of the text are accounted for.

    ``claimed`` and ``excluded`` count tokens; ``problems`` says, a sentence each, what is left
    over on either side. Complete means: no problem.
    """

    tokens: int
    claimed: int
    excluded: int
    problems: list[str]


def read_text(path: Path, report: Report) -> list[str]:
    """The lines of the report's text, if it is the text that the register was made from.

    Raises
    ------
    InputError
        If it cannot be read or its SHA-256 is another.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); give the text's path."
        ) from None
    found = hashlib.sha256(content).hexdigest()
    if found != report.sha256:
        raise InputError(
            f"{path}: is not the text of the register (SHA-256 {found[:12]}…, "
            f"expected {report.sha256[:12]}…); use the edition named in data/report.yaml."
        )
    try:
        return content.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; give the text in UTF-8.") from None


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
        counts[int(line), token] += 1
    return counts


def coverage(
    lines: list[str], register: Register, exclusions: Counter[tuple[int, str]]
) -> Coverage:
    """Account for every numeral, token by token and line by line.

    Parameters
    ----------
    lines : list of str
        The text, split at line feeds; line 1 is ``lines[0]``.
    register : Register
    exclusions : Counter
        Numerals that claim nothing, by (line, token).
    """
    text = Counter(
        (number, token)
        for number, line in enumerate(lines, start=1)
        for token in TOKEN.findall(line)
    )
    claimed: Counter[tuple[int, str]] = Counter()
    problems = []
    for claim in register:
        for value in claim.values:
            if not value.in_digits or value.line is None:
                continue
            place = next(
                (
                    (value.line, token)
                    for token in (value.printed, value.printed + ".", value.printed + ",")
                    if (value.line, token) in text
                ),
                None,
            )
            if place is None or not claim.lines[0] <= value.line <= claim.lines[1]:
                problems.append(
                    f"claim {claim.id}: {value.printed} does not stand on line {value.line}"
                    f" (its lines are {claim.lines[0]}-{claim.lines[1]})"
                )
            elif value.repeats is None:
                claimed[place] += 1
    for place in sorted(set(text) | set(exclusions)):
        line, token = place
        accounted = claimed[place] + exclusions[place]
        if accounted != text[place]:
            problems.append(
                f"line {line}: {token} stands {text[place]} times in the text, "
                f"{claimed[place]} times in claims and {exclusions[place]} times in exclusions"
            )
    return Coverage(text.total(), claimed.total(), exclusions.total(), problems)

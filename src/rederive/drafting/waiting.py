"""Drafts that wait for a decision: ``drafts.csv``, beside the report's text.

The file holds sentences of the report, so it stays outside the repository as the text does. What
was decided leaves it, for the register or the exclusions: what is in it is what is left to do.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path

from rederive.core.numerals import HEDGES, plain
from rederive.core.scales import SCALES
from rederive.drafting.proposals import CLAIM, EXCLUDE, Draft
from rederive.errors import InputError
from rederive.reading.files import write_whole
from rederive.reading.tables import objection, read_rows

NAME = "drafts.csv"
COLUMNS = [field.name for field in fields(Draft)]
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

_AGAIN = ", or remove the file and draft again: what was decided is kept."
_REMEDY = f"correct the row{_AGAIN}"


def write(path: Path, drafts: Iterable[Draft]) -> None:
    """Write the drafts that wait, whole or not at all."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for each in drafts:
        row = asdict(each) | {"words": "yes" if each.words else "no"}
        writer.writerow({name: _clean(str(text)) for name, text in row.items()})
    write_whole(path, buffer.getvalue())


def _clean(text: str) -> str:
    """A text as a table may hold it: in one line, and no formula."""
    text = _INVISIBLE.sub(" ", text)
    return f"… {text}" if objection(text) else text


def read(path: Path) -> list[Draft]:
    """The drafts that wait; none without a file.

    Raises
    ------
    InputError
        Naming file, row and remedy.
    """
    if not path.is_file():
        return []
    try:
        rows = list(read_rows(path, COLUMNS))
    except InputError as error:
        problem, _, remedy = str(error).removesuffix(".").partition("; ")
        if not remedy.startswith("write line,"):  # else it says what the header has to be
            remedy = "correct the row"
        raise InputError(f"{problem}; {remedy}{_AGAIN}") from None
    found = []
    for number, row in enumerate(rows, start=2):
        given = dict(zip(COLUMNS, row, strict=True))
        if problem := _problem(given):
            raise InputError(f"{path}, row {number}: {problem}; {_REMEDY}")
        found.append(
            Draft(**(given | {"line": int(given["line"]), "words": given["words"] == "yes"}))  # type: ignore[arg-type]
        )
    return found


def _problem(row: dict[str, str]) -> str:
    if not re.fullmatch("[1-9][0-9]{0,8}", row["line"]):
        return "needs the number of a line"
    if row["words"] not in ("yes", "no") or row["proposal"] not in (CLAIM, EXCLUDE):
        return f"needs yes or no under words, and {CLAIM} or {EXCLUDE} under proposal"
    if row["hedge"] not in HEDGES or row["scale"] not in SCALES:
        return f"the hedge {row['hedge']!r} or the scale {row['scale']!r} is unknown"
    return "" if row["token"] and row["printed"] else "needs a number under token and printed"


def tokens(each: Draft) -> list[tuple[int, str]]:
    """The tokens of the coverage that a draft in digits stands for: one for each group."""
    return [(each.line, plain(part)) for part in each.token.split(" ")]


def counted(drafts: Iterable[Draft], *, words: bool) -> Counter[tuple[int, str]]:
    """The numbers that wait, by line and token: those in digits, or those in words."""
    if words:
        return Counter((each.line, each.token) for each in drafts if each.words)
    return Counter(place for each in drafts if not each.words for place in tokens(each))


def undecided(
    drafts: list[Draft],
    claimed: Counter[tuple[int, str]],
    excluded: Counter[tuple[int, str]],
) -> list[Draft]:
    """The drafts that neither a claim nor an exclusion accounts for.

    Of several alike on one line, those go first for which the same was proposed.

    Parameters
    ----------
    drafts : list of Draft
    claimed, excluded : Counter
        What is accounted for, by line and token.
    """
    taken = {CLAIM: Counter(claimed), EXCLUDE: Counter(excluded)}
    gone: set[int] = set()
    for same in (True, False):
        for at, each in enumerate(drafts):
            places = [(each.line, each.token)] if each.words else tokens(each)
            other = EXCLUDE if each.proposal == CLAIM else CLAIM
            account = taken[each.proposal if same else other]
            if at not in gone and all(account[place] > 0 for place in places):
                account.subtract(places)
                gone.add(at)
    return [each for at, each in enumerate(drafts) if at not in gone]

"""The ledger: every entry in the register's order, read, written and compared."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rederive.core.entries import COLUMNS, Entry, by_claim, worst_of
from rederive.core.register import Register
from rederive.core.verdicts import Verdict
from rederive.errors import InputError
from rederive.reading.tables import read_rows

NUMBERS = (
    *("recomputed_low", "recomputed_high", "margin_percent", "margin_digits", "publishers"),
    *("width", "covered", "of"),
)
_NUMBER = re.compile(r"(-?\d+(\.\d+)?(e[+-]?\d{1,2})?)?", re.ASCII)
_REWRITE = "write the ledger again with `rederive verify --update`"


def complete(entries: Iterable[Entry], register: Register) -> list[Entry]:
    """The ledger in the register's order; claims without an entry are ``pending``."""
    derived = by_claim(entries)
    ledger = []
    for claim in register:
        names = [(value.name, str(value)) for value in claim.values] or [("", "")]
        ledger += derived.get(claim.id) or [
            Entry(claim.id, name, text, Verdict.PENDING) for name, text in names
        ]
    return ledger


def to_csv(entries: Iterable[Entry]) -> str:
    """The ledger as CSV text."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(entry.to_row() for entry in entries)
    return buffer.getvalue()


def read(path: Path) -> list[Entry]:
    """Read the committed ledger.

    Raises
    ------
    InputError
        If it is missing, has other columns, or has a row that `verify` would not write.
    """
    if not path.is_file():
        raise InputError(f"{path}: is missing; {_REWRITE}.")
    entries: dict[tuple[str, str], Entry] = {}
    for number, texts in enumerate(read_rows(path, COLUMNS), start=2):
        row = dict(zip(COLUMNS, texts, strict=True))
        wrong = [row[name] for name in NUMBERS if not _NUMBER.fullmatch(row[name])]
        if wrong:
            raise InputError(f"{path}, row {number}: {wrong[0]!r} is not a number; {_REWRITE}.")
        try:
            entry = Entry.from_row(row)
        except ValueError as error:
            raise InputError(f"{path}, row {number}: {error}; {_REWRITE}.") from None
        if entry.key in entries:
            raise InputError(f"{path}, row {number}: {entry.claim} is there twice; {_REWRITE}.")
        entries[entry.key] = entry
    return list(entries.values())


def differences(committed: Iterable[Entry], derived: Iterable[Entry]) -> list[str]:
    """One sentence for each number whose row changed, was added or is gone."""
    before = {entry.key: entry.to_row() for entry in committed}
    after = {entry.key: entry.to_row() for entry in derived}
    sentences = []
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        name = f"{key[0]}{' / ' + key[1] if key[1] else ''}"
        if old is None or new is None:
            sentences.append(f"{name}: {'is new' if old is None else 'is gone'}")
        elif old != new:
            changed = [column for column in COLUMNS if old[column] != new[column]]
            texts = [f"{column} was {old[column]!r}, is {new[column]!r}" for column in changed]
            sentences.append(f"{name}: {'; '.join(texts)}")
    return sorted(sentences)


def claim_verdicts(entries: Iterable[Entry]) -> dict[str, Verdict]:
    """The verdict of each claim, the worst of its numbers', in the ledger's order."""
    return {claim: worst_of(group) for claim, group in by_claim(entries).items()}


def tally(entries: Iterable[Entry]) -> dict[Verdict, int]:
    """How many claims have each verdict. Every total in book, downloads and PDF comes from here."""
    counts = Counter(claim_verdicts(entries).values())
    return {verdict: counts[verdict] for verdict in Verdict}


def to_json(entries: Iterable[Entry]) -> str:
    """The ledger for machines."""
    return json.dumps([entry.to_row() for entry in entries], ensure_ascii=False, indent=1)

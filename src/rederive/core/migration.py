"""What changed between two ledgers, and why, in a line for each number.

The older of the two may lack columns that the newer one has, so rows are compared as texts.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from rederive.core.verdicts import Verdict
from rederive.errors import InputError

Row = Mapping[str, str]
_NEEDED = ("claim", "value", "printed", "verdict")


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a ledger of any age.

    Raises
    ------
    InputError
        If it cannot be read, or is not a ledger.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = [{name: text or "" for name, text in row.items() if name} for row in reader]
            columns = reader.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputError(f"{path}: cannot be read; name a ledger (verdicts.csv).") from None
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise InputError(f"{path}: has no column {missing[0]!r}; name a ledger (verdicts.csv).")
    return rows


def changes(old: Iterable[Row], new: Iterable[Row]) -> list[str]:
    """One line for each number whose verdict changed, or that is gone; new ones are counted only.

    In the order of the newer ledger; what is gone comes last.
    """
    before = {_key(row): row for row in old}
    after = {_key(row): row for row in new}
    lines = [
        _changed(before[key], row)
        for key, row in after.items()
        if key in before and before[key]["verdict"] != row["verdict"]
    ]
    gone = [f"{_name(row)}: is gone." for key, row in before.items() if key not in after]
    return lines + gone


def counts(old: Iterable[Row], new: Iterable[Row]) -> list[tuple[str, int, int]]:
    """How many numbers had and have each verdict, in the order of verdicts; no row without any."""
    before = Counter(row["verdict"] for row in old)
    after = Counter(row["verdict"] for row in new)
    known = [verdict.value for verdict in Verdict]
    names = [*known, *sorted((before.keys() | after.keys()) - set(known))]
    return [(name, before[name], after[name]) for name in names if before[name] or after[name]]


def as_markdown(old: list[dict[str, str]], new: list[dict[str, str]]) -> str:
    """The note for the changelog: the counts as a table, then a line for each changed number."""
    table = [f"| {name} | {was} | {now} |" for name, was, now in counts(old, new)]
    head = ["| verdict | numbers before | numbers now |", "| --- | ---: | ---: |"]
    lines = [f"- {line}" for line in changes(old, new)]
    known = {_key(row) for row in old}
    added = sum(_key(row) not in known for row in new)
    more = [f"New numbers: {added}.", ""] if added else []
    return "\n".join([*head, *table, "", *more, *lines]) + "\n"


def _key(row: Row) -> tuple[str, str]:
    return row["claim"], row["value"]


def _name(row: Row) -> str:
    return f"{row['claim']}{' / ' + row['value'] if row['value'] else ''}"


def _changed(old: Row, new: Row) -> str:
    why = _why(new) or _new_evidence(old, new)
    ground = f" {why[0].upper()}{why[1:]}." if why else ""
    return f"{_name(new)}: {old['verdict']}, now {new['verdict']}.{ground}"


def _new_evidence(old: Row, new: Row) -> str:
    before, after = old.get("evidence", ""), new.get("evidence", "")
    return f"held against {after}, no longer against {before}" if before != after else ""


def _why(row: Row) -> str:
    """The ground of a verdict, from the columns that hold it."""
    condition = row.get("condition", "")
    readings = row.get("readings", "").replace("; ", " or ")
    part = f"tested: {row['covered']} of {row['of']} {row['part']}" if row.get("part") else ""
    parts = [
        row.get("contradiction", ""),
        f"{condition} {readings}".strip(),
        part,
    ]
    found = [text for text in parts if text]
    return "; ".join(found) if found else row.get("note", "")

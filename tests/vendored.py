"""What others made and lies in this repository: ``vendored.csv``, with versions and licences.

``python tests/vendored.py`` writes the fingerprints again, after a file was replaced on purpose.
"""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from rederive.reading.files import write_whole

ROOT = Path(__file__).parents[1]
LIST = ROOT / "vendored.csv"
COLUMNS = ["path", "name", "version", "licence", "licence_file", "origin", "sha256"]


def listed() -> list[dict[str, str]]:
    """The rows of the list."""
    with LIST.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def files(row: dict[str, str]) -> list[Path]:
    """The files of a row: one, all of a folder, or those that fit a pattern."""
    path = ROOT / row["path"]
    found = path.rglob("*") if path.is_dir() else ROOT.glob(row["path"])
    return sorted(each for each in found if each.is_file())


def fingerprint(paths: list[Path]) -> str:
    """SHA-256 over names and contents."""
    whole = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(ROOT).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def main() -> None:
    """Write the list with new fingerprints."""
    rows = [{**row, "sha256": fingerprint(files(row))} for row in listed()]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(LIST, buffer.getvalue())


if __name__ == "__main__":
    main()

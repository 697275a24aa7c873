"""The licence of every locked package, as the packages state it.

``python tests/licences.py`` writes ``requirements.licences.csv`` again (``make licences``).
Packages that this system does not install (those for Windows or macOS) keep their old line.
"""

from __future__ import annotations

import csv
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "requirements.licences.csv"
#: The Python that the list is made with.
PYTHON = (3, 11)


def locked() -> list[str]:
    """Names of the packages in requirements.lock, sorted."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^([a-z0-9][\w.-]*)==", text, re.MULTILINE)))


def stated(package: Distribution) -> str:
    """The licence a package states, in the most precise of the three places for it."""
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return expression
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier", [])
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    if classifiers:
        return "; ".join(classifiers)
    return (metadata.get("License") or "").strip().partition("\n")[0]


def listed() -> dict[str, str]:
    """The licences in the list, by package."""
    if not LIST.is_file():
        return {}
    with LIST.open(encoding="utf-8", newline="") as stream:
        return {row["package"]: row["licence"] for row in csv.DictReader(stream)}


def main() -> None:
    """Write the list."""
    if sys.version_info[:2] != PYTHON:
        sys.exit(
            f"rederive: make the list with Python {PYTHON[0]}.{PYTHON[1]}, as it was made before"
        )
    before = listed()
    rows = []
    for name in locked():
        try:
            rows.append((name, stated(distribution(name))))
        except PackageNotFoundError:
            rows.append((name, before.get(name, "")))
    with LIST.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["package", "licence"])
        writer.writerows(rows)
    unknown = [name for name, licence in rows if not licence]
    print(f"{len(rows)} licences" + (f"; look up by hand: {', '.join(unknown)}" if unknown else ""))


if __name__ == "__main__":
    main()

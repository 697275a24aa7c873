"""The situations of ``situations.csv`` as a page, and all their tests in one run.

``python packages/warmbook/tests/situations.py`` writes ``SITUATIONS.md``; with ``run`` it runs the
tests that the table names, and ends as pytest does.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parents[1]
LAWS = {
    "1": "An honest store: a result from it is what a fresh run would give",
    "2": "A kernel from the warm process is a kernel like any other",
    "3": "An incremental build equals a clean one",
    "4": "Output is shown as it came, and cannot stall a build",
    "5": "What fails, fails in one sentence",
    "6": "It works where people put it",
    "P": "What never failed, and is to stay so",
}
HEAD = """\
# Situations

What people reported of tools that run notebooks and build books (Jupyter Book, MyST-NB,
jupyter-cache, nbclient, Sphinx, papermill and others), and what becomes of it here. Each line
names the tests that set the situation up, below `tests/`; `python tests/situations.py run` runs
them. The table is `situations.csv`, from which this page is written.
"""


def rows(path: Path = HOME / "situations.csv") -> list[dict[str, str]]:
    """The table, row by row."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def tests(table: list[dict[str, str]]) -> list[str]:
    """Every test that the table names, once."""
    return list(dict.fromkeys(test for row in table for test in row["tests"].split()))


def page(table: list[dict[str, str]]) -> str:
    """The table as Markdown, law by law."""
    parts = [HEAD]
    for law, title in LAWS.items():
        lines = [f"\n## {title}\n\n| situation | outcome | tests |\n|---|---|---|\n"]
        for row in table:
            if row["law"] == law:
                told = f"{row['outcome']}; {row['note']}" if row["note"] else row["outcome"]
                named = " ".join(f"`{test}`" for test in row["tests"].split())
                lines.append(f"| {row['situation']} | {told} | {named} |\n".replace("  ", " "))
        parts += lines
    return "".join(parts)


def main() -> int:
    """Write the page, or run the tests."""
    table = rows()
    if sys.argv[1:] == ["run"]:
        named = [str(HOME / "tests" / test) for test in tests(table)]
        return subprocess.call([sys.executable, "-m", "pytest", "-q", *named])
    (HOME / "SITUATIONS.md").write_text(page(table), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

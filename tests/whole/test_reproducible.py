"""Two clean builds give the same bytes, wherever, whenever and in whatever locale they run.

The suite builds a book of two pages (with all pages of claims and all downloads). With
``REDERIVE_WHOLE_BOOK=1``, as in ``make reproducible``, it is the whole book and its ledger.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHOLE = bool(os.environ.get("REDERIVE_WHOLE_BOOK"))
TOC = "format: jb-book\nroot: start\nchapters:\n- file: notebooks/ch6-carbon\n"
START = "# Two pages\n\n```{bibliography}\n```\n"
#: Python up to 3.12 does not start in locale C when its packages lie at a path in other letters.
PLAIN = "C" if str(ROOT).isascii() else "C.UTF-8"
#: Local time differs by 26 hours, so that even a stamp of the day alone differs.
SURROUNDINGS = [
    {"TZ": "Pacific/Kiritimati", "LC_ALL": PLAIN, "PYTHONHASHSEED": "1", "COLUMNS": "80"},
    {"TZ": "Etc/GMT+12", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "COLUMNS": "200"},
]


def build(folder: Path, surroundings: dict[str, str], home: Path) -> dict[str, bytes]:
    """Build a copy of the book in ``folder``; every file of it, by its place."""
    ignored = shutil.ignore_patterns("_build", ".*", "__pycache__", "venv")
    shutil.copytree(ROOT, folder, ignore=ignored)
    if not WHOLE:
        (folder / "_toc.yml").write_text(TOC, encoding="utf-8")
        (folder / "start.md").write_text(START, encoding="utf-8")
    # The command refuses a book that leaves chapters out; the function does not.
    commands = [["-m", "rederive.cli", "verify", "--update"], ["-m", "rederive.cli", "book"]]
    if not WHOLE:
        commands = [["-c", "import warmbook; warmbook.build('.')"]]
    home.mkdir()
    for command in commands:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=folder,
            env=os.environ | surroundings | {"HOME": str(home), "REDERIVE_ROOT": str(folder)},
            capture_output=True,
            text=True,
        )
        assert not done.returncode, done.stderr
    html = folder / "_build" / "html"
    found = {p.relative_to(html).as_posix(): p.read_bytes() for p in html.rglob("*") if p.is_file()}
    return found | {"verdicts.csv": (folder / "data" / "verdicts.csv").read_bytes()}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, bytes]]:
    """The same book built twice, in surroundings as different as they come."""
    top = tmp_path_factory.mktemp("reproducible")
    places = [top / "one" / "book", top / "another folder, deeper" / "and longer" / "rederive"]
    return [
        build(place, surroundings, top / f"home{number}")
        for number, (place, surroundings) in enumerate(zip(places, SURROUNDINGS, strict=True))
    ]


def test_two_builds_are_the_same_bytes(books: list[dict[str, bytes]]) -> None:
    first, second = books
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert any(name.endswith(".png") for name in first)
    assert any(name.startswith("downloads/") for name in first)


def test_no_page_names_the_day_or_the_place_of_its_build(books: list[dict[str, bytes]]) -> None:
    now = datetime.now(UTC)
    marks = [now.strftime("%b %d, %Y"), now.strftime("%d %B %Y"), "another folder", "reproducible0"]
    marked = {
        name: mark
        for book in books
        for name, content in book.items()
        if name.endswith((".html", ".json", ".csv", ".xml", ".txt", ".inv"))
        for mark in marks
        if mark.encode() in content
    }
    assert marked == {}

"""Files that others made: each is listed with version and licence, and is what the list says."""

from __future__ import annotations

from pathlib import Path

import pytest

import vendored
from vendored import ROOT

ROWS = vendored.listed()
#: Where such files may lie; elsewhere none may.
ROOMS = ["src/rederive/assets/*/**/*", "src/rederive/show/fonts/*.ttf", "tests/vendor/*"]
OURS = {"src/rederive/assets/templates"}
#: Of what others made, we take only what may be passed on with our own text and code.
LICENCES = {"Apache-2.0", "MIT", "OFL-1.1", "MPL-2.0", "CC-BY-4.0"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["path"])
def test_a_vendored_file_is_what_the_list_says(row: dict[str, str]) -> None:
    paths = vendored.files(row)
    assert paths, f"{row['path']} is not there"
    assert row["version"]
    assert row["origin"].startswith("https://")
    assert row["licence"] in LICENCES
    assert (ROOT / row["licence_file"]).stat().st_size > 500
    assert vendored.fingerprint(paths) == row["sha256"], (
        "if it was replaced on purpose, write its version and run python tests/vendored.py"
    )


def test_every_vendored_file_is_listed() -> None:
    known = {path for row in ROWS for path in vendored.files(row)}
    found = {path for room in ROOMS for path in ROOT.glob(room) if path.is_file()}
    ours = {path for path in found if any(path.is_relative_to(ROOT / each) for each in OURS)}
    assert not sorted(found - known - ours)


def test_no_script_or_font_of_others_lies_elsewhere() -> None:
    known = {path for row in ROWS for path in vendored.files(row)}

    def foreign(path: Path) -> bool:
        if path.suffix not in (".js", ".css"):
            return path.suffix in (".woff", ".woff2", ".ttf", ".otf", ".wasm")
        # What was made small by a machine has long lines.
        return max(map(len, path.read_text(encoding="utf-8").splitlines())) > 500

    rooms = ("src", "packages", "tests", "notebooks", "benchmarks", "data")
    paths = [path for room in rooms for path in (ROOT / room).rglob("*") if path.is_file()]
    assert not [path for path in paths if path not in known and foreign(path)]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("src/rederive/assets/mathjax/tex-mml-chtml.js", 'VERSION="3.2.2"'),
        ("tests/vendor/axe.min.js", "axe v4.14.1"),
        ("tests/vendor/cff-1.2.0.schema.json", "1.2.0"),
    ],
)
def test_the_listed_version_stands_in_the_file(path: str, says: str) -> None:
    row = next(row for row in ROWS if ROOT / path in vendored.files(row))
    assert row["version"] in says
    assert says in (ROOT / path).read_text(encoding="utf-8")

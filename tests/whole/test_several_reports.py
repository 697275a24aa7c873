"""A book of two editions of a report is built, and its pages say which report says what."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "tests" / "drafting" / "texts"
ANSWERS = (ROOT / "tests" / "whole" / "ferries" / "answers.txt").read_text("utf-8")
TITLES = {
    "ch1-line7-15-0": "Ferries of Arcadia",
    "later-ch1-line7-15-0": "Ferries of Arcadia, later",
}
PAGE = (ROOT / "another-report.md").read_text("utf-8")
BEFORE = [
    ["new", "book", "--text", "first.txt", "--title", "Ferries of Arcadia", "--language", "en"],
    ["draft"],
    ["review", "--ask"],
    ["notebook", "ch1"],
]


def commands() -> list[list[str]]:
    """The commands of the page for another report in the same book."""
    block = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)[1]
    lines = [shlex.split(line, comments=True)[1:] for line in block.splitlines()]
    return [[*line[: line.index("<")], "--ask"] if "<" in line else line for line in lines]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built book; what building it said has no warning."""
    folder = tmp_path_factory.mktemp("several") / "book"
    text = (TEXTS / "ferries-en.txt").read_text("utf-8")
    (folder.parent / "first.txt").write_text(text, encoding="utf-8")
    (folder.parent / "later.txt").write_text(text.replace("126.0", "129.0"), encoding="utf-8")
    said = ""
    for words in (*BEFORE, *commands()):
        ended = subprocess.run(
            [sys.executable, "-m", "rederive.cli", *words],
            cwd=folder if folder.exists() else folder.parent,
            env=os.environ | {"REDERIVE_ROOT": str(folder)},
            input=ANSWERS if "--ask" in words else None,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = ended.stdout + ended.stderr
        assert ended.returncode == 0, (words, said)
    assert words == ["book"]
    assert "WARNING" not in said
    return folder / "_build" / "html"


def test_pages_tell_the_reports_apart(built: Path) -> None:
    front = (built / "index.html").read_text("utf-8")
    assert re.findall(r"<cite>(Ferries[^<]*)</cite>", front) == [
        "Ferries of Arcadia",
        "Ferries of Arcadia, later",
    ]
    for name, title in TITLES.items():
        page = (built / "claims" / f"{name}.html").read_text("utf-8")
        assert f'<cite lang="en">{title}</cite>' in page
    register = (built / "notebooks" / "register.html").read_text("utf-8")
    assert 'id="row-later-ch1-line7-15-0"' in register


def test_one_page_has_both_numbers_and_one_what_changed(built: Path) -> None:
    both = (built / "notebooks" / "side-by-side.html").read_text("utf-8")
    assert "can all be true" in both
    assert 'href="ch2-later.html#later-ch1-' in both
    changes = (built / "notebooks" / "changes-later.html").read_text("utf-8")
    assert "126.0 million people, 2031" in changes
    assert "129.0 million people, 2031" in changes
    assert "revised" in changes
    assert "150 ferries" not in changes

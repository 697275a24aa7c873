"""A verdict is added in one file and its colours; scripts and pages take their lists from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rederive.core.verdicts import Group, Verdict
from rederive.show import charts

ROOT = Path(__file__).parents[2]
STYLES = (ROOT / "src/rederive/assets" / "rederive.css").read_text("utf-8")
PRINT = (ROOT / "src" / "rederive" / "edition" / "edition.typ").read_text("utf-8")
SCRIPTS = sorted((ROOT / "src/rederive/assets").glob("*.js"))
#: Classes that begin like a verdict's and are something else.
OTHER_CLASSES = {"tally", "own"}
#: Groups whose verdicts stand back, in the colour of secondary text, on paper.
MUTED = (Group.NOT_FOUND, Group.NOTHING_TO_TEST, Group.NOT_YET)


def test_the_style_sheets_know_every_verdict_and_no_other() -> None:
    sheets = "".join(
        path.read_text("utf-8") for path in (ROOT / "src/rederive/assets").glob("*.css")
    )
    classes = set(re.findall(r"\.verdict-([a-z-]+)", sheets)) - OTHER_CLASSES
    assert classes == set(Verdict)


def test_every_verdict_has_its_colours_in_light_and_in_dark() -> None:
    classes = re.findall(r"^\.verdict(?:-[a-z-]+)? \{(.*?)\}", STYLES, re.MULTILINE | re.DOTALL)
    used = set(re.findall(r"background: var\(--([a-z-]+)-tint\)", "".join(classes)))
    blocks = [each for each in re.findall(r"\{([^{}]*)\}", STYLES) if "-tint: #" in each]
    assert len(blocks) == 2
    for block in blocks:
        assert set(re.findall(r"--([a-z-]+)-tint: #", block)) == used
        assert all(f"--{name}: #" in block for name in used)
    assert len(used) == len(Verdict)


def test_print_has_a_colour_for_every_verdict_that_says_something() -> None:
    block = re.search(r"#let colours = \((.*?)\n\)", PRINT, re.DOTALL)
    assert block
    coloured = set(re.findall(r'^\s*"?([a-z-]+)"?:', block[1], re.MULTILINE))
    assert coloured == {verdict for verdict in Verdict if verdict.group not in MUTED}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_take_verdicts_from_the_page(path: Path) -> None:
    text = path.read_text("utf-8")
    quoted = {word for word in re.findall(r"""["'`]([a-z-]+)["'`]""", text)}
    assert not quoted & set(Verdict)
    assert not [each for each in Verdict if re.search(rf"(?<![\w-]){each}\s*:", text)]


def test_every_group_has_a_colour_in_pictures() -> None:
    assert set(charts.GROUP_COLOURS) == set(Group)


def test_ranks_are_different() -> None:
    assert sorted(verdict.rank for verdict in Verdict) == list(range(len(Verdict)))

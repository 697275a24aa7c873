"""One of a thing is never several, and messages count with one function."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rederive.language.counting import counted

SOURCES = Path(__file__).parents[2] / "src" / "rederive"
#: A number put before a plural, where the number may be one.
PLURAL = re.compile(
    r"\{(?:len\([^{}]*\)|sum\([^{}]*\)|[a-z_.]*total\(\)|left)\} "
    r"(?:more |other )?(?:times|claims|numbers|drafts|lines|files|sources|figures|relations|others"
    r"|pairs|exclusions|problems|sets|sentences|results|values|things|series have|cells)\b"
)


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, ("claim",), "0 claims"),
        (1, ("claim",), "1 claim"),
        (2, ("claim",), "2 claims"),
        (1, ("draft waits", "drafts wait"), "1 draft waits"),
        (7, ("draft waits", "drafts wait"), "7 drafts wait"),
    ],
)
def test_one_is_not_several(number, words, said):
    assert counted(number, *words) == said


def test_every_message_counts_with_it():
    """Texts that readers see are said whole, once for one and once for several."""
    found = [
        f"{path.relative_to(SOURCES)}: {line.strip()}"
        for path in SOURCES.rglob("*.py")
        if "assets" not in path.parts and "methods" not in path.parts
        for line in path.read_text("utf-8").splitlines()
        if PLURAL.search(line) and "say(" not in line
    ]
    assert not found, found

"""Messages, docstrings and comments are in plain modern English: a list of what is not written."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Packages whose words are still to be changed. This list only shrinks.
NOT_YET = {"warmbook"}
FILES = sorted(
    path
    for path in [*ROOT.glob("src/**/*.py"), *ROOT.glob("packages/*/src/**/*.py")]
    if not NOT_YET & set(path.parts[:-1])
)

#: What is not written, and what to write.
INSTEAD = {
    r"\banew\b|\bafresh\b": "again",
    r"\bmend(s|ed|ing)?\b": "correct, fix, repair",
    r"\bin vain\b": "without success; found nothing",
    r"\b(bears?|bearing|borne) (\w+ ){0,2}out\b": "supports, confirms",
    r"\bstands? (once|twice|\{)": "is there, appears",
    r"\bnobody ever\b": "no one",
    r"\bwhatever\b": "every, any, what",
    r"\bwhoever\b": "who",
    r"\bupon\b": "on",
    r"\balone\b": "only, by itself",
    r"\bnothing but\b": "only",
    r"(?<!there )\b(is|are) no\b(?! (longer|more))": "is not a, are not",
    r"\bis none\b(?<!there is none)": "is not one",
    r"\bone (cell|figure|line|page|phrase|row|sentence|table|unit) an? \w+": "one ... per ...",
}

#: Texts that readers see on pages and in exports, and words that mean what they say.
KEPT = {
    "src/rederive/core/entries.py": ["cars alone"],
    "src/rederive/core/numerals.py": ["whatever rounds to the last printed digit"],
    "src/rederive/core/verdicts.py": ["the report's own numbers alone"],
    "src/rederive/methods/gravity.py": ["alone in an effect"],
    "src/rederive/pages/assumptions.py": ["(low)} alone"],
    "src/rederive/pages/claim_sections.py": ["Looked for in vain"],
    "src/rederive/pages/contradiction_sets.py": ["other sources bear out"],
    "src/rederive/pages/measurements.py": ["stock pages alone"],
    "src/rederive/publishing/data_package.py": ["one unit a series"],
    "src/rederive/publishing/tables.py": [
        "one row a printed number",
        "one row a figure and vintage",
        "one row a number",
        "What was looked for in vain",
    ],
}


def texts(source: str) -> Iterator[tuple[int, str]]:
    """The strings and comments of a module, each with its first line."""
    kinds = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", -1)}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in kinds:
            yield token.start[0], " ".join(token.string.split())


def found_in(source: str, kept: list[str]) -> list[str]:
    """What is not to be written and yet is, with its line and what to write."""
    found = []
    for line, text in texts(source):
        for words in kept:
            text = text.replace(words, "")
        found += [
            f"line {line}: {match[0]!r}; write: {better}"
            for pattern, better in INSTEAD.items()
            for match in re.finditer(pattern, text)
        ]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_words_are_those_of_today(path: Path) -> None:
    kept = KEPT.get(path.relative_to(ROOT).as_posix(), [])
    assert not found_in(path.read_text("utf-8"), kept)


def test_texts_that_are_kept_are_still_there() -> None:
    gone = [
        (name, words)
        for name, kept in KEPT.items()
        for words in kept
        if words not in " ".join((ROOT / name).read_text("utf-8").split())
    ]
    assert not gone


@pytest.mark.parametrize(
    "text",
    [
        '"""Write the table anew."""',
        "# Mends? No: mends the quotes.",
        'raise ValueError("it is no number")',
        'f"{name} stands {count} times"',
        '"One for each: one row a figure."',
    ],
)
def test_the_old_words_are_noticed(text: str) -> None:
    assert found_in(text + "\n", [])


@pytest.mark.parametrize(
    "text", ['"there is no such page"', '"it is no longer there"', "alone = 1\n# by itself"]
)
def test_plain_words_pass(text: str) -> None:
    assert not found_in(text + "\n", [])

"""Messages, docstrings, comments, pages and claims are in plain modern English.

What is not written, what to write, and why, is in ``words.csv``; what is kept in spite of it, with
its reason, in ``kept-words.csv``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import prose

ROOT, HERE = prose.ROOT, Path(__file__).parent
#: Packages whose words are still to be changed. This list only shrinks.
NOT_YET = {"warmbook"}
CODE = sorted(
    path
    for path in [*ROOT.glob("src/**/*.py"), *ROOT.glob("packages/*/src/**/*.py")]
    if not NOT_YET & set(path.parts[:-1])
)
TEMPLATES = sorted(
    path
    for pattern in ("**/templates/*.html", "starter/template/**/*.md")
    for path in (ROOT / "src/rederive").glob(pattern)
)
FILES = [*CODE, *TEMPLATES, *prose.PAGES, *prose.CLAIMS]


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INSTEAD = {re.compile(row["pattern"], re.IGNORECASE): row["instead"] for row in rows("words.csv")}
KEPT: dict[str, list[str]] = {}
for row in rows("kept-words.csv"):
    KEPT.setdefault(row["file"], []).append(row["words"])


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file, each with its place."""
    if path.suffix == ".py":
        yield from prose.of_code(path.read_text("utf-8"))
    elif path.suffix == ".yaml":
        yield from prose.of_claims(path)
    elif path in prose.PAGES:
        yield from prose.of_page(path)
        yield from prose.of_cells(path)
    else:
        yield path.name, path.read_text("utf-8")


def found_in(of: Iterable[tuple[str, str]], kept: list[str]) -> list[str]:
    """What is not to be written and yet is, with its place and what to write."""
    found = []
    for place, text in of:
        text = " ".join(text.split())
        for words in kept:
            text = text.replace(words, "")
        found += [
            f"{place}: {match[0]!r}; write: {better}"
            for pattern, better in INSTEAD.items()
            for match in pattern.finditer(text)
        ]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_words_are_those_of_today(path: Path) -> None:
    assert not found_in(texts(path), KEPT.get(path.relative_to(ROOT).as_posix(), []))


def test_every_word_has_its_reason_and_what_is_kept_is_still_there() -> None:
    assert all(row["instead"] and row["reason"] for row in rows("words.csv"))
    assert all(row["reason"] for row in rows("kept-words.csv"))
    gone = [
        (name, words)
        for name, kept in KEPT.items()
        for words in kept
        if not any(words in " ".join(text.split()) for _, text in texts(ROOT / name))
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
    assert found_in(prose.of_code(text + "\n"), [])


@pytest.mark.parametrize(
    "text", ['"there is no such page"', '"it is no longer there"', "alone = 1\n# by itself"]
)
def test_plain_words_pass(text: str) -> None:
    assert not found_in(prose.of_code(text + "\n"), [])

"""No sentence of the book is longer than a reader can hold: 35 words."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import prose

MOST = 35
CODE = sorted(
    path
    for pattern in ("src/**/*.py", "packages/*/src/**/*.py")
    for path in prose.ROOT.glob(pattern)
    if "say(" in (text := path.read_text("utf-8")) or "Error(" in text or "echo(" in text
)
KEPT = Path(__file__).with_name("kept-sentences.csv")


def kept() -> dict[str, list[str]]:
    """How the sentences begin that may be longer, by file; each has its reason."""
    found: dict[str, list[str]] = {}
    with KEPT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["reason"]
            found.setdefault(row["file"], []).append(row["begins"])
    return found


def too_long(texts: Iterable[tuple[str, str]], allowed: list[str]) -> list[str]:
    """The sentences with too many words, each with its place."""
    return [
        f"{place}: {prose.words(sentence)} words: {sentence}"
        for place, text in texts
        for sentence in prose.sentences(text)
        if prose.words(sentence) > MOST and not sentence.startswith(tuple(allowed))
    ]


@pytest.mark.parametrize("path", [*prose.PAGES, *prose.CLAIMS], ids=lambda path: path.name)
def test_sentences_are_short(path: Path) -> None:
    texts = [prose.of_claims] if path in prose.CLAIMS else [prose.of_page, prose.of_cells]
    found = [each for of in texts for each in of(path)]
    assert not too_long(found, kept().get(path.relative_to(prose.ROOT).as_posix(), []))


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(prose.ROOT).as_posix())
def test_messages_are_short(path: Path) -> None:
    assert not too_long(prose.messages_of(path.read_text("utf-8")), [])


def test_sentences_that_are_kept_are_still_there_and_few() -> None:
    gone = [
        (file, begins)
        for file, those in kept().items()
        for begins in those
        if not any(
            sentence.startswith(begins) and prose.words(sentence) > MOST
            for _, text in prose.of_page(prose.ROOT / file)
            for sentence in prose.sentences(text)
        )
    ]
    assert not gone
    assert sum(map(len, kept().values())) <= 5


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_a_text_is_as_many_sentences_as_were_put_together(lengths: list[int]) -> None:
    text = " ".join(" ".join(["Word", *["word"] * (n - 1)]) + "." for n in lengths)
    assert list(map(prose.words, prose.sentences(text))) == lengths
    long = too_long([("here", text)], [])
    assert len(long) == sum(n > MOST for n in lengths)


@given(st.integers(1, 40))
def test_what_is_no_text_is_not_counted(count: int) -> None:
    cites = " ".join(["{cite}`a,b`", "[4.6](#=x)"] * count)
    (sentence,) = prose.sentences(prose.own.text_only(f"Here {cites} end."))
    assert prose.words(sentence) <= 2 + 2 * count

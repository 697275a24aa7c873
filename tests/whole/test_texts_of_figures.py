"""Every text of every figure can be read: within its drawing, on no other text, large enough.

In English and in Chinese, as the page has it and as a telephone has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

import warmbook
from rederive.language import book_language
from rederive.language.spoken import speaking, spoken
from rederive.pages import shown_in
from rederive.show import relettered, widen
from rederive.show.figures import MIME, Shown, size

ROOT = Path(__file__).parents[2]
#: Pixels: of the smallest text, of a drawing on a page, and on a telephone of 390 pixels.
LEAST, WIDE, NARROW = 11, widen.WIDTH, 341
#: Lines of which no more than so many points lie on each other leave white between their letters.
TOUCH = 3
#: A hyphen for a minus, and thousands that no comma parts.
OTHERWISE = re.compile(r"(?:^|[\s（(])-\d|\d \d{3}(?!\d)|(?<![\d.])\d{5,}")

Drawing = tuple[str, str]


def figures() -> Iterator[tuple[str, Shown]]:
    """The figures of the book, each with its page."""
    for path, notebook in warmbook.execute(ROOT).items():
        for cell in notebook["cells"]:
            for output in cell.get("outputs", []):
                if MIME in output.get("data", {}):
                    page = Path(path).relative_to(ROOT).with_suffix("").as_posix()
                    yield page, Shown.from_json(output["data"][MIME])


def drawings(language: str) -> Iterator[Drawing]:
    """The drawings of all figures in a language, each with what it is."""
    with speaking(book_language.language(ROOT, language)):
        for page, shown in figures():
            words = book_language.translations(ROOT, book_language.of_shown(page))
            known = {**spoken().words, **words}
            there = shown_in.figure_in(shown, known)
            for kind in ("wide", "narrow"):
                yield f"{page}, {kind}: {shown.title}", getattr(there, kind)


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def drawn(request: pytest.FixtureRequest) -> list[Drawing]:
    found = list(drawings(request.param))
    assert found
    return found


def blocks(svg: str) -> list[relettered.Block]:
    holders = relettered._holders(ElementTree.fromstring(svg))
    return [block for each in holders if any((block := relettered._block(each)).lines)]


def test_no_text_leaves_its_drawing(drawn: list[Drawing]) -> None:
    over = []
    for name, svg in drawn:
        width, height = size(svg)
        left = float(re.findall(r'viewBox="(\S+) ', svg)[0])  # of numbers that became longer
        for block in blocks(svg):
            box = block.box
            if min(box.left - left, box.top, left + width - box.right, height - box.bottom) < -2:
                over.append((name, block.lines))
    assert not over


def test_no_text_lies_on_another(drawn: list[Drawing]) -> None:
    met = [
        (name, one.lines, other.lines)
        for name, svg in drawn
        for one, other in combinations(blocks(svg), 2)
        if one.box.shared(replace(other.box, bottom=other.box.bottom - TOUCH))
        and one.box.shared(replace(other.box, top=other.box.top + TOUCH))
    ]
    assert not met


def test_texts_are_large_enough_on_page_and_telephone(drawn: list[Drawing]) -> None:
    small = []
    for name, svg in drawn:
        width, _ = size(svg)
        pixels = WIDE if ", wide: " in name else NARROW
        scale = min(96 / 72, pixels / width)
        least = min(map(float, re.findall(r'font-size="([\d.]+)"', svg)))
        if least * scale < LEAST:
            small.append((name, round(least * scale, 1)))
    assert not small


def test_numbers_are_written_in_one_way(drawn: list[Drawing]) -> None:
    other = [
        (name, line)
        for name, svg in drawn
        for line in re.findall(r"<text[^>]*>([^<]+)</text>", svg)
        if OTHERWISE.search(line) and not re.search("[\u4e00-\u9fff]", line)
    ]
    assert not other

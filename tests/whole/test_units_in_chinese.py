"""The Chinese edition counts in 万 and 亿: no table or figure of it has 十亿 or 百万 as a unit."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import warmbook
from rederive import Book
from rederive.language import book_language, catalogues, moved_points
from rederive.language.moved_tables import in_tables
from rederive.language.shown_texts import message, moves
from rederive.language.spoken import speaking, spoken
from rederive.pages import shown_in
from rederive.show import chinese, relettered
from rederive.show.figures import MIME, Shown
from rederive.show.svg_names import VALUE

ROOT = Path(__file__).parents[2]
#: As a unit: a number in words is none, as in a title that says "超百万".
COUNTED = re.compile("(?<![一二三四五六七八九两几数好成为超过])(?:十亿|百万)")
#: Pages that may have it, with the reason.
KEPT = {"notebooks/series": "the unit in which the numbers of a file count, which is the same file"}

Said = tuple[str, str, dict[str, Any], dict[str, Any], dict[str, str]]


@pytest.fixture(scope="module")
def outputs() -> list[Said]:
    """Page, cell, an output in English and in Chinese, and the words of its page."""
    book, found = Book(ROOT), []
    with speaking(book_language.language(ROOT, "zh_CN")):
        for path, notebook in warmbook.execute(ROOT).items():
            page = Path(path).relative_to(ROOT).with_suffix("").as_posix()
            words = book_language.translations(ROOT, book_language.of_shown(page))
            known = {**spoken().words, **words}
            for cell in notebook["cells"]:
                for output in cell.get("outputs", []):
                    there = copy.deepcopy(output)
                    shown_in.speak(there, book, known)
                    found.append((page, str(cell.get("id")), output, there, known))
    assert found
    return found


def seen(output: dict[str, Any]) -> str:
    """What readers see of an output."""
    data = output.get("data", {})
    if MIME in data:
        return json.dumps(data[MIME], ensure_ascii=False)
    return output.get("text", "") or next(
        (data[mime] for mime in ("text/html", "image/svg+xml", "text/plain") if mime in data), ""
    )


def figures(outputs: list[Said]) -> Iterator[tuple[str, Shown, Shown, dict[str, str]]]:
    for page, cell, output, there, known in outputs:
        if MIME in output.get("data", {}):
            pair = (Shown.from_json(each["data"][MIME]) for each in (output, there))
            yield f"{page}, {cell}", *pair, known


def test_no_table_figure_or_printed_line_counts_in_十亿_or_百万(outputs) -> None:
    met = {
        (page, cell, found[0])
        for page, cell, _, there, _ in outputs
        if page not in KEPT and (found := re.search(f".{{,20}}{COUNTED.pattern}", seen(there)))
    }
    assert not met
    assert any(COUNTED.search(seen(there)) for page, _, _, there, _ in outputs if page in KEPT)


def test_a_label_and_its_translation_count_in_one_scale_each() -> None:
    unclear = []
    for name in catalogues.names(ROOT, "zh_CN"):
        if not name.startswith("shown/"):
            continue
        for each in catalogues.read(catalogues.file(ROOT, "zh_CN", name)).values():
            english, there = moved_points.scales(each.english, each.translation)
            if len(english) > 1 or len(there) > 1 or (there and not english and there != {12}):
                unclear.append((name, each.english, each.translation))
    assert not unclear


def test_every_label_that_moves_numbers_governs_some(outputs) -> None:
    idle = []
    for page, cell, output, _, known in outputs:
        labels = {text for text in shown_in.texts(output) if moves(text, known)}
        data = output.get("data", {})
        if MIME in data:
            figure = Shown.from_json(data[MIME])
            panels = {message(str(value[6]))[0] for value in figure.values}
            idle += [(page, cell, each) for each in labels - panels]
        elif "text/html" in data:
            for label in labels:
                if (
                    in_tables(data["text/html"], partial(moves_of_one, label, known))
                    == data["text/html"]
                ):
                    idle.append((page, cell, label))
        else:
            idle += [(page, cell, each) for each in labels]
    assert not idle


def moves_of_one(label: str, known: dict[str, str], text: str) -> int:
    return moves(text, known) if message(text)[0] == label else 0


def test_the_numbers_of_a_figure_are_those_that_its_panel_measures(outputs) -> None:
    """A direct label that is moved says a value of its panel, rounded."""
    other, moved = [], 0
    for name, ours, theirs, known in figures(outputs):
        by = {str(value[6]): moves(str(value[6]), known) for value in ours.values}
        for one, two, value in zip(ours.rows, theirs.rows, ours.values, strict=True):
            changed = [(a, b) for a, b in zip(one, two, strict=True) if number(a) and a != b]
            factor = Fraction(10) ** by[str(value[6])]
            assert all(number(a) * factor == number(b) for a, b in changed), name
            assert bool(changed) == bool(factor != 1 and any(map(number, governed(ours, one))))
        for svg in (ours.wide, ours.narrow):
            for panel, text in labels(svg):
                if by.get(panel):
                    moved += 1
                    values = values_of(ours, panel)
                    if not any(rounds(each, text) for each in values):
                        other.append((name, panel, text))
    assert moved > 50
    assert not other


def governed(figure: Shown, row: list[str]) -> list[str]:
    cells = dict(zip(figure.columns, row, strict=True))
    lies = cells.get("y") and number(cells["y"]) is None
    side = "x" if lies else "y"
    return [text for name, text in cells.items() if name.startswith(side) or name == "estimate"]


def values_of(figure: Shown, panel: str) -> list[Fraction]:
    """The values of a panel."""
    rows = [
        row for row, value in zip(figure.rows, figure.values, strict=True) if str(value[6]) == panel
    ]
    cells = [cell for row in rows for cell in governed(figure, row)]
    return [value for cell in cells if (value := number(cell)) is not None]


def labels(svg: str) -> Iterator[tuple[str, str]]:
    for holder in ElementTree.fromstring(svg).iter():
        if VALUE in holder.attrib:
            last = unescape(relettered._parts(relettered._block(holder).lines)[-1])
            yield holder.attrib[VALUE], re.findall(r"[-−]?\d[\d.,]*", last)[-1]


def number(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace(",", "").replace("−", "-"))
    except ValueError:
        return None


def rounds(value: Fraction, text: str) -> bool:
    """Whether a text is a value rounded to the digits that it has."""
    shown = number(text)
    step = Fraction(1, 10 ** len(text.partition(".")[2]))
    return shown is not None and abs(value - shown) <= step * Fraction(51, 100)


def test_numbers_beside_the_unit_of_a_series_are_in_万_or_亿(outputs) -> None:
    book = Book(ROOT)
    with speaking(book_language.language(ROOT, "zh_CN")):
        for each in book.catalogue:
            numbers, unit = chinese.beside(["12.50"], each.unit, book.units)
            assert not COUNTED.search(unit)
            scale = {"万": 4, "亿": 8, "万亿": 12, "千": 3, "十万": 5, "千万": 7}
            power = scale.get((re.match("万亿|十万|千万|万|亿|千", unit) or [""])[0], 0)
            factor, _ = book.units.parse(each.unit)
            assert Fraction(numbers[0]) * 10**power == Fraction("12.5") * factor

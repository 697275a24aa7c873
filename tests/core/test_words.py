"""The scale of words: what it refuses, what a word expects, and that no threshold is typed."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from rederive.book.book import Book
from rederive.core import judging, words
from rederive.core.claims import Value
from rederive.core.entries import ConditionKind
from rederive.core.numerals import point
from rederive.core.words import Words
from rederive.errors import InputError
from samples import UNITS

HERE = Path(__file__).parents[2]
SCALE = words.read(HERE / "data" / "words.csv", UNITS)
HEAD = ",".join(words.COLUMNS) + "\n"
MOST = "most,大多数,percent,50,over,66,99,,well above half\n"


def value(scale: Words = SCALE, **fields: object) -> Value:
    return Value.model_validate({"name": "n"} | fields, context={"units": UNITS, "words": scale})


def test_a_word_has_the_bounds_of_the_scale() -> None:
    most = value(printed="大多数", word="most", unit="percent")
    assert (most.reading, most.hedge) == ("50", "over")
    assert 50 not in most.claimed
    assert 51 in most.claimed
    assert 51 not in most.expected
    assert 70 in most.expected
    assert 100 not in most.expected


@pytest.mark.parametrize(
    ("printed", "word", "unit", "number", "outcome"),
    [
        ("绝大多数", "the great majority", "percent", 55.9, "fails"),
        ("绝大多数", "the great majority", "percent", 70, "beyond"),
        ("绝大多数", "the great majority", "percent", 92, "plain"),
        ("大部分", "most", "percent", 51, "beyond"),
        ("大部分", "most", "percent", 100, "beyond"),
        ("远高于", "far above", "ratio", 1.3, "fails"),
        ("远高于", "far above", "ratio", 1.7, "beyond"),
        ("远高于", "far above", "ratio", 2.05, "plain"),
        ("基本都", "nearly all", "percent", 62, "fails"),
    ],
)
def test_words_that_say_more_ask_for_more(
    printed: str, word: str, unit: str, number: float, outcome: str
) -> None:
    one = value(printed=printed, word=word, unit=unit)
    meant = judging.Printed.of(one)
    _, condition = judging.compare(point(number), meant)
    beyond = condition is not None and condition.kind is ConditionKind.FAR_BEYOND
    agrees = meant.agrees(point(number))
    assert outcome == ("beyond" if beyond else "plain" if agrees else "fails")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"printed": "大多数", "reading": "50", "hedge": "over"}, "threshold of '大多数' is typed"),
        ({"printed": "偶尔", "reading": "5", "hedge": "over"}, "threshold of '偶尔' is typed"),
        ({"printed": "大多数", "word": "most", "hedge": "over"}, "'hedge' comes from the scale"),
        ({"printed": "大多数", "word": "mots"}, "'mots' in percent is not in"),
        ({"printed": "大多数", "word": "in front"}, "it has it in rank"),
        ({"printed": "多数", "word": "most"}, "is not among the words that the scale reads as"),
    ],
)
def test_what_does_not_come_from_the_scale_is_refused(fields: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        value(**fields, unit="percent")


@pytest.mark.parametrize("printed", ["数十", "过百", "五分之一", "半年多"])
def test_number_words_are_read_one_by_one(printed: str) -> None:
    assert value(printed=printed, reading="10", hedge="over", unit="percent").reading == "10"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (MOST + MOST, "row 3: 'most' in percent is there twice"),
        (MOST.replace("66,99", "99,66"), "row 2: the expected ends run backwards"),
        (MOST.replace("66", "40"), "row 2: the word is expected where it is not even true"),
        (MOST.replace("percent", "perhaps"), "row 2: the unit 'perhaps' is unknown"),
        (MOST.replace("well above half", ""), "row 2: needs a word"),
        (MOST.replace("50", "half"), "row 2: cannot read the numeral 'half'"),
        (MOST.replace("over", "beyond"), "row 2: unknown hedge 'beyond'"),
    ],
)
def test_a_faulty_scale_is_told_in_one_sentence(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "words.csv"
    path.write_text(HEAD + row, encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        words.read(path, UNITS)
    assert "\n" not in str(error.value)


def test_without_a_file_nothing_is_asked(tmp_path: Path) -> None:
    empty = words.read(tmp_path / "words.csv", UNITS)
    assert value(empty, printed="大多数", reading="50", hedge="over", unit="percent").word is None


def typed_thresholds(source: str) -> list[str]:
    """Comparisons of a computed figure with a number typed into a notebook.

    What a sentence of the book says may have its line beside it: it judges no number of the report.
    """
    found = []
    tree = ast.parse(source)
    of_sentences = {
        node
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "says"
        for node in ast.walk(call)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and node not in of_sentences:
            sides = [node.left, *node.comparators]
            length = any("len(" in ast.unparse(side) for side in sides)
            typed = any(
                isinstance(side, ast.Constant)
                and isinstance(side.value, int | float)
                and side.value
                for side in sides
            )
            if typed and not length:
                found.append(ast.unparse(node))
    return found


def test_no_notebook_of_a_chapter_types_a_threshold() -> None:
    """A line that a figure has to pass belongs in the scale, in a definition or in data."""
    assert typed_thresholds("growth[growth >= 10]") == ["growth >= 10"]
    assert typed_thresholds('chapter.says("fast", growth.min() >= 10)') == []
    found = {
        f"{path.stem}, {cell['id']}: {line}"
        for path in sorted((HERE / "notebooks").glob("ch*-*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
        for line in typed_thresholds("".join(cell["source"]))
        if path.stem in Book(HERE).register.notebooks.values()
    }
    assert found == set()

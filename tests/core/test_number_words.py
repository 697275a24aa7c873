"""Numbers and quantities in words, by the table of a language."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.book.book import Book
from rederive.core.number_words import NumberWords, RunningText
from rederive.errors import InputError

ENGLISH = NumberWords(
    [
        *[
            (word, "digit", str(value))
            for value, word in enumerate(["zero", "one", "two", "three", "four", "five", "six"])
        ],
        ("twenty", "digit", "20"),
        ("forty", "digit", "40"),
        ("hundred", "factor", "100"),
        ("thousand", "factor", "1000"),
        ("million", "factor", "1000000"),
        ("odd", "more", ""),
        (r"\b{n} (?:thirds|fifths|tenths)\b|\ba fifth\b", "fraction", ""),
        (r"\b(?:most|all|half)\b", "share", ""),
        (r"\bthe largest\b", "rank", ""),
        (r"\b{n}\b", "numeral", ""),
    ]
)
"""What an invented language has: enough English to see that no language is built in."""


@pytest.fixture(scope="module")
def chinese() -> NumberWords:
    words = Book.here().number_words
    assert words is not None
    return words


def found(words: NumberWords, *lines: str) -> list[tuple[int, str, str]]:
    return [(word.line, word.kind, word.text) for word in words.find(RunningText(list(lines)))]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["of twenty firms", "", "most left"], [(1, "numeral", "twenty"), (3, "share", "most")]),
        # the scale of a numeral in digits is no word of its own
        (["2.4 million of six", "30 odd thousand"], [(1, "numeral", "six")]),
        (["two fifths of all"], [(1, "fraction", "two fifths"), (1, "share", "all")]),
        (["forty", "two shops"], [(1, "numeral", "forty two")]),
        (
            ["the largest of one hundred"],
            [(1, "rank", "the largest"), (1, "numeral", "one hundred")],
        ),
        (["none at allocation"], []),
    ],
)
def test_words_are_found_with_their_kind_and_line(lines, expected):
    assert found(ENGLISH, *lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["超四千万，占三成，约四分之三"], ["四千万", "三成", "四分之三"]),
        (
            ["翻一番，增长两倍，数十家、近百家，十几年"],
            ["翻一番", "两倍", "数十", "百", "十", "几年"],
        ),
        (["首个、第二大，绝大多数，普遍，半数"], ["首个", "第二", "绝大多数", "普遍", "半"]),
        (["近 1 亿人，230 余家，1000 多元，2.17", "", "亿，六大"], ["六"]),
        (["五", "分之一"], ["五分之一"]),
        (["最大的、唯一的"], ["最大", "一"]),
    ],
)
def test_the_table_of_the_book_finds_what_its_report_counts_with(chinese, lines, expected):
    assert [text for _, _, text in found(chinese, *lines)] == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("八", 8),
        ("十", 10),
        ("十八", 18),
        ("二十", 20),
        ("一百零五", 105),
        ("三千六百", 3600),
        ("四千万", 40_000_000),
        ("十八亿", 1_800_000_000),
        ("三万五千", 35_000),
        ("一万亿", 10**12),
        ("二〇二四", 2024),
        ("两", 2),
        ("多", None),
    ],
)
def test_a_number_in_characters_has_its_value(chinese, text, value):
    assert chinese.value(text) == (None if value is None else Fraction(value))


def spelt(number: int) -> str:
    """A whole number below ten thousand in Chinese, every zero left out but one."""
    digits, text, gap = "零一二三四五六七八九", "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + unit
        gap = not digit
    return text


def test_every_number_is_read_as_it_is_spelt(chinese):
    @given(st.integers(1, 9999), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]))
    def read(number, scale):
        word = spelt(number) + scale[0]
        assert chinese.value(word) == number * scale[1]
        assert [text for _, _, text in found(chinese, f"共{word}人")] == [word]

    read()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("服务近 2000 余家", ["2000"]),
        ("近2000家，超过230余家", []),
        ("不足 30 多人；近 216 座；1000 以上", ["30"]),
    ],
)
def test_hedges_around_one_numeral_that_exclude_each_other_are_found(chinese, line, expected):
    found = chinese.hedged_twice(RunningText(["", line]))
    assert [re.search(r"\d+", text)[0] for _, text in found] == expected
    assert {at for at, _ in found} <= {2}


@given(st.lists(st.text("ab一二 \n", max_size=4), max_size=6))
def test_running_text_knows_the_line_of_every_character(lines):
    lines = [line.replace("\n", "") for line in lines]
    text = RunningText(lines)
    assert text.text.replace(" ", "") == "".join(lines).replace(" ", "")
    for place, character in enumerate(text.text):
        # a space between two lines belongs to the first
        assert character in lines[text.line(place) - 1] or character == " "


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("eight,digit,acht\n", "row 2: needs the value of 'eight'"),
        ("eight,number,8\n", "row 2: needs a word and a kind"),
        (",digit,8\n", "row 2: needs a word"),
        ("[,share,\n", "row 2: .* not a regular expression"),
        ("x?,share,\n", "row 2: .* must match something"),
        ("(?P<a>x),share,\n", "row 2: .* without named groups"),
    ],
)
def test_a_faulty_table_is_told_in_one_sentence(tmp_path: Path, rows: str, message: str) -> None:
    path = tmp_path / "number-words.csv"
    path.write_text("word,kind,meaning\n" + rows, encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        NumberWords.read(path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "Two hundred and six, and two thousand and one",
            {"Two hundred and six": 206, "two thousand and one": 2001},
        ),
        ("two and six", {"two": 2, "six": 6}),  # "and" joins after a factor only
        ("someone phoned; a telephone", {}),  # within a longer word
        ("TWENTY ONE", {"TWENTY ONE": 21}),
    ],
)
def test_english_words_are_read_whole_in_either_case(line, words):
    assert {text: ENGLISH.value(text) for _, _, text in found(ENGLISH, line)} == words


def test_sentences_on_two_lines_stay_apart():
    assert RunningText(["It fell.", "They left", "(3)", "in-", "land", "共", "3"]).text == (
        "It fell. They left (3) in-land共3"
    )


def test_a_place_in_a_line_is_found_in_the_running_text():
    text = RunningText(["  one", "", "two"])
    assert text.text[text.place(3, 1) :] == "wo"
    with pytest.raises(ValueError, match="line 2 is empty"):
        text.place(2, 0)


@given(st.integers(1, 8), st.sampled_from(["", "十", "百", "千", "万"]))
def test_two_digits_in_sequence_stand_for_either(chinese, digit, factor):
    names = "零一二三四五六七八九"
    one, other = names[digit] + factor, names[digit + 1] + factor
    pair = names[digit] + other
    assert chinese.is_loose(pair)
    assert chinese.value(pair) == (chinese.value(one) + chinese.value(other)) / 2


@pytest.mark.parametrize(
    "words", ["二〇二三", "一二三", "一百二十三", "三一", "三", "十二", "many"]
)
def test_other_digits_stand_for_one_number(chinese, words):
    assert not chinese.is_loose(words)

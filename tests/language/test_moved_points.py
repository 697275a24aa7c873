"""Value times unit is the same in both languages, wherever a label governs the numbers."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.language import moved_points
from rederive.language.agreement import objection
from rederive.language.moved_tables import in_tables
from rederive.language.shown_texts import changed, moves, translated

#: Labels with their translations, and what each counts in.
LABELS = [
    ("premium, billion CNY", "保费，亿元", 10**9, 10**8),
    ("premium of {1}, bn CNY", "{1} 年保费，亿元", 10**9, 10**8),
    ("population, m", "人口，亿", 10**6, 10**8),
    ("persons, million", "人数，万", 10**6, 10**4),
    ("million persons aged {1} and over", "{1} 岁及以上人口，百万", 10**6, 10**6),
    ("assets, billion CNY", "资产，万亿元", 10**9, 10**12),
    ("deaths per million", "每百万人死亡", 1, 1),
    ("growth, percent", "增长，%", 1, 1),
    ("counties", "县", 1, 1),
]
KNOWN = {english: chinese for english, chinese, _, _ in LABELS}
NUMBERS = st.decimals(0, 10**7, allow_nan=False, places=None).map(
    lambda each: f"{abs(each):.6f}".rstrip("0").rstrip(".")
)
NUMBERS |= st.builds("{:,.2f}".format, st.floats(0, 1e7)) | st.builds(
    "{:.1f}".format, st.floats(0, 1e12)
)
NUMBERS = NUMBERS.filter(lambda text: len(text) < 20)
CELLS = st.one_of(
    NUMBERS, NUMBERS.map("-{}".format), st.just("NaN"), NUMBERS.map("about {}".format)
)


def worth(text: str) -> list[Fraction]:
    found = re.findall(r"[-−]?\d[\d,]*(?:\.\d+)?", text)
    return [Fraction(each.replace(",", "").replace("−", "-")) for each in found]


@given(NUMBERS, st.integers(-8, 8), st.booleans())
def test_a_number_is_moved_exactly_and_keeps_its_digits(number, by, grouped) -> None:
    made = moved_points.moved(number, by, grouped=grouped)
    assert worth(made) == [worth(number)[0] * Fraction(10) ** by]
    digits = re.sub(r"\D", "", number).strip("0")
    assert re.sub(r"\D", "", made).strip("0") == digits
    if by < 0 and worth(number)[0]:
        # Zeros at its end were seen, and stay.
        assert len(made.partition(".")[2]) == len(number.partition(".")[2]) - by


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[tuple[str, int, int]], list[list[str]]]:
    heads = draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=5))
    filled = [
        (english.replace("{1}", "2013"), before, after) for english, _, before, after in heads
    ]
    rows = draw(
        st.lists(st.lists(CELLS, min_size=len(heads), max_size=len(heads)), min_size=1, max_size=4)
    )
    return filled, rows


@given(tables(), st.booleans())
def test_value_times_unit_is_the_same_in_a_table(table, turned: bool) -> None:
    heads, rows = table
    years = [str(2013 + number) for number in range(len(rows))]
    if turned:
        lines = [["period", *years]]
        lines += [
            [head, *column]
            for (head, _, _), column in zip(heads, zip(*rows, strict=True), strict=True)
        ]
    else:
        lines = [["", *(head for head, _, _ in heads)]]
        lines += [[year, *row] for year, row in zip(years, rows, strict=True)]
    markup = "".join(
        "<tr>"
        + "".join(
            f"<th>{cell}</th>" if not number or not place else f"<td>{cell}</td>"
            for place, cell in enumerate(line)
        )
        + "</tr>"
        for number, line in enumerate(lines)
    )
    made = in_tables(f"<table>{markup}</table>", lambda label: moves(label, KNOWN))
    said = changed(made, lambda text: translated(text, KNOWN))
    cells = [re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>.*?</tr>", said)]
    assert [row[0] for row in cells[1:]] == years or turned
    for down, row in enumerate(rows):
        for across, before in enumerate(row):
            _, english, chinese = heads[across]
            after = cells[across + 1][down + 1] if turned else cells[down + 1][across + 1]
            assert [each * english for each in worth(before)] == [
                each * chinese for each in worth(after)
            ]


def test_heads_over_several_columns_and_beside_several_rows_govern_all_of_them() -> None:
    markup = """<table><tr><th></th><th colspan="2">persons, million</th><th>counties</th></tr>
    <tr><th>2013</th><td>1</td><td>2</td><td>3</td></tr>
    <tr><th>2014</th><td>4</td><td>5</td><td>6</td></tr></table>"""
    made = in_tables(markup, lambda label: moves(label, KNOWN))
    assert re.findall("<td>(.*?)</td>", made) == ["100", "200", "3", "400", "500", "6"]
    markup = """<table><tr><th></th><th></th><th>2013</th></tr>
    <tr><th rowspan="2">persons, million</th><th>one</th><td>1</td></tr>
    <tr><th>two</th><td>2</td></tr><tr><th>counties</th><th>all</th><td>3</td></tr></table>"""
    made = in_tables(markup, lambda label: moves(label, KNOWN))
    assert re.findall("<td>(.*?)</td>", made) == ["100", "200", "3"]


def test_a_unit_in_a_cell_of_its_own_is_that_of_the_number_before_it() -> None:
    words = {"million persons": "亿人"}
    row = "<tr><th>0</th><td>2022</td><td>1050.0</td><td>million persons</td></tr>"
    made = in_tables(f"<table>{row}</table>", lambda label: moves(label, words))
    assert re.findall("<td>(.*?)</td>", made) == ["2022", "10.500", "million persons"]


@pytest.mark.parametrize(
    ("english", "chinese", "by"),
    [
        ("The scheme covers a billion people", "该制度覆盖 10 亿人", 0),
        ("ten million characters", "一千万个字符", 0),
        ("deaths per million", "每百万人死亡", 0),
        ("grew by … million", "增加……万", 0),
        ("loss, {1} CNY", "损失（{1}元）", 0),
        ("billions of dollars", "亿美元", 1),
    ],
)
def test_only_a_unit_moves_numbers(english, chinese, by) -> None:
    assert moved_points.places(english, chinese) == by


def test_a_place_may_say_the_scale_that_the_english_says_before_it() -> None:
    english = "in {1}, billion yuan: {2}"
    said = {english: "{1} 年：{2 billion}元"}
    assert not objection(english, said[english])
    assert translated("in 2003, billion yuan: 54.5", said) == "2003 年：545 亿元"
    assert translated("in 2003, billion yuan: 3,227", said) == "2003 年：3.227 万亿元"
    assert (
        objection("in {1}: {2}", "{1} 年：{2 billion}")
        == "the English does not count {2} in billion"
    )
    assert objection(english, "{1} 年：{1 billion}元") == "the place for a word {2} is lost"

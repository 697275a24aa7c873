"""Numerals in digits are read with scale, unit and hedge, in Chinese and in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core.number_words import RunningText
from rederive.core.scales import SCALES
from rederive.core.units import Unit, Units
from rederive.drafting import language
from rederive.drafting.number_reader import Reader, placed
from rederive.errors import InputError

OWN = Units([Unit("shops", countable=True, native="家店铺; shops"), Unit("CNY", native="元")])


def read(tag: str, *lines: str) -> list[str]:
    reader = Reader(language.of(tag), OWN)
    return [
        "|".join((each.printed, each.scale, each.unit, each.hedge))
        for each in reader.read(RunningText(list(lines)), list(lines))
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("It carried 1.2bn passengers.", ["1.2|bn|persons|exact"]),
        ("about 48 million euros", ["48|million|EUR|about"]),
        ("more than $3.4m", ["3.4|m|USD|over"]),
        ("US$ 1,250 billion or less", ["1,250|billion|USD|at_most"]),
        ("£5k", ["5|k|GBP|exact"]),
        ("¥3tn", ["3|tn|CNY|exact"]),
        ("5 per cent", ["5||percent|exact"]),
        ("nearly 5 percent", ["5||percent|nearly"]),
        ("2.3 percentage points", ["2.3||percentage points|exact"]),
        ("−2.3%", ["−2.3||percent|exact"]),
        ("3-5 %", ["3||percent|exact", "5||percent|exact"]),
        ("between 3 and 5 per cent", ["3||percent|exact", "5||percent|exact"]),
        ("20 to 25 thousand euros", ["20|thousand|EUR|exact", "25|thousand|EUR|exact"]),
        ("about 3%-4% a year", ["3||percent|about", "4||percent|about"]),
        ("12 345 boats", ["12 345||boats|exact"]),
        ("12 345 678", ["12|||exact", "345|||exact", "678|||exact"]),
        ("$3.40 per passenger", ["3.40||USD per passenger|exact"]),
        ("19.00 euros per inhabitant", ["19.00||EUR per person|exact"]),
        ("over 300 repair shops", ["300||shops|over"]),
        ("18 years or older", ["18||years|at_least"]),
        ("no fewer than 60 firms, up to 70", ["60||companies|at_least", "70|||at_most"]),
        ("It has 50+ offices", ["50||offices|over"]),
        (
            "23.5% in the EU27 and 24.0%",
            ["23.5||percent|exact", "27|||exact", "24.0||percent|exact"],
        ),
        ("19 Member States", ["19||states|exact"]),
        ("5.46** million men", ["5.46|million|persons|exact"]),
        ("Of whom 19.2 million were idle", ["19.2|million|persons|exact"]),
        ("Persons out of work rose by 69 000 there", ["69 000||persons|exact"]),
    ],
)
def test_english_is_read(line, expected):
    assert read("en-GB", line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("近 1 亿元", ["1|亿|CNY|nearly"]),
        ("960 多万人", ["960|万|persons|over"]),
        ("1.5 万余人次", ["1.5|万|person-times|over"]),
        ("80% 和 70% 左右", ["80||percent|about", "70||percent|about"]),
        ("稳定在 95% 以上", ["95||percent|at_least"]),
        ("65 岁及以上", ["65||years of age|exact"]),
        ("大约在 2%-3.5%", ["2||percent|about", "3.5||percent|about"]),
        ("超过 8.5 億美元", ["8.5|億|USD|over"]),
        ("約 30 萬個就業崗位", ["30|萬|jobs|about"]),
        ("8.7 万亿千瓦时", ["8.7|万亿|kWh|exact"]),
        ("5 家小店铺", ["5||shops|exact"]),
        ("3000 元 / 人", ["3000||CNY per person|exact"]),
        ("人均可支配收入为 21691 元", ["21691||CNY per person|exact"]),
        ("增长 4.1 倍", ["4.1||times increase|exact"]),
        ("人数已达 10.53 亿，", ["10.53|亿|persons|exact"]),
        ("１２．３％", ["１２．３||percent|exact"]),
        ("40 家新的", ["40||items|exact"]),
    ],
)
def test_chinese_is_read(line, expected):
    assert read("zh-Hans", line) == expected


def test_a_number_is_read_over_the_end_of_a_line():
    assert read("zh", "融资超过 21 万", "", "亿元") == ["21|万亿|CNY|over"]
    assert read("en", "They paid more than", "3.5 million", "euros.") == ["3.5|million|EUR|over"]


LONG = [scale for scale in SCALES if len(scale) > 2 and scale.isascii()]


@given(
    st.decimals(0, 10**6, places=2),
    st.sampled_from(LONG),
    st.sampled_from(["euros", "dollars", "tonnes", "people", "%"]),
    st.sampled_from(["", "about ", "over ", "at least ", "up to ", "nearly "]),
)
def test_any_english_number_keeps_its_parts(number, scale, unit, hedge):
    plain = [("", ""), ("about ", "about"), ("over ", "over"), ("at least ", "at_least")]
    hedges = dict([*plain, ("up to ", "at_most"), ("nearly ", "nearly")])
    units = {"euros": "EUR", "dollars": "USD", "tonnes": "tonnes", "people": "persons"}
    (found,) = read("en", f"In all it was {hedge}{number} {scale} {unit}.")
    meant = units.get(unit, "percent")
    assert found == "|".join((str(number), scale, meant, hedges[hedge] or "exact"))


@given(
    st.sampled_from(["", "million ", "bn "]),
    st.sampled_from(["euros", "%", "tonnes", "men"]),
    st.sampled_from(["*", "**", "†", "§", "¹", "²³"]),
    st.sampled_from(["", " "]),
)
def test_the_mark_of_a_note_parts_no_number_from_its_scale(scale, unit, mark, space):
    bare, marked = (read("en", f"It was 5.46{each} {scale}{unit}.") for each in ("", space + mark))
    assert bare == marked


@given(st.text("0123456789 ,.%亿万元年-至约kmbn$€", max_size=40))
def test_no_text_is_too_odd(line):
    for tag in language.known():
        lines = [line]
        numerals = Reader(language.of(tag), OWN).read(RunningText(lines), lines)
        assert [each.token for each in numerals] == [
            each.token for each in placed(RunningText(lines), lines)
        ]


def test_an_unknown_language_is_told_with_those_we_have():
    with pytest.raises(InputError, match=r"language 'xx', only in one of en, zh"):
        language.of("xx")

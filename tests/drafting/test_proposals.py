"""A draft for every number of a text: a claim, or nothing and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core.units import Units
from rederive.drafting import language
from rederive.drafting.proposals import CLAIM, EXCLUDE, Draft, draft


def drafts(tag: str, *lines: str) -> list[Draft]:
    return draft(list(lines), language.of(tag), Units())


def proposed(tag: str, *lines: str) -> dict[str, str]:
    """What is proposed for each number: ``claim``, or why it claims nothing."""
    return {each.printed: each.reason or each.proposal for each in drafts(tag, *lines)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1.1 The market", {"1.1": "section number"}),
        ("2. The market", {"2": "list index"}),
        ("See Table 4 and Figure 2.1.", {"4": "figure", "2.1": "figure"}),
        ("17", {"17": "page"}),
        ("(3) Ferries", {"3": "list index"}),
        ("as shown in [12]", {"12": "footnote"}),
        ("https://example.org/2023/05/a7.html", {"2023": "url", "05": "url", "7": "url"}),
        ("COVID-19 and 4G", {"19": "name", "4": "name"}),
        ("In 2030 it sold 5 million tonnes.", {"2030": "year", "5": "claim"}),
        ("It was founded in 1998 in Utopia.", {"1998": "claim"}),
        ("on the one hand", {"one": "idiom"}),
        ("It is not one of them", {"one": "idiom"}),
        ("The plan (2030-2035) has 5 boats.", {"2030": "claim", "2035": "claim", "5": "claim"}),
        ("The fleet (2030) has 5 boats.", {"2030": "name", "5": "claim"}),
        ("two thirds of firms", {"two thirds": "claim"}),
    ],
)
def test_english_numbers_that_claim_nothing_are_told_apart(line, expected):
    assert proposed("en", line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("图 2.1：大健康生态圈", {"2.1": "figure"}),
        ("（1）养老储蓄", {"1": "list index"}),
        ("《2022 年公报》显示", {"2022": "name"}),
        ("截至 2023 年底，覆盖 54 个城市。", {"2023": "year", "54": "claim"}),
        ("该公司于 2018 年成立。", {"2018": "claim"}),
        ("21 世纪", {"21": "name"}),
        ("一带一路", {"一": "idiom"}),
        ("占四分之三。", {"四分之三": "claim"}),
        ("三、船队", {"三": "idiom"}),
        ("三、四、五级船员", {"三": "claim", "四": "claim", "五": "claim"}),
        ("中乌两国的五家公司，这三家", {"两": "idiom", "五": "claim", "三": "idiom"}),
        ("最重要的港口和最大的港口", {"最重": "idiom", "最大": "claim"}),
        ("数十年来有几个原因", {"数十": "idiom", "几个": "claim"}),
        ("主要任务，主要来源，来源主要为票款", {"主要": "claim"}),
        ("主要任务是运人，旅客主要乘船", {"主要": "idiom"}),
        ("第三者责任险", {"第三": "idiom"}),
        ("最廣大人民在兩國", {"最廣": "idiom", "兩": "idiom"}),
        ("建设期（2030 年至 2035 年）", {"2030": "claim", "2035": "claim"}),
        ("建设期（目前至 2035 年）有 5 艘", {"2035": "claim", "5": "claim"}),
        ("规模（2030 年）为 5 艘", {"2030": "year", "5": "claim"}),
    ],
)
def test_chinese_numbers_that_claim_nothing_are_told_apart(line, expected):
    assert proposed("zh", line) == expected


def test_marks_and_texts_of_notes_and_running_heads_claim_nothing():
    head, note = "Ferries 2031", "[3] Ministry, Report, p. 9."
    lines = [head, "Traffic grew.3", "", head, note, head]
    found = [(each.line, each.printed, each.reason) for each in drafts("en", *lines)]
    assert found == [
        (1, "2031", "running head"),
        (2, "3", "footnote"),
        (4, "2031", "running head"),
        (5, "3", "footnote"),
        (5, "9", "page"),
        (6, "2031", "running head"),
    ]


@pytest.mark.parametrize(
    ("tag", "line", "reading", "unit", "hedge"),
    [
        ("zh", "占三成。", "3", "tenths", "exact"),
        ("zh", "占四分之三。", "75", "percent", "exact"),
        ("zh", "共二十万人。", "200000", "persons", "exact"),
        ("zh", "翻一番。", "2", "factor", "exact"),
        ("zh", "增长三倍。", "3", "factor", "exact"),
        ("zh", "超過十二人。", "12", "persons", "over"),
        ("zh", "数十家公司", "10", "companies", "several"),
        ("zh", "几个港口", "1", "items", "several"),
        ("zh", "十余家公司", "10", "companies", "over"),
        ("zh", "三四百人", "350", "persons", "about"),
        ("zh", "占七八成", "7.5", "tenths", "about"),
        ("zh", "没有发生一起事故", "0", "items", "exact"),
        ("zh", "唯一入选的港口", "1", "rank", "ordinal"),
        ("zh", "三、四级", "3", "level", "exact"),
        ("zh-Hant", "兩萬人", "20000", "persons", "exact"),
        ("zh-Hant", "數十家企業", "10", "companies", "several"),
        ("en", "not one boat sank", "0", "items", "exact"),
        ("en", "the only one left", "1", "rank", "ordinal"),
        ("en", "three or four boats", "3", "boats", "exact"),
        ("en", "twenty-odd boats", "20", "boats", "over"),
        ("en", "two thirds of it", "67", "percent", "exact"),
        ("en", "three eighths of it", "37.5", "percent", "exact"),
        ("en", "one in five", "20", "percent", "exact"),
        ("en", "more than a dozen firms", "12", "companies", "over"),
        ("en", "it doubled", "2", "factor", "exact"),
        ("en", "the third largest", "3", "rank", "ordinal"),
        ("en", "about two hundred and six boats", "206", "boats", "about"),
    ],
)
def test_numbers_in_words_are_read(tag, line, reading, unit, hedge):
    found = drafts(tag, line)[0]
    assert (found.words, found.reading, found.unit, found.hedge) == (True, reading, unit, hedge)


@given(st.lists(st.sampled_from("一二三四五六七八九"), min_size=2, max_size=6), st.booleans())
def test_numbers_in_a_row_count_the_same(digits, listed):
    """What stands behind the last holds for all, however many there are."""
    last = "和" if listed else "、"
    line = f"共{'、'.join(digits[:-1])}{last}{digits[-1]}人。"
    found = drafts("zh", line)
    assert [each.printed for each in found] == digits
    assert {(each.unit, each.proposal) for each in found} == {("persons", CLAIM)}


@pytest.mark.parametrize(
    ("tag", "line", "as_of"),
    [
        ("en", "In 2030 it sold 5 boats.", "2030"),
        ("en", "At the end of March 2031 it had 5 boats.", "2031-03"),
        ("en", "On 5 March 2031 it had 7 boats.", "2031-03-05"),
        ("en", "In Q2 2031 it had 7 boats.", "2031-Q2"),
        ("en", "In the first half of 2031 it had 7 boats.", "2031-H1"),
        ("en", "From 2026 to 2030 it rose by 7%.", "2026/2030"),
        ("en", "First quarter of 2031: 7 boats.", "2031-Q1"),
        ("en", "In the first three quarters of 2031 it sold 7 boats.", "2031-Q1/2031-Q3"),
        ("en", "From the first to the third quarter of 2031 it sold 7 boats.", "2031-Q1/2031-Q3"),
        ("zh", "2023 年 12 月 31 日有 7 人。", "2023-12-31"),
        ("zh", "2023 年上半年有 7 人。", "2023-H1"),
        ("zh", "2013 年至 2022 年增长 7%。", "2013/2022"),
        ("zh", "有 7 人。", ""),
    ],
)
def test_a_number_is_about_the_date_in_its_sentence(tag, line, as_of):
    assert drafts(tag, line)[-1].as_of == as_of


def test_the_sentence_and_the_page_stand_beside_the_number():
    lines = ["It sold 5 boats. Then", "it sold 7 boats. Later", "none."]
    five, seven = draft(lines, language.of("en"), Units(), {1: "3", 2: "4"})
    assert (five.sentence, five.page) == ("It sold 5 boats.", "3")
    assert (seven.sentence, seven.page) == ("Then it sold 7 boats.", "4")


@pytest.mark.parametrize(
    ("line", "claimed"),
    [
        ("In the third quarter of 2031 it had 7 boats.", ["7"]),
        ("In the first three quarters of 2031 it had 7 boats.", ["7"]),
        ("From the first to the third quarter of 2031 it sold 7 boats.", ["7"]),
        ("It lost 6.77 per thousand.", ["6.77"]),
        ("Boats: 1821 million", ["1821"]),
        ("A quarter of its boats are new.", ["A quarter of"]),
        ("Of almost 7 boats in Germany 5% of all ballots are meant.", ["7", "5"]),
        ("Here are the results for 2031 by port.", []),
    ],
)
def test_quarters_of_a_year_rates_and_scaled_numbers_are_what_they_are(line, claimed):
    assert [each.printed for each in drafts("en", line) if each.proposal == CLAIM] == claimed


@pytest.mark.parametrize(
    "line",
    [
        "Of the young persons (under 25) 5 boats are meant.",
        "Of the young persons (under",
        "Persons aged 15 to 74 had 5 boats.",
        "Those aged 65 and over had 5 boats.",
        "Men (aged between 20 and 64) had 5 boats.",
        "The 15-24 year-olds had 5 boats.",
        "Of the under-25s 5 boats are known.",
        "Children under 5 had 5 boats.",
        "青年（25 岁以下）有 5 艘。",
    ],
)
def test_an_age_that_only_says_who_is_meant_claims_nothing(line):
    lines = [line] if "5 " in line else [line, "25) 5 boats are meant."]
    found = drafts("en" if line.isascii() else "zh", *lines)
    assert {each.reason for each in found if each.reason} == {"definition"}
    assert [each.printed for each in found if each.proposal == CLAIM] == ["5"]


@pytest.mark.parametrize(
    ("line", "claimed"),
    [
        ("It did not work at all.", []),
        ("In all, it had 5 boats, all in all a lot.", ["5 exact"]),
        ("It sails all over 27 countries.", ["27 exact"]),
        ("It brought about 5 changes.", ["5 exact"]),
        ("It took, after all, about 5 boats.", ["5 about"]),
        ("It fell for three quarters in a row.", []),
        ("A quarter of the boats sank a quarter ago.", ["A quarter of exact"]),
        ("It did so in the fourth quarters of most years.", ["most exact"]),
    ],
)
def test_set_phrases_are_neither_numbers_nor_hedges(line, claimed):
    found = [f"{each.printed} {each.hedge}" for each in drafts("en", line) if not each.reason]
    assert found == claimed


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("It fell in eight member states, increased in eighteen.", ["states", "states"]),
        ("It rose in nineteen states and fell in eight.", ["states", "states"]),
        ("It rose in 19 states and fell in eight.", ["states", "states"]),
        ("It rose in nineteen states. It fell in eight.", ["states"]),
        ("It fell in eight and rose in nineteen states.", ["states", "states"]),
        ("It had 5% of nineteen, and eight.", ["percent", ""]),
    ],
)
def test_a_number_that_leaves_out_what_it_counts_counts_the_same(line, units):
    found = [each for each in drafts("en", line) if each.proposal == CLAIM]
    assert [each.unit for each in found] == units


@pytest.mark.parametrize(
    ("tag", "line", "reasons"),
    [
        ("zh-Hans", "2016-07-25 10:57", {"date"}),
        ("zh-Hans", "发布时间：2016年7月25日", {"date"}),
        ("zh-Hans", "10:57 来源：新华社", {"time of day"}),
        ("en", "2016-07-25 10:57", {"date"}),
        ("en", "Published on 25 July 2016", {"date"}),
    ],
)
def test_the_date_and_time_of_a_page_claim_nothing(tag, line, reasons):
    lines = [line, ""]
    spoken = language.of(tag)
    made = draft(lines, spoken, language.units_of(spoken.name))
    assert {each.proposal for each in made} == {EXCLUDE}
    assert {each.reason for each in made} == reasons


@pytest.mark.parametrize("dash", ["-", "—", "–", "至", "～"])
@pytest.mark.parametrize(
    ("before", "written", "as_of"),
    [
        ("2016-07-25 10:57", "", "2016-01/2016-06"),
        ("发布时间：2016年7月25日", "2030-01", "2016-01/2016-06"),
        ("统计数据", "2016-07", "2016-01/2016-06"),
        ("统计数据", "2017-03", "2016-01/2016-06"),
        ("统计数据", "", ""),
    ],
)
def test_a_span_of_months_dates_the_numbers_of_its_sentence(dash, before, written, as_of):
    lines = [before, "", f"1{dash}6月，原保险保费收入18812.84亿元，同比增长37.29%。", ""]
    made = draft(lines, language.of("zh-Hans"), language.units_of("zh"), written=written)
    months, numbers = made[-4:-2], made[-2:]
    assert [(each.proposal, each.reason) for each in months] == [(EXCLUDE, "date")] * 2
    assert {each.as_of for each in numbers} == {as_of}

"""The language that is spoken: English is what is written, and what is not translated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from rederive.core.claims import Value
from rederive.core.entries import Condition, ConditionKind
from rederive.core.units import Unit
from rederive.language.conventions import objection
from rederive.language.shown_texts import changed, message, translated
from rederive.language.spoken import Language, filled, say, several, space, speaking, spoken, told
from rederive.show import html, plain
from samples import UNITS

CHINESE = Language(
    "zh_CN", {"We find {recomputed}.": "我们得到 {recomputed}。"}, {"A goal.": "目标。"}
)
MONEY = Value(name="x", printed="113.6", line=1, unit=Unit("CNY", native="元"), scale="亿")


@given(st.text(), st.text())
def test_english_is_what_is_written(text, value):
    assert filled(text, {}) == text
    assert say("We find {recomputed}.", recomputed=value) == f"We find {value}."


def test_another_language_is_spoken_for_a_while():
    with speaking(CHINESE):
        assert say("We find {recomputed}.", recomputed="5%") == "我们得到 5%。"
        assert say("Not translated.") == "Not translated."
        assert told("A goal.") == "目标。"
    assert spoken().is_source
    with pytest.raises(ZeroDivisionError), speaking(CHINESE):
        _ = 1 / 0
    assert spoken().is_source


def test_what_is_put_into_html_is_escaped_once():
    assert html.say("{a} & {b}", a="<", b=Markup("<b>")) == "&lt; &amp; <b>"


def test_numbers_are_counted_as_the_language_counts():
    assert plain.printed(MONEY) == "11.36 billion yuan"
    with speaking(CHINESE):
        assert plain.printed(MONEY) == "113.6 亿元"
        assert plain.quantity(1.2e10, 1.4e10, MONEY) == "120 亿 to 140 亿元"


def test_places_and_increases_are_said_in_chinese_as_they_are_meant():
    place = Value(name="x", printed="1", line=1, unit=UNITS["rank"], hedge="ordinal")
    leaders = Value(name="x", printed="5", line=1, unit=UNITS["rank"], hedge="at_most")
    growth = Value(name="x", printed="4.1", line=1, unit=UNITS["times increase"])
    with speaking(Language("zh_CN", {"{first} to {last}": "{first} 至 {last}"})):
        assert plain.quantity(2, None, place) == "第 2 位或更靠后"
        assert plain.quantity(None, 3, place) == "前 3 位"
        assert plain.printed(leaders) == "前 5 位"
        assert plain.printed(growth) == "增加 4.1 倍"
        assert plain.quantity(3.8, 4.5, growth) == "增加 3.8 至 4.5 倍"


def test_chinese_sentences_stand_together_and_words_are_parted_as_it_parts_them():
    assert f"One.{space()}Two." == "One. Two."
    with speaking(CHINESE):
        assert f"一。{space()}二。" == "一。二。"
        assert several(["日期", "范围"]) == "日期、范围"


def test_a_column_that_a_style_sheet_names_is_named_in_the_language():
    with speaking(Language("zh_CN", {": ": "："})):
        assert html.column_names(printed="报告数字") == "--printed: '报告数字：'"


def test_a_condition_is_said_in_the_language():
    condition = Condition(ConditionKind.HOLDS_ONLY_WITH, ("one", "other"))
    assert str(condition) == "holds only with one or other"
    words = {"holds only with": "仅按以下理解成立", "{depends} {readings}": "{depends}：{readings}"}
    with speaking(Language("zh_CN", words)):
        assert str(condition) == "仅按以下理解成立：one or other"


@given(st.text())
def test_markup_whose_texts_do_not_change_stays_byte_by_byte(text):
    markup = f'<p title="x">{text}</p><code>{text}</code>'
    assert changed(markup, lambda each: each) == markup


@given(st.text("ab 1,.{}%"))
def test_a_text_without_a_translation_stays(text):
    assert translated(text, {}) == text
    assert message(text)[0].count("{") >= text.strip().count("{")


def test_texts_of_a_table_are_translated_and_its_numbers_stay():
    table = "<th>Share of 12 insurers</th><td>1,266</td>"
    said = changed(table, lambda text: translated(text, {"Share of {1} insurers": "{1} 家的份额"}))
    assert said == "<th>12 家的份额</th><td>1,266</td>"


def test_a_year_before_an_amount_is_no_end_of_a_range():
    words = {"from {1} in {2} to {3} in {4}": "从 {2} 年的 {1}到 {4} 年的 {3}"}
    said = translated("from 457 million in 2000 to 95 million in 2023", words)
    assert said == "从 2000 年的 4.57 亿到 2023 年的 9500 万"


def test_chinese_numbers_have_no_commas_and_a_unit_no_one_before_it():
    assert translated("7,634 yuan a head", {"{1} yuan a head": "人均 {1} 元"}) == "人均 7634 元"
    words = {"people, {1}": "人次，{1}", "of {1} people in {2}": "{2} 年（{1}人）"}
    assert translated("people, 100 million", words) == "人次，亿"
    assert translated("of 100 million people in 2020", words) == "2020 年（1 亿人）"


def test_an_income_told_to_the_yuan_keeps_its_five_digits():
    units = {"x": Unit("CNY per person", native="元/人")}
    value = Value(name="x", printed="21691", line=1, unit=units["x"])
    rounded = Value(name="x", printed="12000", line=1, unit=units["x"])
    with speaking(CHINESE):
        assert plain.printed(value) == "21691 元/人"
        assert plain.printed(rounded) == "1.2 万元/人"


@pytest.mark.parametrize(
    ("chinese", "fits"),
    [
        ("其中 3 项（见《报告》）成立。", True),
        ("增长 5%，见[此页](a.md)，`code` 不变。", True),
        ("其中3 项成立。", False),
        ("成立.", False),
        ("成立,不成立", False),
        ("成立 (见此)", False),
        ("“成立” ，", False),
    ],
)
def test_chinese_is_set_as_chinese_is(chinese, fits):
    assert (objection(chinese) == "") is fits

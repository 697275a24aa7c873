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
from rederive.language.spoken import Language, filled, say, speaking, spoken, told
from rederive.show import html, plain

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

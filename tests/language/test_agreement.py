"""What a translation must keep: places for words, addresses, bound numbers, all other numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.language.agreement import objection
from rederive.language.quantities import chinese, in_chinese_words, in_digits


@pytest.mark.parametrize(
    ("english", "translation"),
    [
        ("We find {recomputed}.", "我们得到 {recomputed}。"),
        ("[10,000](#=n) people", "[1 万](#=n)人"),
        ("All [three](#=n) lists", "全部[三个](#=n)列表"),
        ("All [three](#=n) lists", "全部 [3](#=n) 个列表"),
        ("[two thirds](#=n) of it", "其中的[三分之二](#=n)"),
        ("[3 to 5 billion](#=n) yuan", "[30 亿至 50 亿](#=n)元"),
        ("In July 2023 it was 1.5 million.", "2023 年 7 月为 150 万。"),
        (
            "Says {cite:t}`a` in `code`, see [this](x.md).",
            "{cite:t}`a` 在 `code` 中称，见[此](x.md)。",
        ),
        ("See {doc}`the method <method>`.", "见{doc}`方法 <method>`。"),
        ("The two lists", "两个列表"),
        ("It [may fall, stay or rise](#=n)", "它[可能下降、不变或上升](#=n)"),
        ("It [has been a false alarm](#=n)", "它[曾是误报](#=n)"),
    ],
)
def test_what_is_kept_is_not_objected_to(english, translation):
    assert objection(english, translation) == ""


@pytest.mark.parametrize(
    ("english", "translation", "said"),
    [
        ("We find {recomputed}.", "我们得到。", "{recomputed} is lost"),
        ("We find.", "我们得到 {recomputed}。", "{recomputed} is not in the English"),
        ("[10,000](#=n) people", "[10 万](#=n)人", "is not the number of"),
        ("[10,000](#=n) people", "1 万人", "#=n is lost"),
        ("All [three](#=n) lists", "全部[四个](#=n)列表", "is not the number of"),
        ("All [three](#=n) lists", "全部[列表](#=n)", "is not the number of"),
        ("[a third](#=n) of it", "其中[部分](#=n)", "is not the number of"),
        ("In 2023", "2024 年", "number 2023 is lost"),
        ("Many", "共 12 个", "number 12 is not in the English"),
        ("It is $x$.", "它是 $y$。", "formula"),
        ("See [this](x.md).", "见此。", "address x.md is lost"),
        ("Says {cite}`a`.", "{cite}`b` 称。", "role a is lost"),
    ],
)
def test_what_is_lost_is_named(english, translation, said):
    assert said in objection(english, translation)


@given(st.integers(1, 10**14))
def test_a_number_is_the_same_in_both_ways_of_counting(number):
    assert in_digits(f"{number:,}") == in_digits(str(number))
    rounded = Fraction(f"{number:.3g}")
    assert in_digits(chinese(rounded)) == in_digits(f"{int(rounded):,}")


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_another_number_is_objected_to(one, other):
    said = objection(f"There are {one:,} of them.", f"共有 {chinese(Fraction(other))} 个。")
    assert bool(said) == (one != other)


def test_chinese_numbers_in_characters():
    assert in_chinese_words("一亿二千万") == {Fraction(120_000_000)}
    assert in_chinese_words("十二") == {Fraction(12)}
    assert in_chinese_words("两百零三") == {Fraction(203)}

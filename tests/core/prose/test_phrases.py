"""What numbers in English words and digits mean, and when a sentence holds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core.numerals import Interval
from rederive.core.prose import bindings, own, phrases, sentences
from rederive.core.prose.bindings import Binding
from rederive.errors import InputError


def holds(text: str, value: object, **options: bool) -> bool:
    return sentences.compare("page", Binding("x", text), value, **options).holds == "yes"


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("4.6%", 4.64, 4.66),
        ("16.9 million people", 16.91e6, 17.0e6),
        ("about 17 million", 16.5e6, 19e6),
        ("more than 1.5 million", 1.55e6, 1.5e6),
        ("over 30 per cent", 38, 41),
        ("nearly 40 per cent", 38, 40.1),
        ("at least 3", 3, 2.99),
        ("less than 5", 4.9, 5),
        ("−0.3 points", -0.31, 0.3),
        ("$1.2 billion", 1.24e9, 1.3e9),
        ("1,266 yuan", 1265.7, 1264),
        ("half", 0.51, 0.54),
        ("two thirds", 0.667, 0.72),
        ("about a fifth", 0.21, 0.23),
        ("nine tenths", 0.9, 0.8),
        ("more than half", 0.55, 0.49),
        ("twice", 2.05, 2.2),
        ("three times", 3.1, 3.3),
        ("about twice", 2.15, 2.3),
        ("seven provinces", 7, 8),
        ("two million", 2_000_000, 2_000_001),
        ("rises every year", True, False),
    ],
)
def test_words_hold_for_what_they_say_and_no_more(text: str, right: object, wrong: object) -> None:
    assert holds(text, right)
    assert not holds(text, wrong)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 to 5 per cent", (3.2, 4.9)),
        ("between 3 and 5 billion", (3.1e9, 5.2e9)),
        ("3–5%", (3, 5)),
        ("from 1.25 to 1.5", (1.25, 1.5)),
    ],
)
def test_a_range_has_two_numbers_and_one_scale(text: str, value: tuple[float, float]) -> None:
    assert holds(text, value)
    assert not holds(text, (value[0], value[1] * 2))


def test_a_quotation_says_what_is_printed_hedge_and_all() -> None:
    assert holds("over 30 per cent", 30, quoted=True)
    assert not holds("over 30 per cent", 30)


@given(st.decimals(min_value="-1e9", max_value="1e9", places=2, allow_nan=False))
def test_a_number_holds_for_itself_and_for_what_rounds_to_it(number) -> None:
    text = f"{number:,} per cent"
    exact = Fraction(str(number))
    assert holds(text, float(number))
    assert holds(text, Interval(exact, exact + Fraction(4, 1000)))
    assert not holds(text, Interval(exact, exact + Fraction(6, 1000)))


@given(st.text(max_size=60))
def test_any_words_can_be_read(text: str) -> None:
    for number in phrases.read(text):
        assert 0 <= number.start < number.end <= len(text)
        assert number.step > 0
    own.numerals(text)


@pytest.mark.parametrize(
    ("text", "value", "sentence"),
    [
        ("rises", 3.0, "holds no number"),
        ("3%", True, "holds a number"),
        ("3 to 5%", 4, "holds 2 numbers"),
        ("3%", float("nan"), "missing"),
    ],
)
def test_words_and_value_of_two_kinds_are_refused(text: str, value: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        holds(text, value)


def test_bound_words_are_found_and_ordinary_links_are_not() -> None:
    cells = [("a", "grew [4.6\n%](#=growth), see [there](#results) and [x](y.html)")]
    assert bindings.find(cells) == [Binding("growth", "4.6 %", "a")]
    with pytest.raises(ValueError, match="cell a: 'Growth' does not fit"):
        bindings.find([("a", "[1](#=Growth)")])
    with pytest.raises(ValueError, match="cell a: '-1\\+2' begins like a spreadsheet's formula"):
        bindings.find([("a", "[-1+2](#=growth)")])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("In 2013–2022, on 3 May 2021 and 2020-06-30", []),
        ("1. First\n2. Second", []),
        ("chapter 3, section 2.4, lines 12 to 14, Figure 6.1", []),
        ("aged 65, 60 and over, CO2 and WPP2022", []),
        ("`x = 3`, $y = 4$, [text](page-7.html), {cite:p}`un2022`", []),
        ("the third pillar, its fifth year; thirds, a fifth", ["thirds", "a fifth"]),
        ("under CC BY 4.0, CC BY-SA 3.0 IGO and the BSD 3-clause licence", []),
        ("[4.6%](#=growth) and 4.7%", ["4.7"]),
        ("a third of 12,345.6, twice", ["a third", "12,345.6", "twice"]),
    ],
)
def test_numerals_that_claim_something_are_left(text: str, left: list[str]) -> None:
    assert own.numerals(text) == left


def test_the_record_is_read_back_and_compared(tmp_path) -> None:
    old = [
        sentences.compare("p", Binding("a", "4.6%"), 4.61),
        sentences.compare("p", Binding("c", "from -1 to 2"), (-1.2, 2)),
    ]
    new = [
        sentences.compare("p", Binding("a", "4.6%"), 4.7),
        sentences.compare("p", Binding("b", "up"), True),
        old[1],
    ]
    falls = sentences.compare("p", Binding("c", "between -3 and -2%"), (-3, -2))
    assert (falls.computed, falls.holds) == ("from -3 to -2", "yes")
    (tmp_path / "falls.csv").write_text(sentences.to_csv([falls]), "utf-8")
    assert sentences.read(tmp_path / "falls.csv") == [falls]
    path = tmp_path / "sentences.csv"
    path.write_text(sentences.to_csv(old), "utf-8")
    assert sentences.read(path) == old
    assert sentences.differences(old, new) == [
        "p: “4.6%” (a): computed was 4.61, is 4.7",
        "p: “up” (b) is new",
    ]
    assert sentences.failing(new) == ["p: “4.6%” (a) does not hold: computed is 4.7"]
    path.write_text(path.read_text("utf-8").replace(",yes", ",perhaps"), "utf-8")
    with pytest.raises(InputError, match="row 2: is not a sentence's record"):
        sentences.read(path)


def test_three_numbers_are_told_as_a_list_and_two_as_a_range():
    binding = Binding("a", "at -2.1, -7.4 and 2.5")
    told = sentences.compare("p", binding, (-2.12, -7.39, 2.48))
    assert (told.computed, told.holds) == ("−2.12, −7.39, 2.48", "yes")
    two = sentences.compare("p", Binding("a", "from -1 to 2"), (-1.2, 2))
    assert two.computed == "from -1.2 to 2"

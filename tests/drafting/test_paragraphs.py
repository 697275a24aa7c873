"""Headings, paragraphs and items of lists end what stands before them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rederive.core.number_words import RunningText
from rederive.core.units import Units
from rederive.drafting import language
from rederive.drafting.paragraphs import Paragraphs
from rederive.drafting.proposals import draft

ENGLISH, CHINESE = language.of("en"), language.of("zh")
BODY = [
    "At the end of the year the country had more inhabitants than ever before, and its ferries",
    "carried all of them across the water, by day and by night, as the port office has written",
    "down in its register.",
]


def breaks(lines: list[str], spoken: language.Language = ENGLISH) -> list[str]:
    """How the parts of a text begin that are read apart."""
    text, paragraphs = RunningText(lines), Paragraphs(spoken, lines)
    places = [0, *paragraphs.breaks(text, paragraphs.apart), len(text.text)]
    return [text.text[start:end][:9].strip() for start, end in pairwise(places)]


def test_a_heading_without_a_full_stop_stands_apart():
    assert breaks(["Traffic in 2031", *BODY]) == ["Traffic i", "At the en"]
    assert breaks([*BODY, "The fleet of 2031", *BODY])[1:] == ["The fleet", "At the en"]
    assert breaks(
        ["2031年渡轮", "全国渡轮运送旅客一亿二千六百万人次，比上年增加。" * 2], CHINESE
    ) == [
        "2031年渡轮",
        "全国渡轮运送旅客一",
    ]


def test_a_line_that_goes_on_is_no_heading():
    line = "more boats than ever before in all the years that are on record,"
    assert breaks(BODY) == ["At the en"]
    assert breaks(["It had", line]) == ["It had mo"]


def test_paragraphs_of_one_line_are_parted_by_empty_lines():
    lines = ["A title of 2031", "", f"{BODY[1]}.", "", f"{BODY[0]}.", "", "Photo: 2031", ""]
    assert Paragraphs(ENGLISH, lines).parted
    assert breaks(lines) == ["A title o", "carried a", "At the en", "Photo: 20"]


def test_empty_lines_within_sentences_part_nothing():
    lines = [part for line in BODY for part in (line, "")]
    assert not Paragraphs(ENGLISH, lines).parted
    assert breaks(lines) == ["At the en"]


def test_items_of_a_list_stand_apart():
    assert breaks(["It has:", "- 5 boats", "- 7 ports", "* 9 piers"]) == [
        *("It has:", "- 5 boats", "- 7 ports", "* 9 piers")
    ]


def test_nothing_is_read_over_the_end_of_a_heading():
    lines = ["Results for 2031", "People travelled by ferry, some 48 million of them.", *BODY]
    found = {each.printed: (each.unit, each.proposal) for each in draft(lines, ENGLISH, Units())}
    assert found["2031"] == ("year", "exclude")
    lines = ["Goal: more than 300", "Million passengers were carried, 40 of them by night.", *BODY]
    found = {each.printed: (each.scale, each.hedge) for each in draft(lines, ENGLISH, Units())}
    assert found["300"] == ("", "over")
    assert found["40"] == ("", "exact")


@given(st.lists(st.text("ab A.-*#3 一二。", max_size=12), max_size=12))
def test_no_text_is_too_odd(lines):
    for spoken in (ENGLISH, CHINESE):
        text, paragraphs = RunningText(lines), Paragraphs(spoken, lines)
        found = paragraphs.breaks(text, paragraphs.apart)
        assert found == sorted(set(found))
        draft(lines, spoken, Units())


def test_a_long_list_of_short_lines_is_no_depth():
    lines = [f"Row {number}" for number in range(5000)] + 2000 * BODY[:1]
    assert len(Paragraphs(ENGLISH, lines).apart) == 5000

"""The picture that goes with a shared address: whole texts within its margins, few bytes."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import matplotlib
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rederive.core.verdicts import Group, Verdict
from rederive.language import book_language, catalogues
from rederive.language.spoken import Language, speaking
from rederive.show import lettering, palette, share_card
from rederive.show.lettering import LEADING, Room, fitted
from rederive.show.share_card import Box, Card, Part, Text

ROOT = Path(__file__).parents[2]
WIDE, HIGH = share_card.SIZE
COUNTS = share_card.of_counts(dict.fromkeys(Group, 12))
SENTENCE = (
    "Cover of the elderly: the report says more than 96 million people. We find 91.2 million. "
)
CHINESE = "参保老年人：报告称“超过 9,600 万人”（2023 年）；我们算得 9,120 万人。"
FOOT = {"title": "The printed numbers of a report, checked", "address": "book.site/a"}
CARDS = {
    "claim": Card(SENTENCE, "Chapter 3", share_card.of_verdict(Verdict.NOT_REPRODUCED), **FOOT),
    "chapter": Card(SENTENCE * 2, "Ageing", None, COUNTS, **FOOT),
    "chinese": Card(CHINESE, "老龄化", None, COUNTS, **FOOT),
    "bare": Card("Downloads"),
    "one word": Card("x" * 400, "y" * 400, Part("#D55E00", "z" * 400), title="t" * 400,
                     address="https://book.site/" + "a" * 300),
    "long": Card(SENTENCE * 40, SENTENCE * 5, None, COUNTS, SENTENCE * 3, "book.site/a" * 9),
    "long chinese": Card(CHINESE * 60, CHINESE * 5, Part("#B8D3A7", CHINESE * 4), **FOOT),
    "long counts": Card("Short.", "", None, tuple(Part("#D1D5DB", SENTENCE, 9) for _ in range(8))),
    "marks alone": Card("，。”" * 90, "（" * 200, **FOOT),
    "nothing": Card("", "", None, (), "", ""),
}  # fmt: skip


def texts(card: Card) -> list[Text]:
    return [drawn for drawn in share_card.laid_out(card) if isinstance(drawn, Text) and drawn.lines]


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_every_line_lies_within_the_margins_and_above_the_next(card: Card) -> None:
    reached = 0.0
    for text in texts(card):
        lines = text.lines
        for line in lines:
            assert line.left >= share_card.MARGIN
            assert line.left + line.width <= WIDE - share_card.MARGIN
            assert line.baseline <= HIGH - share_card.BOTTOM
        top = lines[0].baseline - 0.8 * lines[0].size
        assert top > reached, text
        reached = max(line.baseline for line in lines)


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_nothing_is_drawn_in_the_margins(card: Card) -> None:
    picture = Image.open(io.BytesIO(share_card.draw(card))).convert("RGB")
    assert picture.size == share_card.SIZE
    margin, top = share_card.MARGIN - 1, share_card.BAND + 1
    for edges in (
        (0, top, margin - 1, HIGH),
        (WIDE - margin + 1, top, WIDE, HIGH),
        (0, HIGH - 8, WIDE, HIGH),
        (0, top, WIDE, 40),
    ):
        assert picture.crop(edges).getcolors() == [((edges[2] - edges[0]) * (edges[3] - edges[1]),
                                                    (255, 255, 255))]  # fmt: skip


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_no_word_is_lost(card: Card) -> None:
    drawn = "".join(line.text for text in texts(card) for line in text.lines)
    shown = [card.above, card.lead, card.badge, *card.counts, card.title, card.address]
    for each in shown:
        plain = lettering._plain(str(each or ""))
        assert plain.replace(" ", "") in drawn.replace(" ", "")


@settings(max_examples=60)
@given(st.text(max_size=300), st.integers(60, 1100), st.integers(30, 400), st.booleans())
def test_any_text_fits_into_any_room(text: str, width: int, height: int, bold: bool) -> None:
    lines = fitted(text, Room(0, 0, width, height), 60, bold=bold)
    assert "".join(line.text for line in lines).replace(" ", "") == lettering._plain(text).replace(
        " ", ""
    )
    if lines and lines[0].size > 1:
        assert len(lines) * lines[0].size * LEADING <= height
        assert all(line.width <= width for line in lines)


def test_a_short_text_is_large_and_a_long_one_is_smaller() -> None:
    room = Room(0, 0, 1056, 300)
    sizes = [fitted(SENTENCE * times, room, 60)[0].size for times in (1, 4, 16)]
    assert sizes[0] == 60 > sizes[1] > sizes[2] > 8


def test_no_line_of_chinese_begins_with_a_mark_that_ends_something() -> None:
    for width in range(200, 700, 25):
        for line in fitted(CHINESE * 3, Room(0, 0, width, 2000), 40):
            assert line.text[0] not in lettering._CLOSING
            assert line.text[-1] not in lettering._OPENING


@pytest.mark.parametrize("name", ["claim", "chapter", "chinese", "long chinese"])
def test_a_picture_is_small_and_always_the_same(name: str) -> None:
    made = share_card.draw(CARDS[name])
    assert len(made) < 40_000 or name == "long chinese"
    assert share_card.draw(CARDS[name]) == made


def test_the_name_says_what_is_shown() -> None:
    card = CARDS["claim"]
    assert card.name == dataclasses.replace(card).name
    assert dataclasses.replace(card, lead="Another.").name != card.name
    assert "not reproduced" in card.words
    assert SENTENCE in card.words


def test_every_verdict_has_its_icon_colour_and_words_in_the_language() -> None:
    with speaking(Language("zh_CN", {verdict.words: "结论" for verdict in Verdict})):
        for verdict in Verdict:
            part = share_card.of_verdict(verdict)
            assert part == Part(palette.GROUP_COLOURS[verdict.group], f"{verdict.icon} 结论")
            card = Card("Lead.", badge=part)
            boxes = [each for each in share_card.laid_out(card) if isinstance(each, Box)]
            assert [box.colour for box in boxes].count(part.colour) >= 2


def test_every_icon_and_every_character_of_the_books_own_texts_has_a_shape() -> None:
    spare = TTFont(Path(matplotlib.get_data_path(), "fonts/ttf/DejaVuSans.ttf")).getBestCmap()
    known = lettering._covered(True) & lettering._covered(False) | spare.keys()
    texts = [verdict.icon for verdict in Verdict]
    for messages in book_language.read(ROOT, "zh_CN").values():
        texts += [text for pair in catalogues.translations(messages).items() for text in pair]
    assert not {each for text in texts for each in text if ord(each) not in known and each > " "}

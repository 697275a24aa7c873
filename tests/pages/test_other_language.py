"""Another language on the pages: what cells showed is made again; the way leads there and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document

from rederive import Book, Chapter
from rederive.core import ledger
from rederive.language.spoken import Language, speaking
from rederive.notebook.entries import MIME as ENTRIES
from rederive.pages import ledger_tables, made_again, register_page, shown_in
from rederive.pages.other_language import _address, close_up
from rederive.show import cards, claim_card, content, figures

WORDS = {"Recomputed": "重算结果", "reproduced": "重算相符", "{count} claims": "{count} 条论断"}
TEXTS = {"Premiums were 12.5 billion yuan.": "保费为 125 亿元。", "a remark": "一个说明"}
CHINESE = Language("zh_CN", WORDS, TEXTS)


@pytest.fixture
def judged(book: Path) -> Book:
    """The invented book with the ledger of its one chapter."""
    made = Book(book)
    chapter = Chapter(1, made)
    chapter.check("ch1-premium", 12.52e9, unit="CNY", note="a remark")
    chapter.check("ch1-parts", {"whole": 10, "one": 8, "other": 2}, unit="CNY")
    chapter.trace("ch1-drones")
    chapter.normative("ch1-goal")
    entries = [entry for rows in chapter.entries.values() for entry in rows]
    made.ledger_path.write_text(ledger.to_csv(entries), encoding="utf-8")
    return made


def output(table: cards.Table) -> dict:
    """What a cell has that shows a table."""
    return {"output_type": "display_data", "data": table._repr_mimebundle_()}


def test_a_card_is_made_again_in_the_language_and_its_ids_stay(judged):
    entries = [entry for entry in judged.ledger if entry.claim == "ch1-premium"]
    shown = output(claim_card.card(judged.register["ch1-premium"], entries))
    with speaking(CHINESE):
        shown_in.speak(shown, judged, {})
    made = shown["data"]["text/html"]
    assert 'id="ch1-premium"' in made
    for words in ("保费为 125 亿元。", "重算相符", "一个说明", "125 亿元"):
        assert words in made
    assert "Premiums were" not in made


@pytest.mark.parametrize(
    "make",
    [
        lambda book: cards.claims_table(list(book.register)),
        lambda book: cards.verdicts_table(
            list(book.register), book.ledger, {ENTRIES: [each.to_row() for each in book.ledger]}
        ),
        lambda book: register_page.table(book.ledger, book),
        lambda book: ledger_tables.tally(book.ledger),
        lambda book: ledger_tables.meanings(),
        lambda book: ledger_tables.headline(book.ledger),
        lambda book: ledger_tables.vintage_claims(book.ledger, book.register),
        lambda book: ledger_tables.report_named(book),
    ],
)
def test_made_again_in_english_a_table_is_the_same(judged, make):
    shown = output(make(judged))
    before = shown["data"]["text/html"]
    assert list(shown_in.texts(shown)) == []
    shown_in.speak(shown, judged, {})
    assert shown["data"]["text/html"] == before


def test_what_is_not_the_books_own_is_not_made_again(judged):
    table = ledger_tables.tally(iter(judged.ledger))
    assert made_again.MIME not in table.data


def test_a_picture_keeps_its_places_and_says_its_texts_in_the_language():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text x="1">Share</text></svg>'
    shown = figures.Shown("12 of 15 hold", "A", "Alt", svg, svg, ["year", "x"], [["2020", "1"]],
                          [["Share", "2020: 1", 3, 4]])  # fmt: skip
    given = {"output_type": "display_data", "data": {figures.MIME: shown.to_json()}}
    assert "{1} of {2} hold" in set(shown_in.texts(given))
    shown_in.speak(given, None, {"{1} of {2} hold": "{2} 项中 {1} 项成立", "Share": "份额"})
    made = figures.Shown.from_json(given["data"][figures.MIME])
    assert (made.title, made.values) == ("15 项中 12 项成立", [["份额", "2020: 1", 3, 4]])
    assert '<text x="1">份额</text>' in made.wide


def test_printed_lines_and_tables_of_pandas_are_said_text_by_text():
    stream = {"output_type": "stream", "name": "stdout", "text": "two words\n12\n"}
    shown_in.speak(stream, None, {"two words": "两个词"})
    assert stream["text"] == "两个词\n12\n"
    table = {"output_type": "execute_result", "data": {"text/html": "<th>two words</th>"}}
    shown_in.speak(table, None, {"two words": "两个词"})
    assert table["data"]["text/html"] == "<th>两个词</th>"


def test_short_markdown_and_pictures_that_are_no_figures_are_said_too():
    said = {"{1} pass.": "{1} 项通过。", "A store": "存储", "What it keeps.": "所存之物。"}
    lines = {"output_type": "execute_result", "data": {"text/markdown": "- 12 pass.\n- 3 pass."}}
    assert list(shown_in.texts(lines)) == ["{1} pass.", "{1} pass."]
    shown_in.speak(lines, None, said)
    assert lines["data"]["text/markdown"] == "- 12 项通过。\n- 3 项通过。"
    drawing = {"image/svg+xml": "<svg><text>A store</text></svg>"}
    svg = {"output_type": "display_data", "data": drawing,
           "metadata": {"image/svg+xml": {"alt": "What it keeps."}}}  # fmt: skip
    assert list(shown_in.texts(svg)) == ["A store", "What it keeps."]
    shown_in.speak(svg, None, said)
    assert svg["data"]["image/svg+xml"] == "<svg><text>存储</text></svg>"
    assert svg["metadata"]["image/svg+xml"]["alt"] == "所存之物。"


def test_what_an_output_says_in_print_is_said_with_its_html():
    blocks = [content.paragraph(["two words", content.link("two words", "12")])]
    table = cards.Table("<p>two words</p>", "", {content.MIME: blocks})
    shown = output(table)
    shown_in.speak(shown, None, {"two words": "两个词"})
    (made,) = shown["data"][content.MIME]
    assert made["children"][0] == "两个词"
    assert made["children"][1]["url"] == "two words"


def test_the_way_to_the_other_edition_leads_back():
    assert _address("index", "", "zh") == "zh/index.html"
    assert _address("index", "zh", "") == "../index.html"
    assert _address("claims/a", "zh", "") == "../../claims/a.html"


def test_characters_stand_without_a_space_beside_those_of_a_link():
    line = nodes.paragraph()
    line += [
        nodes.Text("见 "),
        nodes.strong("", "方法"),
        nodes.Text(" 一章，"),
        nodes.literal("", "a"),
    ]
    line += [nodes.Text(" 与 "), nodes.strong("", "Sphinx"), nodes.Text(" 一章，")]
    tree = new_document("page")
    tree += line
    with speaking(Language("zh_CN")):
        close_up(None, tree)
    assert tree.astext() == "见方法一章，a 与 Sphinx 一章，"

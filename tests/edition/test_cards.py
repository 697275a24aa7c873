"""The cards of claims on paper."""

from __future__ import annotations

import re
from pathlib import Path

from nbformat import NotebookNode

from rederive.book.book import Book
from rederive.core.verdicts import Verdict
from rederive.edition.document import document


def test_only_the_page_that_derives_a_claim_is_where_links_lead(
    volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    text = document(volume, executed).text
    cards = re.findall(r'#card\("ch1-premium", "([\w-]+)",.*', text)
    assert cards == ["reproduced", "not-reproduced"]
    assert text.count('derived: label("claim:ch1-premium")') == 1


def test_of_two_cards_of_a_claim_on_its_page_links_lead_to_one(
    volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    chapter = next(iter(executed.values()))
    cards = chapter.cells[1].outputs
    cards.append(cards[0])
    text = document(volume, executed).text
    found = re.findall(r'#card\("ch1-premium", .*', text)
    assert ["derived: label" in each for each in found] == [False, True, True]


def test_a_card_comes_from_the_entries_and_not_from_the_html(
    volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    before = document(volume, executed).text
    for notebook in executed.values():
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                if any("rederive" in mime for mime in output.get("data", {})):
                    output["data"]["text/html"] = "<p>Something else.</p>"
    assert document(volume, executed).text == before


def test_every_colour_of_a_verdict_is_one_of_a_verdict_that_exists() -> None:
    style = Path(__file__).parents[2] / "src" / "rederive" / "edition" / "edition.typ"
    colours = style.read_text("utf-8").partition("#let colours = (")[2].partition("\n)")[0]
    names = re.findall(r'^  "?([\w-]+)"?:', colours, flags=re.MULTILINE)
    assert set(names) <= {verdict.value for verdict in Verdict}

"""A notebook's sentences: handed over, left out, unknown, fallen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rederive import Page
from rederive.core.prose.sentences import Sentence
from rederive.errors import InputError
from rederive.notebook.page import MIME, collect


def write(book: Path, *texts: str) -> None:
    cells = [
        {"cell_type": "markdown", "id": f"t{n}", "source": text, "metadata": {}}
        for n, text in enumerate(texts)
    ]
    (book / "notebooks").mkdir(exist_ok=True)
    (book / "notebooks" / "deep-x.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list:
    """What the cells show."""
    found: list = []
    monkeypatch.setattr("rederive.notebook.page.display", found.append)
    return found


def test_what_holds_is_silent_and_what_falls_is_told(book: Path, shown: list) -> None:
    write(book, "Grew by [4.6%](#=growth); it is [growing](#=up), again [about 5%](#=growth).")
    page = Page("deep-x")
    page.says({"growth": 4.6, "up": True})
    assert shown[-1].text == ""
    page.says("growth", 5.2)
    assert "“4.6%” no longer holds: computed is 5.2" in shown[-1].text
    assert "about 5%" not in shown[-1].text
    whole = page.sentences()
    assert "2 of 3 computed numbers in the text hold" in whole.text
    assert '<span id="=growth" title="computed: 5.2">' in shown[-1].html


def test_one_number_is_not_counted(book: Path, shown: list) -> None:
    write(book, "Grew by [4.6%](#=growth).")
    page = Page("deep-x")
    page.says({"growth": 4.6})
    assert "The one computed number in the text holds." in page.sentences().text


def test_a_number_that_no_cell_hands_over_is_named(book: Path, shown: list) -> None:
    write(book, "x", "Grew by [4.6%](#=growth).")
    page = Page("deep-x")
    with pytest.raises(InputError, match=r"cell t1: “4\.6%” is bound to 'growth', which no cell"):
        page.sentences()
    with pytest.raises(InputError, match="no words are bound to 'other'"):
        page.says("other", 3)
    with pytest.raises(InputError, match=r"deep-x\.ipynb, cell t1: '4.6%' holds a number"):
        page.says("growth", True)
    with pytest.raises(InputError, match="there is no page 'deep-y'"):
        Page("deep-y")


def test_words_that_quote_the_report_need_no_cell(book: Path, shown: list) -> None:
    write(book, "It prints [125](#=ch1-premium), [8 yuan](#=ch1-parts/one), [9](#=ch1-parts/two).")
    with pytest.raises(InputError, match="two"):
        Page("deep-x").sentences()
    write(book, "It prints [12.5 billion](#=ch1-premium), [9 yuan](#=ch1-parts/one).")
    assert "“9 yuan” no longer holds: computed is 8" in Page("deep-x").sentences().text


def test_sentences_are_collected_from_outputs(book: Path, shown: list) -> None:
    write(book, "Grew by [4.6%](#=growth).")
    page = Page("deep-x")
    page.says("growth", 4.61)
    outputs = [{"data": shown[0]._repr_mimebundle_()}, {"data": page.sentences().data}]
    notebook = {"cells": [{"outputs": outputs}, {"cell_type": "markdown"}]}
    assert MIME in outputs[0]["data"]
    assert collect([notebook]) == [Sentence("deep-x", "growth", "4.6%", "4.61", "yes")]

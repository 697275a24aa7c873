"""Every numeral of the book's own text is bound to a cell, or claims nothing."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from rederive import Book
from rederive.book import own_numerals, prose
from rederive.core.prose import own
from rederive.errors import InputError
from warmbook import toc

ROOT = Path(__file__).parents[2]


def test_every_numeral_of_the_book_is_bound_or_excluded_with_a_reason() -> None:
    problems, counts = own_numerals.check(Book(ROOT), toc.files(ROOT))
    assert not problems
    assert counts["bound"] > 0


@pytest.fixture
def own_book(book: Path) -> Path:
    """The invented book with a page."""
    (book / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (book / "index.md").write_text("# A\n\nIt grew by 4.6% and [5%](#=five).\n")
    return book


def test_an_open_numeral_and_a_stray_reason_are_told(own_book: Path) -> None:
    problems, counts = own_numerals.check(Book(own_book), toc.files(own_book))
    assert problems == [
        "index, cell part 1: 4.6 is bound to nothing; write [4.6](#=name) and hand the number "
        "over, or give a reason in data/own-numerals.csv"
    ]
    assert counts == Counter(bound=1, open=1, excluded=0)
    table = own_book / "data" / "own-numerals.csv"
    table.write_text("page,cell,numeral,reason\nindex,part 1,4.6,an example\nindex,part 1,7,x\n")
    problems, counts = own_numerals.check(Book(own_book), toc.files(own_book))
    assert problems == ["data/own-numerals.csv: 7 is not in index, cell part 1; take the row out"]
    assert counts["excluded"] == 1
    table.write_text("page,cell,numeral,reason\nindex,part 1,4.6,\n")
    with pytest.raises(InputError, match="row 2: needs page, cell, numeral and reason"):
        own_numerals.check(Book(own_book), toc.files(own_book))


def test_a_text_file_with_code_is_run_for_its_bound_words(own_book: Path) -> None:
    assert prose.pages_with_bound_words(own_book) == []
    computed = "[5%](#=five)\n\n```{code-cell} python3\nfive = 5\n```\n"
    (own_book / "index.md").write_text(computed)
    assert prose.pages_with_bound_words(own_book) == [own_book / "index.md"]


def test_the_fixed_words_of_pictures_count_and_computed_ones_do_not(tmp_path: Path) -> None:
    code = (
        'charts.figure("Up by 3%", unit=f"{x:.1f} of 7", size=(6.4, 3.5))\n'
        'print("9")\nax.set_title("4 of them", color="#6B7280")\n'
        'charts.specification_curve(table, title="8 ways")'
    )
    cells = [{"cell_type": "code", "id": "c", "source": code, "metadata": {}}]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": cells}))
    assert list(own_numerals.texts(path)) == [("c", "Up by 3%\n of 7\n4 of them\n#6B7280\n8 ways")]
    assert own.numerals("in #6B7280, 8 ways") == ["8"]

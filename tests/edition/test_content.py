"""Content that outputs carry as data, on paper."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core.verdicts import Verdict
from rederive.edition.content import content
from rederive.edition.places import Places
from rederive.errors import InputError
from rederive.show import content as carried

PLACES = Places("notebooks/ch1", pages=frozenset({"notebooks/method"}))


def test_a_verdict_is_not_parted_from_its_count() -> None:
    tally = content([carried.tally([(Verdict.UNTRACED, 21), (Verdict.TRACED, 3)])], PLACES)
    assert '#box[#verdict("untraced");#" ";#strong[#"21";];];' in tally
    assert '#box[#verdict("traced");#" ";#strong[#"3";];];' in tally


def test_links_and_lines_stay_in_a_table() -> None:
    rows = [(carried.link("method.html", "here"), carried.lines(["one", "two"]))]
    sheet = content([carried.table(("Where", "What"), rows)], PLACES)
    assert 'table.header([#"Where";], [#"What";])' in sheet
    assert '[#link(label("page:notebooks/method"))[#"here";];]' in sheet
    assert '[#"one";#linebreak();#"two";]' in sheet


def test_a_table_with_many_columns_is_a_paragraph_per_row() -> None:
    rows = [("c1", carried.verdict(Verdict.TRACED), "It rose.", "12.5", "")]
    names = ("Claim", "Verdict", "It says", "Printed", "Gap")
    stacked = content([carried.table(names, rows, carried.Layout.STACKED)], PLACES)
    assert '(("Printed", [#"12.5";]),)' in stacked
    assert "Gap" not in stacked


def test_content_of_an_unknown_type_is_named() -> None:
    with pytest.raises(InputError, match="content of type video has no form in the PDF edition"):
        content([{"type": "video"}], PLACES)


def around(text: str) -> str:
    """What stands around the strings of content that holds a text in every place."""
    blocks = [
        carried.paragraph([text, carried.strong(text), carried.muted(text)]),
        carried.bullets([[carried.link("method.html", text)], text]),
        carried.bullets([[carried.link(f"https://example.org/{text}", text)]]),
        carried.definitions([(text, text)]),
    ]
    return re.sub(r'"(?:\\.|[^"\\])*"', '""', content(blocks, PLACES))


@given(st.text(min_size=1))
def test_no_text_of_an_output_becomes_a_command(text: str) -> None:
    assert around(text) == around("x")

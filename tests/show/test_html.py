"""Tables and templates: what is not markup is escaped, whatever it is."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from rederive.show import html

#: Texts with what markup is made of, without what a parser of HTML turns into something else.
TEXTS = st.text(st.sampled_from("a<>&\"'/=é保 "), max_size=12)


class Parsed(HTMLParser):
    """The cells of a table, and the elements in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in ("th", "td"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        self.cells[-1] += data


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4), TEXTS, TEXTS, st.booleans())
def test_every_cell_is_read_back_as_it_was_given(rows, head, name, roles):
    made = html.table([head, "b"], rows, attributes={"aria-label": name}, roles=roles)
    parsed = Parsed(made)
    assert parsed.cells == [head, "b", *(cell for row in rows for cell in row)]
    assert parsed.tags <= {"table", "thead", "tbody", "tr", "th", "td"}


@given(TEXTS, TEXTS)
def test_a_link_says_its_text_and_leads_to_its_address(address, text):
    made = html.link(address, text)
    assert ("<a" in made) == bool(address)
    assert Markup(made).striptags() == " ".join(Markup.escape(text).unescape().split())


def test_markup_in_a_cell_stays_markup():
    made = html.table(["a"], [[html.link("x.html", "<b>")]])
    assert '<a href="x.html">&lt;b&gt;</a>' in made


def test_a_table_with_a_caption_scrolls_in_a_box_that_is_called_so():
    made = html.table(["a"], [["1"]], caption='Of "x"')
    assert made.startswith('<div class="table-scroll" tabindex="0" role="region" aria-label="Of ')
    assert "table-scroll" not in html.table(["a"], [["1"]])


def test_empty_terms_and_columns_are_left_out():
    assert html.terms([("a", ""), ("b", None)]) == ""
    assert html.terms([("a", "1"), ("b", "")]) == "<dl><div><dt>a</dt><dd>1</dd></div></dl>"
    assert html.without_empty_end(["a", "b", "c"], [["", "1", ""], ["", "", ""]]) == (
        ["a", "b"],
        [["", "1"], ["", ""]],
    )


def test_a_template_that_lacks_a_value_is_an_error():
    with pytest.raises(Exception, match="is undefined"):
        html.render("rederive.show", "link.html", text="x")

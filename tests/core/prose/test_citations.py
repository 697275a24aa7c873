"""Citations in the text: words for who reads the source, roles for pages and print."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.core.prose import citations
from rederive.core.prose.citations import Citation

KEYS = st.lists(st.text(string.ascii_letters + string.digits + "_-", min_size=1), min_size=1)
WORDS = st.text("ABcd 中文0123456789.&'/;,", min_size=1).filter(str.strip)
BETWEEN = st.text("ab 。，.;\n(", max_size=8)


def written(cited: Citation, chinese: bool = False) -> str:
    link = f"[{cited.words}](#@{','.join(cited.keys)})"
    if cited.told:
        return link
    return f"（{link}）" if chinese else f"({link})"


@given(st.lists(st.tuples(st.builds(Citation, WORDS, KEYS.map(tuple), st.booleans()), BETWEEN)))
def test_what_is_written_is_found_and_becomes_roles(parts: list[tuple[Citation, str]]) -> None:
    # A citation that is told directly after an opening bracket would be read as one in brackets.
    parts = [(each, between.rstrip("(") + ".") for each, between in parts]
    text = "".join(written(each) + between for each, between in parts)
    found = list(citations.find(text))
    assert [(each.keys, each.told) for each in found] == [(e.keys, e.told) for e, _ in parts]
    assert [each.words for each in found] == [" ".join(e.words.split()) for e, _ in parts]
    roles = "".join(each.role() + between for each, between in parts)
    assert citations.as_roles(text) == roles
    assert citations.as_roles(roles) == roles


@pytest.mark.parametrize("text", ["[4.6%](#=growth)", "[a](b.md)", "(see [a](#here))", "[a](#@)"])
def test_other_links_are_left_alone(text: str) -> None:
    assert citations.as_roles(text) == text
    assert not list(citations.find(text))


def test_full_width_parentheses_go_as_well() -> None:
    cited = Citation("国家统计局 2024", ("nbs",), told=False)
    assert citations.as_roles(f"增长{written(cited, chinese=True)}。") == "增长{cite}`nbs`。"

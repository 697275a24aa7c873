"""Simple selectors give what soupsieve gives."""

from __future__ import annotations

import subprocess
import sys

from bs4 import BeautifulSoup
from bs4.element import Tag
from hypothesis import example, given
from hypothesis import strategies as st

from warmbook import simple_selectors

NAMES, CLASSES = ("li", "a", "details", "h1", "LI"), ("current", "toc-h1", "a", "Current")
STEP = st.builds(
    lambda tag, name: f"{tag}{name}",
    st.sampled_from(("", *NAMES, "*", "ul:first-child")),
    st.sampled_from(("", *(f".{name}" for name in CLASSES), ".a.current", "#x")),
).filter(bool)
SELECTOR = st.builds(
    lambda steps, between: between.join(steps),
    st.lists(STEP, min_size=1, max_size=3),
    st.sampled_from((" > ", ">", " ", ", ")),
)
HTML = st.recursive(
    st.sampled_from(("", "words", "<br/>")),
    lambda inner: st.builds(
        lambda tag, names, parts: f'<{tag} class="{" ".join(names)}">{"".join(parts)}</{tag}>',
        st.sampled_from(NAMES),
        st.lists(st.sampled_from(CLASSES), max_size=2),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)
ALL, ONE = Tag.select, Tag.select_one


def places(found: list[Tag]) -> list[int]:
    return [id(each) for each in found]


@given(HTML, SELECTOR, st.integers(0, 5))
@example('<li class="toctree-l1"><details>x</details></li>', "li.toctree-l1 > details", 0)
@example('<a class=" a  current">x</a>', "a.current", 0)
def test_the_same_elements_are_found(html: str, selector: str, place: int) -> None:
    soup = BeautifulSoup(html, "html.parser")
    tags = [soup, *soup.find_all(True)]
    start = tags[place % len(tags)]
    before = ALL(start, selector), ONE(start, selector)
    try:
        simple_selectors.spare_soupsieve()
        assert places(start.select(selector)) == places(before[0])
        assert start.select_one(selector) is before[1]
        assert places(start.select(selector, limit=1)) == places(before[0][:1])
    finally:
        Tag.select, Tag.select_one = ALL, ONE


def test_what_the_theme_asks_for_is_simple() -> None:
    asked = ["li", "li.toctree-l1 > details", ".toc-h1", "details > a.reference"]
    assert all(map(simple_selectors.steps_of, asked))
    assert not any(map(simple_selectors.steps_of, ["", "a b", "*", "> a", "a,b", "a[href]"]))


def test_xml_and_what_is_not_simple_go_to_soupsieve() -> None:
    code = """
from bs4 import BeautifulSoup
from warmbook import simple_selectors
simple_selectors.spare_soupsieve()
soup = BeautifulSoup("<ul><li>1</li><li>2</li></ul>", "html.parser")
print(soup.select("li:nth-child(2)")[0].text, soup.select_one("ul li").text)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "2 1\n"

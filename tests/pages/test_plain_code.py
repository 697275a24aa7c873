"""Spans of code that look like plain text are taken out, and nothing looks other than before."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from rederive.pages import plain_code

STYLES = ("a11y-high-contrast-light", "a11y-high-contrast-dark", "default", "monokai", "bw")
CODE = st.text(alphabet="abif =+()[]'\"#{}1.\n:,", max_size=60)


def looks(page: str, rules: dict[str, str]) -> list[tuple[str, str]]:
    """Each character of a page with what the style sheet says of it."""
    soup = BeautifulSoup(page, "html.parser")
    return [
        (character, rules.get(" ".join(text.parent.get("class", [])), rules[""]))
        for text in soup.find_all(string=True)
        for character in text
    ]


def style_of(name: str) -> tuple[str, dict[str, str]]:
    css = HtmlFormatter(style=name).get_style_defs(".highlight")
    rules = dict(re.findall(r"\.highlight \.(\w+) \{ ([^}]*?) \}", css))
    base = re.search(r"\.highlight \{[^}]*?(color: #\w+)\s*\}", css)
    return css, {**rules, "": base[1] if base else ""}


@pytest.mark.parametrize("name", STYLES)
@given(code=CODE)
def test_every_character_looks_as_before(name: str, code: str) -> None:
    css, rules = style_of(name)
    page = highlight(code, PythonLexer(), HtmlFormatter(style=name))
    slim = plain_code.without(page, plain_code.plain_kinds(css))
    assert looks(slim, rules) == looks(page, rules)


def test_a_kind_that_one_theme_colours_stays() -> None:
    rules = 'html[data-theme="{0}"] .highlight {{ color: {1} }} '
    rules += 'html[data-theme="{0}"] .highlight .n {{ color: {1} }} '
    light, dark = rules.format("light", "#111"), rules.format("dark", "#eee")
    assert plain_code.plain_kinds(light + dark) == {"n"}
    other = dark.replace(".n { color: #eee }", ".n { color: #ff0 }")
    assert plain_code.plain_kinds(light + other) == set()


def test_a_kind_that_is_bold_or_without_a_plain_colour_stays() -> None:
    assert not plain_code.plain_kinds(
        ".highlight { color: #111 } .highlight .n { color: #111; font-weight: bold }"
    )
    assert not plain_code.plain_kinds(".highlight .n { color: #111 }")

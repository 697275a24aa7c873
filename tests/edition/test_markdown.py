"""MyST Markdown as Typst."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rederive.edition.markdown import front_matter, markdown, title
from rederive.edition.places import Places
from rederive.translating.prose import texts

PLACES = Places(
    "notebooks/ch1",
    titles={"notebooks/method": "How it is done"},
    pages=frozenset({"notebooks/method"}),
)


def test_a_link_without_words_shows_the_title_of_its_page() -> None:
    assert "How it is done" in markdown("See [](method).", PLACES)
    assert "our own" in markdown("See [our own](method).", PLACES)


def test_a_page_is_named_from_here_or_from_the_top() -> None:
    link = '#link(label("page:notebooks/method"))[#"How it is done";];'
    assert link in markdown("See {doc}`method`.", PLACES)
    assert link in markdown("See {doc}`/notebooks/method`.", PLACES)


def test_front_matter_is_no_text_and_can_be_read() -> None:
    page = "---\nrederive: {edition: false}\n---\n# A page\n"
    assert front_matter(page) == "rederive: {edition: false}"
    assert front_matter("# A page\n") == ""
    assert title(page) == "A page"
    assert "rederive" not in markdown(page, PLACES)


#: A heading, a paragraph over two lines, an item, a cell of a table, and what each is in Chinese.
PAGE = """\
# A *page*

Two lines, [42](#=answer),
{cite}`a` and $e$.

- an item

| head | 1 |
|------|---|
| cell | 2 |

```python
cell
```
"""
IN_CHINESE = {
    "A *page*": "一*页*",
    "Two lines, [42](#=answer), {cite}`a` and $e$.": "两行，[42](#=answer)，$e$ 和 {cite}`a`。",
    "an item": "一项",
    "head": "表头",
    "cell": "单元格",
}


def in_chinese(translations: dict[str, str]) -> Places:
    return replace(PLACES, sources=frozenset("a"), translations=translations)


def test_each_message_is_replaced_by_its_translation_and_nothing_else_is() -> None:
    made = markdown(PAGE, in_chinese(IN_CHINESE))
    assert '#emph[#"页";];' in made
    assert made.index("$e$") < made.index('#cite(label("a")')  # in the order of the translation
    for word in ("两行，", "一项", "表头", "单元格", "42"):
        assert f'"{word}"' in made
    assert made.count("cell") == 1  # in the code
    assert "Two lines" not in made
    assert title(PAGE, IN_CHINESE) == "一页"


def test_what_has_no_translation_stays_in_english() -> None:
    made = markdown(PAGE, in_chinese({"an item": "一项"}))
    assert markdown(PAGE, in_chinese({})).replace("an item", "一项") == made


PIECES = ["# A *title*", "one [2](#=n)", "- `code`, *more*", "1. {cite}`a`", "$x$ and #strong[y]",
          "| a | 1 |\n|---|---|\n| b | c |", "a\n: b"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)).map("\n\n".join))
def test_all_messages_of_a_text_are_translated_and_its_form_stays(text: str) -> None:
    longer = {each: f"{each} end" for each in texts(text)}
    made = markdown(text, in_chinese(longer))
    assert made.count(" end") == sum(1 for _ in texts(text))
    shorter = made.replace('#" end";', "").replace(" end", "")
    assert shorter == markdown(text, in_chinese({}))

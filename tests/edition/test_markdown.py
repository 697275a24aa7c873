"""MyST Markdown as Typst."""

from __future__ import annotations

from rederive.edition.markdown import front_matter, markdown, title
from rederive.edition.places import Places

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

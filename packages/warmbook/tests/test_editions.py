"""Editions of the pages beside the book: built at the same time, from the same results."""

from __future__ import annotations

from pathlib import Path

import pytest

import warmbook
from warmbook import BuildError, freshness
from warmbook.freshness import View

from .books import write_toc

CONFIG = """\
title: A small book
sphinx:
  extra_extensions: [warmbook]
warmbook:
  strict: true
  editions: {de: {language: de}}
"""


@pytest.fixture
def paged(tmp_path: Path) -> Path:
    """A book of two pages without code."""
    write_toc(tmp_path, "one")
    (tmp_path / "_config.yml").write_text(CONFIG)
    (tmp_path / "one.md").write_text("# One\n\nA text.\n")
    return tmp_path


def test_an_edition_is_built_when_it_is_asked_for_and_gone_when_not(paged: Path) -> None:
    html = paged / "_build" / "html"
    warmbook.build(paged)
    assert not (html / "de").exists()
    alone = (html / "one.html").read_text()
    warmbook.build(paged, force=True, editions=lambda: ["de"])
    assert '<html lang="de"' in (html / "de" / "one.html").read_text()
    assert "A text." in (html / "de" / "one.html").read_text()
    assert (html / "one.html").read_text() == alone
    asked: list[str] = []
    warmbook.build(paged, editions=lambda: asked)  # nothing changed: nobody is asked
    assert (html / "de" / "one.html").exists()

    (paged / "one.md").write_text("# One\n\n{doc}`nowhere`\n")
    with pytest.raises(BuildError, match="the pages could not be built"):
        warmbook.build(paged, editions=lambda: ["de"])
    assert "A text." in (html / "de" / "one.html").read_text()

    (paged / "one.md").write_text("# One\n\nAnother text.\n")
    warmbook.build(paged)
    assert not (html / "de").exists()


def test_catalogues_of_messages_shape_only_editions() -> None:
    sources = {"one.md": "1", "locale/de/LC_MESSAGES/one.po": "2", "_config.yml": "3"}
    view = View(pages=("one.md",))
    assert view.frame(sources) == {"_config.yml": "3"}
    assert view.translations(sources) == {"locale/de/LC_MESSAGES/one.po": "2"}
    assert freshness.TRANSLATIONS == ("locale/", "locales/")

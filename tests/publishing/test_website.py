"""Where pages are published: absolute addresses once the book has one, and nothing before."""

from __future__ import annotations

from pathlib import Path

import pytest

from rederive.publishing import website
from rederive.publishing.website import Website

ROOT = Path(__file__).parents[2]
EDITIONS = "warmbook: {editions: {zh: {language: zh_CN}}}\n"


def book(folder: Path, address: str = "") -> Path:
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    line = f"url: {address}\n" if address else ""
    (folder / "CITATION.cff").write_text(line + cited, encoding="utf-8")
    (folder / "_config.yml").write_text(EDITIONS, encoding="utf-8")
    return folder


def test_a_book_with_an_address_has_absolute_ones_in_every_edition(tmp_path: Path) -> None:
    site = website.read(book(tmp_path, "https://book.site/a/"), "zh", ["zh"])
    assert site.page("index") == "https://book.site/a/zh/"
    assert site.page("claims/x") == "https://book.site/a/zh/claims/x.html"
    assert site.page("claims/x", "") == "https://book.site/a/claims/x.html"
    assert (site.shown, site.locale(), site.locale("")) == ("book.site/a/zh", "zh_CN", "en_US")
    assert site.alternates == [("", "en")]


@pytest.mark.parametrize("address", ["", "book.site/a"])
def test_without_an_absolute_address_there_is_none(tmp_path: Path, address: str) -> None:
    site = website.read(book(tmp_path, address), "", ["zh"])
    assert (site.page("index"), site.file("shared/a.png"), site.shown) == ("", "", "")
    assert site.alternates == [("zh", "zh-CN")]


def test_an_edition_that_is_not_built_is_not_named(tmp_path: Path) -> None:
    assert website.read(book(tmp_path)).languages == {"": "en"}


def test_a_book_without_citation_or_settings_has_a_website_too(tmp_path: Path) -> None:
    assert website.read(tmp_path) == Website()

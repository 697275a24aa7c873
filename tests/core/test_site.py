"""Addresses of pages: right from every folder, absent where the book declares no page."""

from __future__ import annotations

import posixpath
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rederive.book.book import Book
from rederive.core.site import ROLES, Links, Site
from rederive.errors import InputError

ROOT = Path(__file__).parents[2]
FOLDERS = st.lists(st.sampled_from("abc"), max_size=3).map("/".join)


@given(FOLDERS, FOLDERS)
def test_an_address_leads_from_every_folder_to_its_place(start, folder):
    place = posixpath.join(folder, "page.html")
    address = Links(start).to(place)
    assert posixpath.normpath(posixpath.join("/", start, address)) == f"/{place}"


def test_the_book_declares_a_page_for_every_role():
    site = Book(ROOT).site
    assert set(site.pages) == set(ROLES)
    assert site.language == "en"


def test_a_book_that_declares_none_has_no_links_to_them(book):
    site = Book(book).site
    assert site == Site()
    links = site.links("claims")
    assert links.claim("ch1-a") == "ch1-a.html"
    assert links.register() == links.register(claim="ch1-a") == links.register(chapter=1) == ""
    assert links.source("alpha") == links.downloads() == ""
    assert site.with_roles(*ROLES) == set()


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ("{glossary: index}", "'glossary' is not a role; use register, sources"),
        ("{register: notebooks/none}", "there is no page 'notebooks/none'; correct register"),
        ("[register]", "rederive_pages names a page for each role"),
    ],
)
def test_a_wrong_declaration_is_told_with_its_remedy(book, pages, sentence):
    text = f"sphinx:\n  config:\n    rederive_pages: {pages}\n"
    (book / "_config.yml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=sentence):
        Book(book).site  # noqa: B018

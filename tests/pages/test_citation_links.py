"""Citations of built pages: set from links, and held to the bibliography."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from rederive import Book
from rederive.book import prose
from rederive.core.prose import citations
from rederive.pages import citation_links

ROOT = Path(__file__).parents[2]
SOURCES = """@misc{ang, author = {Ang, B. W.}, title = {T}, date = {2005-01}}
@misc{wire, author = {{Xinhua via People's Daily (reprint)}}, title = {T}, year = {2023}}
@misc{many, author = {Li, A and Wu, B and Xu, C}, title = {T}}
@article{others, author = {Guyatt, Gordon H. and others}, title = {T}, year = {2011}}
"""


@pytest.fixture
def app(tmp_path: Path) -> SimpleNamespace:
    (tmp_path / "data/claims").mkdir(parents=True)
    (tmp_path / "references.bib").write_text(SOURCES, "utf-8")
    return SimpleNamespace(srcdir=tmp_path)


def read(app: SimpleNamespace, text: str) -> str:
    source = [text]
    citation_links.set_citations(app, "page", source)
    return source[0]


def test_words_of_the_bibliography_become_roles_in_silence(
    app: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    text = "[Ang (2005)](#@ang), ([Xinhua 2023; Li et al. undated](#@wire,many))"
    assert read(app, text) == "{cite:t}`ang`, {cite}`wire,many`"
    assert read(app, "([Guyatt 2011](#@others))") == "{cite}`others`"
    notebook = json.dumps({"cells": [{"source": ["a\n", "([Ang 2005](#@ang))\n"]}]})
    assert json.loads(read(app, notebook))["cells"][0]["source"] == ["a\n", "{cite}`ang`\n"]
    assert not caplog.records


def test_other_words_are_told_with_the_remedy(
    app: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    assert read(app, "([Ang 2006](#@ang))") == "{cite}`ang`"
    assert "write [Ang 2005](#@ang)" in caplog.text


def test_unknown_sources_are_left_to_the_extension_that_sets_citations(
    app: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    assert read(app, "([Ang 2006](#@nobody))") == "{cite}`nobody`"
    assert not caplog.records


def pages() -> list[Path]:
    own = [path for path in sorted(ROOT.glob("*.md")) if path.stem != path.stem.upper()]
    return [*sorted((ROOT / "notebooks").glob("*.ipynb")), *own]


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_the_book_names_its_sources_as_the_bibliography_does(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "{cite" not in text, "a role is no words in JupyterLab; write [who year](#@key)"
    known = Book(ROOT).bibliography
    for each in citations.find(text):
        assert each.words == each.expected((known[k].short, known[k].year) for k in each.keys)


def test_the_texts_of_a_page_have_roles_as_their_catalogues() -> None:
    cells = dict(prose.text_cells(ROOT / "notebooks/ch4-motor-and-nev.ipynb"))
    assert any("{cite}`kvalseth2018,sleuwaegen1986`" in text for text in cells.values())
    assert not any("](#@" in text for text in cells.values())


def test_no_name_of_the_bibliography_has_signs_of_latex() -> None:
    for source in Book(ROOT).bibliography.values():
        assert not set('~\\{}^"') & set(source.publisher), source.key

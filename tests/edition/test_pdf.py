"""The PDF edition of a small invented book, as its readers get it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from pypdf import PdfReader

import warmbook
from rederive.book.book import Book
from rederive.cli import main
from rederive.edition import pictures
from rederive.edition.book_pages import pages
from rederive.edition.compiler import compile_pdf
from rederive.edition.document import document
from rederive.errors import BuildError, InputError
from rederive.pages import generated_pages
from rederive.publishing import download_page, pdf_edition
from rederive.show import figures
from rederive.show.figures import Shown
from warmbook import notebooks, options, toc
from warmbook.freshness import Stamp, View

from .invented import SVG

ROOT = Path(__file__).parents[2]


def words(reader: PdfReader) -> str:
    """All that the pages say, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def outline(items: list, depth: int = 0) -> Iterator[tuple[int, str]]:
    for item in items:
        if isinstance(item, list):
            yield from outline(item, depth + 1)
        else:
            yield depth, item.title


def links(reader: PdfReader) -> tuple[set[str], int]:
    """Addresses that the PDF links to, and how many links stay within it."""
    actions = [
        annotation.get_object()
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]
    outside = {action["/A"]["/URI"] for action in actions if "/URI" in action.get("/A", {})}
    return outside, sum("/URI" not in action.get("/A", {}) for action in actions)


def test_the_edition_has_title_contents_chinese_links_and_bookmarks(printed: PdfReader) -> None:
    text = words(printed)
    assert len(printed.pages) >= 6
    assert printed.metadata.title == "invented: a book for the tests"
    first = printed.pages[0].extract_text()
    assert "0.9.1" in first
    assert "2026-01-02" in first
    assert "Contents" in printed.pages[2].extract_text()
    assert "保险 by chapter" in text
    assert list(outline(printed.outline)) == [
        (0, "At a glance"),
        (1, "In short"),
        (0, "The chapters"),
        (1, "保险 by chapter"),
        (1, "A trial"),
        (1, "Bibliography"),
    ]
    outside, inside = links(printed)
    assert "https://example.org/" in outside
    # Contents (3 pages), from the first page, to a card, two citations.
    assert inside >= 7


def test_the_edition_shows_what_a_reader_of_paper_needs(printed: PdfReader) -> None:
    text = words(printed)
    assert "x = 1" in text
    assert "y39 = 39" not in text
    assert "40 lines" in text
    assert "A blue bar that says nothing at all." in text
    assert "#strong[no markup]" in text
    assert "A sentence worked out." in text
    # Cards come from the ledger, with the citation of what was found elsewhere.
    assert "Premiums were 12.5 billion yuan." in text
    assert "✓ reproduced" in text
    assert "✗ not reproduced" in text
    assert "[2] (1 publisher)" in text
    assert "cite this claim" not in text
    # Pages for the web are named, not linked and not set.
    assert "Downloads." in text
    assert "Files." not in text


def test_a_long_table_goes_on_over_the_page_under_its_own_head(printed: PdfReader) -> None:
    pages = [page.extract_text() for page in printed.pages]
    with_head = [text for text in pages if "premium" in text and "year" in text]
    assert len(with_head) >= 2
    assert all(any(str(year) in text for text in with_head) for year in range(1900, 2000))


def test_pictures_are_made_to_fit(volume: Book, executed: dict[Path, NotebookNode]) -> None:
    text = document(volume, executed).text
    assert f", {pictures.WIDTH:.1f}pt, {pictures.WIDTH / 40:.1f}pt);" in text


@pytest.mark.parametrize("unit", ["pt", "px", ""])
def test_a_picture_keeps_its_proportions(unit: str) -> None:
    drawing = f'<svg xmlns="" width="800{unit}" height="300{unit}"></svg>'
    assert pictures.Picture(drawing, "").size == (400, 150)


def test_figures_have_the_numbers_of_the_web_though_some_are_not_printed(
    volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    figure = Shown("A # title", "an office", "A text.", SVG, SVG, ["x"], [["1"]], [])
    output = new_output("display_data", {figures.MIME: figure.to_json()})
    first, second = executed.values()
    tags = ([], ["hide-output"], ["remove-output"], [])
    first.cells += [new_code_cell(outputs=[output], metadata={"tags": each}) for each in tags]
    second.cells.append(new_code_cell(outputs=[output]))
    text = document(volume, executed).text
    # The second is on the web only, the third nowhere.
    assert re.findall(r"number: (\d+)", text.partition("#show: edition")[2]) == ["1", "3", "4"]
    assert 'title: "A # title", source: "Source: an office"' in text
    target = volume.root / "_build" / "figures.pdf"
    compile_pdf(document(volume, executed), volume, target)
    printed = words(PdfReader(target))
    assert "Figure 3: A # title. Source: an office" in printed


def test_the_same_sources_give_the_same_bytes(
    volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    first, second = volume.root / "_build" / "1.pdf", volume.root / "_build" / "2.pdf"
    for target in (first, second):
        compile_pdf(document(volume, executed), volume, target)
    assert first.read_bytes() == second.read_bytes()


def cell_of(executed: dict[Path, NotebookNode], text: str) -> None:
    next(iter(executed.values())).cells.append(new_markdown_cell(text))


def test_a_missing_glyph_is_named_and_the_old_edition_stays(
    volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    target = volume.root / pdf_edition.place()
    target.parent.mkdir()
    target.write_bytes(b"old")
    cell_of(executed, "A rare character: 龘.")
    with pytest.raises(BuildError, match=r"no font has a glyph for '龘'; .*make\.py"):
        compile_pdf(document(volume, executed), volume, target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{cite}`nobody`", "cites nobody, which references.bib does not hold"),
        ("{kbd}`x`", r"the role \{kbd\} has no form in the PDF edition yet"),
        ("```{video} x\n```", r"the directive \{video\} has no form"),
        ("$\\oint x$", r"\\oint is not known to the PDF edition"),
    ],
)
def test_what_cannot_be_printed_is_named(
    text: str, problem: str, volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    cell_of(executed, text)
    with pytest.raises(InputError, match=problem):
        document(volume, executed)


def test_without_typst_the_command_says_so(volume: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr(warmbook, "execute", lambda root: pytest.fail("notebooks ran"))
    result = CliRunner().invoke(main, ["pdf"])
    assert result.exit_code == 1
    assert "needs typst, which is not installed; run: python -m pip" in result.output
    assert not (volume.root / pdf_edition.place()).exists()


def test_the_page_of_downloads_offers_the_edition_only_while_there_is_one(volume: Book) -> None:
    out = volume.root / "out"
    out.mkdir()
    (volume.root / "files.md").touch()
    (volume.root / "_config.yml").write_text(
        "sphinx: {config: {rederive_pages: {downloads: files}}}\n", encoding="utf-8"
    )
    page = out / "files.html"
    page.write_text(download_page.links().html, encoding="utf-8")
    edition = volume.root / pdf_edition.place()
    edition.parent.mkdir()
    edition.write_bytes(b"x" * 1_500_000)
    generated_pages.offer_pdf(volume.root, out, volume.site)
    assert '<a href="rederive.pdf" download="">The book as a PDF</a> (1.5 MB)' in page.read_text()
    assert (out / "rederive.pdf").read_bytes() == edition.read_bytes()
    edition.unlink()
    generated_pages.offer_pdf(volume.root, out, volume.site)
    assert page.read_text() == download_page.links().html
    assert not (out / "rederive.pdf").exists()


def test_a_new_edition_makes_the_book_offer_it(volume: Book) -> None:
    (volume.root / "_build").mkdir()
    Stamp(volume.root).write(View(built=options.read(ROOT).pages_depend))
    assert Stamp(volume.root).holds()
    (volume.root / pdf_edition.place()).write_bytes(b"new")
    assert not Stamp(volume.root).holds()


def test_every_page_of_the_book_has_a_form_in_print() -> None:
    """Without running a notebook: its text only."""
    book = Book(ROOT)
    cells = {path: notebooks.read(path) for path in toc.files(ROOT) if notebooks.is_notebook(path)}
    text = document(book, cells).text
    kept = [page.name for page in pages(ROOT, cells) if page.printed]
    assert text.count('#label("page:') == len(kept)
    assert "notebooks/register" in kept
    assert "downloads" not in kept

"""The PDF edition of a small invented book, as its readers get it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pypdf import PdfReader

import warmbook
from rederive.cli import main
from rederive.core import claims, ledger
from rederive.core.ledger import Entry
from rederive.edition import markup, pdf
from rederive.edition.markup import Places
from rederive.errors import BuildError, InputError
from rederive.pages import generated_pages
from rederive.publishing import exports
from rederive.show.cards import card
from warmbook import notebooks, options, toc
from warmbook.freshness import Stamp, View

ROOT = Path(__file__).parents[2]
FILES = {
    "_toc.yml": """\
format: jb-book
root: index
parts:
- caption: The chapters
  chapters:
  - file: notebooks/ch1-invented
  - file: notebooks/trial
  - file: bibliography
  - file: downloads
""",
    "index.md": "# An invented book\n\nRead {doc}`notebooks/ch1-invented`, {doc}`downloads`.\n",
    "bibliography.md": "# Bibliography\n\n```{bibliography}\n:style: plain\n```\n",
    "downloads.md": "# Downloads\n\nFiles.\n",
    "CITATION.cff": """\
title: "invented: a book for the tests"
authors: [{name: Nobody}]
version: 0.9.1
date-released: 2026-01-02
license: BSD-3-Clause
abstract: Nothing of it is true.
keywords: [tests]
""",
}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="4000pt" height="100pt" viewBox="0 0 40 1">'
    '<rect width="40" height="1" fill="#0072B2"/></svg>'
)
TABLE = (
    "<table><thead><tr><th></th><th>premium</th></tr><tr><th>year</th><th></th></tr></thead>"
    + "<tbody>"
    + "".join(f"<tr><th>{year}</th><td>{year / 7:.1f}</td></tr>" for year in range(1900, 2000))
    + "</tbody></table>"
)
CHECKED = Entry(
    "ch1-premium", "premium", "125 × 100 million CNY", "12520000000", "12520000000", "reproduced",
    "money/premium", "", "0.24", "0.3", "2",
)  # fmt: skip
TRACED = Entry(
    "ch1-drones",
    "flights",
    "over 600 sorties",
    "611.5",
    "612.5",
    "traced",
    "alpha",
    "",
    publishers="1",
)


@pytest.fixture
def volume(book: Path) -> Path:
    """The folder of an invented book that can be set."""
    for name, text in FILES.items():
        (book / name).write_text(text, encoding="utf-8")
    return book


def shown(**data: object) -> NotebookNode:
    """An output of a cell."""
    named = {key.replace("_", "/").replace("svg", "svg+xml"): value for key, value in data.items()}
    return new_output("display_data", named)


@pytest.fixture
def executed(volume: Path) -> dict[Path, NotebookNode]:
    """Its one chapter, as if it had been run."""
    register = claims.load(volume / "data" / "claims")
    cards_ = [
        new_output(
            "display_data",
            {"text/html": card(register[entry.claim], [asdict(entry)]).html, "text/plain": ""},
        )
        for entry in (CHECKED, TRACED)
    ]
    picture = shown(image_svg=SVG, text_plain="A blue bar that says nothing at all.")
    closing = new_output("display_data", {"text/html": "<p>Two.</p>"})
    closing["data"][ledger.MIME] = [asdict(CHECKED), asdict(TRACED)]
    cells = [
        new_markdown_cell(
            "# 保险 by chapter\n\nSaid {cite}`beta`; see [the page](https://example.org/), "
            "[a claim](../claims/ch1-drones.html), $e^{-rt}$ and #strong[no markup]."
        ),
        new_code_cell("x = 1  # short", outputs=cards_),
        new_code_cell("\n".join(f"y{n} = {n}" for n in range(40)), outputs=[picture]),
        new_code_cell("table", outputs=[new_output("execute_result", {"text/html": TABLE})]),
        new_code_cell("spoken", outputs=[shown(text_markdown="A *sentence* worked out.")]),
        new_code_cell("chapter.verdicts()", outputs=[closing]),
    ]
    # Another page tries other numbers on a claim; they count for nothing.
    tried = replace(CHECKED, recomputed_low="99", recomputed_high="99", verdict="not-reproduced")
    trial = new_output(
        "display_data", {"text/html": card(register[tried.claim], [asdict(tried)]).html}
    )
    trial["data"][ledger.MIME] = [asdict(tried)]
    trials = [new_markdown_cell("# A trial"), new_code_cell("check", outputs=[trial])]
    return {
        volume / "notebooks" / "ch1-invented.ipynb": new_notebook(cells=cells),
        volume / "notebooks" / "trial.ipynb": new_notebook(cells=trials),
    }


@pytest.fixture
def printed(volume: Path, executed: dict[Path, NotebookNode]) -> PdfReader:
    """The book, set and opened."""
    target = volume / exports.PRINTED
    pdf.typeset(pdf.document(volume, executed), volume, target)
    return PdfReader(target)


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
        (0, pdf.BEFORE),
        (1, pdf.FIRST),
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


def test_pictures_are_made_to_fit(volume: Path, executed: dict[Path, NotebookNode]) -> None:
    text = pdf.document(volume, executed).text
    assert f", {pdf.WIDTH:.1f}pt, {pdf.WIDTH / 40:.1f}pt);" in text


def test_the_same_sources_give_the_same_bytes(
    volume: Path, executed: dict[Path, NotebookNode]
) -> None:
    first, second = volume / "_build" / "1.pdf", volume / "_build" / "2.pdf"
    for target in (first, second):
        pdf.typeset(pdf.document(volume, executed), volume, target)
    assert first.read_bytes() == second.read_bytes()


def cell_of(executed: dict[Path, NotebookNode], text: str) -> None:
    next(iter(executed.values())).cells.append(new_markdown_cell(text))


def test_a_missing_glyph_is_named_and_the_old_edition_stays(
    volume: Path, executed: dict[Path, NotebookNode]
) -> None:
    target = volume / exports.PRINTED
    target.parent.mkdir()
    target.write_bytes(b"old")
    cell_of(executed, "A rare character: 龘.")
    with pytest.raises(BuildError, match=r"no font has a glyph for '龘'; .*make\.py"):
        pdf.typeset(pdf.document(volume, executed), volume, target)
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
    text: str, problem: str, volume: Path, executed: dict[Path, NotebookNode]
) -> None:
    cell_of(executed, text)
    with pytest.raises(InputError, match=problem):
        pdf.document(volume, executed)


def test_without_typst_the_command_says_so(volume: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr(warmbook, "execute", lambda root: pytest.fail("notebooks ran in vain"))
    result = CliRunner().invoke(main, ["pdf"])
    assert result.exit_code == 1
    assert "needs typst, which is not installed; run: python -m pip" in result.output
    assert not (volume / exports.PRINTED).exists()


def test_the_page_of_downloads_offers_the_edition_only_while_there_is_one(volume: Path) -> None:
    out = volume / "out"
    out.mkdir()
    page = out / "downloads.html"
    page.write_text(exports.links().html, encoding="utf-8")
    edition = volume / exports.PRINTED
    edition.parent.mkdir()
    edition.write_bytes(b"x" * 1_500_000)
    generated_pages.offer_edition(volume, out)
    assert "<a href='rederive.pdf' download>The book as a PDF</a> (1.5 MB)" in page.read_text()
    assert (out / "rederive.pdf").read_bytes() == edition.read_bytes()
    edition.unlink()
    generated_pages.offer_edition(volume, out)
    assert page.read_text() == exports.links().html
    assert not (out / "rederive.pdf").exists()


def test_a_new_edition_makes_the_book_offer_it(volume: Path) -> None:
    (volume / "_build").mkdir()
    Stamp(volume).write(View(built=options.read(ROOT).pages_depend))
    assert Stamp(volume).holds()
    (volume / exports.PRINTED).write_bytes(b"new")
    assert not Stamp(volume).holds()


def test_every_page_of_the_book_has_a_form_in_print() -> None:
    """Without running a notebook: its text alone."""
    cells = {path: notebooks.read(path) for path in toc.files(ROOT) if notebooks.is_notebook(path)}
    text = pdf.document(ROOT, cells).text
    titles = text.count('#label("page:')
    assert titles == len(list(pdf.pages(ROOT))) - len(pdf.LEFT_OUT)


@given(st.text())
def test_no_text_becomes_a_command(text: str) -> None:
    """Whatever is written stays within one Typst string."""
    markup_ = markup.words(text)
    inside = markup_.removeprefix('#"').removesuffix('";').replace("\\\\", "").replace('\\"', "")
    assert '"' not in inside
    assert "\n" not in inside


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://example.org/a", '"https://example.org/a"'),
        ("method.html", 'label("page:notebooks/method")'),
        ("method.html#a-section", 'label("page:notebooks/method")'),
        ("../claims/c1.html", 'label("claim:c1")'),
        ("#c1", 'label("claim:c1")'),
        ("../downloads/register.csv", ""),
        ("../claims/unknown.html", ""),
    ],
)
def test_links_of_the_web_edition_lead_to_the_same_things(address: str, leads: str) -> None:
    places = Places(
        "notebooks/ch1",
        pages=frozenset({"notebooks/ch1", "notebooks/method"}),
        claims=frozenset({"c1"}),
    )
    assert places.destination(address) == leads


def test_a_link_without_words_shows_the_title_of_its_page() -> None:
    places = Places(
        "notebooks/ch1",
        titles={"notebooks/method": "How it is done"},
        pages=frozenset({"notebooks/method"}),
    )
    assert "How it is done" in markup.markdown("See [](method).", places)
    assert "our own" in markup.markdown("See [our own](method).", places)


def test_a_verdict_is_not_parted_from_its_count() -> None:
    verdict = '<span class="verdict verdict-untraced">untraced</span>'
    items = f"<li>{verdict} <strong>21</strong></li>" * 2
    tally = markup.html(f'<ul class="verdict-tally">{items}</ul>', Places("notebooks/ch1"))
    assert tally.count('#box[#verdict("untraced");#" ";#strong[#"21";];];') == 2


def test_what_a_table_has_no_figure_for_is_a_dash() -> None:
    rows = "<tr><th>2013</th><td>NaN</td></tr><tr><th>2014</th><td>12.5</td></tr>"
    sheet = markup.html(f"<table>{rows}</table>", Places("notebooks/ch1"))
    assert "NaN" not in sheet
    assert '[#"–";]' in sheet
    assert "12.5" in sheet


@pytest.mark.parametrize(
    ("tex", "typst"),
    [
        ("F(t)", "F ( t )"),
        (r"e^{-r(t - t_0)}", "e ^ ( - r ( t - t _ 0 ) )"),
        (r"\exp(-x) / 2", "exp ( - x ) slash 2"),
        (r"a \le 0.5", "a <= 0.5"),
        (r"\sqrt{x}", "sqrt( x )"),
    ],
)
def test_formulas(tex: str, typst: str) -> None:
    assert f"${typst}$" in markup.maths(tex, block=False)


def test_a_table_takes_the_largest_letters_that_fit() -> None:
    def sheet(*texts: str, times: int = 1) -> str:
        return markup.sheet([[markup.Cell("", text) for text in texts * times]] * 2)

    assert "size: 8.5pt" in sheet("year", "12.5", times=5)
    assert "size: 6.5pt" in sheet("2013", "12.5", times=12)
    assert "fr" not in sheet("2013", "12.5", times=12)
    # What fits at no size shares the room; short columns keep theirs.
    assert "columns: (auto, 20.0fr,)" in sheet("margin_percent", "word " * 80)

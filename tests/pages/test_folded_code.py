"""Of the working only the lines of derivation stand open; what is folded is not lost."""

from __future__ import annotations

import pytest
from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st

from rederive.pages import folded_code
from rederive.pages.folded_code import LONG

DERIVES = "density = premium / people"
BOOKS = 'chapter.trace(\n    "ch1-a",\n)'
DRAWS = "fig, ax = charts.figure('x')"


def output(html: str) -> nodes.container:
    return nodes.container(
        "",
        nodes.container("", nodes.raw("", html, format="html"), mime_type="text/html"),
        nb_element="mime_bundle",
    )


def cell(code: str, *outputs: nodes.Element, **given_: object) -> nodes.container:
    made = nodes.container("", nb_element="cell_code", **given_)
    made += nodes.container("", nodes.literal_block("", code), nb_element="cell_code_source")
    if outputs:
        made += nodes.container("", *outputs, nb_element="cell_code_output")
    return made


def folded(*cells: nodes.Node) -> nodes.section:
    section = nodes.section("", *cells)
    folded_code.fold(section)
    return section


def open_text(section: nodes.Element) -> str:
    """What stands open."""
    text, depth = "", 0
    for node in section.findall(lambda node: isinstance(node, nodes.raw | nodes.literal_block)):
        markup = node.astext() if isinstance(node, nodes.raw) else ""
        depth -= markup == "</details>"
        text += "" if depth else node.astext() + "\n"
        depth += markup.startswith("<details")
    assert depth == 0
    return text


@given(st.integers(1, 3 * LONG))
def test_only_short_lines_of_derivation_stand_open(lines: int) -> None:
    code = "\n".join(f"a{n} = {n}" for n in range(lines))
    assert (code in open_text(folded(cell(code)))) == (lines <= LONG)


@pytest.mark.parametrize("code", [BOOKS, DRAWS, "import pandas as pd", "chapter.verdicts()"])
def test_code_that_draws_imports_or_keeps_the_books_is_folded(code: str) -> None:
    section = folded(cell(code))
    assert code not in open_text(section)
    assert code in section.astext()


def test_figures_and_cards_stay_open_and_tables_go_with_their_code() -> None:
    card, table = '<section class="claim-card">', '<table class="dataframe">'
    printed = nodes.literal_block("", "a step on the way")
    section = folded(cell("a = 1\n" * 20, output(table), output(card), printed))
    text = open_text(section)
    assert card in text
    assert table not in text
    assert "a step on the way" not in text
    assert "Working: 20 lines of code and a table" in section.astext()


@pytest.mark.parametrize("kind", ["image/svg+xml", "application/vnd.rederive.figure+json"])
def test_a_figure_is_no_step_on_the_way(kind: str) -> None:
    drawn = nodes.raw("", "<svg>", format="html")
    figure = nodes.container("", nodes.container("", drawn, mime_type=kind))
    figure["nb_element"] = "mime_bundle"
    assert "<svg>" in open_text(folded(cell(DRAWS, figure)))


def test_cells_that_follow_each_other_share_a_fold_and_nothing_is_lost() -> None:
    card = output('<section class="claim-card">')
    words = nodes.paragraph("", "Words between.")
    section = folded(
        cell(DRAWS), cell(BOOKS, card), cell(DRAWS), words, cell(DRAWS), cell(DERIVES), cell(BOOKS)
    )
    assert section.astext().count("<details") == 5 - 1
    assert section.astext().count(DRAWS) == 3
    assert section.astext().count(BOOKS) == 2
    assert DERIVES in open_text(section)


def test_what_a_tag_hides_with_its_outputs_is_left_to_the_tag() -> None:
    assert "<details" not in folded(cell(DRAWS, hide_mode="all")).astext()


def test_a_tag_folds_short_code_and_leaves_its_table() -> None:
    table = '<table class="dataframe">'
    section = folded(cell(DERIVES, output(table), hide_mode="input"))
    assert table in open_text(section)
    assert DERIVES not in open_text(section)
    assert "Working: 1 line of code" in section.astext()
    assert not next(iter(section.findall(nodes.container)))["hide_mode"]


def test_a_tag_keeps_long_code_open() -> None:
    long = "a = 1\n" * 20
    assert long.strip() in open_text(folded(cell(long, classes=["cell", "tag_shown"])))


def test_anchors_of_bound_numbers_lie_with_the_working_and_warnings_stand_open() -> None:
    anchors = '<div class="said"><span id="=a" title="computed: 1"></span></div>'
    warning = anchors.replace("</div>", '<ul class="said-fallen"></ul></div>')
    long = "a = 1\n" * 20
    assert anchors not in open_text(folded(cell(long, output(anchors))))
    assert warning in open_text(folded(cell(long, output(warning))))

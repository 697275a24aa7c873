"""A chapter begins with what it comes to, then tells what does not hold, then works it out."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from docutils import nodes

from rederive import Book
from rederive.core.entries import by_claim, worst_of
from rederive.pages import chapter_summary
from rederive.show import claim_card, leads

ROOT = Path(__file__).parents[2]


def test_the_counts_add_up_and_every_failing_claim_has_its_line() -> None:
    book = Book(ROOT)
    groups = by_claim(book.ledger)
    for chapter in book.register.titles:
        of_chapter = chapter_summary.of_chapter(book, chapter)
        made = str(chapter_summary.tally(chapter, of_chapter))
        short, _, by_verdict = made.partition("<details")
        whole, *parts = map(int, re.findall(r"<strong>(\d+)", short))
        verdicts = list(map(int, re.findall(r"<strong>(\d+)", by_verdict)))
        claims = [c for c in book.register if c.chapter == chapter and c.id in groups]
        assert whole == sum(parts) == sum(verdicts) == len(claims)
        failing = {c.id for c in claims if worst_of(groups[c.id]).refutes}
        listed = str(chapter_summary.failing(book, of_chapter))
        assert set(re.findall(r'href="#([^"]+)"', listed)) == failing


def test_every_card_is_a_line_that_opens_and_has_its_anchor_within() -> None:
    book = Book(ROOT)
    for name, rows in by_claim(book.ledger).items():
        made = claim_card.card(book.register[name], rows).html
        line, _, folded = made.partition("</summary>")
        assert "<details>" in line
        assert f'id="{name}"' in folded
        assert "Evidence" not in line
        quiet = worst_of(rows).group in leads.QUIET
        assert ("claim-lead" not in line) == quiet


def section(title: str, *content: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", title), *content)


def test_the_answer_is_moved_before_the_working_and_nothing_is_lost() -> None:
    why = section(chapter_summary.HEADING + ", and why", nodes.paragraph("", "Because."))
    data = section(chapter_summary.DATA, nodes.paragraph("", "From there."))
    points = nodes.bullet_list("", nodes.list_item("", nodes.paragraph("", "A point.")))
    chapter = section("T", nodes.paragraph("", "In short."), points, data, why)
    before = sorted(each.astext() for each in chapter.findall(nodes.paragraph))

    chapter_summary.rearrange(chapter, "[counts]", "[failing]")

    text = chapter.astext()
    order = ["T", "In short.", "[counts]", "A point.", "[failing]", "Because.", "From there."]
    assert [text.index(each) for each in order] == sorted(text.index(each) for each in order)
    assert sorted(each.astext() for each in chapter.findall(nodes.paragraph)) == before
    assert text.count("<details") == text.count("</details>") == 2


def test_a_chapter_without_a_summary_or_reasons_still_begins_with_its_answer() -> None:
    chapter = section("T", section("Working", nodes.paragraph("", "Work.")))
    chapter_summary.rearrange(chapter, "[counts]", "[failing]")
    titles = [each.astext() for each in chapter.findall(nodes.title)]
    assert titles == ["T", chapter_summary.HEADING, "Working"]
    assert chapter.astext().index("[counts]") < chapter.astext().index("[failing]")


def test_the_menu_counts_the_chapters_as_the_text_does() -> None:
    register = Book(ROOT).register
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["parts"]
    titles = {each["file"]: each.get("title") for part in parts for each in part["chapters"]}
    for chapter, notebook in register.notebooks.items():
        assert titles[f"notebooks/{notebook}"] == f"{chapter} {register.titles[chapter]}"

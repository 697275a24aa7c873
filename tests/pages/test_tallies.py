"""There is one set of totals, wherever verdicts are counted."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from rederive import Book
from rederive.core import ledger
from rederive.core.entries import by_claim
from rederive.core.verdicts import Group, Verdict, of_group
from rederive.edition.content import content
from rederive.edition.places import Places
from rederive.pages import claim_page, ledger_tables, register_page
from rederive.publishing import tables
from rederive.publishing.library import Library
from rederive.show import leads
from rederive.show.content import MIME

ROOT = Path(__file__).parents[2]
SECOND = ROOT / "tests" / "second-report"
PLACES = Places("index", pages=frozenset())


@cache
def book() -> Book:
    return Book(ROOT)


@cache
def totals() -> dict[Verdict, int]:
    """How many claims have each verdict, without those that none has."""
    return {verdict: count for verdict, count in ledger.tally(book().ledger).items() if count}


def by_badge(html: str, after: str) -> dict[Verdict, int]:
    """The numbers that follow badges in HTML."""
    found = re.findall(rf'class="verdict verdict-([a-z-]+)".*?{after}(\d+)', html, re.DOTALL)
    return {Verdict.of(word): int(number) for word, number in found}


def in_the_table() -> dict[Verdict, int]:
    return by_badge(ledger_tables.tally(book().ledger).html, r"<td[^>]*>")


def in_the_form_of_the_register() -> dict[Verdict, int]:
    form = register_page.table(book().ledger, book()).html.partition("</form>")[0]
    return by_badge(form, r'class="count">')


def in_the_rows_of_the_register() -> dict[Verdict, int]:
    rows = register_page.table(book().ledger, book()).html.partition("</form>")[2]
    return Counter(map(Verdict.of, re.findall(r'<tr[^>]* data-verdict="([a-z-]+)"', rows)))


def in_the_frame_of_the_picture() -> dict[Verdict, int]:
    frame = ledger_tables.verdict_frame(book().ledger, book().register)
    return dict(Counter(frame["verdict"]))


def in_the_pdf() -> dict[Verdict, int]:
    blocks = ledger_tables.tally(book().ledger).data[MIME]
    found = re.findall(r'#verdict\("([a-z-]+)"\);.*?(\d+)', content(blocks, PLACES), re.DOTALL)
    return {Verdict.of(word): int(number) for word, number in found}


def in_the_downloads() -> dict[Verdict, int]:
    register = tables.tables(Library(book()))["register"]
    worst = register.groupby("claim")["verdict"].agg(
        lambda words: min(map(Verdict.of, words), key=lambda verdict: verdict.rank)
    )
    return dict(Counter(worst))


def on_the_pages_of_claims() -> dict[Verdict, int]:
    pages = claim_page.all_pages(Library(book()))
    heads = (re.search(r"verdict verdict-([a-z-]+)", page.body) for page in pages)
    return dict(Counter(Verdict.of(head[1]) for head in heads if head))


@pytest.mark.parametrize(
    "place",
    [
        in_the_table,
        in_the_form_of_the_register,
        in_the_rows_of_the_register,
        in_the_frame_of_the_picture,
        in_the_pdf,
        in_the_downloads,
        on_the_pages_of_claims,
    ],
)
def test_every_place_has_the_same_totals(place: Any) -> None:
    assert place() == totals()


def test_the_tiles_add_up_and_agree_with_the_table() -> None:
    text = str(ledger_tables.headline(book().ledger))
    whole, *parts = [int(part.split()[0]) for part in text.split("; ")]
    assert whole == sum(parts) == len(book().register)
    groups = [sum(totals().get(each, 0) for each in of_group(group)) for group in Group]
    inside = totals()[Verdict.CONSISTENT]
    groups[list(Group).index(Group.HOLDS)] -= inside
    groups.remove(0)  # none of this book is left unchecked, so that no tile says so
    assert sorted(parts) == sorted([*groups, inside])
    held = [int(number) for number in re.findall(r"(\d+) (?:recomputed|traced)", text)]
    assert parts[0] == sum(held), "what sources outside bear out comes first"


def test_claims_that_no_cell_has_checked_are_told_as_such(tmp_path: Path) -> None:
    shutil.copytree(SECOND, tmp_path / "book", ignore=shutil.ignore_patterns("_build"))
    new = Book(tmp_path / "book")
    new.ledger_path.write_text(ledger.to_csv([]), encoding="utf-8")
    assert {entry.verdict for entry in new.ledger} == {Verdict.PENDING}
    claims = len(new.register)
    told = str(ledger_tables.headline(new.ledger))
    assert f"{claims} not checked yet: no cell of this book has held them against" in told
    assert f"{claims} held against nothing" not in told
    assert leads.finds(next(iter(new.register)), new.ledger[0]) == "It has not been checked yet."


def test_what_does_not_hold_lists_every_number_of_its_group() -> None:
    entries = book().ledger
    claims = ledger.claim_verdicts(entries)
    for group in (Group.HOLDS_OTHERWISE, Group.HOLDS_WITH_CAVEAT, Group.TESTED_IN_PART):
        which = of_group(group)
        shown = ledger_tables.findings(entries, book().register, which).html
        rows = shown.count('<th scope="row"')
        assert rows == sum(entry.verdict in which for entry in entries)
        assert rows >= sum(verdict in which for verdict in claims.values())


def test_the_worst_of_its_numbers_is_the_claims() -> None:
    frame = ledger_tables.verdict_frame(book().ledger, book().register)
    assert isinstance(frame, pd.DataFrame)
    for claim, group in by_claim(book().ledger).items():
        verdict = frame.set_index("claim").loc[claim, "verdict"]
        assert all(entry.verdict.rank >= Verdict.of(verdict).rank for entry in group)

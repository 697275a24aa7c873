"""The way out of untraced: what somebody with a network could look at."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from rederive import Book, Chapter
from rederive.book import leads
from rederive.cli import main
from rederive.core import ledger
from rederive.core.untraced import Untraced
from rederive.errors import InputError
from rederive.evidence import likely_documents
from rederive.evidence.traces import TRACES

ROOT = Path(__file__).parents[2]
HEAD = "cited,footnotes,lines,title,publisher,date,url,note\n"


@pytest.fixture
def untraced(book: Path) -> Path:
    """The invented book, in which nothing was found of the drones."""
    for path in (book / "data/traces").glob("*.csv"):
        path.unlink()
    search(book, "stored pages")
    chapter = Chapter(1, Book(book))
    chapter.trace("ch1-drones")
    entries = [entry for group in chapter.entries.values() for entry in group]
    (book / "data/verdicts.csv").write_text(ledger.to_csv(entries), encoding="utf-8")
    return book


def search(book: Path, place: str) -> None:
    (book / "data/searches/ch1.csv").write_text(
        f"claim,query,place,date,result\nch1-drones,drones,{place},2024-05-01,nothing\n",
        encoding="utf-8",
    )


def cite(book: Path, row: str) -> None:
    (book / "data/cited.csv").write_text(HEAD + row, encoding="utf-8")
    path = book / "data/claims/ch1.yaml"
    text = path.read_text("utf-8")
    kind = "check: company_disclosure"
    path.write_text(text.replace(kind, f"{kind}\n  cited: [fn2]"), encoding="utf-8")


def why(book: Path) -> Untraced:
    (lead,) = leads.leads(Book(book))
    return lead.why


def test_nothing_was_found_is_said_only_where_nothing_is_known(untraced: Path):
    assert why(untraced) is Untraced.NOTHING
    search(untraced, "annual report 2023 (opening only)")
    assert why(untraced) is Untraced.CUT
    cite(untraced, "fn2,2,9,Rain,Daily,,https://example.org/a,\n")
    assert why(untraced) is Untraced.NAMED


def test_a_body_that_is_named_without_a_document_is_no_document(untraced: Path):
    cite(untraced, "fn2,2,9,,Ministry of Rain,,,\n")
    assert why(untraced) is Untraced.NOTHING


def test_a_document_that_was_read_is_no_longer_merely_named(untraced: Path):
    cite(untraced, "fn2,2,9,Rain,Daily,,https://example.org/a,\n")
    bibliography = untraced / "references.bib"
    text = bibliography.read_text("utf-8")
    text = text.replace("title = {A}", "title = {A},\n url = {http://www.example.org/a/}")
    bibliography.write_text(text, encoding="utf-8")
    row = {"claim": "ch1-drones", "value": "flights", "figure": "9", "hedge": "exact"}
    row |= {"unit": "sorties", "period": "2019", "source": "alpha", "same": "no"}
    row |= {"differs": "date", "note": ""}
    (untraced / "data/traces/ch1.csv").write_text(
        f"{','.join(TRACES)}\n{','.join(row[name] for name in TRACES)}\n", encoding="utf-8"
    )
    assert why(untraced) is Untraced.NOTHING


def test_leads_have_the_reports_words_only_from_its_text(untraced: Path):
    (lead,) = leads.leads(Book(untraced))
    assert lead.document == leads.NO_DOCUMENT
    assert not lead.wording
    (told,) = leads.leads(Book(untraced), ["one", "two", "  More than 600 flights. ", "four"])
    assert told.wording == "More than 600 flights."
    (row,) = csv.DictReader(io.StringIO(leads.as_csv([told])))
    assert row["claim"] == "ch1-drones"
    assert row["looked_up"] == "drones"
    assert "600" in row["query"]


def test_the_command_says_that_the_words_are_left_out(untraced: Path, monkeypatch):
    monkeypatch.chdir(untraced)
    monkeypatch.delenv("REDERIVE_REPORT", raising=False)
    result = CliRunner().invoke(main, ["leads"])
    assert result.exit_code == 0
    assert "ch1-drones: More than 600 flights" in result.output
    assert "own words are left out: give its text with --report" in result.output


def test_a_claim_has_one_document(untraced: Path):
    path = untraced / "data/leads.csv"
    row = "Yearbook,Office,,Words,ch1-drones\n"
    path.write_text(f"document,publisher,url,query,claims\n{row}", encoding="utf-8")
    (lead,) = leads.leads(Book(untraced))
    assert lead.document.named == "Yearbook, Office"
    assert lead.queries[0].startswith("Words")
    path.write_text(f"document,publisher,url,query,claims\n{row}{row}", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 3: ch1-drones is not a claim, or has a document"):
        likely_documents.read(path, Book(untraced).register)


def test_the_largest_group_comes_first_and_no_report_is_quoted():
    found = leads.leads(Book(ROOT))
    named = [lead.document.named for lead in found if lead.document != leads.NO_DOCUMENT]
    sizes = [named.count(name) for name in dict.fromkeys(named)]
    assert sizes == sorted(sizes, reverse=True)
    assert not any(lead.wording for lead in found)


def test_what_was_looked_up_least_comes_once_more(untraced: Path):
    book = Book(untraced)
    found = leads.leads(book)
    told = "\n".join(leads.as_text(found, book))
    few = [lead.claim.id for lead in found if len(lead.looked_up) <= leads.FEW]
    assert few
    assert told.endswith("begin with these\n" + "\n".join(f"  {claim}" for claim in few))

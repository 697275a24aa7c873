"""A chapter checks its claims; the ledger keeps what came of it."""

from __future__ import annotations

from types import SimpleNamespace

import nbformat
import pytest

from rederive import Chapter, load
from rederive.book.book import Book
from rederive.core import ledger
from rederive.core.entries import Condition, ConditionKind
from rederive.core.verdicts import Verdict
from rederive.errors import InputError
from rederive.evidence.publishers import SAME, SAME_IN_PART, publisher_count
from rederive.notebook import given
from rederive.notebook.entries import collect
from samples import SUM


def addressed(**changes) -> Chapter:
    """A chapter with every claim addressed."""
    chapter = Chapter(1)
    chapter.check("ch1-premium", changes.get("premium", 12.52e9), unit="CNY")
    parts = {"whole": 10, "one": 8, "other": 2} | changes.get("parts", {})
    chapter.check("ch1-parts", parts, unit="CNY")
    chapter.trace("ch1-drones")
    chapter.normative("ch1-goal")
    return chapter


def verdicts_of(chapter: Chapter) -> dict[str, list[str]]:
    return {name: [row.verdict for row in rows] for name, rows in chapter.entries.items()}


def test_each_claim_gets_its_verdict(book):
    assert verdicts_of(addressed()) == {
        "ch1-premium": ["reproduced"],
        "ch1-parts": ["consistent"] * 3,
        "ch1-drones": ["traced"],
        "ch1-goal": ["normative"],
    }


def test_a_value_outside_the_rounding_is_not_reproduced(book):
    chapter = addressed(premium=12.6e9)
    entry = chapter.entries["ch1-premium"][0]
    assert entry.verdict == "not-reproduced"
    assert entry.margin_digits == pytest.approx(0.5)


def test_a_vintage_that_disagrees_is_a_caveat(book):
    chapter = Chapter(1)
    chapter.check("ch1-premium", 12.52e9, vintages={"the revised figures": 12.79e9}, unit="CNY")
    entry = chapter.entries["ch1-premium"][0]
    assert entry.verdict == "reproduced-with-caveat"
    assert entry.condition == Condition(ConditionKind.FAILS_WITH, ("the revised figures",))


def test_a_number_that_fails_on_the_main_reading_holds_otherwise(book):
    chapter = Chapter(1)
    chapter.check("ch1-premium", 13e9, alternatives={"premium before tax": 12.5e9}, unit="CNY")
    assert chapter.entries["ch1-premium"][0].verdict == "holds-otherwise"
    assert [str(each) for each in chapter.entries["ch1-premium"][0].opposed] == [
        "premium before tax: 1.25e+10"
    ]


def test_a_part_is_named_for_one_number_or_for_all(book):
    chapter = Chapter(1)
    chapter.check("ch1-premium", 12.52e9, part=(2, 5, "years, 2020 and 2021"), unit="CNY")
    entry = chapter.entries["ch1-premium"][0]
    assert (entry.verdict, entry.of_part) == ("partly-tested", "reproduced")
    assert entry.explanation == "tested: 2 of 5 years, 2020 and 2021"
    parts = {"whole": (1, 2, "sides")}
    chapter.check("ch1-parts", {"whole": 10, "one": 8, "other": 2}, part=parts, unit="CNY")
    verdicts = [each.verdict for each in chapter.entries["ch1-parts"]]
    assert verdicts == ["partly-tested", "consistent", "consistent"]


def test_publishers_behind_a_number_are_counted_for_its_date(book):
    text = (book / "data/series/money.csv").read_text("utf-8")
    assert addressed().entries["ch1-premium"][0].publishers == 1  # alpha alone has the revision
    text = text.replace("2024-12,alpha,", "2024-12,alpha; beta,")
    (book / "data/series/money.csv").write_text(text, encoding="utf-8")
    assert addressed().entries["ch1-premium"][0].publishers == 2  # 2021 has one, and is not meant


def test_a_chapter_with_a_claim_left_out_does_not_close(book):
    chapter = Chapter(1)
    chapter.check("ch1-premium", 12.52e9, unit="CNY")
    with pytest.raises(InputError, match="3 claims of chapter 1 were not addressed: ch1-parts"):
        chapter.verdicts()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda c: c.check("ch1-premiums", 1), "did you mean ch1-premium"),
        (lambda c: c.check("ch1-parts", 1, unit="CNY"), "prints several numbers"),
        (lambda c: c.check("ch1-parts", {}, unit="CNY"), "no value was given"),
        (lambda c: c.check("ch1-parts", {"sum": 1}, unit="CNY"), "has no value"),
        (lambda c: c.trace("ch1-parts", values=["sum"]), "has no value"),
        (lambda c: c.check("ch1-premium", float("nan"), unit="CNY"), "missing"),
        (lambda c: c.check("ch1-goal", 1), "prints no number"),
        (lambda c: c.printed("ch1-parts"), "has no value None"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(book, call, sentence):
    with pytest.raises(InputError, match=sentence):
        call(Chapter(1))


SEARCH = "ch1-parts,how many,pages,2026-11-24,nothing\n"
TRACE = "ch1-parts,one,8,exact,items,2023,alpha,yes,,\n"


def test_the_numbers_of_a_claim_may_rest_on_different_evidence(book):
    """X was A, up B per cent: one is recomputed, the other was printed elsewhere."""
    for place, row in (("searches", SEARCH), ("traces", TRACE)):
        path = book / "data" / place / "ch1.csv"
        text = path.read_text(encoding="utf-8")
        row = row.replace("items", Chapter(1).register["ch1-parts"].values[1].unit)
        path.write_text(text + row, encoding="utf-8")
    chapter = Chapter(1)
    chapter.check("ch1-premium", 12.52e9, unit="CNY")
    chapter.trace("ch1-drones")
    chapter.normative("ch1-goal")
    chapter.trace("ch1-parts", values=["one", "other"])
    with pytest.raises(InputError, match=r"1 claim .* not addressed: ch1-parts \(whole\)"):
        chapter.verdicts()
    with pytest.raises(InputError, match=r"claim ch1-parts \(one\) is checked twice"):
        chapter.check("ch1-parts", {"whole": 10, "one": 8}, unit="CNY")
    chapter = Chapter(1)
    chapter.trace("ch1-parts", values=["one", "other"])
    chapter.check("ch1-parts", {"whole": 10}, unit="CNY")
    found = {entry.value: entry.verdict.value for entry in chapter.entries["ch1-parts"]}
    assert found == {"whole": "consistent", "one": "traced", "other": "untraced"}
    assert [entry.value for entry in chapter.entries["ch1-parts"]] == ["whole", "one", "other"]


def test_a_number_may_be_tested_by_the_report_where_its_claim_has_data(book):
    claim = Chapter(1).register["ch1-premium"]
    value = claim.values[0].model_copy(update={"check": "arithmetic"})
    assert claim.tests_against_itself(value)
    assert not claim.tests_against_itself(claim.values[0].model_copy(update={"check": None}))


def test_a_reader_may_run_a_cell_again(book, monkeypatch):
    """JupyterLab says which cell runs; the later result of the same cell counts."""
    shell = SimpleNamespace(parent_header={"metadata": {"cellId": "a1"}})
    monkeypatch.setattr(given, "get_ipython", lambda: shell)
    chapter = Chapter(1)
    chapter.check("ch1-premium", 12.52e9, unit="CNY")
    assert chapter.entries["ch1-premium"][0].verdict == "reproduced"
    chapter.check("ch1-premium", 13e9, unit="CNY")
    assert chapter.entries["ch1-premium"][0].verdict == "not-reproduced"
    shell.parent_header["metadata"]["cellId"] = "b2"
    with pytest.raises(InputError, match="checked twice"):
        chapter.check("ch1-premium", 12.52e9, unit="CNY")


def test_a_claim_is_checked_once(book):
    chapter = addressed()
    with pytest.raises(InputError, match="checked twice"):
        chapter.check("ch1-premium", 12.5e9, unit="CNY")


def test_evidence_must_exist(book):
    path = book / "data/claims/ch1.yaml"
    path.write_text(path.read_text("utf-8").replace("money/premium", "money/none"), "utf-8")
    with pytest.raises(InputError, match="rests on money/none, which does not exist"):
        Chapter(1).check("ch1-premium", 12.52e9, unit="CNY")


def test_a_claim_without_evidence_is_refused(book):
    path = book / "data/claims/ch1.yaml"
    path.write_text(path.read_text("utf-8").replace("[money/premium]", "[]"), "utf-8")
    with pytest.raises(InputError, match="names no evidence"):
        Chapter(1).check("ch1-premium", 12.52e9, unit="CNY")


def test_entries_travel_in_the_executed_notebook(book):
    chapter = addressed()
    bundle = chapter.verdicts()._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data=bundle)
    cell = nbformat.v4.new_code_cell("chapter.verdicts()", outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    entries = collect([notebook])
    assert [entry.claim for entry in entries][:2] == ["ch1-premium", "ch1-parts"]
    assert entries == [entry for rows in chapter.entries.values() for entry in rows]


def test_what_was_not_derived_is_pending(book):
    entries = ledger.complete([], Book.here().register)
    assert {entry.verdict for entry in entries} == {"pending"}
    assert len(entries) == 6


def test_the_ledger_reads_back_what_it_wrote(book):
    entries = [entry for rows in addressed().entries.values() for entry in rows]
    path = book / "data/verdicts.csv"
    path.write_text(ledger.to_csv(entries), encoding="utf-8")
    assert ledger.read(path) == entries
    assert ledger.differences(ledger.read(path), entries) == []


def test_a_changed_verdict_is_named(book):
    before = [entry for rows in addressed().entries.values() for entry in rows]
    after = [entry for rows in addressed(premium=13e9).entries.values() for entry in rows]
    sentences = ledger.differences(before, after)
    assert len(sentences) == 1
    assert sentences[0].startswith("ch1-premium / premium: ")
    assert "verdict was 'reproduced', is 'not-reproduced'" in sentences[0]


def test_a_claim_counts_once_with_its_worst_number(book):
    entries = [e for rows in addressed(parts={"one": 9}).entries.values() for e in rows]
    counts = ledger.tally(entries)
    assert counts[Verdict.CONTRADICTED] == 1
    assert sum(counts.values()) == 4


@pytest.fixture
def contradicted(book):
    """The invented book with three numbers that cannot all be true, two of them borne out."""
    (book / "data/claims/relations.yaml").write_text(SUM, encoding="utf-8")
    return [entry for rows in addressed().entries.values() for entry in rows]


def test_a_contradicted_number_keeps_its_own_verdict(contradicted):
    premium = next(entry for entry in contradicted if entry.claim == "ch1-premium")
    assert (premium.verdict, premium.standalone_verdict) == ("contradicted", "reproduced")
    assert premium.confirmed
    one = next(entry for entry in contradicted if entry.value == "one")
    assert (one.verdict, one.standalone_verdict, one.confirmed) == (
        "contradicted",
        "consistent",
        False,
    )


def test_publishers_are_the_fewest_behind_a_figure(book):
    (book / "references.bib").write_text(
        "@misc{alpha,\n  author = {{The bureau via press}},\n}\n"
        "@misc{beta,\n  author = {{The bureau}},\n}\n@misc{gamma,\n}\n",
        encoding="utf-8",
    )
    names = Book(book).bibliography.publishers
    # The press passed on what the bureau said.
    assert publisher_count([["alpha", "beta"]], names) == 1
    assert publisher_count([["alpha", "gamma"]], names) == 2
    assert publisher_count([["alpha", "gamma"], ["beta"]], names) == 1


def test_a_value_of_another_dimension_is_refused(book):
    """Person-times once passed for persons."""
    chapter = Chapter(1)
    people = load("money", "persons")["2020"]
    with pytest.raises(InputError, match="ch1-premium, 'premium': the value is in person, and CNY"):
        chapter.check("ch1-premium", people)
    with pytest.raises(InputError, match="has lost its unit, and CNY is printed; say unit='CNY'"):
        chapter.check("ch1-premium", float(people))
    with pytest.raises(InputError, match="is in person, and CNY is printed"):
        chapter.check("ch1-premium", load("money", "premium")["2020"], vintages={"now": people})
    chapter.check("ch1-premium", load("money", "premium")["2020"])
    chapter.check("ch1-parts", {"whole": 10, "one": 8, "other": 2}, unit="CNY")


def test_what_the_book_computes_stands_beside_a_trace(book):
    chapter = Chapter(1)
    chapter.trace("ch1-drones", readings={"flights": {"by the count of pilots": 590}})
    entry = chapter.entries["ch1-drones"][0]
    assert entry.verdict == "traced-with-caveat"
    assert str(entry.condition) == "does not hold with by the count of pilots"
    assert [str(each) for each in entry.opposed] == ["by the count of pilots: 590"]


def test_a_list_is_counted_within_the_lines_of_its_claim(book):
    chapter = Chapter(1)
    chapter.listed("ch1-parts", {"one": 2, "other": 2}, values=["other"], note="as listed")
    entry = chapter.entries["ch1-parts"][0]
    assert (entry.value, entry.verdict, entry.note) == (
        "other",
        "consistent",
        "one; other; as listed",
    )
    with pytest.raises(InputError, match=r"'other' is listed on line 3, outside .* lines 2 to 2"):
        Chapter(1).listed("ch1-parts", {"one": 2, "other": 3}, values=["other"])


@pytest.mark.parametrize(
    ("about", "premium", "drones"),
    [
        ("", "", ""),
        ("authors: The bureau", SAME, ""),
        ("authors: Some writers\npublisher: 'The press, The bureau'", SAME, SAME),
        ("authors: 'Ministry (ins)'\npublisher: Press house", SAME, SAME),
    ],
    ids=["unknown", "one of two", "both", "by another name"],
)
def test_figures_of_the_reports_own_publisher_are_no_second_source(book, about, premium, drones):
    (book / "references.bib").write_text(
        "@misc{alpha,\n  author = {{The press}},\n}\n@misc{beta,\n  author = {{The bureau}},\n}\n",
        encoding="utf-8",
    )
    (book / "data/publishers.csv").write_text(
        "publisher,grade,hosts,names\nThe press,press,,Press house\nThe bureau,official,,ins\n",
        encoding="utf-8",
    )
    table = book / "data" / "series" / "money.csv"
    table.write_text(table.read_text("utf-8").replace("alpha; beta", "beta"), encoding="utf-8")
    path = book / "data" / "report.yaml"
    path.write_text(f"{path.read_text('utf-8')}{about}\n", encoding="utf-8")
    chapter = Chapter(1)
    chapter.check("ch1-premium", load("money", "premium", as_of="2024-06")["2020"])
    chapter.trace("ch1-drones")
    notes = [chapter.entries[claim][0].note for claim in ("ch1-premium", "ch1-drones")]
    for note, expected in zip(notes, (premium, drones), strict=True):
        assert expected in note
        assert bool(expected) == ("same publisher" in note)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [({"as_of": "2024-06"}, SAME), ({}, ""), (None, SAME_IN_PART)],
    ids=["own figure", "other figure", "either"],
)
def test_only_figures_that_were_taken_count_as_the_publishers_own(book, asked, expected):
    """One row of the series is of the report's publisher, another of somebody else's."""
    (book / "references.bib").write_text(
        "@misc{alpha,\n  author = {{The press}},\n}\n@misc{beta,\n  author = {{The bureau}},\n}\n",
        encoding="utf-8",
    )
    table = book / "data" / "series" / "money.csv"
    table.write_text(table.read_text("utf-8").replace("alpha; beta", "beta"), encoding="utf-8")
    path = book / "data" / "report.yaml"
    path.write_text(f"{path.read_text('utf-8')}authors: The bureau\n", encoding="utf-8")
    chapter = Chapter(1)
    value = 12.52e9 if asked is None else load("money", "premium", **asked)["2020"]
    chapter.check("ch1-premium", value, unit="CNY")
    note = chapter.entries["ch1-premium"][0].note
    assert expected in note
    assert bool(expected) == ("same publisher" in note)

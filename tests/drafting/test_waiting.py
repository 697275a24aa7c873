"""Drafts wait in a file until a person has decided; the coverage counts them apart."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rederive.book.book import Book
from rederive.cli import main
from rederive.core import coverage
from rederive.core.units import Units
from rederive.drafting import compared, language, waiting
from rederive.drafting.proposals import CLAIM, EXCLUDE, Draft, draft
from rederive.errors import InputError

SECOND = Path(__file__).parents[1] / "second-report"
TEXTS = Path(__file__).parent / "texts"
ONE = Draft(
    line=3, page="", token="2.4", words=False, proposal=CLAIM, reason="", printed="2.4", reading="",
    scale="million", unit="persons", hedge="exact", as_of="2030", sentence="It had 2.4 million.",
)  # fmt: skip


def run(*words: str):
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def second(tmp_path, monkeypatch) -> Path:
    """The invented report as a book whose register is still empty."""
    book = tmp_path / "book"
    shutil.copytree(SECOND, book, ignore=shutil.ignore_patterns("_build"))
    for name, text in (
        ("claims/ch1.yaml", "chapter: 1\ntitle: B\nnotebook: ch1-bicycles\nclaims: []\n"),
        ("claims/relations.yaml", "[]\n"),
        ("excluded-numerals.csv", "line,token,reason\n"),
    ):
        (book / "data" / name).write_text(text, encoding="utf-8")
    about = book / "data/report.yaml"
    about.write_text(about.read_text("utf-8") + "language: en\n", encoding="utf-8")
    monkeypatch.delenv("REDERIVE_REPORT", raising=False)
    monkeypatch.chdir(book)
    return book


def test_every_number_of_a_text_has_a_draft_and_the_coverage_counts_them_apart(second):
    assert run("draft").exit_code == 0
    result = run("coverage")
    assert result.exit_code == 1  # a person has to decide
    text = (second / "report.txt").read_text("utf-8").split("\n")
    count = sum(len(coverage.tokens(line)) for line in text)
    assert (
        f"0 in claims, 0 excluded, {count} in drafts that wait; none is left out" in result.output
    )
    assert f"{count} drafts wait for a decision: go through them" in result.output


def test_what_was_decided_is_not_drafted_again(second):
    for name in ("claims/ch1.yaml", "excluded-numerals.csv"):
        shutil.copy(SECOND / "data" / name, second / "data" / name)
    result = run("draft")
    assert result.output.startswith("0 drafts: 0 claims")
    assert run("coverage").exit_code == 0


def test_drafts_are_not_overwritten_unless_asked(second):
    assert run("draft").exit_code == 0
    assert "make them again with `rederive draft --again`" in run("draft").output
    assert run("draft").exit_code == 2
    assert run("draft", "--again").exit_code == 0


def test_words_are_drafted_where_the_book_counts_them(second):
    shutil.copy(language.FOLDER / "en.number-words.csv", second / "data/number-words.csv")
    run("draft")
    drafts = waiting.read(second / waiting.NAME)
    assert {"three", "largest"} <= {each.printed for each in drafts if each.words}
    assert "numbers and quantities in words: 0 in claims, 0 excluded, " in run("coverage").output


def test_a_report_without_a_language_is_refused(second):
    about = second / "data/report.yaml"
    about.write_text(about.read_text("utf-8").replace("language: en\n", ""), encoding="utf-8")
    result = run("draft")
    assert result.exit_code == 2
    assert "says no language; add `language: en`" in result.output


ODD = st.text("ab 12,\"'\n\r\t=+-@\u200b\u2028。", max_size=12)


@given(st.lists(st.builds(lambda text: replace(ONE, sentence=text), ODD), max_size=4))
def test_drafts_survive_being_written(tmp_path_factory, drafts):
    path = tmp_path_factory.mktemp("drafts") / waiting.NAME
    waiting.write(path, drafts)
    assert [each.printed for each in waiting.read(path)] == [each.printed for each in drafts]
    again = waiting.read(path)
    waiting.write(path, again)
    assert waiting.read(path) == again


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("claim", "clam", "row 2: needs yes or no under words, and claim or exclude"),
        ("exact", "exactly", "row 2: the hedge 'exactly' or the scale 'million' is unknown"),
        ("3,,", "three,,", "row 2: needs the number of a line"),
        ("line,page", "page,line", "row 1: the columns are"),
        ("It had 2.4 million.", "It had", "row 2: has 12 fields"),
    ],
)
def test_a_half_written_file_is_told_in_one_sentence(tmp_path, old, new, problem):
    path = tmp_path / waiting.NAME
    waiting.write(path, [ONE])
    text = path.read_text("utf-8").replace(old, new, 1)
    if new == "It had":
        text = text.replace(",It had", "")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        waiting.read(path)


def test_a_number_in_groups_waits_as_its_groups():
    grouped = replace(ONE, token="12 345", printed="12 345")
    assert waiting.counted([grouped], words=False) == {(3, "12"): 1, (3, "345"): 1}
    left = waiting.undecided(
        [grouped], coverage.Counter({(3, "12"): 1, (3, "345"): 1}), coverage.Counter()
    )
    assert left == []


def test_of_two_alike_the_one_of_the_same_kind_is_decided():
    other = replace(ONE, proposal=EXCLUDE, reason="page")
    decided = coverage.Counter({(3, "2.4"): 1})
    assert waiting.undecided([ONE, other], coverage.Counter(), decided) == [ONE]
    assert waiting.undecided([other, ONE], decided, coverage.Counter()) == [other]


def test_drafts_of_the_invented_report_say_mostly_what_a_person_wrote():
    book = Book(SECOND)
    lines = (SECOND / "report.txt").read_text("utf-8").split("\n")
    found = compared.digits(draft(lines, language.of("en"), book.units), book.register)
    assert found.scale_and_hedge >= 0.95 * found.values
    assert found.unit >= 0.8 * found.values
    assert found.excluded >= 0.9 * found.exclusions
    assert found.lost <= 0.03 * found.values
    without = compared.digits(draft(lines, language.of("en"), Units()), book.register)
    assert without.scale_and_hedge == found.scale_and_hedge


#: Scale, unit and hedge of every number that the invented texts claim in digits, by its line.
FERRIES = """
4 840 万 persons exact|4 1.26 亿 person-times exact
5 1.20 亿 person-times exact|5 5.0 - percent exact
5 9450 万 person-times exact|5 3150 万 person-times exact|5 75.0 - percent exact
6 50.4 亿 CNY exact|6 18.0 亿 CNY exact|6 64.8 亿 CNY exact|6 360 万 tonnes over
10 240 - items exact|10 150 - items exact|10 60 - items exact|10 30 - items exact
10 1200 - persons over|10 5300 - persons nearly|11 20 - years at_least
11 40 - percent exact|11 25 - percent exact|11 15 - percent exact|11 80 - percent exact
15 60 - percent at_least
"""
TRADITIONAL = str.maketrans("万亿", "萬億")


@pytest.mark.parametrize(("name", "tag"), [("ferries-zh", "zh-Hans"), ("ferries-hant", "zh-Hant")])
def test_both_ways_of_writing_chinese_are_drafted(name, tag):
    lines = (TEXTS / f"{name}.txt").read_text("utf-8").split("\n")
    expected = FERRIES.translate(TRADITIONAL) if "Hant" in tag else FERRIES
    wanted = [
        tuple(row.split(" ")) for line in expected.split("\n") for row in line.split("|") if row
    ]
    found = [
        (str(each.line - 1), each.printed, each.scale or "-", each.unit, each.hedge)
        for each in draft(lines, language.of(tag), Units())
        if each.proposal == CLAIM and not each.words and each.unit != "year"
    ]
    assert found == wanted


def test_what_is_invented_says_so():
    for path in TEXTS.iterdir():
        assert path.read_text("utf-8").split("\n")[0][:4] in ("INVE", "虚构文本", "虛構文本")

"""What there is to translate of a book, what is missing, and the command that says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from rederive.book.book import Book
from rederive.cli import main
from rederive.errors import InputError
from rederive.language import book_language, catalogues
from rederive.language.book_language import CHINESE, WORDS
from rederive.language.catalogues import Message, Source
from rederive.language.spoken import speaking
from rederive.translating import catalogue, edition

TOC = "format: jb-book\nroot: index\nparts:\n- caption: A part\n  chapters:\n  - file: one\n"


@pytest.fixture
def paged(book: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The invented book with two pages and an edition."""
    (book / "_toc.yml").write_text(TOC, encoding="utf-8")
    (book / "_config.yml").write_text("warmbook: {editions: {zh: {language: zh_CN}}}\n", "utf-8")
    (book / "index.md").write_text("# A book\n\nOf 10,000 pages.\n", encoding="utf-8")
    (book / "one.md").write_text("# One\n\n- an item\n- [another](index.md)\n", encoding="utf-8")
    monkeypatch.chdir(book)
    monkeypatch.setenv("REDERIVE_ROOT", str(book))
    return book


def translate(book: Path, translations: dict[str, str]) -> None:
    """Write translations into the catalogues of a book, wherever their texts stand."""
    there = catalogue.sources(Book(book), run=False)
    for name, sources in there.items():
        path = catalogues.file(book, CHINESE, name)
        messages = [
            Message(each.english, translations.get(each.english, each.translation), each.fuzzy)
            for each in catalogues.updated(sources, catalogues.read(path))
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(catalogues.as_text(sources, messages, CHINESE), encoding="utf-8")


def run(*words: str):
    return CliRunner().invoke(main, ["translate", "--fast", *words])


def test_every_text_of_pages_claims_and_contents_is_a_message(paged):
    there = catalogue.sources(Book(paged), run=False)
    texts = {name: [each.english for each in sources] for name, sources in there.items()}
    assert texts["index"] == ["A book", "Of 10,000 pages."]
    assert texts["one"] == ["One", "an item", "[another](index.md)"]
    assert texts["contents"] == ["A part"]
    assert "Premiums were 12.5 billion yuan." in texts["claims-ch1"]
    assert "reproduced" in texts[WORDS]


def test_check_prints_what_is_missing_by_page_and_ends_with_1(paged):
    result = run("--check")
    assert result.exit_code == 1
    assert "index: 2 of 2 without a translation." in result.output
    assert run("--update").exit_code == 0
    assert catalogues.file(paged, CHINESE, "one").is_file()
    translate(paged, {"A book": "一本书"})
    assert "index: 1 of 2 without a translation." in run("--check").output


def test_a_changed_sentence_is_told_until_somebody_has_looked(paged):
    translate(paged, {"Of 10,000 pages.": "共 1 万页。"})
    (paged / "index.md").write_text("# A book\n\nOf 10,001 pages.\n", encoding="utf-8")
    run("--update")
    known = catalogues.read(catalogues.file(paged, CHINESE, "index"))
    assert known["Of 10,001 pages."] == Message("Of 10,001 pages.", "共 1 万页。", fuzzy=True)
    assert "1 changed since they were translated" in run("--check").output


@pytest.mark.parametrize("wrong", ["共 2 万页。", "共许多页。"])
def test_another_number_ends_with_2_and_one_sentence(paged, wrong):
    translate(paged, {"Of 10,000 pages.": wrong})
    result = run("--check")
    assert result.exit_code == 2
    assert "the number 10,000 is lost" in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_a_catalogue_that_cannot_be_read_ends_with_2(paged):
    run("--update")
    catalogues.file(paged, CHINESE, "one").write_text("rubbish", encoding="utf-8")
    for words in (["--check"], ["--update"]):
        assert run(*words).exit_code == 2
    assert catalogues.file(paged, CHINESE, "one").read_text("utf-8") == "rubbish"


def test_an_update_of_an_up_to_date_book_touches_no_file(paged):
    run("--update")
    before = {path: path.stat().st_mtime_ns for path in paged.rglob("*.po")}
    run("--update")
    assert {path: path.stat().st_mtime_ns for path in paged.rglob("*.po")} == before


def test_an_edition_with_gaps_is_not_built_unless_it_is_asked_for(paged, capsys):
    assert edition.to_build(paged) == []
    assert capsys.readouterr().out == ""  # nobody has begun it
    run("--update")
    assert edition.to_build(paged) == []
    assert "the edition zh is not built" in capsys.readouterr().out
    assert edition.to_build(paged, "zh") == ["zh"]
    with pytest.raises(InputError, match="there is no edition 'fr'"):
        edition.to_build(paged, "fr")


def test_a_whole_edition_is_built(paged):
    there = catalogue.sources(Book(paged), run=False)
    translate(paged, {each.english: each.english for texts in there.values() for each in texts})
    assert edition.to_build(paged) == ["zh"]
    (paged / "one.md").write_text("# One\n\nA new text.\n", encoding="utf-8")
    assert edition.to_build(paged) == []


def test_a_book_speaks_its_claims_in_the_language(paged):
    translate(paged, {"The goal is wide cover.": "目标是广泛的保障。", "premium": "保费"})
    book = Book(paged)
    with speaking(book_language.language(paged, CHINESE)):
        assert book.register["ch1-goal"].says == "目标是广泛的保障。"
        assert book.register["ch1-premium"].called("premium") == "保费"
        assert book.register["ch1-premium"].value("premium").step > 0
    assert book.register["ch1-goal"].says == "The goal is wide cover."


def test_a_state_counts_each_message_once():
    sources = {"a": [Source("x"), Source("x"), Source("y")]}
    (state,) = catalogue.states(sources, {"a": {"x": Message("x", "某")}})
    assert (state.messages, state.missing) == (2, ("y",))
    assert list(catalogue.lines([state])) == [
        "a: 1 of 2 without a translation.",
        "1 of 2 messages are translated.",
    ]

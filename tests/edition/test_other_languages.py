"""The PDF of an invented book in another language: each message stands in its translation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbformat import NotebookNode
from pypdf import PdfReader

import warmbook
from rederive.book.book import Book
from rederive.cli import main
from rederive.edition import typst
from rederive.edition.compiler import compile_pdf
from rederive.edition.document import document
from rederive.edition.pdf import in_language
from rederive.language import book_language, catalogues
from rederive.language.book_language import CHINESE, of_shown
from rederive.language.catalogues import Message, Source
from rederive.language.spoken import speaking
from rederive.pages import generated_pages, shown_in
from rederive.publishing import download_page, pdf_edition
from rederive.translating import catalogue

from .test_pdf import words

ROOT = Path(__file__).parents[2]
EDITIONS = "warmbook: {editions: {zh: {language: zh_CN}}}\n"


def in_brackets(english: str) -> str:
    """What stands for the translation of a text, numbers and markup included."""
    return f"〔{english}〕"


def messages(book: Book, executed: dict[Path, NotebookNode]) -> dict[str, list[Source]]:
    """All messages of a book, those of what its cells show among them."""
    found = catalogue.sources(book, run=False)
    for path, notebook in executed.items():
        name = path.relative_to(book.root).with_suffix("").as_posix()
        outputs = [each for cell in notebook.cells for each in cell.get("outputs", [])]
        found[of_shown(name)] = [Source(text) for each in outputs for text in shown_in.texts(each)]
    return found


def write(book: Book, name: str, made: list[Message]) -> None:
    """Write one catalogue."""
    path = catalogues.file(book.root, CHINESE, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(catalogues.as_text([], made, CHINESE), encoding="utf-8")


@pytest.fixture
def translated(volume: Book, executed: dict[Path, NotebookNode]) -> Book:
    """The book with an edition of which every message is translated."""
    (volume.root / "_config.yml").write_text(EDITIONS, encoding="utf-8")
    for name, sources in messages(volume, executed).items():
        texts = dict.fromkeys(each.english for each in sources)
        write(volume, name, [Message(text, in_brackets(text)) for text in texts])
    return volume


@pytest.fixture
def command(
    volume: Book, executed: dict[Path, NotebookNode], monkeypatch: pytest.MonkeyPatch
) -> CliRunner:
    """The command, which finds the notebooks run."""
    (volume.root / "_config.yml").write_text(EDITIONS, encoding="utf-8")
    monkeypatch.chdir(volume.root)
    monkeypatch.setattr(warmbook, "execute", lambda root: executed)
    return CliRunner()


def test_no_message_stands_in_english(translated: Book, executed: dict[Path, NotebookNode]) -> None:
    with speaking(book_language.language(translated.root, CHINESE)):
        text = document(translated, in_language(executed, translated)).text
    text = re.sub("(?m)^//.*", "", text)
    plain = {
        source.english
        for sources in messages(translated, executed).values()
        for source in sources
        if re.fullmatch(r"[^{}$*`\[\]<>]+ [^{}$*`\[\]<>]+", source.english)
    }
    left = {english for english in plain if re.search(f"(?<!〔){re.escape(english)}", text)}
    assert left == {"invented: a book for the tests"}  # by which it is cited
    for english in ("In short", "At a glance", "The chapters", "A trial", "Nothing of it is true.",
                    "Premiums were 12.5 billion yuan.", "Printed", "tests", "Nobody", "year",
                    "Free."):  # fmt: skip
        assert in_brackets(english) in text
    assert "✗ 〔not reproduced〕" in text
    assert 'worked out.〕"' in text


def test_english_is_what_it_was_after_another_language(
    translated: Book, executed: dict[Path, NotebookNode]
) -> None:
    before = document(translated, executed).text
    with speaking(book_language.language(translated.root, CHINESE)):
        document(translated, in_language(executed, translated))
    assert document(translated, executed).text == before
    assert "〔" not in before


def test_the_command_writes_each_edition_in_its_language(
    translated: Book, command: CliRunner
) -> None:
    result = command.invoke(main, ["pdf"])
    assert result.exit_code == 0, result.output
    english, chinese = (
        PdfReader(translated.root / pdf_edition.place(edition)) for edition in ("", "zh")
    )
    assert "〔" not in words(english)
    assert "〔Premiums were 12.5 billion yuan.〕" in words(chinese)
    assert "2026 年 1 月 2 日" in words(chinese)
    assert [reader.trailer["/Root"]["/Lang"] for reader in (english, chinese)] == ["en", "zh-CN"]
    for reader in (english, chinese):  # which Typst holds them to
        assert b"pdfuaid:part>1" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_an_edition_with_gaps_is_told_and_made_only_if_it_is_asked_for(
    translated: Book, command: CliRunner
) -> None:
    write(translated, "index", [])
    result = command.invoke(main, ["pdf"])
    assert result.exit_code == 0
    assert "the edition zh is not built: some of " in result.output
    assert not (translated.root / pdf_edition.place("zh")).exists()
    assert command.invoke(main, ["pdf", "--language", "zh"]).exit_code == 0
    text = words(PdfReader(translated.root / pdf_edition.place("zh")))
    assert "In short" in text
    assert "〔Premiums were 12.5 billion yuan.〕" in text


def test_an_edition_that_there_is_not_ends_with_2_and_one_sentence(
    volume: Book, command: CliRunner
) -> None:
    result = command.invoke(main, ["pdf", "--language", "fr"])
    assert result.exit_code == 2
    assert "there is no edition 'fr' under warmbook; it has zh." in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_each_edition_of_the_pages_offers_its_own(translated: Book) -> None:
    out = translated.root / "out"
    out.mkdir()
    (translated.root / "files.md").touch()
    (translated.root / "_config.yml").write_text(
        "sphinx: {config: {rederive_pages: {downloads: files}}}\n", encoding="utf-8"
    )
    page = out / "files.html"
    page.write_text(download_page.links().html, encoding="utf-8")
    pdf = translated.root / pdf_edition.place("zh")
    pdf.parent.mkdir()
    pdf.write_bytes(b"x" * 1_500_000)
    with speaking(book_language.language(translated.root, CHINESE)):
        generated_pages.offer_pdf(translated.root, out, translated.site, "zh")
    said = '<a href="rederive-zh.pdf" download="">〔The book as a PDF〕</a> (1.5 MB)'
    assert said in page.read_text(encoding="utf-8")
    assert [each.name for each in out.glob("*.pdf")] == ["rederive-zh.pdf"]


def test_every_character_of_the_catalogues_has_a_glyph(
    translated: Book, executed: dict[Path, NotebookNode], tmp_path: Path
) -> None:
    texts = [
        each.translation
        for messages in book_language.read(ROOT, CHINESE).values()
        for each in messages.values()
    ]
    characters = " ".join(sorted(set("".join(texts))))
    with speaking(book_language.language(translated.root, CHINESE)):
        made = document(translated, executed)
        for form in (typst.text, lambda each: typst.strong(typst.text(each)), typst.inline_code):
            made.text += typst.paragraph(form(characters))
        compile_pdf(made, translated, tmp_path / "all.pdf")

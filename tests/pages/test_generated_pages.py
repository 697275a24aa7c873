"""The pages that no notebook makes: of one book each, and of a book that declares few pages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from rederive import Book, Chapter
from rederive.core import ledger
from rederive.pages import ledger_tables, register_page
from rederive.pages.generated_pages import make_claim_pages, summary

ROOT = Path(__file__).parents[2]


def judged(folder: Path) -> Book:
    """A book whose ledger is that of its one chapter."""
    book = Book(folder)
    chapter = Chapter(1, book)
    chapter.check(f"ch1-{folder.name}-premium", 12.52e9, unit="CNY")
    chapter.check(f"ch1-{folder.name}-parts", {"whole": 10, "one": 8, "other": 2}, unit="CNY")
    chapter.trace(f"ch1-{folder.name}-drones")
    chapter.normative(f"ch1-{folder.name}-goal")
    entries = [entry for rows in chapter.entries.values() for entry in rows]
    book.ledger_path.write_text(ledger.to_csv(entries), encoding="utf-8")
    return book


@pytest.fixture
def two(book: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Book]:
    """Two invented books that differ in every name, unit and title."""
    top = tmp_path_factory.mktemp("two")
    made = []
    for name, country, language in (("aaa", "AAA", "fr"), ("bbb", "BBB", "")):
        folder = top / name
        shutil.copytree(book, folder)
        for path in [*folder.glob("data/*/*.*"), folder / "references.bib"]:
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"\bch1-(?!invented)(\w)", rf"ch1-{name}-\1", text)
            text = re.sub(r"\b(alpha|beta)\b", rf"{name}\1", text)
            text = text.replace("money", f"money{name}").replace("CHN", country)
            text = text.replace("Premiums were", f"Premiums of {name} were")
            path.write_text(text, encoding="utf-8")
        (folder / "data/series/money.csv").rename(folder / f"data/series/money{name}.csv")
        (folder / "data/terms.csv").write_text("english,native,also,meaning\n", encoding="utf-8")
        about = folder / "data/report.yaml"
        text = about.read_text(encoding="utf-8").replace("Invented", f"Report of {name}")
        text = text.replace("CHN", country) + (f"language: {language}\n" if language else "")
        about.write_text(text, encoding="utf-8")
        cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
        cited = re.sub(r"(?m)^title: .*$", f'title: "Book {name}: a test"', cited)
        (folder / "CITATION.cff").write_text(cited, encoding="utf-8")
        made.append(judged(folder))
    return made[0], made[1]


def everything(book: Book, out: Path) -> str:
    """All that is made of a book: pages of claims, downloads, tables."""
    pages = make_claim_pages(book.root, out).pages
    parts = [f"{page.name} {page.title} {page.head} {page.body}" for page in pages]
    texts = [path for path in (out / "downloads").iterdir() if path.suffix != ".parquet"]
    parts += [path.read_text("utf-8") for path in texts]
    parts += [
        register_page.table(book.ledger, book).html,
        ledger_tables.highlights(book.ledger, book.register).html,
        ledger_tables.findings(book.ledger, book.register).html,
    ]
    return "\n".join(parts)


def test_two_books_in_one_process_share_nothing(two, tmp_path):
    first, second = two
    texts = [everything(book, tmp_path / book.root.name) for book in (first, second, first)]
    assert texts[0] == texts[2]
    for text, own, other in ((texts[0], "aaa", "bbb"), (texts[1], "bbb", "aaa")):
        assert f"Premiums of {own} were" in text
        assert f"book-{own}-ch1-{own}-premium" in text  # the key of a citation
        assert f'"name": "book-{own}"' in text  # of the data package
        assert other not in text.lower()
    assert '"inLanguage":"fr"' in texts[0]
    assert '<span lang="fr">' in texts[0]
    assert '"name":"Report of bbb","datePublished":"2024"}' in texts[1]  # of unknown language
    assert "<span lang" not in texts[1]


def test_a_book_that_declares_no_pages_links_to_none(two, tmp_path):
    text = everything(two[0], tmp_path)
    targets = set(re.findall(r'href="([^"#?]+)', text))
    inner = {target for target in targets if not target.startswith("http")}
    assert inner
    assert not {target for target in inner if not re.search(r"ch1-", target)}


def test_a_declared_page_is_linked_from_wherever_it_lies(two, tmp_path):
    book = two[0]
    (book.root / "lists").mkdir()
    for name in ("lists/all.md", "where.md", "take.md"):
        (book.root / name).touch()
    (book.root / "_config.yml").write_text(
        "sphinx:\n  config:\n    rederive_pages:\n"
        "      register: lists/all\n      sources: where\n      downloads: take\n",
        encoding="utf-8",
    )
    text = everything(book, tmp_path)
    assert 'href="../lists/all.html#row-ch1-aaa-premium"' in text
    assert 'href="../where.html#source-aaaalpha"' in text


def test_a_summary_is_whole_sentences_where_one_fits():
    assert summary(["One thing. Another thing."], 12) == "One thing."
    assert summary(["A sentence without an end in sight"], 12) == "A sentence…"

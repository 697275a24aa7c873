"""The pages of a book, their parts, and what they say of the PDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode

from rederive.book.book import Book
from rederive.edition.book_pages import pages
from rederive.edition.document import document
from rederive.errors import InputError
from warmbook import toc

ROOT = Path(__file__).parents[2]

NESTED = """\
format: jb-book
root: index
parts:
- caption: The chapters
  chapters:
  - file: notebooks/ch1-invented
    sections:
    - file: notebooks/trial
      sections:
      - file: bibliography
  - glob: more/*
"""


def test_pages_under_sections_and_patterns_are_in_the_pdf(
    volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    (volume.root / "_toc.yml").write_text(NESTED)
    (volume.root / "more").mkdir()
    for name in ("a", "b"):
        (volume.root / "more" / f"{name}.md").write_text(f"# More {name}\n\nSaid {name}.\n")
    found = pages(volume.root, executed)
    assert [page.name for page in found] == [
        "index",
        "notebooks/ch1-invented",
        "notebooks/trial",
        "bibliography",
        "more/a",
        "more/b",
    ]
    assert {page.part for page in found[1:]} == {"The chapters"}
    text = document(volume, executed).text
    assert text.count('#label("page:') == len(found)
    assert "Said b." in text


def test_a_page_says_what_differs_in_the_pdf(
    volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    first, *_, last = pages(volume.root, executed)
    assert (first.title, first.part, first.colophon) == ("In short", "At a glance", "Free.")
    assert not last.printed
    executed[volume.root / "notebooks" / "trial.ipynb"].metadata["rederive"] = {"edition": False}
    assert 'label("page:notebooks/trial")' not in document(volume, executed).text


def test_a_page_that_says_nothing_is_printed_as_it_is(
    volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    (volume.root / "index.md").write_text("# An invented book\n")
    first = pages(volume.root, executed)[0]
    assert (first.title, first.part, first.printed) == ("An invented book", "The book", True)


@pytest.mark.parametrize("given", ["7", "{titel: In short}", "{title: 7}", "[title]"])
def test_metadata_that_are_not_understood_are_named(
    given: str, volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    (volume.root / "index.md").write_text(f"---\nrederive: {{edition: {given}}}\n---\n# A book\n")
    with pytest.raises(InputError, match="index: rederive: edition: is neither true nor false"):
        pages(volume.root, executed)


def test_front_matter_that_is_not_yaml_is_named(
    volume: Book, executed: dict[Path, NotebookNode]
) -> None:
    (volume.root / "index.md").write_text("---\na: [\n---\n# A book\n")
    with pytest.raises(InputError, match=r"index\.md, front matter, line 2: .*correct the YAML"):
        pages(volume.root, executed)


def test_the_edition_names_no_page_and_no_class_of_this_book() -> None:
    folder = ROOT / "src" / "rederive" / "edition"
    sources = "".join(path.read_text("utf-8") for path in folder.glob("*.*"))
    names = {page.name for page in toc.pages(ROOT)} - {"bibliography"}  # also a directive
    assert not [name for name in names if f'"{name}"' in sources]
    assert "claim-card" not in sources
    assert "class" not in (folder / "html.py").read_text("utf-8")

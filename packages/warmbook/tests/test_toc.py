"""One reader of the table of contents, whatever stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest

import warmbook
from warmbook import InputError, toc

from .books import write_notebook

NESTED = """\
format: jb-book
root: index
parts:
- caption: One
  chapters:
  - file: a
    sections:
    - file: a/x
      sections:
      - file: a/deep
    - file: a/y
- caption: Two
  chapters:
  - file: b
"""
SUBTREES = """\
root: index
subtrees:
- caption: One
  entries:
  - file: a
    subtrees:
    - entries:
      - file: a/x
- caption: Two
  entries:
  - file: b
  - url: https://example.org
    title: Elsewhere
"""


def book(root: Path, contents: str, *files: str) -> list[tuple[str, str]]:
    """Name and part of each page of a book with these contents."""
    (root / "_toc.yml").write_text(contents)
    for file in ("index.md", *files):
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# A page\n")
    return [(page.name, page.part) for page in toc.pages(root)]


def test_sections_come_after_their_chapter_and_belong_to_its_part(tmp_path: Path) -> None:
    found = book(tmp_path, NESTED, "a.md", "a/x.md", "a/deep.md", "a/y.md", "b.md")
    assert found == [
        ("index", ""),
        ("a", "One"),
        ("a/x", "One"),
        ("a/deep", "One"),
        ("a/y", "One"),
        ("b", "Two"),
    ]


def test_subtrees_are_followed_and_addresses_are_no_pages(tmp_path: Path) -> None:
    found = book(tmp_path, SUBTREES, "a.md", "a/x.md", "b.md")
    assert found == [("index", ""), ("a", "One"), ("a/x", "One"), ("b", "Two")]


def test_a_pattern_names_the_pages_that_match_in_order(tmp_path: Path) -> None:
    contents = "format: jb-book\nroot: index\nchapters:\n- file: n/c\n- glob: n/*\n"
    (tmp_path / "_config.yml").write_text("exclude_patterns: ['n/draft*']\n")
    files = ("n/c.md", "n/b.rst", "n/a.md", "n/d.txt", "n/draft.md", "n/deeper/e.md", "_build/x.md")
    found = book(tmp_path, contents, *files)
    assert [name for name, _ in found] == ["index", "n/c", "n/a", "n/b"]


def test_a_page_in_restructured_text_is_a_page_that_is_not_run(tmp_path: Path) -> None:
    contents = "format: jb-book\nroot: index\nchapters:\n- file: a\n- glob: n/*\n"
    book(tmp_path, contents, "a.rst")
    write_notebook(tmp_path / "n" / "b.ipynb", "print(1)")
    assert [path.name for path in toc.files(tmp_path)] == ["index.md", "a.rst", "b.ipynb"]
    assert [path.name for path in warmbook.execute(tmp_path)] == ["b.ipynb"]


def test_a_name_may_have_its_suffix(tmp_path: Path) -> None:
    contents = "format: jb-article\nroot: index.md\nsections:\n- file: a.b\n- file: c.md\n"
    found = book(tmp_path, contents, "a.b.md", "c.md")
    assert [name for name, _ in found] == ["index", "a.b", "c"]


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ("root: [\n", "_toc.yml cannot be read"),
        ("- 7\n", "_toc.yml cannot be read: it needs to be keys with values"),
        ("", "_toc.yml cannot be read: 'root' key not found"),
        ("root: 7\n", "_toc.yml cannot be read"),
        ("root: index\nchapters: []\n", "_toc.yml cannot be read: Unknown keys found"),
        ("format: jb-book\nroot: index\nchapters: 7\n", "_toc.yml cannot be read"),
        ("format: jb-book\nroot: index\nchapters: [{file: z}]\n", "names z, and there is no such"),
        ("format: jb-book\nroot: ../outside\n", "names ../outside, and there is no such file"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(
    tmp_path: Path, contents: str, sentence: str
) -> None:
    (tmp_path.parent / "outside.md").write_text("# Outside\n")
    with pytest.raises(InputError) as caught:
        book(tmp_path, contents)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)

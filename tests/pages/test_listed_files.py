"""The pages are those of ``_toc.yml``, whatever else lies in the folder and wherever it lies."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from sphinx.project import Project
from sphinx_external_toc.events import parse_toc_to_env

from rederive.pages.listed_files import environments, patterns, read_listed_files

SUFFIXES = {".md": "markdown", ".ipynb": "notebook"}
LISTED = {"index", "notebooks/ch1-a", "notebooks/odd [1] name", "more/x", "more/y"}
TOC = """\
format: jb-book
root: index
chapters:
- file: notebooks/ch1-a
- file: notebooks/odd [1] name.ipynb
- glob: more/*
"""


class Config(SimpleNamespace):
    """What the two extensions use of Sphinx's configuration."""

    def __getitem__(self, name: str) -> object:
        return getattr(self, name)

    def __setitem__(self, name: str, value: object) -> None:
        setattr(self, name, value)


def found(folder: Path) -> set[str]:
    """The pages that Sphinx finds in a book's folder."""
    config = Config(
        external_toc_path="_toc.yml", external_toc_exclude_missing=True, master_doc="",
        source_suffix=SUFFIXES, exclude_patterns=["_build", ".*"], include_patterns=["**"],
    )  # fmt: skip
    app = SimpleNamespace(srcdir=folder, config=config)
    parse_toc_to_env(app, config)
    read_listed_files(app, config)
    project = Project(folder, SUFFIXES)
    return project.discover(config.exclude_patterns, config.include_patterns)


@pytest.mark.parametrize("name", ["plain", "with space", "书", "a [bracket]", "[abc]", "x*y?"])
def test_only_listed_pages_are_read_wherever_the_checkout_lies(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    stray = ["README.md", "venv/lib/package/README.md", "tests/a.ipynb", "notebooks/draft.md"]
    listed = ["index.md", "notebooks/ch1-a.ipynb", "notebooks/odd [1] name.ipynb"]
    for path in [*stray, *listed, "notebooks/odd 1 name.ipynb", "more/x.md", "more/y.md"]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    (folder / "_toc.yml").write_text(TOC, encoding="utf-8")
    (folder / "venv" / "pyvenv.cfg").touch()
    assert found(folder) == LISTED
    assert environments(folder) == ["venv"]


def test_a_name_with_its_suffix_is_taken_as_it_stands() -> None:
    assert patterns(["a.md", "b[1]"], ["c*"], [".md"]) == ["a.md", r"b[\[]1].md", "c*.md"]

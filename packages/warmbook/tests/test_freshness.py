"""What makes the pages be built again, and which of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from warmbook import freshness, options
from warmbook.freshness import Stamp

CONFIG = "sphinx: {config: {html_static_path: [look/static], extensions: []}}\n"
FILES = (
    "look/static/style.css",
    "look/static/table.csv",
    "ext/hooks.py",
    "ext/banner.txt",
    "ext/inner/__init__.py",
    "ext/inner/parts/font.ttf",
    "data/a.csv",
    "data/more/b.csv",
    "AUTHORS",
)


@pytest.fixture
def stamped(small: Path) -> Path:
    """A book with a stamp, of which notebooks have read some files."""
    (small / "_config.yml").write_text(CONFIG)
    for name in FILES:
        (small / name).parent.mkdir(parents=True, exist_ok=True)
        (small / name).write_text("1\n")
    (small / "_build" / "html").mkdir(parents=True)
    files = ["data/a.csv", "look/static/table.csv", "ext/hooks.py", "AUTHORS"]
    files += ["ext/inner/parts/font.ttf"]
    reads = [*(f"f {file}" for file in files), "d data/more", "d ext/inner/parts"]
    Stamp(small).write(freshness.view(small, options.read(small), reads))
    assert Stamp(small).holds()
    return small


@pytest.mark.parametrize("name", ["data/a.csv", "data/more/b.csv", "notebooks/a.ipynb", "index.md"])
def test_data_and_pages_make_no_other_page_again(stamped: Path, name: str) -> None:
    (stamped / name).write_text("2\n")
    assert not Stamp(stamped).holds()
    assert Stamp(stamped).same_frame()


@pytest.mark.parametrize(
    "name", ["ext/hooks.py", "ext/banner.txt", "ext/inner/parts/font.ttf", "AUTHORS",
             "_config.yml", "_toc.yml", "ext/new.py", "new.txt"]
)  # fmt: skip
def test_whatever_else_there_is_shapes_every_page(stamped: Path, name: str) -> None:
    (stamped / name).write_text("# 2\n")
    assert not Stamp(stamped).holds()
    assert not Stamp(stamped).same_frame()


@pytest.mark.parametrize("name", ["look/static/style.css", "look/static/table.csv"])
def test_static_files_shape_how_pages_are_written_whoever_reads_them(
    stamped: Path, name: str
) -> None:
    before = Stamp(stamped)
    (stamped / name).write_text("2\n")
    after = Stamp(stamped)
    assert not after.holds()
    assert after.same_frame()
    assert after.view.clothes(after.sources) != before.view.clothes(before.sources)


def test_a_file_outside_the_book_counts_where_a_notebook_read_it(
    stamped: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "data.csv"
    outside.write_text("1\n")
    reads = [f"f {outside}", f"d {outside.parent}"]
    Stamp(stamped).write(freshness.view(stamped, options.read(stamped), reads))
    assert Stamp(stamped).holds()
    outside.write_text("2\n")
    assert not Stamp(stamped).holds()
    assert Stamp(stamped).same_frame()
    outside.write_text("1\n")
    assert Stamp(stamped).holds()
    outside.with_name("more.csv").write_text("1\n")
    assert not Stamp(stamped).holds()


def test_of_a_folder_outside_the_book_counts_what_was_asked(
    stamped: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    Stamp(stamped).write(freshness.view(stamped, options.read(stamped), [f"s {outside}"]))
    (outside / "new.csv").write_text("1\n")  # nobody asked for its files
    assert Stamp(stamped).holds()
    (outside / "new.csv").unlink()
    outside.rmdir()
    assert not Stamp(stamped).holds()
    assert Stamp(stamped).same_frame()


def test_files_outside_the_book_that_match_a_declared_pattern_count(
    stamped: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.csv").write_text("1\n")
    Stamp(stamped).write(freshness.view(stamped, options.read(stamped), [f"g {outside}/*.csv"]))
    (outside / "a.txt").write_text("1\n")
    assert Stamp(stamped).holds()
    (outside / "a.csv").write_text("2\n")
    assert not Stamp(stamped).holds()
    assert Stamp(stamped).same_frame()


def test_a_variable_that_a_notebook_reads_counts_and_shapes_no_other_page(
    stamped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Stamp(stamped).write(freshness.view(stamped, options.read(stamped), ["e WARM_A"]))
    assert Stamp(stamped).holds()
    monkeypatch.setenv("WARM_A", "1")
    assert not Stamp(stamped).holds()
    assert Stamp(stamped).same_frame()


def test_a_new_file_in_a_folder_that_a_notebook_lists_is_data(stamped: Path) -> None:
    (stamped / "data" / "more" / "c.csv").write_text("1\n")
    assert not Stamp(stamped).holds()
    assert Stamp(stamped).same_frame()


@pytest.mark.parametrize("name", [".hidden", "_build/other", "tests/test_a.py", "env/lib/x.py"])
def test_some_files_no_page_depends_on(stamped: Path, name: str) -> None:
    if name.startswith("env"):
        (stamped / "env").mkdir()
        (stamped / "env" / "pyvenv.cfg").write_text("")
    (stamped / name).parent.mkdir(parents=True, exist_ok=True)
    (stamped / name).write_text("1\n")
    assert Stamp(stamped).holds()


def test_a_page_that_was_changed_by_hand_is_noticed(stamped: Path) -> None:
    (stamped / "_build" / "html" / "index.html").write_text("")
    assert not Stamp(stamped).holds()
    assert Stamp(stamped).same_frame()


def test_code_in_work_outside_the_book_is_looked_at(
    stamped: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    module = elsewhere / "an_extension" / "hooks.py"
    module.parent.mkdir()
    (module.parent / "__init__.py").write_text("")
    module.write_text("")
    monkeypatch.syspath_prepend(elsewhere)
    (stamped / "_config.yml").write_text("sphinx: {extra_extensions: [an_extension.hooks]}\n")
    Stamp(stamped).write(freshness.view(stamped, options.read(stamped), ()))
    assert Stamp(stamped).holds()
    module.write_text("# changed\n")
    assert not Stamp(stamped).same_frame()

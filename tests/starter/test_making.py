"""A book for another report builds at once, in each language, and shows nothing of ours."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from rederive.book.book import Book
from rederive.cli import main
from rederive.drafting import language
from rederive.starter import making, texts

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "tests" / "drafting" / "texts"
TAGS = {"en": "en", "zh": "zh-Hans", "hant": "zh-Hant"}


def run(*words: str):
    return CliRunner().invoke(main, list(words))


def new(folder: Path, name: str, *more: str):
    return run("new", str(folder), "--text", str(TEXTS / f"ferries-{name}.txt"), *more)


@pytest.fixture(scope="module", params=list(TAGS))
def built(request, tmp_path_factory) -> tuple[str, Path]:
    """A book of an invented text, drafted and built, with what building it said."""
    folder = tmp_path_factory.mktemp("new") / request.param
    made = new(folder, request.param, "--title", "Ferries & <boats>", "--written", "2032-02")
    assert made.exit_code == 0, made.output
    surroundings = os.environ | {"REDERIVE_ROOT": str(folder)}
    for words in (("draft",), ("book",)):
        ended = subprocess.run(
            [sys.executable, "-m", "rederive.cli", *words],
            cwd=folder, env=surroundings, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, (words, ended.stdout, ended.stderr)
    said = ended.stdout + ended.stderr
    assert "WARNING" not in said
    return request.param, folder


def pages(folder: Path) -> list[Path]:
    return [
        path for path in (folder / "_build/html").rglob("*.html") if "_static" not in path.parts
    ]


def test_it_is_built_with_styles_and_scripts_of_the_package(built):
    name, folder = built
    book = Book(folder)
    assert book.report.language == TAGS[name]
    assert book.report.title == "Ferries & <boats>"
    index = (folder / "_build/html/index.html").read_text("utf-8")
    assert "Ferries &amp; &lt;boats&gt;" in index
    assert {"index.html", "register.html", "ch1-report.html"} <= {
        path.name for path in pages(folder)
    }
    assert (folder / "_build/html/_static/register.js").is_file()
    assert not (folder / "assets").exists()


def test_it_shows_no_sentence_of_the_text_and_nothing_of_our_report(built):
    name, folder = built
    text = " ".join(path.read_text("utf-8") for path in pages(folder))
    assert not re.search("insurance|China|保险", text)
    lines = (TEXTS / f"ferries-{name}.txt").read_text("utf-8").split("\n")
    assert not [line for line in lines if len(line) > 30 and line in text]


def test_pages_of_an_english_report_show_no_chinese(built):
    name, folder = built
    if name == "en":
        assert not [path for path in pages(folder) if re.search("[一-鿿]", path.read_text("utf-8"))]


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "book"


def test_a_folder_that_is_there_is_not_touched(folder):
    folder.mkdir()
    (folder / "mine").write_text("mine")
    result = new(folder, "en")
    assert result.exit_code == 2
    assert "is there already; name a folder that does not exist yet" in result.output
    assert [path.name for path in folder.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--written", "soon", "'soon' is not a month; write one such as 2024-06"),
        ("--written", "2024", "'2024' is not a month"),
        ("--written", "2024-13", "'2024-13' is not a month"),
        ("--language", "xx", "numbers are not read in the language 'xx'"),
    ],
)
def test_what_is_given_wrongly_leaves_nothing_behind(folder, option, value, message):
    result = new(folder, "en", option, value)
    assert result.exit_code == 2
    assert message in result.output
    assert not list(folder.parent.iterdir())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Sales rose by 5% to 1,999.5 million euros in May.", False),
        ("Sales rose by 5% in May 2024.", True),
        ("二〇二四年五月销售额增长5%。", True),
    ],
)
def test_a_text_that_names_no_year_needs_the_month_in_which_it_was_written(folder, text, named):
    path = folder.parent / "text.txt"
    path.write_text(text, encoding="utf-8")
    result = run("new", str(folder), "--text", str(path))
    assert result.exit_code == (0 if named else 2)
    assert folder.exists() == named
    told = "it counts as written this month" if named else "the text names no year; say when"
    assert told in result.output
    shutil.rmtree(folder, ignore_errors=True)
    result = run("new", str(folder), "--text", str(path), "--written", "2024-06")
    assert result.exit_code == 0
    assert "this month" not in result.output


def test_pages_of_a_pdf_are_kept(folder):
    text = texts.Text(["one 1", "two", "three 3"], [1, 3, 3])
    making.make(folder, text, making.About(written="2032-02"))
    book = Book(folder)
    assert [book.printed_pages.of(line) for line in (1, 2, 3)] == [1, 1, 2]


@pytest.mark.parametrize("name", language.known())
def test_the_units_of_a_new_book_can_be_read(tmp_path, name):
    from rederive.core.units import Units

    path = tmp_path / "units.csv"
    path.write_text(making.units(name), encoding="utf-8")
    units = Units.read(path)
    assert units["percent"].native == "%"
    proposed = {unit for _, unit in language.of(name).units} - set(units)
    assert len(proposed) < 60  # the rest is added as it is met


def test_what_a_person_adds_by_hand_to_the_templates_can_be_read(folder):
    """The lists of a new book are empty, and an item is added below, as anybody would."""
    assert new(folder, "en").exit_code == 0
    claims = folder / "data" / "claims"
    with (claims / "ch1.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "- id: ch1-boats\n  section: text\n  lines: [13, 13]\n  says: It has boats.\n"
            "  kind: count\n  check: arithmetic\n  values:\n"
            "  - {name: all, printed: '240', line: 13, unit: items}\n"
            "  - {name: some, printed: '150', line: 13, unit: items}\n"
        )
    with (claims / "relations.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "- id: boats\n  says: Some boats are not more than all.\n  where:\n"
            "    all: ch1-boats/all\n    some: ch1-boats/some\n  holds: some <= all\n"
        )
    book = Book(folder)
    assert [relation.id for relation in book.relations] == ["boats"]
    assert [claim.id for claim in book.register] == ["ch1-boats"]

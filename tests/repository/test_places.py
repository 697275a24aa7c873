"""The code is in small pieces, its tests lie in the same folders, and it knows no report."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "rederive"
PACKAGES = [path for path in ROOT.glob("packages/*/src") if path.is_dir()]

LONGEST_MODULE = 400
#: Without the docstring.
LONGEST_FUNCTION = 40
#: Modules that are longer today. This list only shrinks.
LONG_MODULES: set[str] = set()
#: Functions that are longer, and why they may be; those with no reason are to be divided.
LONG_FUNCTIONS: dict[str, str] = {}

#: What only this report, its country and its book are about.
REPORT = re.compile(
    r"\bChina\b|\bCHN\b|\bChinese\b|[\"']zh\b|\binsur\w+|\byuan\b|\bto_cny\b"
    r"|notebooks/\w[\w-]*"
    r"|(?<![\w/])(?:downloads|register|reproducibility|bibliography)\.(?:html|md|ipynb)"
)
#: What the sources say of it today: file and word. This list only shrinks.
KNOWN_WORDS: set[tuple[str, str]] = set()
#: Words that are about something else than the report: what.
OTHERWISE: dict[tuple[str, str], str] = {
    ("assets/find.js", "Chinese"): "finds runs of Chinese characters, of whatever report",
    ("assets/find.js", "yuan"): "a word that says nothing in a search",
    ("core/coverage.py", "Chinese"): "finds Chinese numerals, of whatever report",
    ("core/numerals.py", "Chinese"): "reads Chinese numerals, of whatever report",
    ("core/units.py", "Chinese"): "writes units after Chinese numerals",
    ("methods/fleet.py", "China"): "the name of a journal",
    ("methods/penetration.py", "insurance"): "the method is that field's own",
    ("methods/trade.py", "insurance"): "c.i.f.: cost, insurance and freight",
    ("publishing/launch.py", "notebooks/a"): "an invented page in an example",
    ("show/charts.py", "Chinese"): "chooses a font with Chinese glyphs",
    ("show/fonts/make.py", "Chinese"): "makes that font",
    ("language/conventions.py", "Chinese"): "how Chinese is set, of whatever book",
    ("language/moved_points.py", "Chinese"): "in what Chinese counts, of whatever book",
    ("language/quantities.py", "Chinese"): "how Chinese writes large numbers",
    ("language/shown_texts.py", "Chinese"): "tells text in Chinese from text in English",
    ("language/spoken.py", "Chinese"): "the name of a language",
    ("language/spoken.py", '"zh'): "the code of a language",
    ("language/spoken.py", "'zh"): "the code of a language",
    ("pages/other_language.py", '"zh'): "the code of a language",
    ("publishing/citation.py", "Chinese"): "the name of a standard of citation",
    ("show/chinese.py", "Chinese"): "how Chinese is set, of whatever book",
    ("translating/terms_used.py", "Chinese"): "terms of whatever book",
    ("translating/terms_used.py", "insurance"): "an example",
    ("show/plain.py", "yuan"): "what a currency is called in a sentence",
    ("edition/edition.typ", "Chinese"): "chooses that font",
    ("edition/edition.typ", '"zh'): "the code of a language",
}

#: Tests that are not about one module, by what they are about.
ABOUT_MORE = {
    "tests/show/test_titles_of_claims.py": "show/leads, whose name another test has",
    "tests/show/test_written_numbers.py": "show/written, whose name another test has",
    "tests/edition/test_other_languages.py": "the PDF in another language, from cells to file",
    "tests/edition/test_same_words.py": "what outputs carry for the PDF and their HTML",
    "tests/evidence/test_vehicle_data.py": "a table of data",
    "tests/translating/test_chinese.py": "the catalogues of this book",
    "tests/translating/test_catalogue_files.py": "reading and writing of catalogues",
    "tests/starter/test_bad_input.py": "what a text and the files made from it may have wrong",
}
#: Folders whose tests are about the repository or the built book.
WHOLE = {"tests/whole", "tests/repository"}


def sources() -> list[Path]:
    """Every Python file of the packages."""
    return sorted(path for top in (SOURCES, *PACKAGES) for path in top.rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a module with its lines, docstring not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if ast.get_docstring(node) is not None:
                first = node.body[0]
                lines -= first.end_lineno - first.lineno + 1
            yield node.name, lines


def test_no_module_is_long() -> None:
    long = {
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE
    }
    assert not long - LONG_MODULES, "divide them by what they do"
    assert not LONG_MODULES - long, "no longer long: take them out of LONG_MODULES"


def test_no_function_is_long_without_a_reason() -> None:
    long = {
        f"{path.relative_to(SOURCES if path.is_relative_to(SOURCES) else ROOT).as_posix()}::{name}"
        for path in sources()
        for name, lines in functions(path)
        if lines > LONGEST_FUNCTION
    }
    assert not long - LONG_FUNCTIONS.keys(), "divide them, or say in LONG_FUNCTIONS why not"
    assert not LONG_FUNCTIONS.keys() - long, "no longer long: take them out of LONG_FUNCTIONS"


def page_names() -> list[str]:
    """Names of the book's pages, but for those of one word, which says nothing."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = [Path(each).name for each in re.findall(r"'file': '([^']+)'", str(contents))]
    return [name for name in names if "-" in name]


def words() -> set[tuple[str, str]]:
    """File and word, wherever the sources speak of the report."""
    said = re.compile("|".join([REPORT.pattern, *map(re.escape, page_names())]))
    kinds = {".py", ".typ", ".css", ".js", ".html", ".jinja"}
    return {
        (path.relative_to(SOURCES).as_posix(), word)
        for path in sorted(SOURCES.rglob("*"))
        if path.suffix in kinds
        for text in [path.read_text(encoding="utf-8")]
        for word in said.findall(text) + [name for name in page_names() if name in text]
    }


def test_the_package_knows_no_report() -> None:
    found = words() - OTHERWISE.keys()
    assert not found - KNOWN_WORDS, "take it from data/, CITATION.cff or the page itself"
    assert not KNOWN_WORDS - found, "gone: take it out of KNOWN_WORDS"


TESTS = sorted(path for path in (ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_test_lies_where_its_module_lies(path: Path) -> None:
    place = path.relative_to(ROOT)
    if place.parent.as_posix() in WHOLE or place.as_posix() in ABOUT_MORE:
        return
    module = place.relative_to("tests").with_name(place.name.removeprefix("test_"))
    there = (SOURCES / module).is_file() or (SOURCES / module.with_suffix("")).is_dir()
    assert there, f"no src/rederive/{module.as_posix()}: name the test after its module"


def test_what_is_about_more_is_there() -> None:
    assert not [name for name in ABOUT_MORE if not (ROOT / name).is_file()]

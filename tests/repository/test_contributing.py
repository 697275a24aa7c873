"""CONTRIBUTING.md: what it says of the repository is so, and every module has its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "rederive"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
#: Names that stand for any name, or are not files.
PLACEHOLDER = re.compile(
    r"^\d+/\d+$|^schema\.org|chN|TOPIC|NAME|FOLDER|MODULE|/ch1-name|/ch1\.yaml"
)
#: A table of modules: its heading and its rows.
MAP = re.compile(r"^### `([\w/]+)`\n\n(?:[^|\n].*\n\n)?((?:\|.*\n)+)", re.MULTILINE)
MAPS = {
    folder: re.findall(r"^\| `([\w/]+)` \|", rows, re.MULTILINE)
    for folder, rows in MAP.findall(TEXT)
}
FOLDERS = [
    path.relative_to(ROOT).as_posix()
    for path in (SOURCES, *SOURCES.iterdir(), *ROOT.glob("packages/*/src/*"))
    if any(path.glob("[!_]*.py"))
]


def wishes() -> list[str]:
    """The right-hand cells of the table of what one may want to change."""
    table = TEXT.partition("## I want to change ...\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| [^|]+ \| (.+) \|$", table, re.MULTILINE)[1:]


def file(name: str) -> Path:
    """A file as the table names it: from the top, or from the package."""
    return next(path for path in (ROOT / name, SOURCES / name) if path.is_file())


def test_links_within_the_page_lead_to_headings() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    }
    links = set(re.findall(r"\]\(#([^)]+)\)", re.sub("`[^`]*`", "", TEXT)))
    assert links
    assert links <= headings


def test_files_and_folders_that_are_named_exist() -> None:
    named = set(re.findall(r"`([\w.-]+/[\w./-]*|[\w.-]+\.(?:py|bib|cff|csv|yml))`", TEXT))
    places = (ROOT, SOURCES, ROOT / "tests/second-report/data/series", ROOT / "data/claims")
    missing = [
        name
        for name in named
        if not PLACEHOLDER.search(name)
        and not any((place / name).exists() for place in places)
        and not any(name in modules for modules in MAPS.values())
    ]
    assert not missing


def test_every_folder_has_its_table_of_modules() -> None:
    assert sorted(MAPS) == sorted(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_module_stands_once_in_its_folders_table(folder: str) -> None:
    top = ROOT / folder
    files = top.glob("*.py") if top == SOURCES else top.rglob("*.py")
    modules = [path.relative_to(top).with_suffix("").as_posix() for path in files]
    assert sorted(MAPS[folder]) == sorted(name for name in modules if not name.endswith("__"))


def test_the_names_to_look_for_are_in_their_files() -> None:
    told = [
        (path, name)
        for wish in wishes()
        for path, names in re.findall(r"`([\w./-]+)`: ((?:`\w+`(?:, )?)+)", wish)
        for name in re.findall(r"`(\w+)`", names)
    ]
    assert len(told) > 20
    absent = [
        (path, name)
        for path, name in told
        if not re.search(rf"\b{name}\b", file(path).read_text("utf-8"))
    ]
    assert not absent


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        ("a hedge", "core/numerals.py"),
        ("a verdict", "core/verdicts.py"),
        ("a link under each source, on the page of sources", "pages/sources_table.py"),
        ("a link under each source, on a claim's page", "pages/claim_sections.py"),
        ("a banner on every page", "_config.yml"),
        ("a check of the rows of a series: vintage", "evidence/series_table.py"),
    ],
)
def test_common_wishes_lead_to_one_file(wish: str, place: str) -> None:
    row = next(line for line in TEXT.splitlines() if line.startswith(f"| {wish}"))
    assert re.search(r"\| `([^`]+)`", row)[1] == place

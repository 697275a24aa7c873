"""Terms of use by publisher: whose they are, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from rederive import Book
from rederive.errors import InputError
from rederive.evidence import licences
from rederive.evidence.bibliography import TERMS, Bibliography
from rederive.evidence.known_publishers import KnownPublishers

ROOT = Path(__file__).parents[2]
SOURCES = """@misc{one, author = {{Bureau via Press (copy)}}, title = {A}}
@misc{two, author = {{Somebody}}, title = {B}, url = {https://data.house.org/b}}
@misc{own, author = {{Bureau (mirror)}}, title = {C}}
@misc{none, author = {{Nobody}}, title = {D}, keywords = {grade-press}}
"""
KNOWN = "publisher,grade,hosts,names\nOffice,official,,Bureau\nHouse,publisher,house.org,\n"
ROWS = [
    ("Office", "free with the source named", "https://office.org/terms"),
    ("House", "CC BY 4.0", "https://house.org/terms"),
    ("Bureau (mirror)", "no licence file", "the file list"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "references.bib").write_text(SOURCES, "utf-8")
    (tmp_path / "publishers.csv").write_text(KNOWN, "utf-8")
    write(tmp_path, *ROWS)
    return tmp_path


def write(folder: Path, *rows: tuple[str, str, str]) -> None:
    lines = [",".join(row) for row in [("publisher", "terms", "seen"), *rows]]
    (folder / "licences.csv").write_text("\n".join(lines) + "\n", "utf-8")


def read(folder: Path) -> Bibliography:
    known = KnownPublishers.read(folder / "publishers.csv")
    seen = licences.read(folder / "licences.csv")
    return Bibliography.read(folder / "references.bib", known, seen)


def test_a_source_has_its_own_terms_or_its_publishers_or_those_of_its_host(folder: Path) -> None:
    terms = {key: source.terms for key, source in read(folder).items()}
    assert terms["one"] == "free with the source named"
    assert terms["two"] == "CC BY 4.0"
    assert terms["own"] == "no licence file"
    assert terms["none"] == TERMS["press"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("House", "other", "there"), "'House' is there twice"),
        (("Else", "", "there"), "row 5: needs a publisher, its terms and where"),
        (("Else", "free", ""), "row 5: needs a publisher, its terms and where"),
    ],
)
def test_rows_that_say_too_little_or_twice_are_refused(
    folder: Path, row: tuple[str, str, str], problem: str
) -> None:
    write(folder, *ROWS, row)
    with pytest.raises(InputError, match=problem):
        read(folder)


def test_terms_of_a_publisher_that_no_source_has_are_refused(folder: Path) -> None:
    read(folder).check_licences(folder / "licences.csv")
    write(folder, *ROWS, ("Hose", "free", "there"))
    with pytest.raises(InputError, match=r"licences\.csv: no source is of 'Hose'"):
        read(folder).check_licences(folder / "licences.csv")


def test_most_figures_of_the_book_stand_under_terms_that_were_seen() -> None:
    book = Book(ROOT)
    book.bibliography.check_licences(book.data / "licences.csv")
    keys = [
        key
        for name in book.series.names()
        for text in book.series.read(name)["source"]
        for key in text.split("; ")
    ]
    seen = sum(bool(book.bibliography[key].own_terms) for key in keys)
    assert seen > 0.8 * len(keys)

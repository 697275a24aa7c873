"""One object knows where a book lies; two books in one process never mix."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rederive import Book, Chapter, load
from rederive.errors import InputError
from samples import FILES, REAL_UNITS


def write(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """An invented book in a folder, with (file, old, new) changed."""
    for name, text in FILES.items():
        for file, old, new in changes:
            if file == name:
                assert old in text
                text = text.replace(old, new)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "data" / "units.csv").write_bytes(REAL_UNITS.read_bytes())
    return folder


def test_two_books_in_one_process_never_mix(tmp_path, monkeypatch):
    one = Book(write(tmp_path / "one"))
    two = Book(
        write(
            tmp_path / "two",
            ("data/claims/ch1.yaml", 'printed: "125"', 'printed: "135"'),
            ("data/series/money.csv", "125.2", "135.2"),
        )
    )
    (two.data / "units.csv").write_text("unit,countable,native,description\n", encoding="utf-8")
    with (two.data / "units.csv").open("a", encoding="utf-8") as file:
        file.write("CNY,no,,money\npersons,no,,people\nsorties,no,,flights\n")
    for here in (one.root, two.root, tmp_path):
        monkeypatch.chdir(here)
        assert one.register["ch1-premium"].value().printed == "125"
        assert two.register["ch1-premium"].value().printed == "135"
        assert one.load("money", "premium", as_of="first")["2020"] == pytest.approx(12.52e9)
        assert two.load("money", "premium", as_of="first")["2020"] == pytest.approx(13.52e9)
        assert one.register["ch1-drones"].value().unit.countable
        assert not two.register["ch1-drones"].value().unit.countable
    checked = {}
    for book in (one, two, one):
        chapter = Chapter(1, book)
        chapter.check("ch1-premium", book.load("money", "premium", as_of="first")["2020"])
        checked.setdefault(book.root, []).append(chapter.entries["ch1-premium"][0].verdict)
    assert checked == {one.root: ["reproduced"] * 2, two.root: ["reproduced"]}


def test_the_book_of_the_current_folder_is_found_from_below(tmp_path, monkeypatch):
    root = write(tmp_path / "book")
    monkeypatch.delenv("REDERIVE_ROOT", raising=False)
    (root / "notebooks" / "deep").mkdir(parents=True)
    monkeypatch.chdir(root / "notebooks" / "deep")
    assert Book.here().root == root
    assert Book.here() is Book.here()
    assert load("money", "premium")["2021"] == pytest.approx(13e9)


@pytest.mark.parametrize("make", [Book, lambda _: Book.here()])
def test_a_folder_without_claims_is_told(tmp_path, monkeypatch, make):
    monkeypatch.delenv("REDERIVE_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="data/claims"):
        make(tmp_path)


CORE = """
from rederive.core.claims import Claim, Value
from rederive.core.judging import judge
from rederive.core.numerals import point
from rederive.core.register import ChapterFile, Register
from rederive.core.relations.contradictions import contradictions
from rederive.core.relations.formula import Relation
from rederive.core.units import Unit, Units

units = Units([Unit("CNY"), Unit("persons", countable=True)])
claim = {
    "id": "ch1-staff", "section": "1", "lines": [1, 1], "says": "Staff.", "kind": "sum_of_parts",
    "check": "arithmetic", "chapter": 1,
    "values": [
        {"name": n, "printed": p, "line": 1, "unit": "persons"}
        for n, p in {"all": "10", "some": "7", "others": "4"}.items()
    ],
}
chapter = ChapterFile.model_validate(
    {"chapter": 1, "title": "T", "notebook": "n", "claims": [claim]}, context={"units": units}
)
register = Register([chapter])
relation = Relation(
    id="sum", says="They add up.", holds="all == some + others",
    where={n: f"ch1-staff/{n}" for n in ("all", "some", "others")},
)
print(len(contradictions(register, [relation])))
found = register["ch1-staff"]
print(judge(found, found.value("all"), point(11)).verdict)
value = Value(name="x", printed="125", line=1, unit=Unit("CNY"), scale="亿")
print(value.claimed.low)
"""


def test_the_core_works_without_any_folder(tmp_path):
    environment = {key: text for key, text in os.environ.items() if key != "REDERIVE_ROOT"}
    ran = subprocess.run(
        [sys.executable, "-c", CORE],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert ran.stdout.split() == ["1", "contradicted", "12450000000"]


def test_a_unit_without_a_vocabulary_is_refused():
    from rederive.core.claims import Value

    with pytest.raises(ValueError, match="is only a word: give a Unit"):
        Value(name="x", printed="1", line=1, unit="CNY")


def test_chapters_come_in_the_order_of_their_numbers(tmp_path):
    """Ten sorts after two, and its claims are claims."""
    root = write(tmp_path / "book")
    for number in (2, 10):
        text = FILES["data/claims/ch1.yaml"].replace("chapter: 1", f"chapter: {number}")
        text = text.replace("ch1-", f"ch{number}-")
        (root / "data" / "claims" / f"ch{number}.yaml").write_text(text, encoding="utf-8")
    register = Book(root).register
    assert list(register.titles) == [1, 2, 10]
    assert [claim.id for claim in register][-1] == "ch10-goal"


def test_a_chapter_under_another_number_than_its_files_is_refused(tmp_path):
    """Its title and notebook took the place of the other chapter's, in silence."""
    root = write(tmp_path / "book")
    (root / "data" / "claims" / "ch2.yaml").write_text(
        "chapter: 1\ntitle: Other\nnotebook: other\nclaims: []\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"ch2\.yaml: chapter: is 1; write the number"):
        _ = Book(root).register


def test_a_file_that_another_of_the_same_size_and_time_replaces_is_read_again(tmp_path):
    book = Book(write(tmp_path / "book"))
    path = book.data / "report.yaml"
    title = book.report.title
    other = tmp_path / "other"
    other.write_bytes(path.read_bytes().replace(title.encode(), b"X" + title.encode()[1:]))
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)
    assert book.report.title == f"X{title[1:]}"


def test_a_book_without_terms_has_none(tmp_path):
    book = Book(write(tmp_path / "book"))
    (book.data / "terms.csv").unlink(missing_ok=True)
    assert book.terms == []

"""The one reader of references.bib, against an independent program."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_file, parse_string

from rederive.errors import InputError
from rederive.evidence.bibliography import Bibliography, fields

ROOT = Path(__file__).parents[2]


def test_every_entry_of_the_book_is_read_as_pybtex_reads_it():
    ours = Bibliography.read(ROOT / "references.bib")
    theirs = parse_file(str(ROOT / "references.bib")).entries
    assert list(ours) == list(theirs)
    for key, entry in theirs.items():
        field = {name.lower(): text for name, text in entry.fields.items()}
        people = " and ".join(str(person) for person in entry.persons.get("author", []))

        def plain(text: str) -> str:
            return text.replace("{", "").replace("}", "").replace("\\", "")

        source = ours[key]
        assert source.publisher == plain(people or field.get("publisher", ""))
        assert source.title == plain(field.get("title", ""))
        assert source.date == field.get("date", field.get("year", ""))
        assert source.url == plain(field.get("url", ""))
        assert source.seen == plain(field.get("note", "")).removeprefix("seen at: ")
        assert source.grade == plain(field.get("keywords", "")).removeprefix("grade-")


TEXTS = st.text(st.sampled_from("aB1 ,.=%éü中()-"), min_size=1, max_size=30).map(str.strip)


@given(
    st.dictionaries(
        st.sampled_from(["title", "note", "year", "keywords"]),
        st.tuples(TEXTS.filter(bool), st.sampled_from(["{%s}", '"%s"', "{{%s}}", "{a {%s} b}"])),
        min_size=1,
    )
)
def test_any_fields_are_read_as_pybtex_reads_them(written):
    lines = ",\n  ".join(f"{name} = {form % text}" for name, (text, form) in written.items())
    theirs = parse_string(f"@misc{{key,\n  {lines},\n}}\n", "bibtex").entries["key"].fields
    assert fields(f"\n  {lines},\n}}\n") == {name.lower(): text for name, text in theirs.items()}


@pytest.mark.parametrize(
    ("publisher", "first"),
    [
        ("Ministry of Public Security via Xinhua", "Ministry of Public Security"),
        ("Statistics bureau (copy)", "Statistics bureau"),
        ("", "key"),
    ],
)
def test_the_first_publisher_is_the_one_before_the_hands(tmp_path, publisher, first):
    path = tmp_path / "references.bib"
    author = f"author = {{{{{publisher}}}}}," if publisher else ""
    path.write_text(f"@misc{{key,\n  {author}\n}}\n", encoding="utf-8")
    assert Bibliography.read(path).publishers["key"] == first


def test_a_missing_bibliography_is_told(tmp_path):
    with pytest.raises(InputError, match=r"references\.bib: is missing"):
        Bibliography.read(tmp_path / "references.bib")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('@string{pbc = "Bank"}', "line 2: only entries such as @misc"),
        ('@preamble{"x, y"}', "line 2: only entries"),
        ("@Comment{old, title={x}}", "line 2: only entries"),
        ("@misc(a, title={A})", "line 2: only entries"),
        ("@misc{A, title={A}}\n@misc{a, title={B}}", "the key a is there twice"),
    ],
)
def test_what_would_be_read_otherwise_than_bibtex_reads_it_is_refused(tmp_path, text, said):
    path = tmp_path / "references.bib"
    path.write_text(f"\n{text}\n@misc{{b, title={{B}}}}\n", "utf-8")
    with pytest.raises(InputError, match=said):
        Bibliography.read(path)


def test_an_empty_bibliography_holds_nothing(tmp_path):
    path = tmp_path / "references.bib"
    path.touch()
    assert not list(Bibliography.read(path))

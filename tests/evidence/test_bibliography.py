"""The one reader of references.bib, against an independent program."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_file, parse_string

from rederive import Book
from rederive.errors import InputError
from rederive.evidence.bibliography import Bibliography, fields
from rederive.evidence.known_publishers import GRADES, KnownPublishers
from rederive.evidence.publishers import publisher_count

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
        persons = [person for person in entry.persons.get("author", []) if person.first_names]
        assert bool(source.people) == bool(persons), key
        assert len(source.people) == len(persons)
        assert source.publisher == plain(people or field.get("publisher", ""))
        assert source.title == plain(field.get("title", ""))
        assert source.date == field.get("date", field.get("year", ""))
        assert source.url == plain(field.get("url", ""))
        assert source.seen == plain(field.get("note", "")).removeprefix("seen at: ")
        assert source.kind == plain(field.get("keywords", "")).removeprefix("grade-")


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


KNOWN = KnownPublishers(
    {"Xinhua net": "Xinhua"}, {"news.cn": "Xinhua", "code.org": "Code"},
    {"Xinhua": "press", "Code": "tertiary"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "grade"),
    [
        ("url = {https://english.news.cn/a}", "press"),
        ("url = {https://www.gov.cn/a}", "official"),
        ("url = {https://stats.hebei.gov.cn./a}", "official"),
        ("url = {https://news.cn.spam.org/a}, keywords = {grade-official}", "tertiary"),
        ("copy = {https://spam.org/a}, keywords = {grade-official}", "tertiary"),
        ("note = {seen at: a copy on another site; pages}", "tertiary"),
        ("keywords = {grade-official}", "official"),
        ("keywords = {grade-filing}", "publisher"),
        ("title = {A study}", "publisher"),
    ],
)
def test_the_grade_is_that_of_the_host(tmp_path, entry, grade):
    path = tmp_path / "references.bib"
    path.write_text(f"@misc{{key,\n  {entry}\n}}\n", encoding="utf-8")
    assert Bibliography.read(path, KNOWN)["key"].grade == grade


def test_two_names_of_one_publisher_count_once(tmp_path):
    path = tmp_path / "references.bib"
    one, two = "author = {{Xinhua net via Sina}}", "author = {{Xinhua (copy)}}"
    path.write_text(f"@misc{{a, {one}}}\n@misc{{b, {two}}}\n", encoding="utf-8")
    names = Bibliography.read(path, KNOWN).publishers
    assert publisher_count([["a", "b"]], names) == 1


@given(
    st.sampled_from(["http://", "https://"]),
    st.sampled_from(["", "www."]),
    st.sampled_from(["", "/", "#top"]),
    st.sampled_from(["url", "copy"]),
)
def test_one_address_has_one_key(scheme, www, end, field):
    with TemporaryDirectory() as folder:
        path = Path(folder, "references.bib")
        path.write_text(
            "@misc{a,\n  url = {https://example.org/a_b?x=1\\&y=2},\n}\n"
            f"@misc{{b,\n  {field} = {{{scheme}{www}example.org/a_b?x=1\\&y=2{end}}},\n}}\n",
            encoding="utf-8",
        )
        if end == "/":  # it belongs to the query here
            Bibliography.read(path)
            return
        with pytest.raises(InputError, match=r"b and a have the same address .*; keep one key"):
            Bibliography.read(path)


def test_every_address_that_is_printed_is_on_a_known_host():
    sources = Book(ROOT).bibliography
    for source in sources.values():
        assert not source.url or sources.known.grade(source.url), source.key
        for address in re.findall(r"https?://[^\s;,)]+", source.seen):
            assert sources.known.grade(address), source.key
        assert source.grade in GRADES


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
        ("@misc{A, title={A},\n", "line 2: the entry A is not closed"),
        ("@misc{A, title={A}", "line 2: the entry A is not closed"),
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


@pytest.mark.parametrize(
    "address",
    ["ftp://example.org/a", "https://", "https:///page", "https://host", "https://[a", "a"],
)
@pytest.mark.parametrize("field", ["url", "copy"])
def test_an_address_is_one_of_the_web_with_a_host(tmp_path, address, field):
    path = tmp_path / "references.bib"
    path.write_text(f"@misc{{a,\n  {field} = {{{address}}},\n}}\n", "utf-8")
    with pytest.raises(InputError, match=r"line 2: .* is not a web address; write one with https"):
        Bibliography.read(path)


TITLES = re.findall(r"^  title = \{(.*)\},?$", (ROOT / "references.bib").read_text("utf-8"), re.M)


def test_titles_are_translated_in_round_brackets() -> None:
    assert len(TITLES) > 500
    assert [title for title in TITLES if re.search(r"[^\x00-\xff].*\[[A-Za-z0-9 ]", title)] == []


def test_capitals_that_a_style_would_lower_stand_in_braces() -> None:
    """A style of citation keeps the first capital of a title and what braces protect."""
    lost = re.compile(r"(?:[A-Z]-|[A-Z]{2,}|[A-Za-z]+[A-Z0-9.]+[A-Z])")
    for title in TITLES:
        if not title.startswith("{"):
            _, *words = re.sub(r"\{[^{}]*\}", "", title).split()
            assert [word for word in words if lost.match(word)] == [], title

"""The text of a report: what can be read, and what is told of the rest."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from rederive.drafting import language
from rederive.errors import InputError
from rederive.starter import texts

LINES = ["Ferries of Arcadia", "They carried 5 million people."]


def pdf(*pages: list[str], password: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(300, 300)
        font = DictionaryObject({NameObject("/Type"): NameObject("/Font")})
        font[NameObject("/Subtype")] = NameObject("/Type1")
        font[NameObject("/BaseFont")] = NameObject("/Helvetica")
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = StreamObject()
        written = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
        stream.set_data(f"BT /F1 12 Tf 20 250 Td {written} ET".encode() if lines else b"")
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.fixture
def file(tmp_path: Path):
    def write(content: bytes | str, name: str = "report.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_plain_text_and_markdown_are_read_as_they_are(file, end):
    text = texts.read(file(end.join(["# A title", "one"]), "report.md"))
    assert text.lines == ["# A title", "one"]
    assert text.title == "A title"
    assert texts.read(file("\ufeffone")).lines == ["one"]


def test_a_pdf_is_read_page_by_page(file):
    text = texts.read(file(pdf(LINES, ["Page two"]), "report.pdf"))
    assert text.lines == [*LINES, "Page two"]
    assert text.pages == [1, 3]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("本报告的数据是在中国的不同地区".encode("gb18030"), "looks like GB18030: convert it"),
        ("這是中國的報告，有和年為不同的大國".encode("big5"), "is not UTF-8; it looks like"),
        ("Café".encode("cp1252"), "looks like WINDOWS-1252"),
        ("abc".encode("utf-16"), "looks like UTF-16"),
        (pdf([], []), "has no text layer"),
        (pdf(LINES, password="secret"), "is encrypted"),
        (b"%PDF-1.4 broken", "cannot be read as a PDF"),
    ],
    ids=["empty", "blank", "gb", "big5", "latin", "utf16", "scanned", "encrypted", "broken"],
)
def test_what_cannot_be_read_is_told_with_the_remedy(file, content, message):
    with pytest.raises(InputError, match=message) as told:
        texts.read(file(content))
    assert "\n" not in str(told.value)


def test_a_text_that_is_too_large_is_refused_unread(file, monkeypatch):
    monkeypatch.setattr(texts, "LARGEST", 3)
    with pytest.raises(InputError, match="a text of at most 0 MB is read"):
        texts.read(file("four"))
    with pytest.raises(InputError, match="cannot be read"):
        texts.read(Path("no-such-file.txt"))


@pytest.mark.parametrize(
    ("lines", "tag"),
    [(LINES, "en"), (["保险业总资产达 29 万亿元"], "zh-Hans"), (["總資產達 29 萬億元"], "zh-Hant")],
)
def test_the_language_is_seen_from_the_characters(lines, tag):
    assert language.guess(lines) == tag


def test_the_test_writes_pdfs_that_can_be_read():
    page = PdfReader(io.BytesIO(pdf(LINES))).pages[0]
    assert page.extract_text().split() == " ".join(LINES).split()

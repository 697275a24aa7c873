"""What a text, its hash, its drafts or a claim may have wrong: one sentence, 2, nothing lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_texts import LINES, pdf

from rederive.cli import main

ROOT = Path(__file__).parents[2]
CHINESE = "本报告的数据是在中国的不同地区和有关年度的统计，为不同的人"
TRADITIONAL = "這是中國的報告，在和年為不同的大國，有不同的人"
TEXTS = {
    "encrypted": (pdf(LINES, password="secret"), "text: is encrypted; save it without a password"),
    "scanned": (pdf([], []), "has no text layer, only pictures of pages; run it through OCR"),
    "broken": (pdf(LINES)[:200], "cannot be read as a PDF, for it is broken or incomplete; save"),
    "no PDF": (b"%PDF-1.7\n1 0 obj\n<<", "cannot be read as a PDF, for it is broken or incomplete"),
    "GB18030": (CHINESE.encode("gb18030"), "looks like GB18030: convert it, as with `iconv"),
    "Big5": (TRADITIONAL.encode("big5"), "looks like BIG5: convert it"),
    "UTF-16": ("Ferries".encode("utf-16"), "looks like UTF-16: convert it"),
    "Latin": ("Café".encode("cp1252"), "looks like WINDOWS-1252: convert it"),
    "no text": (bytes(range(256)), "is not a text; give a plain text, Markdown or a PDF"),
    "empty": (b"", "is empty; give the file that has the report's text"),
    "large": (None, "has 51 MB, and a text of at most 50 MB is read; give the text without"),
}


def one_sentence(*words: str) -> str:
    """What a command says that ends with 2, in one line."""
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == 2, result.output
    assert result.output.startswith("rederive: ")
    assert result.output.count("\n") == 1
    assert result.output.count(";") <= 2, "one thing is said once"
    return result.output


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "book"
    unneeded = shutil.ignore_patterns("_build", ".*")
    shutil.copytree(ROOT / "tests" / "second-report", folder, ignore=unneeded)
    monkeypatch.setenv("REDERIVE_ROOT", str(folder))
    monkeypatch.delenv("REDERIVE_REPORT", raising=False)
    return folder


@pytest.fixture(params=TEXTS)
def text(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A file that is no text, and what is said of it."""
    given, message = TEXTS[request.param]
    path = tmp_path / "text"
    path.write_bytes(given or b"")
    if given is None:
        with path.open("r+b") as file:
            file.truncate(51_000_000)
    return path, message


def test_a_new_book_is_not_begun(tmp_path: Path, text: tuple[Path, str]) -> None:
    path, message = text
    assert message in one_sentence("new", str(tmp_path / "new"), "--text", str(path))
    assert list(tmp_path.iterdir()) == [path]


def test_neither_is_another_report_added_nor_a_text_changed(
    second: Path, text: tuple[Path, str]
) -> None:
    path, message = text
    before = content(second)
    assert message in one_sentence("add", "other", "--text", str(path))
    assert message in one_sentence("anchor", str(path), "--write")
    assert content(second) == before


@pytest.mark.parametrize(
    ("place", "old", "new", "message"),
    [
        ("report.txt", "a", "b", "`rederive anchor` which lines moved"),
        ("data/claims/ch1.yaml", "unit: persons", "unit: parsecs", "the unit 'parsecs' is unknown"),
        ("data/claims/ch1.yaml", "scale: million", "scale: zillion", "unknown scale 'zillion'"),
        (
            "drafts.csv",
            "exclude,",
            "exclud",
            "remove the file and draft again: what was decided is",
        ),
        ("drafts.csv", "line,page", "row,page", "; write line,page,token,words,proposal,reason"),
    ],
    ids=["hash", "unit", "scale", "drafts", "header"],
)
def test_a_slip_in_the_files_of_a_book(
    second: Path, place: str, old: str, new: str, message: str
) -> None:
    if place == "drafts.csv":
        _drafted(second)
    path = second / place
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = content(second)
    assert message in one_sentence("coverage")
    assert message in one_sentence("review")
    assert content(second) == before


def _drafted(second: Path) -> None:
    """Draft every number of the text again."""
    about = second / "data" / "excluded-numerals.csv"
    about.write_text("line,token,reason\n", encoding="utf-8")
    report = second / "data" / "report.yaml"
    report.write_text(f"{report.read_text('utf-8')}\nlanguage: en\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["draft"]).exit_code == 0


def test_a_draft_of_a_number_that_the_text_has_not_is_named(second: Path) -> None:
    _drafted(second)
    path = second / "drafts.csv"
    rows = path.read_text("utf-8").split("\n")
    line, page, token, rest = rows[2].split(",", 3)
    rows[2] = ",".join((line, page, "98765", rest))
    path.write_text("\n".join(rows), encoding="utf-8")
    before = content(second)
    told = one_sentence("review")
    assert f"drafts.csv, row 3: line {line} of the text has no 98765" in told
    assert token not in told
    assert content(second) == before


@pytest.mark.parametrize("end", [5, 40, 120, 300, -30, -6])
def test_of_a_broken_pdf_no_word_of_the_library_is_heard(
    tmp_path: Path, capfd, caplog, end
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(LINES)[:end])
    result = CliRunner().invoke(main, ["new", str(tmp_path / "new"), "--text", str(path)])
    assert result.exit_code in (0, 2)  # what the library can mend is read
    assert result.output.count("\n") == 1
    assert not [record for record in caplog.records if record.name.startswith("pypdf")]
    assert not capfd.readouterr().err

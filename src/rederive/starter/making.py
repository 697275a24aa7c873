"""A new book for a report: a folder that builds at once, from the report's text."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import jinja2
import nbformat

from rederive.core import ledger, periods
from rederive.drafting import language
from rederive.errors import InputError
from rederive.starter.texts import Text

TEMPLATE = Path(__file__).parent / "template"
_YEAR = re.compile(
    "(?<![0-9.,])(?:1[89]|20|21)[0-9]{2}(?![0-9]|[.,][0-9])|[〇零一二三四五六七八九]{4}年"
)
_CELLS = (
    ("markdown", "title", "# {title}\n\nWhat the report claims, and whether it holds."),
    (
        "code",
        "claims",
        "from rederive import Book, Chapter, load\n\nbook = Book.here()\n"
        "chapter = Chapter({number})\n"
        "WRITTEN = {report}.report.written_by  # figures up to this month could have been known\n"
        "chapter.claims()",
    ),
    ("markdown", "verdicts-head", "## The verdicts"),
    ("code", "verdicts", "chapter.verdicts()"),
)


@dataclass(frozen=True)
class About:
    """What is known of the report of a new book; what is not given follows from its text.

    Attributes
    ----------
    title, publisher : str
    written : str
        Until when a statistic could have been known to its authors; this month by default.
    language : str
        The tag of the language of its text.
    """

    title: str = ""
    publisher: str = ""
    written: str = ""
    language: str = ""


def make(folder: Path, text: Text, about: About) -> None:
    """Make a book, whole or not at all.

    Parameters
    ----------
    folder : Path
        Where it is to lie; there is nothing yet.
    text : Text
        The report's text, which becomes ``report.txt``.
    about : About

    Raises
    ------
    InputError
        If the folder is not empty, the date cannot be read, or the language is not one of ours.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: is there already; name a folder that does not exist yet.")
    tag = about.language or language.guess(text.lines)
    spoken = language.of(tag)
    until = written(about, text)
    content = "\n".join(text.lines).encode()
    title = about.title or text.title
    words = {
        "title": title,
        "publisher": about.publisher,
        "author": "The authors of the book",
        "written": until,
        "year": int(until[:4]),
        "today": date.today().isoformat(),
        "language": tag,
        "language_name": language.name_of(tag),
        "sha256": digest(content),
    }
    building = folder.parent / f".{folder.name}-new"
    shutil.rmtree(building, ignore_errors=True)
    try:
        _fill(building, words)
        (building / "report.txt").write_bytes(content)
        _data(building / "data", text, spoken.name)
        notebook = building / "notebooks" / "ch1-report.ipynb"
        nbformat.write(chapter_notebook(title, 1, "book"), notebook)
        if folder.exists():
            folder.rmdir()
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def written(about: About, text: Text) -> str:
    """Until when a statistic could have been known; this month where nobody says.

    Raises
    ------
    InputError
        If what is given is not a date, or nothing is given for a text that names no year: its
        months would be those of this year.
    """
    if not about.written and not any(map(_YEAR.search, text.lines)):
        raise InputError(
            "--written: the text names no year; say when it was written, as in --written 2024-06, "
            "so that its dates have a year."
        )
    until = about.written or date.today().strftime("%Y-%m")
    if not periods.is_vintage(until) or "-" not in until:
        raise InputError(
            f"--written: {until!r} is not a month; write one such as 2024-06, up to which a figure "
            "could have been known."
        )
    return until


def dated_today(folder: str) -> str:
    """What to say of a report whose date nobody gave."""
    return (
        f"Without --written it counts as written this month, so that its figures are held against "
        f"all that is published by now: if it is older, correct `written_by` and `year` in "
        f"{folder}/report.yaml before you draft."
    )


def digest(content: bytes) -> str:
    """What a text is known by."""
    return hashlib.sha256(content).hexdigest()


def filled(path: Path, words: dict[str, object]) -> bytes:
    """A template with what is known of the report."""
    environment = jinja2.Environment(
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["tojson"] = _quoted
    return environment.from_string(path.read_text("utf-8")).render(words).encode()


def _fill(folder: Path, words: dict[str, object]) -> None:
    """The files of the template, with what is known of the report."""
    for path in sorted(TEMPLATE.rglob("*")):
        if path.is_file():
            place = path.relative_to(TEMPLATE).as_posix().replace("dot-", ".")
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(filled(path, words))
    (folder / ".ci" / "run").chmod(0o755)


def _quoted(text: object) -> str:
    """A text between quotes, as YAML and JSON read it."""
    import json

    return json.dumps(str(text), ensure_ascii=False)


def _data(folder: Path, text: Text, name: str) -> None:
    """What depends on the language and on the pages of the text."""
    (folder / "series").mkdir()
    (folder / "verdicts.csv").write_text(ledger.to_csv([]), encoding="utf-8")
    shutil.copy(language.FOLDER / f"{name}.number-words.csv", folder / "number-words.csv")
    (folder / "units.csv").write_text(units(name), encoding="utf-8")
    if text.pages:
        (folder / "pages.csv").write_text(pages_of(text.pages), encoding="utf-8")


def pages_of(lines: list[int]) -> str:
    """The table of printed pages, from the line on which each begins."""
    rows = [[str(line), str(at), "counted"] for at, line in enumerate(sorted(set(lines)), start=1)]
    return table(["line", "printed_page", "known"], rows)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([head, *rows])
    return buffer.getvalue()


def units(name: str) -> str:
    """The table of units that a book begins with, as a language writes them."""
    with (language.FOLDER / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            [row["unit"], row["countable"], row[name], row["description"]]
            for row in csv.DictReader(file)
        ]
    return table(["unit", "countable", "native", "description"], rows)


def chapter_notebook(title: str, number: int, report: str) -> nbformat.NotebookNode:
    """The notebook that a chapter begins with.

    Parameters
    ----------
    title : str
    number : int
        Of the chapter.
    report : str
        The expression that stands for its report.
    """
    given = {"{title}": title, "{number}": str(number), "{report}": report}
    cells = []
    for kind, name, source in _CELLS:
        text = source
        for place, words in given.items():
            text = text.replace(place, words)
        new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        cells.append(new(text, id=name))
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    return notebook

"""Another report in a book that is there: its data, a chapter for its claims, pages."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import nbformat

from rederive.core.fields import Model, ReportName
from rederive.core.register import chapter_files
from rederive.core.site import NOTEBOOKS
from rederive.drafting import language
from rederive.errors import InputError
from rederive.reading.files import write_whole
from rederive.reading.tables import read_text
from rederive.starter.making import (
    About,
    chapter_notebook,
    digest,
    filled,
    pages_of,
    table,
    written,
)
from rederive.starter.texts import Text

TEMPLATE = Path(__file__).parent / "further"
_CHAPTER = re.compile(rf"^( *)- file: {NOTEBOOKS}/ch\d[^\n]*\n", re.MULTILINE)


class _Name(Model):
    name: ReportName


def add(root: Path, name: str, text: Text, about: About, follows: str, first: str) -> list[Path]:
    """Add a report to a book, whole or not at all.

    Parameters
    ----------
    root : Path
        The book's top folder.
    name : str
        What the book is to call it.
    text : Text
    about : About
    follows : str
        The name of the report whose next edition it is; empty for none.
    first : str
        The language of the book's first report.

    Returns
    -------
    list of Path
        What was written, without the table of contents.

    Raises
    ------
    InputError
        If the name is taken or no name, or the table of contents lists no chapter.
    """
    refuse_name(root, name)
    number = 1 + max(int(path.stem[2:]) for path in chapter_files(root / "data" / "claims"))
    tag = about.language or language.guess(text.lines)
    spoken = language.of(tag).name
    files = _files(name, number, text, about, follows, tag)
    if spoken != language.of(first or tag).name:
        files[f"data/reports/{name}/native-units.csv"] = _natives(root, spoken)
    contents, listing = root / "_toc.yml", [f"{NOTEBOOKS}/ch{number}-{name}"]
    for place, asked in ((f"changes-{name}.md", bool(follows)), ("side-by-side.md", True)):
        page = f"{NOTEBOOKS}/{place}"
        if asked and not (root / page).exists():
            files[page] = filled(TEMPLATE / place.replace(f"-{name}", ""), {"name": name})
            listing.append(page.removesuffix(".md"))
    toc = _listed(contents, listing)
    _write({root / place: content for place, content in files.items()})
    write_whole(contents, toc)
    return [root / place for place in files]


def refuse_name(root: Path, name: str) -> None:
    """Refuse what is not a name of a report, or that of one which is there.

    Raises
    ------
    InputError
        Saying what a name looks like.
    """
    try:
        _Name(name=name)
    except ValueError:
        raise InputError(
            f"NAME: {name!r} does not fit; write small letters and digits, like ferries2033, "
            "and neither `first` nor a chapter's name."
        ) from None
    for folder in (root / "data" / "reports" / name, root / "reports" / name):
        if folder.exists():
            raise InputError(
                f"NAME: the book has a report {name} already ({folder}); choose another name."
            )


def _files(
    name: str, number: int, text: Text, about: About, follows: str, tag: str
) -> dict[str, bytes]:
    """What the report brings, by its place in the book."""
    content, until = "\n".join(text.lines).encode(), written(about, text)
    words: dict[str, object] = {
        "title": about.title or text.title,
        "publisher": about.publisher,
        "year": int(until[:4]),
        "sha256": digest(content),
        "written": until,
        "language": tag,
        "language_name": language.name_of(tag),
        "follows": follows,
        "name": name,
        "number": number,
        "today": date.today().isoformat(),
    }
    spoken, own = language.of(tag).name, f"data/reports/{name}"
    files = {
        f"reports/{name}/report.txt": content,
        f"reports/{name}/.gitignore": b"# the work of others\n*\n",
        f"{own}/report.yaml": filled(TEMPLATE / "report.yaml", words),
        f"{own}/excluded-numerals.csv": b"line,token,reason\n",
        f"{own}/excluded-words.csv": b"line,pattern,reason\n",
        f"{own}/number-words.csv": (language.FOLDER / f"{spoken}.number-words.csv").read_bytes(),
        f"data/claims/ch{number}.yaml": filled(TEMPLATE / "chapter.yaml", words),
        f"{NOTEBOOKS}/ch{number}-{name}.ipynb": nbformat.writes(
            chapter_notebook(str(words["title"]), number, f'book.of("{name}")')
        ).encode()
        + b"\n",
    }
    if text.pages:
        files[f"{own}/pages.csv"] = pages_of(text.pages).encode()
    return files


def _natives(root: Path, spoken: str) -> bytes:
    """How another language than that of the first report writes the units of the book."""
    with (language.FOLDER / "units.csv").open(encoding="utf-8", newline="") as file:
        known = {row["unit"]: row[spoken] for row in csv.DictReader(file)}
    with (root / "data" / "units.csv").open(encoding="utf-8", newline="") as file:
        units = [row["unit"] for row in csv.DictReader(file)]
    rows = [[unit, known[unit]] for unit in units if known.get(unit)]
    return table(["unit", "native"], rows).encode()


def _listed(path: Path, pages: list[str]) -> str:
    """The table of contents with further pages, below the last chapter that it lists."""
    text = read_text(path)
    places = list(_CHAPTER.finditer(text if text.endswith("\n") else text + "\n"))
    if not places:
        raise InputError(
            f"{path}: lists no chapter (`- file: {NOTEBOOKS}/ch1-...`); add one, below which the "
            "chapter of the new report has its place."
        )
    last = places[-1]
    lines = "".join(f"{last[1]}- file: {page}\n" for page in pages)
    text = text if text.endswith("\n") else text + "\n"
    return text[: last.end()] + lines + text[last.end() :]


def _write(files: Mapping[Path, bytes]) -> None:
    """Write files that are not there yet, all or none."""
    if there := next((path for path in files if path.exists()), None):
        raise InputError(f"{there}: is there already; move it away first.")
    new = [path.parent for path in files if not path.parent.exists()]
    done: list[Path] = []
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            done.append(path)
            write_whole(path, content)
    except BaseException:
        for path in done:
            path.unlink(missing_ok=True)
        for folder in new:
            shutil.rmtree(folder, ignore_errors=True)
        raise

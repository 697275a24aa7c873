"""The PDF edition: the pages of the book on paper, set by Typst (https://typst.app).

The executed notebooks and the pages of text become one Typst document, which :func:`write` has
set beside the present PDF and put in its place when it is whole. Typst is asked for PDF/UA-1,
so that a picture without a text or a character without a glyph is an error.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rederive.book.book import Book
from rederive.core.entries import Entry, by_claim, worst_of
from rederive.core.register import Register
from rederive.edition.markup import Places, code, html, markdown, string, title, words
from rederive.errors import BuildError, InputError
from rederive.notebook.entries import collect
from rederive.publishing import citation
from rederive.publishing.exports import PRINTED
from rederive.reading.tables import read_text
from rederive.show import cards
from warmbook import toc

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Pages that are of use on the web only.
LEFT_OUT = {"downloads", "notebooks/change-an-assumption"}
#: What the first page, whose title is the book's own, is called among the others; its part.
FIRST, BEFORE = "The result in short", "At a glance"
#: Longer cells of code are named, not shown.
LINES = 12
#: Room for a picture, in points.
WIDTH, HEIGHT = 400, 560
_PACKAGE = Path(__file__).parent
_CARD = re.compile(r'<section class="claim-card" id="([^"]+)"')
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_NO_GLYPH = re.compile(r'the text `?"(.*?)"`? could not be displayed')


@dataclass
class Document:
    """A Typst document with its pictures."""

    text: str
    pictures: dict[str, str] = field(default_factory=dict)


def write(root: Path) -> Path:
    """Run the notebooks that are stale, and set the book as ``_build/rederive.pdf``.

    Parameters
    ----------
    root : Path
        The book's folder.

    Returns
    -------
    Path
        The PDF.

    Raises
    ------
    BuildError
        If Typst is missing or a glyph is, or the PDF cannot be written.
    InputError
        If a page holds what has no form in print.
    """
    import warmbook

    root = Path(root).resolve()
    _typst()  # before the notebooks run
    executed = warmbook.execute(root)
    target = root / PRINTED
    typeset(document(root, executed), root, target)
    return target


def _typst() -> Any:
    try:
        import typst
    except ImportError:
        raise BuildError(
            "the PDF edition needs typst, which is not installed; "
            "run: python -m pip install --require-hashes -r requirements.lock"
        ) from None
    return typst


def typeset(document: Document, root: Path, target: Path) -> None:
    """Have Typst set a document; the PDF before it stays until the new one is whole.

    Parameters
    ----------
    document : Document
    root : Path
        The book's folder.
    target : Path
        The PDF.

    Raises
    ------
    BuildError
        If Typst cannot, told in one sentence.
    """
    typst = _typst()
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(_PACKAGE.parent / "show" / "fonts")]
    )
    day = citation.released(citation.read(root))
    moment = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
    with tempfile.TemporaryDirectory(prefix="rederive-pdf-") as place:
        folder = Path(place)
        (folder / "book.typ").write_text(document.text, encoding="utf-8")
        shutil.copy(root / "references.bib", folder)
        for name, picture in document.pictures.items():
            (folder / name).write_text(picture, encoding="utf-8")
        try:
            compiler = typst.Compiler(str(folder / "book.typ"), root=place, font_paths=fonts)
            content = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=moment)
        except typst.TypstError as error:
            raise BuildError(_explain(str(error))) from error
    temporary = target.with_name(f".{target.name}-{os.getpid()}")
    try:
        target.parent.mkdir(exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _explain(message: str) -> str:
    """Typst's complaint in one sentence, with a remedy where we know one."""
    if missing := _NO_GLYPH.search(message):
        return (
            f"the PDF edition: no font has a glyph for {missing[1]!r}; "
            "add the character to EXTRA in src/rederive/show/fonts/make.py and run that file"
        )
    return f"the PDF edition could not be set: {message.strip().partition(chr(10))[0]}"


def document(root: Path, executed: Mapping[Path, NotebookNode]) -> Document:
    """The whole book as a Typst document.

    Parameters
    ----------
    root : Path
        The book's folder.
    executed : mapping of Path to notebook
        What :func:`warmbook.execute` returned.
    """
    register = Book(root).register
    notebooks = {_name(root, path): notebook for path, notebook in executed.items()}
    own = {f"notebooks/{name}" for name in register.notebooks.values()}
    entries = by_claim(collect(notebooks[page] for page in own & set(notebooks)))
    order = list(pages(root))
    texts = {page: _texts(root, page, notebooks) for _, page in order}
    first = order[0][1]
    titles = {page: _title(page, cells) for page, cells in texts.items()} | {first: FIRST}
    kept = frozenset(set(texts) - LEFT_OUT)
    sources = frozenset(_keys(root / "references.bib"))
    places = Places(first, titles, kept, frozenset(entries), sources)
    result = Document("")
    parts = [_head(root), (_PACKAGE / "edition.typ").read_text("utf-8"), "#show: edition\n"]
    caption = ""
    for part, page in order:
        if page not in kept:
            continue
        parts.append("#pagebreak(weak: true);\n")
        if part != caption:
            parts.append(f"#heading(level: 1)[{words(part)}];\n")
            caption = part
        label = string(f"page:{page}")
        parts.append(f"#heading(level: 2)[{words(titles[page])}];#label({label});\n")
        writer = _Writer(replace(places, page=page), register, entries, result)
        parts += [writer.cell(cell) for cell in _without_title(texts[page])]
    result.text = "".join(parts)
    return result


def pages(root: Path) -> Iterator[tuple[str, str]]:
    """The pages of the book, each with the caption of its part, in their order."""
    first, *others = toc.pages(root)
    yield BEFORE, first.name
    for page in others:
        yield page.part or "The book", page.name


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).with_suffix("").as_posix()


def _texts(root: Path, page: str, notebooks: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The cells of a page; a page that is no notebook is one cell of Markdown."""
    if page in notebooks:
        return notebooks[page]["cells"]
    path = root / f"{page}.md"
    return [{"cell_type": "markdown", "source": read_text(path), "metadata": {}}]


def _title(page: str, cells: list[dict[str, Any]]) -> str:
    texts = (title(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    found = next(filter(None, texts), "")
    if not found:
        raise InputError(f"{page}: has no heading; give the page a title.")
    return found


def _without_title(cells: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The cells of a page without its title, which is set already."""
    found = False
    for cell in cells:
        if not found and cell["cell_type"] == "markdown":
            source, count = re.subn(r"(?m)^# .*\n?", "", cell["source"], count=1)
            found, cell = bool(count), {**cell, "source": source}
        yield cell


def _keys(path: Path) -> list[str]:
    return re.findall(r"^@\w+\s*\{\s*([^,\s]+)\s*,", read_text(path), flags=re.MULTILINE)


def _head(root: Path) -> str:
    """What the title page and the running heads say, from ``CITATION.cff``."""
    work = citation.read(root)
    item = citation.book(work)
    short, _, subtitle = str(work["title"]).partition(": ")
    day = citation.released(work)
    colophon = [
        "Set from the same sources as the web edition. Verdicts, recomputed numbers, tables and "
        "pictures come from the notebooks as they were last run.",
        f"Cells of code with more than {LINES} lines are named, not shown; they stand in the "
        "notebooks and in the web edition, which also has a page for every claim.",
        "Text, pictures and the register of claims: CC BY 4.0. Code: BSD 3-clause licence. Figures "
        "of the series: each under its own source’s terms.",
        f"To cite: {citation.plain(item)}",
    ]
    fields = {
        "title": string(str(work["title"])),
        "short": string(short),
        "subtitle": string(subtitle[:1].upper() + subtitle[1:]),
        "authors": _array(map(string, citation.names(item))),
        "version": string(str(work["version"])),
        "date": f"datetime(year: {day.year}, month: {day.month}, day: {day.day})",
        "day": string(day.isoformat()),
        "abstract": string(" ".join(str(work["abstract"]).split())),
        "keywords": _array(map(string, map(str, work["keywords"]))),
        "colophon": _array(map(string, colophon)),
    }
    icons = ", ".join(f"{string(name)}: {string(icon)}" for name, icon in cards.ICONS.items())
    given = ", ".join(f"{name}: {value}" for name, value in fields.items())
    return f"#let book = ({given})\n#let icons = ({icons})\n"


def _array(items: Iterable[str]) -> str:
    return f"({''.join(f'{item}, ' for item in items)})"


@dataclass(frozen=True)
class _Writer:
    """Writes the cells of one page."""

    places: Places
    register: Register
    entries: Mapping[str, list[Entry]]
    document: Document

    def cell(self, cell: Mapping[str, Any]) -> str:
        tags = set(cell.get("metadata", {}).get("tags", []))
        if cell["cell_type"] == "markdown":
            return markdown(cell["source"], self.places)
        if cell["cell_type"] != "code" or "remove-cell" in tags:
            return ""
        outputs = [] if tags & {"remove-output", "hide-output"} else cell.get("outputs", [])
        shown = "".join(self.output(output) for output in outputs)
        if tags & {"remove-input", "hide-input"} or (outputs and not shown):
            return shown
        return self.code(cell) + shown

    def code(self, cell: Mapping[str, Any]) -> str:
        """A short cell as it is; a long one by its place."""
        lines = cell["source"].strip().count("\n") + 1
        if lines <= LINES:
            return code(cell["source"].strip(), "python")
        place = f"cell {cell.get('id', '')} of {self.places.page}.ipynb"
        return f"#working({lines}, {string(place)});\n"

    def output(self, output: Mapping[str, Any]) -> str:
        if output["output_type"] == "stream":
            plain = _ANSI.sub("", output["text"]).rstrip()
            return code(plain) if output["name"] == "stdout" and plain else ""
        data = output.get("data", {})
        if "image/svg+xml" in data:
            return self.picture(data["image/svg+xml"], output.get("metadata", {}), data)
        if "text/html" in data:
            found = _CARD.match(data["text/html"])
            if found and self.derives(found[1]):
                return self.card(found[1])
            return html(data["text/html"], self.places)
        if "text/markdown" in data:
            return markdown(data["text/markdown"], self.places)
        return code(_ANSI.sub("", data.get("text/plain", "")))

    def picture(self, svg: str, metadata: Mapping[str, Any], data: Mapping[str, Any]) -> str:
        """A picture, no larger than the page has room."""
        name = f"{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
        self.document.pictures[name] = svg
        alt = metadata.get("image/svg+xml", {}).get("alt") or data.get("text/plain", "")
        size = (
            re.search(r'<svg[^>]*? height="([\d.]+)pt"', svg),
            re.search(r'<svg[^>]*? width="([\d.]+)pt"', svg),
        )
        height, width = (float(found[1]) if found else WIDTH for found in size)
        scale = min(1, WIDTH / width, HEIGHT / height)
        return (
            f"#picture({string(name)}, {string(alt)}, {width * scale:.1f}pt, "
            f"{height * scale:.1f}pt);\n"
        )

    def derives(self, name: str) -> bool:
        """Whether this is the page whose verdict on a claim counts."""
        if name not in self.entries:
            return False
        return (
            self.places.page == f"notebooks/{self.register.notebooks[self.register[name].chapter]}"
        )

    def card(self, name: str) -> str:
        """The card of one claim, from its ledger entries."""
        claim = self.register[name]
        entries = self.entries[name]
        verdict = worst_of(entries)
        found = [cards.facts(claim, entry) for entry in entries]
        common = [term for term in found[0] if all(term in terms for terms in found)]
        numbers = []
        if len(entries) > 1:
            for entry, terms in zip(entries, found, strict=True):
                own = [term for term in terms if term not in common]
                mark = string(entry.verdict) if entry.verdict != verdict else "none"
                numbers.append(f"({string(entry.value)}, {mark}, {self.terms(own)})")
        return (
            f"#card({string(name)}, {string(verdict)}, [{words(claim.says)}], "
            f"{self.terms(common)}, {_array(numbers)});\n"
        )

    def terms(self, terms: list[tuple[str, str]]) -> str:
        """Names and texts; evidence that is a source becomes its citation."""
        return _array(f"({string(name)}, [{self.term(name, text)}])" for name, text in terms)

    def term(self, name: str, text: str) -> str:
        if name != "Evidence":
            return words(text)
        head, bracket, tail = text.partition(" (")
        keys = head.split("; ")
        if not all(key in self.places.sources for key in keys):
            return words(text)
        return "".join(self.places.cite(key) for key in keys) + words(bracket + tail)

"""What a chapter comes to, before its working: counts, and what does not hold in one line each.

It is made from the ledger and put below the title of each chapter's page.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup

from rederive import __version__
from rederive.book.book import Book
from rederive.core.entries import by_claim, worst_of
from rederive.core.site import NOTEBOOKS
from rederive.core.verdicts import Verdict
from rederive.show import cards, html, leads

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("doctree-read", add_summary)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def add_summary(app: Sphinx, document: nodes.document) -> None:
    """Put the summary below the title of a chapter's page."""
    root, page = Path(app.srcdir), app.env.docname
    if not page.startswith(f"{NOTEBOOKS}/") or not (root / "data" / "claims").is_dir():
        return
    book = Book(root)
    chapters = {name: number for number, name in book.register.notebooks.items()}
    chapter = chapters.get(page.removeprefix(f"{NOTEBOOKS}/"))
    title = next(iter(document.findall(nodes.title)), None)
    if chapter is None or title is None or not book.ledger_path.is_file():
        return
    app.env.note_dependency(str(book.ledger_path))
    section = title.parent
    section.insert(section.index(title) + 1, nodes.raw("", summary(book, chapter), format="html"))


def summary(book: Book, chapter: int) -> Markup:
    """The card of one chapter."""
    groups = {
        name: rows
        for name, rows in by_claim(book.ledger).items()
        if name in book.register and book.register[name].chapter == chapter
    }
    counts = Counter(worst_of(rows) for rows in groups.values())
    told = [(cards.badge(each), counts[each]) for each in Verdict if counts[each]]
    failing = [
        (f"#{name}", cards.badge(worst_of(rows)), leads.lead(book.register[name], rows))
        for name, rows in groups.items()
        if worst_of(rows).refutes
    ]
    return html.render(
        "rederive.pages",
        "chapter-summary.html",
        count=len(groups),
        tally=html.render("rederive.show", "tally.html", counts=told),
        failing=failing,
    )

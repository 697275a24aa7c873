"""Which report the book is about, in a paragraph for its first page."""

from __future__ import annotations

from rederive.book.book import Book
from rederive.show import content, html
from rederive.show.html import Table


def report_named(book: Book) -> Table:
    """The report by title in both languages, authors and year, and how these are known."""
    report = book.report
    text = f"The report: {report.named}. {report.known_from or ''}".strip()
    made = html.render("rederive.pages", "report-named.html", report=report)
    return Table(made, text, content.data(content.paragraph(text)))

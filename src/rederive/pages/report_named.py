"""Which report the book is about, or which ones, each in a paragraph for its first page."""

from __future__ import annotations

from rederive.book.book import Book
from rederive.language.spoken import say
from rederive.pages.made_again import again
from rederive.show import content, html
from rederive.show.html import Table


@again
def report_named(book: Book) -> Table:
    """Each report by title in both languages, authors and year, and how these are known."""
    reports = [one.report for one in book.reports.values()]
    texts = [
        say("The report: {named}. {known_from}", named=each.named, known_from=each.known_from or "")
        for each in reports
    ]
    made = [html.render("rederive.pages", "report-named.html", report=each) for each in reports]
    return Table(
        "".join(made),
        "\n".join(map(str.strip, texts)),
        content.data(*(content.paragraph(text) for text in texts)),
    )

"""The catalogue of series as a page: one row each, with a small picture."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from rederive.book.book import Book
from rederive.core.site import NOTEBOOKS, Links
from rederive.evidence.catalogue import TERMS, UNSEEN, Described
from rederive.language.spoken import own_name, said, say, told
from rederive.pages.made_again import again
from rederive.show import content, html, plain
from rederive.show.html import Table

WIDTH, HEIGHT = 96, 24
_SPARK = Markup(
    '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">'
    "{}</svg>"
)
_LINE = Markup('<polyline points="{}" fill="none" stroke="currentColor" stroke-width="1.5"/>')
_POINT = Markup('<circle cx="{}" cy="{}" r="2" fill="currentColor"/>')


@again
def series_table(book: Book, folder: str = NOTEBOOKS) -> Table:
    """Every series with label, definition, unit, span, vintages, publishers and a small picture.

    Each has a link to its figures. Above them stand the tables, each with a link to its first
    series, and the file of all.
    """
    head = (
        say("Series"),
        say("Unit"),
        say("What it is"),
        say("Span"),
        say("Published"),
        say("By"),
        say("Terms of use"),
        say("Course"),
    )
    listed, links = list(book.catalogue), book.site.links(folder)
    rows = [
        (
            _name(each, links),
            plain.of_series(each.unit, book.units),
            html.lines(map(told, filter(None, (each.label, each.definition)))),
            _span(each),
            _from_to(*each.vintages),
            _few([*map(own_name, each.publishers)]),
            _few([said(terms) if terms == UNSEEN else told(terms) for terms in each.terms], 3),
            spark(each.points),
        )
        for each in listed
    ]
    made = html.table(head, rows, caption=say("Series"), attributes={"class": "series findings"})
    printed = [
        (each.key, plain.of_series(each.unit, book.units), told(each.label), _span(each))
        for each in listed
    ]
    text = "\n".join(" ".join(row) for row in printed)
    terms = Markup("<p>{}</p>").format(
        html.say("Terms: {terms}. Tables: {tables}.", terms=said(TERMS), tables=_tables(listed))
    )
    whole = html.link(links.download("series.csv"), say("All series (CSV)"), download="")
    terms += Markup("<p>{}</p>").format(whole)
    data = content.data(content.table(head[:4], printed, content.Layout.LISTED))
    return Table(terms + made, text, data)


def _name(each: Described, links: Links) -> Markup:
    """The key of a series, which breaks between its words only, and the link to its figures."""
    key = Markup("_<wbr>").join(Markup("/<wbr>").join(each.key.split("/")).split("_"))
    words = html.render("rederive.pages", "series-file.html", name=each.key)
    link = html.link(links.series(each.key), words, download="")
    return Markup('<code id="{}">{}</code> {}').format(anchor(each), key, link)


def _tables(listed: Sequence[Described]) -> Markup:
    """The tables, each a link to its first series."""
    first: dict[str, Described] = {}
    for each in listed:
        first.setdefault(each.table, each)
    links = [html.link(f"#{anchor(each)}", name.replace("-", " ")) for name, each in first.items()]
    return Markup(", ").join(links)


def anchor(described: Described) -> str:
    """The id of a series' row."""
    return "series-" + described.key.replace("/", "-").replace("_", "-")


def _span(described: Described) -> str:
    span = _from_to(described.first, described.last)
    return say("; ").join((span, _few(described.entities)))


def _from_to(first: str, last: str) -> str:
    return first if first == last else say("{first} to {last}", first=first, last=last)


def _few(names: Sequence[str], most: int = 4) -> str:
    """The first of some names, and how many there are more."""
    more = len(names) - most
    shown = say("; ").join(names[:most])
    return say("{names} and {more} more", names=shown, more=more) if more > 0 else shown


def spark(points: Sequence[float]) -> Markup:
    """A line of a series' course, without axes; a point where there is one value."""
    low, high = min(points), max(points)
    room, steps = (high - low) or 1, len(points) - 1
    places = [
        (index * (WIDTH - 4) / (steps or 1) + 2, HEIGHT - 2 - (each - low) / room * (HEIGHT - 4))
        for index, each in enumerate(points)
    ]
    if steps:
        words = say(
            "{count} values, from {first} to {last}",
            count=len(points),
            first=f"{points[0]:,.6g}",
            last=f"{points[-1]:,.6g}",
        )
        line = " ".join(f"{across:.1f},{down:.1f}" for across, down in places)
        drawn = _LINE.format(line)
    else:
        words = say("one value, {value}", value=f"{points[0]:,.6g}")
        drawn = _POINT.format(WIDTH // 2, HEIGHT // 2)
    return _SPARK.format(words, WIDTH, HEIGHT, WIDTH, HEIGHT, drawn)

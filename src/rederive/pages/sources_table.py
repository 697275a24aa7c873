"""The table of sources."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from rederive.core.claims import Claim
from rederive.core.register import Register
from rederive.core.site import source_anchor
from rederive.evidence.bibliography import Bibliography, Source
from rederive.language.counting import counted
from rederive.language.spoken import own_name, said, say, told
from rederive.pages.findings import card_link, printed_link
from rederive.pages.made_again import again
from rederive.show import content, html
from rederive.show.html import Row, Table


@again
def sources_table(sources: Bibliography, used: Mapping[str, set[str]], register: Register) -> Table:
    """Each source that claims rest on, with its grade and these claims.

    Parameters
    ----------
    sources : Bibliography
    used : mapping of str to set of str
        As :func:`rederive.publishing.library.sources_used` gives it.
    register : Register
    """
    ordered = sorted(sources.values(), key=lambda each: (each.publisher, each.date))
    listed = [source for source in ordered if used.get(source.key)]
    claims = {each.key: [register[name] for name in sorted(used[each.key])] for each in listed}
    rows = [
        Row(
            (
                own_name(source.publisher),
                html.link(source.url, source.title, rel="external nofollow noreferrer"),
                source.date,
                _grade(source),
                told(source.seen),
                Markup(", ").join(card_link(claim, register) for claim in claims[source.key]),
            ),
            {"id": source_anchor(source.key)},
        )
        for source in listed
    ]
    # Rows out of sight cost nothing where they are a grid; the roles keep the table a table.
    about = (say("Publisher"), say("Title"), say("Date"), say("Grade"))
    rest = say("Claims that rest on it")
    table = html.table(
        (*about, say("Seen at"), rest),
        rows,
        caption=say("Sources"),
        attributes={
            "class": "sources",
            "style": html.column_names(seen=say("Seen at"), rest=say("Rests on it")),
        },
        cell_classes={say("Seen at"): "seen"},
        roles=True,
    )
    printed = content.table(
        (*about, rest),
        [_printed_row(source, claims[source.key], register) for source in listed],
        content.Layout.LISTED,
    )
    above, terms_printed = _terms(listed)
    return Table(above + table, counted(len(rows), "source"), content.data(*terms_printed, printed))


def _terms(listed: list[Source]) -> tuple[Markup, list[content.Block]]:
    """Under which terms figures stand whose own nobody saw: for the page, and for paper."""
    head = say(
        "{count} of {all} sources have terms of use that were seen: they stand beside the grade. "
        "Of the others, by grade:",
        count=sum(bool(source.own_terms) for source in listed),
        all=len(listed),
    )
    others = (source for source in listed if not source.own_terms)
    terms = sorted({said(source.grade): said(source.terms) for source in others}.items())
    made = Markup("<p>{}</p>").format(head) + html.terms(terms)
    return made, [content.paragraph(head), content.definitions(terms)]


def _printed_row(source: Source, claims: list[Claim], register: Register) -> list[content.Content]:
    """A source as a row on paper, without the long address where it was seen."""
    links: list[content.Inline] = []
    for claim in claims:
        links += [", "] if links else []
        links.append(printed_link(claim, register))
    title = content.link(source.url, source.title) if source.url else source.title
    return [own_name(source.publisher), title, source.date, _grade(source), links]


def _grade(source: Source) -> str:
    """What a source is, and on which terms, if somebody saw its own."""
    return say("; ").join(filter(None, (said(source.grade), told(source.own_terms))))

"""The sections of a claim's page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from rederive.book.translated import is_spoken
from rederive.core import periods
from rederive.core.claim_ids import CLAIM_ID
from rederive.core.claims import Claim
from rederive.core.entries import ConditionKind, Entry
from rederive.core.site import source_anchor
from rederive.core.verdicts import Group
from rederive.evidence.bibliography import COPIED
from rederive.evidence.known_publishers import host_of
from rederive.evidence.publishers import OwnSources
from rederive.language.spoken import own_name, said, say, several, told
from rederive.publishing import citation
from rederive.publishing.library import SHOWN_ROWS, Library, Row, decisive_rows, used_rows
from rederive.show import cards, html, plain

#: Hedges that add no word to a figure.
_HEDGED = {"exact": "", "ordinal": ""}
CHECKS = {
    "public_series": "worked out again from public statistics",
    "arithmetic": "tested against the report’s own other numbers",
    "company_disclosure": "a company’s own figure: compared with what others printed",
    "official_statement": "an official figure: compared with what others printed",
    "policy": "a target, rule or definition: nothing to test",
}


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _section(title: str, content: object) -> Markup:
    return Markup("<h2>{}</h2>{}").format(title, content)


def numbers(library: Library, claim: Claim) -> Markup:
    """What is printed and what was recomputed, number by number."""
    entries = library.groups[claim.id]
    parts = [_number(library, claim, entry, several=len(entries) > 1) for entry in entries]
    return _section(say("Printed and recomputed"), Markup("").join(parts))


def _number(library: Library, claim: Claim, entry: Entry, *, several: bool) -> Markup:
    terms: list[tuple[str, object]] = [
        (say("Gap"), cards.gap_text(claim, entry)),
        (say("Gap in its digits"), cards.last_digits(claim, entry)),
        *cards.others(claim, entry),
        (say("Note"), _with_links(library, entry.explanation)),
    ]
    if not entry.value:
        return html.terms(terms)
    terms = [
        (say("Printed"), _printed(library, claim, entry)),
        (say("For"), claim.value(entry.value).as_of or ""),
        (say("Recomputed"), cards.recomputed(entry, claim)),
        *terms,
    ]
    badges = Markup("")
    if several:
        badges = " " + cards.badge(entry.verdict) + cards.standalone_badge([entry], ", ")
    called = claim.called(entry.value)
    name = called[:1].upper() + called[1:]
    head = Markup('<p class="claim-number">{}{}</p>').format(name, badges)
    return head + html.terms(terms)


def _printed(library: Library, claim: Claim, entry: Entry) -> Markup:
    """A printed number in our words and in the report's, with its line."""
    value = claim.value(entry.value)
    original = value.as_printed if value.in_digits else ""
    one = library.book.report_of(claim)
    return html.render(
        "rederive.pages",
        "printed.html",
        printed=cards.printed(entry, claim),
        # "68.1%" after "68.1 percent" adds nothing.
        original="" if original.isascii() or is_spoken(one.report.language) else original,
        language=one.report.language,
        line=value.line,
        page=one.printed_pages.of(value.line) if value.line else None,
    )


def _with_links(library: Library, text: str) -> Markup:
    """Text in which the ids of claims are links to their pages."""

    def link(match: re.Match[str]) -> str:
        name = match[0]
        return html.link(library.links.claim(name), name) if name in library.groups else name

    return Markup(re.sub(rf"\b{CLAIM_ID}", link, Markup.escape(text)))


def how_tested(library: Library, claim: Claim) -> Markup:
    """How the claim is tested."""
    terms = [
        (say("Kind"), said(CHECKS[claim.check])),
        (say("Test"), claim.definition),
        (say("Where the test comes from"), _definition_source(library, claim)),
        (say("Formula"), claim.derive),
        (say("Source that the report names"), claim.source_named if not claim.cited else ""),
        (say("The report cites"), _cited(library, claim)),
        (say("Judged on"), _judged_on(library, claim)),
    ]
    return _section(say("How it is tested"), html.terms(terms))


def _definition_source(library: Library, claim: Claim) -> object:
    """Where the definition comes from, in words, with what it names as a link."""
    kind, _, name = (claim.definition_source or "").partition(" ")
    words = {
        "sentence": say("the plain meaning of the sentence"),
        "scale": say("the scale of words"),
        "series": say("how the publisher of {name} counts", name=name),
    }
    if kind == "claim":
        return _with_links(library, say("as for {name}", name=name))
    return _source_links(library, name) if kind == "source" else words.get(kind, "")


def _cited(library: Library, claim: Claim) -> Markup:
    """The documents that the report cites for a claim, with the addresses that it prints."""
    documents = [library.book.cited[key] for key in claim.cited]
    return html.lines(
        html.say(
            "{document} ({where})",
            document=html.link(document.url, document.named, rel="external nofollow noreferrer"),
            where=say("; ").join([document.where, *map(told, document.notes)]),
        )
        for document in documents
    )


def _judged_on(library: Library, claim: Claim) -> str:
    """What had to be out for a figure to count, from the vintages of the rows shown as evidence."""
    kinds = {entry.condition.kind for entry in library.groups[claim.id] if entry.condition}
    depends = kinds & {
        ConditionKind.FAILS_WITH,
        ConditionKind.HOLDS_ONLY_WITH,
        ConditionKind.HOLDS_ONLY_FOR,
    }
    data = "" if claim.check in ("arithmetic", "policy") else _data_judged_on(library, claim)
    other = say("another vintage or definition changes the verdict, see the note above")
    return say("; ").join(filter(None, [data, other if depends else ""]))


def _data_judged_on(library: Library, claim: Claim) -> str:
    """Which figures count, by when they were published."""
    written = library.book.report_of(claim).report.written_by
    series = [name for name in claim.evidence if name in library.rows]
    if not series:
        return say("what others printed, whenever they printed it")
    used = {use for name in series for use in _published(library, claim, name, written)}
    known = say("what had been published by {month}, when the report was written", month=written)
    if used == {_ONLY_LATER}:
        return say(
            "figures published after {month}, when the report was written; we have no earlier",
            month=written,
        )
    if used <= {_LATER, _ONLY_LATER}:
        return say(
            "the newest figures, published after {month}, when the report was written",
            month=written,
        )
    if used == {_KNOWN}:
        return known
    return say(
        "{known}, where we have it; the figures marked later below came out afterwards",
        known=known,
    )


_KNOWN, _LATER, _ONLY_LATER = "known", "later", "only later"


def _published(library: Library, claim: Claim, name: str, written: str) -> Iterator[str]:
    """For each figure of a series, whether the one that counts was out by a date.

    A check that asks for no date takes the newest; where the working does not tell, any later
    figure may have been taken.
    """
    dated = library.dating.get((claim.id, name))
    vintages: dict[tuple[str, str], list[bool]] = {}
    for row in decisive_rows(claim, library.rows[name]):
        known = periods.known(row["vintage"], written)
        vintages.setdefault((row["entity"], row["period"]), []).append(known)
    for out in vintages.values():
        if not any(out):
            yield _ONLY_LATER
        elif all(out) or dated:
            yield _KNOWN
        else:
            yield from (_LATER,) if dated is False else (_KNOWN, _LATER)


def evidence(library: Library, claim: Claim) -> Markup:
    """The rows of data, the traces and the searches that the verdict rests on."""
    parts = [
        _series(library, claim, name, library.rows[name])
        for name in claim.evidence
        if name in library.rows
    ]
    if claim.id in library.traces:
        parts.append(_traced(library, library.traces[claim.id]))
    if claim.id in library.searches:
        nothing = (Group.NOT_FOUND, Group.NOT_YET)
        found = library.standalone_verdict(claim.id).group not in nothing
        caption = say("Searched for and not found")
        if found:
            caption = say("Searches on record: other places, or earlier")
        parts += [_searched(library.searches[claim.id], caption), _places(library)]
    if claim.check == "arithmetic" and not parts:
        parts.append(_paragraph(say("The report’s own numbers; see the related claims below.")))
    checked = library.standalone_verdict(claim.id).group is not Group.NOT_YET
    none = say("None is needed.") if checked else say("None has been held against it yet.")
    return _section(say("Evidence"), Markup("").join(parts) or _paragraph(none))


def _series(library: Library, claim: Claim, name: str, rows: list[Row]) -> Markup:
    shown = used_rows(claim, rows)[:SHOWN_ROWS]
    # A series has one unit, which can therefore stand in the caption.
    values, unit = _beside(library, rows[0], *(row["value"] for row in shown))
    shown = [{**row, "value": value} for row, value in zip(shown, values, strict=True)]
    caption = say("{word} ({name})", word=name, name=unit)
    entities = {row["entity"] for row in shown}
    columns = {say("Period"): "period", say("Value"): "value", say("Vintage"): "vintage"}
    if len(entities) > 1:
        columns = {say("Where"): "entity", **columns}
    elif entities != {library.book.report_of(claim).report.country}:
        caption += say(", ") + entities.pop()
    written = library.book.report_of(claim).report.written_by
    cells = [
        [row[column] + _later(column, row, written) for column in columns.values()]
        + [_source_links(library, row["source"]), told(row["note"])]
        for row in shown
    ]
    table = _table(caption, [*columns, say("Source"), say("Note")], cells)
    if len(rows) == len(shown):
        return table
    return table + html.render(
        "rederive.pages",
        "rest-of-series.html",
        shown=len(shown),
        rows=len(rows),
        downloads=html.link(library.links.downloads(), say("the downloads")),
    )


def _later(column: str, row: Row, written: str) -> str:
    """What marks a figure that came out after the report was written."""
    return (
        say(" (later than the report)")
        if column == "vintage" and not periods.known(row[column], written)
        else ""
    )


def _traced(library: Library, rows: list[Row]) -> Markup:
    cells = [
        [
            f"{_hedged(row['hedge'])} {figure}".strip(),
            unit,
            row["period"],
            _compared(row["differs"]),
            _source_links(library, row["source"]),
            told(row["note"]),
        ]
        for row in rows
        for (figure,), unit in [_beside(library, row, row["figure"])]
    ]
    head = [say("Figure"), say("Unit"), say("For"), say("Comparison"), say("Source"), say("Note")]
    return _table(say("What others printed"), head, cells)


def _compared(differs: str) -> str:
    """In what a print differs: ``date, scope``."""
    if not differs:
        return say("the same thing")
    return say("another {what}", what=several(map(told, differs.split(", "))))


def _beside(library: Library, row: Row, *numbers: str) -> tuple[list[str], str]:
    return plain.beside(numbers, row["unit"], library.book.units)


def _hedged(hedge: str) -> str:
    return _HEDGED.get(hedge, said(hedge.replace("_", " ")))


def _searched(rows: list[Row], caption: str) -> Markup:
    cells = [[row["query"], told(row["place"]), row["date"], told(row["result"])] for row in rows]
    return _table(caption, [say("Asked"), say("Where"), say("When"), say("What came")], cells)


def _places(library: Library) -> Markup:
    """Where the words are explained that say where was searched; nothing without that page."""
    address = library.links.sources()
    if not address:
        return Markup("")
    page = html.link(address, say("page of sources"))
    return Markup("<p>{}</p>").format(
        html.say("What the words under “Where” mean stands on the {page}.", page=page)
    )


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> Markup:
    head, rows = html.without_empty_end(head, rows)
    table = html.table(
        head,
        rows,
        caption=caption,
        classes={say("Value"): "number", say("Figure"): "number"},
        row_headers=False,
    )
    return Markup("<h3>{}</h3>{}").format(caption, table)


def _source_links(library: Library, text: str) -> Markup:
    """Source keys as links to the list of sources below."""
    return Markup(", ").join(
        html.link(f"#{source_anchor(key)}" if key in library.sources else "", key)
        for key in text.split("; ")
    )


def sources(library: Library, claim: Claim, keys: list[str]) -> Markup:
    """The sources by name; nothing where there is none."""
    if not keys:
        return Markup("")
    own = OwnSources(library.book.report_of(claim).report, library.bibliography)
    listed = [_source(library, key, library.sources[key]) | {"own": key in own} for key in keys]
    return html.render("rederive.pages", "claim-sources.html", sources=listed)


def _source(library: Library, key: str, item: citation.Item) -> dict[str, object]:
    """What the list says of one source."""
    address = library.links.source(key) if key in library.listed else ""
    date = "-".join(f"{part:02d}" for part in item.get("issued", {}).get("date-parts", [[]])[0])
    people = "; ".join(map(own_name, citation.names(item))) if "author" in item else ""
    parts = [people.rstrip("."), _without_dot(item["title"], address), date, _address(item)]
    return {
        "anchor": source_anchor(key),
        "key": key,
        "grade": library.bibliography[key].grade,
        "text": Markup(". ").join(part for part in parts if part),
    }


def _without_dot(title: str, address: str) -> Markup:
    """A title, linked where there is an address; a point after a plain one is taken away."""
    return html.link(address, title if address else title.rstrip("."))


def _address(item: citation.Item) -> Markup:
    """The address of a source as a link; of a copy elsewhere only that it is one."""
    if "URL" in item:
        seen = say("Seen at {host}", host=host_of(item["URL"]))
        return html.link(item["URL"], seen, rel="external nofollow noreferrer")
    return html.say("Seen in a copy elsewhere") if COPIED in item.get("note", "") else Markup("")


def relations(library: Library, claim: Claim) -> Markup:
    """The claims that its numbers must fit; nothing where there is none that could fail."""
    found = [each for each in library.relations.get(claim.id, []) if each.unbreakable is None]
    if not found:
        return Markup("")
    listed = []
    for relation in found:
        names = dict.fromkeys(key[0] for key in relation.keys(library.register).values())
        others = [
            {
                "badge": cards.badge(library.verdict(name)),
                "standalone": cards.standalone_badge(library.groups[name], ", "),
                "link": html.link(library.links.claim(name), name),
                "says": library.register[name].says,
            }
            for name in names
            if name != claim.id and name in library.groups
        ]
        listed.append({"says": relation.says, "others": others})
    return html.render("rederive.pages", "relations.html", relations=listed)

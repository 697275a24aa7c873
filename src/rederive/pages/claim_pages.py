"""One permanent page a claim: its numbers, verdict, evidence, relations and citation, as HTML.

Pure functions from the register, the ledger and the data to text;
:mod:`rederive.pages.generated_pages` puts it into the book. Where a row of data is shown, it is
as committed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from rederive.book.book import Book
from rederive.core import periods
from rederive.core.claims import Claim
from rederive.core.entries import ConditionKind, Entry, by_claim, standalone_of, worst_of
from rederive.core.fields import CLAIM_ID
from rederive.core.relations import formula
from rederive.core.verdicts import Group, Verdict, worst
from rederive.pages import ledger_tables
from rederive.pages.register_page import in_chinese
from rederive.publishing import citation, claim_review
from rederive.show import cards

Row = dict[str, str]

#: A series with more rows than this is shown in part; the download has all.
ROWS = 24
#: A date in indented CSL-JSON, which stands better on one line.
_DATE = re.compile(r"\[\s*\[\s*(\d+),\s*(\d+),\s*(\d+)\s*\]\s*\]")
#: An address in what is noted of a source.
_WEB = re.compile(r"https?://[^\s;]*[^\s;.,()]")
CHECKS = {
    "public_series": "worked out again from public statistics",
    "arithmetic": "tested against the report’s own other numbers",
    "company_disclosure": "a company’s own figure: compared with what others printed",
    "official_statement": "an official figure: compared with what others printed",
    "policy": "a target, rule or definition: nothing to test",
}


@dataclass(frozen=True)
class Page:
    """One page: its title, a sentence for search engines, what goes into its head, its text."""

    name: str
    title: str
    description: str
    head: str
    body: str


class Library:
    """All that the pages of claims are made from, read once.

    Parameters
    ----------
    book : Book
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.register, self.report = book.register, book.report
        self.bibliography = book.bibliography

    @cached_property
    def groups(self) -> dict[str, list[Entry]]:
        """The ledger's entries by claim."""
        return by_claim(self.book.ledger)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables of series, as text."""
        return {name: self.book.series.text(name) for name in self.book.series.names()}

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """The rows of each series that is evidence for a claim, by ``table/series``."""
        evidence = {name for claim in self.register for name in claim.evidence}
        found: dict[str, list[Row]] = {}
        for table, frame in self.tables.items():
            names = table + "/" + frame["series"]
            for row in frame[names.isin(evidence)].to_dict("records"):
                found.setdefault(f"{table}/{row['series']}", []).append(row)
        return found

    @cached_property
    def sources(self) -> dict[str, citation.Item]:
        """The bibliography by key, as CSL-JSON."""
        return {item["id"]: item for item in citation.sources(self.bibliography)}

    @cached_property
    def listed(self) -> frozenset[str]:
        """The sources that have a row on the page of sources."""
        entries = [entry for group in self.groups.values() for entry in group]
        used = ledger_tables.sources_used(entries, self.register, self.tables)
        return frozenset(
            key
            for key, behind in used.items()
            if key in self.sources and any(claim in self.register for claim in behind)
        )

    @cached_property
    def traces(self) -> dict[str, list[Row]]:
        """The figures that others printed, by claim."""
        return _by_claim(self.book.traces.drop(columns="interval"))

    @cached_property
    def searches(self) -> dict[str, list[Row]]:
        """What was looked for without success, by claim."""
        return _by_claim(self.book.searches)

    @cached_property
    def relations(self) -> dict[str, list[formula.Relation]]:
        """The relations that each claim takes part in."""
        found: dict[str, list[formula.Relation]] = {}
        for relation in self.book.relations:
            for claim in dict.fromkeys(key[0] for key in relation.keys(self.register).values()):
                found.setdefault(claim, []).append(relation)
        return found

    @cached_property
    def work(self) -> dict[str, Any]:
        """``CITATION.cff``."""
        return citation.read(self.book.root)

    def verdict(self, claim: str) -> Verdict:
        """The worst verdict of a claim's numbers."""
        return worst_of(self.groups[claim])

    def own(self, claim: str) -> Verdict:
        """The worst of them outside the contradictions that they stand in."""
        return worst(entry.standalone for entry in self.groups[claim])

    def behind(self, claim: Claim) -> list[str]:
        """Keys of the sources that a claim's verdict rests on, each once."""
        keys: list[str] = []
        for evidence in claim.evidence:
            if evidence in self.rows:
                shown = used_rows(claim, self.rows[evidence])[:ROWS]
                keys += [key for row in shown for key in row["source"].split("; ")]
        for entry in self.groups[claim.id]:
            keys += entry.evidence
        if claim.id in self.traces:
            keys += [row["source"] for row in self.traces[claim.id]]
        return [key for key in dict.fromkeys(keys) if key in self.sources]


def _by_claim(frame: pd.DataFrame) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in frame.to_dict("records"):
        found.setdefault(row["claim"], []).append(row)
    return found


def used_rows(claim: Claim, rows: list[Row]) -> list[Row]:
    """The rows of a series that may bear on a claim: those of its own years, then the next.

    Growth is from the year before, and a missing year may follow from the year after. A claim
    without years, or a series without rows in them, has all rows.
    """
    spans = _spans(claim)
    near = [row for row in rows if _distance(spans, row["period"]) < 2]
    return sorted(near, key=lambda row: _distance(spans, row["period"])) or rows


def _spans(claim: Claim) -> tuple[tuple[int, ...], ...]:
    """The years that the numbers of a claim are for."""
    spans = (periods.years(value.as_of or "") for value in claim.values)
    return tuple(span for span in spans if span)


@cache
def _distance(spans: tuple[tuple[int, ...], ...], period: str) -> int:
    """Years between a period and the spans of a claim; many if it has none."""
    own = periods.years(period)
    return min((max(0, span[0] - own[-1], own[0] - span[-1]) for span in spans), default=9999)


def decisive_rows(claim: Claim, rows: list[Row]) -> list[Row]:
    """Of each entity's rows those of the claim's own years; the next ones where it has none."""
    spans = _spans(claim)
    least: dict[str, int] = {}
    used = used_rows(claim, rows)
    for row in used:
        away, entity = _distance(spans, row["period"]), row["entity"]
        least[entity] = min(away, least.get(entity, away))
    return [
        row
        for row in used
        if _distance(spans, row["period"]) == least[row["entity"]] or least[row["entity"]] > 1
    ]


def all_pages(library: Library) -> Iterable[Page]:
    """The page of every claim in the ledger, in the register's order."""
    names = [name for name in library.groups if name in library.register]
    for place, name in enumerate(names):
        before = names[place - 1] if place else None
        after = names[place + 1] if place + 1 < len(names) else None
        yield page(library, library.register[name], before, after)


def page(
    library: Library, claim: Claim, before: str | None = None, after: str | None = None
) -> Page:
    """The page of one claim, with the way to the claims before and after it."""
    verdict = library.verdict(claim.id)
    behind = library.behind(claim)
    data = claim_review.review(
        claim,
        verdict,
        library.own(claim.id),
        library.work,
        library.report,
        [library.sources[key] for key in behind],
    )
    sections = [
        _path(library, claim),
        f"<h1>{escape(claim.says)}</h1>",
        f"<p>{cards.badge(verdict)} {escape(verdict.meaning)}.</p>",
        _own(library, claim),
        _ways(library, claim),
        _numbers(library, claim),
        _test(library, claim),
        _evidence(library, claim),
        _sources(library, behind),
        _relations(library, claim),
        cite(citation.claim(library.work, claim), "Cite this claim"),
        _turn(before, after),
    ]
    return Page(
        claim.id,
        f"Claim {claim.id}",
        f"{verdict.words.capitalize()}: {claim.says}",
        claim_review.script(data),
        f'<div class="claim-page" id="{claim.id}">{"".join(sections)}</div>',
    )


def _own(library: Library, claim: Claim) -> str:
    """What a contradicted claim is by itself."""
    own = standalone_of(library.groups[claim.id])
    if not own:
        return ""
    text = (
        f'<p>It is <span class="verdict-own">by itself: {cards.badge(own)}</span> '
        f"{escape(own.meaning)}."
    )
    if not own.refutes:
        text += " The contradiction says that one number of its set is wrong, and not which."
    return text + "</p>"


def _path(library: Library, claim: Claim) -> str:
    title = f"Chapter {claim.chapter}: {library.register.titles[claim.chapter]}"
    return (
        '<nav class="claim-path" aria-label="Where this claim stands">'
        '<a href="../notebooks/register.html">Register</a> › '
        f'<a href="../notebooks/register.html?chapter={claim.chapter}">{escape(title)}</a> › '
        f"<span>{claim.id}</span></nav>"
    )


def _derivation(library: Library, claim: Claim) -> str:
    return f"../notebooks/{library.register.notebooks[claim.chapter]}.html#{claim.id}"


def _ways(library: Library, claim: Claim) -> str:
    return (
        '<ul class="claim-ways" role="list">'
        f'<li><a href="{_derivation(library, claim)}">The derivation, step by step</a></li>'
        f'<li><a href="../notebooks/register.html#row-{claim.id}">In the register</a></li>'
        '<li><a href="#cite">Cite this claim</a></li></ul>'
    )


def _terms(terms: Iterable[tuple[str, str]]) -> str:
    """A list of terms and texts; texts are HTML, and empty ones are left out."""
    items = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in terms if text)
    return f"<dl>{items}</dl>" if items else ""


def _numbers(library: Library, claim: Claim) -> str:
    parts = []
    entries = library.groups[claim.id]
    for entry in entries:
        gap = cards.gap_text(claim, entry)
        terms = [("Gap", escape(gap)), ("Note", _linked(library, entry.explanation))]
        head = ""
        if entry.value:
            value = claim.value(entry.value)
            line = f" (line {value.line} of the report’s text)" if value.line else ""
            original = in_chinese(value) if value.in_digits else ""
            chinese = f', <span lang="zh-Hans">{escape(original)}</span>'
            says_more = not original.isascii()  # "68.1%" beside "68.1 percent" does not
            terms = [
                ("Printed", escape(entry.printed) + (chinese if says_more else "") + line),
                ("For", escape(value.as_of or "")),
                ("Recomputed", escape(cards.recomputed(entry, claim))),
                *terms,
            ]
            badge = f" {cards.badge(entry.verdict)}" if len(entries) > 1 else ""
            badge += cards.beside([entry], ", ") if len(entries) > 1 else ""
            name = entry.value[:1].upper() + entry.value[1:]
            head = f'<p class="claim-number">{escape(name)}{badge}</p>'
        parts.append(head + _terms(terms))
    return f"<h2>Printed and recomputed</h2>{''.join(parts)}"


def _linked(library: Library, text: str) -> str:
    """Text in which the ids of claims are links to their pages."""

    def link(found: re.Match[str]) -> str:
        name = found[0]
        return f'<a href="{name}.html">{name}</a>' if name in library.groups else name

    return re.sub(rf"\b{CLAIM_ID}", link, escape(text))


def _test(library: Library, claim: Claim) -> str:
    return "<h2>How it is tested</h2>" + _terms(
        [
            ("Kind", escape(CHECKS[claim.check])),
            ("Test", escape(claim.definition or "")),
            ("Formula", escape(claim.derive or "")),
            ("Source that the report names", escape(claim.source_named or "")),
            ("Judged on", escape(_judged_on(library, claim))),
        ]
    )


def _judged_on(library: Library, claim: Claim) -> str:
    """What had to be out for a figure to count, from the vintages of the rows shown as evidence."""
    if claim.check in ("arithmetic", "policy"):
        return ""
    written = library.report.written_by
    series_ = [library.rows[name] for name in claim.evidence if name in library.rows]
    if not series_:
        return "what others printed, whenever they printed it"
    known = f"what had been published by {written}, when the report was written"
    out: dict[tuple[int, str, str], bool] = {}
    for number, rows in enumerate(series_):
        for row in decisive_rows(claim, rows):
            place = (number, row["entity"], row["period"])
            out[place] = out.get(place, False) or periods.known(row["vintage"], written)
    if not any(out.values()):
        on = f"figures published after {written}, when the report was written; we have no earlier"
    elif not all(out.values()):
        on = f"{known}, where we have it; the figures marked later below came out afterwards"
    else:
        on = known
    kinds = {entry.condition.kind for entry in library.groups[claim.id] if entry.condition}
    if kinds & {ConditionKind.HOLDS_ONLY_WITH, ConditionKind.FAILS_WITH}:
        on += "; another vintage or definition changes the verdict, see the note above"
    return on


def _evidence(library: Library, claim: Claim) -> str:
    parts = [
        _series(library, claim, evidence, library.rows[evidence])
        for evidence in claim.evidence
        if evidence in library.rows
    ]
    if claim.id in library.traces:
        parts.append(_traced(library, library.traces[claim.id]))
    if claim.id in library.searches:
        found = library.own(claim.id).group is not Group.NOT_FOUND
        caption = "Searches on record: other places, or earlier" if found else "Looked for in vain"
        parts.append(_searched(library.searches[claim.id], caption))
    if claim.check == "arithmetic" and not parts:
        parts.append("<p>The report’s own numbers; see the related claims below.</p>")
    return f"<h2>Evidence</h2>{''.join(parts) or '<p>None is needed.</p>'}"


def _series(library: Library, claim: Claim, name: str, rows: list[Row]) -> str:
    used = used_rows(claim, rows)
    shown = used[:ROWS]
    # The unit is one a series, so that it can stand in the caption.
    caption = f"{name} ({rows[0]['unit']})"
    entities = {row["entity"] for row in shown}
    columns = {"Period": "period", "Value": "value", "Vintage": "vintage"}
    if len(entities) > 1:
        columns = {"Where": "entity", **columns}
    elif entities != {library.report.country}:
        caption += f", {entities.pop()}"
    written = library.report.written_by
    lines = [
        [
            escape(row[column])
            + (" later" if column == "vintage" and not periods.known(row[column], written) else "")
            for column in columns.values()
        ]
        + [_keys(library, row["source"]), escape(row["note"])]
        for row in shown
    ]
    more = ""
    if len(rows) > len(shown):
        more = (
            f"<p>{len(shown)} of the {len(rows)} rows of this series; "
            '<a href="../downloads.html">the downloads</a> have all.</p>'
        )
    return _table(caption, [*columns, "Source", "Note"], lines) + more


def _traced(library: Library, rows: list[Row]) -> str:
    lines = [
        [
            escape(row["figure"]),
            escape(row["unit"]),
            escape(row["period"]),
            "the same thing" if row["same"] == "yes" else "another date or definition",
            _keys(library, row["source"]),
            escape(row["note"]),
        ]
        for row in rows
    ]
    head = ["Figure", "Unit", "For", "Is it the same?", "Source", "Note"]
    return _table("What others printed", head, lines)


def _searched(rows: list[Row], caption: str) -> str:
    lines = [
        [escape(row[column]) for column in ("query", "place", "date", "result")] for row in rows
    ]
    return _table(caption, ["Asked", "Where", "When", "What came"], lines)


def _table(caption: str, head: list[str], lines: list[list[str]]) -> str:
    """A table of HTML cells, the last column dropped where it is empty throughout."""
    while head and not any(line[-1] for line in lines):
        head, lines = head[:-1], [line[:-1] for line in lines]
    kinds = [' class="number"' if name in ("Value", "Figure") else "" for name in head]
    heads = "".join(
        f'<th scope="col"{kind}>{name}</th>' for name, kind in zip(head, kinds, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(line, kinds, strict=True))
        + "</tr>"
        for line in lines
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return f"<h3>{escape(caption)}</h3>{ledger_tables.scrolled(caption, table)}"


def _keys(library: Library, text: str) -> str:
    """Source keys as links to the list of sources below."""
    return ", ".join(
        f'<a href="#source-{key}">{key}</a>' if key in library.sources else escape(key)
        for key in text.split("; ")
    )


def _sources(library: Library, keys: list[str]) -> str:
    if not keys:
        return ""
    lines = []
    for key in keys:
        item = library.sources[key]
        title = escape(item["title"])
        if key in library.listed:
            title = f'<a href="../notebooks/sources.html#source-{key}">{title}</a>'
        date = "-".join(f"{part:02d}" for part in item.get("issued", {}).get("date-parts", [[]])[0])
        people = "; ".join(citation.names(item)) if "author" in item else ""
        parts = (escape(people), title, date, _address(item))
        text = ". ".join(part.rstrip(".") for part in parts if part)
        lines.append(f'<li id="source-{key}"><code>{key}</code> {text}.</li>')
    return f"<h2>Sources</h2><ul>{''.join(lines)}</ul>"


def _address(item: citation.Item) -> str:
    """A publisher's own address as a link; of where else a source was seen, the host's name."""
    found = _WEB.search(item.get("URL") or item.get("note", ""))
    if not found:
        return ""
    seen = f"Seen at {escape((urlsplit(found[0]).hostname or '').removeprefix('www.'))}"
    if "URL" not in item:
        return seen
    return f'<a href="{escape(found[0])}" rel="external nofollow noreferrer">{seen}</a>'


def _relations(library: Library, claim: Claim) -> str:
    found = library.relations.get(claim.id, [])
    if not found:
        return ""
    lines = []
    for relation in found:
        others = dict.fromkeys(
            key[0] for key in relation.keys(library.register).values() if key[0] != claim.id
        )
        listed = "".join(
            f"<li>{cards.badge(library.verdict(other))}"
            f"{cards.beside(library.groups[other], ', ')} "
            f'<a href="{other}.html">{other}</a>: {escape(library.register[other].says)}</li>'
            for other in others
            if other in library.groups
        )
        lines.append(f"<li>{escape(relation.says)}{f'<ul>{listed}</ul>' if listed else ''}</li>")
    return (
        "<h2>Related claims</h2><p>What must hold between this claim’s numbers and others of the "
        f"report.</p><ul>{''.join(lines)}</ul>"
    )


def cite(item: citation.Item, title: str) -> str:
    """A citation in three forms, each to be selected, or copied with a button."""
    forms = {
        "Plain text": citation.plain(item),
        "BibTeX": citation.bibtex(item),
        "CSL-JSON": _DATE.sub(r"[[\1, \2, \3]]", json.dumps(item, ensure_ascii=False, indent=2)),
    }
    blocks = "".join(
        f'<div><h3 id="cite-{number}">{name}</h3>'
        f'<button type="button" data-copy="cite-text-{number}" hidden>Copy<span '
        f'class="visually-hidden"> {name}</span></button></div>'
        f'<pre id="cite-text-{number}">{escape(text)}</pre>'
        for number, (name, text) in enumerate(forms.items(), start=1)
    )
    return (
        f'<section class="citation-form" aria-labelledby="cite"><h2 id="cite">{title}</h2>{blocks}'
        '<p role="status" class="visually-hidden" id="cite-status"></p></section>'
    )


def _turn(before: str | None, after: str | None) -> str:
    links = [
        f'<a href="{name}.html" rel="{kind}">{text}</a>'
        for name, kind, text in (
            (before, "prev", f"← {before}"),
            (after, "next", f"{after} →"),
        )
        if name
    ]
    return f'<nav class="claim-turn" aria-label="Other claims">{"".join(links)}</nav>'

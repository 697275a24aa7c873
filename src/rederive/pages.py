"""The tables of the pages that are generated from the ledger: register, findings, sources.

Pure functions from ledger entries and the register to something to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from html import escape
from pathlib import Path

import pandas as pd

from rederive import cards, verdicts
from rederive.cards import Table
from rederive.claims import Claim, Register
from rederive.ledger import Entry

DOUBTED = ("contradicted", "not-reproduced", "reproduced-with-caveat")


def by_claim(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Ledger entries grouped by claim, in order."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.claim, []).append(entry)
    return groups


def verdict_frame(entries: Iterable[Entry], register: Register) -> pd.DataFrame:
    """One row a claim: ``claim``, ``chapter``, ``check``, ``verdict`` (the worst of its numbers)."""
    return pd.DataFrame(
        [
            {
                "claim": claim,
                "chapter": register[claim].chapter,
                "check": register[claim].check,
                "verdict": verdicts.worst([entry.verdict for entry in rows]),
            }
            for claim, rows in by_claim(entries).items()
        ]
    )


def tally(frame: pd.DataFrame) -> Table:
    """How many claims have each verdict, as badges with what each means."""
    counts = frame["verdict"].value_counts()
    present = [verdict for verdict in verdicts.VERDICTS if counts.get(verdict, 0)]
    rows = "".join(
        f"<tr><th scope='row'>{cards.badge(verdict)}</th><td>{counts[verdict]}</td>"
        f"<td>{escape(verdicts.VERDICTS[verdict])}</td></tr>"
        for verdict in present
    )
    html = scrolled(
        "Claims by verdict",
        "<table class='tally'><thead><tr><th scope='col'>Verdict</th><th scope='col'>Claims</th>"
        f"<th scope='col'>Means</th></tr></thead><tbody>{rows}</tbody></table>",
    )
    return Table(html, "\n".join(f"{verdict}: {counts[verdict]}" for verdict in present))


def scrolled(name: str, table: str) -> str:
    """A table in a box of its own that scrolls sideways, also by keyboard."""
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(name)}">'
        f"{table}</div>"
    )


def link(claim: Claim, register: Register, folder: str = "") -> str:
    """Link to a claim's card in the notebook that derives it."""
    return f"<a href='{folder}{register.notebooks[claim.chapter]}.html#{claim.id}'>{claim.id}</a>"


def findings(
    entries: Iterable[Entry],
    register: Register,
    which: tuple[str, ...] = DOUBTED,
    folder: str = "",
) -> Table:
    """Every number with one of these verdicts: printed, recomputed, gap and explanation."""
    rows, text = [], []
    for entry in entries:
        if entry.verdict not in which:
            continue
        claim = register[entry.claim]
        gap = cards.gap_text(claim, asdict(entry)) if entry.recomputed_low else ""
        rows.append(
            f"<tr><th scope='row'>{link(claim, register, folder)}</th>"
            f"<td>{cards.badge(entry.verdict)}</td><td>{escape(claim.says)}</td>"
            f"<td>{escape(entry.printed)}</td><td>{escape(cards.recomputed(asdict(entry)))}</td>"
            f"<td>{escape(gap)}</td><td>{escape(entry.note)}</td></tr>"
        )
        text.append(f"{entry.claim} {entry.value}: {entry.verdict}. {entry.note}")
    head = "".join(
        f"<th scope='col'>{name}</th>"
        for name in ("Claim", "Verdict", "It says", "Printed", "Recomputed", "Gap", "Why")
    )
    table = f"<table class='findings'><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return Table(scrolled("Findings", table + "</table>"), "\n".join(text))


def bibliography(path: Path) -> pd.DataFrame:
    """The sources of ``references.bib``, one row each: key, publisher, title, date, url, seen."""
    from pybtex.database import parse_file

    rows = []
    for key, entry in parse_file(str(path)).entries.items():
        field = {name.lower(): _plain(text) for name, text in entry.fields.items()}
        people = " and ".join(_plain(str(person)) for person in entry.persons.get("author", []))
        rows.append(
            {
                "key": key,
                "publisher": people or field.get("publisher", ""),
                "title": field.get("title", ""),
                "date": field.get("date", field.get("year", "")),
                "url": field.get("url", ""),
                "seen": field.get("note", "").removeprefix("seen at: "),
                "grade": field.get("keywords", "").removeprefix("grade-"),
            }
        )
    return pd.DataFrame(rows).set_index("key")


def _plain(text: str) -> str:
    return re.sub(r"[{}]", "", text).replace("\\", "")


def sources_used(
    entries: Iterable[Entry], register: Register, tables: dict[str, pd.DataFrame]
) -> dict[str, set[str]]:
    """For each source key, the claims that rest on it: through a series or through a trace."""
    behind: dict[str, set[str]] = {}
    for table, frame in tables.items():
        for name, rows in frame.groupby("series"):
            keys = set(rows["source"].str.split("; ").explode())
            behind[f"{table}/{name}"] = keys
    used: dict[str, set[str]] = {}
    for entry in entries:
        for evidence in filter(None, entry.evidence.split("; ")):
            for key in behind.get(evidence, {evidence}):
                used.setdefault(key, set()).add(entry.claim)
    return used


def sources_table(bib: pd.DataFrame, used: dict[str, set[str]], register: Register) -> Table:
    """Each source once, with the claims that rest on it; a mirror's address is plain text."""
    rows = []
    for key, source in bib.sort_values(["publisher", "date"]).iterrows():
        claims = [register[claim] for claim in sorted(used.get(key, ())) if claim in register]
        if not claims:
            continue
        title = escape(source["title"])
        if source["url"]:
            title = f"<a href='{escape(source['url'])}' rel='noopener'>{title}</a>"
        links = ", ".join(link(claim, register) for claim in claims)
        rows.append(
            f"<tr id='source-{key}'><th scope='row'>{escape(source['publisher'])}</th>"
            f"<td>{title}</td><td>{escape(source['date'])}</td><td>{escape(source['grade'])}</td>"
            f"<td class='seen'>{escape(source['seen'])}</td><td>{links}</td></tr>"
        )
    head = "".join(
        f"<th scope='col'>{name}</th>"
        for name in ("Publisher", "Title", "Date", "Kind", "Seen at", "Claims that rest on it")
    )
    table = f"<table class='sources'><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return Table(scrolled("Sources", table + "</table>"), f"{len(rows)} sources")


def register_table(entries: Iterable[Entry], register: Register) -> Table:
    """All claims: id, chapter, verdict, statement, printed and recomputed numbers."""
    rows = []
    for name, group in by_claim(entries).items():
        claim = register[name]
        verdict = verdicts.worst([entry.verdict for entry in group])
        printed = "<br>".join(escape(entry.printed) for entry in group)
        found = "<br>".join(escape(cards.recomputed(asdict(entry))) for entry in group)
        rows.append(
            f"<tr id='row-{name}' data-verdict='{verdict}' data-chapter='{claim.chapter}' "
            f"data-kind='{claim.kind}'><th scope='row'>{link(claim, register)}</th>"
            f"<td>{cards.badge(verdict)}</td><td>{escape(claim.says)}</td>"
            f"<td>{printed}</td><td>{found}</td></tr>"
        )
    head = "".join(
        f"<th scope='col'>{name}</th>"
        for name in ("Claim", "Verdict", "It says", "Printed", "Recomputed")
    )
    table = (
        f"<table class='register' id='register'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
    return Table(scrolled("Register of claims", table), f"{len(rows)} claims")


def vintage_claims(entries: Iterable[Entry], register: Register) -> Table:
    """The claims whose verdict depends on the vintage or definition of the data."""
    return findings(entries, register, ("reproduced-with-caveat",))

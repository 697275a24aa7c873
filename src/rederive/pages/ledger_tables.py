"""The tables of the pages that are generated from the ledger: register, findings, sources.

Pure functions from ledger entries and the register to something to show.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from html import escape
from pathlib import Path

import pandas as pd

from rederive.book.book import Book
from rederive.core.claims import Claim
from rederive.core.entries import Entry, by_claim, worst_of
from rederive.core.fields import CLAIM_ID
from rederive.core.register import Register
from rederive.core.relations import contradictions
from rederive.core.relations.formula import Relation
from rederive.core.verdicts import Group, Verdict, of_group, worst
from rederive.evidence.bibliography import Bibliography, Source
from rederive.show import cards, content
from rederive.show.cards import Table

HOLD = of_group(Group.HOLDS)
REFUTED = of_group(Group.FAILS)
UNDER_CONDITION = of_group(Group.HOLDS_UNDER_CONDITION)
NOT_FOUND = of_group(Group.NOT_FOUND)
NOTHING_TO_TEST = of_group(Group.NOTHING_TO_TEST)
DOUBTED = (*REFUTED, *UNDER_CONDITION)


def verdict_frame(
    entries: Iterable[Entry], register: Register, relations: Sequence[Relation]
) -> pd.DataFrame:
    """One row a claim: ``claim``, ``chapter``, ``check``, ``verdict``, ``counted``.

    ``verdict`` is that of its worst number, ``counted`` the one under which the claim counts where
    verdicts are added up. Of numbers that cannot all be true, each counts by the evidence of its
    own; where none of them fails by itself, the first that nothing bears out counts for the set.
    ``attrs["sets"]`` has the number of sets.
    """
    entries = list(entries)
    counts = {entry.key: entry.standalone for entry in entries}
    sets = []
    if any(entry.verdict is Verdict.CONTRADICTED for entry in entries):
        sets = [one.numbers for one in contradictions.sets(register, relations)]
    for numbers in sets:
        known = {key: counts[key] for key in numbers if key in counts}
        if not any(verdict.refutes for verdict in known.values()):
            doubtful = [key for key in numbers if key not in known or not known[key].from_outside]
            counts[(doubtful or numbers)[0]] = Verdict.CONTRADICTED
    frame = pd.DataFrame(
        [
            {
                "claim": claim,
                "chapter": register[claim].chapter,
                "check": register[claim].check,
                "verdict": worst_of(rows),
                "counted": worst(counts[entry.key] for entry in rows),
            }
            for claim, rows in by_claim(entries).items()
        ]
    )
    frame.attrs["sets"] = len(sets)
    return frame


def tally(frame: pd.DataFrame) -> Table:
    """How many claims have each verdict, as badges with what each means."""
    counts = frame["verdict"].value_counts()
    present = [verdict for verdict in Verdict if counts.get(verdict, 0)]
    rows = "".join(
        f"<tr><th scope='row'>{cards.badge(verdict)}</th><td>{counts[verdict]}</td>"
        f"<td>{escape(verdict.meaning)}</td></tr>"
        for verdict in present
    )
    html = scrolled(
        "Claims by verdict",
        "<table class='tally'><thead><tr><th scope='col'>Verdict</th><th scope='col'>Claims</th>"
        f"<th scope='col'>Means</th></tr></thead><tbody>{rows}</tbody></table>",
    )
    printed = content.table(
        ("Verdict", "Claims", "Means"),
        [(content.verdict(each), str(counts[each]), each.meaning) for each in present],
    )
    text = "\n".join(f"{verdict}: {counts[verdict]}" for verdict in present)
    return Table(html, text, content.data(printed))


def meanings() -> Table:
    """Every verdict and what it means."""
    rows = "".join(
        f"<tr><th scope='row'>{cards.badge(each)}</th><td>{each.meaning}</td></tr>"
        for each in Verdict
    )
    html = (
        "<table><thead><tr><th scope='col'>Verdict</th><th scope='col'>Means</th></tr></thead>"
        f"{rows}</table>"
    )
    printed = content.table(
        ("Verdict", "Means"), [(content.verdict(each), each.meaning) for each in Verdict]
    )
    text = "\n".join(f"{each}: {each.meaning}" for each in Verdict)
    return Table(html, text, content.data(printed))


def scrolled(name: str, table: str) -> str:
    """A table in a box of its own that scrolls sideways, also by keyboard."""
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(name)}">'
        f"{table}</div>"
    )


def link(claim: Claim, register: Register, folder: str = "") -> str:
    """Link to a claim's card in the notebook that derives it."""
    return f"<a href='{_address(claim, register, folder)}'>{claim.id}</a>"


def _address(claim: Claim, register: Register, folder: str = "") -> str:
    return f"{folder}{register.notebooks[claim.chapter]}.html#{claim.id}"


def _printed_link(claim: Claim, register: Register, folder: str = "") -> content.Inline:
    """The same link as content."""
    return content.link(_address(claim, register, folder), claim.id)


def findings(
    entries: Iterable[Entry],
    register: Register,
    which: Collection[Verdict] = DOUBTED,
    folder: str = "",
) -> Table:
    """Every number with one of these verdicts: printed, recomputed, gap and explanation."""
    rows, text, printed = [], [], []
    for entry in entries:
        if entry.verdict not in which:
            continue
        claim = register[entry.claim]
        gap = cards.gap_text(claim, entry) if entry.recomputed_low is not None else ""
        rows.append(
            f"<tr><th scope='row'>{link(claim, register, folder)}</th>"
            f"<td>{cards.badge(entry.verdict)}</td><td>{escape(claim.says)}</td>"
            f"<td>{escape(entry.printed)}</td>"
            f"<td>{escape(cards.recomputed(entry, claim))}</td>"
            f"<td>{escape(gap)}</td><td>{escape(entry.explanation)}</td></tr>"
        )
        printed.append(
            (
                _printed_link(claim, register, folder),
                content.verdict(entry.verdict),
                claim.says,
                entry.printed,
                cards.recomputed(entry, claim),
                gap,
                entry.explanation,
            )
        )
        text.append(f"{entry.claim} {entry.value}: {entry.verdict}. {entry.explanation}")
    names = ("Claim", "Verdict", "It says", "Printed", "Recomputed", "Gap", "Why")
    head = "".join(f"<th scope='col'>{name}</th>" for name in names)
    table = f"<table class='findings'><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    data = content.data(content.table(names, printed, content.Layout.STACKED))
    return Table(scrolled("Findings", table + "</table>"), "\n".join(text), data)


def sources_used(
    entries: Iterable[Entry], register: Register, tables: dict[str, pd.DataFrame]
) -> dict[str, set[str]]:
    """For each source key, the claims that rest on it: through a series or through a trace."""
    behind: dict[str, set[str]] = {}
    for table, frame in tables.items():
        for name, rows in frame.drop_duplicates(["series", "source"]).groupby("series"):
            keys = set(rows["source"].str.split("; ").explode())
            behind[f"{table}/{name}"] = keys
    used: dict[str, set[str]] = {}
    for entry in entries:
        for evidence in entry.evidence:
            for key in behind.get(evidence, {evidence}):
                used.setdefault(key, set()).add(entry.claim)
    return used


def sources_table(sources: Bibliography, used: dict[str, set[str]], register: Register) -> Table:
    """Each source once, with the claims that rest on it; a mirror's address is plain text."""
    rows, printed = [], []
    for source in sorted(sources.values(), key=lambda each: (each.publisher, each.date)):
        claims = [
            register[claim] for claim in sorted(used.get(source.key, ())) if claim in register
        ]
        if not claims:
            continue
        title = escape(source.title)
        if source.url:
            title = f"<a href='{escape(source.url)}' rel='noopener'>{title}</a>"
        links = ", ".join(link(claim, register) for claim in claims)
        rows.append(
            f"<tr role='row' id='source-{source.key}'>"
            f"<th role='rowheader' scope='row'>{escape(source.publisher)}</th>"
            f"<td role='cell'>{title}</td><td role='cell'>{escape(source.date)}</td>"
            f"<td role='cell'>{escape(source.grade)}</td>"
            f"<td role='cell' class='seen'>{escape(source.seen)}</td>"
            f"<td role='cell'>{links}</td></tr>"
        )
        printed.append(_printed_source(source, claims, register))
    head = "".join(
        f"<th role='columnheader' scope='col'>{name}</th>"
        for name in ("Publisher", "Title", "Date", "Kind", "Seen at", "Claims that rest on it")
    )
    # Rows out of sight cost nothing where they are a grid; the roles keep the table a table.
    table = (
        "<table class='sources' role='table'>"
        f"<thead role='rowgroup'><tr role='row'>{head}</tr></thead>"
        f"<tbody role='rowgroup'>{''.join(rows)}</tbody></table>"
    )
    names = ("Publisher", "Title", "Date", "Kind", "Claims that rest on it")
    data = content.data(content.table(names, printed, content.Layout.LISTED))
    return Table(scrolled("Sources", table), f"{len(rows)} sources", data)


def _printed_source(
    source: Source, claims: list[Claim], register: Register
) -> list[content.Content]:
    """A source as a row on paper, without the long address where it was seen."""
    links: list[content.Inline] = []
    for claim in claims:
        links += [", "] if links else []
        links.append(_printed_link(claim, register))
    title = content.link(source.url, source.title) if source.url else source.title
    return [source.publisher, title, source.date, source.grade, links]


def vintage_claims(entries: Iterable[Entry], register: Register) -> Table:
    """The claims whose verdict depends on the vintage or definition of the data."""
    return findings(entries, register, UNDER_CONDITION)


def headline(frame: pd.DataFrame) -> Table:
    """The result in one breath: how many claims, how many hold, do not, or could not be tested.

    The parts add up to the whole; how the claims of a contradiction are counted is said below.
    """
    counts = frame["counted"].value_counts()

    def of(*verdicts: Verdict) -> int:
        return int(sum(counts.get(verdict, 0) for verdict in verdicts))

    kinds = (
        (Verdict.REPRODUCED, "recomputed"),
        (Verdict.CONSISTENT, "consistent with the report itself"),
        (Verdict.TRACED, "traced to another source"),
    )
    held = ", ".join(f"{of(verdict)} {words}" for verdict, words in kinds)
    figures = [
        (len(frame), "claims of the report"),
        (of(*HOLD), f"hold: {held}"),
        (of(*UNDER_CONDITION), "hold under a named condition"),
        (of(*REFUTED), "do not hold as printed"),
        (of(*NOT_FOUND), "found nowhere else"),
        (of(*NOTHING_TO_TEST), "targets, rules or definitions: nothing to test"),
    ]
    items = "".join(f"<div><dt>{text}</dt><dd>{number}</dd></div>" for number, text in figures)
    how = _how_counted(frame)
    return Table(
        f'<dl class="headline">{items}</dl>' + (f"<p>{how}</p>" if how else ""),
        "; ".join(f"{number} {text}" for number, text in figures) + (f". {how}" if how else ""),
        content.data(
            content.definitions((text, str(number)) for number, text in figures),
            *([content.paragraph(how)] if how else []),
        ),
    )


def _how_counted(frame: pd.DataFrame) -> str:
    """How the claims of contradictions are counted, in a sentence; empty where there are none."""
    inside = frame[frame["verdict"] == Verdict.CONTRADICTED]
    sets = frame.attrs["sets"]
    if not sets:
        return ""
    fail = int(inside["counted"].isin(REFUTED).sum())
    groups = (
        (HOLD, "hold"),
        (UNDER_CONDITION, "hold under a condition"),
        (NOT_FOUND, "were found nowhere else"),
        (NOTHING_TO_TEST, "have nothing to test"),
    )
    others = [(int(inside["counted"].isin(names).sum()), words) for names, words in groups]
    rest = ", ".join(f"{number} {words}" for number, words in others if number)
    return (
        f"{len(inside)} claims stand in {sets} set{'s' if sets != 1 else ''} of numbers that "
        f"cannot all be true. Something in each set is wrong, but not all of it: {fail} of these "
        "claims count as not holding, at least one a set"
        + (f"; the others count by evidence of their own: {rest}." if rest else ".")
    )


def highlights(
    entries: Iterable[Entry], register: Register, frame: pd.DataFrame, folder: str = ""
) -> Table:
    """The claims that count as not holding in ``frame``, a line each."""
    counted = dict(zip(frame["claim"], frame["counted"], strict=True))
    lines, printed = [], []
    for name, group in by_claim(entries).items():
        if not Verdict.of(counted[name]).refutes:
            continue
        verdict = worst_of(group)
        claim = register[name]
        entry = next(each for each in group if each.verdict is verdict)
        found = cards.recomputed(entry, claim)
        against = f" We find {found}." if found else ""
        if entry.standalone_verdict and entry.confirmed:
            # We find what is printed; the report has it twice.
            against = f" It {entry.contradiction.partition(': ')[0]}."
        middle = f" Printed: {entry.printed}.{against}"
        lines.append(
            f"<li>{cards.badge(verdict)} {escape(claim.says)}{escape(middle)} "
            f"{link(claim, register, folder)}</li>"
        )
        where = _printed_link(claim, register, folder)
        printed.append([content.verdict(verdict), f" {claim.says}{middle} ", where])
    html = f"<ul class='highlights'>{''.join(lines)}</ul>"
    return Table(html, f"{len(lines)} claims", content.data(content.bullets(printed)))


def trust(entries: list[Entry], book: Book) -> Table:
    """What the verdicts rest on, in numbers."""
    numbers = [entry for entry in entries if entry.printed]
    printers = [entry.publishers for entry in numbers if entry.publishers]
    untraced = sum(entry.standalone is Verdict.UNTRACED for entry in numbers)
    numerals, excluded = book.report.tokens, book.exclusions.total()
    items = [
        f"All {numerals} numerals of the report are accounted for: {excluded} claim nothing "
        f"(years, headings, lists), the others stand in {len(book.register)} claims",
        f"These claims hold {len(numbers)} numbers, some of them in words; "
        f"{len(printers)} are borne out by figures from named publishers, "
        f"{sum(count > 1 for count in printers)} of them by two or more, "
        "who may have drawn on each other",
        f"{untraced} numbers were found nowhere else",
    ]
    return Table(
        "<ul>" + "".join(f"<li>{item}.</li>" for item in items) + "</ul>",
        "; ".join(items),
        content.data(content.bullets(f"{item}." for item in items)),
    )


def verdict_chart(frame: pd.DataFrame, register: Register) -> None:
    """Show the share of verdicts by chapter, as stacked bars."""
    from rederive.show import charts

    groups = {
        "hold": (HOLD, charts.COLOURS["data"]),
        "hold under a condition": (UNDER_CONDITION, "#7FB9DC"),
        "do not hold": (REFUTED, charts.COLOURS["report"]),
        "not found elsewhere": (NOT_FOUND, "#D1D5DB"),
        "nothing to test": (NOTHING_TO_TEST, "#F3F4F6"),
    }
    counts = pd.DataFrame(
        {
            name: frame[frame["counted"].isin(members)].groupby("chapter").size()
            for name, (members, _) in groups.items()
        }
    ).reindex(list(register.titles), fill_value=0)
    counts = counts.fillna(0).astype(int)
    held = counts["hold"].sum()
    tested = counts.drop(columns=["nothing to test", "not found elsewhere"]).sum().sum()
    fig, ax = charts.figure(
        f"{held} of the {tested} claims that could be tested hold as printed",
        unit="number of claims by chapter of the report",
        source="the ledger of this book (data/verdicts.csv)",
        size=(6.4, 4.6),
    )
    names = [f"{number} {title}" for number, title in register.titles.items()]
    left = pd.Series(0, index=counts.index)
    for name, (_, colour) in groups.items():
        bars = ax.barh(names, counts[name], left=left, color=colour, label=name, height=0.7)
        dark = colour in (charts.COLOURS["data"], charts.COLOURS["report"])
        texts = [str(number) if number > 2 else "" for number in counts[name]]
        ax.bar_label(
            bars,
            texts,
            label_type="center",
            size=9,
            color="white" if dark else charts.COLOURS["ink"],
        )
        left = left + counts[name]
    ax.invert_yaxis()
    ax.grid(False)
    ax.set_xlabel("")
    ax.set_xlim(0, 1.75 * left.max())
    ax.legend(loc="lower right", frameon=False, fontsize=9.5)
    charts.show(
        fig,
        alt=f"Of {tested} claims that could be tested {held} hold as printed, "
        f"{counts['hold under a condition'].sum()} under a condition, "
        f"{counts['do not hold'].sum()} do not hold; "
        f"{counts['not found elsewhere'].sum()} more were found nowhere else.",
    )


def programs(root: Path, register: Register) -> pd.DataFrame:
    """Which notebook and cell makes each claim's verdict and each picture.

    Parameters
    ----------
    root : Path
        The book's folder.
    register : Register

    Returns
    -------
    pandas.DataFrame
        Columns ``result`` (claim id or title of the picture), ``kind``, ``notebook``, ``cell``.
    """
    rows = []
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                continue
            source = "".join(cell["source"])
            found = [(name, "claim") for name in re.findall(rf"[\"']({CLAIM_ID})[\"']", source)]
            titles = re.findall(r"charts\.figure\(\s*f?[\"'](.+?)[\"'],?\s*(?:\n|unit=)", source)
            found += [(title, "picture") for title in titles]
            rows += [(name, kind, path.stem, cell["id"]) for name, kind in found]
    frame = pd.DataFrame(rows, columns=["result", "kind", "notebook", "cell"]).drop_duplicates()
    known = frame["result"].isin([claim.id for claim in register])
    return frame[known | (frame["kind"] == "picture")].reset_index(drop=True)


def programs_table(frame: pd.DataFrame) -> Table:
    """Which notebook and cell makes what: one fold a notebook, as the whole is long.

    Parameters
    ----------
    frame : pandas.DataFrame
        As :func:`programs` gives it.
    """
    blocks = []
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("Result", "Kind", "Cell"))
    for notebook, group in frame.groupby("notebook", sort=True):
        rows = "".join(
            f"<tr><th scope='row'>{escape(row.result)}</th><td>{row.kind}</td>"
            f"<td>{escape(row.cell)}</td></tr>"
            for row in group.itertuples()
        )
        table = f"<table class='programs'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
        blocks.append(
            f"<details class='claims-list'><summary>{escape(notebook)}: {len(group)} results"
            f"</summary>{scrolled(f'Cells of {notebook}', table + '</table>')}</details>"
        )
    return Table("".join(blocks), f"{len(frame)} results", content.data())


def contradiction_sets(
    register: Register,
    relations: Sequence[Relation],
    entries: Iterable[Entry],
    folder: str = "",
) -> Table:
    """Every minimal set of numbers that cannot be true together, with its smallest repairs.

    Each number stands with the verdict it has by itself, and no change is proposed of one that
    evidence outside the report bears out.
    """
    says = {relation.id: relation.says for relation in relations}
    entry = {each.key: each for each in entries}
    confirmed = {key for key, each in entry.items() if each.confirmed}
    blocks, text, printed = [], [], []
    for found in contradictions.contradictions(register, relations, confirmed):
        members = "".join(
            f"<li>{escape(str(register[claim].value(value)))}: {escape(register[claim].says)} "
            f"{link(register[claim], register, folder)}"
            f"{cards.beside([entry[claim, value]], ', ')}</li>"
            for claim, value in found.numbers
        )
        hints = "".join(f"<li>{escape(hint)}</li>" for hint in found.repairs)
        because = " ".join(says[name].rstrip(".") + "." for name in found.relations)
        borne = [claim for claim, value in found.numbers if (claim, value) in confirmed]
        aside = f"No change is sought in {', '.join(borne)}, which other sources bear out. "
        remark = (aside if borne else "") + (
            "Small changes that would repair it (hints, no more):"
            if hints
            else "No small change of one number repairs it."
        )
        printed += [
            content.paragraph(content.strong(because)),
            content.bullets(
                [
                    f"{register[claim].value(value)}: {register[claim].says} ",
                    _printed_link(register[claim], register, folder),
                    *content.beside([entry[claim, value]]),
                ]
                for claim, value in found.numbers
            ),
            content.paragraph(remark),
            *([content.bullets(found.repairs)] if hints else []),
        ]
        blocks.append(
            f"<section class='contradiction'><p><strong>{escape(because)}</strong></p>"
            f"<ul>{members}</ul><p>{remark}</p>"
            + (f"<ul>{hints}</ul>" if hints else "")
            + "</section>"
        )
        text.append(f"{because} {', '.join(claim for claim, _ in found.numbers)}")
    return Table("".join(blocks), "\n".join(text), content.data(*printed))

"""How many claims have which verdict: in short, as a table, as a picture by chapter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from rederive.book.book import Book
from rederive.core.entries import Entry, by_claim, worst_of
from rederive.core.register import Register
from rederive.core.relations import contradictions
from rederive.core.relations.formula import Relation
from rederive.core.verdicts import Group, Verdict, of_group, worst
from rederive.show import cards, content, html
from rederive.show.html import Table

#: How a claim of a verdict holds, where the verdict's own words would say too little.
_HOW_IT_HOLDS = {
    Verdict.REPRODUCED: "recomputed",
    Verdict.CONSISTENT: "consistent with the report itself",
    Verdict.TRACED: "traced to another source",
}


def verdict_frame(
    entries: Iterable[Entry], register: Register, relations: Sequence[Relation]
) -> pd.DataFrame:
    """One row per claim: ``claim``, ``chapter``, ``check``, ``verdict``, ``counted``.

    ``verdict`` is that of its worst number, ``counted`` the one under which the claim counts where
    verdicts are added up. Of numbers that cannot all be true, each counts by its own
    evidence; where none of them fails by itself, the first without support counts for the set.
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
    table = html.table(
        ["Verdict", "Claims", "Means"],
        [(cards.badge(verdict), counts[verdict], verdict.meaning) for verdict in present],
        caption="Claims by verdict",
        attributes={"class": "tally"},
    )
    printed = content.table(
        ("Verdict", "Claims", "Means"),
        [(content.verdict(each), str(counts[each]), each.meaning) for each in present],
    )
    text = "\n".join(f"{verdict}: {counts[verdict]}" for verdict in present)
    return Table(table, text, content.data(printed))


def meanings() -> Table:
    """Every verdict and what it means."""
    head = ("Verdict", "Means")
    table = html.table(head, [(cards.badge(each), each.meaning) for each in Verdict])
    printed = content.table(head, [(content.verdict(each), each.meaning) for each in Verdict])
    text = "\n".join(f"{each}: {each.meaning}" for each in Verdict)
    return Table(table, text, content.data(printed))


def headline(frame: pd.DataFrame) -> Table:
    """The result in short: how many claims, how many hold, do not, or could not be tested.

    The parts add up to the whole; how the claims of a contradiction are counted is said below.
    """
    counts = frame["counted"].value_counts()

    def of(*verdicts: Verdict) -> int:
        return int(sum(counts.get(verdict, 0) for verdict in verdicts))

    hold = of_group(Group.HOLDS)
    named = [verdict for verdict in hold if verdict in _HOW_IT_HOLDS or of(verdict)]
    held = ", ".join(f"{of(each)} {_HOW_IT_HOLDS.get(each, each.words)}" for each in named)
    figures = [
        (len(frame), "claims of the report"),
        (of(*hold), f"hold: {held}"),
        (of(*of_group(Group.HOLDS_UNDER_CONDITION)), "hold under a named condition"),
        (of(*of_group(Group.FAILS)), "do not hold as printed"),
        (of(*of_group(Group.NOT_FOUND)), "found nowhere else"),
        (
            of(*of_group(Group.NOTHING_TO_TEST)),
            "targets, rules or definitions: nothing to test",
        ),
    ]
    how = _how_counted(frame)
    made = html.render("rederive.pages", "headline.html", figures=figures, how=how)
    text = "; ".join(f"{number} {text}" for number, text in figures)
    printed = content.data(
        content.definitions((text, str(number)) for number, text in figures),
        *([content.paragraph(how)] if how else []),
    )
    return Table(made, text + (f". {how}" if how else ""), printed)


def _how_counted(frame: pd.DataFrame) -> str:
    """How the claims of contradictions are counted, in a sentence; empty where there are none."""
    inside = frame[frame["verdict"] == Verdict.CONTRADICTED]
    sets = frame.attrs["sets"]
    if not sets:
        return ""

    def of(group: Group) -> int:
        return int(inside["counted"].isin(of_group(group)).sum())

    fail = of(Group.FAILS)
    groups = (
        (Group.HOLDS, "hold"),
        (Group.HOLDS_UNDER_CONDITION, "hold under a condition"),
        (Group.NOT_FOUND, "were found nowhere else"),
        (Group.NOTHING_TO_TEST, "have nothing to test"),
    )
    others = [(of(group), words) for group, words in groups]
    rest = ", ".join(f"{number} {words}" for number, words in others if number)
    return (
        f"{len(inside)} claims stand in {sets} set{'s' if sets != 1 else ''} of numbers that "
        f"cannot all be true. Something in each set is wrong, but not all of it: {fail} of these "
        "claims count as not holding, at least one a set"
        + (f"; the others count by evidence of their own: {rest}." if rest else ".")
    )


def evidence_summary(entries: list[Entry], book: Book) -> Table:
    """What the verdicts rest on, in numbers."""
    numbers = [entry for entry in entries if entry.printed]
    counts = [entry.publishers for entry in numbers if entry.publishers]
    untraced = sum(entry.standalone is Verdict.UNTRACED for entry in numbers)
    numerals, excluded = book.report.tokens, book.exclusions.total()
    words = f" and {book.report.words:,} numbers in words" if book.report.words else ""
    items = [
        f"All {numerals} numerals{words} of the report are accounted for: of the numerals "
        f"{excluded} claim nothing (page numbers, footnotes, lists); the others stand, with the "
        f"words that claim something, in {len(book.register)} claims",
        f"These claims hold {len(numbers)} numbers, some of them in words; "
        f"{len(counts)} are borne out by figures from named publishers, "
        f"{sum(count > 1 for count in counts)} of them by two or more, "
        "who may have drawn on each other",
        f"{untraced} numbers were found nowhere else",
    ]
    made = html.render("rederive.pages", "list.html", items=[f"{item}." for item in items])
    printed = content.data(content.bullets(f"{item}." for item in items))
    return Table(made, "; ".join(items), printed)


def verdict_chart(frame: pd.DataFrame, register: Register) -> None:
    """Show the share of verdicts by chapter, as stacked bars."""
    from rederive.show import charts

    counts = _by_chapter(frame, register)
    held = counts[Group.HOLDS].sum()
    tested = counts.drop(columns=[Group.NOTHING_TO_TEST, Group.NOT_FOUND]).sum().sum()
    fig, ax = charts.figure(
        f"{held} of the {tested} claims that could be tested hold as printed",
        unit="number of claims by chapter of the report",
        source="the ledger of this book (data/verdicts.csv)",
        size=(6.4, 4.6),
    )
    names = [f"{number} {title}" for number, title in register.titles.items()]
    charts.bars_by_group(ax, names, counts)
    charts.show(
        fig,
        alt=f"Of {tested} claims that could be tested {held} hold as printed, "
        f"{counts[Group.HOLDS_UNDER_CONDITION].sum()} under a condition, "
        f"{counts[Group.FAILS].sum()} do not hold; "
        f"{counts[Group.NOT_FOUND].sum()} more were found nowhere else.",
    )


def _by_chapter(frame: pd.DataFrame, register: Register) -> pd.DataFrame:
    """How many claims of each chapter count in each group of verdicts."""
    counts = pd.DataFrame(
        {
            group: frame[frame["counted"].isin(of_group(group))].groupby("chapter").size()
            for group in Group
        }
    ).reindex(list(register.titles), fill_value=0)
    return counts.fillna(0).astype(int)

"""How many claims have which verdict: in short, as a table, as a picture by chapter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from rederive.book.book import Book
from rederive.core import ledger
from rederive.core.entries import Entry, by_claim, worst_of
from rederive.core.ledger import claim_verdicts
from rederive.core.register import Register
from rederive.core.untraced import Untraced
from rederive.core.verdicts import Group, Verdict, of_group
from rederive.language.spoken import filled, said, say
from rederive.pages.made_again import again
from rederive.show import cards, content, html
from rederive.show.html import Table

_OUTSIDE = {Verdict.REPRODUCED: "recomputed", Verdict.TRACED: "traced to another source"}
_BECAUSE = {
    Untraced.NAMED: "the document that the report names could not be read here",
    Untraced.CUT: "of a document that should say it only the opening could be read",
    Untraced.NOTHING: "nothing was found",
}
_IN_WORDS = {
    Group.HOLDS_WITH_CAVEAT: "hold, with a caveat that is named",
    Group.FAILS: "do not hold as printed, or are one of several that cannot all be true",
    Group.HOLDS_OTHERWISE: "fail as we read them and hold on another reading, which is named",
    Group.TESTED_IN_PART: "tested only in part, or by evidence too coarse to settle them",
    Group.NOT_FOUND: "held against nothing",
    Group.NOTHING_TO_TEST: "targets, rules or definitions: nothing to test",
    Group.NOT_YET: "not checked yet: no cell of this book has held them against anything",
}
#: Words that are said by name.
LISTED = (*_OUTSIDE.values(), *_BECAUSE.values(), *_IN_WORDS.values())


def verdict_frame(entries: Iterable[Entry], register: Register) -> pd.DataFrame:
    """One row per claim: ``claim``, ``chapter``, ``check``, ``verdict`` (of its worst number)."""
    return pd.DataFrame(
        [
            (claim, register[claim].chapter, register[claim].check, verdict)
            for claim, verdict in claim_verdicts(entries).items()
        ],
        columns=["claim", "chapter", "check", "verdict"],
    )


@again
def tally(entries: Iterable[Entry]) -> Table:
    """How many claims have each verdict, as badges with what each means."""
    counts = ledger.tally(entries)
    present = [verdict for verdict in Verdict if counts[verdict]]
    table = html.table(
        [say("Verdict"), say("Claims"), say("Means")],
        [(cards.badge(verdict), counts[verdict], said(verdict.meaning)) for verdict in present],
        caption=say("Claims by verdict"),
        attributes={"class": "tally"},
    )
    printed = content.table(
        (say("Verdict"), say("Claims"), say("Means")),
        [(content.verdict(each), str(counts[each]), said(each.meaning)) for each in present],
    )
    text = "\n".join(f"{verdict}: {counts[verdict]}" for verdict in present)
    return Table(table, text, content.data(printed))


@again
def meanings() -> Table:
    """Every verdict and what it means."""
    head = (say("Verdict"), say("Means"))
    table = html.table(head, [(cards.badge(each), said(each.meaning)) for each in Verdict])
    printed = content.table(head, [(content.verdict(each), said(each.meaning)) for each in Verdict])
    text = "\n".join(f"{each}: {each.meaning}" for each in Verdict)
    return Table(table, text, content.data(printed))


def untraced_kinds(entries: Iterable[Entry]) -> dict[Untraced, int]:
    """How many untraced claims there are of each kind; together all that are untraced."""
    counts: Counter[Untraced] = Counter()
    for group in by_claim(entries).values():
        if worst_of(group) is Verdict.UNTRACED:
            (why, *_) = [each.why_untraced for each in group if each.why_untraced]
            counts[why] += 1
    return {why: counts[why] for why in Untraced}


def _kinds(entries: Iterable[Entry]) -> str:
    """The kinds of untraced claims in a few words, with their numbers."""
    words = {
        Untraced.NAMED: say("{n} with a source that the report names and we could not read"),
        Untraced.CUT: say("{n} with a source of which we could read only the opening"),
        Untraced.NOTHING: say("{n} without public evidence that we could find"),
    }
    return say(", ").join(
        filled(words[why], {"n": count}) for why, count in untraced_kinds(entries).items()
    )


@again
def untraced_table(entries: Iterable[Entry]) -> Table:
    """The three kinds of untraced claims, with their numbers."""
    head = (say("Untraced"), say("Claims"), say("Means"))
    rows = [
        (said(why.value), str(count), said(why.meaning))
        for why, count in untraced_kinds(entries).items()
    ]
    table = html.table(head, rows, caption=say("Untraced claims by kind"))
    return Table(table, "\n".join(map(": ".join, rows)), content.data(content.table(head, rows)))


@again
def headline(entries: Iterable[Entry]) -> Table:
    """The result in short: what sources outside the report confirm, what not, what is untested.

    The parts add up to the whole.
    """
    entries = list(entries)
    if not entries:
        text = say("No claim of the report has been accepted yet.")
        made = html.render("rederive.pages", "list.html", items=[text])
        return Table(made, text, content.data(content.paragraph(text)))
    counts = ledger.tally(entries)
    held = say(", ").join(
        say("{count} {words}", count=counts[each], words=said(words))
        for each, words in _OUTSIDE.items()
    )
    parts = [
        (_OUTSIDE.keys(), say("confirmed by sources outside the report: {held}", held=held)),
        *((of_group(group), said(words)) for group, words in _IN_WORDS.items()),
    ]
    inside = set(of_group(Group.HOLDS)) - _OUTSIDE.keys()
    parts.insert(
        4, (inside, say("fit the report’s own other numbers, and no source outside it tests them"))
    )
    figures = [(sum(counts[each] for each in which), words) for which, words in parts]
    figures = [each for each in figures if each[0] or each[1] != said(_IN_WORDS[Group.NOT_YET])]
    figures = [
        (
            number,
            say("{words}: {kinds}", words=words, kinds=_kinds(entries))
            if words == said(_IN_WORDS[Group.NOT_FOUND])
            else words,
        )
        for number, words in figures
    ]
    whole = _claims(sum(counts.values()))
    made = html.render("rederive.pages", "headline.html", whole=whole, figures=figures)
    listed = [f"{number} {text}" for number, text in figures]
    printed = content.data(
        content.paragraph(say("Of the {whole}:", whole=whole)),
        content.definitions((text, str(number)) for number, text in figures),
    )
    return Table(made, "; ".join([whole, *listed]), printed)


def _claims(count: int) -> str:
    if count == 1:
        return say("1 claim of the report")
    return say("{count} claims of the report", count=count)


def _untraced(count: int, reasons: str) -> str:
    if count == 1:
        return say("1 number is untraced: {reasons}.", reasons=reasons)
    return say("{count} numbers are untraced: {reasons}.", count=count, reasons=reasons)


@again
def evidence_summary(entries: list[Entry], book: Book) -> Table:
    """What the verdicts rest on, in numbers."""
    items = [_all_accounted_for(book), *_confirmed_and_untraced(entries)]
    made = html.render("rederive.pages", "list.html", items=items)
    return Table(made, "\n".join(items), content.data(content.bullets(items)))


def _confirmed_and_untraced(entries: list[Entry]) -> list[str]:
    numbers = [entry for entry in entries if entry.printed]
    counts = [entry.publishers for entry in numbers if entry.publishers]
    untraced = [entry.why_untraced for entry in numbers if entry.why_untraced]
    why_not = [
        say("{count} because {why}", count=untraced.count(why), why=said(_BECAUSE[why]))
        for why in Untraced
    ]
    return [
        say(
            "These claims hold {numbers} numbers, some of them in words; {confirmed} are confirmed "
            "by figures from named publishers, {several} of them by two or more, who may have "
            "drawn on each other.",
            numbers=len(numbers),
            confirmed=len(counts),
            several=sum(count > 1 for count in counts),
        ),
        _untraced(len(untraced), say(", ").join(why_not)),
    ]


def _all_accounted_for(book: Book) -> str:
    reports = list(book.reports.values())
    numerals = sum(each.report.tokens or 0 for each in reports)
    excluded = sum(each.exclusions.total() for each in reports)
    spelled = sum(each.report.words or 0 for each in reports)
    words = say(" and {count} numbers in words", count=f"{spelled:,}") if spelled else ""
    which = (
        say("the report") if len(reports) == 1 else say("the {count} reports", count=len(reports))
    )
    return say(
        "All {numerals} numerals{words} of {which} are accounted for: of the numerals "
        "{excluded} claim nothing (page numbers, footnotes, lists); the others stand, with the "
        "words that claim something, in {claims} claims.",
        numerals=numerals,
        words=words,
        which=which,
        excluded=excluded,
        claims=len(book.register),
    )


def verdict_chart(frame: pd.DataFrame, register: Register) -> None:
    """Show the share of verdicts by chapter, as stacked bars."""
    from rederive.show import charts

    counts = _by_chapter(frame, register)
    total = counts.sum()
    tested = total.drop([Group.NOTHING_TO_TEST, Group.NOT_FOUND, Group.NOT_YET]).sum()
    fig, ax = charts.figure(
        f"{total[Group.HOLDS]} of the {tested} claims that could be tested hold as printed",
        unit="number of claims by chapter of the report",
        source="the ledger of this book (data/verdicts.csv)",
        size=(6.4, 5.8),
    )
    names = [f"{number} {title}" for number, title in register.titles.items()]
    charts.bars_by_group(ax, names, counts)
    charts.show(
        fig,
        name="verdicts",
        alt=f"Of {tested} claims that could be tested {total[Group.HOLDS]} hold as printed, "
        f"{total[Group.HOLDS_WITH_CAVEAT]} with a caveat, "
        f"{total[Group.HOLDS_OTHERWISE]} only on another reading, "
        f"{total[Group.TESTED_IN_PART]} were tested in part, "
        f"{total[Group.FAILS]} do not hold; "
        f"{total[Group.NOT_FOUND]} more were held against nothing.",
    )


def _by_chapter(frame: pd.DataFrame, register: Register) -> pd.DataFrame:
    """How many claims of each chapter count in each group of verdicts."""
    counts = pd.DataFrame(
        {
            group: frame[frame["verdict"].isin(of_group(group))].groupby("chapter").size()
            for group in Group
        }
    ).reindex(list(register.titles), fill_value=0)
    return counts.fillna(0).astype(int)

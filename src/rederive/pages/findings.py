"""What does not hold, or holds only under a condition: per number, and in one line per claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from markupsafe import Markup

from rederive.core.claims import Claim
from rederive.core.entries import Entry, by_claim, worst_of
from rederive.core.register import Register
from rederive.core.site import NOTEBOOKS, Links
from rederive.core.verdicts import Group, Verdict, of_group
from rederive.language.counting import counted
from rederive.language.spoken import say
from rederive.pages.made_again import again
from rederive.show import cards, content, html, leads
from rederive.show.html import Table

DOUBTED = of_group(Group.FAILS, Group.HOLDS_OTHERWISE, Group.HOLDS_WITH_CAVEAT)


def card_address(claim: Claim, register: Register, folder: str = NOTEBOOKS) -> str:
    """Where a claim's card is, in the notebook that derives it, as a page in ``folder`` says it."""
    return Links(folder).card(register.notebooks[claim.chapter], claim.id)


def card_link(claim: Claim, register: Register, folder: str = NOTEBOOKS) -> Markup:
    """Link from a page in ``folder`` to a claim's card."""
    return html.link(card_address(claim, register, folder), claim.id)


def printed_link(claim: Claim, register: Register, folder: str = NOTEBOOKS) -> content.Inline:
    """The same link for paper."""
    return content.link(card_address(claim, register, folder), claim.id)


@again
def findings(
    entries: Iterable[Entry],
    register: Register,
    which: Collection[Verdict] = DOUBTED,
    folder: str = NOTEBOOKS,
) -> Table:
    """Every number with one of these verdicts: printed, recomputed, gap and explanation."""
    rows, text, printed = [], [], []
    for entry in entries:
        if entry.verdict not in which:
            continue
        claim = register[entry.claim]
        words = (
            claim.says,
            cards.printed(entry, claim),
            cards.recomputed(entry, claim),
            cards.gap_text(claim, entry) if entry.recomputed is not None else "",
        )
        others = [
            say("{word}: {text}", word=word, text=text) for word, text in cards.others(claim, entry)
        ]
        link, badge = card_link(claim, register, folder), cards.badge(entry.verdict)
        rows.append((link, badge, *words, html.lines(others), entry.explanation))
        where, mark = printed_link(claim, register, folder), content.verdict(entry.verdict)
        printed.append((where, mark, *words, content.lines(others), entry.explanation))
        text.append(f"{entry.claim} {entry.value}: {entry.verdict}. {entry.explanation}")
    if not rows:
        return none()
    head = (
        say("Claim"),
        say("Verdict"),
        say("It says"),
        say("Printed"),
        say("Recomputed"),
        say("Gap"),
        say("Other readings"),
        say("Why"),
    )
    table = html.table(head, rows, caption=say("Findings"), attributes={"class": "findings"})
    data = content.data(content.table(head, printed, content.Layout.STACKED))
    return Table(table, "\n".join(text), data)


def none(told: str = "") -> Table:
    """What stands where there is nothing to list: that there is none, or what is told."""
    text = told or say("None.")
    return Table(f"<p>{text}</p>", text, content.data(content.paragraph(text)))


@again
def vintage_claims(entries: Iterable[Entry], register: Register) -> Table:
    """The claims whose verdict depends on the vintage or definition of the data."""
    return findings(entries, register, of_group(Group.HOLDS_OTHERWISE, Group.HOLDS_WITH_CAVEAT))


@again
def highlights(entries: Iterable[Entry], register: Register, folder: str = NOTEBOOKS) -> Table:
    """The claims that do not hold, one line per claim."""
    items, printed = [], []
    for name, group in by_claim(entries).items():
        verdict = worst_of(group)
        if not verdict.refutes:
            continue
        claim = register[name]
        entry = leads.decisive(group)
        why = ""
        if entry.standalone_verdict and entry.confirmed:
            why = say("It {contradiction}. ", contradiction=entry.contradiction.partition(": ")[0])
        words = f" {leads.lead(claim, group)} {why}"
        link = card_link(claim, register, folder)
        items.append(Markup("{}{}{}").format(cards.badge(verdict), words, link))
        where = printed_link(claim, register, folder)
        printed.append([content.verdict(verdict), words, where])
    made = html.render("rederive.pages", "list.html", items=items, kind="highlights")
    return Table(made, counted(len(items), "claim"), content.data(content.bullets(printed)))

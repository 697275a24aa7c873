"""The card of a claim: one line that says claim and verdict, and beneath it what they rest on.

A card is a `details` element, so that it opens without scripts, by keyboard, for a search of the
page and for a link to the claim, whose anchor lies within.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from rederive.core.claims import Claim
from rederive.core.entries import Entry, worst_of
from rederive.language.spoken import say, several
from rederive.show import cards, content, html, leads
from rederive.show.html import Table


@dataclass(frozen=True)
class _Number:
    """One number of a card: its name, its badge where it is not the claim's, its facts."""

    name: str
    badge: Markup
    terms: Markup


def card(claim: Claim, entries: list[Entry]) -> Table:
    """The card of one claim: what is printed, what was recomputed, the verdict and its ground.

    Parameters
    ----------
    claim : Claim
    entries : list of Entry
        Of its numbers.
    """
    verdict = worst_of(entries)
    facts = [cards.facts(claim, entry) for entry in entries]
    several = len(entries) > 1
    common = [term for term in facts[0] if several and all(term in terms for terms in facts)]
    made = html.render(
        "rederive.show",
        "card.html",
        claim=claim,
        label=_label(claim, entries),
        badge=cards.badge(verdict),
        standalone=cards.standalone_badge(entries, ", "),
        lead="" if verdict.group in leads.QUIET else _lead(claim, entries),
        numbers=[
            _number(claim, entry, [term for term in terms if term not in common], entries)
            for entry, terms in zip(entries, facts, strict=True)
        ],
        common=html.terms(common),
        address=cards.LINKS.claim(claim.id),
    )
    text = [f"{claim.id}: {verdict}", claim.says]
    text += ["; ".join(f"{name.lower()}: {value}" for name, value in terms) for terms in facts]
    return Table(made, "\n".join(text), content.card_data(entries))


def _lead(claim: Claim, entries: list[Entry]) -> str:
    """What is printed, what we find, and how far apart they are where they differ."""
    entry = leads.decisive(entries)
    lead = leads.lead(claim, entries) if len(entries) > 1 else leads.sentences(claim, entry)
    gap = cards.gap(claim, entry) if entry.verdict.refutes else ""
    return say("{lead}, {gap}.", lead=lead.rstrip(".。"), gap=gap) if gap else lead


def _number(
    claim: Claim, entry: Entry, terms: list[tuple[str, str]], entries: list[Entry]
) -> _Number:
    """What a card says of one number, apart from what all of its numbers share."""
    mark = cards.badge(entry.verdict) if entry.verdict is not worst_of(entries) else Markup("")
    mark += cards.standalone_badge([entry], ", " if mark else "")
    name = claim.called(entry.value)
    return _Number(name, mark, html.terms(terms))


def _label(claim: Claim, entries: list[Entry]) -> str:
    """What a screen reader calls the card; a claim may have one for each of its numbers."""
    if len(entries) == len(claim.values):
        return say("Claim {id}", id=claim.id)
    names = several(filter(None, (claim.called(each.value) for each in entries)))
    if not names:
        return say("Claim {id}", id=claim.id)
    return say("Claim {id}: {names}", id=claim.id, names=names)

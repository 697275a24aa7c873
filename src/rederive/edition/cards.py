"""The card of a claim, from its ledger entries."""

from __future__ import annotations

from collections.abc import Sequence

from rederive.core.claims import Claim
from rederive.core.entries import Entry, worst_of
from rederive.edition import typst
from rederive.edition.places import Places
from rederive.language.spoken import say
from rederive.show import cards

Term = tuple[str, str]


def card(claim: Claim, entries: Sequence[Entry], places: Places, *, derived_here: bool) -> str:
    """The card of one claim.

    Parameters
    ----------
    claim : Claim
    entries : sequence of Entry
        Of its numbers.
    places : Places
    derived_here : bool
        Whether this is the page whose verdict counts, so that links to the claim lead here.
    """
    verdict = worst_of(entries)
    facts = [cards.facts(claim, entry) for entry in entries]
    common = [term for term in facts[0] if all(term in terms for terms in facts)]
    numbers = []
    if len(entries) > 1:
        for entry, terms in zip(entries, facts, strict=True):
            own = [term for term in terms if term not in common]
            mark = typst.string(entry.verdict) if entry.verdict != verdict else "none"
            name = typst.string(claim.called(entry.value))
            numbers.append(f"({name}, {mark}, {_terms(own, entry, places)})")
    elsewhere = "" if derived_here else f", derived: {places.card(claim.id)}"
    return (
        f"#card({typst.string(claim.id)}, {typst.string(verdict)}, [{typst.text(claim.says)}], "
        f"{_terms(common, entries[0], places)}, {typst.array(numbers)}{elsewhere});\n"
    )


def _terms(terms: Sequence[Term], entry: Entry, places: Places) -> str:
    """Names and texts; evidence that is a source becomes its citation."""
    return typst.array(
        f"({typst.string(name)}, [{_term(name, text, entry, places)}])" for name, text in terms
    )


def _term(name: str, text: str, entry: Entry, places: Places) -> str:
    if name != say("Evidence") or not all(key in places.sources for key in entry.evidence):
        return typst.text(text)
    rest = text.removeprefix("; ".join(entry.evidence))
    return "".join(map(places.cite, entry.evidence)) + typst.text(rest)

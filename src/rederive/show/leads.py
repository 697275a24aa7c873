"""A claim and its result in two sentences: the report says this, we find that."""

from __future__ import annotations

from rederive.core.claims import Claim
from rederive.core.entries import Entry, worst_of
from rederive.core.verdicts import Basis, Group, Verdict
from rederive.show import cards

DRAFTED = "number"
"""What a review calls the number of a claim: no name that says what it is."""
UNWORDED = "The text says "
"""How a claim begins that nobody has put into words yet."""


def decisive(entries: list[Entry]) -> Entry:
    """The number that decides the verdict of a claim: the first of the worst."""
    verdict = worst_of(entries)
    return next(entry for entry in entries if entry.verdict is verdict)


def says(claim: Claim, entry: Entry) -> str:
    """What the report prints, as a sentence."""
    printed = cards.printed(entry, claim)
    return f"The report says {printed}." if printed else "The report gives no number."


def finds(claim: Claim, entry: Entry) -> str:
    """What stands against it, as a sentence."""
    group, recomputed = entry.verdict.group, cards.recomputed(entry, claim)
    if entry.standalone_verdict and entry.confirmed:
        return "Other sources confirm it, but the report contradicts itself."
    if group is Group.NOTHING_TO_TEST:
        return "There is nothing to test."
    if group is Group.NOT_YET:
        return "It has not been checked yet."
    if group is Group.NOT_FOUND:
        return "We found nothing to hold it against."
    if not recomputed:
        contradicted = entry.verdict is Verdict.CONTRADICTED
        return (
            "It cannot be true together with its other numbers."
            if contradicted
            else f"It is {entry.verdict.words}."
        )
    if entry.basis is Basis.REPORT:
        return f"Its own text gives {recomputed}."
    same = recomputed == cards.printed(entry, claim) and group is Group.HOLDS
    return "We find the same." if same else f"We find {recomputed}."


def sentences(claim: Claim, entry: Entry) -> str:
    """What the report says and what we find."""
    return f"{says(claim, entry)} {finds(claim, entry)}"


def lead(claim: Claim, entries: list[Entry]) -> str:
    """Both sentences for the number that decides, after its name.

    One line for a page's title or a list.
    """
    entry = decisive(entries)
    said, name = sentences(claim, entry), claim.called(entry.value)
    if name == DRAFTED:
        name = "" if claim.says.startswith(UNWORDED) else claim.says.rstrip(".")
    return f"{name[:1].upper()}{name[1:]}: the{said.removeprefix('The')}" if name else said

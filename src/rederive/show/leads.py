"""A claim and its result in two sentences: the report says this, we find that."""

from __future__ import annotations

from rederive.core.claims import FALL, OPEN, Claim
from rederive.core.entries import Entry, worst_of
from rederive.core.verdicts import Basis, Group, Verdict
from rederive.language.spoken import said, say, spoken
from rederive.show import cards, plain

#: Claims of these groups have no news: their cards are one line until they are opened.
QUIET = (Group.HOLDS, Group.NOT_FOUND, Group.NOTHING_TO_TEST, Group.NOT_YET)
DRAFTED = ("number", FALL)
"""What a review calls the number of a claim: no name that says of what it is."""
UNWORDED = (OPEN, "The text says ")
"""How a claim begins that nobody has put into words yet."""


def decisive(entries: list[Entry]) -> Entry:
    """The number that decides the verdict of a claim: the first of the worst."""
    verdict = worst_of(entries)
    return next(entry for entry in entries if entry.verdict is verdict)


def says(claim: Claim, entry: Entry) -> str:
    """What the report prints, as a sentence."""
    printed = cards.printed(entry, claim)
    if not printed:
        return say("The report gives no number.")
    return say("The report says {printed}.", printed=printed)


def finds(claim: Claim, entry: Entry) -> str:
    """What stands against it, as a sentence."""
    group, recomputed = entry.verdict.group, cards.recomputed(entry, claim)
    if entry.standalone_verdict and entry.confirmed:
        return say("Other sources confirm it, but not all of the report’s own numbers can be true.")
    if group is Group.NOTHING_TO_TEST:
        return say("There is nothing to test.")
    if group is Group.NOT_YET:
        return say("It has not been checked yet.")
    if group is Group.NOT_FOUND:
        return say("We found nothing to hold it against.")
    if not recomputed:
        if entry.verdict is Verdict.CONTRADICTED:
            return say("It cannot be true together with its other numbers.")
        return say("It is {verdict}.", verdict=said(entry.verdict.words))
    if group is Group.HOLDS_OTHERWISE:
        return _otherwise(entry, recomputed)
    if entry.basis is Basis.REPORT:
        return say("Its own text gives {recomputed}.", recomputed=recomputed)
    told = cards.printed(entry, claim), plain.rounded(claim.value(entry.value))
    if recomputed in told and group is Group.HOLDS:
        return say("We find the same.")
    if recomputed in told and group is Group.HOLDS_WITH_CAVEAT:
        return say("We find the same, with a caveat.")
    return say("We find {recomputed}.", recomputed=recomputed)


def _otherwise(entry: Entry, recomputed: str) -> str:
    """What a number that is true on another reading holds for, then what we find on ours."""
    condition = str(entry.condition)
    if entry.basis is Basis.REPORT:
        return say(
            "That {condition}; otherwise its own text gives {recomputed}.",
            condition=condition,
            recomputed=recomputed,
        )
    return say(
        "That {condition}; otherwise we find {recomputed}.",
        condition=condition,
        recomputed=recomputed,
    )


def _alike(claim: Claim, entries: list[Entry]) -> str:
    """What we find of several numbers where it is the same and no news; empty elsewhere."""
    found = {finds(claim, entry) for entry in entries}
    quiet = all(entry.verdict.group in QUIET for entry in entries)
    return found.pop() if quiet and len(found) == 1 < len(entries) else ""


def _ended(text: str) -> str:
    """A text with the full stop of its language, wherever it had one."""
    return say("{text}.", text=text.rstrip(".。"))


def sentences(claim: Claim, entry: Entry) -> str:
    """What the report says and what we find."""
    return say("{says} {finds}", says=says(claim, entry), finds=finds(claim, entry))


def lead(claim: Claim, entries: list[Entry]) -> str:
    """Both sentences for the number that decides, after its name.

    One line for a page's title or a list. Where nothing sets one of several numbers apart, what
    the claim says stands in place of one of them.
    """
    if alike := _alike(claim, entries):
        return say("{says} {finds}", says=_ended(claim.says), finds=alike)
    entry = decisive(entries)
    both, name = sentences(claim, entry), claim.called(entry.value)
    if not name and not cards.printed(entry, claim):
        return say("{says} {finds}", says=_ended(claim.says), finds=finds(claim, entry))
    if name in DRAFTED:
        name = "" if claim.says.startswith(UNWORDED) else claim.says.rstrip(".")
    if not name:
        return both
    name = f"{name[:1].upper()}{name[1:]}"
    if spoken().is_source:
        return f"{name}: the{both.removeprefix('The')}"
    return say("{name}: {sentences}", name=name, sentences=both)

"""How claims and verdicts look in a notebook: cards and tables, as HTML and as plain text."""

from __future__ import annotations

from markupsafe import Markup

from rederive.core.claims import Claim, Value
from rederive.core.entries import Entry, Reading, by_claim, standalone_of, worst_of
from rederive.core.judging import agrees
from rederive.core.numerals import Interval
from rederive.core.site import NOTEBOOKS, Links
from rederive.core.verdicts import Verdict
from rederive.language.spoken import said, say
from rederive.show import content, html, plain
from rederive.show.html import Table

__all__ = ["Table"]
LINKS = Links(NOTEBOOKS)
"""Cards and tables of claims are shown by notebooks."""


def badge(verdict: Verdict, *, explained: bool = True) -> Markup:
    """The verdict as icon and word; its meaning shows on hover if ``explained``."""
    return html.render("rederive.show", "badge.html", verdict=verdict, explained=explained)


def words(verdict: Verdict) -> str:
    """The verdict and what it means, as plain text."""
    return say("{verdict}: {meaning}", verdict=said(verdict.words), meaning=said(verdict.meaning))


def standalone_badge(entries: list[Entry], before: str = " ") -> Markup:
    """The verdict of a contradicted claim outside its contradiction, to go with its badge.

    Empty where it has no other. After a badge, ``before`` is a comma, which only is read aloud: the
    badges' borders part them for the eye.
    """
    verdict = standalone_of(entries)
    if not verdict:
        return Markup("")
    if before == ", ":
        before = Markup('<span class="visually-hidden">{}</span> ').format(say(", ").strip())
    own = html.say("by itself {verdict}", verdict=badge(verdict))
    return Markup('{}<span class="verdict-own">{}</span>').format(before, own)


def printed(entry: Entry, claim: Claim) -> str:
    """The printed number as people say it; empty where the claim has none."""
    return plain.printed(claim.value(entry.value)) if entry.printed else ""


def recomputed(entry: Entry, claim: Claim) -> str:
    """The recomputed number, or its range, with its unit, as precise as what is printed."""
    if entry.recomputed is None:
        return ""
    return plain.quantity(entry.recomputed_low, entry.recomputed_high, claim.value(entry.value))


def both(entry: Entry, claim: Claim) -> list[str]:
    """What was recomputed on the main reading, and on those on which the verdict turns.

    The second and further ones have their names.
    """
    return [recomputed(entry, claim)] + [
        say("{name}: {number}", name=reading.name, number=_reading(reading, entry, claim))
        for reading in entry.opposed
    ]


def _reading(reading: Reading, entry: Entry, claim: Claim) -> str:
    return plain.quantity(reading.low, reading.high, claim.value(entry.value))


def facts(claim: Claim, entry: Entry) -> list[tuple[str, str]]:
    """What a card says of one number, as names and texts; nothing where there is nothing."""
    evidence = "; ".join(map(said, entry.evidence))
    publishers = _publishers(entry.publishers)
    standalone = entry.standalone_verdict
    terms = [
        (say("Printed"), printed(entry, claim)),
        (say("Recomputed"), recomputed(entry, claim)),
        (say("Gap"), gap_text(claim, entry)),
        *others(claim, entry),
        (say("Evidence"), evidence and evidence + publishers),
        (say("By itself"), words(standalone) if standalone else ""),
        (say("How tested"), claim.definition or ""),
        (say("Note"), entry.explanation),
    ]
    return [(name, value) for name, value in terms if value]


def _publishers(count: int | None) -> str:
    if count is None:
        return ""
    return say(" (1 publisher)") if count == 1 else say(" ({count} publishers)", count=count)


def others(claim: Claim, entry: Entry) -> list[tuple[str, str]]:
    """What was recomputed on the other readings, each with its name, its value and its gap."""
    terms = []
    for reading in entry.under:
        value = claim.value(entry.value)
        gap = plain.gap(value, reading.interval) or _hedge_fails(value, reading.interval)
        number = _reading(reading, entry, claim)
        if gap:
            text = say("{name}: {number}, {gap}", name=reading.name, number=number, gap=gap)
            terms.append((say("Fails"), text))
        else:
            terms.append((say("Holds"), say("{name}: {number}", name=reading.name, number=number)))
    return terms


def gap_text(claim: Claim, entry: Entry) -> str:
    """How far the recomputed number lies from what is printed, in words; empty without one."""
    if entry.recomputed is None:
        return ""
    return gap(claim, entry) or _no_gap(claim, entry)


def _no_gap(claim: Claim, entry: Entry) -> str:
    """What is said of a number that agrees, though the word before it may not hold."""
    return _hedge_fails(claim.value(entry.value), entry.recomputed) or say("none") + firmness(entry)


def _hedge_fails(value: Value, found: Interval | None) -> str:
    """That only the word before a number does not hold; empty where it does."""
    if found is None or value.hedge == "exact" or agrees(found, value.claimed, value.step):
        return ""
    word = said(value.hedge.replace("_", " "))
    return say("none in the number itself; its “{word}” does not hold", word=word)


def gap(claim: Claim, entry: Entry) -> str:
    """The same where the two differ; empty where they do not."""
    if entry.recomputed is None:
        return ""
    return plain.gap(claim.value(entry.value), entry.recomputed)


def last_digits(claim: Claim, entry: Entry) -> str:
    """The gap in units of the last printed digit, as a detail."""
    if entry.recomputed is None:
        return ""
    return plain.last_digits(claim.value(entry.value), entry.recomputed)


def firmness(entry: Entry) -> str:
    """The least change that would turn the verdict, in words."""
    if entry.margin_percent is None or entry.margin_digits is None:
        return ""
    if entry.margin_percent == 0:
        return say("; any other number would turn the verdict")
    size = plain.short(entry.margin_percent)
    return say("; a change of {size}% would turn the verdict", size=size)


def claims_table(claims: list[Claim]) -> Table:
    """What a chapter claims: id, statement, printed numbers."""
    numbers = {claim.id: [plain.printed(value) for value in claim.values] for claim in claims}
    rows = [(html.link(f"#{c.id}", c.id), c.says, html.lines(numbers[c.id])) for c in claims]
    table = html.table(
        [say("Claim"), say("It says"), say("Printed")],
        rows,
        caption=say("Claims of this chapter"),
        attributes={"class": "claims"},
    )
    several = len(claims) > 1
    called = (
        say("All {count} claims of this chapter", count=len(claims))
        if several
        else say("What this chapter claims")
    )
    made = html.render("rederive.show", "folded-table.html", called=called, table=table)
    text = "\n".join(f"{c.id}: {c.says} [{'; '.join(numbers[c.id])}]" for c in claims)
    listed = {content.CLAIMS_MIME: [claim.id for claim in claims]}
    return Table(made, text, content.data() | listed)  # in print the cards say it all


def verdicts_table(claims: list[Claim], entries: list[Entry], data: dict[str, object]) -> Table:
    """The verdicts of a chapter: how many of each, and claim by claim."""
    groups = by_claim(entries)
    verdict = {name: worst_of(each) for name, each in groups.items()}
    counts = {each: list(verdict.values()).count(each) for each in Verdict}
    present = {name: count for name, count in counts.items() if count}
    rows = [
        (
            html.link(f"#{c.id}", c.id),
            badge(verdict[c.id]),
            html.lines(printed(e, c) for e in groups[c.id]),
            html.lines(line for e in groups[c.id] for line in both(e, c)),
        )
        for c in claims
    ]
    table = html.table(
        [say("Claim"), say("Verdict"), say("Printed"), say("Recomputed")],
        rows,
        caption=say("Verdicts"),
        attributes={"class": "verdicts"},
    )
    tally = html.render(
        "rederive.show",
        "tally.html",
        counts=[(badge(name), count) for name, count in present.items()],
    )
    several = len(claims) > 1
    called = (
        say("The verdicts on all {count} claims", count=len(claims))
        if several
        else say("The verdict")
    )
    made = html.render("rederive.show", "folded-table.html", called=called, table=tally + table)
    text = "\n".join(f"{name}: {count}" for name, count in present.items())
    return Table(made, text, data | content.data(content.tally(present.items())))

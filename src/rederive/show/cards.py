"""How claims and verdicts look in a notebook: cards and tables, as HTML and as plain text."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from rederive.core import judging
from rederive.core.claims import Claim
from rederive.core.entries import Entry, by_claim, standalone_of, worst_of
from rederive.core.verdicts import Verdict
from rederive.show import content


class Table:
    """Something to show: HTML where there is a browser, text elsewhere.

    Parameters
    ----------
    html, text : str
    data : dict, optional
        Further MIME types that travel with it.
    """

    def __init__(self, html: str, text: str, data: dict[str, object] | None = None) -> None:
        self.html, self.text, self.data = html, text, data or {}

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {"text/html": self.html, "text/plain": self.text, **self.data}

    def __repr__(self) -> str:
        return self.text


def badge(verdict: Verdict) -> str:
    """The verdict as icon and word."""
    return (
        f'<span class="verdict verdict-{verdict}" title="{escape(verdict.meaning)}">'
        f'<span aria-hidden="true">{verdict.icon}</span> {verdict.words}</span>'
    )


def words(verdict: Verdict) -> str:
    """The verdict and what it means, as plain text."""
    return f"{verdict.words}: {verdict.meaning}"


def beside(entries: list[Entry], before: str = " ") -> str:
    """The verdict that a contradicted claim has by itself, to stand beside its name or badge.

    Empty where it has no other. After a badge, ``before`` is a comma.
    """
    own = standalone_of(entries)
    return f'{before}<span class="verdict-own">by itself {badge(own)}</span>' if own else ""


def readable(value: float | None) -> str:
    """A ledger number for reading: thousands separated, at most six significant digits."""
    if value is None:
        return ""
    if abs(value) >= 1e6:
        for factor, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
            if abs(value) >= factor:
                return f"{value / factor:,.5g} {word}"
    if value == int(value):
        return f"{int(value):,}" if abs(value) >= 10_000 else str(int(value))
    if abs(value) >= 10_000:
        return f"{value:,.2f}"
    return f"{Decimal(f'{value:.5g}'):f}"  # never in powers of ten


def recomputed(entry: Entry, claim: Claim) -> str:
    """The recomputed number, or its range, with its unit, for reading."""
    if entry.recomputed is None:
        return ""
    numbers = _range(entry.recomputed_low, entry.recomputed_high)
    return claim.value(entry.value).unit.after(numbers)


def _range(low: float | None, high: float | None) -> str:
    if low == high:
        return readable(low)
    if low is None or high is None:
        return f"up to {readable(high)}" if low is None else f"{readable(low)} or more"
    return f"{readable(low)} to {readable(high)}"


def card(claim: Claim, entries: list[Entry]) -> Table:
    """The card of one claim: what is printed, what was recomputed, the verdict and its ground.

    Parameters
    ----------
    claim : Claim
    entries : list of Entry
        Of its numbers.
    """
    verdict = worst_of(entries)
    found = [facts(claim, entry) for entry in entries]
    common = [term for term in found[0] if all(term in terms for terms in found)]
    body, text = [], [f"{claim.id}: {verdict}", claim.says]
    for entry, terms in zip(entries, found, strict=True):
        own = [term for term in terms if len(entries) == 1 or term not in common]
        head = ""
        if len(entries) > 1:
            mark = badge(entry.verdict) if entry.verdict != verdict else ""
            mark += beside([entry], ", " if mark else "")
            head = f'<p class="claim-value">{escape(entry.value)} {mark}</p>'
        body.append(head + _listed(own))
        text.append("; ".join(f"{name.lower()}: {value}" for name, value in terms))
    if len(entries) > 1:
        body.append(_listed(common))
    html = (
        f'<section class="claim-card" id="{claim.id}" aria-label="Claim {claim.id}">'
        f'<p class="claim-head">{badge(verdict)}{beside(entries, ", ")} '
        f'<a class="claim-id" href="#{claim.id}">{claim.id}</a></p>'
        f'<p class="claim-says">{escape(claim.says)}</p>{"".join(body)}'
        f'<p class="claim-more"><a href="../claims/{claim.id}.html">Sources, relations and how to '
        "cite this claim</a></p></section>"
    )
    return Table(html, "\n".join(text), content.card_data(entries))


def _listed(terms: list[tuple[str, str]]) -> str:
    items = (f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in terms)
    return f"<dl>{''.join(items)}</dl>" if terms else ""


def facts(claim: Claim, entry: Entry) -> list[tuple[str, str]]:
    """What a card says of one number, as names and texts; nothing where there is nothing."""
    count, evidence = entry.publishers, "; ".join(entry.evidence)
    printers = f" ({count} publisher{'' if count == 1 else 's'})" if count is not None else ""
    own = entry.standalone_verdict
    terms = [
        ("Printed", entry.printed),
        ("Recomputed", recomputed(entry, claim)),
        ("Gap", gap_text(claim, entry)),
        ("Evidence", evidence and evidence + printers),
        ("By itself", words(own) if own else ""),
        ("How tested", claim.definition or ""),
        ("Note", entry.explanation),
    ]
    return [(name, value) for name, value in terms if value]


def gap_text(claim: Claim, entry: Entry) -> str:
    """How far the recomputed number lies from what is printed, in words; empty without one."""
    if entry.recomputed is None:
        return ""
    value = claim.value(entry.value)
    gap = judging.gap(entry.recomputed, value.claimed, value.step)
    if gap == 0:
        return "none" + firmness(entry)
    size, side = readable(float(f"{abs(gap):.3g}")), "above" if gap > 0 else "below"
    unit = "unit" if size == "1" else "units"
    return f"{size} {unit} of the last printed digit {side} what is printed"


def firmness(entry: Entry) -> str:
    """The least change that would flip the agreement, in words."""
    if entry.margin_percent is None or entry.margin_digits is None:
        return ""
    if entry.margin_percent == 0:
        return "; any other number would flip it"
    percent = readable(float(f"{entry.margin_percent:.2g}"))
    steps = readable(float(f"{entry.margin_digits:.2g}"))
    return f"; a change of {percent}% ({steps} units of the last printed digit) would flip it"


def claims_table(found: list[Claim]) -> Table:
    """What a chapter claims: id, statement, printed numbers."""
    rows = "".join(
        f"<tr><th scope='row'><a href='#{c.id}'>{c.id}</a></th><td>{escape(c.says)}</td>"
        f"<td>{'<br>'.join(escape(str(v)) for v in c.values)}</td></tr>"
        for c in found
    )
    html = (
        "<details class='claims-list'><summary>"
        f"All {len(found)} claims of this chapter</summary>"
        '<div class="table-scroll" tabindex="0" role="region" aria-label="Claims of this chapter">'
        "<table class='claims'><thead><tr><th scope='col'>Claim</th><th scope='col'>It says</th>"
        f"<th scope='col'>Printed</th></tr></thead><tbody>{rows}</tbody></table></div></details>"
    )
    text = "\n".join(f"{c.id}: {c.says} [{'; '.join(map(str, c.values))}]" for c in found)
    return Table(html, text, content.data())  # the cards say it all


def verdicts_table(found: list[Claim], entries: list[Entry], data: dict[str, object]) -> Table:
    """The verdicts of a chapter: how many of each, and claim by claim."""
    groups = by_claim(entries)
    verdict = {name: worst_of(each) for name, each in groups.items()}
    counts = {each: list(verdict.values()).count(each) for each in Verdict}
    tally = "".join(
        f"<li>{badge(name)} <strong>{count}</strong></li>"
        for name, count in counts.items()
        if count
    )
    lines = "".join(
        f"<tr><th scope='row'><a href='#{c.id}'>{c.id}</a></th><td>{badge(verdict[c.id])}</td>"
        f"<td>{'<br>'.join(escape(e.printed) for e in groups[c.id])}</td>"
        f"<td>{'<br>'.join(escape(recomputed(e, c)) for e in groups[c.id])}</td></tr>"
        for c in found
    )
    html = (
        f'<ul class="verdict-tally" role="list">{tally}</ul>'
        '<div class="table-scroll" tabindex="0" role="region" aria-label="Verdicts">'
        '<table class="verdicts"><thead><tr><th scope="col">Claim</th><th scope="col">Verdict</th>'
        '<th scope="col">Printed</th><th scope="col">Recomputed</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )
    text = "\n".join(f"{name}: {count}" for name, count in counts.items() if count)
    printed = content.tally((name, count) for name, count in counts.items() if count)
    return Table(html, text, data | content.data(printed))

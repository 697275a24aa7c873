"""How claims and verdicts look in a notebook: cards and tables, as HTML and as plain text."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from rederive.core import units, verdicts
from rederive.core.claims import Claim
from rederive.core.numerals import Interval

ICONS = {
    "reproduced": "✓",
    "reproduced-with-caveat": "≈",
    "not-reproduced": "✗",
    "consistent": "=",
    "contradicted": "≠",
    "traced": "→",
    "untraced": "?",
    "normative": "§",
    "pending": "…",
}


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


def badge(verdict: str) -> str:
    """The verdict as icon and word."""
    word = verdict.replace("-", " ")
    return (
        f'<span class="verdict verdict-{verdict}" title="{escape(verdicts.VERDICTS[verdict])}">'
        f'<span aria-hidden="true">{ICONS[verdict]}</span> {word}</span>'
    )


def words(verdict: str) -> str:
    """The verdict and what it means, as plain text."""
    return f"{verdict.replace('-', ' ')}: {verdicts.VERDICTS[verdict]}"


def alone(rows: list[dict[str, str]]) -> str:
    """The verdict that a contradicted claim has by itself; nothing if it has no other."""
    own = verdicts.worst([row["own"] or row["verdict"] for row in rows])
    return own if any(row["own"] for row in rows) and own != "contradicted" else ""


def beside(rows: list[dict[str, str]], before: str = " ") -> str:
    """That verdict, to stand beside the claim's name or, with a comma before, its badge."""
    own = alone(rows)
    return f'{before}<span class="verdict-own">by itself {badge(own)}</span>' if own else ""


def readable(number: str) -> str:
    """A ledger number for reading: thousands separated, at most six significant digits."""
    if not number:
        return ""
    value = float(number)
    if abs(value) >= 1e6:
        for factor, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
            if abs(value) >= factor:
                return f"{value / factor:,.5g} {word}"
    if value == int(value):
        return f"{int(value):,}" if abs(value) >= 10_000 else str(int(value))
    if abs(value) >= 10_000:
        return f"{value:,.2f}"
    return f"{Decimal(f'{value:.5g}'):f}"  # never in powers of ten


def recomputed(row: dict[str, str], claim: Claim) -> str:
    """The recomputed number, or its range, with its unit, for reading."""
    low, high = row["recomputed_low"], row["recomputed_high"]
    if not low and not high:
        return ""
    return units.with_unit(_range(low, high), claim.value(row["value"]).unit)


def _range(low: str, high: str) -> str:
    if low == high:
        return readable(low)
    if not low or not high:
        return f"up to {readable(high)}" if high else f"{readable(low)} or more"
    return f"{readable(low)} to {readable(high)}"


def card(claim: Claim, rows: list[dict[str, str]]) -> Table:
    """The card of one claim: what is printed, what was recomputed, the verdict and its ground.

    Parameters
    ----------
    claim : Claim
    rows : list of dict
        Its ledger entries.
    """
    verdict = verdicts.worst([row["verdict"] for row in rows])
    found = [facts(claim, row) for row in rows]
    common = [term for term in found[0] if all(term in terms for terms in found)]
    body, text = [], [f"{claim.id}: {verdict}", claim.says]
    for row, terms in zip(rows, found, strict=True):
        own = [term for term in terms if len(rows) == 1 or term not in common]
        head = ""
        if len(rows) > 1:
            mark = badge(row["verdict"]) if row["verdict"] != verdict else ""
            mark += beside([row], ", " if mark else "")
            head = f'<p class="claim-value">{escape(row["value"])} {mark}</p>'
        body.append(head + _listed(own))
        text.append("; ".join(f"{name.lower()}: {value}" for name, value in terms))
    if len(rows) > 1:
        body.append(_listed(common))
    html = (
        f'<section class="claim-card" id="{claim.id}" aria-label="Claim {claim.id}">'
        f'<p class="claim-head">{badge(verdict)}{beside(rows, ", ")} '
        f'<a class="claim-id" href="#{claim.id}">{claim.id}</a></p>'
        f'<p class="claim-says">{escape(claim.says)}</p>{"".join(body)}'
        f'<p class="claim-more"><a href="../claims/{claim.id}.html">Sources, relations and how to '
        "cite this claim</a></p></section>"
    )
    return Table(html, "\n".join(text))


def _listed(terms: list[tuple[str, str]]) -> str:
    items = (f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in terms)
    return f"<dl>{''.join(items)}</dl>" if terms else ""


def facts(claim: Claim, row: dict[str, str]) -> list[tuple[str, str]]:
    """What a card says of one number, as names and texts; nothing where there is nothing."""
    count = row["publishers"]
    printers = f" ({count} publisher{'' if count == '1' else 's'})" if count else ""
    terms = [
        ("Printed", row["printed"]),
        ("Recomputed", recomputed(row, claim)),
        ("Gap", gap_text(claim, row) if row["recomputed_low"] or row["recomputed_high"] else ""),
        ("Evidence", row["evidence"] and row["evidence"] + printers),
        ("By itself", words(row["own"]) if row["own"] else ""),
        ("How tested", claim.definition or ""),
        ("Note", row["note"]),
    ]
    return [(name, value) for name, value in terms if value]


def gap_text(claim: Claim, row: dict[str, str]) -> str:
    """How far the recomputed number lies from what is printed, in words."""
    value = claim.value(row["value"])
    low = float(row["recomputed_low"] or "-inf")
    high = float(row["recomputed_high"] or "inf")
    gap = verdicts.gap(Interval(low, high), value.claimed, value.step)
    if gap == 0:
        return "none" + firmness(row)
    size, side = readable(f"{abs(gap):.3g}"), "above" if gap > 0 else "below"
    unit = "unit" if size == "1" else "units"
    return f"{size} {unit} of the last printed digit {side} what is printed"


def firmness(row: dict[str, str]) -> str:
    """The least change that would flip the agreement, in words."""
    if not row["margin_percent"]:
        return ""
    percent, steps = float(row["margin_percent"]), float(row["margin_digits"])
    if percent == 0:
        return "; any other number would flip it"
    return (
        f"; a change of {readable(f'{percent:.2g}')}% "
        f"({readable(f'{steps:.2g}')} units of the last printed digit) would flip it"
    )


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
    return Table(html, text)


def verdicts_table(
    found: list[Claim], rows: list[dict[str, str]], data: dict[str, object]
) -> Table:
    """The verdicts of a chapter: how many of each, and claim by claim."""
    by_claim = {claim.id: [row for row in rows if row["claim"] == claim.id] for claim in found}
    verdict = {
        name: verdicts.worst([r["verdict"] for r in each]) for name, each in by_claim.items()
    }
    counts = {name: list(verdict.values()).count(name) for name in verdicts.VERDICTS}
    tally = "".join(
        f"<li>{badge(name)} <strong>{count}</strong></li>"
        for name, count in counts.items()
        if count
    )
    lines = "".join(
        f"<tr><th scope='row'><a href='#{c.id}'>{c.id}</a></th><td>{badge(verdict[c.id])}</td>"
        f"<td>{'<br>'.join(escape(r['printed']) for r in by_claim[c.id])}</td>"
        f"<td>{'<br>'.join(escape(recomputed(r, c)) for r in by_claim[c.id])}</td></tr>"
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
    return Table(html, text, data)

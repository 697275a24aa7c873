"""The register page: every claim in one table, with a form that searches and filters it.

The table is whole without a script. ``assets/register.js`` shows the form and hides and orders the
rows; what it needs to know stands in the rows' data attributes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from html import escape

from rederive.book.book import Book
from rederive.core.claims import Claim, Value
from rederive.core.entries import Entry, by_claim, number_text, worst_of
from rederive.core.register import Register
from rederive.core.verdicts import Verdict, worst_first
from rederive.show import cards, content
from rederive.show.cards import Table

COLUMNS = ("Claim", "Verdict", "It says", "Printed", "Recomputed")
ORDERS = {
    "": "as in the report",
    "-claim": "as in the report, last first",
    "verdict": "by verdict, worst first",
    "-verdict": "by verdict, best first",
    "says": "by statement, A to Z",
    "-says": "by statement, Z to A",
    "printed": "by printed number, smallest first",
    "-printed": "by printed number, largest first",
    "recomputed": "by recomputed number, smallest first",
    "-recomputed": "by recomputed number, largest first",
}


def in_chinese(value: Value) -> str:
    """A number as the report prints it, with its scale and unit; a word as it stands.

    Examples
    --------
    >>> yuan = Unit("CNY", native="元")
    >>> in_chinese(Value(name="x", printed="125", line=1, unit=yuan, scale="亿"))
    '125亿元'
    """
    if not value.in_digits:
        return value.printed
    return f"{value.printed}{value.scale}{value.unit.native}"


def also(claim: Claim, terms: list[tuple[str, str]]) -> str:
    """Chinese terms under which a claim is found, though its statement is in English."""
    text = f" {claim.says} {' '.join(value.name for value in claim.values)}".lower()
    found = (chinese for english, chinese in terms if re.search(rf"\b{re.escape(english)}", text))
    return " ".join(dict.fromkeys(" ".join(found).split()))


def table(entries: Iterable[Entry], book: Book, folder: str = "../") -> Table:
    """The register of claims, one row each, with the form above it.

    Parameters
    ----------
    entries : iterable of Entry
        The ledger.
    book : Book
    folder : str
        The way from the page to the book's top.
    """
    groups, register, terms = by_claim(entries), book.register, book.terms
    worst = {name: worst_of(rows) for name, rows in groups.items()}
    rows = [
        _row(register[name], group, worst[name], also(register[name], terms), folder)
        for name, group in groups.items()
    ]
    head = "".join(f"<th scope='col' role='columnheader'>{name}</th>" for name in COLUMNS)
    html = (
        _form([register[name] for name in groups], worst, register)
        + "<table class='explorer' id='register' role='table' aria-label='Register of claims'>"
        f"<thead role='rowgroup'><tr role='row'>{head}</tr></thead>"
        f"<tbody role='rowgroup'>{''.join(rows)}</tbody></table>"
    )
    printed = [
        _printed_row(register[name], group, worst[name], folder) for name, group in groups.items()
    ]
    data = content.data(content.table(COLUMNS, printed))
    return Table(html, f"{len(rows)} claims", data)


def _printed_row(
    claim: Claim, group: list[Entry], verdict: Verdict, folder: str
) -> list[content.Content]:
    """The row of one claim on paper."""
    return [
        content.link(f"{folder}claims/{claim.id}.html", claim.id),
        content.verdict(verdict),
        claim.says,
        content.lines(_printed_number(claim, entry) for entry in group),
        content.lines(cards.recomputed(entry, claim) for entry in group),
    ]


def _printed_number(claim: Claim, entry: Entry) -> list[content.Inline]:
    if not entry.printed or not claim.value(entry.value).in_digits:
        return [entry.printed]
    return [f"{entry.printed} ", content.muted(in_chinese(claim.value(entry.value)))]


def _row(claim: Claim, group: list[Entry], verdict: Verdict, terms: str, folder: str) -> str:
    printed = "<br>".join(_printed(claim, entry) for entry in group)
    found = "<br>".join(escape(cards.recomputed(entry, claim)) for entry in group)
    data = {
        "verdict": verdict,
        "chapter": claim.chapter,
        "kind": claim.kind,
        "also": terms,
        "printed": _first_number(claim),
        "recomputed": number_text(group[0].recomputed_low) or number_text(group[0].recomputed_high),
    }
    given = "".join(f' data-{name}="{text}"' for name, text in data.items() if text)
    return (
        f'<tr role="row" id="row-{claim.id}"{given}>'
        f'<th scope="row" role="rowheader"><a href="{folder}claims/{claim.id}.html">{claim.id}</a>'
        f'</th><td role="cell">{_badge(verdict)}</td><td role="cell">{escape(claim.says)}</td>'
        f'<td role="cell">{printed}</td><td role="cell">{found}</td></tr>'
    )


def _first_number(claim: Claim) -> str:
    """The claim's first printed number in base units, or its bound, to order by."""
    if not claim.values:
        return ""
    low, high = map(float, (claim.values[0].claimed.low, claim.values[0].claimed.high))
    return f"{high if math.isinf(low) else low:.6g}"


def _printed(claim: Claim, entry: Entry) -> str:
    if not entry.printed:
        return ""
    value = claim.value(entry.value)
    if not value.in_digits:  # the word stands in the text beside it already
        return escape(entry.printed)
    return f'{escape(entry.printed)} <span lang="zh-Hans">{escape(in_chinese(value))}</span>'


def _badge(verdict: Verdict) -> str:
    """A badge without its explanation, which would stand in every row."""
    return re.sub(r' title="[^"]*"', "", cards.badge(verdict))


def _form(found: list[Claim], worst: dict[str, Verdict], register: Register) -> str:
    counts = Counter(worst.values())
    boxes = "".join(
        f'<label><input type="checkbox" name="verdict" value="{verdict}"> {cards.badge(verdict)} '
        f'<span class="count">{counts[verdict]}</span></label>'
        for verdict in worst_first()
        if counts[verdict]
    )
    chapters = Counter(claim.chapter for claim in found)
    kinds = Counter(claim.kind for claim in found)
    chapter_options = [
        (str(number), f"{number} {title} ({chapters[number]})")
        for number, title in register.titles.items()
        if chapters[number]
    ]
    kind_options = [
        (kind, f"{kind.replace('_', ' ')} ({count})") for kind, count in sorted(kinds.items())
    ]
    return (
        f'<p class="explorer-plain" id="register-plain">Search and filters need JavaScript, which '
        f"is off or did not load. The table holds all {len(found)} claims in the report’s order; "
        "your browser’s own search (Ctrl+F) finds words and numbers in it.</p>"
        '<form class="explorer-form" id="register-form" role="search" '
        'aria-label="Register of claims" hidden>'
        '<div class="explorer-fields">'
        '<label class="wide">Search <input type="search" name="q" autocomplete="off" '
        'spellcheck="false" placeholder="density, 亿元, 车险, 15.4"></label>'
        f"<label>Chapter {_select('chapter', [('', 'all'), *chapter_options])}</label>"
        f"<label>Kind {_select('kind', [('', 'all'), *kind_options])}</label>"
        f"<label>Order {_select('sort', list(ORDERS.items()))}</label></div>"
        f'<fieldset><legend>Verdict</legend><div class="explorer-verdicts">{boxes}</div></fieldset>'
        '<p class="explorer-state"><span id="register-count" role="status"></span> '
        '<button type="reset">Clear all</button></p></form>'
        '<p class="explorer-notice" id="register-notice" role="alert" hidden></p>'
    )


def _select(name: str, options: list[tuple[str, str]]) -> str:
    listed = "".join(f'<option value="{value}">{escape(text)}</option>' for value, text in options)
    return f'<select name="{name}">{listed}</select>'

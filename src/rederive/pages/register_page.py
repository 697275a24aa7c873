"""The register page: every claim in one table, with a form that searches and filters it.

The table is whole without a script. ``assets/register.js`` shows the form and hides and orders the
rows; what it needs to know stands in the rows' data attributes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from markupsafe import Markup

from rederive.book.book import Book
from rederive.book.elsewhere import source_register
from rederive.book.translated import is_spoken
from rederive.core.claims import Claim
from rederive.core.entries import Entry, by_claim, number_text, worst_of
from rederive.core.register import Register
from rederive.core.site import NOTEBOOKS
from rederive.core.terms import Term, other_words
from rederive.core.verdicts import Verdict, worst_first
from rederive.language.spoken import said, say, spoken
from rederive.pages.findings import none
from rederive.pages.made_again import again
from rederive.show import cards, content, html
from rederive.show.html import Row, Table

ORDERS = {
    "": "best match first",
    "claim": "as in the report",
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


def columns() -> tuple[str, ...]:
    """The heads of the table."""
    return (say("Claim"), say("Verdict"), say("It says"), say("Printed"), say("Recomputed"))


def search_terms(claim: Claim, terms: list[Term]) -> str:
    """Other words under which a claim is found: the report's own, and what else ours are called."""
    return other_words(f"{claim.says} {value_names(claim)} {claim.id.replace('-', ' ')}", terms)


def _also(source: Claim, terms: list[Term]) -> str:
    """Under what else a row is found; where it is not in English, its English, too."""
    words = search_terms(source, terms)
    return words if spoken().is_source else f"{words} {source.says} {value_names(source)}"


def value_names(claim: Claim) -> str:
    """The names of a claim's numbers."""
    return "; ".join(value.name for value in claim.values)


@again
def table(entries: Iterable[Entry], book: Book, folder: str = NOTEBOOKS) -> Table:
    """The register of claims, one row each, with the form above it.

    Parameters
    ----------
    entries : iterable of Entry
        The ledger.
    book : Book
    folder : str
        Of the page that shows it.
    """
    groups, register = by_claim(entries), book.register
    source = source_register(book)
    worst = {name: worst_of(rows) for name, rows in groups.items()}
    links = book.site.links(folder)
    language = {name: book.report_of(register[name]).report.language for name in groups}
    rows = [
        _row(
            register[name],
            group,
            _also(source[name], book.terms),
            html.link(links.claim(name), name),
            language[name],
        )
        for name, group in groups.items()
    ]
    made = html.table(
        columns(),
        rows,
        attributes={
            "class": "explorer",
            "id": "register",
            "aria-label": say("Register of claims"),
            "style": html.column_names(printed=say("Printed"), recomputed=say("Recomputed")),
        },
        roles=True,
    )
    form = _form([register[name] for name in groups], worst, book)
    printed = [
        _printed_row(register[name], group, links.claim(name), language[name])
        for name, group in groups.items()
    ]
    data = content.data(content.table(columns(), printed))
    told = say("1 claim") if len(rows) == 1 else say("{count} claims", count=len(rows))
    return Table(form + made, told, data)


def dropped(register: Register) -> Table:
    """What the first inventory listed and the register does not count, each with its reason."""
    rows = [(claim.id, claim.reason) for claim in register.dropped]
    if not rows:
        return none(say("Nothing is left out: every statement is counted."))
    head = ("Statement", "Why it is left out")
    text = "\n".join(map(": ".join, rows))
    return Table(html.table(head, rows), text, content.data(content.table(head, rows)))


def _printed_row(
    claim: Claim, group: list[Entry], address: str, language: str
) -> list[content.Content]:
    """The row of one claim on paper."""
    return [
        content.link(address, claim.id),
        content.verdict(worst_of(group)),
        claim.says,
        content.lines(_printed_number(claim, entry, language) for entry in group),
        content.lines(line for entry in group for line in cards.both(entry, claim)),
    ]


def _printed_number(claim: Claim, entry: Entry, language: str) -> list[content.Inline]:
    printed, original = cards.printed(entry, claim), _original(claim, entry, language)
    return [f"{printed} ", content.muted(original)] if original else [printed]


def _row(claim: Claim, group: list[Entry], terms: str, link: Markup, language: str) -> Row:
    verdict = worst_of(group)
    first = group[0]
    data = {
        "verdict": verdict,
        "chapter": claim.chapter,
        "kind": claim.kind,
        "names": value_names(claim),
        "also": terms,
        # Its number would be taken for one that is printed.
        "section": claim.section.lstrip("0123456789. "),
        "printed": _first_number(claim),
        "recomputed": number_text(first.recomputed_low) or number_text(first.recomputed_high),
    }
    found = [line for entry in group for line in cards.both(entry, claim)]
    cells = (
        link,
        # What the verdict means is explained in the form, not again in every row.
        cards.badge(verdict, explained=False),
        claim.says,
        html.lines(_printed(claim, entry, language) for entry in group),
        html.lines(found if any(found) else []),
    )
    attributes = {f"data-{name}": text or None for name, text in data.items()}
    return Row(cells, {"id": f"row-{claim.id}", **attributes})


def _first_number(claim: Claim) -> str:
    """The claim's first printed number in base units, or its bound, to order by."""
    if not claim.values:
        return ""
    low, high = map(float, (claim.values[0].claimed.low, claim.values[0].claimed.high))
    return f"{high if math.isinf(low) else low:.6g}"


def _printed(claim: Claim, entry: Entry, language: str) -> Markup:
    printed, original = cards.printed(entry, claim), _original(claim, entry, language)
    if not original:
        return Markup.escape(printed)
    return html.render(
        "rederive.pages",
        "register-number.html",
        printed=printed,
        original=original,
        language=language,
    )


def _original(claim: Claim, entry: Entry, language: str) -> str:
    """A number as the report prints it; empty where that says no more than ours."""
    if not entry.printed or is_spoken(language):
        return ""
    value = claim.value(entry.value)
    # A word stands in the text beside it already; a sign or a year is the same in both languages.
    same = not value.in_digits or value.as_printed == cards.printed(entry, claim)
    return "" if same else value.as_printed


def _form(claims: list[Claim], worst: dict[str, Verdict], book: Book) -> Markup:
    counts = Counter(worst.values())
    chapters = Counter(claim.chapter for claim in claims)
    kinds = Counter(claim.kind for claim in claims)
    everything = ("", say("all"))
    selects = {
        "chapter": [everything]
        + [
            (str(number), f"{number} {title} ({chapters[number]})")
            for number, title in book.register.titles.items()
            if chapters[number]
        ],
        "kind": [everything]
        + [
            (kind, f"{said(kind.replace('_', ' '))} ({count})")
            for kind, count in sorted(kinds.items())
        ],
        "sort": [(key, said(words)) for key, words in ORDERS.items()],
    }
    return html.render(
        "rederive.pages",
        "register-form.html",
        claims=len(claims),
        example=book.report.search_example,
        selects=selects,
        verdicts=[(each, counts[each]) for each in worst_first() if counts[each]],
        badge=cards.badge,
    )

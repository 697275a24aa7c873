"""What an untraced claim's page asks of its readers: a source, in a form that can be recorded."""

from __future__ import annotations

from markupsafe import Markup

from rederive.book.leads import lead_of
from rederive.core.claims import Claim
from rederive.core.verdicts import Verdict
from rederive.language.spoken import SOURCE, said, speaking
from rederive.publishing.library import Library
from rederive.show import html

_PLACES = (
    ("--address", "https://..."),
    ("--publisher", "..."),
    ("--title", "..."),
    ("--date", "YYYY-MM-DD"),
    ("--seen", "YYYY-MM-DD"),
)
_QUESTIONS = (
    ("Figure, as the source prints it", ""),
    ("How the source puts it (exact, about, over, nearly, at least, ...)", ""),
    ("Unit", ""),
    ("For which day, month or year", ""),
    ("Address of the page", ""),
    ("Publisher", ""),
    ("Title", ""),
    ("Published on", ""),
    ("Seen there on", ""),
)


def invitation(library: Library, claim: Claim) -> Markup:
    """Where the source most likely is, and how to submit it; nothing where one was found."""
    names = [
        entry.value for entry in library.groups[claim.id] if entry.standalone is Verdict.UNTRACED
    ]
    if not names:
        return Markup("")
    with speaking(SOURCE):  # the words to look for come from the English
        lead = lead_of(library.book, library.book.register[claim.id])
    document = lead.document
    where = html.link(document.url, document.named, rel="external nofollow noreferrer")
    return html.render(
        "rederive.pages",
        "invitation.html",
        why=said(lead.why.meaning),
        document=where if document.publisher else "",
        queries=lead.queries,
        language=library.book.report_of(claim).report.language,
        command="\n".join(_command(claim, name) for name in names),
        form=_form(claim, names),
    )


def _command(claim: Claim, name: str) -> str:
    """The command that records a source for one number, with places to fill in."""
    unit = f'"{claim.value(name).unit}"' if name else '"..."'
    period = (claim.value(name).as_of or "YYYY") if name else "YYYY"
    given = [
        ("--value", f'"{name}"') if name else ("", ""),
        ("--figure", "..."),
        ("--hedge", "..."),
        ("--unit", unit),
        ("--period", period),
        *((option, text if option == "--address" else f'"{text}"') for option, text in _PLACES),
    ]
    words = (f"{option} {text}" for option, text in given if option)
    return f"rederive trace {claim.id} {' '.join(words)}"


def _form(claim: Claim, names: list[str]) -> str:
    """The text of a message for who has no copy of the book."""
    numbers = ", ".join(filter(None, names)) or "the claim"
    lines = [f"Source for claim {claim.id} ({numbers})", ""]
    return "\n".join([*lines, *(f"{question}: {text}".strip() for question, text in _QUESTIONS)])

"""The glossary: the terms of the field that have a definition, in both languages."""

from __future__ import annotations

from markupsafe import Markup

from rederive.book.book import Book
from rederive.core.terms import Term
from rederive.language.spoken import say, spoken, told
from rederive.pages.made_again import again
from rederive.show import content, html
from rederive.show.html import Table


@again
def glossary(book: Book) -> Table:
    """Every term with a meaning, in alphabetical order, with the report's own words for it.

    In another language than English the English term stands with the other words for it.
    """
    terms = sorted((term for term in book.terms if term.meaning), key=lambda term: term.english)
    language = book.report.language
    rows = [
        (_named(term), _native(term, language), told(term.meaning), _also(term)) for term in terms
    ]
    head = (say("Term"), say("In the report"), say("Meaning"), say("Also"))
    made = html.table(
        head, rows, caption=say("Glossary"), attributes={"class": "findings glossary"}
    )
    printed = content.definitions(
        (
            say("{word} ({name})", word=_named(term), name=beside) if beside else _named(term),
            told(term.meaning),
        )
        for term in terms
        for beside in [term.native if spoken().is_source else term.english]
    )
    text = "\n".join(f"{_named(term)}: {told(term.meaning)}" for term in terms)
    return Table(made, text, content.data(printed))


def _named(term: Term) -> str:
    """The term as a heading: abbreviations large, other words with a capital."""
    word = told(term.english)
    return word.upper() if len(word) <= 3 else word[:1].upper() + word[1:]


def _also(term: Term) -> str:
    """Further English words for a term, after its English name where that is not its heading."""
    named = "" if spoken().is_source else term.english
    return ", ".join(filter(None, [named, term.also]))


def _native(term: Term, language: str) -> Markup:
    if not term.native:
        return Markup("")
    return Markup("<span{}>{}</span>").format(
        Markup(' lang="{}"').format(language) if language else "", term.native
    )

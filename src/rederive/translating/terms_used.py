"""Whether a translation says the words of the field as ``data/terms.csv`` fixes them."""

from __future__ import annotations

from collections.abc import Iterable

from rederive.core.terms import Term
from rederive.language.agreement import words_of


def departures(english: str, translation: str, terms: Iterable[Term]) -> list[str]:
    """The terms of an English text that its translation calls otherwise.

    A term is fixed where it has one word in Chinese, and is several words in English or has a
    definition: a single common word has more than one translation.

    Examples
    --------
    >>> terms = [Term("insurance density", "保险密度")]
    >>> departures("Insurance density rose.", "人均保费上升。", terms)
    ['insurance density']
    >>> departures("Insurance density rose.", "保险密度上升。", terms)
    []
    """
    if english == translation:  # a name
        return []
    words = words_of(english)
    return [
        term.english
        for term in terms
        if is_fixed(term) and term.stands_in(words) and term.native not in translation
    ]


def is_fixed(term: Term) -> bool:
    """Whether a translation may call it nothing else."""
    return len(term.native.split()) == 1 and (" " in term.english or bool(term.meaning))

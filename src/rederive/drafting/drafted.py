"""The drafts of a book: made from its text, without what was decided before."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from rederive.core import coverage, word_coverage
from rederive.drafting import language, waiting
from rederive.drafting.proposals import CLAIM, EXCLUDE, Draft, draft
from rederive.errors import InputError
from rederive.language.counting import counted

_NAMED = 5
"""So many numbers without a unit are named."""


def make(book: Any, lines: list[str]) -> list[Draft]:
    """A draft for every number of a text that neither a claim nor an exclusion accounts for.

    Numbers in words are drafted where the book has a table of what its language counts with.

    Parameters
    ----------
    book : Book
    lines : list of str
        Its text.

    Raises
    ------
    InputError
        If the language of the report is not given, or not one of ours.
    """
    if not book.report.language:
        raise InputError(
            f"{book.data / 'report.yaml'}: says no language; add `language: en`, or another of "
            f"{', '.join(language.known())}."
        )
    spoken, words = language.of(book.report.language), book.number_words
    if words is not None:
        spoken = replace(spoken, words=words)
    pages = {at: book.printed_pages.of(at) for at in range(1, len(lines) + 1)}
    numbered = {at: str(page) for at, page in pages.items() if page}
    drafts = draft(lines, spoken, book.units, numbered, book.words, book.report.written_by)
    digits = coverage.coverage(lines, book.register, book.exclusions)
    left = waiting.undecided(
        [each for each in drafts if not each.words], digits.places, book.exclusions
    )
    if words is None:
        return left
    decided = word_coverage.coverage(lines, book.register, words, book.excluded_words).places
    left += waiting.undecided([each for each in drafts if each.words], decided, Counter())
    order = {id(each): at for at, each in enumerate(drafts)}
    return sorted(left, key=lambda each: order[id(each)])


def told(drafts: list[Draft]) -> list[str]:
    """How many claims and exclusions are proposed, and why."""
    kinds = Counter(each.proposal for each in drafts)
    reasons = Counter(each.reason for each in drafts if each.proposal == EXCLUDE)
    why = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    unknown = [each for each in drafts if each.proposal == CLAIM and not each.unit]
    claims = counted(kinds[CLAIM], "claim")
    told = [
        f"{counted(len(drafts), 'draft')}: {claims}, {len(unknown)} of them without a unit, and "
        f"{counted(kinds[EXCLUDE], 'exclusion')}{f' ({why})' if why else ''}."
    ]
    if unknown:
        some = ", ".join(f"{each.printed} (line {each.line})" for each in unknown[:_NAMED])
        left = len(unknown) - _NAMED
        more = f" and {counted(left, 'other')}" if left > 0 else ""
        told.append(f"No unit was found for {some}{more}: the review offers likely ones.")
    return told

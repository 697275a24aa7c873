"""Which numerals of a text claim nothing: those of pages, notes, figures, documents, addresses."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from rederive.drafting.language import Language
from rederive.drafting.number_reader import Numeral
from rederive.drafting.paragraphs import HEAD, Paragraphs

_NOTE = re.compile(r"\s*\[([0-9]{1,3})\]")
_REFERENCE = re.compile(
    r"https?://|《|\[[JMDNRC]\]|\bpp?\. ?[0-9]|\bvol\.|\bet al\.|, (?:19|20)[0-9]{2}\.?$"
)
_YEAR = re.compile(r"(?:1[89]|20|21)[0-9]{2} ?年?:?")
_OFTEN = 3
"""How often a line stands in the text that is a running head."""


class Nothing:
    """Why numerals of one text claim nothing.

    Parameters
    ----------
    language : Language
    lines : list of str
        The text.
    """

    def __init__(self, language: Language, lines: list[str]) -> None:
        self._language, self._lines = language, lines
        self.paragraphs = Paragraphs(language, lines)
        self._often = Counter(line.strip() for line in lines if line.strip())
        self._matches: dict[int, list[tuple[int, int, str]]] = {}

    @cached_property
    def _notes(self) -> frozenset[str]:
        """The numbers of the notes at the foot of pages."""
        return frozenset(match[1] for line in self._lines if (match := _NOTE.match(line)))

    @cached_property
    def _references(self) -> frozenset[int]:
        """The lines of notes that only name a document."""
        found = set()
        inside = False
        for number, line in enumerate(self._lines, start=1):
            if _NOTE.match(line):
                inside = bool(_REFERENCE.search(line))
            elif not line.startswith("   "):
                inside = False
            if inside:
                found.add(number)
        return frozenset(found)

    def reason(self, numeral: Numeral) -> str:
        """Why a numeral claims nothing; empty if it may claim something."""
        line = self._lines[numeral.line - 1]
        for start, end, reason in self._found(numeral.line):
            inside = start <= numeral.column and numeral.column + len(numeral.printed) <= end
            if inside and (reason == "url" or not numeral.measures):
                return reason
        if self._often[line.strip()] >= _OFTEN and len(line.strip()) <= HEAD:
            return "year" if _YEAR.fullmatch(line.strip()) else "running head"
        if numeral.measures:
            return ""
        if numeral.line in self._references:
            return "document number"
        return "footnote" if self._is_mark(numeral, line) else ""

    def is_heading(self, number: int) -> bool:
        """Whether a line is a heading: short, no sentence ends in it, numbered or on its own."""
        line = self._lines[number - 1]
        indent = len(line) - len(line.lstrip())
        numbered = any(
            reason in ("section number", "list index") and start <= indent
            for start, _, reason in self._found(number)
        )
        ended = self._language.clause_ends.search(line.strip()[-1:])
        short = len(line.strip()) <= HEAD and not ended
        return number in self.paragraphs.apart or (numbered and short)

    @cached_property
    def headings(self) -> frozenset[int]:
        """The numbers of all headings."""
        full = (at for at, line in enumerate(self._lines, start=1) if line.strip())
        return frozenset(filter(self.is_heading, full))

    def _found(self, number: int) -> list[tuple[int, int, str]]:
        if number not in self._matches:
            line = self._lines[number - 1]
            self._matches[number] = [
                (*match.span(), reason)
                for pattern, reason in self._language.exclude
                for match in pattern.finditer(line)
            ]
        return self._matches[number]

    def _is_mark(self, numeral: Numeral, line: str) -> bool:
        """Whether a numeral is the mark of a note: one of them, and nothing is counted by it."""
        if numeral.printed not in self._notes or numeral.unit or numeral.hedge != "exact":
            return False
        before, after = line[: numeral.column], line[numeral.column + len(numeral.printed) :]
        if re.search(r"[“‘(（\[]\s*$", before) or re.match(r"\s*[×*/+=]", after):
            return False
        if line.isascii():
            return bool(
                re.search(r"[a-z)\"'%][.,;:]?$", before) and re.match(r"[\s.,;:)]|$", after)
            )
        return True

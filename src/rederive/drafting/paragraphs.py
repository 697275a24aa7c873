"""Where paragraphs, headings and items of lists begin: no sentence and no number goes over that."""

from __future__ import annotations

import re
from collections.abc import Collection, Set
from functools import cached_property
from statistics import median, quantiles

from rederive.core.number_words import RunningText
from rederive.drafting.language import Language

HEAD = 60
"""A heading or running head is no longer than this."""
_ITEM = re.compile(r"\s*(?:[-*•·‣▪◦]|#{1,6})\s+\S")
_DASHED = re.compile(r"\s*[–—]\s+\S")
"""An item of a list, or how a sentence goes on."""
_VALUE = re.compile(r"[-+−–±]?\s?[$€£¥]?[0-9]")
"""How a line begins that gives the number of what stands in the line above."""
_ROOM = 0.8
"""How full a line is at most, with the next word, that ends before it has to."""


class Paragraphs:
    """The lines of a text, as they are set.

    Parameters
    ----------
    language : Language
    lines : list of str
        The text.
    """

    def __init__(self, language: Language, lines: list[str]) -> None:
        self._language = language
        self._lines = [line.strip() for line in lines]

    @cached_property
    def _full(self) -> list[int]:
        """The numbers of the lines that are not empty."""
        return [at for at, line in enumerate(self._lines, start=1) if line]

    @cached_property
    def parted(self) -> bool:
        """Whether empty lines part paragraphs, and do not stand everywhere.

        Where each paragraph is one line, they may stand everywhere: then sentences end before them.
        """
        if 3 * len(self._full) > 2 * len(self._lines):
            return True
        before = [at for at in self._full if self._lines[at : at + 1] == [""]]
        usual = median(len(self._lines[at - 1]) for at in before) if before else 0
        long = [at for at in before if len(self._lines[at - 1]) >= usual]
        return 3 * sum(map(self._is_ended, long)) > 2 * len(long)

    @cached_property
    def _width(self) -> float:
        """How long a line is that goes on in the next."""
        lengths = [len(self._lines[at - 1]) for at in self._full]
        return quantiles(lengths, n=4)[2] if len(lengths) > 1 else 0

    @cached_property
    def apart(self) -> frozenset[int]:
        """The numbers of short lines apart: between empty ones, or ended before they had to."""
        found: set[int] = set()
        for number in self._full:
            if self._may_begin(number, found) and self._stands_apart(number):
                found.add(number)
        return frozenset(found)

    def _stands_apart(self, number: int) -> bool:
        line = self._lines[number - 1]
        if len(line) > HEAD or self._is_ended(number) or self._is_announced(number):
            return False
        around = [self._lines[at] for at in (number - 2, number) if 0 <= at < len(self._lines)]
        if self.parted and around and not any(around):
            return True
        following = self._following(number)
        if not following or following[:1].islower() or _ITEM.match(following):
            return False
        word = following.split(" ")[0] if following.isascii() else following[:1]
        return len(line) + 1 + len(word) <= _ROOM * self._width

    def _is_announced(self, number: int) -> bool:
        """Whether a line gives the number of the line above, which ends with a colon."""
        above = self._lines[number - 2] if number > 1 else ""
        return above.endswith((":", "：")) and bool(_VALUE.match(self._lines[number - 1]))

    def _dates_values(self, number: int) -> bool:
        """Whether a line holds only a date, and the next gives a number of that time."""
        date = self._language.date.fullmatch(self._lines[number - 1].rstrip(":："))
        following = self._lines[number] if number < len(self._lines) else ""
        return bool(date and _VALUE.match(following) and not self._language.date.match(following))

    def _begins(self, number: int) -> bool:
        """Whether a line begins a paragraph or an item of a list."""
        if (self.parted and self._lines[number - 2] == "") or self._dates_values(number):
            return True
        line = self._lines[number - 1]
        dashed = _DASHED.match(line) and self._may_begin(number, self.apart)
        return bool(_ITEM.match(line) or dashed)

    def _may_begin(self, number: int, apart: Collection[int]) -> bool:
        """Whether the line before has ended, or there is none."""
        before = number - 1
        return (
            before < 1 or not self._lines[before - 1] or self._is_ended(before) or before in apart
        )

    def _following(self, number: int) -> str:
        return next(filter(None, self._lines[number : number + 3]), "")

    def _is_ended(self, number: int) -> bool:
        return bool(self._language.clause_ends.search(self._lines[number - 1][-1:]))

    def breaks(self, text: RunningText, headings: Set[int]) -> list[int]:
        """Where paragraphs and headings begin and end in the running text, in order.

        Parameters
        ----------
        text : RunningText
        headings : set of int
            The numbers of the lines that are headings.
        """
        found = []
        for at, number in enumerate(self._full):
            after = at and self._full[at - 1] in headings
            if at and (after or number in headings or self._begins(number)):
                found.append(text.place(number, 0))
        return found

"""On which printed page of the report a line of its text stands: ``data/pages.csv``."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from rederive.core.claims import Claim
from rederive.errors import InputError
from rederive.language.spoken import say
from rederive.reading.tables import read_rows

COLUMNS = ["line", "printed_page", "known"]
#: How a page's number is known: it stands in the text; it was counted between two that do; or it
#: was counted after the last, where a page without text would go unnoticed.
PRINTED, BETWEEN, COUNTED = "printed", "between", "counted"
_EMPTY_BEFORE = 3
_NUMBER = re.compile(r"\d{1,3}", re.ASCII)


@dataclass(frozen=True)
class PrintedPages:
    """The first line of every printed page that has text.

    Parameters
    ----------
    lines : tuple of int
        The first line of each page, rising.
    numbers : tuple of int
        The number of each page, rising.
    known : tuple of str
        How each number is known.
    """

    lines: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    known: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the table; without a file no page is known.

        Raises
        ------
        InputError
            Naming the row that is malformed or out of order.
        """
        if not path.is_file():
            return cls()
        rows: list[tuple[int, int, str]] = []
        for index, (line, number, known) in enumerate(read_rows(path, COLUMNS), start=2):
            if not (line.isdecimal() and number.isdecimal()) or known not in (
                PRINTED,
                BETWEEN,
                COUNTED,
            ):
                raise InputError(
                    f"{path}, row {index}: needs a line, a page and one of "
                    f"{PRINTED}, {BETWEEN}, {COUNTED}."
                )
            if rows and (int(line) <= rows[-1][0] or int(number) <= rows[-1][1]):
                raise InputError(f"{path}, row {index}: lines and pages rise; put it in order.")
            rows.append((int(line), int(number), known))
        lines, numbers, how = zip(*rows, strict=True) if rows else ((), (), ())
        return cls(lines, numbers, how)

    def _place(self, line: int) -> int:
        return bisect_right(self.lines, line) - 1

    def of(self, line: int) -> int | None:
        """The page of a line; None before the first known page."""
        place = self._place(line)
        return self.numbers[place] if place >= 0 else None

    def span(self, first: int, last: int) -> str:
        """The pages of a run of lines, as they are cited: ``5`` or ``5-6``; empty if unknown.

        Examples
        --------
        >>> PrintedPages((1, 79), (2, 3), ("between", "between")).span(70, 80)
        '2-3'
        """
        ends = [number for number in (self.of(first), self.of(last)) if number is not None]
        return "-".join(map(str, dict.fromkeys(ends)))

    def counted(self, line: int) -> bool:
        """Whether the page of a line is counted after the last number that the text prints."""
        place = self._place(line)
        return place >= 0 and self.known[place] == COUNTED

    def problems(self, text: list[str]) -> list[str]:
        """What the text says otherwise, in one sentence each.

        Parameters
        ----------
        text : list of str
            Its lines.
        """
        found = page_starts(text)
        sentences = []
        for line in sorted(found.keys() ^ set(self.lines)):
            where = "the text" if line in found else "data/pages.csv"
            sentences.append(f"line {line}: begins a page in {where} only")
        for line, number, known in zip(self.lines, self.numbers, self.known, strict=True):
            printed = found.get(line)
            if (printed is not None) != (known == PRINTED) or printed not in (None, number):
                sentences.append(
                    f"line {line}: the text prints page {printed or 'no number'}, "
                    f"data/pages.csv has {number} ({known})"
                )
        return sentences


def place_in_report(cited: Claim, pages: PrintedPages) -> str:
    """Where a claim stands in the report: its printed pages where known, and lines of its text.

    Examples
    --------
    >>> some = Claim(id="ch1-a", chapter=1, section="1", lines=(70, 80), says="A.", kind="other",
    ...              check="policy")
    >>> place_in_report(some, PrintedPages((1, 79), (2, 3), ("between", "between")))
    'pp. 2-3 (lines 70-80 of its text)'
    """
    first, last = cited.lines
    lines = say("lines {first}-{last}", first=first, last=last)
    if first == last:
        lines = say("line {line}", line=first)
    span = pages.span(first, last)
    if not span:
        return say("{lines} of its text", lines=lines)
    if "-" in span:
        return say("pp. {span} ({lines} of its text)", span=span, lines=lines)
    return say("p. {span} ({lines} of its text)", span=span, lines=lines)


def page_starts(text: list[str]) -> dict[int, int | None]:
    """The first line of each page in a text taken from a PDF, with the number printed on it.

    A page ends in a form feed, which many tools turn into a space before the first word of the next
    page, without the empty line between two lines of one page; or in three empty lines before a
    running head, below which the number stands.

    Parameters
    ----------
    text : list of str
        Its lines.

    Returns
    -------
    dict of int to int or None
        By line, from 1.
    """
    starts: dict[int, int | None] = {}
    empty = 0
    for line, words in enumerate(text, start=1):
        if not words.strip():
            empty += 1
            continue
        feed = re.match(r"[ \f]\S", words) is not None and not empty
        if feed or (empty >= _EMPTY_BEFORE and line > 1):
            starts[line] = _printed_number(text, line) if not feed else None
        empty = 0
    return starts


def _printed_number(text: list[str], line: int) -> int | None:
    """The bare number among the running head of a page; None if there is none."""
    for words in text[line - 1 : line + 4]:
        if _NUMBER.fullmatch(words.strip()):
            return int(words)
    return None

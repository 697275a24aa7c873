"""What the report cites for its numbers: ``data/cited.csv``, a row for each document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from rederive.core.claims import Claim
from rederive.core.entries import SEPARATOR
from rederive.core.register import Register
from rederive.errors import InputError
from rederive.evidence.bibliography import same_address
from rederive.evidence.known_publishers import is_web_address
from rederive.language.spoken import say, several
from rederive.reading.tables import read_rows

#: Lines that a sentence may run over; a claim that spans more stands in two places.
_SENTENCE = 40
COLUMNS = ["cited", "footnotes", "lines", "title", "publisher", "date", "url", "note"]
_NUMBERS = re.compile(r"(\d+(; \d+)*)?", re.ASCII)
_DATE = re.compile(r"(\d{4}(-\d{2}(-\d{2})?)?)?", re.ASCII)

#: How the note of a document begins that is named under a figure or table.
_UNDER = "named under a "


@dataclass(frozen=True)
class Cited:
    """A document that the report names as a source.

    Attributes
    ----------
    cited : str
        Its key.
    footnotes : tuple of int
        The footnotes that name it; none where the running text does.
    lines : tuple of int
        The lines of the report's text where they begin.
    title, publisher, date, url, note : str
        As far as the report gives them.
    """

    cited: str
    footnotes: tuple[int, ...]
    lines: tuple[int, ...]
    title: str
    publisher: str
    date: str
    url: str
    note: str

    @property
    def named(self) -> str:
        """Title, publisher and date, as far as they are known."""
        title = f"《{self.title}》" if self.title else ""
        return ", ".join(filter(None, (title, self.publisher, self.date))) or "a source unnamed"

    @property
    def in_text(self) -> bool:
        """Whether a footnote in a sentence names it, and not one under a figure or table."""
        return bool(self.footnotes) and not self.note.startswith(_UNDER)

    @property
    def where(self) -> str:
        """Where the report names it: its footnotes, or the running text."""
        if not self.footnotes:
            return say("in the running text")
        numbers = several(map(str, self.footnotes))
        if len(self.footnotes) == 1:
            return say("footnote {numbers}", numbers=numbers)
        return say("footnotes {numbers}", numbers=numbers)

    @property
    def notes(self) -> list[str]:
        """What its note says, piece by piece."""
        return self.note.split(SEPARATOR) if self.note else []


def read(path: Path) -> dict[str, Cited]:
    """The documents by key; none without a file.

    Raises
    ------
    InputError
        Naming the row that is malformed, a key or an address that is there twice.
    """
    if not path.is_file():
        return {}
    documents: dict[str, Cited] = {}
    addresses: dict[str, str] = {}
    for index, row in enumerate(read_rows(path, COLUMNS), start=2):
        key, footnotes, lines, title, publisher, date, url, note = row
        where = f"{path}, row {index}"
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) or key in documents:
            raise InputError(f"{where}: the key {key!r} is there twice or is not like fn28.")
        if not (_NUMBERS.fullmatch(footnotes) and _NUMBERS.fullmatch(lines)):
            raise InputError(f"{where}: write footnotes and lines as numbers joined by '; '.")
        if not _DATE.fullmatch(date):
            raise InputError(f"{where}: the date {date!r} is not like 2020-09-24, 2020-09 or 2020.")
        if url and not is_web_address(url):
            raise InputError(
                f"{where}: the address {url!r} is not one of the web: https:// and a host."
            )
        if url and (other := addresses.setdefault(same_address(url), key)) != key:
            raise InputError(
                f"{where}: {other} has this address too; give one document one row, with both "
                "footnotes."
            )
        documents[key] = Cited(
            key, _integers(footnotes), _integers(lines), title, publisher, date, url, note
        )
    return documents


def _integers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split("; "))) if text else ()


def check(documents: dict[str, Cited], register: Register, path: Path) -> None:
    """Check that claims cite documents that are there, and that a named footnote is cited.

    A claim that stands within the lines of another, which a footnote in the text covers, cites it
    too, unless it has a footnote of its own; so does one of which a number stands there.

    Raises
    ------
    InputError
        Naming the claim.
    """
    for claim in register:
        place = f"data/claims/ch{claim.chapter}.yaml, {claim.id}"
        for key in claim.cited:
            if key not in documents:
                raise InputError(f"{place}: cites {key!r}, which is not in {path}; add its row.")
        numbers = {number for key in claim.cited for number in documents[key].footnotes}
        for footnote in re.findall(r"\(footnotes? (\d+)", claim.source_named or ""):
            if documents and int(footnote) not in numbers:
                raise InputError(
                    f"{place}: names footnote {footnote}; write its key of {path} under `cited`."
                )
    _check_sentences(documents, register)


def _check_sentences(documents: dict[str, Cited], register: Register) -> None:
    covering = [
        (claim, keys)
        for claim in register
        if (keys := [key for key in claim.cited if documents[key].in_text])
        and claim.lines[1] - claim.lines[0] <= _SENTENCE
    ]
    for claim in register:
        if claim.cited:
            continue
        first, last = claim.lines
        for other, keys in covering:
            if other.chapter == claim.chapter and _within(claim, other):
                raise InputError(
                    f"data/claims/ch{claim.chapter}.yaml, {claim.id}: {other.id} has these lines "
                    f"({first} to {last}) and cites {keys[0]}; write that under `cited` here too, "
                    "or give one of the two its own lines."
                )


def _within(claim: Claim, other: Claim) -> bool:
    """Whether a claim, or one of its numbers, stands within the lines of another."""
    first, last = other.lines
    printed = [value.line for value in claim.values if value.line]
    spans = [claim.lines, *((line, line) for line in printed)]
    return any(first <= begin <= end <= last for begin, end in spans)

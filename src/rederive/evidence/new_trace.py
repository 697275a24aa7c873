"""A figure that somebody saw in a source, checked before it enters ``data/traces``."""

from __future__ import annotations

import csv
import datetime
import io
import re
from dataclasses import dataclass

from rederive.core import periods
from rederive.core.claims import Claim
from rederive.core.numerals import HEDGES, claimed
from rederive.core.units import Units
from rederive.errors import InputError
from rederive.evidence.bibliography import Bibliography, same_address
from rederive.evidence.known_publishers import host_of, is_web_address
from rederive.evidence.traces import DIFFERENCES, SAME_DATE, TRACES, other_time, time_of

_SPECIAL = re.compile(r"([%&#_$])")


@dataclass(frozen=True)
class NewSource:
    """A source that is not in ``references.bib`` yet.

    Attributes
    ----------
    address, publisher, title : str
    date : str
        When it was published.
    seen : str
        The day on which the figure was seen there.
    """

    address: str
    publisher: str
    title: str
    date: str
    seen: str

    def check(self, today: datetime.date) -> None:
        """Refuse what is missing, and dates that run backwards.

        Raises
        ------
        InputError
            Naming the option.
        """
        for name in ("address", "publisher", "title", "date", "seen"):
            if not getattr(self, name).strip():
                raise InputError(
                    f"--{name} is missing: say it of the source, or name --source KEY."
                )
        if not is_web_address(self.address):
            raise InputError(f"--address {self.address!r} is not a web address; write https://....")
        out, seen = periods.published(self.date, "--date"), periods.published(self.seen, "--seen")
        first = periods.days(self.date)[0]
        if seen > today or first > seen:
            raise InputError(
                f"--date {self.date} and --seen {self.seen} are out of order: a source is "
                f"published (here by {out}), then seen, at the latest today, {today}."
            )


@dataclass(frozen=True)
class NewTrace:
    """A figure for one number of a claim.

    Attributes
    ----------
    claim : Claim
    value : str
        The name of the number; empty where the claim prints none.
    figure, hedge, unit, period : str
        As the source says it.
    differs : tuple of str
        In what the source differs from the claim: date, definition, scope.
    note : str
    same : bool
        Whether it is the same quantity; what is not never counts against the report.
    """

    claim: Claim
    value: str
    figure: str
    hedge: str
    unit: str
    period: str
    differs: tuple[str, ...] = ()
    note: str = ""
    same: bool = True

    def check(self, units: Units, published: str, written: str) -> None:
        """Refuse a figure without hedge, of another dimension, or for a time after its source.

        Parameters
        ----------
        units : Units
        published : str
            The date of the source; empty if it has none.
        written : str
            The month up to which the report's authors knew figures.

        Raises
        ------
        InputError
            Naming the option and the remedy.
        """
        self._check_words()
        _, base = units.parse(self.unit)
        if self.claim.values:
            unit = self.claim.value(self.value or None).unit
            if base != unit:
                raise InputError(
                    f"--unit {self.unit!r} is of another dimension than {self.claim.id}, which is "
                    f"in {unit}; give the figure in that, with a prefix such as 10 thousand."
                )
        start, _ = periods.days(self.period, "--period")
        announced = "date" in self.differs
        self._check_time(announced, written)
        if published and not announced and start > periods.published(published, "--date"):
            raise InputError(
                f"--period {self.period} begins after its source was published, {published}; "
                "correct one of the two, or say --differs date if it was announced before."
            )

    def _check_time(self, announced: bool, written: str) -> None:
        """Refuse a figure of another time that is given as one of the claim's."""
        if announced or self.note.startswith(SAME_DATE) or not self.claim.values:
            return
        as_of = time_of(self.claim.value(self.value or None), written)
        if as_of and other_time(self.period, as_of):
            raise InputError(
                f"--period {self.period} is not that of {self.claim.id}, {as_of}: say --differs "
                f"date, or begin --note with {SAME_DATE.strip()!r} and why it makes no difference."
            )

    def _check_words(self) -> None:
        """What is said of the figure: its hedge, and in what it differs."""
        if not self.hedge:
            raise InputError(
                f"--hedge is missing: say how the source puts its figure ({', '.join(HEDGES)})."
            )
        if self.hedge not in HEDGES:
            raise InputError(f"--hedge {self.hedge!r} is unknown: use {', '.join(HEDGES)}.")
        try:
            claimed(self.figure, self.hedge)
        except ValueError as error:
            raise InputError(f"--figure: {error}.") from None
        if unknown := set(self.differs) - set(DIFFERENCES):
            raise InputError(
                f"--differs {sorted(unknown)[0]!r} is unknown: use {', '.join(DIFFERENCES)}."
            )
        if not self.same and not self.differs:
            raise InputError("--differs is missing: say in what the other quantity differs.")

    def row(self, source: str) -> str:
        """The row of ``data/traces``, with its line end."""
        cells = {
            "claim": self.claim.id,
            "value": self.value,
            "figure": self.figure,
            "hedge": self.hedge,
            "unit": self.unit,
            "period": self.period,
            "source": source,
            "same": "yes" if self.same else "no",
            "differs": ", ".join(self.differs),
            "note": self.note,
        }
        buffer = io.StringIO()
        csv.DictWriter(buffer, TRACES, lineterminator="\n").writerow(cells)
        return buffer.getvalue()


def refuse_known(source: NewSource, sources: Bibliography) -> None:
    """Refuse a second key for one address.

    Raises
    ------
    InputError
        Naming the key under which the address stands.
    """
    place = same_address(source.address)
    for known in sources.values():
        if place in (same_address(known.url), same_address(known.copy)):
            raise InputError(
                f"{source.address} is in references.bib already, as {known.key}; name that with "
                f"--source {known.key} instead of --address, --publisher, --title and --date."
            )


def key_for(source: NewSource, sources: Bibliography) -> str:
    """A new key: the publisher's name or the host, and the date.

    Parameters
    ----------
    source : NewSource
    sources : Bibliography
        Whose keys are taken.
    """
    words = re.findall(r"[a-z0-9]+", source.publisher.partition("(")[0].lower())
    name = "".join(words)[:20] or re.sub(r"[^a-z0-9]", "", host_of(source.address).split(".")[0])
    base = f"{name}{source.date.replace('-', '')}"
    taken = {key.lower() for key in sources}
    endings = ["", *"bcdefghijklmnopqrstuvwxyz"]
    for ending in endings:
        if base + ending not in taken:
            return base + ending
    raise InputError(f"every key like {base} is taken; write the source into references.bib.")


def bib_entry(source: NewSource, key: str, sources: Bibliography) -> str:
    """The entry of ``references.bib``; an address on an unknown host is kept, and not printed."""
    known = sources.known.grade(source.address)
    lines = {
        "author": f"{{{_escaped(source.publisher)}}}",
        "title": f"{{{_escaped(source.title)}}}",
        "date": source.date,
        "year": source.date[:4],
        ("url" if known else "copy"): source.address,
        "note": f"seen at: {'the address' if known else 'a copy on another site'}, {source.seen}",
    }
    fields = "".join(f"  {name} = {{{text}}},\n" for name, text in lines.items())
    return f"\n@misc{{{key},\n{fields}}}\n"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(re.sub(r"[{}\\]", "", text).split()))

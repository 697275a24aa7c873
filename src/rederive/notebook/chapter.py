"""The checks of a chapter, in the order of its notebook.

A notebook opens a :class:`Chapter`, checks each of its claims, and closes with
:meth:`Chapter.verdicts`, which fails if a claim was left out. The closing table carries the
entries of the chapter in a MIME type of its own, so that the ledger can be collected from the
executed notebooks, however they were run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from IPython.display import display

from rederive.book.book import Book
from rederive.book.leads import why_untraced
from rederive.core import judging
from rederive.core.claims import Claim, Value
from rederive.core.entries import Entry, ledger_number
from rederive.core.numerals import Interval, point
from rederive.core.relations import culprits
from rederive.core.verdicts import Basis, Verdict
from rederive.errors import InputError
from rederive.evidence import refutations, traces
from rederive.evidence.publishers import (
    OwnSources,
    publisher_count,
    sources_behind,
    with_own,
    with_publishers,
)
from rederive.language.counting import counted
from rederive.notebook import given
from rederive.notebook.entries import MIME
from rederive.notebook.given import PartOf
from rederive.notebook.page import Page, is_there
from rederive.show import cards, claim_card

_NAMED = 6
"""So many claims that were left out are named."""


class Chapter:
    """The claims of one chapter, to be checked one after the other.

    Parameters
    ----------
    chapter : int
        Number of the chapter.
    book : Book, optional
        The book of the current folder by default.
    """

    def __init__(self, chapter: int, book: Book | None = None) -> None:
        self.number = chapter
        self.book = book or Book.here()
        self.register = self.book.register
        self._claims = {claim.id: claim for claim in self.register.chapter(chapter)}
        own = self._claims.values()
        self._condemned = culprits.condemned(self.register, self.book.relations, own)
        self._traces, self._searches = self.book.traces, self.book.searches
        report = self.book.of(self.register.reports[chapter]).report
        self._own = OwnSources(report, self.book.bibliography)
        self.entries: dict[str, list[Entry]] = {}
        self._cells: dict[tuple[str, str], str | None] = {}

    @cached_property
    def page(self) -> Page:
        """The sentences of its notebook."""
        return Page(self.register.notebooks[self.number], self.book)

    def _has_bound_words(self) -> bool:
        file = self.book.root / "notebooks" / f"{self.register.notebooks[self.number]}.ipynb"
        return is_there(file) and bool(self.page.bound)

    def says(self, numbers: Mapping[str, object] | str, value: object = None) -> None:
        """Hand over numbers that the text names; see :meth:`rederive.notebook.page.Page.says`."""
        self.page.says(numbers, value)

    def _claim(self, claim: str) -> Claim:
        registered = self.register[claim]
        if registered.chapter != self.number:
            raise InputError(
                f"claim {claim} belongs to chapter {registered.chapter}, not to chapter "
                f"{self.number}; check it in its own notebook."
            )
        return registered

    def claims(self) -> cards.Table:
        """Table of what the chapter claims, from the register."""
        return cards.claims_table(list(self._claims.values()))

    def printed(self, claim: str, value: str | None = None):
        """A printed number, of any chapter, as an ``mpmath.iv`` interval in base units."""
        return self.register[claim].value(value).claimed.iv()

    def check(
        self,
        claim: str,
        value: float | Interval | Mapping[str, float | Interval],
        *,
        vintages: Mapping[str, object] | None = None,
        alternatives: Mapping[str, object] | None = None,
        part: PartOf | Mapping[str, PartOf] | None = None,
        unit: str | Mapping[str, str] | None = None,
        note: str = "",
    ) -> None:
        """Compare a recomputed value with what is printed; show the card and record the verdict.

        Parameters
        ----------
        claim : str
            Id of the claim.
        value : number, interval or mapping
            The recomputed value in base units, on the data and definition that the report's
            authors could have used; for several numbers, a mapping by value name. Numbers that
            it leaves out rest on other evidence: :meth:`trace` them, or check them apart.
        vintages : mapping of str to the same, optional
            The value under other vintages of the data, by name.
        alternatives : mapping of str to the same, optional
            The value under other definitions, bases or scopes of the same quantity, by name.
        part : tuple of int, int, str, or mapping of str to that, optional
            Where only a part of what is said was tested: how much of how much, and which part it
            is: ``(6, 25, "years, from 2003 on")``; for one of several numbers, by value name.
        unit : str or mapping of str to str, optional
            The unit of a value that has lost it: what comes out of :func:`load` carries its own
            through arithmetic, not through tables and intervals.
        note : str
            One sentence on how to read the result.

        Raises
        ------
        InputError
            For an unknown claim or value name, a missing value, a value in another unit, or a claim
            without evidence.
        """
        registered = self._testable(claim)
        recomputed = given.by_name(registered, value, unit)
        other = {name: given.by_name(registered, at, unit) for name, at in (vintages or {}).items()}
        under = {
            name: given.by_name(registered, at, unit) for name, at in (alternatives or {}).items()
        }
        readings = {**other, **under}
        refutations.check_labels(registered, recomputed, readings)
        refutations.check_readings(registered, readings)
        self._record(
            registered,
            [
                self._entry(
                    registered,
                    each,
                    recomputed[each.name],
                    {name: at[each.name] for name, at in other.items() if each.name in at},
                    {name: at[each.name] for name, at in under.items() if each.name in at},
                    part=given.part_of(part, each.name),
                    note=note,
                )
                for each in registered.values
                if each.name in recomputed
            ],
        )

    def _testable(self, claim: str) -> Claim:
        """The claim, which has numbers and evidence that they can be held against."""
        registered = self._claim(claim)
        if not registered.values:
            raise InputError(f"claim {claim} prints no number; use chapter.trace or .normative.")
        if registered.check != "arithmetic" and not registered.evidence:
            raise InputError(
                f"claim {claim} names no evidence: add the series used (table/series) under "
                f"`evidence` in data/claims/ch{self.number}.yaml."
            )
        return registered

    def listed(
        self,
        claim: str,
        items: Mapping[str, int],
        *,
        values: Sequence[str] = (),
        note: str = "",
    ) -> None:
        """Check a number of things by the list that the report itself gives of them.

        Parameters
        ----------
        claim : str
            Id of the claim.
        items : mapping of str to int
            What is listed, each with the line of the report's text where it stands.
        values : sequence of str
            Names of the numbers that count the list; all by default.
        note : str
            One sentence on how to read the result.

        Raises
        ------
        InputError
            If an item stands outside the lines of the claim.
        """
        registered = self._claim(claim)
        first, last = registered.lines
        for item, line in items.items():
            if not first <= line <= last:
                raise InputError(
                    f"claim {claim}: {item!r} is listed on line {line}, outside the claim's lines "
                    f"{first} to {last}; correct one of the two in data/claims or the notebook."
                )
        counted = [registered.value(name) for name in values] or registered.values
        self.check(
            claim,
            {value.name: len(items) for value in counted},
            unit={value.name: value.unit for value in counted},
            note="; ".join(filter(None, [*items, note])),
        )

    def _entry(
        self,
        claim: Claim,
        value: Value,
        recomputed: Interval,
        vintages: dict[str, Interval],
        alternatives: dict[str, Interval],
        **how: Any,
    ) -> Entry:
        try:
            entry = judging.judge(
                claim, value, recomputed, vintages=vintages, alternatives=alternatives, **how
            )
        except InputError as error:
            raise InputError(f"claim {claim.id}: {error}") from None
        refutations.check(claim, value, entry, self._traces)
        if entry.basis is Basis.STATISTICS:
            figures = sources_behind(claim, value, self.book.series.rows)
            entry = with_publishers(entry, figures, self.book.bibliography.publishers)
            used = sources_behind(claim, value, self.book.series.handed_out)
            entry = with_own(entry, used, self._own)
        return self._contradicted(entry)

    def trace(
        self,
        *claim_ids: str,
        values: Sequence[str] = (),
        note: str = "",
        readings: Mapping[str, Mapping[str, object]] | None = None,
    ) -> None:
        """Judge claims by what others printed, as recorded in ``data/traces``.

        Parameters
        ----------
        *claim_ids : str
        values : sequence of str
            Names of the numbers to trace, where others of the claim are checked; all by default.
        note : str
            One sentence on how to read the result.
        readings : mapping of str to mapping of str to number or interval, optional
            By value name, what the book computes for the same thing, by name of the reading, in
            base units: where it disagrees with a figure that was traced, that is a caveat.

        Raises
        ------
        InputError
            If neither a figure nor a search is on record for a claim.
        """
        for claim in map(self._claim, claim_ids):
            self._record(claim, self.traced(claim, note, readings, values))

    def traced(
        self,
        claim: Claim,
        note: str = "",
        readings: Mapping[str, Mapping[str, object]] | None = None,
        values: Sequence[str] = (),
    ) -> list[Entry]:
        """The entries of a claim by what others printed, without recording them."""
        names = [claim.value(name).name for name in values]
        entries = []
        for name in names or [value.name for value in claim.values] or [""]:
            entry = self._traced(claim, name, note)
            if computed := (readings or {}).get(name):
                at = {of: point(number) for of, number in computed.items()}
                entry = judging.beside(entry, claim.value(name), at)
            entries.append(self._contradicted(entry))
        return entries

    def _traced(self, claim: Claim, name: str, note: str) -> Entry:
        traced = traces.trace(claim, name, self._traces, self._searches)
        found = traced.figure
        untraced = traced.verdict is Verdict.UNTRACED
        publishers = self.book.bibliography.publishers
        entry = Entry(
            claim.id,
            name,
            str(claim.value(name)) if name else "",
            traced.verdict,
            recomputed_low=ledger_number(found.low) if found else None,
            recomputed_high=ledger_number(found.high) if found else None,
            evidence=traced.sources,
            note="; ".join(filter(None, [traced.note, note])),
            condition=traced.condition,
            under=traced.under,
            basis=Basis.PRINT if traced.sources else None,
            publishers=publisher_count([traced.sources], publishers) if traced.sources else None,
            why_untraced=why_untraced(self.book, claim) if untraced else None,
        )
        return with_own(entry, [traced.sources], self._own) if traced.sources else entry

    def normative(self, *claim_ids: str, values: Sequence[str] = (), note: str = "") -> None:
        """Record targets, rules and definitions, which hold nothing to test.

        Parameters
        ----------
        *claim_ids : str
        values : sequence of str
            Names of such numbers, where others of the claim can be tested; all by default.
        note : str
            One sentence on how to read the result.
        """
        self._untested(claim_ids, Verdict.NORMATIVE, note, values)

    def pending(self, *claim_ids: str) -> None:
        """Leave claims for later; numbers that cannot be true together are told all the same."""
        self._untested(claim_ids, Verdict.PENDING)

    def _untested(
        self,
        claim_ids: Iterable[str],
        verdict: Verdict,
        note: str = "",
        values: Sequence[str] = (),
    ) -> None:
        for claim in map(self._claim, claim_ids):
            numbers = [claim.value(name) for name in values] or claim.values
            names = [(value.name, str(value)) for value in numbers] or [("", "")]
            made = [Entry(claim.id, *name, verdict, note=note) for name in names]
            pending = verdict is Verdict.PENDING
            self._record(claim, [self._contradicted(each) for each in made] if pending else made)

    def _contradicted(self, entry: Entry) -> Entry:
        why = self._condemned.get(entry.key)
        return entry if why is None else entry.contradicted(why)

    def _record(self, claim: Claim, entries: list[Entry]) -> None:
        """Keep the entries of a claim, or of some of its numbers, and show its card."""
        cell = given.cell()
        kept = [each for each in self.entries.get(claim.id, []) if each.key not in _keys(entries)]
        for entry in entries:
            before = self._cells.get(entry.key, "")
            if entry.key in self._cells and (cell is None or cell != before):
                name = f" ({entry.value})" if len(claim.values) > 1 else ""
                raise InputError(f"claim {claim.id}{name} is checked twice; keep one of the two.")
            self._cells[entry.key] = cell
        place = {value.name: number for number, value in enumerate(claim.values)}
        together = sorted([*kept, *entries], key=lambda entry: place.get(entry.value, 0))
        self.entries[claim.id] = together
        display(claim_card.card(claim, together))

    def verdicts(self) -> cards.Table:
        """The chapter's verdicts; last call of its notebook.

        Raises
        ------
        InputError
            If a claim of the chapter was not addressed, or a number of its text not handed over.
        """
        missing = [
            words
            for claim in self._claims.values()
            for words in _left_out(claim, self.entries.get(claim.id, []))
        ]
        if missing:
            of = f"of chapter {self.number}"
            left = len(missing) - _NAMED
            more = f" and {counted(left, 'other')}" if left > 0 else ""
            raise InputError(
                f"{counted(len(missing), f'claim {of} was', f'claims {of} were')} not addressed: "
                f"{', '.join(missing[:_NAMED])}{more}; `rederive notebook ch{self.number}` adds a "
                "cell for each that the notebook does not name, then check, trace or mark each one."
            )
        if self._has_bound_words():
            display(self.page.sentences())
        entries = [entry for claim in self._claims for entry in self.entries[claim]]
        rows = [entry.to_row() for entry in entries]
        return cards.verdicts_table(list(self._claims.values()), entries, {MIME: rows})


def _keys(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    return {entry.key for entry in entries}


def _left_out(claim: Claim, entries: list[Entry]) -> list[str]:
    """The claim, where nothing of it was addressed; else its numbers that were not."""
    if not entries:
        return [claim.id]
    names = [value.name for value in claim.values if (claim.id, value.name) not in _keys(entries)]
    return [f"{claim.id} ({name})" for name in names]

"""The checks of a chapter, in order, and the ledger that they add up to.

A notebook opens a :class:`Chapter`, checks each of its claims, and closes with
:meth:`Chapter.verdicts`, which fails if a claim was left out. The closing table carries the
entries of the chapter in a MIME type of its own, so that the ledger can be collected from the
executed notebooks, however they were run.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import pandas as pd
from IPython import get_ipython
from IPython.display import display

from rederive.core import claims, verdicts
from rederive.core.claims import Claim, Register, Value
from rederive.core.numerals import Interval, point
from rederive.core.relations import contradictions
from rederive.errors import InputError
from rederive.evidence import series, traces
from rederive.reading.tables import read_rows
from rederive.show import cards

MIME = "application/vnd.rederive.entries+json"


@dataclass(frozen=True)
class Entry:
    """One row of the ledger: one printed number, or one claim without numbers.

    ``margin_percent`` and ``margin_digits`` say how far the recomputed value would have to move
    to flip agreement; ``publishers`` is how many publishers at least print each figure behind a
    number; ``under`` has what was recomputed under other vintages and definitions, by name;
    ``own`` is the verdict that a number would have outside the contradiction it stands in.
    """

    claim: str
    value: str
    printed: str
    recomputed_low: str
    recomputed_high: str
    verdict: str
    evidence: str
    note: str
    margin_percent: str = ""
    margin_digits: str = ""
    publishers: str = ""
    under: str = ""
    own: str = ""

    @property
    def alone(self) -> str:
        """The verdict outside any contradiction."""
        return self.own or self.verdict

    @property
    def confirmed(self) -> bool:
        """Whether evidence outside the report bears the number out, whatever contradicts it."""
        return self.alone in verdicts.CONFIRMED


COLUMNS = [field.name for field in fields(Entry)]
NUMBERS = ("recomputed_low", "recomputed_high", "margin_percent", "margin_digits", "publishers")
_NUMBER = re.compile(r"(-?\d+(\.\d+)?(e[+-]?\d{1,2})?)?", re.ASCII)
_REWRITE = "write the ledger anew with `rederive verify --update`"


def number(value: float) -> str:
    """A number as the ledger writes it: ten significant digits, no locale."""
    return "" if math.isinf(value) or math.isnan(value) else f"{value:.10g}"


class Chapter:
    """The claims of one chapter, to be checked one after the other.

    Parameters
    ----------
    chapter : int
        Number of the chapter.
    register : Register, optional
        The book's register by default.
    """

    def __init__(self, chapter: int, register: Register | None = None) -> None:
        self.number = chapter
        self.register = register or claims.load()
        self._claims = {claim.id: claim for claim in self.register.chapter(chapter)}
        self._contradictory = contradictions.contradictory(self.register)
        self._traces = traces.read_traces(self.register)
        self._searches = traces.read_searches(self.register)
        self.entries: dict[str, list[Entry]] = {}
        self._cells: dict[str, str | None] = {}

    def _claim(self, claim: str) -> Claim:
        found = self.register[claim]
        if found.chapter != self.number:
            raise InputError(
                f"claim {claim} belongs to chapter {found.chapter}, not to chapter {self.number}; "
                "check it in its own notebook."
            )
        return found

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
        note: str = "",
    ) -> None:
        """Compare a recomputed value with what is printed; show the card and record the verdict.

        Parameters
        ----------
        claim : str
            Id of the claim.
        value : number, interval or mapping
            The recomputed value in base units, on the data and definition that the report's
            authors could have used; for several numbers, a mapping by value name.
        vintages : mapping of str to the same, optional
            The value under other vintages of the data, by name.
        alternatives : mapping of str to the same, optional
            The value under other definitions, by name; looked at only if ``value`` fails.
        note : str
            One sentence on how to read the result.

        Raises
        ------
        InputError
            For an unknown claim or value name, a missing value, or a claim without evidence.
        """
        found = self._claim(claim)
        if not found.values:
            raise InputError(f"claim {claim} prints no number; use chapter.trace or .normative.")
        recomputed = _by_name(found, value)
        other = {name: _by_name(found, at) for name, at in (vintages or {}).items()}
        under = {name: _by_name(found, at) for name, at in (alternatives or {}).items()}
        if found.check != "arithmetic" and not found.evidence:
            raise InputError(
                f"claim {claim} names no evidence: add the series used (table/series) under "
                f"`evidence` in data/claims/ch{self.number}.yaml."
            )
        self._record(
            found,
            [
                self._entry(
                    found,
                    each,
                    recomputed[each.name],
                    {name: at[each.name] for name, at in other.items() if each.name in at},
                    {name: at[each.name] for name, at in under.items() if each.name in at},
                    note,
                )
                for each in found.values
            ],
        )

    def _entry(
        self,
        claim: Claim,
        value: Value,
        recomputed: Interval,
        vintages: dict[str, Interval],
        alternatives: dict[str, Interval],
        note: str,
    ) -> Entry:
        return self._contradicted(
            judge(claim, value, recomputed, vintages=vintages, alternatives=alternatives, note=note)
        )

    def trace(self, *claim_ids: str, note: str = "") -> None:
        """Judge claims by what others printed, as recorded in ``data/traces``.

        Raises
        ------
        InputError
            If neither a figure nor a search is on record for a claim.
        """
        for claim in map(self._claim, claim_ids):
            entries = []
            for name in [value.name for value in claim.values] or [""]:
                found = traces.trace(claim, name, self._traces, self._searches)
                low, high = ("", "")
                if found.figure is not None:
                    low, high = number(float(found.figure.low)), number(float(found.figure.high))
                entries.append(
                    self._contradicted(
                        Entry(
                            claim.id,
                            name,
                            str(claim.value(name)) if name else "",
                            low,
                            high,
                            found.verdict,
                            "; ".join(found.sources),
                            "; ".join(filter(None, [found.note, note])),
                            publishers=publishers(found.sources) if found.sources else "",
                        )
                    )
                )
            self._record(claim, entries)

    def normative(self, *claim_ids: str, note: str = "") -> None:
        """Record targets, rules and definitions, which hold nothing to test."""
        for claim in map(self._claim, claim_ids):
            self._record(
                claim,
                [
                    Entry(claim.id, name, str(claim.value(name)) if name else "", "", "",
                          "normative", "", note)
                    for name in [value.name for value in claim.values] or [""]
                ],
            )  # fmt: skip

    def _contradicted(self, entry: Entry) -> Entry:
        why = self._contradictory.get((entry.claim, entry.value))
        if why is None:
            return entry
        own = entry.verdict if entry.verdict != "contradicted" else ""
        note = "; ".join(filter(None, [why, entry.note]))
        return replace(entry, verdict="contradicted", note=note, own=own)

    def _record(self, claim: Claim, entries: list[Entry]) -> None:
        cell = _cell()
        if claim.id in self.entries and (cell is None or cell != self._cells[claim.id]):
            raise InputError(f"claim {claim.id} is checked twice; keep one of the two.")
        self.entries[claim.id], self._cells[claim.id] = entries, cell
        display(cards.card(claim, [asdict(entry) for entry in entries]))

    def verdicts(self) -> cards.Table:
        """The chapter's verdicts; last call of its notebook.

        Raises
        ------
        InputError
            If a claim of the chapter was not addressed.
        """
        missing = [claim for claim in self._claims if claim not in self.entries]
        if missing:
            raise InputError(
                f"{len(missing)} claims of chapter {self.number} were not addressed: "
                f"{', '.join(missing)}; check, trace or mark each one."
            )
        rows = [asdict(entry) for claim in self._claims for entry in self.entries[claim]]
        return cards.verdicts_table(list(self._claims.values()), rows, {MIME: rows})


def _cell() -> str | None:
    """The cell that runs, where the front end says it: JupyterLab lets a reader run it again."""
    header = getattr(get_ipython(), "parent_header", None) or {}
    return header.get("metadata", {}).get("cellId")


def _by_name(claim: Claim, value: object) -> dict[str, Interval]:
    """The values of a claim by name, as intervals."""
    if isinstance(value, Mapping):
        given = dict(value)
    elif len(claim.values) == 1:
        given = {claim.values[0].name: value}
    else:
        names = ", ".join(repr(each.name) for each in claim.values)
        raise InputError(f"claim {claim.id} prints several numbers: give a mapping with {names}.")
    names = {each.name for each in claim.values}
    for name in set(given) ^ names:
        claim.value(name)  # raises for a name that does not exist
        raise InputError(f"claim {claim.id}: no value was given for {name!r}.")
    try:
        return {name: point(each) for name, each in given.items()}
    except (TypeError, ValueError) as error:
        raise InputError(f"claim {claim.id}: {error}.") from None


def judge(
    claim: Claim,
    value: Value,
    recomputed: Interval,
    *,
    vintages: dict[str, Interval] | None = None,
    alternatives: dict[str, Interval] | None = None,
    note: str = "",
    rows: Callable[[str, str], pd.DataFrame] = series.rows,
) -> Entry:
    """The ledger's row for one printed number and what was recomputed for it.

    Parameters
    ----------
    claim : Claim
    value : Value
        One of its numbers.
    recomputed : Interval
        In base units; ``vintages`` and ``alternatives`` are as in :meth:`Chapter.check`.
    rows : callable
        Gives the rows of a table and series; the book's own by default.
    """
    printers = ""
    under = {**(vintages or {}), **(alternatives or {})}
    claimed, expected = value.claimed, value.expected
    if claim.check == "arithmetic":
        verdict, why = verdicts.from_report(recomputed, claimed, expected)
    else:
        verdict, why = verdicts.from_data(recomputed, claimed, expected, vintages, alternatives)
        if verdict.startswith("reproduced"):
            printers = publishers(*sources_behind(claim, value, rows))
    margin = verdicts.margin(recomputed, claimed, value.step)
    return Entry(
        claim.id,
        value.name,
        str(value),
        number(float(recomputed.low)),
        number(float(recomputed.high)),
        verdict,
        "; ".join(claim.evidence) or "the report's own numbers",
        "; ".join(filter(None, [why, note])),
        number(round(margin.percent, 4)),
        number(round(margin.steps, 4)),
        printers,
        "; ".join(f"{name}: {_ends(each)}" for name, each in under.items()),
    )


def _ends(interval: Interval) -> str:
    """An interval as the ledger writes it: one number where its ends are the same."""
    ends = [number(float(end)) for end in (interval.low, interval.high)]
    return " to ".join(dict.fromkeys(ends))


def publishers(*figures: Iterable[str]) -> str:
    """How many publishers at least print each of these figures, from the keys of its sources.

    A reprint counts as what it reprints where the bibliography names both, else for itself, so
    this is no count of independent sources.
    """
    names = series.publishers()
    return str(min(len({names[key] for key in keys}) for keys in figures))


def sources_behind(
    claim: Claim, value: Value, rows: Callable[[str, str], pd.DataFrame] = series.rows
) -> list[list[str]]:
    """Keys of the sources of each figure that a number may rest on.

    These are the rows of its evidence series for its own years, or all where it has none.
    """
    years = [str(year) for year in series.years(value.as_of or "")]
    figures: dict[str, None] = {}
    for evidence in claim.evidence:
        table, _, name = evidence.partition("/")
        found = rows(table, name)
        if found.empty:
            raise InputError(
                f"data/claims/ch{claim.chapter}.yaml: claim {claim.id} rests on {evidence}, "
                "which does not exist; name a table/series of data/series."
            )
        dated = found["source"][found["period"].str.startswith(tuple(years))]
        figures |= dict.fromkeys(dated if len(dated) else found["source"])
    return [keys.split("; ") for keys in figures]


def collect(notebooks: Iterable[Mapping]) -> list[Entry]:
    """The entries that executed notebooks carry in their outputs.

    Parameters
    ----------
    notebooks : iterable of nbformat notebooks
    """
    return [
        Entry(**row)
        for notebook in notebooks
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        for row in output.get("data", {}).get(MIME, [])
    ]


def complete(entries: list[Entry], register: Register) -> list[Entry]:
    """The ledger in the register's order; claims without an entry stand as ``pending``."""
    by_claim: dict[str, list[Entry]] = {}
    for entry in entries:
        by_claim.setdefault(entry.claim, []).append(entry)
    ledger = []
    for claim in register:
        names = [(value.name, str(value)) for value in claim.values] or [("", "")]
        ledger += by_claim.get(claim.id) or [
            Entry(claim.id, name, text, "", "", "pending", "", "") for name, text in names
        ]
    return ledger


def to_csv(entries: list[Entry]) -> str:
    """The ledger as CSV text."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(entry) for entry in entries)
    return buffer.getvalue()


def read(path: Path) -> list[Entry]:
    """Read the committed ledger.

    Raises
    ------
    InputError
        If it is missing, its columns are others, or a row is none that `verify` writes.
    """
    if not path.is_file():
        raise InputError(f"{path}: is missing; {_REWRITE}.")
    entries: dict[tuple[str, str], Entry] = {}
    for row, fields_ in enumerate(read_rows(path, COLUMNS), start=2):
        entry = Entry(*fields_)
        if entry.verdict not in verdicts.VERDICTS:
            raise InputError(f"{path}, row {row}: {entry.verdict!r} is no verdict; {_REWRITE}.")
        numbers = (getattr(entry, column) for column in NUMBERS)
        wrong = [text for text in numbers if not _NUMBER.fullmatch(text)]
        if wrong:
            raise InputError(f"{path}, row {row}: {wrong[0]!r} is no number; {_REWRITE}.")
        if (entry.claim, entry.value) in entries:
            raise InputError(f"{path}, row {row}: {entry.claim} stands twice; {_REWRITE}.")
        entries[entry.claim, entry.value] = entry
    return list(entries.values())


def differences(committed: list[Entry], derived: list[Entry]) -> list[str]:
    """One sentence for each number whose row changed, was added or is gone."""
    before = {(entry.claim, entry.value): entry for entry in committed}
    after = {(entry.claim, entry.value): entry for entry in derived}
    sentences = []
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        name = f"{key[0]}{' / ' + key[1] if key[1] else ''}"
        if old is None or new is None:
            sentences.append(f"{name}: {'is new' if old is None else 'is gone'}")
        elif old != new:
            changed = [c for c in COLUMNS if getattr(old, c) != getattr(new, c)]
            texts = [f"{c} was {getattr(old, c)!r}, is {getattr(new, c)!r}" for c in changed]
            sentences.append(f"{name}: {'; '.join(texts)}")
    return sorted(sentences)


def summary(entries: list[Entry]) -> pd.Series:
    """Number of claims by verdict, each claim with the worst of its numbers' verdicts."""
    by_claim: dict[str, list[str]] = {}
    for entry in entries:
        by_claim.setdefault(entry.claim, []).append(entry.verdict)
    counts = pd.Series([verdicts.worst(each) for each in by_claim.values()]).value_counts()
    return counts.reindex(list(verdicts.VERDICTS), fill_value=0).rename("claims")


def to_json(entries: list[Entry]) -> str:
    """The ledger for machines."""
    return json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1)

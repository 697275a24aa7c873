"""What becomes of a draft: a claim of the register, or an exclusion; files whole or as before."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections import Counter
from collections.abc import Collection
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from rederive.core import coverage, numerals, register, word_coverage
from rederive.core.claims import FALL, OPEN
from rederive.core.measured import PURE, singular
from rederive.core.number_words import RunningText
from rederive.core.units import Units
from rederive.core.words import Words
from rederive.drafting import changes, language, waiting
from rederive.drafting.language import Language
from rederive.drafting.number_reader import MONEY
from rederive.drafting.proposals import Draft
from rederive.errors import InputError
from rederive.reading.files import write_whole
from rederive.reading.tables import read_rows, read_text

_KINDS = (("percent", "share"), ("tenths", "share"), ("rank", "ranking"), ("year", "other"))
_EMPTY = re.compile(r"^claims:\s*\[\]\s*$", re.MULTILINE)
_DROPPED = re.compile(r"^dropped:", re.MULTILINE)
MEASURES = ("tonnes", "kWh", "kW", "MW", "GW", "km", "hectares", "mu", "kg", "m3", "acres", "miles")
_FIXED = (*MONEY, *MEASURES)
_NEAR = 0.8
"""How alike two units are for one to be a likely slip of the other, from 0 to 1."""


class Desk:
    """The files of a book that decisions on drafts go to.

    Parameters
    ----------
    book : Book or Part
        Of whose text the drafts are.
    chapter : int
        The chapter to which accepted claims go.

    Raises
    ------
    InputError
        If there is no such chapter.
    """

    def __init__(self, book: Any, chapter: int = 1) -> None:
        book.register.chapter(chapter)  # refuses one that is not there
        self._book, self._chapter = book, chapter
        self.claims: Path = book.data / "claims" / f"ch{chapter}.yaml"
        self.units: Path = book.data / "units.csv"
        self.digits: Path = book.folder / "excluded-numerals.csv"
        self.words: Path = book.folder / "excluded-words.csv"
        self.drafts: Path = book.place / waiting.NAME

    @property
    def files(self) -> tuple[Path, ...]:
        """All that a decision may change."""
        return self.claims, self.units, self.digits, self.words, self.drafts

    def accept(self, each: Draft, says: str = "") -> str:
        """Make a claim of a draft.

        Returns
        -------
        str
            The id of the claim.

        Raises
        ------
        InputError
            If the draft lacks what a claim needs; nothing is written then.
        """
        if not each.unit:
            raise InputError(f"the unit of {each.printed} is missing; give it: c unit=...")
        if each.words and not each.reading:
            raise InputError(f"say what {each.printed} stands for, in digits: c reading=...")
        units = self._with_unit(each.unit)
        name = self._id(each)
        text = self._with_claim(read_text(self.claims), self._claim(each, name, says))
        vocabulary = Units.read(self.units) if units is None else _units(units)
        self._check(text, vocabulary)
        if units is not None:
            write_whole(self.units, units)
        write_whole(self.claims, text)
        return name

    def _claim(self, each: Draft, name: str, says: str) -> str:
        """A claim as the file has it, a fall or growth by what its sentence says of it."""
        what = self.change(each)
        return _claim(each, name, says or said(each, what), self._book.words, what)

    def change(self, each: Draft) -> str:
        """``growth`` or ``fall`` where the sentence of a draft says so of it; else empty."""
        return changes.change(self.language, each.sentence, each.printed)

    def exclude(self, each: Draft, reason: str = "") -> None:
        """Note that a number claims nothing, and why.

        Raises
        ------
        InputError
            If no reason is given.
        """
        reason = reason or each.reason
        if not reason:
            raise InputError(f"say why {each.printed} claims nothing: x year, x page, ...")
        if each.words:
            self._exclude_words(str(each.line), re.escape(each.token), reason)
            return
        rows = [[str(line), token, reason] for line, token in waiting.tokens(each)]
        _append(self.digits, rows)

    def _exclude_words(self, line: str, pattern: str, reason: str) -> None:
        """Add a row, unless one excludes these words of the line already: it excludes all alike."""
        if not self.words.is_file() or [line, pattern] not in [
            row[:2] for row in read_rows(self.words, word_coverage.COLUMNS)
        ]:
            _append(self.words, [[line, pattern, reason]])

    @cached_property
    def language(self) -> Language:
        """The language of the report's text; English where the report does not say."""
        return language.of(self._book.report.language or "en")

    def refuse_unknown(self, unit: str, drafted: Collection[str]) -> None:
        """Refuse a unit that neither the book, its language nor a draft has.

        Raises
        ------
        InputError
            Saying which unit is near, and how to declare a new one.
        """
        spoken = self.language
        known = {*self._book.units, *_FIXED, *PURE, *language.units_of(spoken.name), *drafted}
        known |= {each for _, each in (*spoken.units, *spoken.word_units)}
        over, *under = unit.split(" per ")
        if unit in known or (over in known and {singular(each) for each in known} >= {*under}):
            return
        near = next(iter(get_close_matches(unit, sorted(known), n=1, cutoff=_NEAR)), "")
        hint = f"did you mean {near}? If" if near else "write one of data/units.csv; if"
        raise InputError(
            f"the unit {unit!r} is unknown; {hint} it is another one, say: "
            f"c unit={shlex.quote(unit)} new=yes"
        )

    def unworded(self) -> int:
        """How many claims of the report do not say yet what their number is of."""
        return sum(claim.says.startswith(OPEN) for claim in self._book.register)

    def claimed_units(self) -> list[str]:
        """The unit of every number that is claimed already."""
        return [value.unit for claim in self._book.register for value in claim.values]

    def date_before(self, line: int) -> str:
        """The date of the last number that is claimed on a line or before it; empty without one."""
        claimed = [
            (value.line, value.as_of)
            for claim in self._book.register
            for value in claim.values
            if value.line and value.line <= line and value.as_of
        ]
        return max(reversed(claimed), default=(0, ""), key=lambda placed: placed[0])[1]

    def left(self, lines: list[str]) -> list[Draft]:
        """The drafts that wait, without those whose decision was written before all was.

        Parameters
        ----------
        lines : list of str
            The report's text.
        """
        drafts = waiting.read(self.drafts)
        there = Counter(
            (number, numerals.plain(token))
            for number, line in enumerate(lines, start=1)
            for token in coverage.tokens(line)
        )
        self._refuse_others(drafts, there, lines)
        found = coverage.coverage(lines, self._book.register, self._book.exclusions)
        over = found.places + self._book.exclusions + waiting.counted(drafts, words=False)
        over.subtract(there)
        kept = []
        for each in drafts:
            places = [] if each.words else waiting.tokens(each)
            if places and all(over[place] > 0 for place in places):
                over.subtract(places)
            else:
                kept.append(each)
        return kept

    def _refuse_others(
        self, drafts: list[Draft], there: Counter[tuple[int, str]], lines: list[str]
    ) -> None:
        """Refuse drafts of numbers that the text does not have.

        Raises
        ------
        InputError
            Naming the row, the line and the number.
        """
        words = self._book.number_words
        found = words.find(RunningText(lines)) if words is not None else []
        spoken = {(word.line, word.text) for word in found}
        for row, each in enumerate(drafts, start=2):
            if each.words:
                known = words is None or (each.line, each.token) in spoken
            else:
                known = all(place in there for place in waiting.tokens(each))
            if not known:
                raise InputError(
                    f"{self.drafts}, row {row}: line {each.line} of the text has no {each.token}; "
                    "write line and token as the text has them, or remove the file and draft "
                    "again: what was decided is kept."
                )

    def _id(self, each: Draft) -> str:
        numeral = re.sub("[^0-9]+", "-", each.reading or each.printed).strip("-") or "word"
        name = f"{self._start()}-line{each.line}-{numeral}"
        taken = self._book.register
        free = (f"{name}{suffix}" for suffix in ("", *(f"-{n}" for n in range(2, 1000))))
        return next(candidate for candidate in free if candidate not in taken)

    def _start(self) -> str:
        """How ids of the chapter begin: chapters of a report with a name count from 1."""
        register = self._book.register
        name = register.reports[self._chapter]
        own = list(register.reports).index(self._chapter) + 1
        return f"{name}-ch{own}" if name else f"ch{self._chapter}"

    def _with_unit(self, unit: str) -> str | None:
        """The table of units with one more; None where it has this one."""
        if unit in self._book.units:
            return None
        fixed = " per " in unit or unit in _FIXED or unit.startswith("per")
        row = _row([unit, "no" if fixed else "yes", "", "added from a draft"])
        return read_text(self.units).rstrip("\n") + "\n" + row

    def _with_claim(self, text: str, claim: str) -> str:
        if _EMPTY.search(text):
            return _EMPTY.sub("claims:", text, count=1).rstrip("\n") + "\n" + claim
        dropped = _DROPPED.search(text)
        if dropped:
            return text[: dropped.start()] + claim + text[dropped.start() :]
        return text.rstrip("\n") + "\n" + claim

    def _check(self, text: str, units: Units) -> None:
        """Refuse a chapter that could not be read again."""
        trial = self.claims.with_name(f".{self.claims.name}-trial")
        try:
            trial.write_text(text, encoding="utf-8")
            register.read_chapter(trial, units, self._book.words)
        except InputError as error:
            raise InputError(str(error).replace(str(trial), str(self.claims))) from None
        finally:
            trial.unlink(missing_ok=True)


def _units(text: str) -> Units:
    """A vocabulary that is not written yet."""
    from rederive.core.units import Unit

    rows = list(csv.reader(io.StringIO(text)))[1:]
    return Units([Unit(row[0], countable=row[1] == "yes", native=row[2]) for row in rows])


def _claim(each: Draft, name: str, says: str, scale: Words, what: str) -> str:
    """A claim as the file of its chapter has it.

    A fall is the size by which something fell, without a sign, and its number has that name.
    """
    kind = next((kind for unit, kind in _KINDS if each.unit.startswith(unit)), "level")
    kind = "ratio" if " per " in each.unit else kind
    kind = changes.kind(what, each.unit) or kind
    word = scale.meant(each.printed, each.unit) if each.words else None
    if word and (word.reading, word.hedge) != (each.reading, each.hedge):
        word = None  # a person says otherwise
    value = {
        "name": what if what == FALL else "number",
        "printed": each.printed,
        "word": word.word if word else "",
        "reading": each.reading if each.words and not word else "",
        "line": each.line,
        "unit": each.unit,
        "scale": each.scale,
        "hedge": each.hedge if each.hedge != "exact" and not word else "",
        "as_of": each.as_of,
    }
    given = ", ".join(f"{key}: {_quoted(field)}" for key, field in value.items() if field)
    lines = [
        f"- id: {name}",
        f"  section: {_quoted(f'page {each.page}' if each.page else 'text')}",
        f"  lines: [{each.line}, {each.line}]",
        f"  says: {_quoted(says)}",
        f"  kind: {kind}",
        "  check: public_series",
        *(["  definition: as the sentence says", "  definition_source: sentence"] * each.words),
        "  values:",
        f"  - {{{given}}}",
    ]
    return "\n".join(lines) + "\n"


def said(each: Draft, what: str = "") -> str:
    """A draft as a claim says it: open where a person has to say what the number is of.

    Parameters
    ----------
    each : Draft
    what : str
        ``fall`` where something fell by the number.
    """
    hedge = "" if each.hedge in ("exact", "ordinal") else each.hedge.replace("_", " ")
    number = each.reading if each.words else each.printed
    if each.hedge == "several" and number == "1":
        number = ""  # "several boats"
    fall = "a fall of" if what == FALL else ""
    words = " ".join(filter(None, (fall, hedge, number, each.scale, each.unit)))
    return f"{OPEN}: {words}{f', in {each.as_of}' if each.as_of else ''}."


def _quoted(field: object) -> str:
    return str(field) if isinstance(field, int) else json.dumps(str(field), ensure_ascii=False)


def _row(fields: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(fields)
    return buffer.getvalue()


def _append(path: Path, rows: list[list[str]]) -> None:
    header = "line,pattern,reason" if "words" in path.name else "line,token,reason"
    before = read_text(path) if path.is_file() else header
    write_whole(path, before.rstrip("\n") + "\n" + "".join(map(_row, rows)))

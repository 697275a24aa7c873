"""Drafts one by one: a person accepts, changes, excludes, splits, takes back, or ends for today."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rederive.core import periods
from rederive.core.claims import OPEN
from rederive.core.numerals import HEDGES
from rederive.core.scales import SCALES
from rederive.drafting import likely, waiting
from rederive.drafting.accepting import Desk, said
from rederive.drafting.journal import JOURNAL, Journal
from rederive.drafting.proposals import CLAIM, EXCLUDE, Draft
from rederive.errors import InputError
from rederive.language.counting import counted
from rederive.reading.files import write_whole

HELP = (
    "a or Enter accept as proposed\n"
    "c unit=EUR hedge=over scale= as_of=2031 says='...' change and accept (new=yes: a new unit)\n"
    "x REASON claims nothing   e accept this and all exclusions with its reason\n"
    "1, 2, ... accept with that likely unit   t accept with the date of the claim before\n"
    "s split a number in groups   l later   u undo, also of earlier sessions   q quit"
)
_FIELDS = ("unit", "hedge", "scale", "as_of", "reading", "says", "new")


def shown(each: Draft, what: str = "") -> str:
    """A draft as it is asked about: the sentence, the number, what is proposed.

    ``what`` is ``fall`` where something fell by the number.
    """
    place = f"line {each.line}" + (f", page {each.page}" if each.page else "")
    if each.proposal == EXCLUDE:
        proposal = f"claims nothing: {each.reason}"
    else:
        proposal = said(each, what).removeprefix(f"{OPEN}: ").rstrip(".")
        proposal = f"claim: {proposal}" + ("" if each.unit else " (no unit was found)")
    return f"{place}: {each.sentence}\n  {each.printed}: {proposal}"


def _fields(rest: str, scales: Sequence[str] = tuple(SCALES)) -> dict[str, str]:
    """The fields of an answer that changes a draft: a word without a name goes on with the last.

    Parameters
    ----------
    rest : str
        The answer.
    scales : sequence of str
        Those of the report's language, to be named.

    Raises
    ------
    InputError
        Saying how each field is written.
    """
    try:
        words = shlex.split(rest)
    except ValueError as error:
        raise InputError(f"cannot read the answer ({error}); close its quotes.") from None
    given: dict[str, str] = {}
    name = ""
    for word in words:
        before, mark, value = word.partition("=")
        if mark and before in _FIELDS:
            name, given[before] = before, value
        elif mark or not name:
            raise InputError(f"change one of {', '.join(_FIELDS)}, as in: c unit=EUR hedge=over")
        else:
            given[name] += f" {word}"
    if not given:
        raise InputError(f"change one of {', '.join(_FIELDS)}, as in: c unit=EUR hedge=over")
    if (hedge := given.get("hedge", "exact")) not in HEDGES:
        raise InputError(f"{hedge!r} is not a hedge: write one of {', '.join(HEDGES)}")
    if (scale := given.get("scale", "")) not in SCALES:
        raise InputError(
            f"{scale!r} is not a scale: write one of {', '.join(filter(None, scales))}, or nothing "
            "(scale=)"
        )
    if given.get("as_of") and not periods.is_period(given["as_of"]):
        raise InputError(
            f"as_of: {given['as_of']!r} is not a period; write 2023, 2023-09, 2023-Q3, 2023-H1, "
            "2023-09-30 or 2023-01/2023-09"
        )
    scale, _, unit = given.get("unit", "").partition(" ")
    if unit and scale in SCALES:
        raise InputError(f"{scale!r} is a scale; write: c scale={scale} unit={shlex.quote(unit)}")
    return given


class Review:
    """A session over the drafts of a book; what was decided is on disk after every answer.

    Parameters
    ----------
    desk : Desk
    drafts : list of Draft
        Those that wait.
    strict : bool
        Whether nobody reads what is said of an unknown answer, which is refused then.
    """

    def __init__(self, desk: Desk, drafts: list[Draft], *, strict: bool = False) -> None:
        self._desk, self._strict = desk, strict
        self.drafts = drafts
        self._journal = Journal(desk.drafts.with_name(JOURNAL), desk.files)
        self.ended = False
        if waiting.read(desk.drafts) != drafts:  # a session ended between two files
            waiting.write(desk.drafts, drafts)

    def asked_to_end(self) -> str:
        """What is asked when every draft is decided."""
        return f"No draft is left. Enter ends; u takes the last answer back.{self._unworded()}"

    def _unworded(self) -> str:
        """Which claims wait for the words of a person."""
        if not (count := self._desk.unworded()):
            return ""
        begin = counted(count, "claim begins", "claims begin")
        name = self._desk.claims.name
        return f" {begin} with {OPEN} in data/claims/{name}: say there what the number is of."

    def shown(self) -> str:
        """The first draft as it is asked about, with likely units where none was found."""
        each = self.drafts[0]
        offered = [f"{at} {unit}" for at, unit in enumerate(self._likely(), start=1)]
        which = f"\n  likely units: {', '.join(offered)}" if offered else ""
        date = self._date_before()
        when = (
            f"\n  no date in its sentence; t accepts it as of {date}, the last before"
            if date
            else ""
        )
        return shown(each, self._desk.change(each)) + which + when

    def _date_before(self) -> str:
        """The date of the last claim before a draft that has none; empty without one."""
        each = self.drafts[0]
        return "" if each.as_of or each.proposal != CLAIM else self._desk.date_before(each.line)

    def _likely(self) -> list[str]:
        each = self.drafts[0]
        if each.unit or each.proposal != CLAIM:
            return []
        named = self._desk.language.named_units(each.sentence)
        return likely.units(each, self.drafts, self._desk.claimed_units(), named)

    def answer(self, text: str) -> str:
        """Carry out an answer to the first draft; what is to be said of it.

        Raises
        ------
        InputError
            If it cannot be carried out; nothing has changed then.
        """
        word, _, rest = text.strip().partition(" ")
        act: dict[str, Callable[[str], str]] = {
            "": self._accept, "a": self._accept, "c": self._change, "x": self._exclude,
            "e": self._exclude_alike, "s": self._split, "l": self._later,
        }  # fmt: skip
        if not self.drafts and word != "u":
            self.ended = True
            return "All is decided: `rederive coverage` accounts for every number."
        if word == "q":
            self.ended = True
            left = counted(len(self.drafts), "draft waits", "drafts wait")
            return f"{left}; `rederive review` goes on from here."
        if word == "u":
            return self._undo()
        if word.isdecimal():
            word, rest = "c", self._numbered(word)
        if word == "t":
            word, rest = "c", self._timed(rest)
        if word not in act:
            if self._strict:
                raise InputError(f"{text!r} is not an answer; write a, c, x, e, s, l, u or q.")
            return HELP
        saved = self._save()
        try:
            answer = act[word](rest.strip())
        except InputError:
            self._restore(*saved)
            raise
        waiting.write(self._desk.drafts, self.drafts)
        self._journal.note(saved[0])
        return answer

    def _timed(self, rest: str) -> str:
        """The date before as a change, with what else is to be changed."""
        if not (date := self._date_before()):
            raise InputError("there is no date to take; write: c as_of=2031")
        return f"as_of={date} {rest}"

    def _numbered(self, word: str) -> str:
        """What the number of a likely unit stands for."""
        offered = self._likely()
        if not 1 <= int(word) <= len(offered):
            raise InputError(f"there is no likely unit {word}; write: c unit=...")
        return f"unit={shlex.quote(offered[int(word) - 1])} new=yes"

    def _accept(self, _: str) -> str:
        each = self.drafts[0]
        try:
            self._refuse_unknown(each)
        except InputError as error:  # only a row that was edited names such a unit
            raise InputError(f"{self._desk.drafts.name}, row 2: {error}") from None
        return self._keep(each, "")

    def _refuse_unknown(self, each: Draft) -> None:
        """Refuse a unit that neither book nor language knows, nor the sentence of a draft names."""
        if each.proposal != CLAIM or not each.unit:
            return
        named = {
            one.unit
            for one in self.drafts
            if one.unit.partition(" per ")[0].lower() in one.sentence.lower()
        }
        self._desk.refuse_unknown(each.unit, named)

    def _keep(self, each: Draft, says: str) -> str:
        if each.proposal == EXCLUDE:
            self._desk.exclude(each)
            answer = f"{each.printed} claims nothing: {each.reason}"
        else:
            answer = f"claim {self._desk.accept(each, says)}"
        self.drafts = self.drafts[1:]
        return answer

    def _change(self, rest: str) -> str:
        given = _fields(rest, self._desk.language.scales)
        new, says = given.pop("new", "") == "yes", given.pop("says", "")
        each = replace(self.drafts[0], proposal=CLAIM, **given)  # type: ignore[arg-type]
        if not new:
            self._refuse_unknown(each)
        before = self._desk.units.read_bytes()
        answer = self._keep(each, says)
        added = before != self._desk.units.read_bytes()
        return answer + (f"; the unit {each.unit} is new, in data/units.csv" if added else "")

    def _exclude(self, rest: str) -> str:
        self._desk.exclude(self.drafts[0], rest)
        each, self.drafts = self.drafts[0], self.drafts[1:]
        return f"{each.printed} claims nothing: {rest or each.reason}"

    def _exclude_alike(self, _: str) -> str:
        reason = self.drafts[0].reason
        alike = [each for each in self.drafts if each.proposal == EXCLUDE and each.reason == reason]
        if self.drafts[0].proposal != EXCLUDE:
            raise InputError("this draft is not an exclusion; exclude it by itself: x REASON")
        for each in alike:
            self._desk.exclude(each)
        self.drafts = [each for each in self.drafts if each not in alike]
        return f"{counted(len(alike), 'number claims', 'numbers claim')} nothing: {reason}"

    def _split(self, _: str) -> str:
        each = self.drafts[0]
        parts = re.split(r"[ \u00a0\u2007\u2009\u202f]", each.token)
        if len(parts) == 1 or each.words:
            raise InputError(f"{each.printed} has no groups to split")
        made = [replace(each, token=part, printed=part.rstrip(",.")) for part in parts]
        self.drafts = [*made, *self.drafts[1:]]
        return f"{counted(len(made), 'number')}: {', '.join(part.printed for part in made)}"

    def _later(self, _: str) -> str:
        self.drafts = [*self.drafts[1:], self.drafts[0]]
        return "later"

    def _undo(self) -> str:
        before = self._journal.last()
        if before is None:
            return "there is nothing to take back"
        self._restore(before, self.drafts)
        self._journal.drop()
        self.drafts = waiting.read(self._desk.drafts)
        return f"taken back: {self.drafts[0].printed} waits again"

    def _save(self) -> tuple[dict[Path, bytes | None], list[Draft]]:
        contents = {
            path: path.read_bytes() if path.is_file() else None for path in self._desk.files
        }
        return contents, self.drafts

    def _restore(self, contents: dict[Path, bytes | None], drafts: list[Draft]) -> None:
        for path, content in contents.items():
            if content is None:
                path.unlink(missing_ok=True)
            elif not path.is_file() or path.read_bytes() != content:
                write_whole(path, content)
        self.drafts = drafts

"""Drafts one by one: a person accepts, changes, excludes, splits, takes back, or ends for today."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rederive.core.numerals import HEDGES
from rederive.core.scales import SCALES
from rederive.drafting import waiting
from rederive.drafting.accepting import Desk, said
from rederive.drafting.proposals import CLAIM, EXCLUDE, Draft
from rederive.errors import InputError
from rederive.reading.files import write_whole

HELP = (
    "a accept as proposed   c unit=EUR hedge=over scale= as_of=2031 says='...' change and accept\n"
    "x REASON claims nothing   e accept this and all exclusions with its reason\n"
    "s split a number in groups   l later   u undo   q quit"
)
_FIELDS = ("unit", "hedge", "scale", "as_of", "reading", "says")


def shown(each: Draft) -> str:
    """A draft as it is asked about: the sentence, the number, what is proposed."""
    place = f"line {each.line}" + (f", page {each.page}" if each.page else "")
    if each.proposal == EXCLUDE:
        proposal = f"claims nothing: {each.reason}"
    else:
        proposal = said(each).removeprefix("The text says ").rstrip(".")
        proposal = f"claim: {proposal}" + ("" if each.unit else " (no unit)")
    return f"{place}: {each.sentence}\n  {each.printed}: {proposal}"


class Review:
    """A session over the drafts of a book; what was decided is on disk after every answer.

    Parameters
    ----------
    desk : Desk
    drafts : list of Draft
        Those that wait.
    """

    def __init__(self, desk: Desk, drafts: list[Draft]) -> None:
        self._desk = desk
        self.drafts = drafts
        self._before: list[tuple[dict[Path, bytes | None], list[Draft]]] = []
        self.ended = False

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
        if word == "q":
            self.ended = True
            return f"{len(self.drafts)} drafts wait; `rederive review` goes on from here."
        if word == "u":
            return self._undo()
        if word not in act:
            return HELP
        saved = self._save()
        try:
            answer = act[word](rest.strip())
        except InputError:
            self._restore(*saved)
            raise
        self._before.append(saved)
        waiting.write(self._desk.drafts, self.drafts)
        return answer

    def _accept(self, _: str) -> str:
        each = self.drafts[0]
        return self._keep(each, "")

    def _keep(self, each: Draft, says: str) -> str:
        if each.proposal == EXCLUDE:
            self._desk.exclude(each)
            answer = f"{each.printed} claims nothing: {each.reason}"
        else:
            answer = f"claim {self._desk.accept(each, says)}"
        self.drafts = self.drafts[1:]
        return answer

    def _change(self, rest: str) -> str:
        try:
            pairs = [word.partition("=") for word in shlex.split(rest)]
        except ValueError as error:
            raise InputError(f"cannot read the answer ({error}); close its quotes.") from None
        given = {name: value for name, mark, value in pairs if mark}
        unknown = [name for name, mark, _ in pairs if not mark or name not in _FIELDS]
        if unknown or not given:
            raise InputError(f"change one of {', '.join(_FIELDS)}, as in: c unit=EUR hedge=over")
        if given.get("hedge", "exact") not in HEDGES or given.get("scale", "") not in SCALES:
            raise InputError(
                f"a hedge is one of {', '.join(HEDGES)}, a scale one of "
                f"{', '.join(filter(None, SCALES))}, or nothing"
            )
        says = given.pop("says", "")
        return self._keep(replace(self.drafts[0], proposal=CLAIM, **given), says)  # type: ignore[arg-type]

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
        return f"{len(alike)} numbers claim nothing: {reason}"

    def _split(self, _: str) -> str:
        each = self.drafts[0]
        parts = re.split(r"[ \u00a0\u2007\u2009\u202f]", each.token)
        if len(parts) == 1 or each.words:
            raise InputError(f"{each.printed} has no groups to split")
        made = [replace(each, token=part, printed=part.rstrip(",.")) for part in parts]
        self.drafts = [*made, *self.drafts[1:]]
        return f"{len(made)} numbers: {', '.join(part.printed for part in made)}"

    def _later(self, _: str) -> str:
        self.drafts = [*self.drafts[1:], self.drafts[0]]
        return "later"

    def _undo(self) -> str:
        if not self._before:
            return "there is nothing to take back in this session"
        self._restore(*self._before.pop())
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

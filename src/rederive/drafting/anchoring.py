"""Where the lines of a text went when it was changed, and the register with its lines moved.

The old text is not kept: what is known of it are the numerals of each line, from claims, exclusions
and drafts. Lines of the new text that have the same numerals, in the same order, are these lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from rederive.core import coverage, numerals
from rederive.core.claims import Claim
from rederive.drafting import waiting
from rederive.drafting.proposals import Draft

_BLOCK = re.compile(r"^- id: *(?P<id>\S+)[ \t]*\n(?:(?!- id:|\S).*\n?)*", re.MULTILINE)
_SPAN = re.compile(r"^(  lines: *\[)(\d+)(, *)(\d+)(\])", re.MULTILINE)
_LINE = re.compile(r"(?<=[\s{,])(line: *)(\d+)(?=[ \t]*(?:[,}\n]|$))")


def numerals_of(
    claims: Iterable[Claim], exclusions: Counter[tuple[int, str]], drafts: Iterable[Draft]
) -> dict[int, Counter[str]]:
    """The numerals of each line of the old text, as far as they were accounted for."""
    found: dict[int, Counter[str]] = {}
    places = Counter(
        (value.line, value.numeral)
        for claim in claims
        for value in claim.values
        if value.in_digits and value.line is not None and value.repeats is None
    )
    places += exclusions + waiting.counted(drafts, words=False)
    for (line, token), count in places.items():
        found.setdefault(line, Counter())[_bare(token)] += count
    return found


def _bare(token: str) -> str:
    return numerals.plain(token).rstrip(".,")


@dataclass(frozen=True)
class Anchors:
    """The new place of lines.

    Parameters
    ----------
    moved : dict of int to int
        For lines with numerals that were found again.
    lost : tuple of int
        Lines with numerals that were not.
    """

    moved: dict[int, int]
    lost: tuple[int, ...]

    def of(self, line: int) -> int | None:
        """The new place of a line; of one without numerals, where those around it agree on it."""
        if line in self.moved or line in self.lost:
            return self.moved.get(line)
        shifts = {self.moved[each] - each for each in self._around(line) if each is not None}
        place = line + shifts.pop() if len(shifts) == 1 else 0
        return place if place > 0 else None

    def near(self, line: int) -> int:
        """The new place of any line: of one that was lost, where it would be by those around it."""
        if line in self.moved:
            return self.moved[line]
        before, after = self._around(line)
        by = after if before is None else before
        place = line if by is None else line + self.moved[by] - by
        earliest = 1 if before is None else self.moved[before]
        return max(earliest, place if after is None else min(place, self.moved[after]))

    def _around(self, line: int) -> tuple[int | None, int | None]:
        """The last line before that was found again, and the first after."""
        return (
            max((each for each in self.moved if each < line), default=None),
            min((each for each in self.moved if each > line), default=None),
        )

    def span(self, claim: Claim) -> tuple[int, int] | None:
        """The new lines of a claim; None where one of its numbers was not found again."""
        own = [value.line for value in claim.values if value.line is not None]
        places = [self.of(line) for line in own or claim.lines]
        ends = [self.of(line) for line in claim.lines]
        found = [place for place in (*places, *ends) if place is not None]
        return None if None in places else (min(found), max(found))

    def told(self) -> Iterator[str]:
        """The runs of lines that moved alike, in words."""
        runs: list[list[int]] = []
        for line in sorted(self.moved):
            if runs and self.moved[line] - line == self.moved[runs[-1][-1]] - runs[-1][-1]:
                runs[-1].append(line)
            else:
                runs.append([line])
        for first, last in ((run[0], run[-1]) for run in runs):
            if self.moved[first] != first:
                yield (
                    f"lines {first}-{last} are lines {self.moved[first]}-{self.moved[last]} now."
                )


def anchors(old: dict[int, Counter[str]], lines: list[str]) -> Anchors:
    """Find lines again by their numerals.

    A line that has changed is found between two that have not, if as many lines stand there as did
    and it kept at least half of its numerals.

    Parameters
    ----------
    old : dict of int to Counter
        The numerals of each line that had any.
    lines : list of str
        The new text.
    """
    new = {
        number: Counter(map(_bare, tokens))
        for number, line in enumerate(lines, start=1)
        if (tokens := coverage.tokens(line))
    }
    before, after = sorted(old), sorted(new)
    was = [tuple(sorted(old[at].elements())) for at in before]
    now = [tuple(sorted(new[at].elements())) for at in after]
    moved: dict[int, int] = {}
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        alike = kind == "replace" and b - a == d - c
        if kind == "equal" or alike:
            for one, other in zip(before[a:b], after[c:d], strict=True):
                shared = (old[one] & new[other]).total()
                if kind == "equal" or 2 * shared >= old[one].total():
                    moved[one] = other
    return Anchors(moved, tuple(line for line in before if line not in moved))


def changed(claims: Iterable[Claim], found: Anchors, lines: list[str]) -> Iterator[tuple[str, str]]:
    """The claims whose lines were found again, and which print another number there now.

    Yields
    ------
    (str, str)
        The id of a claim, and a sentence on it.
    """
    new: dict[int, Counter[str]] = {}
    for claim in claims:
        if found.span(claim) is None:
            continue
        for value in claim.values:
            place = found.of(value.line) if value.in_digits and value.line else None
            if place is None:
                continue
            if place not in new:
                new[place] = Counter(map(_bare, coverage.tokens(lines[place - 1])))
            parts = [_bare(value.numeral)], map(_bare, value.numeral.split(" "))
            if not any(all(new[place][part] for part in each) for each in parts):
                yield (
                    claim.id,
                    f"{claim.id}: {value.printed} is not on its line {place} any more, which has "
                    f"{_listed(new[place])}; correct `printed` in "
                    f"data/claims/ch{claim.chapter}.yaml if the number was changed.",
                )
                break


def _listed(numerals_there: Counter[str]) -> str:
    return ", ".join(numerals_there) or "no number"


def chapter(text: str, claims: Iterable[Claim], found: Anchors) -> str:
    """The file of a chapter with the lines of its claims moved; those not found stay."""
    by_id = {claim.id: claim for claim in claims}

    def block(match: re.Match[str]) -> str:
        claim = by_id.get(match["id"])
        span = found.span(claim) if claim else None
        if span is None:
            return match[0]
        moved = _SPAN.sub(rf"\g<1>{span[0]}\g<3>{span[1]}\g<5>", match[0], count=1)
        return _LINE.sub(lambda each: f"{each[1]}{found.of(int(each[2])) or each[2]}", moved)

    return _BLOCK.sub(block, text)


def table(text: str, found: Anchors, *, near: bool = False) -> str:
    """A table whose first column is a line, with these moved.

    Lines that were not found stay, or go where they would be, if ``near``.
    """
    return re.sub(
        r"^(\d+)(?=,)",
        lambda match: str(
            found.near(int(match[1])) if near else found.of(int(match[1])) or match[1]
        ),
        text,
        flags=re.MULTILINE,
    )

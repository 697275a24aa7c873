"""What changed from one edition of a report to the next, claim by claim and number by number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rederive.core.claims import Claim, Value
from rederive.core.register import Register

Number = tuple[Claim, Value]


class Change(StrEnum):
    """How a number of the new edition stands to that of the old one."""

    REVISED = "revised"
    REPEATED = "repeated"
    MOVED_ON = "moved on"
    UNCHANGED = "unchanged"
    NEW = "new"
    GONE = "gone"

    @property
    def meaning(self) -> str:
        """What it says of the number."""
        return _MEANINGS[self]


_MEANINGS = {
    Change.REVISED: "another number for the same time",
    Change.REPEATED: "the same number for another time",
    Change.MOVED_ON: "another number for another time",
    Change.UNCHANGED: "the same number for the same time",
    Change.NEW: "in the new edition only",
    Change.GONE: "in the old edition only",
}


@dataclass(frozen=True)
class Changed:
    """A number in both editions, or in one of them.

    Attributes
    ----------
    old, new : (Claim, Value) or None
    change : Change
    """

    old: Number | None
    new: Number | None
    change: Change

    @property
    def claim(self) -> Claim:
        """The claim, as the new edition has it if it does."""
        return next(filter(None, (self.new, self.old)))[0]


def changes(old: Register, new: Register) -> list[Changed]:
    """Every number of two editions: those of the new one in its order, then what is gone.

    Claims belong together that have one id within their reports; or that, as the only ones on
    either side, say the same but for their numbers, in the same units; or that stand in the same
    places between two such claims, where as many stand on both sides, of the same units.
    """
    partner = _partners(list(old), list(new))
    found = [each for claim in new for each in _of_claim(partner.get(claim.id), claim)]
    taken = {claim.id for claim in partner.values()}
    gone = [claim for claim in old if claim.id not in taken]
    return found + [
        Changed((claim, value), None, Change.GONE) for claim in gone for value in claim.values
    ]


def counts(found: Iterable[Changed]) -> dict[Change, int]:
    """How many numbers changed in each way, without those in which none did."""
    tally = Counter(each.change for each in found)
    return {change: tally[change] for change in Change if tally[change]}


def _partners(old: list[Claim], new: list[Claim]) -> dict[str, Claim]:
    """The claim of the old edition for claims of the new one."""
    by_id = {claim.own_id: claim for claim in old}
    found = {claim.id: by_id[claim.own_id] for claim in new if claim.own_id in by_id}
    taken = {claim.id for claim in found.values()}
    left = [claim for claim in old if claim.id not in taken]
    rest = [claim for claim in new if claim.id not in found]
    said_before, said_now = (Counter(map(_said, claims)) for claims in (left, rest))
    by_words = {_said(claim): claim for claim in left}
    for claim in rest:
        words = _said(claim)
        if said_before[words] == said_now[words] == 1:
            found[claim.id] = by_words[words]
    return found | _between(old, new, found)


def _between(old: list[Claim], new: list[Claim], found: dict[str, Claim]) -> dict[str, Claim]:
    """Partners of claims that stand alike between claims whose partners are known."""
    before = _runs(old, {claim.id for claim in found.values()})
    after = _runs(new, found.keys())
    known = {name: claim.id for name, claim in found.items()}
    more: dict[str, Claim] = {}
    for (start, end), run in after.items():
        others = before.get((known.get(start, ""), known.get(end, "")), [])
        if [_units(claim) for claim in run] == [_units(claim) for claim in others]:
            more.update(zip((claim.id for claim in run), others, strict=True))
    return more


def _runs(claims: list[Claim], known: Collection[str]) -> dict[tuple[str, str], list[Claim]]:
    """The claims between two known ones, by the ids of these; empty is either end of the text."""
    runs: dict[tuple[str, str], list[Claim]] = {}
    start, run = "", list[Claim]()
    for claim in claims:
        if claim.id in known:
            runs[start, claim.id] = run
            start, run = claim.id, []
        else:
            run.append(claim)
    runs[start, ""] = run
    return runs


def _units(claim: Claim) -> tuple[str, ...]:
    return tuple(str(value.unit) for value in claim.values)


def _said(claim: Claim) -> tuple[str, ...]:
    """What a claim says without its numbers, and in which units."""
    words = " ".join(re.findall(r"[^\W\d_]+", claim.says.lower()))
    return words, *_units(claim)


def _of_claim(old: Claim | None, new: Claim) -> Iterator[Changed]:
    before = {value.name: value for value in old.values} if old else {}
    if old and len(old.values) == len(new.values) == 1:
        before = {new.values[0].name: old.values[0]}
    for value in new.values:
        was = before.pop(value.name, None)
        if old is None or was is None:
            yield Changed(None, (new, value), Change.NEW)
        else:
            yield Changed((old, was), (new, value), _change(was, value))
    if old is not None:
        for was in before.values():
            yield Changed((old, was), None, Change.GONE)


def _change(old: Value, new: Value) -> Change:
    same = (old.claimed, old.unit) == (new.claimed, new.unit)
    if old.as_of == new.as_of:
        return Change.UNCHANGED if same else Change.REVISED
    return Change.REPEATED if same else Change.MOVED_ON

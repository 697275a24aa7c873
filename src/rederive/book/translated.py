"""Claims and ledger in the language that is spoken: the same numbers, other words."""

from __future__ import annotations

from dataclasses import replace

from rederive.core.claims import Claim
from rederive.core.entries import SEPARATOR, Condition, Entry, Part, Reading
from rederive.core.register import Register
from rederive.core.relations.formula import Relation
from rederive.core.report import Report
from rederive.language.spoken import say, spoken, told


def register(english: Register) -> Register:
    """The claims in the language that is spoken."""
    if spoken().is_source:
        return english
    return english.said_as(told, _claim)


def _claim(claim: Claim) -> Claim:
    fields = ("says", "section", "definition", "derive", "source_named")
    words = {name: told(text) for name in fields if (text := getattr(claim, name))}
    values = tuple(value.model_copy(update={"label": told(value.called)}) for value in claim.values)
    return claim.model_copy(update={**words, "values": values})


def entries(english: list[Entry]) -> list[Entry]:
    """The ledger in the language that is spoken."""
    return english if spoken().is_source else [entry_of(each) for each in english]


def entry_of(entry: Entry) -> Entry:
    """An entry of the ledger in the language that is spoken."""
    condition, part = entry.condition, entry.part
    return replace(
        entry,
        note=_pieces(entry.note),
        contradiction=_pieces(entry.contradiction),
        under=tuple(Reading(told(each.name), each.low, each.high) for each in entry.under),
        condition=condition and Condition(condition.kind, tuple(map(told, condition.readings))),
        part=part and Part(part.covered, part.of, told(part.says)),
    )


def is_spoken(tag: str) -> bool:
    """Whether the language of a report is the one that is spoken.

    Parameters
    ----------
    tag : str
        As IETF has it, such as ``zh-Hans``.
    """
    return spoken().web_tag.partition("-")[0] == tag.partition("-")[0]


def report(english: Report) -> Report:
    """What is known of a report; only its own title where its language is spoken."""
    if spoken().is_source:
        return english
    words = {name: told(getattr(english, name) or "") for name in ("authors", "known_from")}
    if english.original_title and is_spoken(english.language):
        words |= {"title": english.original_title, "original_title": ""}
    return english.model_copy(update=words)


def _pieces(text: str) -> str:
    return say("; ").join(map(told, text.split(SEPARATOR))) if text else ""


def relations(english: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """The relations in the language that is spoken."""
    if spoken().is_source:
        return english
    return tuple(each.model_copy(update={"says": told(each.says)}) for each in english)
